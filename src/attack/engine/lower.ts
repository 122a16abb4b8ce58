import { cheapest } from './cheapest.ts';
import { floorOf, type Graph, type Mode } from './graph.ts';
import { NOISE } from './improve.ts';

/**
 * A lower bound on what any plan for `goal` costs, shared sub-plans counted once: landmark cuts (Helmert and Domshlak 2009), carried over to
 * k of n. Each round finds a set of steps of which every plan must take one, takes the least of their remaining costs off all of them and
 * adds it to the bound; as the costs taken are disjoint, the sum is a bound. Stops when the bound reaches `enough`, when the goal is free,
 * or after `rounds`; stopped at any round it is valid. Infinity where the goal cannot be reached.
 *
 * Why the cut is sound for k of n: of a step that needs k of n states, any k of them include one of the n - k + 1 dearest. Edges from only
 * those to the step therefore leave, in every plan, a path from the start to the goal; so every plan crosses any cut of these edges.
 */
export function lowerBound(graph: Graph, mode: Mode, goal: number, enough: number, status: Uint8Array = graph.status, rounds = 60): number {
  const cost = graph.cost.slice();
  let bound = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const found = cheapest(graph, { mode, status, cost, combine: 'max', until: Int32Array.of(goal) });
    const rest = found.value[goal] as number;
    if (rest === Number.POSITIVE_INFINITY) return rest;
    // The dearest chain alone is a bound too, and ends the matter at once where nothing is shared and nothing is joined.
    if (rest <= NOISE || bound + rest >= enough - NOISE || round === rounds) return bound + rest;
    const cut = cutAt(graph, mode, goal, cost, status, found.value, rest);
    let least = Number.POSITIVE_INFINITY;
    for (const n of cut) least = Math.min(least, cost[n] as number);
    if (!(least > 0) || least === Number.POSITIVE_INFINITY) return bound + rest;
    for (const n of cut) {
      const remains = (cost[n] as number) - least;
      cost[n] = remains < NOISE ? 0 : remains;
    }
    bound += least;
  }
  return bound;
}

/** Costly nodes that lead into the zone from which the goal follows at no cost, and that can hold without it. */
function cutAt(graph: Graph, mode: Mode, goal: number, cost: Float64Array, status: Uint8Array, value: Float64Array, rest: number): number[] {
  const floor = floorOf(mode);
  // The search stopped at the goal's value: nodes not settled by then are at least as dear, and only their being so matters.
  const at = (n: number): number => Math.min(value[n] as number, rest);
  const zone = new Set([goal]);
  const entries = new Set<number>();
  const stack = [goal];
  const starts = new Set(graph.start);
  while (stack.length > 0) {
    const n = stack.pop() as number;
    for (const p of dearest(graph, n, at)) {
      if (zone.has(p) || entries.has(p) || (status[p] as number) < floor) continue;
      // A costly node that could hold the zone's node: it stays outside, as the edge that the cut may cross.
      if ((cost[p] as number) > 0 && !starts.has(p)) {
        entries.add(p);
        continue;
      }
      zone.add(p);
      stack.push(p);
    }
  }
  return [...entries];
}

/** Of the predecessors of `n` that could be used, so many of the dearest that every choice of `need` includes one of them. */
function dearest(graph: Graph, n: number, at: (p: number) => number): number[] {
  const sources: number[] = [];
  for (let e = graph.inStart[n] as number; e < (graph.inStart[n + 1] as number); e += 1) sources.push(graph.in[e] as number);
  const need = graph.need[n] as number;
  if (need <= 1) return sources;
  sources.sort((a, b) => at(b) - at(a) || a - b);
  return sources.slice(0, sources.length - need + 1);
}
