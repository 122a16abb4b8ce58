import { describe, expect, it } from 'vitest';
import { buildAttackGraph } from '../../attack/build/graph.ts';
import { WORLD } from '../../attack/build/world.fixture.ts';

import { passagesOf } from './passages.ts';
import { without } from './remade.ts';

const unsettled = () => ({ verdict: 'unproven' as const, evidence: [] });

describe('passagesOf', () => {
  const graph = buildAttackGraph(WORLD, unsettled);
  const passages = passagesOf(WORLD, graph);

  it('claims of no step that it goes through what the map can do without', () => {
    const claims = new Map<string, string[]>();
    for (const step of graph.steps) {
      for (const [only, ...rest] of passages.groupsOf(step))
        if (only !== undefined && rest.length === 0) claims.set(only, [...(claims.get(only) ?? []), step.id]);
    }
    expect(claims.size).toBeGreaterThan(40);
    for (const [element, steps] of claims) {
      if (passages.atoms.get(element)?.kind === 'gate') continue;
      const left = new Set(buildAttackGraph(without(WORLD, new Set([element])), unsettled).steps.map((step) => step.id));
      expect(
        steps.filter((id) => left.has(id)),
        element,
      ).toEqual([]);
    }
  });

  it('knows of every step what it goes through where its range names a link or a flow', () => {
    const named = new Set([...WORLD.links, ...WORLD.flows].map((one) => one.id));
    const silent = graph.steps.filter((step) => (step.id.split(':')[1] ?? '').split(',').some((id) => named.has(id)) && passages.groupsOf(step).length === 0);
    expect(silent.map((step) => step.id)).toEqual([]);
  });
});
