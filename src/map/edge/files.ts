import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, linkSync, openSync, readSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Refused } from '../../core/index.ts';
import { type MapFaultNumber, mapFaults } from '../faults.ts';

/** Room for a map of some tens of thousands of parts; the reader's own limit, plus what UTF-8 may need. */
const FILE_LIMITS = { bytes: 64 * 1024 * 1024 } as const;

/**
 * The text of a regular file, no larger than the limit, which is asked of the open file before a byte is read. Throws `Refused`
 * (ASSAY-MAP-001 too large, -070 not there, -071 no regular file, -072 no UTF-8, -073 not readable). Never waits on a pipe or a device.
 */
export function readTextFile(path: string, limits: { readonly bytes: number } = FILE_LIMITS): string {
  return decode(readFileBytes(path, limits), path);
}

/** The text of bytes that were read from `path`. Throws `Refused` (ASSAY-MAP-072). */
export function textOfBytes(bytes: Uint8Array, path: string): string {
  return decode(bytes, path);
}

/** As `readTextFile`, before the bytes are taken for text. */
export function readFileBytes(path: string, limits: { readonly bytes: number }): Uint8Array {
  const file = open(path);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile())
      throw refused(
        '071',
        path,
        `${path} is ${stat.isDirectory() ? 'a folder' : 'no regular file'}`,
        'a regular file',
        'Name a file inside it, or another file.',
      );
    if (stat.size > limits.bytes)
      throw refused(
        '001',
        path,
        `${path} is larger than Assay reads`,
        `at most ${limits.bytes} bytes`,
        'Split the file, or remove what is not needed.',
        `${stat.size} bytes`,
      );
    return readAll(file, stat.size, limits.bytes, path);
  } finally {
    closeSync(file);
  }
}

function open(path: string): number {
  try {
    // Not to hang on a named pipe that nobody writes to.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw refused('070', path, `there is no file ${path}`, 'a file', 'Check the name and the folder you are in.');
    if (code === 'ENXIO' || code === 'EISDIR') throw refused('071', path, `${path} is no regular file`, 'a regular file', 'Name another file.');
    throw refused('073', path, `${path} cannot be read (${code})`, 'a file that may be read', 'Check its permissions.');
  }
}

function readAll(file: number, size: number, most: number, path: string): Uint8Array {
  // A file may grow while it is read; one byte beyond the limit is enough to know.
  const chunks: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const chunk = new Uint8Array(Math.min(Math.max(size - total, 0) + 1, 1 << 24));
    let got: number;
    try {
      got = readSync(file, chunk);
    } catch (error) {
      throw refused('073', path, `${path} cannot be read (${codeOf(error)})`, 'a file that may be read', 'Check its permissions, and the disk.');
    }
    if (got === 0) break;
    total += got;
    if (total > most) throw refused('001', path, `${path} grew beyond what Assay reads`, `at most ${most} bytes`, 'Give a file that nobody is writing to.');
    chunks.push(chunk.subarray(0, got));
  }
  return Buffer.concat(chunks, total);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused('072', path, `${path} is not UTF-8 text`, 'UTF-8', 'Save it as UTF-8; if it is not text, give the file that was meant.');
  }
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, synced to disk, then moved into place. Throws `Refused`
 * (ASSAY-MAP-074 where it exists and `overwrite` is not given, -075 where it cannot be written); then nothing has changed.
 */
export function writeFileWhole(path: string, data: string | Uint8Array, { overwrite = false }: { readonly overwrite?: boolean } = {}): void {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = openSync(temporary, 'wx', 0o644);
    try {
      const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    place(temporary, path, overwrite);
  } catch (error) {
    remove(temporary);
    if (error instanceof Refused) throw error;
    throw refused(
      '075',
      path,
      `${path} cannot be written (${codeOf(error)})`,
      'a folder that may be written to',
      'Check the folder, its permissions and the space on the disk.',
    );
  }
  syncFolder(dirname(path));
}

function place(temporary: string, path: string, overwrite: boolean): void {
  if (overwrite) {
    renameSync(temporary, path);
    return;
  }
  try {
    // A link fails where the name is taken, in one step; a look beforehand would leave a moment for somebody else.
    linkSync(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw refused('074', path, `${path} exists already`, 'a new file', 'Choose another name, or let it be overwritten with --overwrite.');
    throw error;
  }
  remove(temporary);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Never created, or moved into place: either way nothing is left behind.
  }
}

function syncFolder(path: string): void {
  try {
    const folder = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Some systems cannot sync a folder; the file itself is on disk.
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown reason';
}

function refused(number: MapFaultNumber, file: string, message: string, expected: string, remedy: string, found?: string): Refused {
  return new Refused(mapFaults.fault(number, { message, file, expected, remedy, ...(found === undefined ? {} : { found }) }));
}
