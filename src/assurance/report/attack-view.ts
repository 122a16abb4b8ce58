import { toProblem } from '../../attack/build/problem.ts';
import { waysBackward } from '../../attack/engine/backward.ts';
import type { ControlClosing } from '../../attack/engine/closing.ts';
import { closure, reach } from '../../attack/engine/closure.ts';
import { type Compiled, compile } from '../../attack/engine/compile.ts';
import { landmarks } from '../../attack/engine/landmarks.ts';
import { cheapestPlans, type Plan } from '../../attack/engine/plan.ts';
import type { AttackGraph, AttackState, AttackStep, Reach } from '../../attack/model.ts';
import type { Position } from '../position.ts';

/** One critical effect and what was computed of it. */
export interface GoalView {
  readonly state: AttackState;
  readonly asset: string;
  readonly effect: string;
  readonly weight: number;
  readonly reach: Reach;
  /** The cheapest plan in the may graph: what risk is computed from. */
  readonly plan?: Plan;
  /** The cheapest of steps that are all proven open, where there is one: what is told of a goal that is proven reachable. */
  readonly provenPlan?: Plan;
  /** Ids of steps that every attack takes; those that cost something or can be closed. */
  readonly unavoidable: readonly string[];
  /** Ids of the open and undecided steps that can take part in an attack on it. */
  readonly relevant: ReadonlySet<string>;
}

/** The attack graph, asked once what the report needs of it. All actors of the map act together: what one of them could do, they can. */
export interface AttackView {
  readonly graph: AttackGraph;
  readonly compiled: Compiled;
  /** The same with every undecided step closed: the graph of what is proven. */
  readonly proven: Compiled;
  readonly steps: ReadonlyMap<string, AttackStep>;
  readonly goals: readonly GoalView[];
  /** Steps that each control, where it is not proven, takes part in holding open. */
  readonly closings: readonly ControlClosing[];
  /** Step ids by control. */
  readonly heldOpenBy: ReadonlyMap<string, readonly string[]>;
}

export function viewAttacks(graph: AttackGraph, position: Position): AttackView {
  const problem = toProblem(graph);
  const compiled = compile(problem);
  const provenGraph = compile({
    ...problem,
    steps: problem.steps.map((step) => (step.status === 'undecided' ? { ...step, status: 'closed' as const } : step)),
  });
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const states = new Map(graph.states.map((state) => [state.id, state]));
  const verdicts = reach(compiled);
  const plans = cheapestPlans(compiled, compiled.goals);
  const proven = cheapestPlans(compiled, compiled.goals, { mode: 'must' });
  const unavoidable = landmarks(compiled.graph, compiled.goals);
  const stepId = (node: number) => compiled.problem.steps[node - compiled.states]?.id;
  const weights = new Map(graph.goals.map((goal) => [goal.state, goal]));
  const goals = compiled.problem.goals.flatMap((id, g): GoalView[] => {
    const goal = weights.get(id);
    const state = states.get(id);
    if (goal === undefined || state === undefined) return [];
    const plan = plans[g];
    const provenPlan = proven[g];
    const relevant = new Set(
      [...waysBackward(compiled.graph, compiled.goals.subarray(g, g + 1))].flatMap((node) => (node < compiled.states ? [] : (stepId(node) ?? []))),
    );
    const needed = [...(unavoidable[g]?.nodes ?? [])]
      .flatMap((node) => (node < compiled.states ? [] : (stepId(node) ?? [])))
      .filter((step) => (steps.get(step)?.sentence ?? '') !== '');
    return [
      {
        state,
        asset: goal.asset,
        effect: goal.effect,
        weight: goal.weight,
        reach: verdicts[g] ?? 'undecided',
        ...(plan === undefined ? {} : { plan }),
        ...(provenPlan === undefined ? {} : { provenPlan }),
        unavoidable: needed,
        relevant,
      },
    ];
  });
  const heldOpenBy = new Map<string, string[]>();
  for (const step of graph.steps) {
    if (step.status === 'closed') continue;
    for (const { control, subject } of step.closedBy) {
      if (position.stateOf({ control, subject }).verdict === 'proven') continue;
      const list = heldOpenBy.get(control) ?? [];
      if (list.at(-1) !== step.id) list.push(step.id);
      heldOpenBy.set(control, list);
    }
  }
  const effort = new Map(position.controls.map(({ control }) => [control.id as string, control.effort]));
  const closings = [...heldOpenBy].map(([id, list]) => ({ id, steps: list, cost: effort.get(id) ?? 1 })).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { graph, compiled, proven: provenGraph, steps, goals, closings, heldOpenBy };
}

/**
 * The cheapest attack that goes through one of the steps that a control holds open, and the goal it reaches: the heaviest goal first.
 * First the plans already known; else, for a few of its steps, the cheapest plan once every other step into the same state is closed.
 */
export function cheapestThrough(view: AttackView, control: string): { readonly goal: GoalView; readonly plan: Plan } | undefined {
  const steps = view.heldOpenBy.get(control) ?? [];
  if (steps.length === 0) return undefined;
  const known = new Set(steps);
  const best = (found: readonly { goal: GoalView; plan: Plan }[]) =>
    found.toSorted((a, b) => b.goal.weight - a.goal.weight || a.plan.total - b.plan.total || (a.goal.state.id < b.goal.state.id ? -1 : 1))[0];
  const usual = best(view.goals.flatMap((goal) => (goal.plan?.steps.some((step) => known.has(step)) === true ? [{ goal, plan: goal.plan }] : [])));
  if (usual !== undefined) return usual;
  const { compiled } = view;
  const held = closure(compiled.graph, 'may').held;
  const forced: { goal: GoalView; plan: Plan }[] = [];
  const nodeOf = new Map(compiled.problem.steps.map((step, i) => [step.id, compiled.states + i]));
  for (const id of steps.filter((step) => held[nodeOf.get(step) ?? -1] === 1).slice(0, MOST_FORCED)) {
    const goals = view.goals.filter((goal) => goal.relevant.has(id)).sort((a, b) => b.weight - a.weight || (a.state.id < b.state.id ? -1 : 1))[0];
    const to = view.steps.get(id)?.to;
    if (goals === undefined || to === undefined) continue;
    const status = compiled.graph.status.slice();
    for (const step of view.graph.steps) if (step.to === to && step.id !== id) status[nodeOf.get(step.id) ?? -1] = 0;
    const node = compiled.problem.states.findIndex((state) => state.id === goals.state.id);
    const plan = cheapestPlans(compiled, Int32Array.of(node), { status, care: 0 })[0];
    if (plan?.steps.includes(id) === true) forced.push({ goal: goals, plan });
  }
  return best(forced);
}

const MOST_FORCED = 4;
