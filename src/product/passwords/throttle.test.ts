import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { begun, closesTheName, FORGOTTEN_AFTER, LONGEST_WAIT, MOST_IN_A_ROW, type Tries, waitUntil } from './throttle.ts';

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
    [89, 900],
    [90, 86_400],
    [99, 86_400],
    [100, 30 * 86_400],
  ])('is, after %i of them, %s seconds', (failures, seconds) => {
    expect(waitUntil(failed(failures))).toBe(seconds === undefined ? undefined : at + seconds * 1000);
  });

  it('grows and never beyond when it is forgotten, so nobody is shut out for good', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (failures) => {
        const [now, next] = [waitUntil(failed(failures)) ?? at, waitUntil(failed(failures + 1)) ?? at];
        expect(next).toBeGreaterThanOrEqual(now);
        expect(next - at).toBeLessThanOrEqual(FORGOTTEN_AFTER);
      }),
    );
  });

  it('never closes the way back by a recovery code, which nobody guesses', () => {
    expect(waitUntil(failed(1000), LONGEST_WAIT, 'unbounded')).toBe(at + LONGEST_WAIT);
  });

  it('lets nobody make more than a hundred mistakes in a row, however they wait in between', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 * 86_400_000 }), { minLength: 150, maxLength: 400 }), (pauses) => {
        let now = at;
        let tries: Tries | undefined;
        let inARow = 0;
        for (const pause of pauses) {
          // Shorter than what is forgotten: a longer pause begins a new row.
          now = Instant.of(now + pause);
          if ((waitUntil(tries) ?? now) > now) continue;
          tries = begun(tries, now);
          inARow = tries.failures === 1 ? 1 : inARow + 1;
          expect(inARow).toBeLessThanOrEqual(MOST_IN_A_ROW);
        }
      }),
    );
  });

  it('closes a name once in an episode, and forgets after 30 days', () => {
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
