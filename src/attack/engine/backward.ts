import { closure } from './closure.ts';
import { floorOf, type Graph, type Mode } from './graph.ts';

/**
 * Every node that can take part in an attack on `goals`: it holds in `mode`, and the goal follows from it through nodes that hold. Ascending.
 * Ways backward from a goal are this subgraph, never a list of paths: there can be exponentially many of those.
 */
export function waysBackward(graph: Graph, goals: Int32Array, mode: Mode = 'may', status: Uint8Array = graph.status): Int32Array {
  const floor = floorOf(mode);
  const { held } = closure(graph, mode, undefined, status);
  const seen = new Uint8Array(graph.nodes);
  const queue: number[] = [];
  for (const goal of goals) {
    if (held[goal] === 1 && seen[goal] === 0) {
      seen[goal] = 1;
      queue.push(goal);
    }
  }
  for (let head = 0; head < queue.length; head += 1) {
    const n = queue[head] as number;
    for (let e = graph.inStart[n] as number; e < (graph.inStart[n + 1] as number); e += 1) {
      const p = graph.in[e] as number;
      if (seen[p] === 0 && held[p] === 1 && (status[p] as number) >= floor) {
        seen[p] = 1;
        queue.push(p);
      }
    }
  }
  return Int32Array.from(queue).sort();
}
