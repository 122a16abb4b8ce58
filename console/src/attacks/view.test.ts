import { describe, expect, it } from 'vitest';
import { opening } from './opening.ts';
import { isSupposing, supposedOf, toggled, written } from './view.ts';
import { asText, effort, statusWords, time } from './words.ts';

const NOTHING = { prove: [], fail: [], fall: [] };

describe('what is supposed', () => {
  it('goes into the URL and comes out of it again', () => {
    const supposed = { prove: ['a@b', 'c'], fail: [], fall: ['camera:code:every'] };
    expect(supposedOf({ prove: written(supposed.prove), fail: written(supposed.fail), fall: written(supposed.fall) })).toEqual(supposed);
    expect(isSupposing(supposedOf({}))).toBe(false);
  });

  it('is taken back by the same button, and is never proven and failing at once', () => {
    const once = toggled(NOTHING, 'prove', 'a@b');
    expect(once.prove).toEqual(['a@b']);
    expect(toggled(once, 'prove', 'a@b')).toEqual(NOTHING);
    expect(toggled(once, 'fail', 'a@b')).toEqual({ prove: [], fail: ['a@b'], fall: [] });
    expect(toggled(toggled(once, 'fall', 'wiki:user'), 'fall', 'wiki:user')).toEqual(once);
  });
});

const hop = {
  sentence: 'Opens the door.',
  layer: 'product',
  status: 'undecided',
  days: 0.5,
  techniques: ['T1'],
  closedBy: [],
  evidence: [7],
  seenBy: [],
} as const;
const way = {
  steps: ['s'],
  story: {
    summary: 'May be possible, for evidence is missing: an attacker gets in; one control would stop it: “The door is closed” at Door.',
    days: 0.5,
    bound: 'exact',
    hops: [hop],
  },
  lower: 0.5,
  undecided: 1,
  course: { starts: [], spots: [], moves: [], hops: [] },
} as const;
const answer = (reach: 'proven-reachable' | 'undecided' | 'proven-closed' | 'no-way-known', ways: readonly (typeof way)[]) =>
  ({ answers: [{ goal: 'g', title: 'reads Video', reach, ways, unavoidable: [] }] }) as unknown as Parameters<typeof opening>[0];
const known = { controls: [{ id: 'door-closed', title: 'The door is closed' }], goals: [] } as unknown as Parameters<typeof opening>[1];

describe('what the page says', () => {
  it.each([
    [answer('undecided', [way]), /^May be possible, for evidence is missing: an attacker gets in; .*“The door is closed” at Door\.$/],
    [answer('proven-reachable', [way]), /^Proven possible\. A cheaper way may be possible, for evidence is missing: an attacker gets in/],
    [answer('proven-closed', []), /^Proven closed: no attacker/],
    [answer('no-way-known', []), /no proof of safety/],
  ])('opens with where the operator stands %#', (asked, said) => {
    expect(opening(asked, known)).toMatch(said);
  });

  it('never calls an undecided step open, and says what it rests on', () => {
    expect(statusWords(hop)).toMatch(/^Undecided/);
    expect(statusWords({ ...hop, status: 'open' })).toMatch(/^Always open/);
    expect(asText(way, 'Video', '2026-11-01T00:00:00Z')).toContain(
      '1. Opens the door.\n   Undecided: the evidence that would settle it is missing or too old; 0.5 person-days; entries 7; T1',
    );
  });

  it.each([
    [1, '1 person-day'],
    [0.1, '0.1 person-days'],
    [1234, '1,200 person-days'],
  ])('says %s days of work with two figures', (days, said) => {
    expect(effort(days)).toBe(said);
  });

  it.each([
    [0, 'held'],
    [0.125, '1 h'],
    [1.34, '1.3 d'],
    [880, '4 y'],
  ])('says a sampled time of %s days as the command line does', (days, said) => {
    expect(time(days)).toBe(said);
  });
});
