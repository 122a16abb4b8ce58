import { floorOf, type Graph, type Mode } from './graph.ts';
import { WORLDS, wordOf } from './words.ts';

/**
 * The closures of many starting positions at once, each in a world of its own: `starts[w]` are the nodes held at the start in world w, and nothing else is, the graph's own
 * starts left out. Given back for each node: which worlds hold it, in words of 32 worlds (`words[w >> 5][node]`, bit w & 31).
 *
 * The least fixpoint from below, as `closure` computes it; 32 worlds share a sweep, so that a thousand starting positions cost what some tens of closures do.
 */
export function closuresOf(graph: Graph, mode: Mode, starts: readonly Int32Array[], status: Uint8Array = graph.status): readonly Int32Array[] {
  const words: Int32Array[] = [];
  for (let first = 0; first < starts.length; first += WORLDS) words.push(sweep(graph, mode, starts.slice(first, first + WORLDS), status));
  return words;
}

function sweep(graph: Graph, mode: Mode, starts: readonly Int32Array[], status: Uint8Array): Int32Array {
  const { nodes, inStart, in: ins, outStart, out, need } = graph;
  const floor = floorOf(mode);
  const alive = new Int32Array(nodes);
  const waiting = new Uint8Array(nodes);
  // A ring: a node waits at most once, so it never holds more than all of them.
  const queue = new Int32Array(nodes);
  let head = 0;
  let size = 0;
  const gain = (n: number, word: number): void => {
    const more = (alive[n] as number) | word;
    if (more === alive[n]) return;
    alive[n] = more;
    if (waiting[n] === 1) return;
    waiting[n] = 1;
    queue[(head + size) % nodes] = n;
    size += 1;
  };
  starts.forEach((held, w) => {
    for (const n of held) gain(n, 1 << w);
  });
  const all = starts.length === WORLDS ? -1 : (1 << starts.length) - 1;
  for (const n of graph.free) if ((status[n] as number) >= floor) gain(n, all);
  while (size > 0) {
    const u = queue[head] as number;
    head = (head + 1) % nodes;
    size -= 1;
    waiting[u] = 0;
    const word = alive[u] as number;
    for (let e = outStart[u] as number; e < (outStart[u + 1] as number); e += 1) {
      const v = out[e] as number;
      if ((status[v] as number) < floor || (word & ~(alive[v] as number)) === 0) continue;
      gain(v, need[v] === 1 ? word : wordOf(alive, ins, inStart[v] as number, inStart[v + 1] as number, need[v] as number));
    }
  }
  return alive;
}

/** Whether `node` is held in world `world` of what `closuresOf` gave. */
export function heldIn(words: readonly Int32Array[], world: number, node: number): boolean {
  return ((words[world >> 5]?.[node] ?? 0) & (1 << (world & 31))) !== 0;
}
