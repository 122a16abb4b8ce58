import { describe, expect, it } from 'vitest';
import { naiveCheapest, naiveClosure, randomProblem, seeded } from '../../../test/random-problem.ts';
import { cheapest } from './cheapest.ts';
import { compile } from './compile.ts';
import { lowerBound } from './lower.ts';
import { cheapestPlans, planOf } from './plan.ts';
import { replay } from './replay.ts';

describe('cheapest plans', () => {
  it('replay, exist where the closure says so, and hold the true optimum between lower and total on 1,500 small graphs', () => {
    const random = seeded(2);
    let exact = 0;
    let asked = 0;
    let optimal = 0;
    for (let run = 0; run < 1500; run += 1) {
      const problem = randomProblem(random, { states: 3 + (run % 5), steps: 4 + (run % 6), open: 0.8 });
      const compiled = compile(problem);
      for (const mode of ['may', 'must'] as const) {
        const held = naiveClosure(problem, mode);
        cheapestPlans(compiled, compiled.goals, { mode }).forEach((plan, g) => {
          const goal = problem.goals[g] as string;
          expect(plan !== undefined, `run ${run} ${goal}`).toBe(held.has(goal));
          if (plan === undefined) return;
          expect(replay(problem, plan)).toEqual({ ok: true });
          const best = naiveCheapest(problem, mode, goal);
          expect(plan.lower, `run ${run} ${goal}`).toBeLessThanOrEqual(best + 1e-9);
          expect(plan.total, `run ${run} ${goal}`).toBeGreaterThanOrEqual(best - 1e-9);
          if (plan.bound === 'exact') expect(plan.total).toBeCloseTo(best, 9);
          asked += 1;
          if (plan.bound === 'exact') exact += 1;
          if (plan.total < best + 1e-9) optimal += 1;
        });
      }
    }
    // Not part of the contract, but a bound that is seldom met would be of little use.
    expect(exact / asked).toBeGreaterThan(0.95);
    expect(optimal / asked).toBeGreaterThan(0.99);
  });

  it('never values a node above its plan nor below its bound, on larger graphs', () => {
    const random = seeded(3);
    for (let run = 0; run < 400; run += 1) {
      const problem = randomProblem(random, { states: 20, steps: 60 });
      const compiled = compile(problem);
      const { value } = cheapest(compiled.graph, { mode: 'may' });
      cheapestPlans(compiled, compiled.goals).forEach((plan, g) => {
        if (plan === undefined) return;
        expect(plan.total).toBeLessThanOrEqual((value[compiled.goals[g] as number] as number) + 1e-9);
        expect(plan.lower).toBeLessThanOrEqual(plan.total);
        expect(replay(problem, plan)).toEqual({ ok: true });
      });
    }
  });

  const shared = {
    format: 'assay-attack-graph/1',
    states: ['start', 'x', 'a', 'b', 'goal'].map((id) => ({ id })),
    steps: [
      { id: 'a-direct', from: ['start'], to: 'a', effort: 5, status: 'open' },
      { id: 'b-direct', from: ['start'], to: 'b', effort: 5, status: 'open' },
      { id: 'x', from: ['start'], to: 'x', effort: 6, status: 'open' },
      { id: 'a-by-x', from: ['x'], to: 'a', effort: 0, status: 'open' },
      { id: 'b-by-x', from: ['x'], to: 'b', effort: 0, status: 'open' },
      { id: 'both', from: ['a', 'b'], to: 'goal', effort: 1, status: 'open' },
    ],
    start: ['start'],
    goals: ['goal'],
  } as const;

  it('finds the shared sub-plan that a plain sum passes over', () => {
    const compiled = compile(shared);
    // Knuth's plan is a tree (5 + 5 + 1), and yet not the cheapest: being a tree proves nothing.
    expect(cheapest(compiled.graph, { mode: 'may' }).value[4]).toBe(11);
    const [plan] = cheapestPlans(compiled, compiled.goals);
    expect(plan).toMatchObject({ steps: ['x', 'a-by-x', 'b-by-x', 'both'], total: 7 });
    expect(lowerBound(compiled.graph, 'may', 4, Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(7);
  });
});

describe('planOf', () => {
  it('refuses to hand out a plan that does not replay', () => {
    const compiled = compile(randomProblem(seeded(17), { states: 5, steps: 5 }));
    const goal = [...compiled.stateNode.values()].find((n) => !compiled.graph.start.includes(n)) as number;
    expect(() => planOf(compiled, goal, { nodes: Int32Array.of(goal), total: 0 }, 'may', 0)).toThrow(/ASSAY-GRAPH-010/);
  });
});

describe('replay', () => {
  const problem = {
    format: 'assay-attack-graph/1',
    states: ['a', 'b', 'c', 'd'].map((id) => ({ id })),
    steps: [
      { id: 'ab', from: ['a'], to: 'b', effort: 1, status: 'open' },
      { id: 'ac', from: ['a'], to: 'c', effort: 1, status: 'undecided' },
      { id: 'bcd', from: ['b', 'c'], need: 2, to: 'd', effort: 1, status: 'open' },
      { id: 'shut', from: ['a'], to: 'd', effort: 1, status: 'closed' },
    ],
    start: ['a'],
    goals: ['d'],
  } as const;
  const good = { goal: 'd', mode: 'may', steps: ['ab', 'ac', 'bcd'], total: 3 } as const;

  it.each([
    ['a good plan', good, undefined],
    ['an unsettled step in the must graph', { ...good, mode: 'must' }, 1],
    ['a step too early', { ...good, steps: ['ab', 'bcd', 'ac'] }, 1],
    ['a step twice', { ...good, steps: ['ab', 'ab', 'ac', 'bcd'] }, 1],
    ['a step that is not there', { ...good, steps: ['zz'] }, 0],
    ['a closed step', { ...good, steps: ['shut'], total: 1 }, 0],
    ['a goal that is not reached', { ...good, steps: ['ab'], total: 1 }, 1],
    ['a wrong total', { ...good, total: 2 }, 3],
  ] as const)('judges %s', (_, plan, at) => {
    const played = replay(problem, plan);
    expect(played.ok ? undefined : played.at).toBe(at);
  });
});
