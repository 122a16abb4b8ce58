import { cheapest } from './cheapest.ts';
import { type Closing, type ControlClosing, closedBy, closingOf, costOf, type GoalWeight, newlyClosedBy } from './closing.ts';
import { closure } from './closure.ts';
import { type Compiled, stateNodes } from './compile.ts';
import { CLOSED, type Mode } from './graph.ts';
import { NOISE } from './improve.ts';
import { LiveClosure } from './live.ts';
import { tidy } from './plan.ts';
import { wayTo } from './way.ts';

export interface ControlPlan {
  /** In the order to prove them, as they were chosen. Each with the goals that are still reachable after it. */
  readonly controls: readonly { readonly id: string; readonly cost: number; readonly goalsLeft: number; readonly weightLeft: number }[];
  readonly cut: readonly string[];
  /** Goals that stay reachable when every control is proven: no plan of controls cuts them. */
  readonly uncuttable: readonly string[];
  readonly cost: number;
  /** No set of these controls that cuts the same goals costs less. */
  readonly lower: number;
  /** `exact`: `lower` meets `cost`. `upper`: a cheaper set between the two is not excluded. Nothing is claimed of a ratio between them. */
  readonly bound: 'exact' | 'upper';
  /** How many attacks with no control in common the lower bound rests on: each needs a control of its own. */
  readonly disjointAttacks: number;
}

/**
 * A set of controls that cuts every goal that can be cut. Finding the cheapest is NP-hard, and because a step closes only when all of its
 * controls are proven the gain is not submodular, so the usual 1 - 1/e promise of greedy choice does not hold and is not made. Instead:
 * attacks are generated as needed (the cheapest on each goal still open), the bundle of controls that cuts most weight for its cost is taken (tried
 * lazily, as a bundle cannot cut more than it hits), and what turns out not to be needed is dropped. The lower bound is a packing of attacks that share no control.
 * Throws `Refused` (ASSAY-GRAPH-009) for ids that the graph has not.
 */
export function greedyPlan(compiled: Compiled, controls: readonly ControlClosing[], goals: readonly GoalWeight[], mode: Mode = 'may'): ControlPlan {
  const closing = closingOf(compiled, controls);
  const nodes = stateNodes(
    compiled,
    goals.map((goal) => goal.goal),
  );
  const everything = closedBy(closing, new Set(controls.keys()));
  const live = new LiveClosure(compiled.graph, mode);
  const reached = goals.map((_, g) => live.holds(nodes[g] as number));
  const undo = live.close(everything);
  const beyond = goals.map((_, g) => reached[g] === true && live.holds(nodes[g] as number));
  live.setStatus(everything, undo);
  const targets = [...goals.keys()].filter((g) => reached[g] === true && beyond[g] === false);
  const field: Field = { compiled, closing, mode, live, nodes, weights: goals.map((goal) => goal.weight ?? 1), targets };

  const chosen = told(field, pruned(field, choose(field)));
  const packing = packed(field);
  const cost = chosen.reduce((sum, step) => sum + step.cost, 0);
  const exact = packing.lower >= cost - NOISE;
  return {
    controls: chosen,
    cut: targets.map((g) => (goals[g] as GoalWeight).goal),
    uncuttable: goals.filter((_, g) => beyond[g] === true).map((goal) => goal.goal),
    cost: tidy(cost),
    lower: exact ? tidy(cost) : tidy(packing.lower),
    bound: exact ? 'exact' : 'upper',
    disjointAttacks: packing.attacks,
  };
}

interface Field {
  readonly compiled: Compiled;
  readonly closing: Closing;
  readonly mode: Mode;
  readonly live: LiveClosure;
  readonly nodes: Int32Array;
  readonly weights: readonly number[];
  /** Indices of the goals to cut. */
  readonly targets: readonly number[];
}

/** Indices of the targets that hold. */
function openTargets(field: Field, holds: (node: number) => boolean): readonly number[] {
  return field.targets.filter((g) => holds(field.nodes[g] as number));
}

/** The targets still reachable with exactly these controls proven, from scratch. */
function openWith(field: Field, proven: ReadonlySet<number>): readonly number[] {
  const { held } = closure(field.compiled.graph, field.mode, undefined, statusWith(field, proven));
  return openTargets(field, (n) => held[n] === 1);
}

function statusWith(field: Field, proven: ReadonlySet<number>): Uint8Array {
  const status = field.compiled.graph.status.slice();
  for (const n of closedBy(field.closing, proven)) status[n] = CLOSED;
  return status;
}

function weigh(field: Field, targets: readonly number[]): number {
  return targets.reduce((sum, g) => sum + (field.weights[g] as number), 0);
}

/** What is still missing to close one step, and the weight of the attacks that this step stands in, by cost. */
interface Bundle {
  readonly missing: readonly number[];
  readonly cost: number;
  hits: number;
}

/** Bundles tried a round: all on a graph of ordinary size, a bound on the work on a large one. */
const TRIED = 48;

