import { Instant } from '../index.ts';
import { bytesOfHex } from './hex.ts';
import { contextOf, TAG } from './read.ts';

/** The parts one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** How many bytes tag and length take before `length` bytes of content. */
export function headerLength(length: number): number {
  if (length < 0x80) return 2;
  if (length < 0x100) return 3;
  if (length < 0x10000) return 4;
  return length < 0x1000000 ? 5 : 6;
}

/** Writes tag and length at `at`, and gives the place after them. */
export function writeHeader(into: Uint8Array, at: number, tag: number, length: number): number {
  into[at] = tag;
  const octets = headerLength(length) - 2;
  if (octets === 0) {
    into[at + 1] = length;
    return at + 2;
  }
  into[at + 1] = 0x80 | octets;
  for (let i = 0; i < octets; i += 1) into[at + 2 + i] = (length >>> (8 * (octets - 1 - i))) & 0xff;
  return at + 2 + octets;
}

/** One element of this identifier octet. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const bytes = new Uint8Array(headerLength(length) + length);
  let at = writeHeader(bytes, 0, tag, length);
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => element(TAG.sequence, ...parts);
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Uint8Array => element(contextOf(number), ...parts);
export const octets = (bytes: Uint8Array): Uint8Array => element(TAG.octets, bytes);
/** A bit string of whole bytes. */
export const bits = (bytes: Uint8Array): Uint8Array => element(TAG.bits, NOUGHT, bytes);
export const nothing = (): Uint8Array => new Uint8Array([TAG.nothing, 0]);
export const boolean = (value: boolean): Uint8Array => new Uint8Array([TAG.boolean, 1, value ? 0xff : 0]);

const NOUGHT = new Uint8Array([0]);

/** SET OF in the order that X.690 section 11.6 asks for. */
export function setOf(...parts: readonly Uint8Array[]): Uint8Array {
  return element(TAG.set, ...parts.toSorted(byBytes));
}

function byBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A whole number that is not negative, from big-endian bytes. */
export function integer(magnitude: Uint8Array): Uint8Array {
  let from = 0;
  while (from < magnitude.length && magnitude[from] === 0) from += 1;
  const digits = magnitude.subarray(from);
  return (digits[0] ?? 0x80) >= 0x80 ? element(TAG.integer, NOUGHT, digits) : element(TAG.integer, digits);
}

/** A whole number from 0 to 2^53. */
export function smallInteger(value: number): Uint8Array {
  return integer(bytesOfHex(value.toString(16)));
}

export const enumerated = (value: number): Uint8Array => new Uint8Array([TAG.enumerated, 1, value]);

/** Named bits (X.690 section 11.2: no trailing noughts). Bits from 0 to 15. */
export function namedBitString(set: readonly number[]): Uint8Array {
  const last = Math.max(-1, ...set);
  const bytes = new Uint8Array((last >> 3) + 1);
  for (const bit of set) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return element(TAG.bits, new Uint8Array([last < 0 ? 0 : 7 - (last & 7)]), bytes);
}

/** An object identifier from numbers with dots. */
export function oid(text: string): Uint8Array {
  const [top = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [40 * top + second, ...rest].flatMap((arc) => {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) digits.unshift(0x80 | (left % 128));
    return digits;
  });
  return element(TAG.oid, new Uint8Array(bytes));
}

const UTF8 = new TextEncoder();

export const utf8 = (text: string): Uint8Array => element(TAG.utf8, UTF8.encode(text));
/** Text of ASCII under any tag: IA5String, PrintableString, or a tag of its own. */
export const ascii = (tag: number, text: string): Uint8Array => element(tag, UTF8.encode(text));

const LAST_OF_UTC = Instant.parse('2049-12-31T23:59:59.999Z');
const FIRST_OF_UTC = Instant.parse('1950-01-01T00:00:00Z');

/** A moment as RFC 5280 section 4.1.2.5 has it: UTCTime to the end of 2049, GeneralizedTime after. Parts of a second are dropped. */
export function time(at: Instant): Uint8Array {
  return at >= FIRST_OF_UTC && at <= LAST_OF_UTC ? ascii(TAG.utcTime, digitsOf(at).slice(2)) : generalizedTime(at);
}

/** A moment as OCSP has it (RFC 6960 section 4.2.2): GeneralizedTime always. */
export function generalizedTime(at: Instant): Uint8Array {
  return ascii(TAG.generalizedTime, digitsOf(at));
}

const digitsOf = (at: Instant): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
