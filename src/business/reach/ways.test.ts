import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Supposing } from '../../assurance/attacks/supposing.ts';
import { WORLD } from '../../attack/build/world.fixture.ts';
import { reach } from '../../attack/engine/closure.ts';
import { replay } from '../../attack/engine/replay.ts';
import { Refused } from '../../core/index.ts';
import { anyVerdict, HOUSE, judged } from './attacked.fixture.ts';
import { proveCut } from './cut-controls.ts';
import { reachView, startingFrom } from './view.ts';
import { reachFrom } from './ways.ts';

const PAIRS = [
  ['wiki', 'builder:code'],
  ['mail', 'video:read'],
  ['idp', 'source:user'],
  ['builder', 'camera:code'],
  ['desk', 'ca:code'],
] as const;

describe('reachFrom', () => {
  it('tells ways that replay from what fell alone, and cuts that cut', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...PAIRS), (seed, [from, to]) => {
        const attacked = judged(WORLD, anyVerdict(seed));
        const view = reachView(attacked);
        const found = reachFrom(view, { from: [from], to: [to] });
        const compiled = startingFrom(
          view,
          found.from,
          found.answers.map((answer) => answer.goal),
        );
        const verdicts = reach(compiled);
        found.answers.forEach((answer, g) => {
          expect(answer.reach).toBe(verdicts[g]);
          for (const way of [...answer.ways, ...(answer.direct === undefined ? [] : [answer.direct])]) {
            expect(replay(compiled.problem, { goal: answer.goal, mode: 'may', steps: way.steps, total: way.story.days })).toEqual({ ok: true });
          }
          if (answer.direct !== undefined) expect(answer.direct.through).toEqual([]);
        });
        // Proving what the cut names closes what it says it cuts, and leaving any one of it out does not: an exact cut has nothing to spare.
        const { controls, cuts, bound } = found.controls;
        expect(bound).toBe('exact');
        const names = controls.map((one) => `${one.control}@${one.subject}`);
        const standing = (prove: readonly string[]) => new Supposing(compiled).verdicts(attacked, { prove, fail: [], fall: [] }).standing;
        const left = (prove: readonly string[]) =>
          found.answers.filter(({ goal }, g) => cuts.includes(goal) && ['proven-reachable', 'undecided'].includes(standing(prove)[g] ?? ''));
        if (names.length > 0) expect(left(names)).toEqual([]);
        for (const name of names) expect(left(names.filter((other) => other !== name)), name).not.toEqual([]);
        for (const { goal, stays } of found.controls.beyond) {
          expect(replay(compiled.problem, { goal, mode: 'may', steps: stays.steps, total: stays.story.days })).toEqual({ ok: true });
        }
        expect(found.map.bound).toBe('exact');
      }),
      { numRuns: 12 },
    );
  });

  it('says that no control cuts a secret left where anybody of the office reads it, and that moving it does', () => {
    const view = reachView(judged(HOUSE, () => 'unproven'));
    const found = reachFrom(view, { from: ['wiki'], to: ['forge:code'] });
    expect(found.answers.map((answer) => answer.reach)).toEqual(['proven-reachable']);
    expect(found.controls.controls).toEqual([]);
    expect(found.controls.beyond.map((one) => one.goal)).toEqual(['forge:code']);
    expect(found.controls.beyond[0]?.stays.story.hops.map((hop) => hop.sentence).join(' ')).toContain('Key of the build server');
    expect(found.map.elements.map((one) => one.id)).toContain('forge-key at wiki');
    expect(found.map.without.map((one) => one.reach)).not.toContain('proven-reachable');
  });

  it('calls direct what goes through no third part, and finds it behind cheaper ways', () => {
    const view = reachView(judged(HOUSE, () => 'unproven'));
    const [answer] = reachFrom(view, { from: ['wiki'], to: ['forge:code'], ways: 1 }).answers;
    expect(answer?.direct?.through).toEqual([]);
    expect(answer?.direct?.story.hops).toHaveLength(2);
  });

  it('hands out no cut that a what-if does not bear out', () => {
    const view = reachView(judged(HOUSE, () => 'unproven'));
    const { from, controls, answers } = reachFrom(view, { from: ['internet'], to: ['records'] });
    const compiled = startingFrom(
      view,
      from,
      answers.map((answer) => answer.goal),
    );
    expect(controls.controls.length).toBeGreaterThan(1);
    expect(controls.foundations.map((one) => one.id)).toContain('idp');
    expect(() => proveCut(view, compiled, controls.controls, controls.cuts)).not.toThrow();
    expect(() => proveCut(view, compiled, controls.controls.slice(1), controls.cuts)).toThrow('ASSAY-REACH-004');
  });

  it('answers for every critical asset where no target is named, and refuses what the graph does not have', () => {
    const view = reachView(judged(HOUSE, () => 'unproven'));
    expect(reachFrom(view, { from: ['console'], to: [] }).answers.map((answer) => answer.goal)).toEqual(view.attacked.graph.goals.map((goal) => goal.state));
    expect(() => reachFrom(view, { from: ['nowhere'], to: ['records'] })).toThrow(Refused);
    expect(() => reachFrom(view, { from: ['wiki'], to: ['nothing:read'] })).toThrow('ASSAY-ATTACK-001');
  });
});
