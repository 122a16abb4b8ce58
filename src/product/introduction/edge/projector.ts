import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type Digest, Instant, type Json } from '../../../core/index.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { type HouseholdAlarm, INTRODUCTION_EVENTS, type IntroductionEvent } from '../events.ts';
import type { Claim, ClaimId, ClaimState } from '../model.ts';

/** Introductions, and when an owner was last told. Moments are milliseconds; `step` is what was still to come where one was abandoned. */
export const introductionProjector: Projector = {
  room: 'introduction',
  version: 2,
  // Nobody is left in a household that has ended: what it showed gives it nothing any more.
  types: [...INTRODUCTION_EVENTS, 'alarm.raised', 'household.dissolved'],
  schema: `
CREATE TABLE introduction_claim (id TEXT PRIMARY KEY, device TEXT NOT NULL, digest TEXT NOT NULL, nonce TEXT NOT NULL, begun_at INTEGER NOT NULL, until INTEGER NOT NULL,
  state TEXT NOT NULL, household TEXT, scanned_at INTEGER, present_at INTEGER, ended_at INTEGER, step TEXT, took INTEGER, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX introduction_claim_of ON introduction_claim (device, seq);
CREATE INDEX introduction_claim_open ON introduction_claim (until) WHERE state = 'open';
CREATE INDEX introduction_claim_took ON introduction_claim (state, took);
CREATE TABLE introduction_told (household TEXT NOT NULL, device TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (household, device, code)) STRICT, WITHOUT ROWID;
CREATE TABLE introduction_ended (household TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`,
  apply(db, type, body, seq) {
    if (type === 'household.dissolved') {
      const { household, at } = body as unknown as { readonly household: string; readonly at: string };
      prepared(db, 'INSERT INTO introduction_ended VALUES (?) ON CONFLICT DO NOTHING').run(household);
      prepared(db, `UPDATE introduction_claim SET state = 'cancelled', ended_at = ? WHERE household = ? AND state = 'open'`).run(Instant.parse(at), household);
      return;
    }
    // Bodies are this room's own, and alarms of any room; those that are told to a household name it.
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as IntroductionEvent | HouseholdAlarm;
    applied(db, event, Instant.parse(event.at), seq);
  },
};

function applied(db: DatabaseSync, event: IntroductionEvent | HouseholdAlarm, at: Instant, seq: number): void {
  const run = (sql: string, ...values: readonly (string | number)[]) => prepared(db, sql).run(...values);
  switch (event.type) {
    case 'introduction.begun':
      run(
        `INSERT INTO introduction_claim (id, device, digest, nonce, begun_at, until, state, seq) VALUES (?, ?, ?, ?, ?, ?, 'open', ?) ON CONFLICT DO NOTHING`,
        event.claim,
        event.device,
        event.digest,
        event.nonce,
        at,
        Instant.parse(event.until),
        seq,
      );
      return;
    case 'introduction.scanned':
      run(`UPDATE introduction_claim SET household = ?, scanned_at = ? WHERE id = ? AND state = 'open'`, event.household, at, event.claim);
      return;
    case 'introduction.presence':
      run(`UPDATE introduction_claim SET present_at = ? WHERE id = ? AND state = 'open'`, at, event.claim);
      return;
    case 'introduction.completed':
      run(`UPDATE introduction_claim SET state = 'completed', ended_at = ?, took = ? WHERE id = ? AND state = 'open'`, at, event.after, event.claim);
      return;
    case 'introduction.abandoned':
      run(
        `UPDATE introduction_claim SET state = ?, step = ?, ended_at = ?, took = ? WHERE id = ? AND state = 'open'`,
        event.because,
        event.step,
        at,
        event.after,
        event.claim,
      );
      return;
    case 'alarm.raised':
      // Others raise alarms too, of no household.
      if (typeof event.household !== 'string') return;
      run(
        'INSERT INTO introduction_told (household, device, code, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
        event.household,
        event.device,
        event.code,
        at,
      );
  }
}

