import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../../core/index.ts';
import { ensureOwnFile } from '../../../ledger/edge/own-file.ts';

/** An answer that was given: for whom, for which key, and what was asked for. */
export interface Given {
  readonly device: string;
  /** SHA-256 of the public key, 64 hex digits. */
  readonly key: string;
  /** Digest of all else that a certificate is made of: profile and names. A request is signed anew each time; what it asks for stays. */
  readonly asked: string;
  /** Digest of the token that it was given for. */
  readonly token?: string;
}

export interface GivenCertificate {
  readonly serial: string;
  readonly certificate: Uint8Array;
}

/** Certificates that may be on their way, for devices that did not hear the answer. Public things: no key is in it. */
export interface Answers {
  /** Before the certificate is entered: what was never entered is never given, since whoever asks holds it against the fleet's tables. */
  keep(given: Given, made: GivenCertificate, until: Instant, now: Instant): void;
  /** Newest first. */
  find(given: Given, now: Instant): readonly GivenCertificate[];
  /** Whether anything is kept of a token. */
  knows(token: string, now: Instant): boolean;
  close(): void;
}

const TABLE = `CREATE TABLE IF NOT EXISTS est_answer (serial TEXT PRIMARY KEY, device TEXT NOT NULL, key TEXT NOT NULL, asked TEXT NOT NULL, token TEXT NOT NULL, certificate BLOB NOT NULL, until INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS est_answer_of ON est_answer (device, key);
CREATE INDEX IF NOT EXISTS est_answer_token ON est_answer (token);
CREATE INDEX IF NOT EXISTS est_answer_until ON est_answer (until);`;

/** Beside the ledger, which has no device's certificate but by its digest. Where the file is gone or damaged it begins anew: lost answers stay lost, as they would without it. */
export function answersIn(file: string): Answers {
  let open: DatabaseSync | undefined;
  const db = () => {
    open ??= opened(file);
    return open;
  };
  return {
    keep({ device, key, asked, token = '' }, { serial, certificate }, until, now) {
      db().prepare('DELETE FROM est_answer WHERE until < ?').run(now);
      db()
        .prepare('INSERT OR REPLACE INTO est_answer (serial, device, key, asked, token, certificate, until) VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(serial, device, key, asked, token, certificate, until);
    },
    find({ device, key, asked, token }, now) {
      return db()
        .prepare('SELECT serial, certificate, token FROM est_answer WHERE device = ? AND key = ? AND asked = ? AND until >= ? ORDER BY rowid DESC LIMIT 16')
        .all(device, key, asked, now)
        .filter((row) => token === undefined || row['token'] === token)
        .map((row) => ({ serial: String(row['serial']), certificate: row['certificate'] as Uint8Array }));
    },
    knows: (token, now) => db().prepare('SELECT 1 FROM est_answer WHERE token = ? AND until >= ? LIMIT 1').get(token, now) !== undefined,
    close() {
      open?.close();
      open = undefined;
    },
  };
}

function opened(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    return made(file);
  } catch (error) {
    // SQLITE_CORRUPT and SQLITE_NOTADB, of which the low byte counts.
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
    if (code !== 11 && code !== 26) throw error;
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    return made(file);
  }
}

function made(file: string): DatabaseSync {
  ensureOwnFile(file);
  const db = new DatabaseSync(file, { timeout: 2000, defensive: true });
  try {
    // NORMAL: by a power cut the last answers may be lost, and the operator makes another token; a process that dies loses none.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; ${TABLE}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
