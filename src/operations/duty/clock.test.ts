import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { clocks, reminders } from './clock.ts';
import { zoneNamed } from './edge/zone.ts';
import { LAWS } from './laws/index.ts';
import type { ClockState, DutyFact, Stage, Term, Track } from './model.ts';
import { dueAt, latestAt } from './term.ts';

const at = Instant.parse;
const BRUSSELS = { zone: zoneNamed('Europe/Brussels') };

const aware = (track: Track, when: string): DutyFact => ({ kind: 'aware', id: `aware-${track}`, track, at: at(when), by: 'person:ana' });
const handedIn = (track: Track, stage: Stage, when: string): DutyFact => ({
  kind: 'submitted',
  id: `${stage}-${when}`,
  track,
  stage,
  at: at(when),
  by: 'person:ana',
  to: 'CSIRT',
});
const measure = (when: string): DutyFact => ({ kind: 'measure-available', id: 'measure', at: at(when), by: 'person:bo' });

function stateOf(facts: readonly DutyFact[], track: Track, stage: Stage, when: string): ClockState {
  const found = clocks(facts, at(when), BRUSSELS).find((one) => one.track === track && one.stage === stage);
  if (found === undefined) throw new TypeError('no such clock');
  return found.clock;
}

describe('a term', () => {
  it.each<[string, string, Term, string, string]>([
    ['hours pass, over the night that clocks are set back', '2026-10-24T12:30:00Z', { hours: 24 }, '2026-10-25T12:30:00Z', '2026-10-25T13:00:00Z'],
    ['hours pass, over the night that clocks are set forward', '2026-03-28T12:30:00Z', { hours: 24 }, '2026-03-29T12:30:00Z', '2026-03-29T13:00:00Z'],
    ['72 hours', '2026-11-20T22:10:00Z', { hours: 72 }, '2026-11-23T22:10:00Z', '2026-11-23T23:00:00Z'],
    ['14 days over summer time', '2026-10-20T08:00:00Z', { days: 14 }, '2026-11-03T09:00:00Z', '2026-11-03T23:00:00Z'],
    ['14 days that end on a Saturday', '2026-11-07T08:00:00Z', { days: 14 }, '2026-11-21T08:00:00Z', '2026-11-23T23:00:00Z'],
    ['a month', '2026-11-10T08:00:00Z', { months: 1 }, '2026-12-10T08:00:00Z', '2026-12-10T23:00:00Z'],
    ['a month from the 31st', '2027-01-31T10:00:00Z', { months: 1 }, '2027-02-28T10:00:00Z', '2027-03-01T23:00:00Z'],
    ['a month from the 31st in a leap year', '2028-01-31T10:00:00Z', { months: 1 }, '2028-02-29T10:00:00Z', '2028-02-29T23:00:00Z'],
    ['a month from the 29th of February', '2028-02-29T10:00:00Z', { months: 1 }, '2028-03-29T09:00:00Z', '2028-03-29T22:00:00Z'],
    ['a month into an hour that no clock shows', '2026-02-28T23:30:00Z', { months: 1 }, '2026-03-31T22:30:00Z', '2026-04-01T22:00:00Z'],
    ['a month over the year', '2026-12-31T22:30:00Z', { months: 1 }, '2027-01-31T22:30:00Z', '2027-02-01T23:00:00Z'],
  ])('%s', (_, start, term, due, latest) => {
    expect(Instant.format(dueAt(at(start), term, BRUSSELS) ?? at(start))).toBe(due);
    expect(Instant.format(latestAt(at(start), term, BRUSSELS) ?? at(start))).toBe(latest);
  });

  it('that ends on a holiday ends on the next working day', () => {
    const holidays = new Set(['2026-12-25']);
    expect(Instant.format(latestAt(at('2026-11-25T08:00:00Z'), { months: 1 }, { ...BRUSSELS, holidays }) ?? at('2026-11-25T08:00:00Z'))).toBe(
      '2026-12-28T23:00:00Z',
    );
  });

  it('without a number has no end', () => {
    expect(dueAt(at('2026-11-25T08:00:00Z'), 'without-undue-delay', BRUSSELS)).toBeUndefined();
    expect(latestAt(at('2026-11-25T08:00:00Z'), 'without-undue-delay', BRUSSELS)).toBeUndefined();
  });

  it('is never due after its last moment', () => {
    const term = fc.constantFrom<Term>({ hours: 24 }, { hours: 72 }, { days: 14 }, { months: 1 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1_700_000_000_000, max: 4_000_000_000_000 }),
        term,
        fc.constantFrom(...['Europe/Brussels', 'Europe/Lisbon', 'Europe/Helsinki', 'UTC'].map(zoneNamed)),
        (start, one, zone) => {
          const due = dueAt(Instant.of(start), one, { zone }) ?? Number.NaN;
          expect(due).toBeGreaterThan(start);
          expect(latestAt(Instant.of(start), one, { zone })).toBeGreaterThanOrEqual(due);
        },
      ),
    );
  });
});

