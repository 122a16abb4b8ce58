import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENT_COST, formatHash, isOutdated, parseHash } from './phc.ts';

const base64 = (min: number, max: number) => fc.string({ unit: fc.constantFrom(...'ABCDEFGHabcdefgh0123456789+/'), minLength: min, maxLength: max });

describe('a hash of a password', () => {
  it('is read as it was written', () => {
    const cost = fc.record({
      memory: fc.integer({ min: 64, max: 1_048_576 }),
      passes: fc.integer({ min: 1, max: 16 }),
      parallelism: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(fc.record({ cost, salt: base64(22, 86), hash: base64(43, 86) }), (kept) => {
        expect(parseHash(formatHash(kept))).toEqual(kept);
        expect(isOutdated(kept)).toBe(JSON.stringify(kept.cost) !== JSON.stringify(CURRENT_COST));
      }),
    );
  });

  const good = formatHash({ cost: CURRENT_COST, salt: 'A'.repeat(22), hash: 'B'.repeat(43) });
  it.each([
    ['another function', good.replace('argon2id', 'argon2i')],
    ['another version', good.replace('v=19', 'v=16')],
    ['a cost that would keep the server busy', good.replace('m=19456', 'm=9999999')],
    ['passes without end', good.replace('t=2', 't=999')],
    ['no memory', good.replace('m=19456', 'm=0')],
    ['no lanes', good.replace('p=1', 'p=0')],
    ['a short salt', good.replace('A'.repeat(22), 'AAAA')],
    ['more after it', `${good}$x`],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(parseHash(text)).toBeUndefined();
  });

  it('of any text is read or is none', () => {
    fc.assert(fc.property(fc.string(), (text) => parseHash(text) === undefined));
  });
});
