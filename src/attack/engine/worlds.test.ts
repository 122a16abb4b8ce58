import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomProblem, seeded } from '../../../test/random-problem.ts';
import { closure } from './closure.ts';
import { compile } from './compile.ts';
import { closuresOf, heldIn } from './worlds.ts';

describe('closuresOf', () => {
  it('holds in each world what the closure of that start alone holds, however many worlds there are', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 70 }), fc.constantFrom('may' as const, 'must' as const), (seed, worlds, mode) => {
        const random = seeded(seed);
        const { graph, states } = compile(randomProblem(random, { states: 9, steps: 16, open: 0.6 }));
        const starts = Array.from({ length: worlds }, () =>
          Int32Array.from(new Set(Array.from({ length: Math.floor(random() * 3) }, () => Math.floor(random() * states)))),
        );
        const words = closuresOf(graph, mode, starts);
        starts.forEach((start, w) => {
          const { held } = closure({ ...graph, start }, mode);
          for (let n = 0; n < graph.nodes; n += 1) expect(heldIn(words, w, n), `node ${n} in world ${w}`).toBe(held[n] === 1);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('counts k of n beyond what one bit can', () => {
    const from = Array.from({ length: 11 }, (_, i) => `s${i}`);
    const { graph, stateNode } = compile({
      format: 'assay-attack-graph/1',
      states: [...from, 'goal'].map((id) => ({ id })),
      steps: [{ id: 't', from, need: 9, to: 'goal', effort: 1, status: 'open' }],
      start: ['s0'],
      goals: ['goal'],
    });
    const starts = from.map((_, i) => Int32Array.from(from.slice(0, i + 1), (id) => stateNode.get(id) as number));
    const words = closuresOf(graph, 'must', starts);
    expect(starts.map((_, w) => heldIn(words, w, stateNode.get('goal') as number))).toEqual(starts.map((start) => start.length >= 9));
  });
});
