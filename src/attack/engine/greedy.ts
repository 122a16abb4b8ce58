import { cheapest } from './cheapest.ts';
import { type Closing, type ControlClosing, closedBy, closingOf, costOf, type GoalWeight } from './closing.ts';
import { type Compiled, stateNodes } from './compile.ts';
import { CLOSED, type Mode } from './graph.ts';
import { NOISE } from './improve.ts';
import { LiveClosure } from './live.ts';
import { tidy } from './plan.ts';
import { wayTo } from './way.ts';

export interface ControlPlan {
  /** In the order to prove them: what cuts most for its cost first. Each with the goals that are still reachable after it. */
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
 * attacks are generated as needed (the cheapest on each goal still open), the bundle of controls that cuts most weight for its cost is taken,
 * and what turns out not to be needed is dropped. The lower bound is a packing of attacks that share no control.
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

  const chosen = inOrder(field, pruned(field, choose(field)));
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

function weightLeft(field: Field): number {
  return field.targets.reduce((sum, g) => sum + (field.live.holds(field.nodes[g] as number) ? (field.weights[g] as number) : 0), 0);
}

/** Does `work` with exactly these controls proven, and puts everything back. */
function withProven<T>(field: Field, proven: ReadonlySet<number>, work: () => T): T {
  const closed = closedBy(field.closing, proven);
  const undo = field.live.close(closed);
  const result = work();
  field.live.setStatus(closed, undo);
  return result;
}

function choose(field: Field): Set<number> {
  const { compiled, closing, mode, nodes, weights } = field;
  const { graph } = compiled;
  const proven = new Set<number>();
  for (;;) {
    const status = graph.status.slice();
    for (const n of closedBy(closing, proven)) status[n] = CLOSED;
    const open = field.targets.filter((g) => withProven(field, proven, () => field.live.holds(nodes[g] as number)));
    if (open.length === 0) return proven;
    const found = cheapest(graph, { mode, status, until: Int32Array.from(open, (g) => nodes[g] as number) });
    // A bundle is what is still missing to close one step; its hits are the weights of the attacks that this step stands in.
    const bundles = new Map<string, { missing: readonly number[]; hits: number }>();
    for (const g of open) {
      const mine = new Set<string>();
      for (const n of wayTo(graph, found, nodes[g] as number)?.nodes ?? []) {
        const missing = (closing.closers.get(n) ?? []).filter((c) => !proven.has(c));
        if (missing.length === 0) continue;
        const key = missing.join();
        if (mine.has(key)) continue;
        mine.add(key);
        const bundle = bundles.get(key) ?? { missing, hits: 0 };
        bundle.hits += weights[g] as number;
        bundles.set(key, bundle);
      }
    }
    const before = withProven(field, proven, () => weightLeft(field));
    let best: { missing: readonly number[]; cuts: number; hits: number } | undefined;
    for (const bundle of bundles.values()) {
      const cost = bundle.missing.reduce((sum, c) => sum + costOf(closing, c), 0);
      const after = withProven(field, new Set([...proven, ...bundle.missing]), () => weightLeft(field));
      const cuts = (before - after) / cost;
      const hits = bundle.hits / cost;
      if (best === undefined || cuts > best.cuts + NOISE || (cuts > best.cuts - NOISE && hits > best.hits + NOISE))
        best = { missing: bundle.missing, cuts, hits };
    }
    // Every attack on a goal that can be cut has a step that can be closed, so there is always a bundle.
    for (const c of best?.missing ?? []) proven.add(c);
  }
}

/** Drops, dearest and latest first, every control without which all targets stay cut. */
function pruned(field: Field, proven: Set<number>): Set<number> {
  const kept = new Set(proven);
  for (const c of [...proven].reverse().sort((a, b) => costOf(field.closing, b) - costOf(field.closing, a))) {
    kept.delete(c);
    if (withProven(field, kept, () => weightLeft(field)) > 0) kept.add(c);
  }
  return kept;
}

function inOrder(field: Field, proven: ReadonlySet<number>): ControlPlan['controls'] {
  const rest = new Set(proven);
  const done = new Set<number>();
  const ordered: { id: string; cost: number; goalsLeft: number; weightLeft: number }[] = [];
  while (rest.size > 0) {
    let best = -1;
    let bestGain = Number.NEGATIVE_INFINITY;
    const before = withProven(field, done, () => weightLeft(field));
    for (const c of rest) {
      const gain = (before - withProven(field, new Set([...done, c]), () => weightLeft(field))) / costOf(field.closing, c);
      if (gain > bestGain + NOISE) {
        best = c;
        bestGain = gain;
      }
    }
    rest.delete(best);
    done.add(best);
    withProven(field, done, () => {
      ordered.push({
        id: (field.closing.controls[best] as ControlClosing).id,
        cost: costOf(field.closing, best),
        goalsLeft: field.targets.filter((g) => field.live.holds(field.nodes[g] as number)).length,
        weightLeft: tidy(weightLeft(field)),
      });
    });
  }
  return ordered;
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
