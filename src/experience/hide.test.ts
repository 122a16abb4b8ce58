import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Row, showable } from './hide.ts';

/** Rows of these sizes, with nobody in two of them. */
const apart = (sizes: readonly number[]): readonly Row[] =>
  sizes.map((size, i) => ({ row: `${i}`, groups: new Set(Array.from({ length: size }, (_, n) => `${i}.${n}`)) }));

/** All that a reader sees of it. */
function published(sizes: readonly number[], k: number): string {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const shown = showable(apart(sizes), k);
  return shown === 'everything' ? JSON.stringify([sizes, sum]) : shown === 'total' ? JSON.stringify(sum) : 'nothing';
}

/** Every breakdown of so many rows, none of which has more than `most`. */
function* breakdowns(rows: number, most: number): Generator<readonly number[]> {
  if (rows === 0) yield [];
  else for (const rest of breakdowns(rows - 1, most)) for (let size = 0; size <= most; size += 1) yield [...rest, size];
}

describe('what may be shown of a breakdown', () => {
  it.each([
    [[8, 9], 'everything'],
    [[0, 20], 'everything'],
    [[3, 20, 30], 'total'],
    [[3, 2], 'total'],
    [[3, 1], 'nothing'],
    [[3], 'nothing'],
    [[], 'nothing'],
  ] as const)('of %j', (sizes, shown) => {
    expect(showable(apart(sizes), 5)).toBe(shown);
  });

  it.each([3, 4, 5])('leaves each small row open to whoever knows the rule and tries every possibility, k = %i', (k) => {
    for (const rows of [1, 2, 3]) {
      const alike = Map.groupBy(breakdowns(rows, 2 * k + 2), (sizes) => published(sizes, k));
      for (const some of alike.values())
        for (let i = 0; i < rows; i += 1) {
          const sizes = new Set(some.map((one) => one[i] ?? 0));
          // A row that is sure is either empty or large enough.
          if (sizes.size === 1) expect([...sizes].every((size) => size === 0 || size >= k)).toBe(true);
        }
    }
  });

  it('speaks of no fewer than k, also where people are in several rows', () => {
    const people = fc.uniqueArray(fc.integer({ min: 0, max: 25 }).map(String), { maxLength: 26 });
    fc.assert(
      fc.property(fc.array(people, { minLength: 1, maxLength: 5 }), fc.integer({ min: 2, max: 8 }), (given, k) => {
        const rows = given.map((groups, i): Row => ({ row: `${i}`, groups: new Set(groups) }));
        const shown = showable(rows, k);
        if (shown === 'everything') for (const { groups } of rows) expect(groups.size === 0 || groups.size >= k).toBe(true);
        if (shown !== 'nothing') expect(new Set(given.flat()).size).toBeGreaterThanOrEqual(k);
      }),
    );
  });
});
