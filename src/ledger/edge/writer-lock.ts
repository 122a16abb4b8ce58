import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Instant, Refused } from '../../core/index.ts';
import { ledgerFaults } from '../faults.ts';
import { writeDurably } from './durable-file.ts';
import { ensureOwnFile } from './own-file.ts';

/*
 * One writer a folder. The lock is SQLite's own exclusive lock on an empty database file, which the operating system drops when the process
 * ends, however it ends: nothing stale stays behind after kill -9. Only the text beside it, which says who writes, can be out of date, and it is
 * read only once the lock was refused. Readers do not take the lock, so `verify` and `export` run beside a writer.
 *
 * POSIX drops a process's locks on a file when any of its descriptors on it is closed: nothing else in this process may open ledger.lock.
 */

export interface WriterLock {
  release(): void;
}

const BUSY = 5;

/** Takes the writer's lock of a folder. Throws `Refused` (ASSAY-LEDGER-004) naming the holder's process and since when it holds it. */
export function takeWriterLock(dataDir: string, now: () => Instant): WriterLock {
  ensureOwnFile(`${dataDir}/ledger.lock`);
  const db = new DatabaseSync(`${dataDir}/ledger.lock`, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    writeDurably(`${dataDir}/ledger.writer`, `${JSON.stringify({ pid: process.pid, since: Instant.format(now()) })}\n`, 0o600);
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== BUSY) throw error;
    throw new Refused(inUse(dataDir));
  }
  return { release: () => db.close() };
}

function inUse(dataDir: string) {
  const holder = readHolder(`${dataDir}/ledger.writer`);
  return ledgerFaults.fault('004', {
    message: `another process is writing this ledger${holder === undefined ? '' : `: process ${holder.pid}, since ${holder.since}`}`,
    file: dataDir,
    expected: 'a data folder that no other process writes',
    found: holder === undefined ? 'a lock held by an unknown process' : `a lock held by process ${holder.pid} since ${holder.since}`,
    remedy:
      'Stop that process, or give this one a data folder of its own with --data. A running assay server holds its folder until it stops; what is to be recorded there goes to it over HTTP.',
  });
}

function readHolder(path: string): { readonly pid: number; readonly since: string } | undefined {
  try {
    const { pid, since } = JSON.parse(readFileSync(path, 'utf8')) as { pid?: unknown; since?: unknown };
    return typeof pid === 'number' && typeof since === 'string' ? { pid, since: since.slice(0, 40) } : undefined;
  } catch {
    return undefined; // The holder is between taking the lock and writing its name.
  }
}
