import { closure } from './closure.ts';
import { CLOSED, floorOf, type Graph, type Mode } from './graph.ts';

/**
 * A closure that follows changes of status and of what has fallen, without starting anew. Each holding node has a stamp later than the
 * stamps of enough of its predecessors, so no cycle can hold itself up. Opening a node only adds; closing one first withdraws whatever no
 * longer has enough earlier predecessors, then puts back what the rest still supports, with new stamps. Cost follows what changes, not
 * the graph (after Even and Shiloach 1981, and delete-and-rederive, Gupta, Mumick and Subrahmanian 1993).
 */
export class LiveClosure {
  readonly #graph: Graph;
  readonly #floor: number;
  readonly #status: Uint8Array;
  readonly #need: Int32Array;
  /** 0 where the node does not hold. */
  readonly #stamp: Float64Array;
  readonly #fallen: Uint8Array;
  #clock: number;

  constructor(graph: Graph, mode: Mode, status: Uint8Array = graph.status) {
    this.#graph = graph;
    this.#floor = floorOf(mode);
    this.#status = status.slice();
    this.#need = graph.need.slice();
    this.#fallen = new Uint8Array(graph.nodes);
    for (const n of graph.start) this.#fallen[n] = 1;
    this.#stamp = new Float64Array(graph.nodes);
    const { order } = closure(graph, mode, undefined, status);
    this.#clock = order.length;
    for (let i = 0; i < order.length; i += 1) this.#stamp[order[i] as number] = i + 1;
  }

  holds(node: number): boolean {
    return this.#stamp[node] !== 0;
  }

  status(node: number): number {
    return this.#status[node] as number;
  }

  /** Gives each node its status; nodes and statuses run in step. */
  setStatus(nodes: Int32Array, statuses: Uint8Array): void {
    const lost: number[] = [];
    const gained: number[] = [];
    for (let i = 0; i < nodes.length; i += 1) {
      const n = nodes[i] as number;
      const before = (this.#status[n] as number) >= this.#floor;
      const after = (statuses[i] as number) >= this.#floor;
      this.#status[n] = statuses[i] as number;
      if (before && !after) lost.push(n);
      else if (!before && after) gained.push(n);
    }
    this.#withdraw(lost);
    this.#add(gained);
  }

  need(node: number): number {
    return this.#need[node] as number;
  }

  /** How many predecessors the node needs from now on. */
  setNeed(node: number, need: number): void {
    const before = this.#need[node] as number;
    this.#need[node] = need;
    if (need > before) this.#withdraw([node]);
    else if (need < before) this.#add([node]);
  }

  /** Closes the nodes, and gives back their statuses so that `setStatus` can undo it. */
  close(nodes: Int32Array): Uint8Array {
    const before = Uint8Array.from(nodes, (n) => this.#status[n] as number);
    this.setStatus(nodes, new Uint8Array(nodes.length).fill(CLOSED));
    return before;
  }

  /** Counts the nodes as held at the start too. */
  fall(nodes: Int32Array): void {
    for (const n of nodes) this.#fallen[n] = 1;
    this.#add([...nodes]);
  }

  /** Takes back `fall`. States that the graph itself starts with stay. */
  restore(nodes: Int32Array): void {
    const own = new Set(this.#graph.start);
    const lost = [...nodes].filter((n) => !own.has(n));
    for (const n of lost) this.#fallen[n] = 0;
    this.#withdraw(lost);
  }

  /** Whether the node may hold now, looking at predecessors stamped before `limit` only. */
  #supported(n: number, limit: number): boolean {
    if (this.#fallen[n] === 1) return true;
    if ((this.#status[n] as number) < this.#floor) return false;
    const { inStart, in: ins } = this.#graph;
    let wanting = this.#need[n] as number;
    const end = inStart[n + 1] as number;
    for (let e = inStart[n] as number; wanting > 0 && e < end; e += 1) {
      const stamp = this.#stamp[ins[e] as number] as number;
      if (stamp !== 0 && stamp < limit) wanting -= 1;
    }
    return wanting <= 0;
  }

  #withdraw(suspects: readonly number[]): void {
    const { outStart, out } = this.#graph;
    const gone: number[] = [];
    const queue = [...suspects];
    for (let head = 0; head < queue.length; head += 1) {
      const n = queue[head] as number;
      const stamp = this.#stamp[n] as number;
      if (stamp === 0 || this.#supported(n, stamp)) continue;
      this.#stamp[n] = 0;
      gone.push(n);
      for (let e = outStart[n] as number; e < (outStart[n + 1] as number); e += 1) {
        const v = out[e] as number;
        // A predecessor stamped later than the node was never what held it.
        if ((this.#stamp[v] as number) > stamp) queue.push(v);
      }
    }
    this.#add(gone);
  }

  #add(candidates: readonly number[]): void {
    const { outStart, out } = this.#graph;
    const queue = [...candidates];
    for (let head = 0; head < queue.length; head += 1) {
      const n = queue[head] as number;
      if (this.#stamp[n] !== 0 || !this.#supported(n, Number.POSITIVE_INFINITY)) continue;
      this.#clock += 1;
      this.#stamp[n] = this.#clock;
      for (let e = outStart[n] as number; e < (outStart[n + 1] as number); e += 1) {
        const v = out[e] as number;
        if (this.#stamp[v] === 0) queue.push(v);
      }
    }
  }
}
