import type { Brand } from '../../core/index.ts';
import { crc32 } from './crc32.ts';

export type TokenId = Brand<string, 'TokenId'>;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 256 bits take 43 digits of base 62; 32 bits take 6. */
const SECRET = 43;
const CHECK = 6;

/**
 * What a token looks like: `assay_`, its id, a secret of 256 bits, a checksum over all of it. A scanner for leaked secrets finds it by the pattern, and the checksum tells it from
 * chance without asking us.
 */
export const TOKEN_PATTERN = /^assay_(tk[a-z0-9]{20})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

const LONGEST = 'assay_'.length + 22 + 1 + SECRET + CHECK;

/** Writes a token. `secret`: 32 random bytes. */
export function writeToken(id: TokenId, secret: Uint8Array): string {
  let value = 0n;
  for (const byte of secret) value = (value << 8n) | BigInt(byte);
  const text = `assay_${id}_${base62(value, SECRET)}`;
  return text + base62(BigInt(crc32(text)), CHECK);
}

/**
 * Reads what somebody sent as a token. The bytes are anybody's: bounded before they are looked at. `undefined` for what no token of ours looks like, so that
 * guesses are turned away before the database is asked.
 */
export function readToken(text: string): { readonly id: TokenId; readonly secret: string } | undefined {
  if (text.length !== LONGEST) return undefined;
  const found = TOKEN_PATTERN.exec(text);
  const [, id, secret, check] = found ?? [];
  if (id === undefined || secret === undefined || check === undefined) return undefined;
  if (base62(BigInt(crc32(text.slice(0, -CHECK))), CHECK) !== check) return undefined;
  return { id: id as TokenId, secret };
}

function base62(value: bigint, digits: number): string {
  let text = '';
  for (let rest = value, i = 0; i < digits; i += 1, rest /= 62n) text = (DIGITS[Number(rest % 62n)] ?? '') + text;
  return text;
}
