import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { Refused } from '../../core/index.ts';
import { ledgerFault, ledgerFaults } from '../faults.ts';
import { ensureOwnFile } from './own-file.ts';

export const DATABASE_FILE = 'ledger.db';

// "Asay" in ASCII: lets file(1) and us tell a ledger from any other database.
const APPLICATION_ID = 0x41736179;
const FORMAT = 1;

/*
 * Four tables and no index beside their keys. `entry` holds what was hashed and nothing derived from it, so that no column can disagree with it.
 * A tile's place is level * 2^44 + index: ordinary rowids keep 8 KiB blobs out of the inner pages of the tree.
 * Of the checkpoints one per bundle of 256 entries is kept, the newest in it: enough to name a bad bundle, and verify stays fast for single appends.
 */
const SCHEMA = [
  'CREATE TABLE log (id INTEGER PRIMARY KEY CHECK (id = 1), verifier TEXT NOT NULL) STRICT',
  'CREATE TABLE entry (seq INTEGER PRIMARY KEY, canonical TEXT NOT NULL) STRICT',
  'CREATE TABLE tile (place INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT',
  'CREATE TABLE checkpoint (bundle INTEGER PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL) STRICT',
] as const;

/** Opens the database for writing, making it where there is none. `first` runs in the transaction that creates the tables. */
export function openForWriting(dataDir: string, first: (db: DatabaseSync) => void): DatabaseSync {
  const file = `${dataDir}/${DATABASE_FILE}`;
  return guarded(file, () => {
    ensureOwnFile(file);
    const db = new DatabaseSync(file, { timeout: 2000, defensive: true, enableForeignKeyConstraints: false });
    try {
      // WAL and FULL: a commit is one append to the log file and one sync of it, and is lost by neither kill nor power cut.
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
      const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get();
      if (tables?.['n'] === 0) {
        // Killed before COMMIT, the file is an empty database and the next start comes here again.
        db.exec('BEGIN IMMEDIATE');
        db.exec([...SCHEMA, `PRAGMA application_id = ${APPLICATION_ID}`, `PRAGMA user_version = ${FORMAT}`].join(';'));
        first(db);
        db.exec('COMMIT');
      }
      checkFormat(db, file);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Opens the database for reading, also beside a writer and on a medium that cannot be written. Throws `Refused` (ASSAY-LEDGER-005, -006, -007). */
export function openForReading(dataDir: string): DatabaseSync {
  const file = `${dataDir}/${DATABASE_FILE}`;
  if (!existsSync(file)) {
    // A folder that we may not look into has not been found empty.
    if (existsSync(dataDir)) guarded(dataDir, () => accessSync(dataDir, constants.R_OK | constants.X_OK));
    throw new Refused(
      ledgerFaults.fault('005', {
        message: 'there is no ledger in this folder',
        file: dataDir,
        expected: `a file ${DATABASE_FILE}`,
        found: 'none',
        remedy: 'Name the data folder with --data or ASSAY_DATA; the first command that records something makes the ledger.',
      }),
    );
  }
  return guarded(file, () => {
    try {
      return checked(new DatabaseSync(file, { readOnly: true, timeout: 2000, defensive: true }), file);
    } catch (error) {
      if (!isSqlite(error, CANTOPEN) && !isSqlite(error, READONLY)) throw error;
      // A write-ahead log needs a writable folder even for reading. Without one in use, the file alone is the whole ledger.
      const wal = `${file}-wal`;
      if (existsSync(wal) && statSync(wal).size > 0) throw error;
      return checked(new DatabaseSync(new URL(`${pathToFileURL(file).href}?immutable=1`), { readOnly: true, defensive: true }), file);
    }
  });
}

function checked(db: DatabaseSync, file: string): DatabaseSync {
  try {
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    checkFormat(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

// The file's owner controls its schema: a view or a trigger under one of our names would show or write what it likes. Only ours is accepted.
function checkFormat(db: DatabaseSync, file: string): void {
  const application = db.prepare('PRAGMA application_id').get()?.['application_id'];
  const format = db.prepare('PRAGMA user_version').get()?.['user_version'];
  const found = db
    .prepare('SELECT sql FROM sqlite_schema ORDER BY rowid')
    .all()
    .map((row) => row['sql']);
  if (application === APPLICATION_ID && format === FORMAT && found.length === SCHEMA.length && found.every((sql, i) => sql === SCHEMA[i])) return;
  throw new Refused(
    ledgerFault('007', {
      message: 'the database does not have the tables of a ledger',
      file,
      expected: `ledger format ${FORMAT}`,
      found: application === APPLICATION_ID ? `ledger format ${String(format)}, ${found.length} schema entries` : 'another kind of database',
      remedy: 'If a newer Assay wrote it, use that one. Otherwise keep the folder for examination and restore from a copy that verifies.',
    }),
  );
}

const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const CONSTRAINT = 19;
const NOTADB = 26;

function isSqlite(error: unknown, code: number): boolean {
  const errcode = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof errcode === 'number' && (errcode & 0xff) === code; // Extended codes carry the plain one in their low byte.
}

/** Runs database and file work; its complaints become faults: damage is ASSAY-LEDGER-006, a foreign writer -004, what the disk or the folder refuses -027. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asRefused(error, file);
  }
}

export function asRefused(error: unknown, file: string): unknown {
  if (error instanceof Refused) return error;
  const { errcode, syscall } = (error ?? {}) as { readonly errcode?: unknown; readonly syscall?: unknown };
  // Node's own file errors name the system call that failed.
  if (typeof errcode !== 'number' && typeof syscall !== 'string') return error;
  const said = (error as Error).message;
  if (typeof syscall === 'string' || [FULL, IOERR, READONLY, CANTOPEN].some((code) => isSqlite(error, code))) {
    return new Refused(
      ledgerFaults.fault('027', {
        message: `the ledger could not be written or read: ${said}`,
        file,
        expected: 'a folder and a disk that take the write',
        found: said,
        remedy: 'Free space, or mend the disk or the permissions of the folder, then repeat. An append that was refused entered nothing.',
      }),
    );
  }
  // The only constraints are the keys: somebody else entered what this writer was about to.
  if ([BUSY, LOCKED, CONSTRAINT].some((code) => isSqlite(error, code))) {
    return new Refused(
      ledgerFaults.fault('004', {
        message: `another process is writing this ledger in spite of the lock: ${said}`,
        file,
        expected: 'a data folder that no other process writes',
        found: said,
        remedy: 'Stop the other process and open the ledger again: nothing of this append was entered.',
      }),
    );
  }
  const kind = isSqlite(error, CORRUPT) || isSqlite(error, NOTADB) ? 'the database file is damaged' : 'the database does not answer as a ledger does';
  return new Refused(ledgerFault('006', { message: `${kind}: ${said}`, file, expected: 'a sound SQLite database', found: said }));
}
