import { describe, expect, it } from 'vitest';
import { naiveClosure, randomProblem, seeded } from '../../../test/random-problem.ts';
import type { Problem } from '../model.ts';
import { closedBy, closingOf, outstandingControls } from './closing.ts';
import { closure } from './closure.ts';
import { compile } from './compile.ts';
import { greedyPlan } from './greedy.ts';
import { oneFailureDeep } from './independence.ts';
import { rankControls } from './rank.ts';
import { checksToSettle } from './settle.ts';

function proving(problem: Problem, proven: ReadonlySet<string>): Problem {
  const shut = (step: Problem['steps'][number]) =>
    step.closedBy !== undefined && step.closedBy.length > 0 && step.closedBy.every((control) => proven.has(control));
  return { ...problem, steps: problem.steps.map((step) => (shut(step) ? { ...step, status: 'closed' as const } : step)) };
}

describe('rankControls', () => {
  it('cuts exactly the goals that a recompute cuts, and never cheapens an attack', () => {
    const random = seeded(10);
    let cuts = 0;
    for (let run = 0; run < 300; run += 1) {
      const problem = randomProblem(random, { states: 12, steps: 25, controls: 8, open: 0.7 });
      const compiled = compile(problem);
      const known = outstandingControls(compiled);
      const ids = new Set(known.map((control) => control.id));
      // The outstanding controls leave out what a closed step shows to be proven; the oracle must know that too.
      const already = compiled.controls.filter((id) => !ids.has(id));
      const before = { may: naiveClosure(problem, 'may'), must: naiveClosure(problem, 'must') };
      const ranked = rankControls(
        compiled,
        known,
        problem.goals.map((goal) => ({ goal })),
      );
      for (const answer of ranked) {
        const after = proving(problem, new Set([answer.id, ...already]));
        const steps = after.steps.filter(
          (step) => step.closedBy?.includes(answer.id) === true || problem.steps.find((old) => old.id === step.id)?.status === step.status,
        );
        // Steps that `already` alone would close are not this control's doing; leave them as they were.
        const only = { ...problem, steps: problem.steps.map((step) => steps.find((other) => other.id === step.id) ?? step) };
        for (const mode of ['may', 'must'] as const) {
          const expected = problem.goals.filter((goal) => before[mode].has(goal) && !naiveClosure(only, mode).has(goal));
          expect(mode === 'may' ? answer.cutMay : answer.cutMust, `run ${run} ${answer.id} ${mode}`).toEqual(expected);
        }
        cuts += answer.cutMay.length;
        for (const rise of answer.raised) expect(rise.after).toBeGreaterThan(rise.before);
      }
      expect(ranked.map((answer) => answer.weightCut)).toEqual(ranked.map((answer) => answer.weightCut).sort((a, b) => b - a));
    }
    expect(cuts).toBeGreaterThan(50);
  });
});

describe('greedyPlan', () => {
  it('cuts all that can be cut, drops nothing it needs, and is bracketed by its bound and the true optimum', () => {
    const random = seeded(11);
    let exact = 0;
    let runs = 0;
    for (let run = 0; run < 300; run += 1) {
      const problem = randomProblem(random, { states: 10, steps: 20, controls: 7 });
      const compiled = compile(problem);
      const controls = compiled.controls.map((id) => ({ id, steps: problem.steps.filter((step) => step.closedBy?.includes(id)).map((step) => step.id) }));
      const plan = greedyPlan(
        compiled,
        controls,
        problem.goals.map((goal) => ({ goal })),
      );
      const all = naiveClosure(proving(problem, new Set(compiled.controls)), 'may');
      const start = naiveClosure(problem, 'may');
      expect(plan.uncuttable).toEqual(problem.goals.filter((goal) => all.has(goal)));
      expect(plan.cut).toEqual(problem.goals.filter((goal) => start.has(goal) && !all.has(goal)));
      const cutsAll = (set: ReadonlySet<string>) => {
        const left = naiveClosure(proving(problem, set), 'may');
        return plan.cut.every((goal) => !left.has(goal));
      };
      const chosen = plan.controls.map((control) => control.id);
      expect(cutsAll(new Set(chosen))).toBe(true);
      for (const id of chosen) expect(cutsAll(new Set(chosen.filter((other) => other !== id)))).toBe(false);
      expect(plan.controls.at(-1)?.goalsLeft ?? 0).toBe(0);
      let best = Number.POSITIVE_INFINITY;
      for (let set = 0; set < 1 << compiled.controls.length; set += 1) {
        const ids = compiled.controls.filter((_, c) => (set & (1 << c)) !== 0);
        if (ids.length < best && cutsAll(new Set(ids))) best = ids.length;
      }
      expect(plan.lower, `run ${run}`).toBeLessThanOrEqual(best);
      expect(plan.cost).toBeGreaterThanOrEqual(best);
      if (plan.bound === 'exact') expect(plan.cost).toBe(best);
      runs += 1;
      if (plan.bound === 'exact') exact += 1;
    }
    expect(exact / runs).toBeGreaterThan(0.5);
  });
});

