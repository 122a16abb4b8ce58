import type { Reach } from '../model.ts';
import type { Compiled } from './compile.ts';
import { floorOf, type Graph, type Mode, OPEN } from './graph.ts';

export interface Closure {
  /** 1 where the node holds. */
  readonly held: Uint8Array;
  /** The nodes that hold, in an order in which each follows enough of its predecessors. */
  readonly order: Int32Array;
}

/**
 * The least fixpoint: everything that holds, given the start and `extra` (nodes that have fallen besides). Linear in nodes and edges: a
 * counter per node, one decrement per edge. `status` stands in for the graph's own when a what-if changes it.
 */
export function closure(graph: Graph, mode: Mode, extra: Int32Array = new Int32Array(0), status: Uint8Array = graph.status): Closure {
  const { nodes, outStart, out, need } = graph;
  const floor = floorOf(mode);
  const held = new Uint8Array(nodes);
  const order = new Int32Array(nodes);
  let tail = 0;
  // Counters in bytes stay in the processor's cache where 32-bit ones do not; a graph with a need over 255 takes the wide form.
  const left = fitsByte(need) ? Uint8Array.from(need) : Int32Array.from(need);
  for (const first of [graph.start, extra]) {
    for (let i = 0; i < first.length; i += 1) {
      const n = first[i] as number;
      if (held[n] === 0) {
        held[n] = 1;
        order[tail++] = n;
      }
    }
  }
  for (let i = 0; i < graph.free.length; i += 1) {
    const n = graph.free[i] as number;
    if (held[n] === 0 && (status[n] as number) >= floor) {
      held[n] = 1;
      order[tail++] = n;
    }
  }
  for (let head = 0; head < tail; head += 1) {
    const u = order[head] as number;
    const end = outStart[u + 1] as number;
    for (let e = outStart[u] as number; e < end; e += 1) {
      const v = out[e] as number;
      const now = left[v] as number;
      if (now === 0) continue;
      left[v] = now - 1;
      if (now === 1 && held[v] === 0 && (status[v] as number) >= floor) {
        held[v] = 1;
        order[tail++] = v;
      }
    }
  }
  return { held, order: order.subarray(0, tail) };
}

function fitsByte(need: Int32Array): boolean {
  for (let n = 0; n < need.length; n += 1) if ((need[n] as number) > 255) return false;
  return true;
}

/** What would hold if every step were open, whatever evidence says: what the steps know a way to at all. */
export function thinkable(graph: Graph, extra?: Int32Array): Uint8Array {
  return closure(graph, 'must', extra, new Uint8Array(graph.nodes).fill(OPEN)).held;
}

/** The goals that no step known leads to, even with every step open. No evidence closes them, so they are never called closed. */
export function unthinkable(compiled: Compiled, goals: Int32Array = compiled.goals): Int32Array {
  const held = thinkable(compiled.graph);
  return goals.filter((goal) => held[goal] === 0);
}

/** The answer for each goal, in order. Two closures for all of them, and a third where the may graph does not hold one. */
export function reach(compiled: Compiled, goals: Int32Array = compiled.goals, status: Uint8Array = compiled.graph.status): readonly Reach[] {
  const must = closure(compiled.graph, 'must', undefined, status).held;
  const may = closure(compiled.graph, 'may', undefined, status).held;
  const known = goals.every((goal) => may[goal] === 1) ? may : thinkable(compiled.graph);
  return Array.from(goals, (goal) => verdictOf(must[goal] === 1, may[goal] === 1, known[goal] === 1));
}

/** What the closures say of one state: by proven-open steps, by those not closed, by all. */
export function verdictOf(must: boolean, may: boolean, known: boolean): Reach {
  if (must) return 'proven-reachable';
  if (may) return 'undecided';
  return known ? 'proven-closed' : 'no-way-known';
}
