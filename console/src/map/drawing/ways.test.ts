import { describe, expect, it } from 'vitest';
import { BOX } from './pack.ts';
import { type Curve, curveOf, distanceTo, headOf, pathOf, turned } from './ways.ts';

const at = (x: number, y: number) => ({ x, y });

describe('the way of a line', () => {
  it.each([
    ['to the right, near', at(0, 0), at(BOX.width + 20, 0), [BOX.width, BOX.height / 2], [BOX.width + 20, BOX.height / 2]],
    ['to the left, near', at(BOX.width + 20, 0), at(0, 0), [BOX.width + 20, BOX.height / 2], [BOX.width, BOX.height / 2]],
    ['straight down', at(0, 0), at(0, 300), [BOX.width / 2, BOX.height], [BOX.width / 2, 300]],
    ['straight up', at(0, 300), at(0, 0), [BOX.width / 2, 300], [BOX.width / 2, BOX.height]],
  ])('%s: begins and ends at the edges that face each other', (_, a, b, from, to) => {
    const curve = curveOf(a, b);
    expect([curve[0], curve[3]]).toEqual([from, to]);
  });

  it('bows over what stands between', () => {
    const [from, one] = curveOf(at(0, 0), at(900, 0));
    expect(from[1]).toBe(0);
    expect(one[1]).toBeLessThan(0);
  });

  const line: Curve = [
    [0, 0],
    [10, 0],
    [20, 0],
    [30, 0],
  ];

  it('is a piece of a path, and its arrow points where it goes', () => {
    expect(pathOf(line)).toBe('M0 0C10 0 20 0 30 0');
    expect(headOf(line)).toBe('M30 0L22 3.2L22 -3.2Z');
    expect(headOf(turned(line))).toBe('M0 0L8 -3.2L8 3.2Z');
  });

  it.each([
    [[15, 0], 0],
    [[15, 4], 4],
    [[34, 3], 5],
    [[15, 6.1], undefined],
    [[60, 0], undefined],
  ] as const)('is as far from %j as it is', (point, far) => {
    const found = distanceTo(line, point, 6);
    if (far === undefined) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(far, 6);
  });
});
