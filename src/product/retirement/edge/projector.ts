import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { Seq } from '../../../ledger/model.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { RETIREMENT_EVENTS, type RetirementEvent } from '../events.ts';
import type { Ended } from '../evidence.ts';
import type { DataChoice, Intent, Kind, Retirement, RetirementId, WipeCourse } from '../model.ts';

/** What was begun to be brought to an end, what of it is carried out (the outbox), and the receipts of it. */
export const retirementProjector: Projector = {
  room: 'retirement',
  version: 2,
  types: [...RETIREMENT_EVENTS, 'wipe.confirmed', 'certificate.revoked'],
  schema: `
CREATE TABLE retirement (id TEXT PRIMARY KEY, device TEXT NOT NULL, kind TEXT NOT NULL, household TEXT, data TEXT NOT NULL, reason TEXT NOT NULL, begun_at INTEGER NOT NULL,
  wipe TEXT NOT NULL, wipe_order TEXT, wiped_at INTEGER, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX retirement_of_device ON retirement (device, seq);
CREATE INDEX retirement_in_order ON retirement (seq);
CREATE INDEX retirement_of_order ON retirement (wipe_order);
CREATE TABLE retirement_intent (retirement TEXT NOT NULL, closer TEXT NOT NULL, state TEXT NOT NULL, says TEXT, done_at INTEGER, PRIMARY KEY (retirement, closer)) STRICT, WITHOUT ROWID;
CREATE INDEX retirement_open ON retirement_intent (closer, retirement) WHERE state <> 'done';
CREATE TABLE retirement_entry (retirement TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (retirement, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE retirement_signer (serial TEXT NOT NULL, retirement TEXT NOT NULL, PRIMARY KEY (serial, retirement)) STRICT, WITHOUT ROWID;
CREATE TABLE retirement_receipt (retirement TEXT NOT NULL, seq INTEGER NOT NULL, receipt TEXT NOT NULL, signature TEXT NOT NULL, PRIMARY KEY (retirement, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE retirement_key (seq INTEGER PRIMARY KEY, public_key TEXT NOT NULL) STRICT;
`,
  apply(db, type, body, seq) {
    if (type === 'wipe.confirmed') {
      confirmed(db, body as unknown as { readonly order: string; readonly at: string }, seq);
      return;
    }
    if (type === 'certificate.revoked') {
      // What a retirement itself revokes may still confirm it; what anybody revokes later is told to be in other hands.
      run(
        db,
        'DELETE FROM retirement_signer WHERE serial = ? AND NOT EXISTS (SELECT 1 FROM retirement_entry AS e WHERE e.retirement = retirement_signer.retirement AND e.seq = ?)',
        (body as unknown as { readonly serial: string }).serial,
        seq,
      );
      return;
    }
    // Bodies are this room's own events, as its deciders gave them.
    applied(db, { ...(body as { readonly [key: string]: Json }), type } as unknown as RetirementEvent, seq);
  },
};

function applied(db: DatabaseSync, event: RetirementEvent, seq: Seq): void {
  const at = Instant.parse(event.at);
  switch (event.type) {
    case 'retirement.begun': {
      const { retirement, device, kind, household, data, reason, closers, wipe, order, signers, facts } = event;
      run(
        db,
        'INSERT INTO retirement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?) ON CONFLICT DO NOTHING',
        retirement,
        device,
        kind,
        household ?? null,
        data,
        reason,
        at,
        wipe,
        order ?? null,
        seq,
      );
      for (const serial of signers) run(db, 'INSERT INTO retirement_signer VALUES (?, ?) ON CONFLICT DO NOTHING', serial, retirement);
      for (const closer of closers) run(db, `INSERT INTO retirement_intent VALUES (?, ?, 'open', NULL, NULL) ON CONFLICT DO NOTHING`, retirement, closer);
      // One append: its facts stand next to one another.
      for (let n = 0; n < facts; n += 1) entry(db, retirement, seq + n);
      return;
    }
    case 'retirement.closed':
      run(
        db,
        `UPDATE retirement_intent SET state = 'done', says = ?, done_at = ? WHERE retirement = ? AND closer = ?`,
        event.says,
        at,
        event.retirement,
        event.closer,
      );
      entry(db, event.retirement, seq);
      return;
    case 'retirement.failed':
      run(
        db,
        `UPDATE retirement_intent SET state = 'failed', says = ? WHERE retirement = ? AND closer = ? AND state = 'open'`,
        event.says,
        event.retirement,
        event.closer,
      );
      return;
    case 'receipt.key-made':
      run(db, 'INSERT INTO retirement_key VALUES (?, ?)', seq, event.publicKey);
      return;
    case 'receipt.issued':
      run(db, 'INSERT INTO retirement_receipt VALUES (?, ?, ?, ?)', event.retirement, seq, event.receipt, event.signature);
  }
}

