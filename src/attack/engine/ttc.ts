import { cheapest } from './cheapest.ts';
import { closure } from './closure.ts';
import { fromArrays, type Graph, type Mode } from './graph.ts';
import { classOf, factors } from './spread.ts';

export interface TimeOptions {
  readonly mode: Mode;
  /** 1 or more. */
  readonly samples: number;
  /** Any whole number; the same seed gives the same times, to the last bit. */
  readonly seed: number;
}

/**
 * Times to compromise, in days, by sampling: for each goal the times of all samples, ascending, or nothing where `mode` does not hold the goal. In a
 * sample each step takes a time drawn about its effort, and attackers work on everything at once: a step that needs several states
 * begins when the last of those it needs is held (with k of n, the k-th soonest), so what stands is a race and not a sum of labour. One pass of
 * Knuth's search a sample, exact for maximum, minimum and k-th smallest (Knuth 1977). A node draws the same factor in each sample whatever else
 * the graph has and whichever mode is asked, so that answers differ by what differs.
 */
export function timesTo(graph: Graph, goals: Int32Array, options: TimeOptions): readonly (Float64Array | undefined)[] {
  const { mode, samples, seed } = options;
  const part = relevant(graph, goals, mode);
  const { small, nodes, at } = part;
  const until = Int32Array.from([...goals].flatMap((goal) => at[goal] as number).filter((node) => node >= 0));
  const times = Array.from(goals, (goal) => ((at[goal] as number) < 0 ? undefined : new Float64Array(samples)));
  if (until.length === 0) return times;
  const tables = factors();
  const classes = Uint8Array.from(small.cost, classOf);
  const cost = new Float64Array(small.nodes);
  for (let sample = 0; sample < samples; sample += 1) {
    for (let n = 0; n < small.nodes; n += 1) {
      const days = small.cost[n] as number;
      if (days > 0) cost[n] = days * ((tables[classes[n] as number] as Float64Array)[drawn(seed, sample, nodes[n] as number)] as number);
    }
    const { value } = cheapest(small, { mode, cost, combine: 'max', until });
    goals.forEach((goal, g) => {
      const into = times[g];
      if (into !== undefined) into[sample] = value[at[goal] as number] as number;
    });
  }
  for (const each of times) each?.sort();
  return times;
}

/** The value that a share `p` of the sorted times does not exceed: the nearest rank, so always one that was sampled. */
export function quantileOf(sorted: Float64Array, p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] as number;
}

/** A place from 0 to 4095, scattered over seed, sample and node: no state is carried from one draw to the next (two rounds of Murmur3's finish). */
function drawn(seed: number, sample: number, node: number): number {
  let h = Math.imul(node, 0x9e3779b1) ^ Math.imul(sample + 1, 0x85ebca6b) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h + Math.imul(seed, 0x27d4eb2f), 0x165667b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 16)) >>> 20;
}

interface Relevant {
  readonly small: Graph;
  /** By node of `small`: the node of the graph. */
  readonly nodes: Int32Array;
  /** By node of the graph: the node of `small`, or -1. */
  readonly at: Int32Array;
}

/** The nodes that hold and lead to a goal: all others change no time. Numbered in the order in which they came to hold, which is kinder to the cache. */
function relevant(graph: Graph, goals: Int32Array, mode: Mode): Relevant {
  const { held, order } = closure(graph, mode);
  const wanted = new Uint8Array(graph.nodes);
  const stack: number[] = [];
  for (const goal of goals) if (held[goal] === 1 && wanted[goal] === 0 && stack.push(goal) > 0) wanted[goal] = 1;
  let edges = 0;
  while (stack.length > 0) {
    const node = stack.pop() as number;
    for (let e = graph.inStart[node] as number; e < (graph.inStart[node + 1] as number); e += 1) {
      const source = graph.in[e] as number;
      if (held[source] === 0) continue;
      edges += 1;
      if (wanted[source] === 1) continue;
      wanted[source] = 1;
      stack.push(source);
    }
  }
  const nodes = order.filter((node) => wanted[node] === 1);
  const at = new Int32Array(graph.nodes).fill(-1);
  nodes.forEach((node, i) => {
    at[node] = i;
  });
  const from = new Int32Array(edges);
  const to = new Int32Array(edges);
  let edge = 0;
  for (let i = 0; i < nodes.length; i += 1) {
    const node = nodes[i] as number;
    for (let e = graph.outStart[node] as number; e < (graph.outStart[node + 1] as number); e += 1) {
      const target = at[graph.out[e] as number] as number;
      if (target < 0) continue;
      from[edge] = i;
      to[edge] = target;
      edge += 1;
    }
  }
  const pick = <T extends Int32Array | Float64Array | Uint8Array>(values: T, into: T): T => {
    for (let i = 0; i < nodes.length; i += 1) into[i] = values[nodes[i] as number] as number;
    return into;
  };
  const start = Int32Array.from([...graph.start].map((node) => at[node] as number).filter((node) => node >= 0));
  const small = fromArrays({
    nodes: nodes.length,
    from: from.subarray(0, edge),
    to: to.subarray(0, edge),
    need: pick(graph.need, new Int32Array(nodes.length)),
    cost: pick(graph.cost, new Float64Array(nodes.length)),
    status: pick(graph.status, new Uint8Array(nodes.length)),
    start,
  });
  return { small, nodes, at };
}
