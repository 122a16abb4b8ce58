import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant, type Json } from '../core/index.ts';
import { FACT_TYPES } from './facts.ts';
import { figureOf, MEASURES, measured } from './measure.ts';
import { DAY, type Fact, type Measured } from './model.ts';

const START = Instant.parse('2026-11-01T00:00:00Z');
const window = { from: START, until: Instant.of(START + 28 * DAY) };
const MINUTE = 60_000;

/** `days` after the first of November, and minutes. */
const fact = (days: number, type: string, body: { readonly [key: string]: Json } = {}, minutes = 0): Fact => ({
  type,
  at: Instant.of(START + days * DAY + minutes * MINUTE),
  body,
});
/** The same for so many people, so that nothing is hidden. */
const each = (n: number, of: (person: string) => readonly Fact[]): readonly Fact[] => Array.from({ length: n }, (_, i) => of(`u${i}`)).flat();
function found(id: string, facts: readonly Fact[], k = 1): Measured | undefined {
  return measured(
    [...facts].sort((a, b) => a.at - b.at),
    window,
    k,
  ).find((one) => one.id === id);
}
const value = (id: string, facts: readonly Fact[]) => found(id, facts)?.all?.value;

describe('introductions', () => {
  const begun = (device: string, day: number) => fact(day, 'introduction.begun', { device });
  const over = (device: string, day: number, step = 'scan', because = 'expired') => fact(day, 'introduction.abandoned', { device, step, because }, 15);
  const done = (device: string, day: number, after = 30_000) => fact(day, 'introduction.completed', { device, after }, 16);

  it('are given up at a step, and what is still open is no attempt yet', () => {
    const facts = [
      ...each(6, (device) => [begun(device, 1), over(device, 1)]),
      ...each(5, (device) => [begun(`p${device}`, 2), over(`p${device}`, 2, 'presence')]),
      ...each(9, (device) => [begun(`o${device}`, 3)]),
    ];
    expect(found('introduction.abandoned', facts)).toMatchObject({
      all: { of: 11, value: 11 },
      rows: [
        { row: 'presence', value: 5 },
        { row: 'scan', value: 6 },
      ],
    });
    expect(value('introduction.completed', facts)).toBe(0);
  });

  it('of one device within a week are one attempt, and after it another', () => {
    const facts = each(5, (device) => [begun(device, 1), over(device, 1), begun(device, 2), done(device, 2)]);
    expect([value('introduction.completed', facts), value('introduction.first-try', facts)]).toEqual([1, 0]);
    const apart = each(5, (device) => [begun(device, 1), over(device, 1), begun(device, 9), done(device, 9)]);
    expect([value('introduction.completed', apart), value('introduction.first-try', apart)]).toEqual([0.5, 0.5]);
  });
});

