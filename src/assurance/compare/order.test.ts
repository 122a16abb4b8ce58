import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directionOf, directionOfShares, ORDER, type Standing, stops } from './order.ts';

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
    ['no-way-known', 'undecided', 'moved', false],
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
    [{ proven: 4, failing: 0, unproven: 2 }, { proven: 5, failing: 1 }, 'moved'],
    [{ unproven: 5 }, { stale: 5 }, 'moved'],
    [{ proven: 5 }, { proven: 6 }, 'moved'],
  ] as const)('%j to %j: %s', (before, after, direction) => expect(directionOfShares(before, after)).toBe(direction));

  it('turned round is the other way round', () => {
    const share = fc.record({ proven: fc.nat(9), failing: fc.nat(9), unproven: fc.nat(9) });
    const mirror = { improved: 'regressed', regressed: 'improved', moved: 'moved' } as const;
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect(directionOfShares(b, a)).toBe(mirror[directionOfShares(a, b)]);
      }),
    );
  });
});
