import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import type { HouseholdId, MemberId } from '../../fleet/model.ts';
import { householdFaults } from '../faults.ts';

/** What people call themselves and their households: kept where it can be erased, and nowhere else. */
export interface HouseholdNames {
  set(id: MemberId | HouseholdId, name: string): void;
  nameOf(id: MemberId | HouseholdId): string | undefined;
  /** Everybody of that name: two people may share one. */
  named(name: string): readonly string[];
  /** The bytes are overwritten, and not only marked as free. */
  erase(ids: readonly (MemberId | HouseholdId)[]): void;
  close(): void;
}

const MOST = 200;

/** Throws `Refused` (ASSAY-HOUSEHOLD-012) for what nobody could read, or what would pass for something else. */
export function checkName(name: string): void {
  if (name.length > 0 && name.length <= MOST && !/[\p{Cc}\p{Bidi_Control}]/u.test(name) && name.isWellFormed()) return;
  throw new Refused(
    householdFaults.fault('012', {
      message: 'a name is of 1 to 200 characters that can be read',
      expected: 'a name',
      remedy: 'Write the name without control characters.',
    }),
  );
}

/** `folder`: the fleet's. Made 0700, the file 0600. Throws `Refused` (ASSAY-HOUSEHOLD-012 for a name out of bounds, -014 where the file cannot be opened). */
export function openHouseholdNames(folder: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): HouseholdNames {
  const file = join(folder, 'personal.db');
  const db = open(file, folder, readOnly);
  const one = db.prepare('SELECT name FROM household_name WHERE id = ?');
  const ids = db.prepare('SELECT id FROM household_name WHERE name = ? ORDER BY id LIMIT 100');
  return {
    set(id, name) {
      checkName(name);
      db.prepare('INSERT OR REPLACE INTO household_name VALUES (?, ?)').run(id, name);
    },
    nameOf: (id) => one.get(id)?.['name']?.toString(),
    named: (name) => ids.all(name).map((row) => String(row['id'])),
    erase(erased) {
      for (const id of erased) db.prepare('DELETE FROM household_name WHERE id = ?').run(id);
      // What the log of writes still holds is erased as well.
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    close: () => db.close(),
  };
}

function open(file: string, folder: string, readOnly: boolean): DatabaseSync {
  try {
    if (!readOnly) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const db = new DatabaseSync(file, { readOnly, timeout: 2000 });
    if (!readOnly) {
      chmodSync(file, 0o600);
      db.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; CREATE TABLE IF NOT EXISTS household_name (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID; CREATE INDEX IF NOT EXISTS household_name_is ON household_name (name)',
      );
    }
    return db;
  } catch (error) {
    throw new Refused(
      householdFaults.fault('014', {
        message: 'the names of people cannot be opened',
        file,
        found: error instanceof Error ? error.message : String(error),
        remedy: 'Check that the folder is yours, and the disk.',
      }),
    );
  }
}
