import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { zoneNamed } from './edge/zone.ts';
import { daysOf, momentOf, plusMonths, wallTime } from './zone.ts';

const at = Instant.parse;

describe('wall time', () => {
  it.each([
    ['2026-03-29T00:59:59Z', 'Europe/Brussels', [2026, 3, 29, 1, 59]],
    ['2026-03-29T01:00:00Z', 'Europe/Brussels', [2026, 3, 29, 3, 0]],
    ['2026-10-25T00:30:00Z', 'Europe/Brussels', [2026, 10, 25, 2, 30]],
    ['2026-10-25T01:30:00Z', 'Europe/Brussels', [2026, 10, 25, 2, 30]],
    ['2026-12-31T23:30:00Z', 'Europe/Helsinki', [2027, 1, 1, 1, 30]],
    ['2026-01-01T00:00:00Z', 'UTC', [2026, 1, 1, 0, 0]],
    ['2026-06-01T00:00:00Z', 'Atlantic/Azores', [2026, 6, 1, 0, 0]],
    ['2028-02-29T12:00:00Z', 'Asia/Kathmandu', [2028, 2, 29, 17, 45]],
  ] as const)('%s in %s', (moment, zone, [year, month, day, hour, minute]) => {
    const shown = wallTime(at(moment), zoneNamed(zone));
    expect([shown.year, shown.month, shown.day, Math.floor(shown.ofDay / 3_600_000), Math.floor(shown.ofDay / 60_000) % 60]).toEqual([
      year,
      month,
      day,
      hour,
      minute,
    ]);
  });

  it.each([
    // Shown twice: the first. Never shown: the moment of the skip.
    [{ year: 2026, month: 10, day: 25, ofDay: 2.5 * 3_600_000 }, 'Europe/Brussels', '2026-10-25T00:30:00Z'],
    [{ year: 2026, month: 3, day: 29, ofDay: 2.5 * 3_600_000 }, 'Europe/Brussels', '2026-03-29T01:00:00Z'],
    [{ year: 2026, month: 7, day: 1, ofDay: 0 }, 'Europe/Athens', '2026-06-30T21:00:00Z'],
    [{ year: 2011, month: 12, day: 30, ofDay: 0 }, 'Pacific/Apia', '2011-12-30T10:00:00Z'],
  ] as const)('%j in %s is %s', (wall, zone, moment) => {
    expect(Instant.format(momentOf(wall, zoneNamed(zone)))).toBe(moment);
  });

  it('comes back to a moment that shows the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.constantFrom(...['Europe/Brussels', 'Europe/Dublin', 'Australia/Lord_Howe', 'America/New_York', 'UTC'].map(zoneNamed)),
        (millis, zone) => {
          const shown = wallTime(Instant.of(millis), zone);
          const back = momentOf(shown, zone);
          expect(wallTime(back, zone)).toEqual(shown);
          expect(back).toBeLessThanOrEqual(millis);
        },
      ),
    );
  });
});

describe('months', () => {
  it.each([
    [2026, 1, 31, 1, [2026, 2, 28]],
    [2028, 1, 31, 1, [2028, 2, 29]],
    [2026, 12, 31, 2, [2027, 2, 28]],
    [2026, 11, 30, 1, [2026, 12, 30]],
    [2026, 5, 31, 1, [2026, 6, 30]],
  ] as const)('%i-%i-%i and %i months', (year, month, day, months, expected) => {
    const later = plusMonths({ year, month, day, ofDay: 0 }, months);
    expect([later.year, later.month, later.day]).toEqual(expected);
  });

  it.each([
    [2026, 2, 28],
    [2028, 2, 29],
    [2100, 2, 28],
    [2000, 2, 29],
    [2026, 12, 31],
  ])('%i-%i has %i days', (year, month, days) => {
    expect(daysOf(year, month)).toBe(days);
  });
});
