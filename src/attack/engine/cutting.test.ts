import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naiveClosure, randomProblem, seeded } from '../../../test/random-problem.ts';
import type { Problem } from '../model.ts';
import { compile, nameOf } from './compile.ts';
import { cheapestCut, type Means } from './cutting.ts';
import type { Bundle } from './hitting.ts';

const ELEMENTS = 7;

/** A random graph whose steps some elements close: of each up to three bundles of up to two. */
function drawn(seed: number): { problem: Problem; means: Means; bundlesOf: ReadonlyMap<string, readonly Bundle[]> } {
  const random = seeded(seed);
  const pick = (n: number) => Math.floor(random() * n);
  const problem = randomProblem(random, { states: 8, steps: 14, open: 0.7 });
  const compiled = compile(problem);
  const bundlesOf = new Map<string, readonly Bundle[]>();
  for (const step of problem.steps) {
    const bundles = Array.from({ length: pick(3) }, () => [...new Set(Array.from({ length: 1 + pick(2) }, () => pick(ELEMENTS)))]);
    if (bundles.length > 0) bundlesOf.set(step.id, bundles);
  }
  const bundles = new Map([...bundlesOf].map(([id, list]) => [compiled.stepNode.get(id) as number, list]));
  return { problem, means: { cost: Array.from({ length: ELEMENTS }, () => 1 + pick(6)), bundles }, bundlesOf };
}

function held(problem: Problem, bundlesOf: ReadonlyMap<string, readonly Bundle[]>, done: number): Set<string> {
  const closed = [...bundlesOf].filter(([, bundles]) => bundles.some((bundle) => bundle.every((element) => (done & (1 << element)) !== 0)));
  return naiveClosure(problem, 'may', new Set(closed.map(([id]) => id)));
}

describe('cheapestCut', () => {
  it('is the least of all sets of elements that leave no goal reachable, and leaves none', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { problem, means, bundlesOf } = drawn(seed);
        const compiled = compile(problem);
        const cut = cheapestCut(compiled.graph, compiled.goals, means);
        const all = held(problem, bundlesOf, (1 << ELEMENTS) - 1);
        const targets = problem.goals.filter((goal) => !all.has(goal));
        expect(cut.beyond.map((node) => nameOf(compiled, node)).sort()).toEqual([...new Set(problem.goals.filter((goal) => all.has(goal)))].sort());
        let least = Number.POSITIVE_INFINITY;
        for (let set = 0; set < 1 << ELEMENTS; set += 1) {
          const price = means.cost.reduce((total, cost, element) => total + ((set & (1 << element)) === 0 ? 0 : cost), 0);
          if (price >= least) continue;
          const now = held(problem, bundlesOf, set);
          if (targets.every((goal) => !now.has(goal))) least = price;
        }
        expect(cut.cost).toBe(least);
        expect(cut.lower).toBe(least);
        const after = held(
          problem,
          bundlesOf,
          cut.elements.reduce((set, element) => set | (1 << element), 0),
        );
        expect(targets.filter((goal) => after.has(goal))).toEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  it('cut short, cuts still, and never claims more than it knows', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { problem, means, bundlesOf } = drawn(seed);
        const compiled = compile(problem);
        const whole = cheapestCut(compiled.graph, compiled.goals, means);
        const short = cheapestCut(compiled.graph, compiled.goals, means, { rounds: 1 });
        expect(short.lower).toBeLessThanOrEqual(whole.cost);
        expect(short.cost).toBeGreaterThanOrEqual(whole.cost);
        const after = held(
          problem,
          bundlesOf,
          short.elements.reduce((set, element) => set | (1 << element), 0),
        );
        expect(problem.goals.filter((goal) => after.has(goal) && !short.beyond.some((node) => nameOf(compiled, node) === goal))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
