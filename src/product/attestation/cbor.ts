import { type Fault, Refused } from '../../core/index.ts';
import { attestationFaults } from './faults.ts';

// A reader of CBOR (RFC 8949) for what a device sends before anything of it is believed: definite lengths and shortest forms alone (preferred serialization, RFC 9783 section 5.2), since two
// readers that differ see two tokens in one. What it holds is counted while it is read.

export type Cbor =
  | { readonly is: 'number'; readonly value: bigint }
  | { readonly is: 'bytes'; readonly value: Uint8Array }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'list'; readonly value: readonly Cbor[] }
  | { readonly is: 'map'; readonly value: CborMap }
  | { readonly is: 'tag'; readonly tag: bigint; readonly value: Cbor }
  /** True, false, null and the like, and floating point numbers: nothing that is read here has them. */
  | { readonly is: 'other' };

/** Whole numbers and texts as keys, each once. */
export type CborMap = ReadonlyMap<bigint | string, Cbor>;

export const MOST_BYTES = 16 * 1024;
const MOST_DEPTH = 8;
const MOST_ITEMS = 1024;

/** Reads exactly one item. Throws `Refused` (ASSAY-ATTESTATION-002 to -004). */
export function readCbor(bytes: Uint8Array, what: string): Cbor {
  if (bytes.length > MOST_BYTES) throw tooMuch(what, `at most ${MOST_BYTES} bytes`, `${bytes.length}`);
  let at = 0;
  let items = 0;

  function argument(info: number): bigint {
    if (info < 24) return BigInt(info);
    if (info > 27) throw broken(what, 'a definite length', info === 31 ? 'an indefinite one' : 'a reserved one');
    const length = 1 << (info - 24);
    let value = 0n;
    for (const byte of take(length)) value = value * 256n + BigInt(byte);
    const least = length === 1 ? 24n : 1n << BigInt(4 * length);
    if (value < least) throw broken(what, 'a number in its shortest form', 'a longer form');
    return value;
  }

  function take(length: number): Uint8Array {
    if (length > bytes.length - at) throw broken(what, `${length} bytes more`, `${bytes.length - at}`);
    at += length;
    return bytes.subarray(at - length, at);
  }

  function size(value: bigint, least: number): number {
    // Each element takes `least` bytes at least: what cannot be there is refused before anything is made for it.
    if (value * BigInt(least) > BigInt(bytes.length - at)) throw broken(what, `${value} elements or bytes`, `${bytes.length - at} bytes`);
    return Number(value);
  }

  function item(depth: number): Cbor {
    if (depth > MOST_DEPTH) throw tooMuch(what, `at most ${MOST_DEPTH} deep`, 'deeper');
    items += 1;
    if (items > MOST_ITEMS) throw tooMuch(what, `at most ${MOST_ITEMS} items`, 'more');
    const [first = 0] = take(1);
    const info = first & 0x1f;
    switch (first >> 5) {
      case 0:
        return { is: 'number', value: argument(info) };
      case 1:
        return { is: 'number', value: -1n - argument(info) };
      case 2:
        return { is: 'bytes', value: take(size(argument(info), 1)) };
      case 3:
        return { is: 'text', value: utf8(take(size(argument(info), 1)), what) };
      case 4:
        return { is: 'list', value: Array.from({ length: size(argument(info), 1) }, () => item(depth + 1)) };
      case 5:
        return { is: 'map', value: map(size(argument(info), 2), depth) };
      case 6:
        return { is: 'tag', tag: argument(info), value: item(depth + 1) };
      default:
        return simple(info);
    }
  }

  function map(pairs: number, depth: number): CborMap {
    const found = new Map<bigint | string, Cbor>();
    for (let i = 0; i < pairs; i += 1) {
      const key = item(depth + 1);
      if (key.is !== 'number' && key.is !== 'text') throw broken(what, 'whole numbers and texts as keys', 'another key');
      if (found.has(key.value)) throw twice(what, String(key.value));
      found.set(key.value, item(depth + 1));
    }
    return found;
  }

  function simple(info: number): Cbor {
    if (info === 24) {
      const [value = 0] = take(1);
      if (value < 32) throw broken(what, 'a simple value in its shortest form', 'a longer form');
    } else if (info > 24 && info < 28) take(1 << (info - 24));
    else if (info >= 28) throw broken(what, 'a definite length', info === 31 ? 'a break' : 'a reserved value');
    return { is: 'other' };
  }

  const read = item(0);
  if (at < bytes.length) throw broken(what, 'one item and no more', `${bytes.length - at} bytes after it`);
  return read;
}

/** Writes the head of an item: its kind, and its number, length or count. */
export function cborHead(major: 0 | 1 | 2 | 3 | 4 | 5 | 6, value: number): Uint8Array {
  const top = major << 5;
  if (value < 24) return Uint8Array.of(top | value);
  if (value < 0x100) return Uint8Array.of(top | 24, value);
  if (value < 0x10000) return Uint8Array.of(top | 25, value >> 8, value & 0xff);
  return Uint8Array.of(top | 26, value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}

function utf8(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw broken(what, 'UTF-8', 'other bytes');
  }
}

type Details = Omit<Fault, 'code' | 'whose'>;
const details = (what: string, message: string, expected: string, found: string): Details => ({
  message: `${what}: ${message}`,
  field: what,
  expected,
  found,
  remedy: 'Make the evidence anew with the tools of the hardware; what was sent is not read in parts.',
});

function broken(what: string, expected: string, found: string): Refused {
  return new Refused(attestationFaults.fault('002', details(what, 'this is no CBOR that is read here', expected, found)));
}

function twice(what: string, key: string): Refused {
  return new Refused(attestationFaults.fault('003', details(what, 'a map says something twice', 'each key once', `key ${key.slice(0, 40)} twice`)));
}

export function tooMuch(what: string, expected: string, found: string): Refused {
  return new Refused(attestationFaults.fault('004', details(what, 'there is more of it than is read', expected, found)));
}
