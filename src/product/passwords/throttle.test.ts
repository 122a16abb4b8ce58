import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { begun, closesTheName, FORGOTTEN_AFTER, LONGEST_WAIT, type Tries, waitUntil } from './throttle.ts';

const at = Instant.of(Date.UTC(2026, 10, 1));
const failed = (failures: number): Tries => ({ failures, lastAt: at });

describe('the wait after mistakes', () => {
  it.each([
    [4, undefined],
    [5, 30],
    [6, 60],
    [7, 120],
    [9, 480],
    [10, 900],
    [100, 900],
  ])('is, after %i of them, %s seconds', (failures, seconds) => {
    expect(waitUntil(failed(failures))).toBe(seconds === undefined ? undefined : at + seconds * 1000);
  });

  it('grows and never beyond its longest, so nobody is shut out for good', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (failures) => {
        const [now, next] = [waitUntil(failed(failures)) ?? at, waitUntil(failed(failures + 1)) ?? at];
        expect(next).toBeGreaterThanOrEqual(now);
        expect(next - at).toBeLessThanOrEqual(LONGEST_WAIT);
      }),
    );
  });

  it('closes a name once in an episode, and forgets after a day', () => {
    let tries: Tries | undefined;
    let closed = 0;
    for (let i = 0; i < 20; i += 1) {
      tries = begun(tries, at);
      if (closesTheName(tries)) closed += 1;
    }
    expect([closed, tries?.failures]).toEqual([1, 20]);
    expect(begun(tries, Instant.plus(at, FORGOTTEN_AFTER)).failures).toBe(1);
  });
});