describe('an exploited vulnerability', () => {
  const facts = [aware('exploited-vulnerability', '2026-11-20T10:00:00Z')];

  it.each<[Stage, string, ClockState['state']]>([
    ['early-warning', '2026-11-20T10:00:00Z', 'running'],
    ['early-warning', '2026-11-21T10:00:00Z', 'running'],
    ['early-warning', '2026-11-21T10:00:01Z', 'overdue'],
    ['notification', '2026-11-23T10:00:00Z', 'running'],
    ['notification', '2026-11-23T10:00:01Z', 'overdue'],
    ['final', '2026-11-23T10:00:00Z', 'undetermined'],
    ['final', '2027-11-23T10:00:00Z', 'undetermined'],
    ['users', '2026-11-23T10:00:00Z', 'running'],
    ['intermediate', '2026-11-23T10:00:00Z', 'undetermined'],
  ])('%s at %s is %s', (stage, when, state) => {
    expect(stateOf(facts, 'exploited-vulnerability', stage, when).state).toBe(state);
  });

  it('has its final report due 14 days after a measure can be had, not after awareness', () => {
    const state = stateOf([...facts, measure('2026-12-01T09:00:00Z')], 'exploited-vulnerability', 'final', '2026-12-02T00:00:00Z');
    expect(state).toMatchObject({ state: 'running', started: at('2026-12-01T09:00:00Z'), due: at('2026-12-15T09:00:00Z') });
  });

  it('has its early warning given by a notification within the day, and no notification by a warning', () => {
    const notified = [...facts, handedIn('exploited-vulnerability', 'notification', '2026-11-21T09:00:00Z')];
    expect(stateOf(notified, 'exploited-vulnerability', 'early-warning', '2026-11-22T00:00:00Z')).toMatchObject({ state: 'met', late: false });
    const warned = [...facts, handedIn('exploited-vulnerability', 'early-warning', '2026-11-21T09:00:00Z')];
    expect(stateOf(warned, 'exploited-vulnerability', 'notification', '2026-11-22T00:00:00Z').state).toBe('running');
  });

  it('that one was aware of before the law applied is not owed', () => {
    expect(
      stateOf([aware('exploited-vulnerability', '2026-09-10T23:59:59Z')], 'exploited-vulnerability', 'early-warning', '2026-11-22T00:00:00Z'),
    ).toMatchObject({
      state: 'not-owed',
      why: 'one was aware of it before CRA applied',
    });
    expect(stateOf([aware('exploited-vulnerability', '2026-09-11T00:00:00Z')], 'exploited-vulnerability', 'early-warning', '2026-11-22T00:00:00Z').state).toBe(
      'overdue',
    );
  });

  it('says of a late paper that it was late', () => {
    const late = [...facts, handedIn('exploited-vulnerability', 'early-warning', '2026-11-21T10:00:01Z')];
    expect(stateOf(late, 'exploited-vulnerability', 'early-warning', '2026-11-22T00:00:00Z')).toMatchObject({ state: 'met', late: true });
  });

  it('answers each request by what was handed in after it', () => {
    const asked: DutyFact = {
      kind: 'requested',
      id: 'asked',
      track: 'exploited-vulnerability',
      at: at('2026-11-24T10:00:00Z'),
      by: 'authority',
      due: at('2026-11-26T10:00:00Z'),
    };
    const report = handedIn('exploited-vulnerability', 'intermediate', '2026-11-24T09:00:00Z');
    expect(stateOf([...facts, report, asked], 'exploited-vulnerability', 'intermediate', '2026-11-25T10:00:00Z')).toMatchObject({
      state: 'running',
      due: at('2026-11-26T10:00:00Z'),
    });
    expect(stateOf([...facts, report, asked], 'exploited-vulnerability', 'intermediate', '2026-11-27T10:00:00Z').state).toBe('overdue');
    const second = handedIn('exploited-vulnerability', 'intermediate', '2026-11-25T09:00:00Z');
    expect(stateOf([...facts, report, asked, second], 'exploited-vulnerability', 'intermediate', '2026-11-27T10:00:00Z')).toMatchObject({
      state: 'met',
      late: false,
    });
  });
});

