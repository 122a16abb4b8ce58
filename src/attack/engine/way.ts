import type { Cheapest } from './cheapest.ts';
import { floorOf, type Graph, type Mode } from './graph.ts';

/** A plan in node numbers: every node it makes hold, in an order in which each follows enough of its predecessors; starts included. */
export interface Way {
  readonly nodes: Int32Array;
  /** The sum of the costs of its nodes, each counted once. */
  readonly total: number;
}

/**
 * The plan behind a settled goal, as a DAG: each node is there once however often it is used. `undefined` where the goal was not settled.
 * `cost` is what the plan really costs, which may differ from what the search was told.
 */
export function wayTo(graph: Graph, found: Cheapest, goal: number, cost: Float64Array = graph.cost): Way | undefined {
  const { rank } = found;
  if (rank[goal] === -1) return undefined;
  const chosen = chosenFor(graph, goal, () => rank);
  const nodes = Int32Array.from(chosen).sort((a, b) => (rank[a] as number) - (rank[b] as number));
  return { nodes, total: totalOf(nodes, cost) };
}

/** The nodes that `goal` rests on when each takes its `need` predecessors of lowest rank; which ranks count is asked for each node. */
export function chosenFor(graph: Graph, goal: number, ranks: (node: number) => Int32Array): Set<number> {
  const chosen = new Set<number>([goal]);
  const stack = [goal];
  const starts = new Set(graph.start);
  while (stack.length > 0) {
    const n = stack.pop() as number;
    const need = graph.need[n] as number;
    if (starts.has(n) || need <= 0) continue;
    const rank = ranks(n);
    const settled: number[] = [];
    const end = graph.inStart[n + 1] as number;
    for (let e = graph.inStart[n] as number; e < end; e += 1) if (rank[graph.in[e] as number] !== -1) settled.push(graph.in[e] as number);
    settled.sort((a, b) => (rank[a] as number) - (rank[b] as number));
    for (const p of settled.slice(0, need)) {
      if (chosen.has(p)) continue;
      chosen.add(p);
      stack.push(p);
    }
  }
  return chosen;
}

/** Summed in node order, so that equal sets have equal totals to the last bit. */
export function totalOf(nodes: Int32Array, cost: Float64Array): number {
  let total = 0;
  for (const n of nodes.slice().sort()) total += cost[n] as number;
  return total;
}

/**
 * The nodes of `allowed`, in a replayable order, as far as they can hold with nothing but one another; `undefined` where `goal` is not among
 * them. Looks at the edges of `allowed` only, so it is cheap on a large graph.
 */
export function replayWithin(graph: Graph, mode: Mode, allowed: readonly number[], goal: number, status: Uint8Array): Int32Array | undefined {
  const floor = floorOf(mode);
  const among = new Set(allowed);
  const starts = new Set(graph.start);
  const left = new Map<number, number>();
  const order: number[] = [];
  for (const n of among) {
    if (starts.has(n) || ((graph.need[n] as number) <= 0 && (status[n] as number) >= floor)) order.push(n);
  }
  const done = new Set(order);
  for (let head = 0; head < order.length; head += 1) {
    const u = order[head] as number;
    for (let e = graph.outStart[u] as number; e < (graph.outStart[u + 1] as number); e += 1) {
      const v = graph.out[e] as number;
      if (!among.has(v) || done.has(v)) continue;
      const now = (left.get(v) ?? (graph.need[v] as number)) - 1;
      left.set(v, now);
      if (now === 0 && (status[v] as number) >= floor) {
        done.add(v);
        order.push(v);
      }
    }
  }
  return done.has(goal) ? Int32Array.from(order) : undefined;
}
