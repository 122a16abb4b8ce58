import { describe, expect, it } from 'vitest';
import { naiveClosure, randomProblem, seeded } from '../../../test/random-problem.ts';
import { compile, nameOf } from './compile.ts';
import { landmarks } from './landmarks.ts';

describe('landmarks', () => {
  it('equal brute-force deletion on 3,000 random graphs with cycles, k of n and unreachable goals', () => {
    const random = seeded(4);
    let unreached = 0;
    let found = 0;
    for (let run = 0; run < 3000; run += 1) {
      const problem = randomProblem(random, { states: 4 + (run % 14), steps: 5 + (run % 21), open: run % 2 === 0 ? 1 : 0.8 });
      const compiled = compile(problem);
      const mode = run % 3 === 0 ? 'must' : 'may';
      const held = naiveClosure(problem, mode);
      landmarks(compiled.graph, compiled.goals, { mode }).forEach((answer, g) => {
        const goal = problem.goals[g] as string;
        expect(answer.reached).toBe(held.has(goal));
        const expected = held.has(goal)
          ? [...problem.states, ...problem.steps].map((node) => node.id).filter((id) => id !== goal && !naiveClosure(problem, mode, new Set([id])).has(goal))
          : [];
        expect(new Set(Array.from(answer.nodes, (n) => nameOf(compiled, n))), `run ${run} ${goal}`).toEqual(new Set(expected));
        if (!answer.reached) unreached += 1;
        found += answer.nodes.length;
      });
    }
    expect(unreached).toBeGreaterThan(300);
    expect(found).toBeGreaterThan(3000);
  });

  it('needs more than one sweep where a plan is longer than a word, and still finds every step of a chain', () => {
    const length = 100;
    const problem = {
      format: 'assay-attack-graph/1' as const,
      states: Array.from({ length: length + 1 }, (_, i) => ({ id: `s${i}` })),
      steps: Array.from({ length }, (_, i) => ({ id: `t${i}`, from: [`s${i}`], to: `s${i + 1}`, effort: 1, status: 'open' as const })),
      start: ['s0'],
      goals: [`s${length}`],
    };
    const compiled = compile(problem);
    expect(landmarks(compiled.graph, compiled.goals)[0]?.nodes.length).toBe(2 * length);
    expect(landmarks(compiled.graph, compiled.goals, { among: (n) => n >= compiled.states })[0]?.nodes.length).toBe(length);
  });
});
