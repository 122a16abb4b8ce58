import type { DatabaseSync } from 'node:sqlite';
import { base64 } from '../../../core/der/armour.ts';
import { Instant, type Json } from '../../../core/index.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { AuthorityMade, AuthorityRotated, CaEvent, CertificateIssued, CertificateRevoked, CrlIssued, KeyPlace } from '../events.ts';
import type { RevocationReason, Revoked } from '../model.ts';

/** What the authority keeps of its facts: its own certificates whole, of all others what a list or an answer of OCSP says of them. */
export const caProjector: Projector = {
  room: 'ca',
  version: 4,
  types: ['authority.made', 'authority.rotated', 'certificate.issued', 'certificate.revoked', 'crl.issued'],
  schema: `
    CREATE TABLE ca_authority (
      id TEXT PRIMARY KEY, role TEXT NOT NULL, parent TEXT NOT NULL, certificate BLOB NOT NULL, fingerprint TEXT NOT NULL, place TEXT NOT NULL, url TEXT, shards INTEGER NOT NULL,
      made_at INTEGER NOT NULL, seq INTEGER NOT NULL, replaced_by TEXT
    ) STRICT;
    CREATE TABLE ca_link (kind TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, certificate BLOB NOT NULL, PRIMARY KEY (kind, old, new)) STRICT;
    CREATE TABLE ca_certificate (
      serial TEXT PRIMARY KEY, issuer TEXT NOT NULL, profile TEXT NOT NULL, device TEXT, fingerprint TEXT NOT NULL, not_before INTEGER NOT NULL, not_after INTEGER NOT NULL,
      key TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX ca_by_key ON ca_certificate (key, device) WHERE key IS NOT NULL AND device IS NOT NULL;
    CREATE INDEX ca_by_device ON ca_certificate (device) WHERE device IS NOT NULL;
    CREATE INDEX ca_by_end ON ca_certificate (issuer, not_after);
    CREATE TABLE ca_revocation (seq INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE, issuer TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, not_after INTEGER NOT NULL) STRICT;
    CREATE INDEX ca_revoked_by ON ca_revocation (issuer, seq);
    CREATE TABLE ca_crl (
      authority TEXT NOT NULL, number INTEGER NOT NULL, base INTEGER, up_to INTEGER NOT NULL, at INTEGER NOT NULL, next_update INTEGER NOT NULL, entries INTEGER NOT NULL,
      digests TEXT NOT NULL, PRIMARY KEY (authority, number)
    ) STRICT`,
  apply(db, type, body, seq) {
    // What stands on the ledger was written by the deciders of this room.
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as CaEvent;
    switch (event.type) {
      case 'authority.made':
        return made(db, event, seq);
      case 'authority.rotated':
        return rotated(db, event);
      case 'certificate.issued':
        return issued(db, event);
      case 'certificate.revoked':
        return revoked(db, event, seq);
      case 'crl.issued':
        return listed(db, event);
    }
  },
};

const millis = (at: string): number => Instant.parse(at);

function made(db: DatabaseSync, event: AuthorityMade, seq: number): void {
  prepared(
    db,
    'INSERT OR IGNORE INTO ca_authority (id, role, parent, certificate, fingerprint, place, url, shards, made_at, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(
    event.authority,
    event.role,
    event.parent,
    base64(event.certificate, 'certificate'),
    event.fingerprint,
    JSON.stringify(event.key),
    event.url ?? null,
    event.shards,
    millis(event.at),
    seq,
  );
}

function rotated(db: DatabaseSync, event: AuthorityRotated): void {
  prepared(db, 'UPDATE ca_authority SET replaced_by = ? WHERE id = ?').run(event.to, event.from);
  const link = prepared(db, 'INSERT OR IGNORE INTO ca_link (kind, old, new, certificate) VALUES (?, ?, ?, ?)');
  if (event.oldWithNew !== undefined) link.run('old-with-new', event.from, event.to, base64(event.oldWithNew, 'certificate'));
  if (event.newWithOld !== undefined) link.run('new-with-old', event.from, event.to, base64(event.newWithOld, 'certificate'));
}

