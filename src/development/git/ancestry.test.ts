import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ancestry } from './ancestry.ts';
import { History } from './history.ts';
import type { ObjectFormat, ObjectId } from './object.ts';

describe('the ancestry of commits', () => {
  it.each<[ObjectFormat, number]>([
    ['sha1', 40],
    ['sha256', 64],
  ])('of %s says what a map of names says', (format, length) => {
    // Few digits, so that names share most of their words.
    const id = fc.string({ unit: fc.constantFrom('0', '1', 'f'), minLength: 2, maxLength: 4 }).map((text) => text.padEnd(length, '0') as ObjectId);
    fc.assert(
      fc.property(fc.array(fc.tuple(id, fc.array(id, { maxLength: 4 })), { maxLength: 60 }), (rows) => {
        const [ancestry, map] = [new Ancestry(format), new Map<ObjectId, readonly ObjectId[]>()];
        for (const [child, parents] of rows) {
          ancestry.add(child, parents);
          if (!map.has(child)) map.set(child, parents);
        }
        const history = new History(
          ancestry,
          Int32Array.from([...map.keys()], (one) => ancestry.numberOf(one)),
        );
        expect([...history.keys()].map((one) => [one, history.get(one)])).toEqual([...map]);
        for (const parent of rows.flatMap(([, parents]) => parents)) expect(history.has(parent)).toBe(map.has(parent));
        expect([history.size, history.get('2'.repeat(length) as ObjectId)]).toEqual([map.size, undefined]);
      }),
    );
  });

  it('grows as far as the history does', () => {
    const id = (n: number) => Math.imul(n, 0x9e3779b1).toString(16).replace('-', 'a').padStart(40, '0') as ObjectId;
    const ancestry = new Ancestry('sha1');
    for (let n = 1; n < 50_000; n += 1) ancestry.add(id(n), [id(n - 1)]);
    expect(ancestry.size).toBe(50_000);
    for (let n = 1; n < 50_000; n += 997) expect([...ancestry.parentsOf(ancestry.numberOf(id(n)))].map((one) => ancestry.idOf(one))).toEqual([id(n - 1)]);
  });
});
