import { describe, expect, it } from 'vitest';
import { randomProblem, seeded } from '../../../test/random-problem.ts';
import { cheapest } from './cheapest.ts';
import { compile } from './compile.ts';
import { CLOSED } from './graph.ts';
import { replayWithin } from './way.ts';
import { CheapestWithout } from './without.ts';

describe('CheapestWithout', () => {
  it('finds a plan where a whole search does, one that replays and costs no more than the searched value, on 3,000 closings', () => {
    const random = seeded(16);
    let changed = 0;
    for (let run = 0; run < 150; run += 1) {
      const compiled = compile(randomProblem(random, { states: 15, steps: 45, open: 0.9 }));
      const { graph, goals } = compiled;
      const search = new CheapestWithout(graph, 'may');
      const before = cheapest(graph, { mode: 'may' });
      for (let question = 0; question < 20; question += 1) {
        const closed = Int32Array.from(
          new Set(Array.from({ length: 1 + Math.floor(random() * 4) }, () => compiled.states + Math.floor(random() * compiled.steps))),
        );
        const status = graph.status.slice();
        for (const n of closed) status[n] = CLOSED;
        const whole = cheapest(graph, { mode: 'may', status });
        search.without(closed, goals).forEach((plan, g) => {
          const goal = goals[g] as number;
          expect(plan !== undefined, `run ${run}`).toBe(whole.rank[goal] !== -1);
          if (plan === undefined) return;
          expect(plan.total).toBeLessThanOrEqual((whole.value[goal] as number) + 1e-9);
          expect(replayWithin(graph, 'may', [...plan.nodes], goal, status)).toBeDefined();
          // Where no two steps share, the total is the searched value itself.
          const treeLike = [...plan.nodes].every(
            (n) => n >= compiled.states || graph.out.subarray(graph.outStart[n], graph.outStart[n + 1]).filter((v) => plan.nodes.has(v)).length <= 1,
          );
          if (treeLike) expect(plan.total).toBeCloseTo(whole.value[goal] as number, 9);
          if (whole.value[goal] !== before.value[goal]) changed += 1;
        });
      }
    }
    expect(changed).toBeGreaterThan(100);
  });
});
