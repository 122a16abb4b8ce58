import { describe, expect, it } from 'vitest';
import { figureOf, momentOf } from './figure-values.ts';

describe('a figure that somebody types', () => {
  it.each([
    ['count', ' 12 ', 12],
    ['count', '1.5', undefined],
    ['count', '-1', undefined],
    ['count', '', undefined],
    ['share', '0.9', 0.9],
    ['share', '1', 1],
    ['share', '1.5', undefined],
    ['yes-or-no', 'yes', true],
    ['yes-or-no', 'no', false],
    ['yes-or-no', '', undefined],
    ['moment', '2026-10-30 09:30', '2026-10-30T09:30:00Z'],
    ['target', '2026-12-31', '2026-12-31T00:00:00Z'],
    ['durations', 'P3D, P9D', ['P3D', 'P9D']],
    ['durations', '', []],
    ['duration', 'P14D', 'P14D'],
    ['digest', '', undefined],
  ])('of kind %s: "%s"', (kind, typed, value) => {
    expect(figureOf(kind, typed)).toEqual(value);
  });

  it.each([
    ['30.10.2026', undefined],
    ['2026-13-40', undefined],
    ['2026-10-30T04:00:05Z', '2026-10-30T04:00:05Z'],
  ])('moments are read in one way: %s', (typed, moment) => {
    expect(momentOf(typed)).toBe(moment);
  });
});
