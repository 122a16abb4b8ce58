import { cheapest } from './cheapest.ts';
import { closure } from './closure.ts';
import { CLOSED, type Graph } from './graph.ts';
import { type Bundle, cheapestCover, type Row } from './hitting.ts';
import { trimmed } from './improve.ts';
import { wayTo } from './way.ts';

/** What can be done against steps: each element at its cost, in whole numbers of 1 or more; a step closes once all elements of one of its bundles are done. */
export interface Means {
  readonly cost: readonly number[];
  /** By step node. Nodes that nothing closes are absent. */
  readonly bundles: ReadonlyMap<number, readonly Bundle[]>;
}

export interface Cut {
  /** Ascending. Done, they leave no way to any goal but those of `beyond`. */
  readonly elements: readonly number[];
  readonly cost: number;
  /** No set that does so costs less. Equal to `cost`: this one is the cheapest. */
  readonly lower: number;
  /** Goals (state nodes) that stay reachable with everything done. */
  readonly beyond: readonly number[];
  readonly rounds: number;
  /** Ways that the bound rests on: whatever cuts must stop each of them. */
  readonly ways: number;
}

export interface CutOptions {
  /** Rounds of search at most; past them the best cut found is given, with the bound that was reached. */
  readonly rounds?: number;
  /** Rows to be covered besides those of the graph's own ways. */
  readonly also?: readonly Row[];
}

/**
 * The cheapest elements that, done, leave none of the goals reachable in the may graph. By implicit hitting sets: whatever cuts must close a step of every way, so the cheapest
 * set that stops all ways known so far costs no more than the cheapest cut; where it leaves a way, that way is one more to stop, and where it leaves none it is the
 * cheapest cut. Ways are found as they are needed (there can be exponentially many), each with few steps that can be closed, since those say most. Each round also completes
 * its set to a cut, so that there is an answer, with its distance from the bound, whenever the search is cut short.
 */
export function cheapestCut(graph: Graph, goals: Int32Array, means: Means, { rounds = 400, also = [] }: CutOptions = {}): Cut {
  const everything = new Set(means.cost.keys());
  const reached = closure(graph, 'may').held;
  const standing = closure(graph, 'may', undefined, statusAfter(graph, means, everything)).held;
  const beyond = [...goals].filter((goal) => reached[goal] === 1 && standing[goal] === 1);
  const targets = goals.filter((goal) => reached[goal] === 1 && standing[goal] === 0);
  const searched = { ...graph, cost: closable(graph, means) };
  const rows: Row[] = [...also];

  const wayUnder = (done: ReadonlySet<number>): Row | undefined => {
    const status = statusAfter(graph, means, done);
    const found = cheapest(searched, { mode: 'may', status, until: targets });
    for (const goal of targets) {
      const way = wayTo(searched, found, goal);
      if (way === undefined) continue;
      // A way with nothing to spare: what it could do without, a cut need not look at.
      const { nodes } = trimmed(searched, 'may', goal, way, status);
      return [...nodes].flatMap((n) => means.bundles.get(n) ?? []);
    }
    return undefined;
  };
  const priceOf = (elements: Iterable<number>): number => [...elements].reduce((total, element) => total + (means.cost[element] as number), 0);

  let best: { elements: readonly number[]; cost: number } | undefined;
  let lower = 0;
  let round = 0;
  for (; round < rounds; round += 1) {
    const cover = cheapestCover({ cost: means.cost, rows });
    // Every row has a bundle: a way that nothing closes would stand with everything done, and its goal is not among the targets.
    if (cover === undefined) break;
    lower = Math.max(lower, cover.lower);
    const done = new Set(cover.elements);
    let left = wayUnder(done);
    if (left === undefined && (best === undefined || cover.cost < best.cost)) best = { elements: cover.elements, cost: cover.cost };
    if (best !== undefined && best.cost <= lower) break;
    while (left !== undefined) {
      rows.push(left);
      for (const element of cheapestBundle(left, done, means.cost)) done.add(element);
      left = wayUnder(done);
    }
    const kept = needed(done, means.cost, (set) => {
      if (!also.every((row) => row.some((bundle) => bundle.every((element) => set.has(element))))) return false;
      const { held } = closure(graph, 'may', undefined, statusAfter(graph, means, set));
      return targets.every((goal) => held[goal] === 0);
    });
    if (best === undefined || priceOf(kept) < best.cost) best = { elements: kept, cost: priceOf(kept) };
    if (best.cost <= lower) break;
  }
  const { elements, cost } = best ?? { elements: [], cost: 0 };
  return { elements: elements.toSorted((a, b) => a - b), cost, lower: Math.min(lower, cost), beyond, rounds: round, ways: rows.length };
}

/** The graph's statuses with exactly these elements done. */
function statusAfter(graph: Graph, means: Means, done: ReadonlySet<number>): Uint8Array {
  const status = graph.status.slice();
  if (done.size === 0) return status;
  for (const [n, bundles] of means.bundles) if (bundles.some((bundle) => bundle.every((element) => done.has(element)))) status[n] = CLOSED;
  return status;
}

/** A step costs what it can be closed by: the cheapest way is then the one that says most of a cut. */
function closable(graph: Graph, means: Means): Float64Array {
  const cost = new Float64Array(graph.nodes);
  for (const [n, bundles] of means.bundles) cost[n] = bundles.length;
  return cost;
}

function cheapestBundle(row: Row, done: ReadonlySet<number>, cost: readonly number[]): Bundle {
  let best: Bundle = [];
  let least = Number.POSITIVE_INFINITY;
  for (const bundle of row) {
    const price = bundle.reduce((total, element) => total + (done.has(element) ? 0 : (cost[element] as number)), 0);
    if (price < least) {
      best = bundle;
      least = price;
    }
  }
  return best;
}

/** Drops, dearest first, every element without which the set still cuts. */
function needed(elements: Iterable<number>, cost: readonly number[], cuts: (set: ReadonlySet<number>) => boolean): readonly number[] {
  const kept = new Set(elements);
  for (const element of [...kept].sort((a, b) => (cost[b] as number) - (cost[a] as number) || b - a)) {
    kept.delete(element);
    if (!cuts(kept)) kept.add(element);
  }
  return [...kept];
}
