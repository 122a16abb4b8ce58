import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a small file whole: a crash at any point leaves the old content or the new, never a mixture and never nothing.
 * The rename is itself made durable by syncing the folder.
 */
export function writeDurably(path: string, content: string, mode: number): void {
  const draft = `${path}.tmp`;
  const file = openSync(draft, 'w', mode);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
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
