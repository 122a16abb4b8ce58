import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import { ensureOwnFile } from '../../../ledger/edge/own-file.ts';
import { dataFaults } from '../faults.ts';
import { KEY_FILE } from './key-file.ts';

export const DATA_FILE = 'data.db';

// "AsDa" in ASCII, so that no other database is taken for this one.
const APPLICATION_ID = 0x41734461;
export const FORMAT = 2;
/** The store raises it as it opens (upgrade.ts). */
const BEFORE = 1;

/*
 * A record is under the key of its device within its household; that key is wrapped by the household's, and that one by the fleet's. So a household, or what it has of one device, ends with one row.
 * `data_tally` counts records, since there may be millions. `data_orphan` has the numbers of keys that were destroyed and whose records are being deleted. `data_destroyed` says of a request what went with the keys, and stays: a copy of the file that was made before has no such row.
 */
const TABLES = `
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${FORMAT};
CREATE TABLE data_mark (one INTEGER PRIMARY KEY CHECK (one = 1), sealed BLOB NOT NULL) STRICT;
CREATE TABLE data_holder (n INTEGER PRIMARY KEY AUTOINCREMENT, holder TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL) STRICT;
CREATE TABLE data_key (n INTEGER PRIMARY KEY AUTOINCREMENT, holder INTEGER NOT NULL, device TEXT NOT NULL, wrapped BLOB NOT NULL, UNIQUE (holder, device)) STRICT;
CREATE INDEX data_key_device ON data_key (device);
CREATE TABLE data_record (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, channel TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('operational', 'telemetry', 'personal', 'sensitive')), purpose TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE INDEX data_record_of ON data_record (key, channel, at);
CREATE INDEX data_record_until ON data_record (until);
CREATE INDEX data_record_further ON data_record (key, purpose, class) WHERE purpose <> 'operation';
CREATE TABLE data_tally (class TEXT NOT NULL, purpose TEXT NOT NULL, records INTEGER NOT NULL, PRIMARY KEY (class, purpose)) STRICT, WITHOUT ROWID;
CREATE TABLE data_orphan (key INTEGER PRIMARY KEY) STRICT;
CREATE TABLE data_destroyed (request TEXT PRIMARY KEY, records INTEGER NOT NULL, keys INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Whether anything was ever kept in this fleet. */
export const dataIsThere = (folder: string): boolean => existsSync(join(folder, DATA_FILE));

/** Opens data.db, making it where there is none. What is deleted in it is overwritten. Throws `Refused` (ASSAY-DATA-002, ASSAY-LEDGER-031). */
export function openDatabase(folder: string): DatabaseSync {
  const file = join(folder, DATA_FILE);
  ensureOwnFile(file);
  return sound(file, () => {
    const db = new DatabaseSync(file, { timeout: 2000, defensive: true, enableForeignKeyConstraints: false });
    try {
      // FULL: an erasure that was confirmed is not undone by a power cut.
      db.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384',
      );
      const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
      if (tables === 0) {
        // Cut to nothing, it would be taken for a new one, and nobody would hear that everything is gone.
        if (existsSync(join(folder, KEY_FILE))) throw unusable(file, 'an empty file beside a key');
        db.exec(`BEGIN IMMEDIATE; ${TABLES} COMMIT`);
      }
      const application = db.prepare('PRAGMA application_id').get()?.['application_id'];
      const format = db.prepare('PRAGMA user_version').get()?.['user_version'];
      const strange = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type IN ('view', 'trigger')").get()?.['n'];
      if (application !== APPLICATION_ID || (format !== FORMAT && format !== BEFORE) || strange !== 0) throw unusable(file, 'another kind of database');
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** What SQLite finds damaged is refused in our words, whenever it is met. Throws `Refused` (ASSAY-DATA-002). */
export function sound<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // SQLITE_CORRUPT and SQLITE_NOTADB, of which the low byte counts.
    const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
    throw code === 11 || code === 26 ? unusable(file, error instanceof Error ? error.message : 'damage') : error;
  }
}

function unusable(file: string, found: string): Refused {
  return new Refused(
    dataFaults.fault('002', {
      message: 'the database of data cannot be used',
      file,
      expected: `a database of data, format ${FORMAT}`,
      found,
      remedy: 'Put it back from a back-up with its data.key; or move both away: what was kept is gone then, and a new one begins.',
    }),
  );
}

/** Cuts the log of writes, so that what was deleted stands in neither file. Throws where somebody reads at this moment: the caller tries again. */
export function cutLog(db: DatabaseSync): void {
  const row = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  if (Number(row?.['busy'] ?? 0) !== 0) throw new Error('somebody else reads data.db: its log cannot be cut now');
}
