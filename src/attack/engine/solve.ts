import type { Problem, Reach } from '../model.ts';
import { outstandingControls } from './closing.ts';
import { reach } from './closure.ts';
import { type Compiled, compile, nameOf } from './compile.ts';
import { differentPlans } from './different.ts';
import { type ControlPlan, greedyPlan } from './greedy.ts';
import { landmarks } from './landmarks.ts';
import { cheapestPlans, type Plan } from './plan.ts';
import { type Check, checksToSettle } from './settle.ts';

export interface SolveOptions {
  /** Different plans a goal; 3 when absent, 1 for the cheapest alone. */
  readonly ways?: number;
  /** How much work goes into bettering plans and their bounds; by the size of the graph when absent. */
  readonly care?: number;
}

/** What is known of one goal. */
export interface GoalAnswer {
  readonly goal: string;
  readonly verdict: Reach;
  /** The cheapest different plans in the may graph, by total. Empty where the goal is proven closed. */
  readonly ways: readonly Plan[];
  /** The cheapest plan of proven-open steps alone, where the goal is proven reachable. */
  readonly provenWay?: Plan;
  /** What no attack can do without, in the may graph; ids in the problem's order. */
  readonly unavoidable: { readonly states: readonly string[]; readonly steps: readonly string[] };
}

/** The answer to a bare problem: plain JSON, the same bytes for the same problem and options. */
export interface Solution {
  readonly format: 'assay-attack-solution/1';
  readonly states: number;
  readonly steps: number;
  readonly goals: readonly GoalAnswer[];
  /** Controls to prove so that no goal is reachable, where the steps name controls. */
  readonly controls?: ControlPlan;
  /** The control instances whose settling would decide most goals, where any is undecided. */
  readonly settle?: readonly Check[];
}

/** Answers a problem whole. Pure; throws `Refused` (ASSAY-GRAPH-005) for a problem that refers to undeclared states. */
export function solve(problem: Problem, options: SolveOptions = {}): Solution {
  return solveCompiled(compile(problem), options);
}

export function solveCompiled(compiled: Compiled, options: SolveOptions = {}): Solution {
  const { graph, goals } = compiled;
  const care = options.care ?? careFor(compiled);
  const count = options.ways ?? 3;
  const verdicts = reach(compiled);
  const unavoidable = landmarks(graph, goals);
  const proven = cheapestPlans(compiled, goals, { mode: 'must', care });
  const names = (nodes: Int32Array) => Array.from(nodes, (n) => nameOf(compiled, n));
  const answers = Array.from(goals, (goal, g): GoalAnswer => {
    const way = proven[g];
    const nodes = unavoidable[g]?.nodes ?? new Int32Array(0);
    return {
      goal: nameOf(compiled, goal),
      verdict: verdicts[g] as Reach,
      ways: differentPlans(compiled, goal, { count, care, unavoidable: nodes, searches: Math.min(16 * count, 2 * care * count) }),
      ...(way === undefined ? {} : { provenWay: way }),
      unavoidable: { states: names(nodes.filter((n) => n < compiled.states)), steps: names(nodes.filter((n) => n >= compiled.states)) },
    };
  });
  const controls = outstandingControls(compiled);
  const asked = answers.map((answer) => ({ goal: answer.goal }));
  return {
    format: 'assay-attack-solution/1',
    states: compiled.states,
    steps: compiled.steps,
    goals: answers,
    ...(controls.length === 0 ? {} : { controls: greedyPlan(compiled, controls, asked) }),
    ...(controls.length === 0 || !verdicts.includes('undecided') ? {} : { settle: checksToSettle(compiled, asked, 5, controls) }),
  };
}

/** Searches a plan that keep the whole answer to some hundred million edge visits: 24 on a graph of thousands of steps, 1 on one of millions. */
function careFor(compiled: Compiled): number {
  const visits = compiled.graph.out.length * Math.max(1, compiled.goals.length);
  return Math.max(1, Math.min(24, Math.floor(2e7 / Math.max(1, visits))));
}
