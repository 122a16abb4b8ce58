import { closure, reach } from '../../attack/engine/closure.ts';
import { type Compiled, nameOf } from '../../attack/engine/compile.ts';
import { differentPlans } from '../../attack/engine/different.ts';
import { CLOSED } from '../../attack/engine/graph.ts';
import { landmarks } from '../../attack/engine/landmarks.ts';
import type { Plan } from '../../attack/engine/plan.ts';
import type { Telling } from '../../attack/explain/index.ts';
import type { AttackGraph, AttackState, AttackStep, ControlAt, Reach } from '../../attack/model.ts';
import type { Verdict } from '../model.ts';
import type { AttackStory } from '../report/model.ts';
import { tell } from '../report/story.ts';
import { Aftermath } from './aftermath.ts';
import type { Attacked } from './attacked.ts';
import { type Course, courseOf } from './course.ts';

/** One way to a target: told, and on the map. */
export interface Way {
  /** In an order that replays, those that only say what a state implies included. */
  readonly steps: readonly string[];
  readonly story: AttackStory;
  /** Person-days: no way to this target costs less than this. */
  readonly lower: number;
  readonly undecided: number;
  readonly course: Course;
}

export interface WaysTo {
  /** State id. */
  readonly goal: string;
  readonly title: string;
  readonly reach: Reach;
  /** Cheapest first, each avoiding a step of every other. */
  readonly ways: readonly Way[];
  /** What every way goes through. */
  readonly unavoidable: readonly { readonly step: string; readonly sentence: string }[];
  /** Where it is proven closed: the closed steps at which an attack stops that would lead there. */
  readonly shut?: readonly Shut[];
}

export interface Shut {
  readonly step: string;
  readonly sentence: string;
  readonly closedBy: readonly (ControlAt & { readonly verdict: Verdict })[];
  readonly evidence: readonly number[];
}

/** Steps in one search up to which nothing is spared. */
const USUAL = 25_000;
/** Steps times targets up to which it is said of every way what one control would leave. */
const LOOKED_AFTER = 250_000;

/**
 * The `count` cheapest different ways to each goal of the compiled graph. On graphs of more than 25,000 steps fewer detours are tried, in proportion, so that
 * an answer takes about a second: ways can then be missed, and `lower` says how much cheaper one might be.
 */
export function waysTo(attacked: Attacked, compiled: Compiled, count: number): readonly WaysTo[] {
  const { graph } = attacked;
  const { steps, states } = indexed(graph);
  const verdicts = reach(compiled);
  const unavoidable = landmarks(compiled.graph, compiled.goals);
  const spare = Math.max(1, compiled.steps / USUAL);
  // What one control would leave is looked for where all the searches that it takes stay a small part of the whole.
  const aftermath = compiled.steps * compiled.goals.length <= LOOKED_AFTER ? new Aftermath(attacked, compiled) : undefined;
  const searches = Math.max(count, Math.floor((16 * count) / spare));
  const care = Math.max(2, Math.floor(24 / spare));
  return Array.from(compiled.goals, (node, g) => {
    const goal = nameOf(compiled, node);
    const through = unavoidable[g]?.nodes ?? new Int32Array();
    return {
      goal,
      title: states.get(goal)?.title ?? goal,
      reach: verdicts[g] ?? 'undecided',
      ways: differentPlans(compiled, node, { count, searches, care, unavoidable: through }).map((plan) =>
        wayOf(attacked, plan, { after: aftermath?.of(plan) }),
      ),
      unavoidable: stepsAmong(compiled, through).flatMap((step) => {
        const sentence = steps.get(step)?.sentence ?? '';
        return sentence === '' ? [] : [{ step, sentence }];
      }),
      ...(verdicts[g] === 'proven-closed' ? { shut: shutBefore(attacked, compiled, node) } : {}),
    };
  });
}

/** Closed steps that lead to the goal and need nothing that an attacker could not come to hold: were they open, they could be taken. */
function shutBefore({ graph, position }: Attacked, compiled: Compiled, goal: number): readonly Shut[] {
  const { inStart, in: ins, need, status } = compiled.graph;
  const { held } = closure(compiled.graph, 'may');
  const leads = new Set([goal]);
  const found: number[] = [];
  for (const node of leads) {
    let have = 0;
    for (let e = inStart[node] ?? 0; e < (inStart[node + 1] ?? 0); e += 1) {
      const source = ins[e] as number;
      if (held[source] === 1) have += 1;
      else leads.add(source);
    }
    if (node >= compiled.states && status[node] === CLOSED && have >= (need[node] ?? 0)) found.push(node);
  }
  const { steps } = indexed(graph);
  return found
    .sort((a, b) => a - b)
    .flatMap((node) => steps.get(nameOf(compiled, node)) ?? [])
    .map(({ id, sentence, closedBy, evidence }) => ({
      step: id,
      sentence,
      closedBy: closedBy.map((at) => ({ ...at, verdict: position.stateOf(at).verdict })),
      evidence,
    }));
}

/** `told` stands in for steps of the plan whose status is another than the graph's; `after` is as in `tell`. */
export function wayOf(
  { map, graph, position }: Attacked,
  plan: Plan,
  { told = new Map(), after }: { readonly told?: ReadonlyMap<string, AttackStep>; readonly after?: Telling['after'] | undefined } = {},
): Way {
  const { steps, states } = indexed(graph);
  const taken = plan.steps.flatMap((id) => told.get(id) ?? steps.get(id) ?? []);
  const named = new Set(taken.flatMap((step) => [...step.from, step.to]));
  // What tells a plan looks up its own steps and states alone; of a large graph they are a handful.
  const small = { ...graph, steps: taken, states: [...named].flatMap((id) => states.get(id) ?? []) };
  return {
    steps: plan.steps,
    story: tell({ map, graph: small, position }, plan, after),
    lower: plan.lower,
    undecided: plan.undecided.length,
    course: courseOf(map, small, plan.steps),
  };
}

export interface Indexed {
  readonly steps: ReadonlyMap<string, AttackStep>;
  readonly states: ReadonlyMap<string, AttackState>;
}
const INDEXED = new WeakMap<AttackGraph, Indexed>();

/** Steps and states by id; made once for a graph. */
export function indexed(graph: AttackGraph): Indexed {
  const known = INDEXED.get(graph) ?? {
    steps: new Map(graph.steps.map((step) => [step.id, step])),
    states: new Map(graph.states.map((state) => [state.id, state])),
  };
  INDEXED.set(graph, known);
  return known;
}

/** Ids of the steps among nodes. */
export function stepsAmong(compiled: Compiled, nodes: Int32Array): readonly string[] {
  return [...nodes].filter((node) => node >= compiled.states).map((node) => nameOf(compiled, node));
}
