import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, fchmodSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

// A new file and no other: whoever else can write the folder may have put a file, a link or a pipe there to be written through.
export const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Replaces a small file whole: a crash at any point leaves the old content or the new, never a mixture and never nothing.
 * The rename is itself made durable by syncing the folder. Nothing that stands at `path` is opened or written through; it is replaced.
 * A kill may leave a draft, which nobody reads.
 */
export function writeDurably(path: string, content: string | Uint8Array, mode: number): void {
  const draft = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  const file = openSync(draft, NEW_FILE, 0o600);
  try {
    try {
      fchmodSync(file, mode); // Whatever the umask.
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

const MAX_BYTES = 64 * 1024;

/** The text of a small file, cut at 64 KiB; `undefined` where there is none. */
export function readSmallFile(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path).subarray(0, MAX_BYTES).toString('utf8') : undefined;
}
