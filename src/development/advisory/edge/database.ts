import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import { advisoryFaults } from '../faults.ts';

// "Advi" in ASCII: tells an index from any other database.
export const APPLICATION_ID = 0x41647669;
/** Raised whenever a reader or a key changes: an index of another is made anew. */
const FORMAT = 4;

export const SCHEMA = [
  'CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE advisory (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT',
  'CREATE TABLE package (ecosystem TEXT NOT NULL, name TEXT NOT NULL, advisory INTEGER NOT NULL, n INTEGER NOT NULL, body TEXT NOT NULL) STRICT',
  'CREATE TABLE product (product TEXT NOT NULL, advisory INTEGER NOT NULL, n INTEGER NOT NULL, vendor TEXT NOT NULL, body TEXT NOT NULL) STRICT',
  'CREATE TABLE alias (name TEXT PRIMARY KEY, shown TEXT NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE exploited (cve TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE likely (cve TEXT PRIMARY KEY, score REAL NOT NULL, percentile REAL NOT NULL) STRICT, WITHOUT ROWID',
] as const;

/** Made when every row is there: sorted once, which is quicker than to find the place of each as it comes. */
export const INDEXES = ['CREATE INDEX package_of ON package (ecosystem, name)', 'CREATE INDEX product_of ON product (product)'] as const;

/** A new database in a file that nobody uses yet: without a journal, since a build that is cut short is thrown away. */
export function createDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { defensive: true });
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384; PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = FILE');
  db.exec([...SCHEMA, `PRAGMA application_id = ${APPLICATION_ID}`, `PRAGMA user_version = ${FORMAT}`].join(';'));
  return db;
}

/** The index in a file; undefined where there is none, or one of an older format. Throws `Refused` (ASSAY-ADVISORY-005) for any other file. */
export function openDatabase(file: string): DatabaseSync | undefined {
  if (!existsSync(file)) return undefined;
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, defensive: true });
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -8192');
    const application = db.prepare('PRAGMA application_id').get()?.['application_id'];
    const format = db.prepare('PRAGMA user_version').get()?.['user_version'];
    const sql = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid').all();
    if (application !== APPLICATION_ID) throw noIndex(file, 'another kind of database');
    if (format !== FORMAT) {
      db.close();
      return undefined;
    }
    const whole = [...SCHEMA, ...INDEXES];
    if (sql.length !== whole.length || sql.some((row, i) => row['sql'] !== whole[i])) throw noIndex(file, 'tables that are not those of an index');
    return db;
  } catch (error) {
    if (db?.isOpen === true) db.close();
    throw error instanceof Refused ? error : noIndex(file, (error as Error).message);
  }
}

export function noIndex(file: string, found: string): Refused {
  return new Refused(
    advisoryFaults.fault('005', {
      message: `${file} is no index of advisories that can be read`,
      file,
      expected: 'an index that Assay made, or no file',
      found: found.slice(0, 200),
      remedy: 'Remove the file, and it is made anew; or name another place with --index.',
    }),
  );
}
