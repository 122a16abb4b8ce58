import { closure } from './closure.ts';
import type { Graph, Mode } from './graph.ts';

/** Nodes that hold once `fallen` hold too, and did not before; ascending, `fallen` themselves included where they did not hold. */
export function blastRadius(graph: Graph, fallen: Int32Array, mode: Mode = 'may', status: Uint8Array = graph.status): Int32Array {
  const before = closure(graph, mode, undefined, status).held;
  const after = closure(graph, mode, fallen, status);
  return after.order.filter((n) => before[n] === 0).sort();
}
