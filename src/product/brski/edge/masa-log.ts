import type { DatabaseSync } from 'node:sqlite';
import { Instant, type Json } from '../../../core/index.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import { MASA_EVENTS, type MasaEvent } from '../events.ts';
import type { Assertion, AuditEvent } from '../model.ts';

/** What a manufacturer remembers of each device that it vouched for: whose it is, every voucher, and who else asked. Moments are milliseconds. */
export const masaProjector: Projector = {
  room: 'masa',
  version: 2,
  types: MASA_EVENTS,
  schema: `
CREATE TABLE masa_voucher (seq INTEGER PRIMARY KEY, serial TEXT NOT NULL, domain TEXT NOT NULL, key TEXT, nonce TEXT, assertion TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX masa_voucher_of ON masa_voucher (serial, seq);
CREATE INDEX masa_voucher_domain ON masa_voucher (serial, domain, key);
CREATE INDEX masa_voucher_nonce ON masa_voucher (serial, nonce) WHERE nonce IS NOT NULL;
CREATE TABLE masa_owner (serial TEXT PRIMARY KEY, domain TEXT NOT NULL, key TEXT, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE masa_contested (serial TEXT NOT NULL, domain TEXT NOT NULL, at INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (serial, domain)) STRICT, WITHOUT ROWID;
`,
  apply(db, type, body, seq) {
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as MasaEvent;
    const at = Instant.parse(event.at);
    const run = (sql: string, ...values: readonly (string | number | null)[]) => prepared(db, sql).run(...values);
    switch (event.type) {
      case 'voucher.issued':
        run(
          'INSERT INTO masa_voucher (seq, serial, domain, key, nonce, assertion, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
          seq,
          event.serial,
          event.domain,
          event.key ?? null,
          event.nonce ?? null,
          event.assertion,
          at,
        );
        run(
          'INSERT INTO masa_owner (serial, domain, key, since) VALUES (?, ?, ?, ?) ON CONFLICT (serial) DO NOTHING',
          event.serial,
          event.domain,
          event.key ?? null,
          at,
        );
        return;
      case 'voucher.contested':
        run(
          'INSERT INTO masa_contested (serial, domain, at, n) VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET at = excluded.at, n = n + 1',
          event.serial,
          event.domain,
          at,
        );
        return;
      case 'voucher.released':
        run('DELETE FROM masa_owner WHERE serial = ?', event.serial);
        run('DELETE FROM masa_contested WHERE serial = ?', event.serial);
    }
  },
};

export interface Owner {
  readonly domain: string;
  readonly key?: string;
  readonly since: Instant;
}

export function ownerOf(db: DatabaseSync, serial: string): Owner | undefined {
  const row = prepared(db, 'SELECT domain, key, since FROM masa_owner WHERE serial = ?').get(serial);
  if (row === undefined) return undefined;
  return { domain: String(row['domain']), ...(typeof row['key'] === 'string' ? { key: row['key'] } : {}), since: Instant.of(Number(row['since'])) };
}

/** Whether a voucher of this device stands in the log for this very domain. */
export function vouchedFor(db: DatabaseSync, serial: string, domain: string, key: string): boolean {
  return prepared(db, 'SELECT 1 FROM masa_voucher WHERE serial = ? AND domain = ? AND key = ? LIMIT 1').get(serial, domain, key) !== undefined;
}

/** Whether one stands there for another domain under the same name: whoever reads the log could not tell the two apart. */
export function namesake(db: DatabaseSync, serial: string, domain: string, key: string): boolean {
  return prepared(db, 'SELECT 1 FROM masa_voucher WHERE serial = ? AND domain = ? AND key <> ? LIMIT 1').get(serial, domain, key) !== undefined;
}

export function nonceGiven(db: DatabaseSync, serial: string, nonce: string): boolean {
  return prepared(db, 'SELECT 1 FROM masa_voucher WHERE serial = ? AND nonce = ?').get(serial, nonce) !== undefined;
}

/** Newest first, at most 1,000. */
export function vouchersOf(db: DatabaseSync, serial: string): readonly AuditEvent[] {
  return prepared(db, 'SELECT * FROM masa_voucher WHERE serial = ? ORDER BY seq DESC LIMIT 1000')
    .all(serial)
    .map((row) => ({
      date: Instant.of(Number(row['at'])),
      domainId: String(row['domain']),
      assertion: String(row['assertion']) as Assertion,
      ...(typeof row['nonce'] === 'string' ? { nonce: row['nonce'] } : {}),
    }));
}

export interface Contested {
  readonly serial: string;
  readonly domain: string;
  readonly at: Instant;
  /** Hours in which it was tried. */
  readonly times: number;
}

/** Who asked for devices that others own: of one device, or newest first of all, at most 1,000. */
export function contestedIn(db: DatabaseSync, serial?: string): readonly Contested[] {
  const rows =
    serial === undefined
      ? prepared(db, 'SELECT * FROM masa_contested ORDER BY at DESC LIMIT 1000').all()
      : prepared(db, 'SELECT * FROM masa_contested WHERE serial = ? ORDER BY at DESC LIMIT 1000').all(serial);
  return rows.map((row) => ({ serial: String(row['serial']), domain: String(row['domain']), at: Instant.of(Number(row['at'])), times: Number(row['n']) }));
}
