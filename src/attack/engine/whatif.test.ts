import { describe, expect, it } from 'vitest';
import { naiveReach, randomProblem, seeded } from '../../../test/random-problem.ts';
import { closure, reach } from './closure.ts';
import { compile } from './compile.ts';
import { LiveClosure } from './live.ts';
import { WhatIf } from './whatif.ts';

describe('LiveClosure', () => {
  it('equals a recompute after each of 12,000 random flips', () => {
    const random = seeded(5);
    const pick = (n: number) => Math.floor(random() * n);
    for (let graph = 0; graph < 60; graph += 1) {
      const compiled = compile(randomProblem(random, { states: 10 + pick(30), steps: 20 + pick(80), open: 0.6 }));
      const mode = graph % 2 === 0 ? 'may' : 'must';
      const live = new LiveClosure(compiled.graph, mode);
      const status = compiled.graph.status.slice();
      const fallen = new Set<number>();
      for (let flip = 0; flip < 200; flip += 1) {
        if (random() < 0.15) {
          const n = pick(compiled.states);
          if (fallen.has(n)) {
            fallen.delete(n);
            live.restore(Int32Array.of(n));
          } else {
            fallen.add(n);
            live.fall(Int32Array.of(n));
          }
        } else {
          const nodes = new Set(Array.from({ length: 1 + pick(4) }, () => compiled.states + pick(compiled.steps)));
          const values = Uint8Array.from(nodes, () => pick(3));
          live.setStatus(Int32Array.from(nodes), values);
          [...nodes].forEach((n, i) => {
            status[n] = values[i] as number;
          });
        }
        const { held } = closure(compiled.graph, mode, Int32Array.from(fallen), status);
        const now = Uint8Array.from(held, (_, n) => (live.holds(n) ? 1 : 0));
        expect(now, `graph ${graph}, flip ${flip}`).toEqual(held);
      }
    }
  });
});

describe('WhatIf', () => {
  it('names the goals that change, and leaves itself as it was', () => {
    const random = seeded(6);
    for (let run = 0; run < 300; run += 1) {
      const problem = randomProblem(random, { states: 12, steps: 30, open: 0.6 });
      const compiled = compile(problem);
      const whatIf = new WhatIf(compiled);
      const step = problem.steps[run % 30];
      const fallen = problem.states[run % 12];
      if (step === undefined || fallen === undefined) throw new Error('the graph is smaller than asked for');
      const supposed = { ...problem, steps: problem.steps.map((other) => (other === step ? { ...other, status: 'closed' as const } : other)) };
      const also = [fallen.id];
      const changed = new Map(whatIf.ask({ closed: [step.id], fallen: also }).map((goal) => [goal.goal, goal]));
      const before = reach(compiled);
      problem.goals.forEach((goal, g) => {
        const after = naiveReach(supposed, goal, also);
        expect(changed.get(goal)?.after ?? before[g], `run ${run} ${goal}`).toBe(after);
      });
      expect(Array.from(compiled.goals, (goal) => whatIf.verdict(goal))).toEqual(before);
    }
  });

  it('refuses ids that the graph has not', () => {
    const compiled = compile(randomProblem(seeded(7), { states: 3, steps: 3 }));
    expect(() => new WhatIf(compiled).ask({ closed: ['no-such-step', 'nor-this'] })).toThrow(/ASSAY-GRAPH-009.*\n.*ASSAY-GRAPH-009/);
  });
});
