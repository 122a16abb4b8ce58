import { describe, expect, it } from 'vitest';
import { inUtc, relativeTo } from './moment-words.ts';
import { countsInWords } from './verdict.ts';

const NOW = Date.parse('2026-11-01T00:00:00Z');

describe('a moment in words', () => {
  it.each([
    ['2026-11-01T00:00:00Z', 'now'],
    ['2026-10-31T23:59:01Z', '59 seconds ago'],
    ['2026-10-31T23:00:00Z', '1 hour ago'],
    ['2026-10-31T00:00:00Z', 'yesterday'],
    ['2026-11-03T00:00:00Z', 'in 2 days'],
    ['2026-10-11T00:00:00Z', '3 weeks ago'],
    ['2024-11-01T00:00:00Z', '2 years ago'],
  ])('%s is %s', (moment, expected) => {
    expect(relativeTo(moment, NOW)).toBe(expected);
  });

  it.each([
    ['2026-11-01T09:05:07.123Z', false, '2026-11-01 09:05 UTC'],
    ['2026-11-01T09:05:07.123Z', true, '2026-11-01 09:05:07 UTC'],
    ['no moment', false, 'no moment'],
  ])('%s in full', (moment, seconds, expected) => {
    expect(inUtc(moment, seconds)).toBe(expected);
  });
});

describe('a band in words', () => {
  it.each([
    [{ proven: 6, unproven: 21, failing: 8 }, '6 proven, 8 failing, 21 unproven'],
    [{ stale: 0 }, 'none'],
  ])('%o', (counts, expected) => {
    expect(countsInWords(counts)).toBe(expected);
  });
});
