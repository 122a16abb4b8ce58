import { Refused } from '../../core/index.ts';
import { cheapest } from './cheapest.ts';
import { type Compiled, nameOf } from './compile.ts';
import { graphFaults } from './faults.ts';
import type { Graph, Mode } from './graph.ts';
import { bettered, NOISE, trimmed } from './improve.ts';
import { lowerBound } from './lower.ts';
import { replay } from './replay.ts';
import { type Way, wayTo } from './way.ts';

/** An attack that replays: steps in an order in which each finds its states held. JSON-able. */
export interface Plan {
  readonly goal: string;
  readonly mode: Mode;
  /** Step ids in replay order, each once however often its state is used. */
  readonly steps: readonly string[];
  /** Of these, the steps that no evidence has settled; none in the must graph. */
  readonly undecided: readonly string[];
  /** Person-days: the efforts of the steps, each counted once. */
  readonly total: number;
  /** No plan for this goal in this graph costs less than this. */
  readonly lower: number;
  /** `exact`: `lower` meets `total`, so no plan is cheaper. `upper`: a cheaper one between the two is not excluded. */
  readonly bound: 'exact' | 'upper';
}

export interface PlanOptions {
  readonly mode?: Mode;
  readonly status?: Uint8Array;
  /** Searches spent on bettering a plan, and rounds spent on its lower bound. 0 leaves Knuth's plan and the plainest bound. */
  readonly care?: number;
}

/**
 * The cheapest plan for each goal (state nodes), `undefined` where none is found in `mode`. One search serves all goals; each plan is then
 * bettered where sub-plans are shared, given a lower bound, and replayed. Throws `Refused` (ASSAY-GRAPH-010, ours) for one that does not replay.
 */
export function cheapestPlans(compiled: Compiled, goals: Int32Array, options: PlanOptions = {}): readonly (Plan | undefined)[] {
  const { graph } = compiled;
  const mode = options.mode ?? 'may';
  const status = options.status ?? graph.status;
  const found = cheapest(graph, { mode, status, until: goals });
  return Array.from(goals, (goal) => {
    const way = wayTo(graph, found, goal);
    return way === undefined ? undefined : finished(compiled, goal, way, mode, status, options.care ?? 24);
  });
}

/**
 * What the cheapest plan that one search finds costs for each goal, in person-days, `undefined` where none is found: what `cheapestPlans` gives as `total`
 * with no care, without telling the plan. `graph` may have other starts or statuses than those it was compiled with.
 */
export function cheapestTotals(graph: Graph, goals: Int32Array, mode: Mode = 'may'): readonly (number | undefined)[] {
  const found = cheapest(graph, { mode, until: goals });
  return Array.from(goals, (goal) => {
    const way = wayTo(graph, found, goal);
    return way === undefined ? undefined : tidy(trimmed(graph, mode, goal, way).total);
  });
}

function finished(compiled: Compiled, goal: number, first: Way, mode: Mode, status: Uint8Array, care: number): Plan {
  const { graph } = compiled;
  // A bound that meets the first plan spares the search for a better one.
  const lower = lowerBound(graph, mode, goal, first.total, status, care);
  const way = lower >= first.total - NOISE ? first : bettered(graph, mode, goal, first, status, care);
  return planOf(compiled, goal, way, mode, lower, status);
}

/** Names a way, and replays it: a plan that does not is a fault of ours and is never handed out. */
export function planOf(compiled: Compiled, goal: number, way: Way, mode: Mode, lower: number, status: Uint8Array = compiled.graph.status): Plan {
  const nodes = [...way.nodes].filter((n) => n >= compiled.states);
  const steps = nodes.map((n) => nameOf(compiled, n));
  const exact = lower >= way.total - NOISE;
  const plan: Plan = {
    goal: nameOf(compiled, goal),
    mode,
    steps,
    undecided: nodes.filter((n) => status[n] === 1).map((n) => nameOf(compiled, n)),
    total: tidy(way.total),
    lower: exact ? tidy(way.total) : tidy(Math.min(lower, way.total)),
    bound: exact ? 'exact' : 'upper',
  };
  const played = replay(compiled.problem, plan, status === compiled.graph.status ? undefined : (id) => status[compiled.stepNode.get(id) as number] as number);
  if (!played.ok) {
    throw new Refused(
      graphFaults.fault('010', {
        message: `the plan for "${plan.goal}" does not replay at step ${played.at + 1} of ${steps.length}: ${played.why}`,
        remedy: 'Report this with the graph; the plan is not shown because it is wrong.',
      }),
    );
  }
  return plan;
}

/** Sums of decimal efforts without their binary tail: 0.1 + 0.2 is 0.3. */
export function tidy(days: number): number {
  return Number(days.toPrecision(12));
}
