import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { BUCKETS, limiter } from './rate.ts';
import { guessedAt, takeGuess } from './rate-guess.ts';

const HOUSE = '4:192.0.2.7';
const known = (userName: string) => (userName === 'ada' ? 'browser-of-ada' : undefined);
const nobody = () => undefined;

function guessing() {
  let now: number = Instant.parse('2026-11-01T00:00:00Z');
  const limits = limiter({ now: () => Instant.of(now), buckets: BUCKETS });
  const one = (body: unknown, knownBrowser: (userName: string) => string | undefined, address: string) => {
    let ok = true;
    takeGuess((bucket, key) => (ok &&= limits.take(bucket, key).ok), { address, body, knownBrowser });
    return ok;
  };
  return {
    /** How many of so many get through. */
    times: (count: number, body: unknown, knownBrowser = nobody as typeof known, address = HOUSE) =>
      Array.from({ length: count }, () => one(body, knownBrowser, address)).filter(Boolean).length,
    wait: (ms: number) => {
      now += ms;
    },
  };
}

describe('a stranger behind the address of a house', () => {
  it('uses up the tries at one name, and no others', () => {
    const { times } = guessing();
    expect(times(40, { userName: 'ada', password: 'a' })).toBe(10);
    expect(times(1, { userName: 'ben', password: 'a' })).toBe(1);
    expect(times(1, { userName: 'ada', password: 'a' }, nobody, '4:192.0.2.8')).toBe(1);
  });

  it('who uses up all of the address shuts out nobody in a browser that is known, and guesses no faster than thirty a minute', () => {
    const { times, wait } = guessing();
    const names = (count: number) => Array.from({ length: count }, (_, n) => times(1, { userName: `n${n}`, password: 'a' })).reduce((a, b) => a + b, 0);
    expect(names(200)).toBe(60);
    expect(times(1, { userName: 'ada', password: 'a' })).toBe(0);
    expect(times(1, { userName: 'ada', password: 'a' }, known)).toBe(1);
    wait(60_000);
    expect(names(200)).toBe(30);
  });

  it('a known browser is known for its own name alone, and is bounded as well', () => {
    const { times } = guessing();
    expect(times(40, { userName: 'ada', password: 'a' }, known)).toBe(10);
    expect(times(40, { userName: 'ben', password: 'a' }, known)).toBe(10);
  });
});

describe('what is guessed at', () => {
  it.each([
    [{ userName: 'Ada ', password: 'x' }, { userName: 'ada', password: 'y' }, true],
    [{ userName: 'ada' }, { userName: 'ben' }, false],
    [{ secret: 'ada' }, { userName: 'ada' }, false],
    [{ secret: 'a' }, { secret: 'b' }, false],
    [{ code: 'a' }, { code: 'a' }, true],
    [undefined, { userName: 7 }, true],
  ])('%j and %j are counted together: %s', (one, other, together) => {
    expect(guessedAt(one) === guessedAt(other)).toBe(together);
    expect(guessedAt(one)).not.toContain('ada');
  });
});
