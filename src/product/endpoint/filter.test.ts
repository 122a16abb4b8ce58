import { describe, expect, it } from 'vitest';
import { isBelow, matches } from './filter.ts';

describe('filters', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/#', 'a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'ab', false],
    ['+/+', '/finance', true],
    ['+', '/finance', false],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS/x', true],
    ['a/+/c', 'a//c', true],
  ])('%s and %s: %s', (filter, topic, expected) => {
    expect(matches(filter, topic)).toBe(expected);
  });

  it('a device is not below one whose id begins alike', () => {
    expect([isBelow('d/cam-1', 'd/cam-1/status'), isBelow('d/cam-1', 'd/cam-17/status')]).toEqual([true, false]);
  });
});
