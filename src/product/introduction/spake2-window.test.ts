import { describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../core/index.ts';
import type { HouseholdId } from '../fleet/model.ts';
import { CODE_BOUNDS, type CodeStanding, mayTry } from './spake2-window.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const HOME = 'h_00000000000000000001' as HouseholdId;
const OTHER = 'h_00000000000000000002' as HouseholdId;
const open: CodeStanding = { until: Instant.plus(AT, CODE_BOUNDS.window), wrong: [], ever: 0 };
const wrong = (...of: readonly HouseholdId[]) => of.map((household) => ({ household, at: AT }));

describe('a try at a code', () => {
  const cases: readonly (readonly [string, CodeStanding, Instant, number | 'never'])[] = [
    ['in an open window', open, AT, 0],
    ['at the last moment of it', open, Instant.of(AT + CODE_BOUNDS.window - 1), 0],
    ['at its end', open, Instant.plus(AT, CODE_BOUNDS.window), 'never'],
    ['where no button was pressed', { wrong: [], ever: 0 }, AT, 'never'],
    ['a second after the first wrong one', { ...open, wrong: wrong(HOME) }, Instant.plus(AT, Duration.seconds(1)), 0],
    ['at once after the second', { ...open, wrong: wrong(HOME, OTHER) }, AT, 2000],
    ['after two of its own', { ...open, wrong: wrong(HOME, HOME) }, Instant.plus(AT, Duration.minutes(1)), 'never'],
    ['after five', { ...open, wrong: wrong(OTHER, OTHER, OTHER, OTHER, OTHER) }, Instant.plus(AT, Duration.minutes(1)), 'never'],
    ['the last that a printed code is good for', { ...open, ever: CODE_BOUNDS.wrongEver - 1 }, AT, 0],
    ['one more, in a window however new', { ...open, ever: CODE_BOUNDS.wrongEver }, AT, 'never'],
  ];
  it.each(cases)('%s', (_, standing, at, wait) => {
    expect(mayTry(standing, HOME, at)).toBe(wait);
  });
});
