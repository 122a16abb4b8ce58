import { cheapest } from './cheapest.ts';
import { CLOSED, type Graph, type Mode } from './graph.ts';
import { replayWithin, totalOf, type Way, wayTo } from './way.ts';

/** Float noise in sums of efforts: a gain below this is none. */
export const NOISE = 1e-9;

/**
 * Drops what a plan does not need: costly nodes one by one, dearest first, as long as the rest still reaches the goal. What remains is
 * minimal: no costly node of it can be left out. Quadratic in the plan, independent of the graph.
 */
export function trimmed(graph: Graph, mode: Mode, goal: number, way: Way, status: Uint8Array = graph.status): Way {
  let nodes = [...way.nodes];
  const dear = nodes.filter((n) => (graph.cost[n] as number) > 0).sort((a, b) => (graph.cost[b] as number) - (graph.cost[a] as number) || a - b);
  let dropped = false;
  for (const n of dear) {
    const without = replayWithin(
      graph,
      mode,
      nodes.filter((other) => other !== n),
      goal,
      status,
    );
    if (without === undefined) continue;
    nodes = [...without];
    dropped = true;
  }
  if (!dropped) return way;
  const order = replayWithin(graph, mode, usedBy(graph, nodes, goal), goal, status) as Int32Array;
  return { nodes: order, total: totalOf(order, graph.cost) };
}

/** The nodes that the goal rests on when each takes its earliest predecessors in the given (replayable) order. */
function usedBy(graph: Graph, order: readonly number[], goal: number): number[] {
  const place = new Map(order.map((n, i) => [n, i]));
  const starts = new Set(graph.start);
  const used = new Set([goal]);
  for (let i = order.length - 1; i >= 0; i -= 1) {
    const n = order[i] as number;
    if (!used.has(n) || starts.has(n)) continue;
    const before: number[] = [];
    for (let e = graph.inStart[n] as number; e < (graph.inStart[n + 1] as number); e += 1) {
      const at = place.get(graph.in[e] as number);
      if (at !== undefined && at < i) before.push(at);
    }
    before.sort((a, b) => a - b);
    for (const at of before.slice(0, graph.need[n] as number)) used.add(order[at] as number);
  }
  return order.filter((n) => used.has(n));
}

/**
 * Betters a plan until nothing helps or `searches` are spent. First it is set beside the plan that a search finds when steps are cheap whose
 * gain many can use. Then detours: with one costly step forbidden and the rest of the plan bought
 * already, is there another way that costs less than the step did? Knuth's search counts a shared sub-plan as often as it is used, and so
 * passes over plans that share; this finds most of them again. The result is never dearer than what came in.
 */
export function bettered(graph: Graph, mode: Mode, goal: number, way: Way, status: Uint8Array = graph.status, searches = 24): Way {
  let best = trimmed(graph, mode, goal, way, status);
  let spent = 0;
  if (searches > 1) {
    spent += 1;
    const shared = wayTo(graph, cheapest(graph, { mode, status, cost: sharingCost(graph), until: Int32Array.of(goal) }), goal);
    const other = shared === undefined ? best : trimmed(graph, mode, goal, shared, status);
    if (other.total < best.total - NOISE) best = other;
  }
  let from = 0;
  while (spent < searches) {
    const dear = [...best.nodes].filter((n) => (graph.cost[n] as number) > 0).sort((a, b) => (graph.cost[b] as number) - (graph.cost[a] as number) || a - b);
    if (from >= dear.length) return best;
    const n = dear[from] as number;
    spent += 1;
    const cost = graph.cost.slice();
    for (const bought of best.nodes) cost[bought] = 0;
    const without = status.slice();
    without[n] = CLOSED;
    const found = cheapest(graph, { mode, status: without, cost, until: Int32Array.of(goal), below: graph.cost[n] as number });
    const detour = wayTo(graph, found, goal);
    const next = detour === undefined ? undefined : trimmed(graph, mode, goal, detour, status);
    if (next !== undefined && next.total < best.total - NOISE) {
      best = next;
      from = 0;
    } else from += 1;
  }
  return best;
}

/** Costs divided by how many nodes can use what a node gives (through one node of no cost): a leaning towards plans that share. */
function sharingCost(graph: Graph): Float64Array {
  const { outStart, out } = graph;
  const fan = (n: number) => (outStart[n + 1] as number) - (outStart[n] as number);
  return graph.cost.map((cost, n) => {
    if (cost === 0) return 0;
    const next = fan(n) === 1 ? (out[outStart[n] as number] as number) : n;
    return cost / Math.max(1, fan(graph.cost[next] === 0 ? next : n));
  });
}