describe('signing in and coming back', () => {
  const opened = (person: string, day: number, session: string, minutes = 0, more = {}) =>
    fact(day, 'session.opened', { person, session, method: 'passkey', ...more }, minutes);

  it('counts who failed and gave up, without making a group larger', () => {
    const some = each(4, (person) => [opened(person, 1, person, 0, { failed: 0 })]);
    const gaveUp = fact(2, 'sign-in.unfinished', { method: 'passkey', count: 6 });
    expect(found('sign-in.first-try', [...some, gaveUp], 5)).toMatchObject({ meets: 'hidden' });
    const more = each(6, (person) => [opened(person, 1, person, 0, { failed: 0 })]);
    expect(found('sign-in.first-try', [...more, gaveUp])?.all).toEqual({ of: 6, value: 0.5 });
  });

  it('counts how often somebody is asked a day, and sensitive acts apart', () => {
    const facts = each(5, (person) => [
      opened(person, 1, 'a'),
      opened(person, 2, 'b'),
      opened(person, 2, 'c', 5),
      fact(2, 'session.stepped-up', { person, session: 'c' }, 10),
    ]);
    expect([value('sign-in.prompts', facts), value('sign-in.step-ups', facts)]).toEqual([1.5, 0.5]);
  });

  it('takes as long to come back as the first thing that shut somebody out lies behind', () => {
    const facts = each(5, (person) => [
      fact(1, 'sign-in.locked', { person }),
      fact(1, 'recovery-code.used', { person }, 10),
      opened(person, 1, 'a', 30),
      opened(person, 1, 'b', 60),
    ]);
    expect(found('recovery.time-p50', facts)).toMatchObject({ all: { of: 5, value: 30 * MINUTE }, rows: [{ row: 'sign-in.locked' }] });
    expect(value('recovery.locked-out', facts)).toBe(1);
    expect(value('recovery.reset', facts)).toBe(0);
  });

  it('sees an account in more places than one person is in, and no sessions of other days', () => {
    const many = each(5, (person) => ['a', 'b', 'c', 'd'].map((session, i) => opened(person, 1, session, i)));
    expect(value('work-around.account-in-many-places', many)).toBe(1);
    const apart = each(5, (person) => ['a', 'b', 'c', 'd'].map((session, i) => opened(person, 1 + 2 * i, session)));
    expect(value('work-around.account-in-many-places', apart)).toBe(0);
    const closed = each(5, (person) => [
      ...['a', 'b', 'c'].map((session, i) => opened(person, 1, session, i)),
      fact(1, 'session.closed', { person, session: 'a' }, 5),
      opened(person, 1, 'd', 6),
    ]);
    expect(value('work-around.account-in-many-places', closed)).toBe(0);
  });

  it('counts tokens that are good and older than a quarter', () => {
    const issued = (person: string, day: number) => fact(day, 'token.issued', { person, token: `${person} ${day}`, expiresAt: '2027-06-01T00:00:00Z' });
    const facts = each(5, (person) => [issued(person, -100), issued(person, 5), fact(6, 'token.revoked', { token: `${person} 5` }), issued(person, 10)]);
    expect(value('work-around.tokens-never-renewed', facts)).toBe(0.5);
  });
});

describe('protections', () => {
  const enrolled = (person: string) => [fact(-30, 'person.enrolled', { person, roles: ['developer'] }), fact(-30, 'passkey.added', { person })];

  it('that are exchanged are kept; the last one gone is off, by role and after what', () => {
    const facts = [
      ...each(10, enrolled),
      ...each(5, (person) => [fact(3, 'sign-in.locked', { person }), fact(3, 'passkey.removed', { person }, 60)]),
      fact(5, 'passkey.added', { person: 'u0' }),
      fact(12, 'passkey.added', { person: 'u1' }),
    ];
    expect(found('protection.kept', facts)?.all).toEqual({ of: 10, value: 0.6 });
    expect(found('protection.off-by-role', facts)?.rows).toEqual([{ row: 'developer', of: 5, value: 5 }]);
    expect(found('protection.off-after', facts)?.rows).toEqual([{ row: 'sign-in.locked', of: 5, value: 5 }]);
    expect(value('protection.back-on', facts)).toBe(0.2);
  });

  it('of which one is left are not off', () => {
    const facts = each(5, (person) => [...enrolled(person), fact(1, 'passkey.added', { person }), fact(2, 'passkey.removed', { person })]);
    expect(value('protection.kept', facts)).toBe(1);
    expect(found('protection.back-on', facts)?.meets).toBe('nothing');
  });
});

describe('households', () => {
  it('have guests who were never sent away: without an end, for a quarter', () => {
    const guest = (household: string, day: number, more = {}) =>
      fact(day, 'member.joined', { household, member: `g ${household} ${day}`, role: 'guest', ...more });
    const facts = each(5, (home) => [
      guest(home, -100),
      guest(home, -90, { until: '2027-06-01T00:00:00Z' }),
      guest(home, -99),
      fact(2, 'member.left', { household: home, member: `g ${home} -99` }),
      guest(home, 20),
    ]);
    expect(value('work-around.guests-never-removed', facts)).toBeCloseTo(1 / 3, 5);
  });

  it('are asked why, and given more within ten minutes, or not', () => {
    const facts = each(6, (household) => [
      fact(1, 'denial.explained', { household }),
      fact(1, 'share.given', { household, channel: 'video' }, household < 'u3' ? 9 : 11),
    ]);
    expect(value('why.widened', facts)).toBe(0.5);
  });
});

describe('leaving', () => {
  it('is done within a week of being asked for, and what is not due yet does not count', () => {
    const facts = [
      ...each(4, (household) => [fact(1, 'data.erasure-begun', { household, request: household }), fact(2, 'data.erased', { request: household })]),
      fact(3, 'data.erasure-begun', { household: 'late', request: 'r1' }),
      fact(27, 'data.erasure-begun', { household: 'open', request: 'r2' }),
    ];
    expect(found('deletion.completed', facts)?.all).toEqual({ of: 5, value: 0.8 });
    const wiped = each(5, (device) => [fact(1, 'wipe.asked', { device }), ...(device === 'u0' ? [] : [fact(9, 'wipe.confirmed', { device })])]);
    expect(value('deletion.wipe-confirmed', wiped)).toBe(0.8);
  });
});

