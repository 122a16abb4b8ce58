import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Instant, Refused } from '../../../core/index.ts';
import { ensureOwnFile } from '../../../ledger/edge/own-file.ts';
import { peopleFaults } from '../faults.ts';

export const PEOPLE_FILE = 'people.db';

const TIMEOUT_MS = 2000;

// "AsPe" in ASCII, so that no other database is taken for this one.
const APPLICATION_ID = 0x41735065;

/**
 * Tables of one store. `migrations` only ever grows: the n-th list leads from version n to n + 1, each in one transaction. A name is owned by one store.
 */
export interface TableSet {
  readonly name: string;
  readonly migrations: readonly (readonly string[])[];
}

/** What is personal and has to be erasable, and hashes of what lets people in. What people may do stands on the office's ledger, not here. */
export interface PeopleDatabase {
  readonly db: DatabaseSync;
  readonly dataDir: string;
  readonly now: () => Instant;
  /** Bytes from the system's generator of randomness; an argument, so that tests can repeat them. */
  readonly random: (bytes: number) => Uint8Array;
  /** Brings one store's tables to its newest version. Each store calls it when it is opened. Throws `Refused` (ASSAY-PEOPLE-005) where a newer Assay wrote them. */
  ensure(tables: TableSet): void;
  /** All or nothing, durable when it returns. `work` may not wait for anything. */
  transaction<T>(work: () => T): T;
  /**
   * Something personal was deleted or replaced: it stands in the write-ahead log until that is written back and cut off, which is done here; after the transaction where one is
   * open, and again every second for as long as a reader in another process holds the log.
   */
  erased(): void;
  close(): void;
}

/**
 * Opens people.db in the data folder, making it where there is none, for its owner's eyes alone. One process at a time: the office's ledger holds the lock.
 * Throws `Refused` (ASSAY-PEOPLE-005; ASSAY-LEDGER-031 where the name is taken by a link).
 */
export function openPeopleDatabase(options: {
  readonly dataDir: string;
  readonly now: () => Instant;
  readonly random: (bytes: number) => Uint8Array;
}): PeopleDatabase {
  const { dataDir, now, random } = options;
  const file = join(dataDir, PEOPLE_FILE);
  ensureOwnFile(file);
  const db = opened(file);

  const ensure = ({ name, migrations }: TableSet) => {
    const known = Number(db.prepare('SELECT version FROM table_set WHERE name = ?').get(name)?.['version'] ?? 0);
    if (known > migrations.length) throw unusable(file, `version ${migrations.length} of ${name}`, `version ${known}`);
    migrations.slice(known).forEach((ddl, i) => {
      transaction(() => {
        for (const statement of ddl) db.exec(statement);
        db.prepare('INSERT INTO table_set (name, version) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET version = excluded.version').run(name, known + i + 1);
      });
    });
  };
  let within = false;
  let owed = false;
  let again: NodeJS.Timeout | undefined;
  const erased = () => {
    owed = true;
    if (within || !db.isOpen) return;
    clearTimeout(again);
    owed = !cutOff(db);
    if (owed) again = setTimeout(erased, RETRY_MS).unref();
  };
  const transaction = <T>(work: () => T): T => {
    // One connection and no waiting inside: whoever is within is the caller's caller.
    if (within) return work();
    db.exec('BEGIN IMMEDIATE');
    within = true;
    try {
      const result = work();
      db.exec('COMMIT');
      within = false;
      if (owed) erased();
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    } finally {
      within = false;
    }
  };
  const close = () => {
    clearTimeout(again);
    db.close();
  };
  return { db, dataDir, now, random, ensure, transaction, erased, close };
}

const RETRY_MS = 1000;

/** Writes the log back and cuts it off. False where somebody still reads from it. */
function cutOff(db: DatabaseSync): boolean {
  try {
    // The checkpoint would wait as long as any other statement, and with it everybody else.
    db.exec('PRAGMA busy_timeout = 0');
    return db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
  } catch {
    // Locked by a statement of another process: as busy as the other kind.
    return false;
  } finally {
    db.exec(`PRAGMA busy_timeout = ${TIMEOUT_MS}`);
  }
}

function opened(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: TIMEOUT_MS, defensive: true, enableForeignKeyConstraints: true });
    // What is erased is overwritten with zeros, not only unlinked: names of people have to be gone.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON');
    const application = db.prepare('PRAGMA application_id').get()?.['application_id'];
    const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
    if (tables === 0) {
      db.exec(
        `BEGIN IMMEDIATE; PRAGMA application_id = ${APPLICATION_ID}; CREATE TABLE table_set (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT; COMMIT`,
      );
    } else if (application !== APPLICATION_ID) throw unusable(file, "a people's database", 'another kind of database');
    const strange = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type IN ('view', 'trigger')").get()?.['n'];
    // A view or a trigger under one of our names would show or write what its maker likes.
    if (strange !== 0) throw unusable(file, 'tables and indexes', 'views or triggers');
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof Refused) throw error;
    throw unusable(file, 'a sound SQLite database', existsSync(file) && lstatSync(file).isFile() ? 'one that does not open' : 'none', error);
  }
}

function unusable(file: string, expected: string, found: string, cause?: unknown): Refused {
  const refused = new Refused(
    peopleFaults.fault('005', {
      message: `the people's database cannot be used: it has ${found}`,
      file,
      expected,
      found,
      remedy: 'Use the Assay that wrote it, or restore the folder from a back-up.',
    }),
  );
  refused.cause = cause;
  return refused;
}
