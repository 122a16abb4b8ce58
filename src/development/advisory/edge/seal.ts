import { createHash } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Digest } from '../../../core/index.ts';
import { APPLICATION_ID, noIndex } from './database.ts';

// An index answers instead of the advisories, so whoever can write it decides what is found. It is believed where nobody else can write it, and where its bytes are those that were
// written: the seal beside it has their digest.

const OTHERS = 0o022;
const STICKY = 0o1000;
/** On a platform without users the rights of files say nothing of who may write. */
const user = process.getuid?.();

/**
 * Whether an index can be kept there and nobody else can put a file in its place: the folder is the user's or the system's, and others may not write in it, or may not touch what
 * is not theirs. Throws `Refused` (ASSAY-ADVISORY-005) where there is no such folder.
 */
export function isPrivatePlace(file: string): boolean {
  const folder = dirname(file);
  if (!existsSync(folder)) throw noIndex(file, `no folder ${folder}`);
  const stat = statSync(realpathSync(folder));
  if (user !== undefined && ((stat.uid !== user && stat.uid !== 0) || ((stat.mode & OTHERS) !== 0 && (stat.mode & STICKY) === 0))) return false;
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false; // The advisories of somebody else, that may only be read.
  }
}

/**
 * Whether an index stands there whose bytes are those that were sealed. False where there is none, or where it or its seal is not as it was written, and a new one has to be made.
 * Throws `Refused` (ASSAY-ADVISORY-005) for what is no index, or somebody else's: that is never written over.
 */
export function isSealed(file: string): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  if (!stat.isFile()) throw noIndex(file, 'a link, a folder or a device');
  if (!isOwn(stat)) throw noIndex(file, 'a file that somebody else owns or may write');
  checkHeader(file);
  const seal = lstatSync(sealOf(file), { throwIfNoEntry: false });
  if (seal === undefined || !seal.isFile() || seal.size > 200 || !isOwn(seal)) return false;
  return readFileSync(sealOf(file), 'utf8').trim() === digestOfFile(file);
}

/** Puts a finished index in its place, with its seal. Between the two it is not believed. */
export function putSealed(made: string, file: string): void {
  const digest = digestOfFile(made);
  const seal = sealOf(file);
  const temporary = join(dirname(file), `.${basename(seal)}.${process.pid}`);
  renameSync(made, file);
  rmSync(temporary, { force: true });
  writeFileSync(temporary, `${digest}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, seal);
}

function sealOf(file: string): string {
  return `${file}.sha256`;
}

function isOwn({ uid, mode }: Stats): boolean {
  return user === undefined || (uid === user && (mode & OTHERS) === 0);
}

/** The first bytes of a database of SQLite, with what it says that it is: looked at before anything reads more of it. */
function checkHeader(file: string): void {
  const head = Buffer.alloc(100);
  const open = openSync(file, 'r');
  try {
    const read = readSync(open, head, 0, 100, 0);
    if (read < 100 || head.toString('latin1', 0, 16) !== 'SQLite format 3\0' || head.readUInt32BE(68) !== APPLICATION_ID)
      throw noIndex(file, 'another kind of file');
  } finally {
    closeSync(open);
  }
}

function digestOfFile(file: string): Digest {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1 << 20);
  const open = openSync(file, 'r');
  try {
    for (let read = readSync(open, piece); read > 0; read = readSync(open, piece)) hash.update(piece.subarray(0, read));
  } finally {
    closeSync(open);
  }
  return `sha256:${hash.digest('hex')}` as Digest;
}
