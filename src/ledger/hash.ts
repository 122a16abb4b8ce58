import { hash } from 'node:crypto';
import type { Brand } from '../core/index.ts';

/** A SHA-256 value as 64 lower-case hex digits. Text, because hashes are compared, kept in sets and printed far more often than concatenated. */
export type Hash = Brand<string, 'Hash'>;

export const HASH_BYTES = 32;
const PATTERN = /^[0-9a-f]{64}$/;

/** Root of the tree without entries: SHA-256 of nothing (RFC 6962 section 2.1). */
export const EMPTY_ROOT = hash('sha256', '', 'hex') as Hash;

// Reused for every inner node: hashing is synchronous and reads the bytes before it returns.
const scratch = new Uint8Array(1 + 2 * HASH_BYTES);
scratch[0] = 0x01;

const NIBBLE = new Uint8Array(128);
for (let i = 0; i < 16; i += 1) NIBBLE[i.toString(16).charCodeAt(0)] = i;
const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

export function isHash(text: string): text is Hash {
  return PATTERN.test(text);
}

/** Leaf hash of an entry: SHA-256(0x00 || the entry's UTF-8), RFC 6962 section 2.1. The prefix keeps a leaf from passing for a node. */
export function leafHash(entry: string): Hash {
  return hash('sha256', `\0${entry}`, 'hex') as Hash;
}

/** Leaf hash of bytes that need not be text, as in another log's entry bundle. */
export function leafHashOfBytes(entry: Uint8Array): Hash {
  const prefixed = new Uint8Array(1 + entry.length);
  prefixed.set(entry, 1);
  return hash('sha256', prefixed, 'hex') as Hash;
}

/** Inner node: SHA-256(0x01 || left || right), RFC 6962 section 2.1. */
export function nodeHash(left: Hash, right: Hash): Hash {
  writeHash(left, scratch, 1);
  writeHash(right, scratch, 1 + HASH_BYTES);
  return hash('sha256', scratch, 'hex') as Hash;
}

/** Writes the 32 bytes of a hash into `target` at `offset`. */
export function writeHash(from: Hash, target: Uint8Array, offset: number): void {
  for (let i = 0; i < HASH_BYTES; i += 1) {
    target[offset + i] = ((NIBBLE[from.charCodeAt(2 * i)] ?? 0) << 4) | (NIBBLE[from.charCodeAt(2 * i + 1)] ?? 0);
  }
}

/** The hash whose 32 bytes stand in `source` at `offset`. */
export function readHash(source: Uint8Array, offset: number): Hash {
  return hexOf(source.subarray(offset, offset + HASH_BYTES)) as Hash;
}

export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** SHA-256 of bytes, where neither leaf nor node is meant. */
export function sha256(bytes: Uint8Array): Hash {
  return hash('sha256', bytes, 'hex') as Hash;
}
