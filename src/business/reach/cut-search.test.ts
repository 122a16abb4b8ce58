import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapestCover } from '../../attack/engine/hitting.ts';
import { type Asked, type Condition, cheapestShown } from './cut-search.ts';

const ELEMENTS = 6;
type Rows = readonly (readonly number[])[];

/** A world of conditions, of which those without needs are known from the start; the rest show only once somebody takes their needs away. */
function world(
  conditions: readonly { readonly needs: readonly number[]; readonly row: readonly number[] }[],
  most = 1000,
): Asked & { readonly asked: () => number } {
  let asked = 0;
  const all = conditions.map(({ needs, row }): Condition => ({ needs, row: row.map((element) => [element]) }));
  const known = all.filter(({ needs }) => needs.length === 0).map(({ row }) => row);
  return {
    asked: () => asked,
    affords: () => asked < most,
    cheapest: (rows, forbidden) => {
      const left = [...known, ...rows].map((row) => row.filter((bundle) => !bundle.some((element) => forbidden.has(element))));
      return cheapestCover({ cost: Array.from({ length: ELEMENTS }, () => 1), rows: left });
    },
    refuted: (elements) => {
      asked += 1;
      return all.find(({ needs, row }) => needs.every((one) => elements.includes(one)) && !row.some((bundle) => bundle.every((one) => elements.includes(one))));
    },
  };
}

const holds = (conditions: Parameters<typeof world>[0], set: readonly number[]) =>
  conditions.every(({ needs, row }) => !needs.every((one) => set.includes(one)) || row.some((one) => set.includes(one)));
const subsets: Rows = Array.from({ length: 2 ** ELEMENTS }, (_, mask) => Array.from({ length: ELEMENTS }, (_, i) => i).filter((i) => (mask >> i) % 2 === 1));

const conditions = fc.array(
  fc.record({
    needs: fc.uniqueArray(fc.nat({ max: ELEMENTS - 1 }), { maxLength: 2 }),
    row: fc.uniqueArray(fc.nat({ max: ELEMENTS - 1 }), { maxLength: 3 }),
  }),
  { maxLength: 8 },
);

describe('the cheapest set that is shown to cut', () => {
  it('is the smallest of all that hold, where taking away also adds; or there is none', () => {
    fc.assert(
      fc.property(conditions, (all) => {
        const found = cheapestShown(world(all));
        const least = subsets.filter((set) => holds(all, set)).toSorted((a, b) => a.length - b.length)[0];
        expect(found.whole).toBe(true);
        expect(found.elements?.length).toBe(least?.length);
        if (found.elements !== undefined) {
          expect(holds(all, found.elements)).toBe(true);
          expect(found.lower).toBe(found.elements.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says what it was shown and no more, when it is cut short', () => {
    fc.assert(
      fc.property(conditions, fc.integer({ min: 0, max: 3 }), (all, most) => {
        const found = cheapestShown(world(all, most));
        const least = subsets.filter((set) => holds(all, set)).toSorted((a, b) => a.length - b.length)[0];
        if (found.elements !== undefined) expect(holds(all, found.elements)).toBe(true);
        if (found.whole) expect(found.elements?.length).toBe(least?.length);
        if (least !== undefined) expect(found.lower).toBeLessThanOrEqual(least.length);
      }),
      { numRuns: 2000 },
    );
  });
});
