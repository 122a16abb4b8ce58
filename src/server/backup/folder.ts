import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { type Fault, Refused } from '../../core/index.ts';
import { NEW_FILE } from '../../ledger/edge/durable-file.ts';
import { backupFaults } from './faults.ts';

// Folders that are written whole or not at all: made under a name beside their own, every file and folder synced, and then renamed into place.

/** Where a copy is made until it is whole. */
export interface Draft {
  readonly folder: string;
  /** Puts it in place, durably. */
  finish(): void;
  discard(): void;
}

/** Begins a folder at `target`. Throws `Refused` (ASSAY-BACKUP-001 something is there, -006 the disk refuses). */
export function beginFolder(target: string): Draft {
  const path = resolve(target);
  if (existsSync(path) && (!lstatSync(path).isDirectory() || readdirSync(path).length > 0)) {
    throw new Refused(
      backupFaults.fault('001', {
        message: `${path} is not empty`,
        file: path,
        expected: 'an empty folder, or none yet',
        found: lstatSync(path).isDirectory() ? `a folder with ${readdirSync(path).length} files` : 'a file',
        remedy: 'Name another folder, or move what is there away. Nothing is ever written over.',
      }),
    );
  }
  const folder = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  onDisk(folder, () => makeFolder(dirname(path)));
  onDisk(folder, () => mkdirSync(folder, { mode: 0o700 }));
  return {
    folder,
    finish() {
      onDisk(path, () => {
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
          if (entry.isDirectory()) syncFolder(join(entry.parentPath, entry.name));
        syncFolder(folder);
        if (existsSync(path)) rmdirSync(path);
        renameSync(folder, path);
        syncFolder(dirname(path));
      });
    },
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** One level at a time: asked to make several at once under a folder that takes none (`/proc`), the platform tries for ever. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Every regular file below a folder, by its path with `/`, in order; and what else stands there, which is neither followed nor copied. */
export function filesBelow(folder: string): { readonly files: readonly string[]; readonly others: readonly string[] } {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const pathOf = (entry: { readonly parentPath: string; readonly name: string }) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
  const files = entries.filter((entry) => entry.isFile()).map(pathOf);
  const others = entries.filter((entry) => !entry.isFile() && !entry.isDirectory()).map(pathOf);
  return { files: files.sort(), others: others.sort() };
}

const CHUNK = 1 << 20;

/**
 * Copies one file to a new one, readable by its owner alone, and gives the digest of the very bytes that were written. `undefined` where there is no such
 * file any more. Without `to` it is only read.
 */
export function copyFile(from: string, to?: string): { readonly bytes: number; readonly digest: string } | undefined {
  return onDisk(to ?? from, () => {
    let source: number;
    try {
      source = openSync(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    let target: number | undefined;
    try {
      if (!fstatSync(source).isFile()) return undefined;
      if (to !== undefined) {
        makeFolder(dirname(to));
        target = openSync(to, NEW_FILE, 0o600);
      }
      const hash = createHash('sha256');
      const chunk = new Uint8Array(CHUNK);
      let bytes = 0;
      for (let got = readSync(source, chunk); got > 0; got = readSync(source, chunk)) {
        const read = chunk.subarray(0, got);
        hash.update(read);
        bytes += got;
        for (let written = 0; target !== undefined && written < got; ) written += writeSync(target, read, written);
      }
      if (target !== undefined) fsyncSync(target);
      return { bytes, digest: `sha256:${hash.digest('hex')}` };
    } finally {
      closeSync(source);
      if (target !== undefined) closeSync(target);
    }
  });
}

/** The text of a file, with its bytes as Latin letters where they are no UTF-8: its digest is held against another's, and then differs. */
export function readText(path: string): string {
  const bytes = onDisk(path, () => readFileSync(path));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** Writes a new small file durably. */
export function putFile(path: string, content: string): void {
  onDisk(path, () => {
    const file = openSync(path, NEW_FILE, 0o600);
    try {
      writeSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** What the disk refuses becomes a fault (ASSAY-BACKUP-006). */
export function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).syscall !== 'string') throw error;
    throw new Refused(diskFault(path, (error as Error).message));
  }
}

function diskFault(file: string, said: string): Fault {
  return backupFaults.fault('006', {
    message: `the copy could not be made: ${said}`,
    file,
    expected: 'a disk that takes it, and files that may be read',
    found: said,
    remedy: 'Free space, or mend the permissions, then run the command again. Nothing was put in place.',
  });
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
