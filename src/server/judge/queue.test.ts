import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fairQueue } from './queue.ts';

const BOUNDS = { mostOfOne: 5, most: 12 };

type Step = { readonly kind: 'add'; readonly asker: string } | { readonly kind: 'drop'; readonly which: number } | { readonly kind: 'next' };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), asker: fc.constantFrom('ada', 'bo', 'cy', 'di') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), which: fc.nat({ max: 60 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('next' as const) }) },
);

describe('what waits for a judge', () => {
  it('is served in turn: while somebody waits, nobody else is served twice, and nobody out of their own order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const queue = fairQueue<string>(BOUNDS);
        const waiting: string[] = [];
        const of = (asker: string) => waiting.filter((item) => item.startsWith(asker));
        /** For each who waits: whom they saw served since they began to wait or were last served. */
        const seen = new Map<string, string[]>();
        for (const [n, one] of steps.entries()) {
          if (one.kind === 'add') {
            const item = `${one.asker}-${n}`;
            const expected = of(one.asker).length >= BOUNDS.mostOfOne ? 'too-many' : waiting.length >= BOUNDS.most ? 'full' : 'added';
            expect(queue.add(one.asker, item)).toBe(expected);
            if (expected !== 'added') continue;
            if (of(one.asker).length === 0) seen.set(one.asker, []);
            waiting.push(item);
          } else if (one.kind === 'drop') {
            const item = waiting[one.which] ?? 'what never waited';
            expect(queue.drop(item)).toBe(waiting.includes(item));
            if (waiting.includes(item)) waiting.splice(waiting.indexOf(item), 1);
          } else {
            const item = queue.next();
            expect(item === undefined).toBe(waiting.length === 0);
            if (item === undefined) continue;
            const asker = item.split('-')[0] ?? '';
            expect(of(asker)[0]).toBe(item);
            waiting.splice(waiting.indexOf(item), 1);
            for (const [other, served] of seen) {
              if (other === asker || of(other).length === 0) continue;
              expect(served).not.toContain(asker);
              served.push(asker);
            }
            seen.set(asker, []);
          }
          expect(queue.size()).toBe(waiting.length);
        }
        expect([...queue.clear()].sort()).toEqual([...waiting].sort());
        expect(queue.next()).toBe(undefined);
      }),
    );
  });

  it('goes from one asker to the next', () => {
    const queue = fairQueue<string>(BOUNDS);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) queue.add(item.slice(0, 1), item);
    const served = Array.from({ length: 6 }, () => queue.next());
    expect(served).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });
});
