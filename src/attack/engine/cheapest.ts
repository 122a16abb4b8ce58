import { floorOf, type Graph, type Mode } from './graph.ts';
import { LeastFirst } from './queue.ts';

export interface CheapestOptions {
  readonly mode: Mode;
  /** Stands in for the graph's statuses. */
  readonly status?: Uint8Array;
  /** Stands in for the graph's costs. */
  readonly cost?: Float64Array;
  /**
   * `sum` (default): a node costs its own effort and the sum of its `need` cheapest predecessors. Where plans share sub-plans this counts
   * them more than once, so the value is an upper bound. `max`: its own effort and the `need`-th cheapest predecessor alone: a lower bound.
   */
  readonly combine?: 'sum' | 'max';
  /** Stops once all of these are settled. */
  readonly until?: Int32Array;
  /** Values of this or more are not followed. */
  readonly below?: number;
}

/** What Knuth's search settled: `value` is Infinity and `rank` -1 where nothing was. */
export interface Cheapest {
  readonly value: Float64Array;
  /** Place in the order of settling: a node's chosen predecessors are its `need` lowest ranks, all lower than its own. */
  readonly rank: Int32Array;
  readonly order: Int32Array;
}

/**
 * Knuth's generalisation of Dijkstra's algorithm (Knuth 1977) on a threshold graph. Sum, max, min and k-th smallest are monotone and never
 * fall below what they combine, so nodes are settled in order of value; the first `need` settled predecessors of a node are its cheapest,
 * and each node enters the queue once. O(E + V log V).
 */
export function cheapest(graph: Graph, options: CheapestOptions): Cheapest {
  const { nodes, outStart, out } = graph;
  const status = options.status ?? graph.status;
  const cost = options.cost ?? graph.cost;
  const sum = options.combine !== 'max';
  const below = options.below ?? Number.POSITIVE_INFINITY;
  const floor = floorOf(options.mode);
  const left = Int32Array.from(graph.need);
  const value = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
  const acc = new Float64Array(nodes);
  const rank = new Int32Array(nodes).fill(-1);
  const order = new Int32Array(nodes);
  const queue = new LeastFirst(nodes);
  const wanted = options.until === undefined ? undefined : new Uint8Array(nodes);
  let missing = 0;
  for (const goal of options.until ?? []) {
    if (wanted?.[goal] === 0) {
      wanted[goal] = 1;
      missing += 1;
    }
  }
  let tail = 0;
  let head = 0;
  for (let i = 0; i < graph.start.length; i += 1) {
    const n = graph.start[i] as number;
    if (rank[n] !== -1) continue;
    left[n] = 0;
    value[n] = 0;
    rank[n] = tail;
    order[tail++] = n;
  }
  for (let i = 0; i < graph.free.length; i += 1) {
    const n = graph.free[i] as number;
    if (rank[n] !== -1 || (status[n] as number) < floor) continue;
    left[n] = 0;
    value[n] = cost[n] as number;
    if ((value[n] as number) < below) queue.push(n, value[n] as number);
  }
  for (;;) {
    // Nodes of the present value: settled without the queue, in order of arrival.
    while (head < tail) {
      const u = order[head++] as number;
      if (wanted !== undefined && wanted[u] === 1 && --missing === 0) return { value, rank, order: order.subarray(0, tail) };
      const v = value[u] as number;
      const end = outStart[u + 1] as number;
      for (let e = outStart[u] as number; e < end; e += 1) {
        const w = out[e] as number;
        const now = left[w] as number;
        if (now <= 0) continue;
        left[w] = now - 1;
        if (sum) acc[w] = (acc[w] as number) + v;
        if (now !== 1 || (status[w] as number) < floor) continue;
        const total = (cost[w] as number) + (sum ? (acc[w] as number) : v);
        if (total === v) {
          value[w] = v;
          rank[w] = tail;
          order[tail++] = w;
        } else if (total < below) {
          value[w] = total;
          queue.push(w, total);
        }
      }
    }
    if (queue.size === 0) break;
    const n = queue.pop();
    rank[n] = tail;
    order[tail++] = n;
  }
  return { value, rank, order: order.subarray(0, tail) };
}
