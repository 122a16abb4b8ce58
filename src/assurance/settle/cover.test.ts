import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choose, type Item } from './cover.ts';

const item = (id: string, needs: readonly string[], weight = 1): Item => ({ id, needs: new Set(needs), weight });

describe('what settles most with few checks', () => {
  it.each<[string, readonly Item[], number, readonly string[], number]>([
    ['everything, where there is time', [item('r', ['a']), item('s', ['b'])], 9, ['a', 'b'], 2],
    ['the one that more wait for', [item('r', ['a']), item('s', ['b']), item('t', ['b'])], 1, ['b'], 2],
    ['two that need the same before one that is alone', [item('r', ['a']), item('s', ['b', 'c']), item('t', ['b', 'c']), item('u', ['b'])], 2, ['b', 'c'], 3],
    ['nothing, where all need more', [item('r', ['a', 'b'])], 1, [], 0],
    ['nothing of nothing', [], 5, [], 0],
  ])('%s', (_, items, most, checks, settled) => {
    const found = choose(items, most);
    expect(found.order.map((one) => one.check).toSorted()).toEqual(checks);
    expect(found).toMatchObject({ settled, atMost: settled, exact: true });
  });

  it('is as good as the best of all choices, in few checks, and says in which order', () => {
    const anyItems = fc
      .array(
        fc.record({
          needs: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 4 }),
          weight: fc.integer({ min: 1, max: 3 }),
        }),
        {
          maxLength: 9,
        },
      )
      .map((list) => list.map(({ needs, weight }, i) => item(`r${i}`, needs, weight)));
    fc.assert(
      fc.property(anyItems, fc.integer({ min: 0, max: 6 }), (items, most) => {
        const found = choose(items, most);
        const within = (made: ReadonlySet<string>) =>
          items.filter((one) => [...one.needs].every((need) => made.has(need))).reduce((sum, one) => sum + one.weight, 0);
        let best = 0;
        for (let choice = 0; choice < 64; choice += 1) {
          const made = new Set([...'abcdef'].filter((_, bit) => (choice >> bit) % 2 === 1));
          if (made.size <= most) best = Math.max(best, within(made));
        }
        const made = new Set(found.order.map((one) => one.check));
        expect(made.size).toBe(found.order.length);
        expect(made.size).toBeLessThanOrEqual(most);
        expect(within(made)).toBe(best);
        expect(found).toMatchObject({ settled: best, atMost: best, exact: true });
        // Each item is settled at the step where its last check is made.
        const sofar = new Set<string>();
        for (const { check, settles } of found.order) {
          sofar.add(check);
          for (const id of settles) expect([...(items.find((one) => one.id === id)?.needs ?? [])].every((need) => sofar.has(need))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of a large core gives a bound that no choice passes, and says whether it is met', () => {
    const items = Array.from({ length: 300 }, (_, i) => item(`r${i}`, [`c${i % 40}`, `c${(i * 7) % 60}`, `c${(i * 13) % 80}`]));
    const found = choose(items, 20);
    expect(found.order.length).toBeLessThanOrEqual(20);
    expect(found.settled).toBeLessThanOrEqual(found.atMost);
    expect(found.exact).toBe(found.settled === found.atMost);
    expect(found.settled).toBeGreaterThan(0);
  });
});
