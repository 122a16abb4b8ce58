import { cheapest } from './cheapest.ts';
import type { Graph, Mode } from './graph.ts';
import { trimmed } from './improve.ts';
import { wayTo } from './way.ts';
import { WORLDS, wordOf } from './words.ts';

/** What no plan for one goal can do without. Node numbers, ascending; the goal itself is left out. Empty where the goal is not reached. */
export interface Unavoidable {
  readonly reached: boolean;
  readonly nodes: Int32Array;
}

export interface LandmarkOptions {
  readonly mode?: Mode;
  readonly status?: Uint8Array;
  /** Only these nodes are asked about: `(node) => true` of all when absent. */
  readonly among?: (node: number) => boolean;
}

/**
 * The exact unavoidable nodes (states and steps) of many goals at once: those without which the goal no longer holds.
 *
 * Whatever is unavoidable lies on every plan, so the nodes of any one plan of a goal are its only candidates. Each candidate is deleted in a
 * world of its own; 32 worlds share a word, and one sweep over the graph computes the closure of all 32, with bit-sliced counters for k of n.
 * A candidate that several goals have in common is deleted once for all of them. Cost: one shortest-plan search and
 * ceil(candidates / 32) sweeps. docs/design/attack-engine.md proves it exact.
 */
export function landmarks(graph: Graph, goals: Int32Array, options: LandmarkOptions = {}): readonly Unavoidable[] {
  const mode = options.mode ?? 'may';
  const status = options.status ?? graph.status;
  const found = cheapest(graph, { mode, status });
  const candidates = new Map<number, number>();
  const own: number[][] = [];
  for (const goal of goals) {
    const way = wayTo(graph, found, goal);
    const mine: number[] = [];
    if (way !== undefined) {
      for (const n of trimmed(graph, mode, goal, way, status).nodes) {
        if (n === goal || options.among?.(n) === false) continue;
        mine.push(n);
        if (!candidates.has(n)) candidates.set(n, candidates.size);
      }
    }
    own.push(mine);
  }
  const deleted = Int32Array.from(candidates.keys());
  // lost[g] collects, by candidate, whether goal g falls without it.
  const lost = Array.from(goals, () => new Uint8Array(deleted.length));
  const sweep = sweeper(graph, found.rank, found.order);
  for (let first = 0; first < deleted.length; first += WORLDS) {
    const batch = deleted.subarray(first, first + WORLDS);
    const alive = sweep(batch);
    for (let g = 0; g < goals.length; g += 1) {
      const word = alive[goals[g] as number] as number;
      const row = lost[g] as Uint8Array;
      for (let w = 0; w < batch.length; w += 1) if ((word & (1 << w)) === 0) row[first + w] = 1;
    }
  }
  return Array.from(goals, (goal, g) => ({
    reached: found.rank[goal] !== -1,
    nodes: Int32Array.from((own[g] as number[]).filter((n) => (lost[g] as Uint8Array)[candidates.get(n) as number] === 1)).sort(),
  }));
}

/**
 * Prepares the sweeps: the part of the graph that holds at all, with nodes renumbered in the order in which they came to hold, so that a
 * sweep runs through memory forwards. Returns the function from up to 32 deleted nodes to the words: bit w of a node is 1 where it still
 * holds in world w.
 */
function sweeper(graph: Graph, rank: Int32Array, order: Int32Array): (deleted: Int32Array) => Int32Array {
  const size = order.length;
  const { inStart, in: ins, outStart, out } = graph;
  const rowStart = new Int32Array(size + 1);
  const need = new Int32Array(size);
  let edges = 0;
  for (const n of order) edges += (inStart[n + 1] as number) - (inStart[n] as number);
  const row = new Int32Array(edges);
  edges = 0;
  for (let i = 0; i < size; i += 1) {
    const n = order[i] as number;
    need[i] = graph.need[n] as number;
    for (let e = inStart[n] as number; e < (inStart[n + 1] as number); e += 1) {
      const p = rank[ins[e] as number] as number;
      if (p !== -1) row[edges++] = p;
    }
    rowStart[i + 1] = edges;
  }
  const started = new Uint8Array(size);
  for (const n of graph.start) started[rank[n] as number] = 1;
  const alive = new Int32Array(size);
  const mask = new Int32Array(size).fill(-1);
  const words = new Int32Array(graph.nodes);
  const waiting = new Uint8Array(size);

  // The least fixpoint from below: a word only ever gains bits.
  const compute = (i: number): number => {
    const full = mask[i] as number;
    const k = need[i] as number;
    if (started[i] === 1 || k <= 0) return full;
    return wordOf(alive, row, rowStart[i] as number, rowStart[i + 1] as number, k) & full;
  };

  return (deleted) => {
    for (let w = 0; w < deleted.length; w += 1) {
      const i = rank[deleted[w] as number] as number;
      mask[i] = (mask[i] as number) & ~(1 << w);
    }
    alive.fill(0);
    const queue: number[] = [];
    for (let i = 0; i < size; i += 1) {
      const word = compute(i);
      alive[i] = word;
      if (word !== mask[i]) {
        queue.push(i);
        waiting[i] = 1;
      }
    }
    // Only what lies behind a deletion can still gain, by edges that run against the order.
    for (let head = 0; head < queue.length; head += 1) {
      const i = queue[head] as number;
      waiting[i] = 0;
      const word = compute(i);
      if (word === alive[i]) continue;
      alive[i] = word;
      const n = order[i] as number;
      for (let e = outStart[n] as number; e < (outStart[n + 1] as number); e += 1) {
        const j = rank[out[e] as number] as number;
        if (j !== -1 && waiting[j] === 0 && alive[j] !== mask[j]) {
          waiting[j] = 1;
          queue.push(j);
        }
      }
    }
    for (const n of deleted) mask[rank[n] as number] = -1;
    for (let i = 0; i < size; i += 1) words[order[i] as number] = alive[i] as number;
    return words;
  };
}
