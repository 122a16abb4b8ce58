/** Step and node statuses as bytes. A node counts in the may graph from `UNDECIDED` up, in the must graph at `OPEN` alone. */
export const CLOSED = 0;
export const UNDECIDED = 1;
export const OPEN = 2;

/** `may`: what is not settled counts as open. `must`: what is not settled counts as closed. */
export type Mode = 'may' | 'must';

/** The least status byte that counts as passable in `mode`. */
export function floorOf(mode: Mode): number {
  return mode === 'may' ? UNDECIDED : OPEN;
}

/**
 * A threshold graph: a node holds once `need` of its predecessors hold (1: OR, in-degree: AND, between: k of n) and its status lets it.
 * Everything the engine computes is computed on this one shape; attack states are nodes with need 1 and no cost, attack steps are nodes with
 * a cost. Adjacency is compressed sparse rows: the successors of `n` are `out[outStart[n]]` up to but excluding `out[outStart[n + 1]]`.
 * Parallel edges count as often as they stand, so a builder that wants k *distinct* predecessors gives each once.
 */
export interface Graph {
  readonly nodes: number;
  readonly outStart: Int32Array;
  readonly out: Int32Array;
  readonly inStart: Int32Array;
  readonly in: Int32Array;
  readonly need: Int32Array;
  /** 0 or more, finite. */
  readonly cost: Float64Array;
  /** `CLOSED`, `UNDECIDED` or `OPEN`, one a node. */
  readonly status: Uint8Array;
  /** Nodes held at the start, each once. */
  readonly start: Int32Array;
  /** Nodes that need nothing, and so hold wherever their status lets them. */
  readonly free: Int32Array;
}

export interface GraphArrays {
  readonly nodes: number;
  /** Edge `e` runs from node `from[e]` to node `to[e]`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** All 1 (plain reachability) when absent. */
  readonly need?: Int32Array;
  /** All 0 when absent. */
  readonly cost?: Float64Array;
  /** All open when absent. */
  readonly status?: Uint8Array;
  readonly start: Int32Array;
}

/** Builds both directions of adjacency by counting sort: linear in nodes and edges. Trusts its input: indices must lie in range. */
export function fromArrays(arrays: GraphArrays): Graph {
  const { nodes, from, to } = arrays;
  const need = arrays.need ?? new Int32Array(nodes).fill(1);
  const forward = rows(nodes, from, to);
  const backward = rows(nodes, to, from);
  const free: number[] = [];
  for (let n = 0; n < nodes; n += 1) if ((need[n] as number) <= 0) free.push(n);
  return {
    nodes,
    outStart: forward.starts,
    out: forward.ends,
    inStart: backward.starts,
    in: backward.ends,
    need,
    cost: arrays.cost ?? new Float64Array(nodes),
    status: arrays.status ?? new Uint8Array(nodes).fill(OPEN),
    start: arrays.start,
    free: Int32Array.from(free),
  };
}

function rows(nodes: number, near: Int32Array, far: Int32Array): { starts: Int32Array; ends: Int32Array } {
  const edges = near.length;
  const starts = new Int32Array(nodes + 1);
  for (let e = 0; e < edges; e += 1) {
    const n = near[e] as number;
    starts[n] = (starts[n] as number) + 1;
  }
  let sum = 0;
  for (let n = 0; n <= nodes; n += 1) {
    sum += starts[n] as number;
    starts[n] = sum;
  }
  // Filled from the back, so that each row's start ends up where the row begins and edges keep their given order.
  const ends = new Int32Array(edges);
  for (let e = edges - 1; e >= 0; e -= 1) {
    const n = near[e] as number;
    const at = (starts[n] as number) - 1;
    starts[n] = at;
    ends[at] = far[e] as number;
  }
  return { starts, ends };
}