describe('closingOf', () => {
  it('closes a step only when all that name it are proven, and knows nothing of steps closed already', () => {
    const compiled = compile({
      format: 'assay-attack-graph/1',
      states: [{ id: 'a' }, { id: 'b' }],
      steps: [
        { id: 'both', from: ['a'], to: 'b', effort: 1, status: 'open', closedBy: ['x', 'y'] },
        { id: 'done', from: ['a'], to: 'b', effort: 1, status: 'closed', closedBy: ['z'] },
        { id: 'again', from: ['a'], to: 'b', effort: 1, status: 'undecided', closedBy: ['z', 'x'] },
      ],
      start: ['a'],
      goals: ['b'],
    });
    const controls = [
      { id: 'x', steps: ['both', 'done'] },
      { id: 'y', steps: ['both'] },
    ];
    const closing = closingOf(compiled, controls);
    expect([...closedBy(closing, new Set([0]))]).toEqual([]);
    expect([...closedBy(closing, new Set([0, 1]))]).toEqual([2]);
    // z stands on a closed step, so it is proven and no longer outstanding.
    expect(outstandingControls(compiled)).toEqual([
      { id: 'x', steps: ['both', 'again'] },
      { id: 'y', steps: ['both'] },
    ]);
    expect(() => closingOf(compiled, [{ id: 'x', steps: ['nowhere'] }])).toThrow(/ASSAY-GRAPH-009/);
  });
});

const office: Problem = {
  format: 'assay-attack-graph/1',
  states: ['net', 'session', 'source', 'image', 'vault'].map((id) => ({ id })),
  steps: [
    { id: 'phish', from: ['net'], to: 'session', effort: 1, status: 'open' },
    { id: 'steal-laptop', from: ['net'], to: 'source', effort: 1, status: 'undecided', closedBy: ['disk-encryption'] },
    { id: 'sso-to-source', from: ['session'], to: 'source', effort: 5, status: 'open' },
    { id: 'push', from: ['source'], to: 'image', effort: 1, status: 'undecided', closedBy: ['review'] },
    { id: 'sso-to-registry', from: ['session'], to: 'image', effort: 20, status: 'open' },
    { id: 'read-vault', from: ['image', 'session'], need: 2, to: 'vault', effort: 1, status: 'undecided', closedBy: ['vault-policy', 'vault-audit'] },
  ],
  start: ['net'],
  goals: ['image', 'vault'],
};

describe('oneFailureDeep', () => {
  it('calls out two controls that both fall to the one sign-on', () => {
    const compiled = compile(office);
    const found = oneFailureDeep(compiled, outstandingControls(compiled), office.goals);
    expect(found).toEqual([{ goal: 'image', controls: ['disk-encryption', 'review'], shared: ['session', 'phish'] }]);
  });

  it('says nothing where the ways round differ', () => {
    const compiled = compile({
      ...office,
      states: [...office.states, { id: 'other' }],
      steps: [
        ...office.steps.filter((step) => step.id !== 'sso-to-registry'),
        { id: 'bribe', from: ['net'], to: 'other', effort: 30, status: 'open' },
        { id: 'bribed', from: ['other'], to: 'image', effort: 0, status: 'open' },
      ],
    });
    expect(oneFailureDeep(compiled, outstandingControls(compiled), ['image'])).toEqual([]);
  });
});

describe('checksToSettle', () => {
  it('puts first what decides most, and says what either finding would decide', () => {
    const compiled = compile(office);
    const checks = checksToSettle(
      compiled,
      office.goals.map((goal) => ({ goal })),
    );
    const { held } = closure(compiled.graph, 'must');
    expect(office.goals.filter((_, g) => held[compiled.goals[g] as number] === 1)).toEqual(['image']);
    // `image` is proven reachable by the registry already; `vault` hangs on one step with two controls, either of which opens it.
    expect(checks).toEqual([{ control: 'vault-audit', steps: 1, ifProven: [], ifFailing: ['vault'], onAttack: ['vault'] }]);
  });

  it('tells the truth about single findings on random graphs', () => {
    const random = seeded(12);
    let told = 0;
    for (let run = 0; run < 800; run += 1) {
      const problem = randomProblem(random, { states: 10, steps: 22, controls: 6, open: 0.4 });
      const compiled = compile(problem);
      const all = compiled.controls.map((id) => ({ id, steps: problem.steps.filter((step) => step.closedBy?.includes(id)).map((step) => step.id) }));
      const may = naiveClosure(problem, 'may');
      const must = naiveClosure(problem, 'must');
      for (const check of checksToSettle(
        compiled,
        problem.goals.map((goal) => ({ goal })),
        6,
        all,
      )) {
        for (const goal of [...check.ifProven, ...check.ifFailing, ...check.onAttack]) expect(may.has(goal) && !must.has(goal)).toBe(true);
        const failing = {
          ...problem,
          steps: problem.steps.map((step) =>
            step.status === 'undecided' && step.closedBy?.includes(check.control) ? { ...step, status: 'open' as const } : step,
          ),
        };
        for (const goal of problem.goals) {
          expect(check.ifFailing.includes(goal), `run ${run} ${check.control} ${goal}`).toBe(
            !must.has(goal) && may.has(goal) && naiveClosure(failing, 'must').has(goal),
          );
        }
        const proven = {
          ...problem,
          steps: problem.steps.map((step) =>
            step.status === 'undecided' && step.closedBy?.length === 1 && step.closedBy[0] === check.control ? { ...step, status: 'closed' as const } : step,
          ),
        };
        for (const goal of problem.goals) {
          expect(check.ifProven.includes(goal), `run ${run} ${check.control} ${goal}`).toBe(
            !must.has(goal) && may.has(goal) && !naiveClosure(proven, 'may').has(goal),
          );
        }
        told += 1;
      }
    }
    expect(told).toBeGreaterThan(200);
  });
});