/** Secrets that an answer is held against: newest first, as many as are compared. */
export const COMPARED = 16;

export function claimsOf(db: DatabaseSync, device: string): readonly Claim[] {
  return prepared(db, `SELECT * FROM introduction_claim WHERE device = ? ORDER BY seq DESC LIMIT ${COMPARED}`).all(device).map(claimRow);
}

/** Devices with an introduction that time has ended and nobody has entered as such; at most 1,000, oldest first. */
export function overdue(db: DatabaseSync, at: Instant): readonly DeviceId[] {
  return prepared(db, `SELECT device FROM introduction_claim WHERE state = 'open' AND until <= ? ORDER BY until LIMIT 1000`)
    .all(at)
    .map((row) => String(row['device']) as DeviceId);
}

/** Whether this household has ended. One that nobody founded yet has not: it is founded by its first device. */
export function hasEnded(db: DatabaseSync, household: string): boolean {
  return prepared(db, 'SELECT 1 FROM introduction_ended WHERE household = ?').get(household) !== undefined;
}

/** When this household was last told of this device by this code. */
export function toldAt(db: DatabaseSync, household: string, device: string, code: string): number | undefined {
  const at = prepared(db, 'SELECT at FROM introduction_told WHERE household = ? AND device = ? AND code = ?').get(household, device, code)?.['at'];
  return typeof at === 'number' ? at : undefined;
}

export interface Counts {
  readonly begun: number;
  readonly completed: number;
  readonly open: number;
  /** By why and by what was still to come. */
  readonly abandoned: readonly { readonly because: string; readonly step: string; readonly n: number }[];
  /** Milliseconds from the code to the owner, of those that were completed; absent where none was. */
  readonly p50?: number;
  readonly p90?: number;
}

export function countsOfIntroductions(db: DatabaseSync): Counts {
  const rows = prepared(db, 'SELECT state, step, count(*) AS n FROM introduction_claim GROUP BY state, step ORDER BY state, step').all();
  const of = (state: string) => rows.filter((row) => row['state'] === state).reduce((sum, row) => sum + Number(row['n']), 0);
  const completed = of('completed');
  // The nearest rank.
  const rank = (share: number) =>
    Number(
      prepared(db, `SELECT took FROM introduction_claim WHERE state = 'completed' ORDER BY took LIMIT 1 OFFSET ?`).get(Math.ceil(share * completed) - 1)?.[
        'took'
      ],
    );
  return {
    begun: rows.reduce((sum, row) => sum + Number(row['n']), 0),
    completed,
    open: of('open'),
    abandoned: rows
      .filter((row) => typeof row['step'] === 'string')
      .map((row) => ({ because: String(row['state']), step: String(row['step']), n: Number(row['n']) })),
    ...(completed === 0 ? {} : { p50: rank(0.5), p90: rank(0.9) }),
  };
}

const moment = <K extends string>(name: K, value: SQLOutputValue | undefined) =>
  (typeof value === 'number' ? { [name]: Instant.of(value) } : {}) as { readonly [key in K]?: Instant };

function claimRow(row: Readonly<Record<string, SQLOutputValue>>): Claim {
  // What stands in these columns was checked before it was entered.
  return {
    id: String(row['id']) as ClaimId,
    device: String(row['device']) as DeviceId,
    digest: String(row['digest']) as Digest,
    nonce: String(row['nonce']),
    begunAt: Instant.of(Number(row['begun_at'])),
    until: Instant.of(Number(row['until'])),
    state: String(row['state']) as ClaimState,
    ...(typeof row['household'] === 'string' ? { household: row['household'] as HouseholdId } : {}),
    ...moment('scannedAt', row['scanned_at']),
    ...moment('presentAt', row['present_at']),
    ...moment('endedAt', row['ended_at']),
  };
}
