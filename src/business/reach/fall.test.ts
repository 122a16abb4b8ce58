import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WORLD } from '../../attack/build/world.fixture.ts';
import { replay } from '../../attack/engine/replay.ts';
import { blast } from '../../attack/explain/index.ts';
import { Refused } from '../../core/index.ts';
import { anyVerdict, HOUSE, judged } from './attacked.fixture.ts';
import { fallOf, fallsOf, reachingTo } from './fall.ts';
import { reachView, startingFrom } from './view.ts';

const EVERY = ['business', 'operations', 'development', 'product', 'experience'] as const;

describe('fallsOf', () => {
  it('says of every part at once what its blast alone says, in both graphs', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const attacked = judged(WORLD, anyVerdict(seed));
        const falls = fallsOf(reachView(attacked), EVERY);
        expect(falls.length).toBeGreaterThan(25);
        for (const fall of falls) {
          const [must, may] = [blast(attacked.graph, fall.states, 'must'), blast(attacked.graph, fall.states, 'may')];
          expect(fall.goals.map((goal) => goal.goal).toSorted()).toEqual(fall.states.length === 0 ? [] : may.goals.toSorted());
          expect(fall.goals.filter((goal) => goal.reach === 'proven-reachable').map((goal) => goal.goal)).toHaveLength(
            fall.states.length === 0 ? 0 : must.goals.length,
          );
          if (fall.states.length === 0) continue;
          expect(fall.devices).toEqual({ proven: must.devices, may: may.devices });
          expect(fall.households).toEqual({ proven: must.households, may: may.households });
        }
      }),
      { numRuns: 4 },
    );
  });

  it('puts first what most falls with, and counts by weight', () => {
    const falls = fallsOf(reachView(judged(HOUSE, () => 'unproven')));
    const weights = falls.map((fall) => fall.weight.proven * 1000 + fall.weight.perhaps);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    expect(falls.every((fall) => fall.weight.of === 4 && fall.weight.proven + fall.weight.perhaps <= 4)).toBe(true);
    expect(falls.map((fall) => fall.part)).not.toContain('internet');
  });

  it('lets a person talk to what they use, and nothing else', () => {
    const [dev] = fallsOf(reachView(judged(HOUSE, () => 'unproven')), ['development']).filter((fall) => fall.part === 'dev');
    expect(dev?.states).toEqual(['dev:user', 'wiki:reach', 'console:reach']);
  });
});

describe('fallOf', () => {
  it('gives each goal its cheapest way, which replays, and says what it goes through', () => {
    const view = reachView(judged(WORLD, anyVerdict(7)));
    const fall = fallOf(view, 'idp');
    expect(fall.goals.length).toBeGreaterThan(3);
    const from = startingFrom(view, fall.states);
    for (const goal of fall.goals) {
      const mode = goal.reach === 'undecided' ? 'may' : 'must';
      expect(replay(from.problem, { goal: goal.goal, mode, steps: goal.way.steps, total: goal.way.story.days })).toEqual({ ok: true });
      expect(goal.way.direct).toBe(goal.way.through.length === 0);
      expect(goal.way.through).not.toContain('idp');
    }
  });

  it.each([
    ['a part that the map does not have', 'wicki', 'ASSAY-REACH-001'],
    ['a part of which no step gives anything', 'nothing', 'ASSAY-REACH-002'],
  ])('refuses %s', (_, part, code) => {
    const map = {
      ...HOUSE,
      parts: [...HOUSE.parts, { ...(HOUSE.parts[0] as (typeof HOUSE.parts)[number]), id: 'nothing', kind: 'place' as const, name: 'Nowhere' }],
    };
    const view = reachView(judged(map, () => 'unproven'));
    expect(() => fallOf(view, part)).toThrow(Refused);
    expect(() => fallOf(view, part)).toThrow(code);
  });
});

describe('reachingTo', () => {
  it('names the parts from which a target is reached, as their falls do', () => {
    const view = reachView(judged(WORLD, anyVerdict(3)));
    const [goal] = view.attacked.graph.goals;
    const reaching = reachingTo(view, [goal?.state ?? '']);
    const falls = fallsOf(view).filter((fall) => fall.goals.some((one) => one.goal === goal?.state));
    expect(reaching.map((one) => one.part).toSorted()).toEqual(falls.map((fall) => fall.part).toSorted());
    expect(reaching.every((one) => (one.days ?? -1) >= 0)).toBe(true);
  });
});
