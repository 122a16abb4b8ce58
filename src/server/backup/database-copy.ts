import { closeSync, existsSync, fsyncSync, openSync, readSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../core/index.ts';
import { NEW_FILE } from '../../ledger/edge/durable-file.ts';
import { backupFaults } from './faults.ts';
import { onDisk } from './folder.ts';
import { ANOTHER } from './manifest.ts';

const MAGIC = 'SQLite format 3\0';

/** Whether a file is a database of SQLite, by its first bytes (https://sqlite.org/fileformat.html, section 1.3). One that is gone is none. */
export function isDatabase(path: string): boolean {
  return onDisk(path, () => {
    if (!existsSync(path)) return false;
    const file = openSync(path, 'r');
    try {
      const head = Buffer.alloc(MAGIC.length);
      return readSync(file, head, 0, MAGIC.length, 0) === MAGIC.length && head.toString('latin1') === MAGIC;
    } finally {
      closeSync(file);
    }
  });
}

/**
 * Copies a database that others may be writing: one read transaction, so that the copy is one state of it, and as one file without a write-ahead log.
 * What was deleted is not in the copy, as it may still be in free pages of the original: a person who was erased is gone from every later back-up. Throws
 * `Refused` (ASSAY-BACKUP-007).
 */
export function copyDatabase(from: string, to: string): void {
  onDisk(to, () => closeSync(openSync(to, NEW_FILE, 0o600)));
  onSqlite(from, () => {
    const source = new DatabaseSync(from, { readOnly: true, timeout: 10_000, defensive: true });
    try {
      source.prepare('VACUUM INTO ?').run(to);
    } finally {
      source.close();
    }
  });
  // VACUUM INTO leaves its target to the operating system.
  onDisk(to, () => {
    const file = openSync(to, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** What SQLite finds wrong with a copied database; nothing where it is sound. */
export function checkDatabase(path: string): readonly string[] {
  return onSqlite(path, () => {
    const db = new DatabaseSync(path, { readOnly: true, defensive: true });
    try {
      const lines = db.prepare('PRAGMA integrity_check(10)').all();
      return lines.map((row) => String(row['integrity_check'])).filter((line) => line !== 'ok');
    } finally {
      db.close();
    }
  });
}

function onSqlite<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (typeof (error as { errcode?: unknown }).errcode !== 'number') throw error;
    const said = (error as Error).message;
    throw new Refused(
      backupFaults.fault('007', {
        message: `the database cannot be read whole: ${said}`,
        file: path,
        expected: 'a sound database that can be read',
        found: said,
        remedy: ANOTHER,
      }),
    );
  }
}
