import { reach } from '../../attack/engine/closure.ts';
import { type Compiled, nameOf } from '../../attack/engine/compile.ts';
import { differentPlans } from '../../attack/engine/different.ts';
import { landmarks } from '../../attack/engine/landmarks.ts';
import type { Plan } from '../../attack/engine/plan.ts';
import type { Reach } from '../../attack/model.ts';
import type { AttackStory } from '../report/model.ts';
import { tell } from '../report/story.ts';
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
}

/** Steps in one search up to which nothing is spared. */
const USUAL = 25_000;

/**
 * The `count` cheapest different ways to each goal of the compiled graph. On graphs of more than 25,000 steps fewer detours are tried, in proportion, so that
 * an answer takes about a second: ways can then be missed, and `lower` says how much cheaper one might be.
 */
export function waysTo(attacked: Attacked, compiled: Compiled, count: number): readonly WaysTo[] {
  const { graph } = attacked;
  const states = new Map(graph.states.map((state) => [state.id, state]));
  const sentences = new Map(graph.steps.map((step) => [step.id, step.sentence]));
  const verdicts = reach(compiled);
  const unavoidable = landmarks(compiled.graph, compiled.goals);
  const spare = Math.max(1, compiled.steps / USUAL);
  const searches = Math.max(count, Math.floor((16 * count) / spare));
  const care = Math.max(2, Math.floor(24 / spare));
  return Array.from(compiled.goals, (node, g) => {
    const goal = nameOf(compiled, node);
    const through = unavoidable[g]?.nodes ?? new Int32Array();
    return {
      goal,
      title: states.get(goal)?.title ?? goal,
      reach: verdicts[g] ?? 'undecided',
      ways: differentPlans(compiled, node, { count, searches, care, unavoidable: through }).map((plan) => wayOf(attacked, plan)),
      unavoidable: stepsAmong(compiled, through).flatMap((step) => {
        const sentence = sentences.get(step) ?? '';
        return sentence === '' ? [] : [{ step, sentence }];
      }),
    };
  });
}

export function wayOf({ map, graph, position }: Attacked, plan: Plan): Way {
  return {
    steps: plan.steps,
    story: tell(graph, position, plan),
    lower: plan.lower,
    undecided: plan.undecided.length,
    course: courseOf(map, graph, plan.steps),
  };
}

/** Ids of the steps among nodes. */
export function stepsAmong(compiled: Compiled, nodes: Int32Array): readonly string[] {
  return [...nodes].filter((node) => node >= compiled.states).map((node) => nameOf(compiled, node));
}
