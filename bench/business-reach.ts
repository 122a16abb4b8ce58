import type { Attacked } from '../src/assurance/attacks/attacked.ts';
import { positionOf } from '../src/assurance/position.ts';
import { blast } from '../src/attack/explain/index.ts';
import { attackGraphOf } from '../src/attack/fleet/index.ts';
import { fallsOf, foundationsOf, interfaceMatrix, linksBetweenLayers, type ReachView, reachFrom, reachView } from '../src/business/reach/index.ts';
import { Instant } from '../src/core/index.ts';
import { type BenchResult, MACHINE, measured } from './result.ts';
import { copiedService } from './service-copies.ts';

/** Parts of which what falls with each is worked out one by one, from scratch, to compare with all of them at once. */
const ONE_BY_ONE = 12;

/** What the page of the office asks: on the example service, and on copies of it that share one Internet. */
export async function run(): Promise<BenchResult[]> {
  return [...asked(attackedOf(1), { every: 5, promise: 1000 }), ...asked(attackedOf(2000), { every: 1, promise: 5000 })];
}

function attackedOf(parts: number): Attacked {
  const map = copiedService(parts);
  const at = Instant.parse('2026-11-01T00:00:00Z');
  const position = positionOf({ map, evidence: [], exclusions: new Map(), at });
  return { at, head: { size: 0, root: '', origin: 'bench' }, map, position, graph: attackGraphOf(map, position.stateOf) };
}

function asked(attacked: Attacked, { every, promise }: { readonly every: number; readonly promise: number }): BenchResult[] {
  const { map, graph } = attacked;
  const input = `${map.parts.length} parts, ${graph.states.length} states, ${graph.steps.length} steps, ${graph.goals.length} critical targets, no evidence`;
  const row = (figure: string, work: () => unknown, more: Partial<BenchResult> = {}): BenchResult => {
    const { ms } = measured(every, work);
    return { bench: 'business-reach', figure, value: ms, unit: 'ms', input, runs: every, machine: MACHINE, ...more };
  };
  let view: ReachView = reachView(attacked);
  const compiled = row('the graph compiled, for all of them', () => {
    view = reachView(attacked);
  });
  const falls = fallsOf(view);
  const all = row(`what falls with each of ${falls.length} systems of business and development`, () => fallsOf(view), { budget: { most: promise } });
  const some = falls.slice(0, ONE_BY_ONE);
  const { ms } = measured(1, () => some.map((fall) => [blast(graph, fall.states, 'must'), blast(graph, fall.states, 'may')]));
  const naive = (ms / some.length) * falls.length;
  return [
    compiled,
    { ...all, against: { what: `each by itself and from scratch, reckoned from ${some.length}`, value: naive, ratio: naive / all.value } },
    row('the ways from the wiki to the firmware, and what cuts them', () => reachFrom(view, { from: ['wiki'], to: ['firmware'] })),
    row('the matrix of interfaces', () => interfaceMatrix(view)),
    row('every link between layers taken away in turn', () => linksBetweenLayers(view)),
    row('what controls rest on', () => foundationsOf(view)),
  ];
}
