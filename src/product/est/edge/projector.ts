import type { DatabaseSync } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { EST_EVENTS, type EstEvent } from '../events.ts';
import type { Proof, Token, Waiting } from '../model.ts';

/** Tokens by their digests, requests that wait, whose each key is, and the newest alarm of each kind. Moments are milliseconds. */
export const estProjector: Projector = {
  room: 'est',
  version: 2,
  types: [...EST_EVENTS, 'ownership.ended', 'device.retired'],
  schema: `
CREATE TABLE est_token (digest TEXT PRIMARY KEY, device TEXT NOT NULL, until INTEGER NOT NULL, state TEXT NOT NULL, key TEXT, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX est_token_of ON est_token (device, seq);
CREATE TABLE est_request (id TEXT PRIMARY KEY, device TEXT NOT NULL, profile TEXT NOT NULL, key TEXT NOT NULL, proof TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX est_request_of ON est_request (device, key);
CREATE INDEX est_request_in ON est_request (state, at);
CREATE TABLE est_key (key TEXT PRIMARY KEY, device TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX est_key_of ON est_key (device, seq);
CREATE TABLE est_alarm (device TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (device, code)) STRICT, WITHOUT ROWID;
`,
  apply(db, type, body, seq) {
    if (type === 'ownership.ended' || type === 'device.retired') {
      ended(db, (body as unknown as { readonly device: string }).device);
      return;
    }
    applied(db, { ...(body as { readonly [key: string]: Json }), type } as unknown as EstEvent, seq);
  },
};

/** Who had the device before keeps nothing by which it, or another in its name, could come back. */
function ended(db: DatabaseSync, device: string): void {
  prepared(db, `UPDATE est_token SET state = 'ended' WHERE device = ? AND state = 'open'`).run(device);
  prepared(db, `UPDATE est_request SET state = 'ended' WHERE device = ? AND state IN ('waiting', 'approved', 'declined')`).run(device);
}

function applied(db: DatabaseSync, event: EstEvent, seq: number): void {
  const run = (sql: string, ...values: readonly (string | number)[]) => prepared(db, sql).run(...values);
  switch (event.type) {
    case 'token.made':
      run(`UPDATE est_token SET state = 'replaced' WHERE device = ? AND state = 'open'`, event.device);
      run(
        `INSERT INTO est_token (digest, device, until, state, seq) VALUES (?, ?, ?, 'open', ?) ON CONFLICT DO NOTHING`,
        event.digest,
        event.device,
        Instant.parse(event.until),
        seq,
      );
      return;
    case 'token.used':
      run(`UPDATE est_token SET state = 'used' WHERE digest = ?`, event.digest);
      return;
    case 'enrolment.asked':
      run(
        `INSERT INTO est_request (id, device, profile, key, proof, at, state) VALUES (?, ?, ?, ?, ?, ?, 'waiting') ON CONFLICT DO NOTHING`,
        event.request,
        event.device,
        event.profile,
        event.key,
        event.by,
        Instant.parse(event.at),
      );
      if (event.token !== undefined) run('UPDATE est_token SET key = ? WHERE digest = ? AND key IS NULL', event.key, event.token);
      return;
    case 'enrolment.decided':
      run(`UPDATE est_request SET state = ? WHERE id = ? AND state = 'waiting'`, event.approved ? 'approved' : 'declined', event.request);
      return;
    case 'enrolment.done':
      run(
        'INSERT INTO est_key (key, device, seq) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET seq = excluded.seq WHERE device = excluded.device',
        event.key,
        event.device,
        seq,
      );
      if (event.request !== undefined) run(`UPDATE est_request SET state = 'done' WHERE id = ?`, event.request);
      return;
    case 'alarm.raised':
      run(
        'INSERT INTO est_alarm (device, code, at, n) VALUES (?, ?, ?, 1) ON CONFLICT (device, code) DO UPDATE SET at = excluded.at, n = n + 1',
        event.device,
        event.code,
        Instant.parse(event.at),
      );
  }
}

/** Of this device, newest first; at most 16: what is older was replaced long ago. */
export function tokensOf(db: DatabaseSync, device: string): readonly Token[] {
  return prepared(db, 'SELECT * FROM est_token WHERE device = ? ORDER BY seq DESC LIMIT 16')
    .all(device)
    .map((row) => ({
      digest: String(row['digest']),
      device: String(row['device']) as DeviceId,
      until: Instant.of(Number(row['until'])),
      state: String(row['state']) as Token['state'],
      ...(typeof row['key'] === 'string' ? { key: row['key'] } : {}),
    }));
}

/** The device that a key was enrolled for. */
export function holderOf(db: DatabaseSync, key: string): string | undefined {
  const found = prepared(db, 'SELECT device FROM est_key WHERE key = ?').get(key)?.['device'];
  return typeof found === 'string' ? found : undefined;
}

/** The key that a device enrolled last. */
export function lastKeyOf(db: DatabaseSync, device: string): string | undefined {
  const found = prepared(db, 'SELECT key FROM est_key WHERE device = ? ORDER BY seq DESC LIMIT 1').get(device)?.['key'];
  return typeof found === 'string' ? found : undefined;
}

/** The newest request of a device for this key and profile that has neither led to a certificate nor ended with an ownership. */
export function requestOf(db: DatabaseSync, device: string, key: string, profile: string): Waiting | undefined {
  const row = prepared(
    db,
    `SELECT * FROM est_request WHERE device = ? AND key = ? AND profile = ? AND state NOT IN ('done', 'ended') ORDER BY at DESC LIMIT 1`,
  ).get(device, key, profile);
  return row === undefined ? undefined : waitingRow(row);
}

export function requestById(db: DatabaseSync, id: string): Waiting | undefined {
  const row = prepared(db, 'SELECT * FROM est_request WHERE id = ?').get(id);
  return row === undefined ? undefined : waitingRow(row);
}

/** Oldest first, at most 1,000. */
export function waitingIn(db: DatabaseSync): readonly Waiting[] {
  return prepared(db, `SELECT * FROM est_request WHERE state = 'waiting' ORDER BY at LIMIT 1000`).all().map(waitingRow);
}

/** How many requests of a device wait. */
export function countWaiting(db: DatabaseSync, device: string): number {
  return Number(prepared(db, `SELECT count(*) AS n FROM est_request WHERE device = ? AND state = 'waiting'`).get(device)?.['n']);
}

export interface Alarm {
  readonly device: string;
  readonly code: string;
  readonly at: Instant;
  readonly times: number;
}

/** Newest first, at most 1,000. */
export function alarmsIn(db: DatabaseSync): readonly Alarm[] {
  return prepared(db, 'SELECT * FROM est_alarm ORDER BY at DESC LIMIT 1000')
    .all()
    .map((row) => ({ device: String(row['device']), code: String(row['code']), at: Instant.of(Number(row['at'])), times: Number(row['n']) }));
}

export function lastAlarm(db: DatabaseSync, device: string, code: string): Instant | undefined {
  const at = prepared(db, 'SELECT at FROM est_alarm WHERE device = ? AND code = ?').get(device, code)?.['at'];
  return typeof at === 'number' ? Instant.of(at) : undefined;
}

function waitingRow(row: Readonly<Record<string, unknown>>): Waiting {
  return {
    id: String(row['id']),
    device: String(row['device']) as DeviceId,
    profile: String(row['profile']),
    key: String(row['key']),
    by: String(row['proof']) as Proof,
    at: Instant.of(Number(row['at'])),
    state: String(row['state']) as Waiting['state'],
  };
}
