import type { DatabaseSync } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import { REGISTRAR_EVENTS, type RegistrarEvent } from '../events.ts';

/** Vouchers that were passed on, and what each device made of its newest. Moments are milliseconds. */
export const registrarProjector: Projector = {
  room: 'brski',
  version: 1,
  types: REGISTRAR_EVENTS,
  schema: `
CREATE TABLE brski_voucher (voucher TEXT PRIMARY KEY, device TEXT NOT NULL, nonce TEXT, assertion TEXT NOT NULL, domain TEXT NOT NULL, logged INTEGER NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX brski_voucher_nonce ON brski_voucher (device, nonce) WHERE nonce IS NOT NULL;
CREATE INDEX brski_voucher_of ON brski_voucher (device, seq);
CREATE TABLE brski_device (device TEXT PRIMARY KEY, voucher INTEGER, enrolment INTEGER) STRICT, WITHOUT ROWID;
`,
  apply(db, type, body, seq) {
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as RegistrarEvent;
    const run = (sql: string, ...values: readonly (string | number | null)[]) => prepared(db, sql).run(...values);
    if (event.type === 'voucher.given') {
      run(
        'INSERT INTO brski_voucher (voucher, device, nonce, assertion, domain, logged, at, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        event.voucher,
        event.device,
        event.nonce ?? null,
        event.assertion,
        event.domain,
        event.logged,
        Instant.parse(event.at),
        seq,
      );
      run('INSERT INTO brski_device (device) VALUES (?) ON CONFLICT (device) DO UPDATE SET voucher = NULL, enrolment = NULL', event.device);
      return;
    }
    run('INSERT INTO brski_device (device) VALUES (?) ON CONFLICT DO NOTHING', event.device);
    run(`UPDATE brski_device SET ${event.step} = ? WHERE device = ?`, event.ok ? 1 : 0, event.device);
  },
};

export function nonceUsed(db: DatabaseSync, device: string, nonce: string): boolean {
  return prepared(db, 'SELECT 1 FROM brski_voucher WHERE device = ? AND nonce = ?').get(device, nonce) !== undefined;
}

export interface Bootstrap {
  readonly voucher: string;
  readonly assertion: string;
  readonly domain: string;
  readonly logged: number;
  readonly at: Instant;
  /** What the device said of it; absent: nothing yet. */
  readonly accepted?: boolean;
  readonly enrolled?: boolean;
}

/** The newest voucher of a device. */
export function bootstrapOf(db: DatabaseSync, device: string): Bootstrap | undefined {
  const row = prepared(
    db,
    `SELECT v.*, d.voucher AS accepted, d.enrolment AS enrolled FROM brski_voucher v JOIN brski_device d ON d.device = v.device
     WHERE v.device = ? ORDER BY v.seq DESC LIMIT 1`,
  ).get(device);
  if (row === undefined) return undefined;
  const said = (name: 'accepted' | 'enrolled') => (typeof row[name] === 'number' ? { [name]: row[name] === 1 } : {});
  return {
    voucher: String(row['voucher']),
    assertion: String(row['assertion']),
    domain: String(row['domain']),
    logged: Number(row['logged']),
    at: Instant.of(Number(row['at'])),
    ...said('accepted'),
    ...said('enrolled'),
  };
}
