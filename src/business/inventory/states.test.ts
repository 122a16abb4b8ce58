import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../core/index.ts';
import { coverageOf } from './scope.ts';
import { Looks, reportingOf } from './states.ts';

const DAY = Duration.days(1);
const at = (day: number) => Instant.of(Instant.parse('2026-11-01T00:00:00Z') + day * DAY);
const look = (day: number, ...scopes: readonly string[]) => ({ at: at(day), covered: coverageOf(scopes) });

describe('what was seen on day 1 in scope a', () => {
  it.each([
    ['is present where nobody looked since', [look(1, 'a')], 3, 'present'],
    ['is gone where a later look covered the scope', [look(1, 'a'), look(2, 'a')], 3, 'gone'],
    ['is not seen where later looks covered others', [look(1, 'a'), look(2, 'b')], 3, 'not-seen'],
    ['is not gone by a look that does not say what it covered', [look(1, 'a'), look(2)], 3, 'not-seen'],
    ['is not gone by a look that can no longer be read', [look(1, 'a'), { at: at(2) }], 3, 'not-seen'],
    ['is gone once a look covers it, whatever came between', [look(1, 'a'), look(2, 'b'), look(3, 'a')], 3, 'gone'],
    ['is not gone by a look at the same moment', [look(1, 'a'), look(1, 'a')], 3, 'present'],
    ['is not gone by an older look', [look(0, 'a'), look(1, 'a')], 3, 'present'],
    ['is not seen where the source fell silent', [look(1, 'a')], 40, 'not-seen'],
    ['is not seen where the source is late', [look(-1, 'a'), look(0, 'a'), look(1, 'a')], 4, 'not-seen'],
  ])('%s', (_, looks, day, state) => {
    expect(new Looks(looks, at(day)).standing(at(1), [{ scope: 'a' }]).state).toBe(state);
  });

  it('is gone since the first look that missed it', () => {
    const looks = new Looks([look(5, 'a'), look(1, 'a'), look(3, 'a'), look(2, 'b')], at(5));
    expect(looks.standing(at(1), [{ scope: 'a' }]).goneSince).toBe('2026-11-04T00:00:00Z');
    expect(looks.standing(at(1), [{ scope: 'a' }, { scope: 'b' }]).state).toBe('not-seen');
  });
});

describe('a source', () => {
  it.each([
    ['of one look is unknown', [1], 2, 'unknown'],
    ['of one look is silent after 30 days', [1], 32, 'silent'],
    ['that reports daily is on time', [1, 2, 3], 4, 'on-time'],
    ['is late after twice its interval', [1, 2, 3], 5.1, 'late'],
    ['is not late for runs that were repeated', [1, 1.001, 1.002], 1.9, 'on-time'],
    ['that reports each month is on time within two', [1, 31, 61], 120, 'on-time'],
    ['is silent where it is late and 30 days are over', [1, 2, 3], 40, 'silent'],
  ])('%s', (_, days, now, state) => {
    expect(reportingOf(days.map(at), at(now)).state).toBe(state);
  });
});

describe('whatever looks there were', () => {
  const arbitrary = fc.array(fc.record({ day: fc.integer({ min: 0, max: 9 }), scopes: fc.option(fc.subarray(['a', 'b', 'c'])) }), {
    minLength: 1,
    maxLength: 12,
  });
  const made = (looks: readonly { readonly day: number; readonly scopes: readonly string[] | null }[]) =>
    looks.map(({ day, scopes }) => (scopes === null ? { at: at(day) } : look(day, ...scopes)));

  it('gone means that a later look covered the scope, and never less', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 0, max: 9 }), (looks, day) => {
        const covered = looks.some((one) => one.day > day && one.scopes?.includes('a') === true);
        expect(new Looks(made(looks), at(10)).standing(at(day), [{ scope: 'a' }]).state === 'gone').toBe(covered);
      }),
    );
  });

  it('the order of recording does not matter', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 0, max: 9 }), (looks, day) => {
        const [forth, back] = [made(looks), made(looks.toReversed())].map((each) => new Looks(each, at(10)).standing(at(day), [{ scope: 'a' }]));
        expect(forth).toEqual(back);
      }),
    );
  });

  it('a look that covers nothing takes nothing away', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), (looks, day, extra) => {
        const before = new Looks(made(looks), at(10)).standing(at(day), [{ scope: 'a' }]).state;
        const after = new Looks([...made(looks), look(extra)], at(10)).standing(at(day), [{ scope: 'a' }]).state;
        expect(after === 'gone').toBe(before === 'gone');
      }),
    );
  });
});
