import { describe, expect, it } from 'vitest';
import { WORLD } from '../../attack/build/world.fixture.ts';
import { reach } from '../../attack/engine/closure.ts';
import { CLOSED } from '../../attack/engine/graph.ts';
import { cheapestTotals } from '../../attack/engine/plan.ts';
import { Refused } from '../../core/index.ts';
import { anyVerdict, HOUSE, judged } from './attacked.fixture.ts';
import { linksBetweenLayers } from './links.ts';
import { passagesOf } from './passages.ts';
import { reachView, startingFrom, strongestStates } from './view.ts';

describe('linksBetweenLayers', () => {
  it.each([3, 11])('says of each link what the graph without its steps says (verdicts %i)', (seed) => {
    const attacked = judged(WORLD, anyVerdict(seed));
    const view = reachView(attacked);
    const passages = passagesOf(attacked.map, attacked.graph);
    const compiled = startingFrom(view, strongestStates(attacked, 'idp'));
    const before = reach(compiled);
    const links = linksBetweenLayers(view, { from: 'idp' }).filter((one) => one.kind !== 'network');
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) {
      const status = compiled.graph.status.slice();
      attacked.graph.steps.forEach((step, i) => {
        if (passages.groupsOf(step).some((group) => group.length === 1 && group[0] === link.id)) status[compiled.states + i] = CLOSED;
      });
      const after = reach(compiled, compiled.goals, status);
      const names = attacked.graph.goals.map((goal) => goal.state);
      const may = (verdict: string | undefined) => verdict === 'proven-reachable' || verdict === 'undecided';
      expect(link.closes).toEqual(names.filter((_, g) => may(before[g]) && !may(after[g])));
      expect(link.unproves).toEqual(names.filter((_, g) => before[g] === 'proven-reachable' && after[g] !== 'proven-reachable'));
      const priced = cheapestTotals({ ...compiled.graph, status }, compiled.goals);
      for (const dear of link.dearer) expect(dear.after).toBeGreaterThanOrEqual((priced[names.indexOf(dear.goal)] ?? 0) - 1e-9);
    }
  });

  it('names layers that meet, the weightiest first, and a network as one', () => {
    const links = linksBetweenLayers(reachView(judged(HOUSE, () => 'unproven')));
    expect(links.map((one) => one.id)).toContain('lan');
    expect(links.find((one) => one.id === 'dev-console')?.layers).toEqual(['development', 'operations']);
    expect(links.every((one) => one.layers.length > 1)).toBe(true);
    const weights = links.map((one) => one.weight);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
  });

  it('refuses a part that the map does not have', () => {
    expect(() => linksBetweenLayers(reachView(judged(HOUSE, () => 'unproven')), { from: 'attic' })).toThrow(Refused);
  });
});
