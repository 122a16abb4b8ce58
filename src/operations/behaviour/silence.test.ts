import { describe, expect, it } from 'vitest';
import { sensors } from './silence.ts';

const HOUR = 36_000;

/** What clock a sensor has after events at these hours. */
function clock(hours: readonly number[]): number {
  const all = sensors();
  let number = 0;
  for (const hour of hours) number = all.heard('one', 1000 * HOUR + hour * HOUR);
  return ((all.now(number) ?? Number.NaN) - 1000 * HOUR) / HOUR;
}

describe('the clock of a sensor', () => {
  it.each<[string, readonly number[], number]>([
    ['goes with its events', [0, 0.5, 1.2, 2], 2],
    ['goes back for none', [0, 0.5, 0.2], 0.5],
    ['is not moved by one event of a far future', [0, 0.1, 5000, 0.2, 0.3], 0.3],
    ['is not moved by one now and then', [0, 5000, 0.1, 9000, 0.2, 7000, 0.3], 0.3],
    ['is moved by two that agree, as after a pause', [0, 30, 30.01], 30.01],
    ['follows events that are each hours apart, one behind', [0, 2, 4, 6, 8, 30, 54], 30],
    ['follows them where some come late', [0, 2, 1.5, 4, 3.5, 6, 5.5, 8], 5.5],
  ])('%s', (_, hours, expected) => {
    expect(clock(hours)).toBeCloseTo(expected, 3);
  });

  it('of whom each event comes hours after the last does not hold up the others', () => {
    const all = sensors();
    for (let hour = 0; hour < 48; hour += 3) all.heard('slow', hour * HOUR);
    expect(all.due).toBe(true);
    expect(all.now(all.heard('slow', 48 * HOUR))).toBe(45 * HOUR);
  });
});
