import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('the distance between words', () => {
  it.each([
    ['camra', 'camera', 1],
    ['gatewya', 'gateway', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['same', 'same', 0],
  ])('%s and %s are %i apart', (a, b, distance) => {
    expect(editDistance(a, b, 10)).toBe(distance);
    expect(editDistance(b, a, 10)).toBe(distance);
  });

  it('is given up past the limit, and right up to it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 9 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(editDistance(a, b, 20), limit + 1));
      }),
    );
  });
});

describe('what was likely meant', () => {
  it.each([
    ['Clowd', ['app', 'cloud', 'crowd-source'], ['cloud']],
    ['gatewya', ['gateways', 'gateway'], ['gateway', 'gateways']],
    ['stream', ['stream-relay', 'steam'], ['steam', 'stream-relay']],
    ['b', ['bb', 'a', 'ab', 'c'], ['a', 'ab', 'bb']],
    ['CAMERA', ['camera'], ['camera']],
    ['xyzzy', ['app', 'cloud'], []],
    ['', ['a'], []],
    ['a'.repeat(1000), ['a'], []],
  ])('by %s', (word, candidates, meant) => {
    expect(nearest(word, candidates)).toEqual(meant);
    expect(nearest(word, candidates, 1)).toEqual(meant.slice(0, 1));
  });

  it('does not go through candidates without end', () => {
    let given = 0;
    const endless = function* () {
      for (;;) {
        given += 1;
        yield `part-${given}`;
      }
    };
    expect(nearest('part-77', endless(), 1)).toEqual(['part-77']);
    expect(given).toBeLessThan(10_000);
  });
});
