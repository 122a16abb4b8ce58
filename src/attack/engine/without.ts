import { type Cheapest, cheapest } from './cheapest.ts';
import { floorOf, type Graph, type Mode } from './graph.ts';
import { LeastFirst } from './queue.ts';
import { chosenFor, totalOf } from './way.ts';

/** The nodes of a plan, and its total with shared nodes counted once. */
export interface Chosen {
  readonly nodes: ReadonlySet<number>;
  readonly total: number;
}

/**
 * The cheapest plans when some nodes are closed, for many such questions on one graph. Closing takes choices away, so a node whose own plan
 * holds none of the closed ones keeps its value; only the rest is searched anew, from the values at its rim (in the manner of Ramalingam and
 * Reps 1996). Values are those of a whole search; among plans of one value another may be chosen.
 */
export class CheapestWithout {
  readonly #graph: Graph;
  readonly #floor: number;
  readonly #base: Cheapest;
  readonly #starts: Uint8Array;
  readonly #queue: LeastFirst;
  /** Place in the local order of settling; -1 outside it. */
  readonly #rank: Int32Array;
  readonly #value: Float64Array;
  readonly #acc: Float64Array;
  readonly #left: Int32Array;
  readonly #affected: Uint8Array;
  readonly #rim: Uint8Array;

  constructor(graph: Graph, mode: Mode) {
    this.#graph = graph;
    this.#floor = floorOf(mode);
    this.#base = cheapest(graph, { mode });
    this.#starts = new Uint8Array(graph.nodes);
    for (const n of graph.start) this.#starts[n] = 1;
    this.#queue = new LeastFirst(graph.nodes);
    this.#rank = new Int32Array(graph.nodes).fill(-1);
    this.#value = new Float64Array(graph.nodes);
    this.#acc = new Float64Array(graph.nodes);
    this.#left = new Int32Array(graph.nodes);
    this.#affected = new Uint8Array(graph.nodes);
    this.#rim = new Uint8Array(graph.nodes);
  }

  /** The plan with nothing closed; `undefined` where there is none. */
  plan(goal: number): Chosen | undefined {
    return this.#base.rank[goal] === -1 ? undefined : this.#chosen(goal);
  }

  /** The plans of `goals` with `closed` closed, in order; `undefined` where there is none. */
  without(closed: Int32Array, goals: Int32Array): readonly (Chosen | undefined)[] {
    const affected = this.#spread(closed);
    const rim = this.#search(affected, closed, goals);
    const plans = Array.from(goals, (goal) => {
      const settled = this.#affected[goal] === 1 ? this.#rank[goal] !== -1 : this.#base.rank[goal] !== -1;
      return settled ? this.#chosen(goal) : undefined;
    });
    for (const n of affected) {
      this.#affected[n] = 0;
      this.#rank[n] = -1;
    }
    for (const n of rim) {
      this.#rim[n] = 0;
      this.#rank[n] = -1;
    }
    return plans;
  }

  #chosen(goal: number): Chosen {
    const nodes = chosenFor(this.#graph, goal, (n) => (this.#affected[n] === 1 ? this.#rank : this.#base.rank));
    return { nodes, total: totalOf(Int32Array.from(nodes), this.#graph.cost) };
  }

  /** The settled nodes whose own plan holds a closed one. */
  #spread(closed: Int32Array): readonly number[] {
    const { outStart, out } = this.#graph;
    const { rank } = this.#base;
    const found: number[] = [];
    const take = (n: number) => {
      if (this.#affected[n] === 1 || this.#starts[n] === 1 || rank[n] === -1) return;
      this.#affected[n] = 1;
      found.push(n);
    };
    closed.forEach(take);
    for (let head = 0; head < found.length; head += 1) {
      const u = found[head] as number;
      for (let e = outStart[u] as number; e < (outStart[u + 1] as number); e += 1) {
        const v = out[e] as number;
        if (this.#affected[v] === 0 && rank[v] !== -1 && this.#rests(v, rank[u] as number)) take(v);
      }
    }
    return found;
  }

  /** Whether the predecessor with this rank is among those that `v` chose. */
  #rests(v: number, rank: number): boolean {
    const { inStart, in: ins, need } = this.#graph;
    let room = need[v] as number;
    const end = inStart[v + 1] as number;
    for (let e = inStart[v] as number; room > 0 && e < end; e += 1) {
      const r = this.#base.rank[ins[e] as number] as number;
      if (r !== -1 && r < rank) room -= 1;
    }
    return room > 0;
  }

  #search(affected: readonly number[], closed: Int32Array, goals: Int32Array): readonly number[] {
    const { inStart, in: ins, outStart, out, need, cost, status } = this.#graph;
    const queue = this.#queue;
    queue.clear();
    const rim: number[] = [];
    const shut = new Set(closed);
    const wanted = new Set([...goals].filter((goal) => this.#affected[goal] === 1));
    for (const n of affected) {
      this.#left[n] = need[n] as number;
      this.#acc[n] = 0;
      if ((need[n] as number) <= 0 && !shut.has(n)) {
        this.#value[n] = cost[n] as number;
        queue.push(n, cost[n] as number);
      }
      for (let e = inStart[n] as number; e < (inStart[n + 1] as number); e += 1) {
        const p = ins[e] as number;
        if (this.#affected[p] === 1 || this.#rim[p] === 1 || this.#base.rank[p] === -1) continue;
        this.#rim[p] = 1;
        rim.push(p);
        this.#value[p] = this.#base.value[p] as number;
        queue.push(p, this.#value[p] as number);
      }
    }
    let place = 0;
    while (queue.size > 0 && wanted.size > 0) {
      const u = queue.pop();
      this.#rank[u] = place++;
      wanted.delete(u);
      const v = this.#value[u] as number;
      for (let e = outStart[u] as number; e < (outStart[u + 1] as number); e += 1) {
        const w = out[e] as number;
        if (this.#affected[w] === 0 || (this.#left[w] as number) <= 0) continue;
        this.#acc[w] = (this.#acc[w] as number) + v;
        const now = (this.#left[w] as number) - 1;
        this.#left[w] = now;
        if (now > 0 || (status[w] as number) < this.#floor || shut.has(w)) continue;
        this.#value[w] = (cost[w] as number) + (this.#acc[w] as number);
        queue.push(w, this.#value[w] as number);
      }
    }
    return rim;
  }
}
