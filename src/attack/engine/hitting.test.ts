import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapestCover, type Row } from './hitting.ts';

const SIZE = 8;
const bundle = fc.uniqueArray(fc.nat(SIZE - 1), { minLength: 1, maxLength: 3 });
const row = fc.array(bundle, { minLength: 1, maxLength: 4 });
const problem = fc.record({ cost: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: SIZE, maxLength: SIZE }), rows: fc.array(row, { maxLength: 8 }) });

function covers(set: number, rows: readonly Row[]): boolean {
  return rows.every((each) => each.some((one) => one.every((element) => (set & (1 << element)) !== 0)));
}

function cheapestByTrying(cost: readonly number[], rows: readonly Row[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (let set = 0; set < 1 << SIZE; set += 1) {
    if (covers(set, rows))
      best = Math.min(
        best,
        cost.reduce((total, price, element) => total + ((set & (1 << element)) === 0 ? 0 : price), 0),
      );
  }
  return best;
}

describe('cheapestCover', () => {
  it('is the least of all sets that cover every row', () => {
    fc.assert(
      fc.property(problem, ({ cost, rows }) => {
        const found = cheapestCover({ cost, rows });
        expect(found?.cost).toBe(cheapestByTrying(cost, rows));
        expect(found?.lower).toBe(found?.cost);
        expect(
          covers(
            (found?.elements ?? []).reduce((set, element) => set | (1 << element), 0),
            rows,
          ),
        ).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('cut short, covers every row still, and its bound is one', () => {
    fc.assert(
      fc.property(problem, fc.integer({ min: 1, max: 5 }), ({ cost, rows }, nodes) => {
        const found = cheapestCover({ cost, rows }, nodes);
        const least = cheapestByTrying(cost, rows);
        expect(found?.cost).toBeGreaterThanOrEqual(least);
        expect(found?.lower).toBeLessThanOrEqual(least);
      }),
    );
  });

  it('gives nothing where a row can never be covered', () => {
    expect(cheapestCover({ cost: [1], rows: [[[0]], []] })).toBeUndefined();
  });
});
