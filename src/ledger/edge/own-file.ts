import { closeSync, lstatSync, openSync, statSync } from 'node:fs';
import process from 'node:process';
import { Refused } from '../../core/index.ts';
import { ledgerFaults } from '../faults.ts';
import { NEW_FILE } from './durable-file.ts';

/**
 * Makes an empty file for SQLite to open, readable by its owner alone, where there is none; SQLite by itself would follow a link and leave the mode to
 * the umask. A file that is there is not opened: closing it would drop this process's locks on it. Throws `Refused` (ASSAY-LEDGER-031) for anything but a file.
 */
export function ensureOwnFile(path: string): void {
  try {
    closeSync(openSync(path, NEW_FILE, 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (lstatSync(path).isFile()) return;
    throw unsafe(path, 'is no file of this folder', 'a regular file', 'a link or another thing', 'Find out who put it there, and remove it.');
  }
}

/** Who can write a folder can exchange the key in it. Throws `Refused` (ASSAY-LEDGER-031) for one that others can write, unless it is ours and sticky. */
export function refuseShared(dataDir: string): void {
  const { mode, uid } = statSync(dataDir);
  // Windows has no such bits; there the folder's own access list decides.
  if (process.platform === 'win32' || (mode & 0o022) === 0) return;
  if ((mode & 0o1000) !== 0 && uid === process.getuid?.()) return;
  const found = `folder mode ${(mode & 0o7777).toString(8).padStart(4, '0')}`;
  throw unsafe(
    dataDir,
    'can be written by others, and a signing key is about to be made in it',
    'folder mode 0700',
    found,
    'Run chmod 700 on it, or name another folder with --data.',
  );
}

function unsafe(file: string, what: string, expected: string, found: string, remedy: string): Refused {
  return new Refused(ledgerFaults.fault('031', { message: `${file} ${what}`, file, expected, found, remedy }));
}