function issued(db: DatabaseSync, event: CertificateIssued): void {
  prepared(
    db,
    'INSERT OR IGNORE INTO ca_certificate (serial, issuer, profile, device, fingerprint, not_before, not_after, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(event.serial, event.issuer, event.profile, event.device ?? null, event.fingerprint, millis(event.notBefore), millis(event.notAfter), event.key ?? null);
}

function revoked(db: DatabaseSync, event: CertificateRevoked, seq: number): void {
  prepared(
    db,
    // It has been revoked since the first of them; the next list says that its key is in other hands.
    `INSERT INTO ca_revocation (seq, serial, issuer, at, reason, not_after) SELECT ?, serial, issuer, ?, ?, not_after FROM ca_certificate WHERE serial = ?
     ON CONFLICT (serial) DO UPDATE SET seq = excluded.seq, reason = excluded.reason WHERE excluded.reason = 'keyCompromise' AND reason <> 'keyCompromise'`,
  ).run(seq, millis(event.at), event.reason, event.serial);
}

function listed(db: DatabaseSync, event: CrlIssued): void {
  prepared(db, 'INSERT OR IGNORE INTO ca_crl (authority, number, base, up_to, at, next_update, entries, digests) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    event.authority,
    event.number,
    event.base ?? null,
    event.upTo,
    millis(event.at),
    millis(event.nextUpdate),
    event.entries,
    event.digests.join(),
  );
}

/** A root or an issuing authority, as the tables have it. */
export interface KeptAuthority {
  readonly id: string;
  readonly role: 'root' | 'issuing';
  readonly parent: string;
  readonly certificate: Uint8Array;
  readonly fingerprint: string;
  readonly place: KeyPlace;
  readonly url?: string;
  readonly shards: number;
  readonly madeAt: Instant;
  readonly replacedBy?: string;
}

/** All authorities that ever were, oldest first. */
export function authoritiesIn(db: DatabaseSync): readonly KeptAuthority[] {
  return prepared(db, 'SELECT * FROM ca_authority ORDER BY seq')
    .all()
    .map((row) => ({
      id: String(row['id']),
      role: row['role'] === 'root' ? 'root' : 'issuing',
      parent: String(row['parent']),
      certificate: row['certificate'] as Uint8Array,
      fingerprint: String(row['fingerprint']),
      place: JSON.parse(String(row['place'])) as KeyPlace,
      ...(row['url'] === null ? {} : { url: String(row['url']) }),
      shards: Number(row['shards']),
      madeAt: Instant.of(Number(row['made_at'])),
      ...(row['replaced_by'] === null ? {} : { replacedBy: String(row['replaced_by']) }),
    }));
}

export interface KeptLink {
  readonly kind: 'old-with-new' | 'new-with-old';
  readonly old: string;
  readonly new: string;
  readonly certificate: Uint8Array;
}

export function linksIn(db: DatabaseSync): readonly KeptLink[] {
  return prepared(db, 'SELECT * FROM ca_link ORDER BY old, new, kind')
    .all()
    .map((row) => ({
      kind: row['kind'] === 'old-with-new' ? 'old-with-new' : 'new-with-old',
      old: String(row['old']),
      new: String(row['new']),
      certificate: row['certificate'] as Uint8Array,
    }));
}

/** What is known of one serial number. */
export interface KeptCertificate {
  readonly serial: string;
  readonly issuer: string;
  readonly profile: string;
  readonly device?: DeviceId;
  readonly fingerprint: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  readonly revoked?: { readonly at: Instant; readonly reason: RevocationReason };
}

export function certificateIn(db: DatabaseSync, serial: string): KeptCertificate | undefined {
  const row = prepared(db, 'SELECT c.*, r.at, r.reason FROM ca_certificate c LEFT JOIN ca_revocation r ON r.serial = c.serial WHERE c.serial = ?').get(serial);
  if (row === undefined) return undefined;
  return {
    serial: String(row['serial']),
    issuer: String(row['issuer']),
    profile: String(row['profile']),
    ...(row['device'] === null ? {} : { device: String(row['device']) as DeviceId }),
    fingerprint: String(row['fingerprint']),
    notBefore: Instant.of(Number(row['not_before'])),
    notAfter: Instant.of(Number(row['not_after'])),
    ...(row['at'] === null ? {} : { revoked: { at: Instant.of(Number(row['at'])), reason: row['reason'] as RevocationReason } }),
  };
}

/** The newest list of an authority; `full` asks for the newest that is no delta. */
export interface KeptCrl {
  readonly number: number;
  readonly base?: number;
  readonly upTo: number;
  readonly at: Instant;
  readonly nextUpdate: Instant;
  readonly entries: number;
  /** SHA-256 of each shard's list, 64 hex digits. */
  readonly digests: readonly string[];
}

export function newestCrl(db: DatabaseSync, authority: string, which: 'any' | 'full' = 'any'): KeptCrl | undefined {
  const row = prepared(
    db,
    which === 'any'
      ? 'SELECT * FROM ca_crl WHERE authority = ? ORDER BY number DESC LIMIT 1'
      : 'SELECT * FROM ca_crl WHERE authority = ? AND base IS NULL ORDER BY number DESC LIMIT 1',
  ).get(authority);
  if (row === undefined) return undefined;
  return {
    number: Number(row['number']),
    ...(row['base'] === null ? {} : { base: Number(row['base']) }),
    upTo: Number(row['up_to']),
    at: Instant.of(Number(row['at'])),
    nextUpdate: Instant.of(Number(row['next_update'])),
    entries: Number(row['entries']),
    digests: String(row['digests']).split(','),
  };
}

/** The newest fact that revoked something of this authority; -1 where there is none. */
export function lastRevocation(db: DatabaseSync, authority: string): number {
  return Number(prepared(db, 'SELECT max(seq) AS last FROM ca_revocation WHERE issuer = ?').get(authority)?.['last'] ?? -1);
}

/** Which revocations a list has. */
export interface RevokedAsked {
  /** Only facts after this one, and up to and with that one. */
  readonly after: number;
  readonly upTo: number;
  /** What was over before the moment `ended`, and stood on the list of facts up to `seen`, is left out (RFC 5280 section 3.3: an entry stays until it stood on one list that is later than the certificate's end). */
  readonly seen?: number;
  readonly ended?: number;
}

const PAGE = 4000;

/** Revocations of an authority, in the order in which they were entered, a page at a time: whoever serves sessions breathes between. */
export function* revokedIn(db: DatabaseSync, authority: string, { after, upTo, seen = -1, ended = 0 }: RevokedAsked): Generator<readonly Revoked[]> {
  for (let from = after; ; ) {
    const rows = prepared(
      db,
      'SELECT seq, serial, at, reason FROM ca_revocation WHERE issuer = ? AND seq > ? AND seq <= ? AND NOT (seq <= ? AND not_after < ?) ORDER BY seq LIMIT ?',
    ).all(authority, from, upTo, seen, ended, PAGE);
    yield rows.map((row) => ({ serial: row['serial'] as string, at: row['at'] as Instant, reason: row['reason'] as RevocationReason }));
    if (rows.length < PAGE) return;
    from = Number(rows.at(-1)?.['seq']);
  }
}

/** How many certificates an authority issued, how many of them are good at a moment, and how many were revoked. */
export function countsOf(db: DatabaseSync, authority: string, at: Instant): { readonly issued: number; readonly good: number; readonly revoked: number } {
  const count = (sql: string, ...values: readonly (string | number)[]) => Number(prepared(db, sql).get(...values)?.['n'] ?? 0);
  const revoked = count('SELECT count(*) AS n FROM ca_revocation WHERE issuer = ?', authority);
  const revokedAndAlive = count('SELECT count(*) AS n FROM ca_revocation WHERE issuer = ? AND not_after >= ?', authority, at);
  return {
    issued: count('SELECT count(*) AS n FROM ca_certificate WHERE issuer = ?', authority),
    good: count('SELECT count(*) AS n FROM ca_certificate WHERE issuer = ? AND not_after >= ?', authority, at) - revokedAndAlive,
    revoked,
  };
}

/** Another device that a certificate for this key was issued to. */
export function otherHolderOf(db: DatabaseSync, key: string, device: string): string | undefined {
  const found = prepared(db, 'SELECT device FROM ca_certificate WHERE key = ? AND device IS NOT NULL AND device <> ? LIMIT 1').get(key, device)?.['device'];
  return typeof found === 'string' ? found : undefined;
}

/** What shows that each device has keys of its own: of all certificates of devices whose key is known. */
export interface KeyCounts {
  readonly certificates: number;
  readonly devices: number;
  readonly keys: number;
  /** Keys that more than one device holds. */
  readonly shared: number;
  /** Certificates of devices from before keys were kept. */
  readonly unknown: number;
}

export function keyCountsIn(db: DatabaseSync): KeyCounts {
  const all = prepared(
    db,
    `SELECT count(key) AS certificates, count(DISTINCT CASE WHEN key IS NOT NULL THEN device END) AS devices, count(DISTINCT key) AS keys, count(*) - count(key) AS unknown
     FROM ca_certificate WHERE device IS NOT NULL`,
  ).get();
  const shared = prepared(
    db,
    'SELECT count(*) AS n FROM (SELECT key FROM ca_certificate WHERE key IS NOT NULL AND device IS NOT NULL GROUP BY key HAVING count(DISTINCT device) > 1)',
  ).get()?.['n'];
  const of = (name: string) => Number(all?.[name] ?? 0);
  return { certificates: of('certificates'), devices: of('devices'), keys: of('keys'), shared: Number(shared), unknown: of('unknown') };
}
