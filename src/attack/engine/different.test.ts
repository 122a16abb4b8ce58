import { describe, expect, it } from 'vitest';
import { randomProblem, seeded } from '../../../test/random-problem.ts';
import { compile } from './compile.ts';
import { differentPlans } from './different.ts';
import { cheapestPlans } from './plan.ts';
import { replay } from './replay.ts';

describe('differentPlans', () => {
  it('replay, rise in total, and each avoid a real step of every other, on 400 random graphs', () => {
    const random = seeded(9);
    let more = 0;
    for (let run = 0; run < 400; run += 1) {
      const problem = randomProblem(random, { states: 6 + (run % 12), steps: 12 + (run % 30), open: 0.9 });
      const compiled = compile(problem);
      const effort = new Map(problem.steps.map((step) => [step.id, step.effort]));
      const real = (steps: readonly string[]) => steps.filter((id) => (effort.get(id) as number) > 0);
      for (const goal of compiled.goals) {
        const plans = differentPlans(compiled, goal, { count: 4 });
        const [first] = cheapestPlans(compiled, Int32Array.of(goal));
        expect(plans.length > 0).toBe(first !== undefined);
        if (first !== undefined) expect(plans[0]?.total).toBeLessThanOrEqual(first.total);
        plans.forEach((plan, i) => {
          expect(replay(problem, plan)).toEqual({ ok: true });
          expect(plan.lower).toBeLessThanOrEqual(plan.total);
          for (const earlier of plans.slice(0, i)) {
            expect(earlier.total).toBeLessThanOrEqual(plan.total);
            const mine = new Set(real(plan.steps));
            expect(real(earlier.steps).some((id) => !mine.has(id))).toBe(true);
            expect([...mine].some((id) => !earlier.steps.includes(id))).toBe(true);
          }
        });
        if (plans.length > 1) more += 1;
      }
    }
    expect(more).toBeGreaterThan(100);
  });

  it('lists the ways through a ladder of choices, cheapest first, without walking all of its 2^20 paths', () => {
    const rungs = 20;
    const problem = {
      format: 'assay-attack-graph/1' as const,
      states: Array.from({ length: rungs + 1 }, (_, i) => ({ id: `s${i}` })),
      steps: Array.from({ length: rungs }, (_, i) => [
        { id: `cheap${i}`, from: [`s${i}`], to: `s${i + 1}`, effort: 1, status: 'open' as const },
        { id: `dear${i}`, from: [`s${i}`], to: `s${i + 1}`, effort: 2 + i, status: 'open' as const },
      ]).flat(),
      start: ['s0'],
      goals: [`s${rungs}`],
    };
    const compiled = compile(problem);
    expect(differentPlans(compiled, rungs, { count: 4, searches: 200 }).map((plan) => plan.total)).toEqual([20, 21, 22, 23]);
  });
});