describe('a severe incident', () => {
  const begun = [aware('severe-incident', '2026-11-20T10:00:00Z')];

  it('has its final report due a month after the notification was handed in, whenever that was', () => {
    expect(stateOf(begun, 'severe-incident', 'final', '2027-02-20T10:00:00Z')).toEqual({
      state: 'undetermined',
      waitsFor: 'the submission of the notification',
    });
    const notified = [...begun, handedIn('severe-incident', 'notification', '2026-11-30T10:00:00Z')];
    expect(stateOf(notified, 'severe-incident', 'final', '2026-12-20T10:00:00Z')).toMatchObject({ due: at('2026-12-30T10:00:00Z') });
  });

  it('does not run before somebody is aware of it, and not by another track', () => {
    expect(stateOf([], 'severe-incident', 'early-warning', '2026-11-20T10:00:00Z').state).toBe('undetermined');
    expect(stateOf([aware('personal-data-breach', '2026-11-20T10:00:00Z')], 'severe-incident', 'early-warning', '2026-11-20T10:00:00Z').state).toBe(
      'undetermined',
    );
  });
});

describe('a significant incident of NIS2', () => {
  const begun = [aware('significant-incident', '2026-11-02T10:00:00Z'), handedIn('significant-incident', 'notification', '2026-11-04T10:00:00Z')];
  const handled: DutyFact = { kind: 'handled', id: 'handled', at: at('2027-01-15T10:00:00Z'), by: 'person:ana' };

  it('owes a final report within a month of the notification, or one of progress and the final one a month after it is handled', () => {
    expect(stateOf(begun, 'significant-incident', 'progress', '2026-11-20T00:00:00Z')).toMatchObject({ due: at('2026-12-04T10:00:00Z') });
    expect(stateOf(begun, 'significant-incident', 'final', '2026-11-20T00:00:00Z').state).toBe('not-owed');
    const final = [...begun, handedIn('significant-incident', 'final', '2026-11-30T10:00:00Z')];
    expect(stateOf(final, 'significant-incident', 'progress', '2026-12-20T00:00:00Z').state).toBe('met');
    const goesOn = [...begun, handedIn('significant-incident', 'progress', '2026-12-03T10:00:00Z')];
    expect(stateOf(goesOn, 'significant-incident', 'final', '2026-12-20T00:00:00Z')).toEqual({
      state: 'undetermined',
      waitsFor: 'that the incident is handled',
    });
    expect(stateOf([...goesOn, handled], 'significant-incident', 'final', '2027-01-20T00:00:00Z')).toMatchObject({
      state: 'running',
      due: at('2027-02-15T10:00:00Z'),
    });
  });
});

