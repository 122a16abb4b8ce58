import { describe, expect, it } from 'vitest';
import { naiveClosure, randomProblem, seeded } from '../../../test/random-problem.ts';
import { closure, reach, unthinkable } from './closure.ts';
import { compile } from './compile.ts';
import { fromArrays } from './graph.ts';
import { WhatIf } from './whatif.ts';

describe('closure', () => {
  it('equals the definition on 2,000 random graphs with cycles, thresholds and unsettled steps', () => {
    const random = seeded(1);
    for (let run = 0; run < 2000; run += 1) {
      const problem = randomProblem(random, { states: 4 + (run % 12), steps: 6 + (run % 25), open: 0.7 });
      const compiled = compile(problem);
      for (const mode of ['may', 'must'] as const) {
        const { held } = closure(compiled.graph, mode);
        const states = problem.states.map((state) => state.id).filter((_, i) => held[i] === 1);
        expect(new Set(states), `run ${run}, ${mode}`).toEqual(naiveClosure(problem, mode));
      }
    }
  });

  it('calls nothing closed that no step leads to', () => {
    const problem = {
      format: 'assay-attack-graph/1',
      states: ['a', 'b', 'c', 'd'].map((id) => ({ id })),
      steps: [
        { id: 'ab', from: ['a'], to: 'b', effort: 1, status: 'closed' },
        { id: 'dc', from: ['d'], to: 'c', effort: 1, status: 'open' },
      ],
      start: ['a'],
      goals: ['b', 'c', 'd'],
    } as const;
    const compiled = compile(problem);
    expect(reach(compiled)).toEqual(['proven-closed', 'no-way-known', 'no-way-known']);
    expect([...unthinkable(compiled)]).toEqual([2, 3]);
    const whatIf = new WhatIf(compiled);
    expect(whatIf.ask({ fallen: ['d'] }).map(({ goal, after }) => [goal, after])).toEqual([
      ['c', 'proven-reachable'],
      ['d', 'proven-reachable'],
    ]);
    expect(whatIf.ask({ fallen: ['d'], closed: ['dc'] }).map(({ goal, after }) => [goal, after])).toEqual([
      ['c', 'proven-closed'],
      ['d', 'proven-reachable'],
    ]);
  });

  it('gives each goal one of the answers', () => {
    const problem = {
      format: 'assay-attack-graph/1',
      states: ['a', 'b', 'c', 'd'].map((id) => ({ id })),
      steps: [
        { id: 'ab', from: ['a'], to: 'b', effort: 1, status: 'open' },
        { id: 'bc', from: ['b'], to: 'c', effort: 1, status: 'undecided' },
        { id: 'cd', from: ['c'], to: 'd', effort: 1, status: 'closed' },
      ],
      start: ['a'],
      goals: ['a', 'b', 'c', 'd'],
    } as const;
    expect(reach(compile(problem))).toEqual(['proven-reachable', 'proven-reachable', 'undecided', 'proven-closed']);
  });

  it('counts past 255 where a gate needs more than a byte can', () => {
    const nodes = 302;
    const graph = fromArrays({
      nodes,
      from: Int32Array.from({ length: 300 }, (_, i) => i),
      to: new Int32Array(300).fill(300),
      need: new Int32Array(nodes).fill(1).fill(300, 300, 301),
      start: Int32Array.from({ length: 299 }, (_, i) => i),
    });
    expect(closure(graph, 'may').held[300]).toBe(0);
    expect(closure(graph, 'may', Int32Array.of(299)).held[300]).toBe(1);
  });
});