function confirmed(db: DatabaseSync, { order, at }: { readonly order: string; readonly at: string }, seq: Seq): void {
  const row = prepared(db, 'SELECT id FROM retirement WHERE wipe_order = ?').get(order);
  if (row === undefined) return;
  run(db, 'UPDATE retirement SET wiped_at = ? WHERE wipe_order = ? AND wiped_at IS NULL', Instant.parse(at), order);
  entry(db, String(row['id']), seq);
}

function entry(db: DatabaseSync, retirement: string, seq: number): void {
  run(db, 'INSERT INTO retirement_entry VALUES (?, ?) ON CONFLICT DO NOTHING', retirement, seq);
}

function run(db: DatabaseSync, sql: string, ...values: readonly (string | number | null)[]): void {
  prepared(db, sql).run(...values);
}

type Row = Readonly<Record<string, SQLOutputValue>>;

/** The newest retirement or transfer of a device. */
export function retirementOf(db: DatabaseSync, device: string): Retirement | undefined {
  const row = prepared(db, 'SELECT * FROM retirement WHERE device = ? ORDER BY seq DESC LIMIT 1').get(device);
  return row === undefined ? undefined : retirementRow(db, row);
}

/** Whether a credential may confirm its wipe: it was good when it was told, and nobody has revoked it since. */
export function maySign(db: DatabaseSync, retirement: RetirementId, serial: string): boolean {
  return prepared(db, 'SELECT 1 FROM retirement_signer WHERE serial = ? AND retirement = ?').get(serial, retirement) !== undefined;
}

function retirementRow(db: DatabaseSync, row: Row): Retirement {
  const id = String(row['id']) as RetirementId;
  return {
    id,
    device: String(row['device']) as DeviceId,
    kind: String(row['kind']) as Kind,
    ...(typeof row['household'] === 'string' ? { household: row['household'] as HouseholdId } : {}),
    data: String(row['data']) as DataChoice,
    reason: String(row['reason']),
    begunAt: Instant.of(Number(row['begun_at'])),
    wipe: String(row['wipe']) as WipeCourse,
    ...(typeof row['wipe_order'] === 'string' ? { order: row['wipe_order'] } : {}),
    ...(typeof row['wiped_at'] === 'number' ? { wipedAt: Instant.of(row['wiped_at']) } : {}),
    intents: prepared(db, 'SELECT * FROM retirement_intent WHERE retirement = ? ORDER BY closer').all(id).map(intentRow),
    entries: prepared(db, 'SELECT seq FROM retirement_entry WHERE retirement = ? ORDER BY seq')
      .all(id)
      .map((entry) => Number(entry['seq'])),
  };
}

function intentRow(row: Row): Intent {
  return {
    closer: String(row['closer']),
    state: String(row['state']) as Intent['state'],
    ...(typeof row['says'] === 'string' ? { says: row['says'] } : {}),
    ...(typeof row['done_at'] === 'number' ? { doneAt: Instant.of(row['done_at']) } : {}),
  };
}

