import { indexed } from '../../assurance/attacks/ways.ts';
import { type Cheapest, cheapest } from '../../attack/engine/cheapest.ts';
import type { Compiled } from '../../attack/engine/compile.ts';
import type { Graph } from '../../attack/engine/graph.ts';
import { planOf } from '../../attack/engine/plan.ts';
import { replayWithin, totalOf, type Way, wayTo } from '../../attack/engine/way.ts';
import { Refused } from '../../core/index.ts';
import { reachFaults } from './faults.ts';
import { stepsBetween } from './matrix.ts';
import type { ThroughCell } from './model.ts';
import { partsOfStates, toldWay } from './told.ts';
import { partNamed, type ReachView, startingFrom, strongestStates } from './view.ts';

/** Steps of a cell that ways are looked for through, the cheapest to come to first. */
const TRIED = 24;

/**
 * For each critical goal the cheapest way found that takes a step directly from the row to the column. A way through a step is the cheapest way to the step, and from what it gives
 * the cheapest to the goal; where what it gives is not enough, what was held on the way there helps, and the way counts only if it falls apart without the
 * step. Each replays. Throws `Refused` (ASSAY-REACH-001 for a part that the map does not have, -003 where no step leads from the row to the column).
 */
export function pathsThrough(view: ReachView, { row, column }: { readonly row: string; readonly column: string }): ThroughCell {
  const { attacked, compiled } = view;
  partNamed(view, row);
  partNamed(view, column);
  const between = stepsBetween(view).get(`${row} ${column}`);
  if (between === undefined) {
    throw new Refused(
      reachFaults.fault('003', {
        message: `no attack step leads directly from "${row}" to "${column}"`,
        expected: 'a cell of the matrix with steps',
        found: `${row} and ${column}`,
        remedy: 'List the cells with: assay business reach --matrix',
      }),
    );
  }
  const steps = between.map((step) => compiled.stepNode.get(step.id) as number);
  const byActors = through(compiled, steps);
  const by = byActors.length > 0 ? 'actors' : 'row';
  const from = byActors.length > 0 ? compiled : startingFrom(view, strongestStates(attacked, row));
  const found = byActors.length > 0 ? byActors : through(from, steps);
  const { states } = indexed(attacked.graph);
  const ends = new Set([...partsOfStates(view, from.problem.start), row, column]);
  const weights = new Map(attacked.graph.goals.map((goal) => [goal.state, goal.weight]));
  const paths = found.map(({ goal, step, way }) => {
    const plan = planOf(from, goal, way, 'may', 0);
    return {
      goal: plan.goal,
      title: states.get(plan.goal)?.title ?? plan.goal,
      weight: weights.get(plan.goal) ?? 0,
      step: from.problem.steps[step - from.states]?.id ?? '',
      way: toldWay(view, plan, ends),
    };
  });
  return { row, column, by, paths: paths.sort((a, b) => b.weight - a.weight || a.way.story.days - b.way.story.days || (a.goal < b.goal ? -1 : 1)) };
}

interface Through {
  readonly goal: number;
  readonly step: number;
  readonly way: Way;
}

function through(compiled: Compiled, steps: readonly number[]): readonly Through[] {
  const { graph, goals } = compiled;
  const base = cheapest(graph, { mode: 'may' });
  const tried = steps
    .filter((step) => base.rank[step] !== -1)
    .sort((a, b) => (base.value[a] as number) - (base.value[b] as number) || a - b)
    .slice(0, TRIED);
  const best = new Map<number, Through>();
  for (const step of tried) {
    const before = wayTo(graph, base, step);
    if (before === undefined) continue;
    const given = graph.out[graph.outStart[step] as number] as number;
    // Only what has been got on the way, so that the rest has a reason to use it: first what the step gives alone.
    const alone = onward(graph, Int32Array.of(given));
    const left = [...goals].filter((goal) => alone.found.rank[goal] === -1);
    const beside = left.length === 0 ? alone : onward(graph, Int32Array.from([...before.nodes.filter((n) => n < compiled.states), given]));
    for (const goal of goals) {
      const way = joined(graph, before, alone, goal) ?? joined(graph, before, beside, goal, step);
      if (way !== undefined && way.total < (best.get(goal)?.way.total ?? Number.POSITIVE_INFINITY)) best.set(goal, { goal, step, way });
    }
  }
  return [...best.values()];
}

function onward(graph: Graph, start: Int32Array): { readonly graph: Graph; readonly found: Cheapest } {
  const from = { ...graph, start };
  return { graph: from, found: cheapest(from, { mode: 'may' }) };
}

/** The way to the step and the rest as one way; with `essential`, only where it leads nowhere without that step. */
function joined(graph: Graph, before: Way, rest: ReturnType<typeof onward>, goal: number, essential?: number): Way | undefined {
  const after = wayTo(rest.graph, rest.found, goal);
  if (after === undefined) return undefined;
  const all = [...new Set([...before.nodes, ...after.nodes])];
  const order = replayWithin(graph, 'may', all, goal, graph.status);
  if (order === undefined) return undefined;
  if (essential !== undefined) {
    const without = all.filter((node) => node !== essential);
    if (replayWithin(graph, 'may', without, goal, graph.status) !== undefined) return undefined;
  }
  return { nodes: order, total: totalOf(order, graph.cost) };
}
