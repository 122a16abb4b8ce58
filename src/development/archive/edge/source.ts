import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, read, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { Digest, Refused } from '../../../core/index.ts';
import { archiveFaults } from '../faults.ts';
import { nameText, shown } from '../path.ts';

/** A file that is read in parts, opened once: what it is does not change between two looks. */
export interface Source {
  readonly path: string;
  readonly size: number;
  readonly file: number;
  /** Some bytes, held whole. */
  bytes(from: number, length: number): Uint8Array;
  /** All bytes from one place to another. */
  stream(from?: number, to?: number): AsyncIterable<Uint8Array>;
  close(): void;
}

/** Opens a regular file; never waits on a pipe. Throws `Refused` (ASSAY-ARCHIVE-007). */
export function openSource(from: string | Buffer): Source {
  const path = typeof from === 'string' ? from : nameText(from);
  let file: number;
  try {
    file = openSync(from, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new Refused(notThere(path, (error as NodeJS.ErrnoException).code ?? 'unreadable'));
  }
  const stat = fstatSync(file);
  if (!stat.isFile()) {
    closeSync(file);
    throw new Refused(notThere(path, 'no regular file'));
  }
  return {
    path,
    size: stat.size,
    file,
    bytes: (from, length) => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, stat.size - from)));
      let at = 0;
      while (at < buffer.length) {
        const read = readSync(file, buffer, at, buffer.length - at, from + at);
        if (read === 0) break;
        at += read;
      }
      return buffer.subarray(0, at);
    },
    stream: (from = 0, to = stat.size) => pieces(file, from, to),
    close: () => closeSync(file),
  };
}

const PIECE = 1024 * 1024;
const readAt = promisify(read);

/** Each piece is a buffer of its own: whoever gets one may keep it. */
async function* pieces(file: number, from: number, to: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; ) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE, to - at));
    const { bytesRead } = await readAt(file, buffer, 0, buffer.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** SHA-256 of the whole file, as it came. */
export async function digestOf(source: Source): Promise<Digest> {
  const hash = createHash('sha256');
  for await (const piece of source.stream()) hash.update(piece);
  const text = `sha256:${hash.digest('hex')}`;
  if (!Digest.isText(text)) throw new Refused(notThere(source.path, 'no digest'));
  return text;
}

export function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

export function notThere(path: string, found: string) {
  return archiveFaults.fault('007', {
    message: `${shown(path)} cannot be read`,
    file: shown(path),
    expected: 'a file or a folder that may be read',
    found,
    remedy: 'Check the name, the folder you are in, and its permissions.',
  });
}
