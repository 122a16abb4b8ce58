import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './crc32.ts';
import { readToken, TOKEN_PATTERN, type TokenId, writeToken } from './secret.ts';

const ID = 'tk0123456789abcdef0123' as TokenId;
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('the text of a token', () => {
  it('is read back as it was written, whatever its secret', () => {
    fc.assert(
      fc.property(bytes, (secret) => {
        const text = writeToken(ID, secret);
        expect(text).toMatch(TOKEN_PATTERN);
        expect(readToken(text)?.id).toBe(ID);
      }),
    );
  });

  it('has a secret of its own for every 256 bits', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const same = one.every((byte, i) => byte === other[i]);
        expect(readToken(writeToken(ID, one))?.secret === readToken(writeToken(ID, other))?.secret).toBe(same);
      }),
    );
    expect(readToken(writeToken(ID, new Uint8Array(32).fill(255)))?.secret).toMatch(/^[0-9A-Za-z]{43}$/);
  });

  it('is known to be wrong when any one letter of it is', () => {
    const text = writeToken(ID, new Uint8Array(32).fill(7));
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'0aZ_9'), (at, letter) => {
        const other = text.slice(0, at) + letter + text.slice(at + 1);
        expect(readToken(other) === undefined).toBe(other !== text);
      }),
    );
  });

  it('is nothing else that anybody may send', () => {
    const text = writeToken(ID, new Uint8Array(32));
    for (const other of ['', 'assay_', `${text}x`, ` ${text}`, `${text}\n`, text.slice(1), text.toUpperCase(), 'x'.repeat(1_000_000)])
      expect(readToken(other)).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (other) => {
        expect(readToken(other)).toBeUndefined();
      }),
    );
  });

  it('has the checksum that everybody else computes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(crc32(text)).toBe(zlibCrc32(text));
      }),
    );
  });
});
