import { describe, expect, it } from 'vitest';
import { WORLD } from '../../attack/build/world.fixture.ts';
import { reach } from '../../attack/engine/closure.ts';
import { HOUSE, judged } from './attacked.fixture.ts';
import { foundationsOf } from './foundations.ts';
import { foundationsIn, restingOn } from './grounds.ts';
import { reachView } from './view.ts';

describe('foundationsIn', () => {
  const grounds = foundationsIn(HOUSE);

  it('finds the sign-in that several systems share, with the people who come in by it', () => {
    expect(grounds.map((ground) => [ground.id, ground.kind])).toEqual([
      ['idp', 'identity-provider'],
      ['dev', 'administrator'],
    ]);
    expect([...(grounds[0]?.subjects ?? [])].toSorted()).toEqual(['console', 'data', 'dev', 'idp', 'wiki']);
  });

  it.each([
    ['hosts', 'administers', true],
    ['administers', 'deploys', true],
    ['deploys', 'authenticates', true],
    ['authenticates', 'hosts', true],
    ['uses', 'administers', false],
    ['administers', 'backs-up', false],
  ] as const)('follows what is ruled through what is ruled: %s, then %s: %s', (first, then, rests) => {
    const links = HOUSE.links.filter((link) => link.id !== 'console-data');
    const chained = [
      ...links,
      { id: 'one', type: first, from: 'console', to: 'forge' },
      { id: 'two', type: then, from: 'forge', to: 'data' },
      { id: 'back', type: 'administers', from: 'data', to: 'console' },
    ] as const;
    const [ground] = foundationsIn({ ...HOUSE, links: [...chained] });
    expect(ground?.subjects.has('data')).toBe(rests);
  });

  it.each([
    ['phishing-resistant-sign-in@dev', true],
    ['server-baseline@wiki', true],
    ['server-baseline@wiki/old#SN1', true],
    ['server-baseline@forge', false],
  ])('%s rests on it: %s', (control, rests) => {
    expect(restingOn(grounds[0] as (typeof grounds)[number], control)).toBe(rests);
  });

  it('finds administrators and gates in a larger house', () => {
    const kinds = new Set(foundationsIn(WORLD).map((ground) => ground.kind));
    expect(kinds).toContain('administrator');
    expect(foundationsIn(WORLD).some((ground) => ground.gates.length > 0)).toBe(true);
  });
});

describe('foundationsOf', () => {
  const holds = (verdict: Parameters<typeof judged>[1]) =>
    foundationsOf(reachView(judged(HOUSE, verdict)))
      .filter(({ id }) => id === 'idp')
      .flatMap((one) => one.holds)
      .map(({ goal, controls }) => [goal, controls] as const);

  it('calls out a goal that is closed by two controls that rest on one sign-in', () => {
    // From the Internet to the records through the console: its door, then the console itself; past both one rules what rules the records.
    const sets = holds(() => 'proven');
    expect(sets.every(([goal]) => goal === 'records:read')).toBe(true);
    expect(sets.some(([, controls]) => (controls?.length ?? 0) > 1 && controls?.includes('admin-console-shielded@console') === true)).toBe(true);
    expect(new Set(sets.flatMap(([, controls]) => controls ?? [])).size).toBe(sets.flatMap(([, controls]) => controls ?? []).length);
  });

  it('gives of each set no control that could be left out', () => {
    const [only] = foundationsOf(reachView(judged(HOUSE, () => 'proven')));
    for (const { goal, controls } of only?.holds ?? []) {
      for (const spared of [...controls, undefined]) {
        const failing = new Set(controls.filter((id) => id !== spared));
        const view = reachView(judged(HOUSE, (at) => (failing.has(`${at.control}@${at.subject}`) ? 'failing' : 'proven')));
        const reached = reach(view.compiled)[view.attacked.graph.goals.findIndex((one) => one.state === goal)];
        expect(reached === 'proven-closed', `${controls.join()} without ${spared}`).toBe(spared !== undefined);
      }
    }
  });

  it('says nothing of a goal that is not closed', () => {
    expect(foundationsOf(reachView(judged(HOUSE, () => 'unproven'))).flatMap((one) => one.holds)).toEqual([]);
  });
});
