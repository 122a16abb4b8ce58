import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDS, CARD, layoutOf } from './layout.ts';
import type { Course } from './words.ts';

/** Any way: each hop leads to some spot, from spots that were come to before. */
const anyCourse: fc.Arbitrary<Course> = fc
  .tuple(fc.array(fc.constantFrom(...BANDS), { minLength: 1, maxLength: 9 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 14 }))
  .map(([layers, turns]): Course => {
    const spots = layers.map((layer, i) => ({ id: `spot${i}`, kind: 'part' as const, name: `Spot ${i}`, layer }));
    const come = ['spot0'];
    const hops: Course['hops'][number][] = [];
    const moves: Course['moves'][number][] = [];
    turns.forEach(([a, b], i) => {
      const from = come[a % come.length] ?? 'spot0';
      const spot = spots[b % spots.length]?.id ?? 'spot0';
      hops.push({ step: `step${i}`, state: spot, title: spot, spot, after: [], techniques: [], over: [] });
      if (from !== spot) moves.push({ from, to: spot, hops: [i + 1], over: [] });
      come.push(spot);
    });
    const used = new Set(['spot0', ...hops.map(({ spot }) => spot)]);
    return { starts: [{ state: 's', title: 's', spot: 'spot0' }], spots: spots.filter(({ id }) => used.has(id)), moves, hops };
  });

describe('the drawing of a way', () => {
  it('gives every spot a place of its own, in its band, inside the drawing', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const { cards, bands, width, height } = layoutOf(course);
        expect(cards.map(({ id }) => id)).toEqual(course.spots.map(({ id }) => id));
        expect(new Set(cards.map(({ x, y }) => `${x} ${y}`)).size).toBe(cards.length);
        for (const { id, x, y } of cards) {
          const band = bands.find(({ layer }) => layer === course.spots.find((spot) => spot.id === id)?.layer);
          expect([y >= (band?.y ?? 0), y + CARD.height <= (band?.y ?? 0) + (band?.height ?? 0)]).toEqual([true, true]);
          expect([x + CARD.width < width, y + CARD.height < height]).toEqual([true, true]);
        }
      }),
    );
  });

  it('shows every hop once or more: as a line, or where the attacker stays', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const { lines, staying } = layoutOf(course);
        const shown = new Set([...lines.flatMap(({ hops }) => hops), ...[...staying.values()].flat()]);
        expect([...shown].sort((a, b) => a - b)).toEqual(course.hops.map((_, i) => i + 1));
      }),
    );
  });

  it('keeps the five bands in their order, experience on top', () => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const { bands } = layoutOf(course);
        expect(bands.map(({ layer }) => layer)).toEqual(['experience', 'product', 'development', 'operations', 'business']);
        for (let i = 1; i < bands.length; i += 1) expect(bands[i]?.y).toBe((bands[i - 1]?.y ?? 0) + (bands[i - 1]?.height ?? 0));
      }),
    );
  });
});