describe('a breach of personal data', () => {
  const begun = [aware('personal-data-breach', '2026-11-20T10:00:00Z')];
  const judged = (answer: boolean, approvedBy?: string): DutyFact => ({
    kind: 'judged',
    id: 'judged',
    question: 'high-risk',
    answer,
    reason: 'only a count of frames left the house',
    at: at('2026-11-20T12:00:00Z'),
    by: 'person:ana',
    ...(approvedBy === undefined ? {} : { approvedBy }),
  });

  it.each<[string, DutyFact[], ClockState['state']]>([
    ['is not known while nobody judged the risk', [], 'undetermined'],
    ['runs where it is high', [judged(true)], 'running'],
    ['is not known where one person alone says that it is not', [judged(false)], 'undetermined'],
    ['is not owed where two do', [judged(false, 'person:bo')], 'not-owed'],
  ])('telling the persons %s', (_, more, state) => {
    expect(stateOf([...begun, ...more], 'personal-data-breach', 'persons', '2026-11-21T00:00:00Z').state).toBe(state);
  });

  it('is not notified where that was decided, with the reason kept, and is again where the decision is taken back', () => {
    const decided: DutyFact = {
      kind: 'decided-not-to-notify',
      id: 'decided',
      track: 'personal-data-breach',
      reason: 'the disk was encrypted and its key is safe',
      at: at('2026-11-20T12:00:00Z'),
      by: 'person:ana',
      approvedBy: 'person:bo',
    };
    expect(stateOf([...begun, decided], 'personal-data-breach', 'notification', '2026-11-30T00:00:00Z')).toEqual({
      state: 'not-owed',
      why: 'decided not to notify: the disk was encrypted and its key is safe',
    });
    const back: DutyFact = { kind: 'decided-to-notify', id: 'back', track: 'personal-data-breach', at: at('2026-11-22T12:00:00Z'), by: 'person:bo' };
    expect(stateOf([...begun, decided, back], 'personal-data-breach', 'notification', '2026-11-30T00:00:00Z')).toMatchObject({
      state: 'overdue',
      due: at('2026-11-23T10:00:00Z'),
    });
  });
});

describe('all clocks', () => {
  it('are undetermined of nothing, and none is green', () => {
    const all = clocks([], at('2026-11-20T10:00:00Z'), BRUSSELS);
    expect(all).toHaveLength(LAWS.flatMap(({ duties }) => duties).length);
    expect(new Set(all.map(({ clock }) => clock.state))).toEqual(new Set(['undetermined']));
  });

  it('say the same in whatever order facts were recorded, and forget what is yet to come', () => {
    const facts = [
      aware('severe-incident', '2026-11-20T10:00:00Z'),
      aware('personal-data-breach', '2026-11-21T10:00:00Z'),
      handedIn('severe-incident', 'early-warning', '2026-11-21T08:00:00Z'),
      handedIn('severe-incident', 'notification', '2026-11-22T08:00:00Z'),
      measure('2026-11-25T08:00:00Z'),
    ];
    const days = fc.integer({ min: 19, max: 29 }).map((day) => at(`2026-11-${day}T00:00:00Z`));
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), days, (shuffled, when) => {
        const expected = clocks(
          facts.filter((fact) => fact.at <= when),
          when,
          BRUSSELS,
        );
        expect(clocks(shuffled, when, BRUSSELS)).toEqual(expected);
      }),
    );
  });

  it('remind at half, at four fifths and an hour before', () => {
    expect(reminders(at('2026-11-20T00:00:00Z'), at('2026-11-21T00:00:00Z')).map(Instant.format)).toEqual([
      '2026-11-20T12:00:00Z',
      '2026-11-20T19:12:00Z',
      '2026-11-20T23:00:00Z',
    ]);
  });
});
