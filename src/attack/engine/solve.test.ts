import { describe, expect, it } from 'vitest';
import { naiveClosure, naiveReach, randomProblem, seeded } from '../../../test/random-problem.ts';
import { waysBackward } from './backward.ts';
import { compile, nameOf } from './compile.ts';
import { blastRadius } from './forward.ts';
import { replay } from './replay.ts';
import { solve } from './solve.ts';

describe('solve', () => {
  it('answers every goal, consistently, as plain JSON and the same each time', () => {
    const random = seeded(13);
    for (let run = 0; run < 150; run += 1) {
      const problem = randomProblem(random, { states: 10, steps: 24, controls: 6, open: 0.5 });
      const solution = solve(problem);
      expect(JSON.parse(JSON.stringify(solution))).toEqual(solution);
      expect(solve(problem)).toEqual(solution);
      expect(solution.goals.map((goal) => goal.goal)).toEqual(problem.goals);
      for (const answer of solution.goals) {
        const may = naiveClosure(problem, 'may').has(answer.goal);
        const must = naiveClosure(problem, 'must').has(answer.goal);
        expect(answer.verdict).toBe(naiveReach(problem, answer.goal));
        expect(answer.ways.length > 0).toBe(may);
        expect(answer.provenWay !== undefined).toBe(must);
        for (const way of answer.ways) {
          for (const id of answer.unavoidable.steps) expect(way.steps).toContain(id);
          expect(replay(problem, way)).toEqual({ ok: true });
        }
      }
      if (solution.settle !== undefined) expect(solution.goals.some((goal) => goal.verdict === 'undecided')).toBe(true);
    }
  });
});

describe('blastRadius', () => {
  it('is what a recompute gains', () => {
    const random = seeded(14);
    for (let run = 0; run < 300; run += 1) {
      const problem = randomProblem(random, { states: 15, steps: 25, open: 0.8 });
      const compiled = compile(problem);
      const fallen = `s${run % 15}`;
      const before = naiveClosure(problem, 'may');
      const after = naiveClosure(problem, 'may', undefined, [fallen]);
      const gained = Array.from(blastRadius(compiled.graph, Int32Array.of(run % 15)), (n) => nameOf(compiled, n)).filter((id) => id.startsWith('s'));
      expect(new Set(gained)).toEqual(new Set([...after].filter((id) => !before.has(id))));
    }
  });
});

describe('waysBackward', () => {
  it('keeps the goal reachable and holds every cheapest way to it', () => {
    const random = seeded(15);
    for (let run = 0; run < 200; run += 1) {
      const problem = randomProblem(random, { states: 12, steps: 24, open: 0.8 });
      const compiled = compile(problem);
      for (const goal of compiled.goals) {
        const ways = new Set(Array.from(waysBackward(compiled.graph, Int32Array.of(goal)), (n) => nameOf(compiled, n)));
        const id = nameOf(compiled, goal);
        expect(ways.size > 0).toBe(naiveClosure(problem, 'may').has(id));
        for (const way of solve({ ...problem, goals: [id] }).goals[0]?.ways ?? []) for (const step of way.steps) expect(ways.has(step)).toBe(true);
      }
    }
  });
});