/** Retirements and transfers that are not confirmed, oldest first, and where the next page begins. */
export function unconfirmedOf(db: DatabaseSync, after: number, limit: number): { readonly retirements: readonly Retirement[]; readonly next?: number } {
  const rows = prepared(
    db,
    `SELECT * FROM retirement WHERE seq > ? AND (wipe = 'impossible' OR (wipe = 'asked' AND wiped_at IS NULL)
     OR EXISTS (SELECT 1 FROM retirement_intent WHERE retirement = retirement.id AND state <> 'done')) ORDER BY seq LIMIT ?`,
  ).all(after, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { retirements: page.map((row) => retirementRow(db, row)), ...(rows.length > limit && last !== undefined ? { next: Number(last['seq']) } : {}) };
}

export interface Open {
  readonly retirement: RetirementId;
  readonly closer: string;
  readonly kind: Kind;
  readonly device: DeviceId;
  readonly household?: HouseholdId;
  readonly data: DataChoice;
  readonly failed: boolean;
}

/** Intents that wait for this closer, in the order of their retirements' names; at most `limit`, from behind `after`. */
export function openIntents(db: DatabaseSync, closer: string, after: string, limit: number): readonly Open[] {
  return prepared(
    db,
    `SELECT retirement.id, closer, kind, device, household, data, state FROM retirement_intent JOIN retirement ON retirement.id = retirement_intent.retirement
     WHERE closer = ? AND state <> 'done' AND retirement > ? ORDER BY retirement LIMIT ?`,
  )
    .all(closer, after, limit)
    .map((row) => ({
      retirement: String(row['id']) as RetirementId,
      closer: String(row['closer']),
      kind: String(row['kind']) as Kind,
      device: String(row['device']) as DeviceId,
      ...(typeof row['household'] === 'string' ? { household: row['household'] as HouseholdId } : {}),
      data: String(row['data']) as DataChoice,
      failed: row['state'] === 'failed',
    }));
}

export interface Figures {
  readonly product: string;
  readonly kind: Kind;
  readonly begun: number;
  /** Everything was carried out elsewhere. */
  readonly closed: number;
  /** Of those: an endpoint said that it has closed to it, or it was never in service. Where no endpoint runs, nobody knows of sessions. */
  readonly shut: number;
  /** Was told to erase itself, or would have had to be. */
  readonly wipes: number;
  readonly wiped: number;
  readonly confirmed: number;
}

/** By product and kind: how many, and how far they are. */
export function figuresOf(db: DatabaseSync): readonly Figures[] {
  const all = new Map<string, { -readonly [K in keyof Figures]: Figures[K] }>();
  const rows = prepared(
    db,
    `SELECT id, device, kind, wipe, wiped_at, (SELECT count(*) FROM retirement_intent WHERE retirement = retirement.id AND state <> 'done') AS open,
     (SELECT count(*) FROM retirement_intent WHERE retirement = retirement.id AND substr(closer, 1, 9) = 'endpoint.') AS doors FROM retirement`,
  ).iterate();
  for (const row of rows) {
    const product = deviceOf(db, String(row['device']))?.product ?? '';
    const kind = String(row['kind']) as Kind;
    const key = `${product} ${kind}`;
    const figures = all.get(key) ?? { product, kind, begun: 0, closed: 0, shut: 0, wipes: 0, wiped: 0, confirmed: 0 };
    const closed = row['open'] === 0;
    const needed = row['wipe'] !== 'not-needed';
    const wiped = row['wiped_at'] !== null;
    figures.begun += 1;
    if (closed) figures.closed += 1;
    if (closed && (!needed || Number(row['doors']) > 0)) figures.shut += 1;
    if (needed) figures.wipes += 1;
    if (needed && wiped) figures.wiped += 1;
    if (closed && (!needed || wiped)) figures.confirmed += 1;
    all.set(key, figures);
  }
  return [...all.values()].sort((a, b) => (`${a.product} ${a.kind}` < `${b.product} ${b.kind}` ? -1 : 1));
}

/** How far the retired devices of each product are, for what the fleet states of itself. */
export function endedOf(db: DatabaseSync): readonly Ended[] {
  // A credential that was given to a device after its end would be a mistake of ours: then it is not refused, and is not said to be.
  const live = prepared(
    db,
    `SELECT count(DISTINCT device.id) AS n FROM device JOIN device_credential ON device_credential.device = device.id
     WHERE device.life = 'retired' AND device.product = ? AND device_credential.state IN ('pending', 'current')`,
  );
  return figuresOf(db)
    .filter(({ kind }) => kind === 'retire')
    .map(({ product, begun, shut, wipes, wiped }) => ({
      product,
      retired: begun,
      refused: Math.max(0, shut - Number(live.get(product)?.['n'])),
      wipes,
      wiped,
    }));
}

export interface KeptReceipt {
  readonly seq: number;
  readonly receipt: string;
  readonly signature: string;
}

export function lastReceipt(db: DatabaseSync, retirement: RetirementId): KeptReceipt | undefined {
  const row = prepared(db, 'SELECT * FROM retirement_receipt WHERE retirement = ? ORDER BY seq DESC LIMIT 1').get(retirement);
  return row === undefined ? undefined : { seq: Number(row['seq']), receipt: String(row['receipt']), signature: String(row['signature']) };
}

/** The public key that receipts are signed with, PEM, where one was made. */
export function receiptKeyOf(db: DatabaseSync): string | undefined {
  const row = prepared(db, 'SELECT public_key FROM retirement_key ORDER BY seq DESC LIMIT 1').get();
  return row === undefined ? undefined : String(row['public_key']);
}

/** Whether a device may be introduced to a household now. For introduction, in the act of the device. */
export function claimable(
  db: DatabaseSync,
  device: DeviceId,
): { readonly may: true } | { readonly may: false; readonly because: 'unknown' | 'retired' | 'owned' | 'still-closing' } {
  const known = deviceOf(db, device);
  if (known === undefined) return { may: false, because: 'unknown' };
  if (known.life === 'retired') return { may: false, because: 'retired' };
  if (known.household !== undefined) return { may: false, because: 'owned' };
  // What the owner before had is being erased: until it is, nobody else comes near it.
  return retirementOf(db, device)?.intents.some(({ state }) => state !== 'done') === true ? { may: false, because: 'still-closing' } : { may: true };
}

/** What a closer has carried out, of which device of whom, and when. */
export function closedBy(
  db: DatabaseSync,
  closer: string,
): readonly {
  readonly retirement: RetirementId;
  readonly device: DeviceId;
  readonly household?: HouseholdId;
  readonly data: DataChoice;
  readonly doneAt: Instant;
}[] {
  return prepared(
    db,
    "SELECT id, device, household, data, done_at FROM retirement_intent JOIN retirement ON retirement.id = retirement_intent.retirement WHERE closer = ? AND state = 'done' ORDER BY seq",
  )
    .all(closer)
    .map((row) => ({
      retirement: String(row['id']) as RetirementId,
      device: String(row['device']) as DeviceId,
      ...(typeof row['household'] === 'string' ? { household: row['household'] as HouseholdId } : {}),
      data: String(row['data']) as DataChoice,
      doneAt: Instant.of(Number(row['done_at'])),
    }));
}
