import { Refused } from '../../core/index.ts';
import { ascii } from '../git/text.ts';
import { damaged } from './damage.ts';
import { nameText } from './path.ts';

export interface TarHeader {
  readonly type: string;
  readonly path: string;
  readonly target: string;
  readonly mode: number;
  readonly size: number;
}

// Where the fields stand (POSIX.1-1988, 10.1.1).
const MODE = 100;
const SIZE = 124;
const CHECKSUM = 148;
const TYPE = 156;
const LINK = 157;
const MAGIC = 257;
const PREFIX = 345;

/** Whether the sum over the block, with blanks for the sum's own place, is the one that it gives. Old writers summed signed bytes. */
export function checked(block: Uint8Array): boolean {
  let [sum, signed] = [0, 0];
  for (let at = 0; at < 512; at += 1) {
    const byte = at >= CHECKSUM && at < CHECKSUM + 8 ? 0x20 : (block[at] ?? 0);
    sum += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const given = octal(block, CHECKSUM, 8);
  return given !== undefined && (given === sum || given === signed);
}

/** Throws `Refused` (ASSAY-ARCHIVE-002) where a number is none. */
export function tarHeader(block: Uint8Array, archive: string): TarHeader {
  const size = number(block, SIZE, 12);
  const mode = octal(block, MODE, 8);
  if (size === undefined) throw new Refused(damaged(archive, 'has a header with a length that is no number', 'a number'));
  // Taken as none, a file would not be seen to run that another reader makes run.
  if (mode === undefined) throw new Refused(damaged(archive, 'has a header with a mode that is no number', 'a number'));
  const name = nameText(field(block, 0, 100));
  // GNU's own format keeps times where ustar keeps the first part of a long name.
  const ustar = ascii(block, MAGIC, MAGIC + 6) === 'ustar\0';
  const prefix = ustar ? nameText(field(block, PREFIX, 155)) : '';
  return {
    type: String.fromCharCode(block[TYPE] ?? 0),
    path: prefix === '' ? name : `${prefix}/${name}`,
    target: nameText(field(block, LINK, 100)),
    mode,
    size,
  };
}

function field(block: Uint8Array, from: number, length: number): Uint8Array {
  const whole = block.subarray(from, from + length);
  const end = whole.indexOf(0);
  return end === -1 ? whole : whole.subarray(0, end);
}

function octal(block: Uint8Array, from: number, length: number): number | undefined {
  const text = ascii(block, from, from + length)
    .replace(/[\0 ]+$/, '')
    .trimStart();
  if (text === '') return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** Octal, or in GNU's base 256 where the first bit is set: of a length beyond 8 GiB. */
function number(block: Uint8Array, from: number, length: number): number | undefined {
  if (((block[from] ?? 0) & 0x80) === 0) return octal(block, from, length);
  if (block[from] !== 0x80) return undefined;
  let value = 0;
  for (let at = from + 1; at < from + length; at += 1) {
    value = value * 256 + (block[at] ?? 0);
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return value;
}