/** Controls in the order of choice. `live` follows: what is chosen stays closed in it. */
function choose(field: Field): readonly number[] {
  const { closing, live } = field;
  const proven = new Set<number>();
  for (;;) {
    const open = openTargets(field, (n) => live.holds(n));
    if (open.length === 0) return [...proven];
    const before = weigh(field, open);
    let best: { readonly bundle: Bundle; readonly cuts: number } | undefined;
    // A goal whose cheapest attack a bundle does not touch stays reachable, so a bundle cuts no more than it hits: what hits less than the
    // best has cut need not be tried.
    for (const bundle of bundlesOf(field, proven, open).slice(0, TRIED)) {
      if (best !== undefined && bundle.hits / bundle.cost < best.cuts - NOISE) break;
      const closed = newlyClosedBy(closing, proven, bundle.missing);
      const undo = live.close(closed);
      const cuts =
        (before -
          weigh(
            field,
            openTargets(field, (n) => live.holds(n)),
          )) /
        bundle.cost;
      live.setStatus(closed, undo);
      if (best === undefined || cuts > best.cuts + NOISE) best = { bundle, cuts };
    }
    // Every attack on a goal that can be cut has a step that can be closed, so there is always a bundle.
    const missing = best?.bundle.missing ?? [];
    live.close(newlyClosedBy(closing, proven, missing));
    for (const c of missing) proven.add(c);
  }
}

/** The bundles on the cheapest attacks of the open targets, those that hit most for their cost first. */
function bundlesOf(field: Field, proven: ReadonlySet<number>, open: readonly number[]): readonly Bundle[] {
  const { closing, nodes } = field;
  const { graph } = field.compiled;
  const goals = Int32Array.from(open, (g) => nodes[g] as number);
  const found = cheapest(graph, { mode: field.mode, status: statusWith(field, proven), until: goals });
  const bundles = new Map<string, Bundle>();
  for (const g of open) {
    const mine = new Set<string>();
    for (const n of wayTo(graph, found, nodes[g] as number)?.nodes ?? []) {
      const missing = (closing.closers.get(n) ?? []).filter((c) => !proven.has(c));
      const key = missing.join();
      if (missing.length === 0 || mine.has(key)) continue;
      mine.add(key);
      const bundle = bundles.get(key) ?? { missing, cost: missing.reduce((sum, c) => sum + costOf(closing, c), 0), hits: 0 };
      bundle.hits += field.weights[g] as number;
      bundles.set(key, bundle);
    }
  }
  return [...bundles.values()].sort((a, b) => b.hits / b.cost - a.hits / a.cost || (a.missing.join() < b.missing.join() ? -1 : 1));
}

/** Drops, dearest and latest first, every control without which all targets stay cut; the rest in the order of choice. */
function pruned(field: Field, chosen: readonly number[]): readonly number[] {
  const kept = new Set(chosen);
  for (const c of chosen.toReversed().sort((a, b) => costOf(field.closing, b) - costOf(field.closing, a))) {
    kept.delete(c);
    if (openWith(field, kept).length > 0) kept.add(c);
  }
  return chosen.filter((c) => kept.has(c));
}

function told(field: Field, chosen: readonly number[]): ControlPlan['controls'] {
  return chosen.map((c, i) => {
    const open = openWith(field, new Set(chosen.slice(0, i + 1)));
    const { id } = field.closing.controls[c] as ControlClosing;
    return { id, cost: costOf(field.closing, c), goalsLeft: open.length, weightLeft: tidy(weigh(field, open)) };
  });
}

/**
 * Attacks no two of which share a control: whatever cuts all goals must, for each of them, prove all controls of one of its steps, and these
 * costs do not overlap, so their sum is a lower bound. Attacks that touch few controls are looked for first, as they leave room for more.
 */
function packed(field: Field): { lower: number; attacks: number } {
  const { compiled, closing, mode, nodes } = field;
  const { graph } = compiled;
  const status = graph.status.slice();
  const cost = new Float64Array(graph.nodes);
  for (const [n, closers] of closing.closers) cost[n] = closers.length;
  let lower = 0;
  let attacks = 0;
  for (;;) {
    const found = cheapest(graph, { mode, status, cost });
    let goal = -1;
    for (const g of field.targets) {
      const n = nodes[g] as number;
      if (found.rank[n] !== -1 && (goal === -1 || (found.value[n] as number) < (found.value[goal] as number))) goal = n;
    }
    const way = goal === -1 ? undefined : wayTo(graph, found, goal, cost);
    if (way === undefined) return { lower, attacks };
    let least = Number.POSITIVE_INFINITY;
    const touched = new Set<number>();
    for (const n of way.nodes) {
      const closers = closing.closers.get(n);
      if (closers === undefined) continue;
      least = Math.min(
        least,
        closers.reduce((sum, c) => sum + costOf(closing, c), 0),
      );
      for (const c of closers) touched.add(c);
    }
    lower += least;
    attacks += 1;
    for (const c of touched) for (const n of closing.nodes[c] as Int32Array) status[n] = CLOSED;
  }
}
