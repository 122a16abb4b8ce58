import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { type Fault, Refused } from '../../../core/index.ts';
import { watchFaults } from '../faults.ts';
import { type Packed, packed, STATE_VERSION, type State, unpackedState } from '../packed.ts';

const MAGIC = `assay watch state ${STATE_VERSION}\n`;
/** Most arrays, and most bytes of text: a state of a million devices has some 250 and some megabytes. */
const MOST_ARRAYS = 100_000;
const MOST_TEXT = 512 * 1024 * 1024;
const PORTION = 8 * 1024 * 1024;

/**
 * Writes a state whole or not at all: beside the file, to the disk, then in its place. Magic line, how long the text and each array are, text, arrays (little-endian words of 32 bits), SHA-256 of all before it.
 * Throws `Refused` (ASSAY-WATCH-002).
 */
export function writeState(path: string, state: State): void {
  const { text, arrays } = packed(state);
  const bytes = Buffer.from(text);
  const lengths = `${JSON.stringify([bytes.length, ...arrays.map(({ length }) => length)])}\n`;
  try {
    const hash = createHash('sha256');
    const file = openSync(`${path}.new`, 'w', 0o600);
    try {
      const write = (part: Uint8Array) => {
        hash.update(part);
        for (let at = 0; at < part.length; ) at += writeSync(file, part, at, Math.min(PORTION, part.length - at));
      };
      for (const part of [Buffer.from(MAGIC), Buffer.from(lengths), bytes]) write(part);
      for (const { buffer, byteOffset, byteLength } of arrays) write(new Uint8Array(buffer, byteOffset, byteLength));
      writeSync(file, hash.digest());
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw unusable(path, error);
  }
}

/**
 * The state in a file; nothing where there is no file. One that is damaged or of another version is put aside as `.damaged` and told of as a fault (ASSAY-WATCH-001): the watch begins anew.
 * Throws `Refused` (ASSAY-WATCH-002) where the file cannot be read.
 */
export function readState(path: string): { readonly state?: State; readonly fault?: Fault } {
  if (!existsSync(path)) return {};
  let why: string;
  try {
    const file = openSync(path, 'r');
    try {
      const read = parts(file);
      if (typeof read !== 'string') return { state: unpackedState(read) };
      why = read;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw unusable(path, error);
    why = error.message;
  }
  renameSync(path, `${path}.damaged`);
  return {
    fault: watchFaults.fault('001', {
      message: `the state in ${path} cannot be used, and the watch began anew: ${why}`,
      file: path,
      expected: `a state of version ${STATE_VERSION}, whole`,
      remedy: `What was known of devices is learnt again. The file was put aside as ${path}.damaged.`,
    }),
  };
}

/** The parts of a file, or why it is no state. */
function parts(file: number): Packed | string {
  const hash = createHash('sha256');
  let left = fstatSync(file).size;
  const take = (count: number): Buffer | undefined => {
    if (count > left) return undefined;
    const into = Buffer.alloc(count);
    for (let at = 0; at < count; ) {
      const got = readSync(file, into, at, Math.min(PORTION, count - at), null);
      if (got === 0) return undefined;
      at += got;
    }
    left -= count;
    return into;
  };
  const hashed = (count: number): Buffer | undefined => {
    const part = take(count);
    if (part !== undefined) hash.update(part);
    return part;
  };
  const magic = hashed(MAGIC.length)?.toString();
  if (magic !== MAGIC) return magic?.startsWith('assay watch state ') === true ? 'it is of another version' : 'it does not begin as one';
  let line = '';
  for (;;) {
    const letter = hashed(1)?.toString('latin1');
    if (letter === undefined || line.length > MOST_ARRAYS * 12) return 'it is cut off';
    if (letter === '\n') break;
    line += letter;
  }
  const lengths: unknown = JSON.parse(line);
  if (!Array.isArray(lengths) || lengths.length === 0 || !lengths.every((length) => Number.isSafeInteger(length) && length >= 0)) return 'its lengths are none';
  const [ofText = 0, ...ofArrays] = lengths as number[];
  if (ofText > MOST_TEXT || ofText + ofArrays.reduce((sum, length) => sum + length * 4, 0) + 32 !== left) return 'it is cut off';
  const text = hashed(ofText)?.toString() ?? '';
  const arrays: Uint32Array[] = [];
  for (const length of ofArrays) {
    const part = hashed(length * 4);
    if (part === undefined) return 'it is cut off';
    arrays.push(new Uint32Array(part.buffer, part.byteOffset, length));
  }
  return take(32)?.equals(hash.digest()) === true ? { text, arrays } : 'its digest is not that of its bytes';
}

function unusable(path: string, error: unknown): Refused {
  return new Refused(
    watchFaults.fault('002', {
      message: `${path} cannot be used for the state: ${(error as Error).message}`,
      file: path,
      expected: 'a file that can be written and read',
      remedy: 'Check the path of --state, its rights and the room on the disk.',
    }),
  );
}
