import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ancestry } from './ancestry.ts';
import type { ObjectId } from './object.ts';
import { walk as walkNumbers } from './walk.ts';

const id = (n: number) => String(n).padStart(40, '0') as ObjectId;
const graph = (of: Record<number, readonly number[]>) => new Map(Object.entries(of).map(([child, parents]) => [id(Number(child)), parents.map(id)]));
/** By names, of a history that is given as a map of them. */
function walk(known: ReadonlyMap<ObjectId, readonly ObjectId[]>, tips: readonly ObjectId[], ends: ReadonlySet<ObjectId>) {
  const ancestry = new Ancestry('sha1');
  for (const [one, parents] of known) ancestry.add(one, parents);
  const number = (one: ObjectId) => ancestry.numberOf(one, true);
  const { order, lacking } = walkNumbers(ancestry, tips.map(number), new Set([...ends].map(number)));
  return { order: Array.from(order, (one) => ancestry.idOf(one)), lacking: lacking.map((one) => ancestry.idOf(one)) };
}
const numbers = (ids: readonly ObjectId[]) => ids.map(Number);

describe('the way through a history', () => {
  it('is children first, and the branch that was merged before the line that it was merged into', () => {
    const known = graph({ 1: [], 2: [1], 3: [1], 4: [2, 3], 5: [4], 9: [1] });
    expect(numbers(walk(known, [id(5)], new Set()).order)).toEqual([5, 4, 3, 2, 1]);
  });

  it('says what is not known, and stops where a shallow copy ends', () => {
    const known = graph({ 2: [1], 3: [2, 7] });
    expect(numbers(walk(known, [id(3)], new Set()).lacking)).toEqual([1, 7]);
    expect(walk(known, [id(3)], new Set([id(2)]))).toMatchObject({ lacking: [id(7)] });
  });

  it('ends where commits would be their own ancestors, which no hash allows and a broken reader might say', () => {
    expect(numbers(walk(graph({ 1: [2], 2: [1] }), [id(1)], new Set()).order)).toEqual([1, 2]);
  });

  it('is as deep as the history is long', () => {
    const known = new Map(Array.from({ length: 200_000 }, (_, n) => [id(n), n === 0 ? [] : [id(n - 1)]]));
    expect(walk(known, [id(199_999)], new Set()).order).toHaveLength(200_000);
  });

  it('holds each commit once, before all of its parents, from whatever tips', () => {
    const shape = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(shape, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (rows, from) => {
        const known = new Map(rows.map((row, n) => [id(n), n === 0 ? [] : row.map((parent) => id(parent % n))]));
        const { order, lacking } = walk(
          known,
          from.map((n) => id(n % rows.length)),
          new Set(),
        );
        const at = new Map(order.map((one, place) => [one, place]));
        expect(at.size).toBe(order.length);
        expect(lacking).toEqual([]);
        for (const one of order) for (const parent of known.get(one) ?? []) expect(at.get(parent)).toBeGreaterThan(at.get(one) ?? 0);
      }),
    );
  });
});
