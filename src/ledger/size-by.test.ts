import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import type { Entry } from './model.ts';
import { sizeBy } from './size-by.ts';

describe('the size of a ledger by a moment', () => {
  it('is how many of its entries had been recorded, of any that stand at equal moments', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 40 }), fc.nat(32), (given, at) => {
        const moments = given.toSorted((a, b) => a - b);
        const read = (from: number) => moments.slice(from, from + 1).map((recordedAt) => ({ recordedAt: Instant.of(recordedAt) }) as Entry);
        expect(sizeBy({ read }, Instant.of(at), moments.length)).toBe(moments.filter((one) => one <= at).length);
      }),
    );
  });
});
