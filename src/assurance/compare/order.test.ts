import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directionOf, directionOfBoth, directionOfShares, ORDER, type Standing, stops } from './order.ts';

const ALL = Object.keys(ORDER) as Standing[];

describe('which way a verdict went', () => {
  it.each<[Standing, Standing, ReturnType<typeof directionOf>, boolean]>([
    ['unproven', 'proven', 'improved', false],
    ['stale', 'proven', 'improved', false],
    ['failing', 'unproven', 'improved', false],
    ['unproven', 'partly', 'improved', false],
    ['proven', 'stale', 'regressed', true],
    ['proven', 'partly', 'regressed', true],
    ['partly', 'unproven', 'regressed', true],
    ['unproven', 'failing', 'regressed', true],
    ['excluded', 'failing', 'regressed', true],
    ['unproven', 'stale', 'moved', false],
    ['stale', 'excluded', 'moved', false],
    ['not-owed', 'proven', 'moved', false],
    ['failing', 'not-owed', 'moved', false],
    ['not-owed', 'failing', 'moved', true],
    ['not-applicable', 'failing', 'moved', true],
    ['absent', 'unproven', 'moved', false],
    ['proven-closed', 'undecided', 'regressed', true],
    ['undecided', 'proven-reachable', 'regressed', true],
    ['no-way-known', 'undecided', 'regressed', true],
    ['no-way-known', 'proven-reachable', 'regressed', true],
    ['no-way-known', 'proven-closed', 'improved', false],
    ['undecided', 'no-way-known', 'improved', false],
    ['proven-reachable', 'proven-closed', 'improved', false],
    ['absent', 'proven-reachable', 'moved', true],
  ])('%s to %s: %s, stops a pipeline: %s', (before, after, direction, stopped) => {
    expect(directionOf(before, after)).toBe(direction);
    expect(stops(before, after, direction)).toBe(stopped);
  });

  it('turned round is the other way round', () => {
    const mirror = { improved: 'regressed', regressed: 'improved', moved: 'moved' } as const;
    for (const before of ALL) for (const after of ALL) expect(directionOf(after, before)).toBe(mirror[directionOf(before, after)]);
  });
});

describe('which way the shares of a population went', () => {
  it.each([
    [{ proven: 4, unproven: 6 }, { proven: 5, unproven: 5 }, 'improved'],
    [{ proven: 4, failing: 1 }, { proven: 3, failing: 2 }, 'regressed'],
    [{ proven: 4, failing: 0, unproven: 2 }, { proven: 5, failing: 1 }, 'regressed'],
    [{ failing: 1, unproven: 99 }, { failing: 40, proven: 1, unproven: 59 }, 'regressed'],
    [{ proven: 98, unproven: 2 }, { proven: 1, unproven: 100 }, 'regressed'],
    [{ failing: 1, proven: 99 }, { failing: 2, proven: 998 }, 'regressed'],
    [{ failing: 10, proven: 90 }, { failing: 5, proven: 5 }, 'regressed'],
    [{ failing: 10, proven: 90 }, { failing: 0, proven: 50, stale: 50 }, 'regressed'],
    [{ failing: 10, proven: 50 }, { failing: 5, proven: 25 }, 'improved'],
    [{ failing: 2, unproven: 8 }, { failing: 1, unproven: 19 }, 'improved'],
    [{ unproven: 5 }, { stale: 5 }, 'moved'],
    [{ unproven: 5 }, { unproven: 6 }, 'moved'],
    [{ proven: 5 }, { proven: 6 }, 'moved'],
    [{ proven: 5 }, {}, 'regressed'],
    [{}, { unproven: 5 }, 'moved'],
  ] as const)('%j to %j: %s', (before, after, direction) => expect(directionOfShares(before, after)).toBe(direction));

  const share = fc.record({ proven: fc.nat(9), failing: fc.nat(9), unproven: fc.nat(9), stale: fc.nat(9) });
  const rate = (of: 'proven' | 'failing', shares: Record<'proven' | 'failing' | 'unproven' | 'stale', number>) =>
    shares[of] / Math.max(1, shares.proven + shares.failing + shares.unproven + shares.stale);

  it('is worse wherever more members are failing or a smaller share is proven, whatever else moved', () => {
    fc.assert(
      fc.property(share, share, (a, b) => {
        const worse = b.failing > a.failing || rate('failing', b) > rate('failing', a) + 1e-9 || rate('proven', b) < rate('proven', a) - 1e-9;
        expect(directionOfShares(a, b) === 'regressed').toBe(worse);
        if (!worse) expect(directionOfShares(b, a)).toBe(directionOfShares(a, b) === 'improved' ? 'regressed' : 'moved');
      }),
    );
  });

  it('decides where the verdict of the whole does not, and a worse one is never outweighed', () => {
    const both = (verdicts: readonly [Standing, Standing], before: object, after: object) => directionOfBoth(verdicts, [before, after]);
    expect(both(['stale', 'unproven'], { stale: 1, proven: 98 }, { unproven: 98, proven: 1 })).toBe('regressed');
    expect(both(['failing', 'unproven'], { failing: 1, proven: 99 }, { unproven: 100 })).toBe('regressed');
    expect(both(['failing', 'unproven'], { failing: 1, proven: 99 }, { unproven: 1, proven: 99 })).toBe('improved');
    expect(both(['proven', 'failing'], { proven: 9 }, { failing: 1, proven: 9 })).toBe('regressed');
    expect(both(['unproven', 'unproven'], { unproven: 9 }, { unproven: 8, proven: 1 })).toBe('improved');
    expect(both(['stale', 'unproven'], { stale: 1 }, { unproven: 1 })).toBe('moved');
  });
});