describe('what is too little to be shown', () => {
  const done = (n: number) => each(n, (device) => [fact(1, 'introduction.begun', { device }), fact(1, 'introduction.completed', { device, after: 1 }, 1)]);
  const lost = (n: number) =>
    each(n, (device) => [
      fact(1, 'introduction.begun', { device: `x${device}` }),
      fact(1, 'introduction.abandoned', { device: `x${device}`, step: 'scan' }, 1),
    ]);

  it('is no more to be had from a share, nor from the difference of two measures', () => {
    const seen = (n: number) =>
      ['introduction.completed', 'introduction.abandoned', 'introduction.time-p50'].map((id) => found(id, [...done(30), ...lost(n)], 5)?.all);
    // One, two, three or four that were given up look alike: by the number of all, less those who are in another measure, each could be counted.
    for (const n of [1, 2, 3, 4])
      expect(seen(n)).toEqual([
        { of: 30, value: 26 / 30, bound: 'at least' },
        { of: 'hidden', value: 'hidden' },
        { of: 30, value: 1 },
      ]);
    expect(seen(5)).toEqual([
      { of: 35, value: 30 / 35 },
      { of: 5, value: 5 },
      { of: 30, value: 1 },
    ]);
  });

  it('is bounded on the safe side, whichever side is small', () => {
    const bound = (good: number, bad: number) => found('introduction.completed', [...done(good), ...lost(bad)], 5)?.all;
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 60 }), fc.integer({ min: 1, max: 4 }), (many, few) => {
        expect(Number(bound(many, few)?.value)).toBeLessThanOrEqual(many / (many + few));
        expect(Number(bound(few, many)?.value)).toBeGreaterThanOrEqual(few / (many + few));
      }),
    );
  });

  it('leaves a threshold open, unless the bound decides', () => {
    const meets = (good: number, bad: number) => found('introduction.completed', [...done(good), ...lost(bad)], 5)?.meets;
    expect([meets(200, 1), meets(20, 1), meets(20, 6), meets(1, 30), meets(3, 3), meets(0, 0)]).toEqual(['yes', 'hidden', 'no', 'no', 'hidden', 'nothing']);
  });
});

describe('every measure', () => {
  it('reads declared facts alone, has an owner, and a name of its own', () => {
    expect(new Set(MEASURES.map(({ id }) => id)).size).toBe(MEASURES.length);
    for (const { owner, title } of MEASURES) expect([owner, title].every((text) => text.length > 0)).toBe(true);
  });

  it('takes whatever bodies there are, and shows nothing that fewer than k are behind', () => {
    const bodies = fc.dictionary(fc.constantFrom('person', 'household', 'device', 'session', 'method', 'after', 'count', 'until', 'roles'), fc.jsonValue());
    const facts = fc.array(fc.record({ type: fc.constantFrom(...FACT_TYPES), at: fc.integer({ min: -30, max: 30 }), body: bodies }), { maxLength: 60 });
    fc.assert(
      fc.property(facts, fc.integer({ min: 3, max: 8 }), (given, k) => {
        const sorted = given.map(({ type, at, body }) => fact(at, type, body as { readonly [key: string]: Json })).sort((a, b) => a.at - b.at);
        for (const { all, rows } of measured(sorted, window, k))
          for (const one of [...rows, ...(all === undefined ? [] : [all])]) {
            if (one.of === 'hidden') expect(one.value).toBe('hidden');
            else expect([one.of >= k, one.of % k]).toEqual([true, 0]);
          }
      }),
    );
  });

  it.each([
    ['p50', [3, 1, 2], 2],
    ['p90', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 9],
    ['p50', [], 0],
    ['share', [1, 0, 0, 1], 0.5],
    ['share', [], 0],
    ['sum', [2, 3], 5],
  ] as const)('%s of %j is %d', (figure, values, result) => {
    expect(
      figureOf(
        figure,
        values.map((one) => ({ value: one })),
      ),
    ).toBe(result);
  });
});
