import { Refused } from '../../core/index.ts';
import type { Problem, StepStatus } from '../model.ts';
import { graphFaults } from './faults.ts';
import { CLOSED, fromArrays, type Graph, OPEN, UNDECIDED } from './graph.ts';

/**
 * A problem as a threshold graph. Nodes 0 to `states` - 1 are the states in the problem's order; node `states + i` is step `i`.
 * Strings are interned here once and never seen by the algorithms.
 */
export interface Compiled {
  readonly problem: Problem;
  readonly graph: Graph;
  readonly states: number;
  readonly steps: number;
  /** State nodes. */
  readonly goals: Int32Array;
  readonly stateNode: ReadonlyMap<string, number>;
  readonly stepNode: ReadonlyMap<string, number>;
  /** Every control instance that a step names in `closedBy`, in order of first mention. */
  readonly controls: readonly string[];
  /** Controls of step `i`: `closer[closerStart[i]]` up to `closer[closerStart[i + 1]]`, each once. */
  readonly closerStart: Int32Array;
  readonly closer: Int32Array;
}

const STATUS: Readonly<Record<StepStatus, number>> = { closed: CLOSED, undecided: UNDECIDED, open: OPEN };

/**
 * Compiles a problem that was read by `readProblem` or generated. `from` is a set: a state named twice counts once, and `need` counts
 * different states. Throws `Refused` (ASSAY-GRAPH-005) for a state that is not declared.
 */
export function compile(problem: Problem): Compiled {
  const states = problem.states.length;
  const steps = problem.steps.length;
  const stateNode = new Map(problem.states.map((state, i) => [state.id, i]));
  const stepNode = new Map(problem.steps.map((step, i) => [step.id, states + i]));
  const node = (id: string, field: string): number => {
    const found = stateNode.get(id);
    if (found === undefined) {
      throw new Refused(
        graphFaults.fault('005', { message: `the state "${id}" is not declared`, field, found: id, remedy: 'Declare the state or correct the id.' }),
      );
    }
    return found;
  };
  const size = problem.steps.reduce((sum, step) => sum + step.from.length + 1, 0);
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  const nodes = states + steps;
  const need = new Int32Array(nodes).fill(1);
  const cost = new Float64Array(nodes);
  const status = new Uint8Array(nodes).fill(OPEN);
  const mark = new Int32Array(nodes).fill(-1);
  const controlOf = new Map<string, number>();
  const closerStart = new Int32Array(steps + 1);
  const closer: number[] = [];
  let edge = 0;
  for (let i = 0; i < steps; i += 1) {
    const step = problem.steps[i] as Problem['steps'][number];
    const at = states + i;
    let distinct = 0;
    for (const id of step.from) {
      const source = node(id, `steps[${i}].from`);
      if (mark[source] === i) continue;
      mark[source] = i;
      from[edge] = source;
      to[edge] = at;
      edge += 1;
      distinct += 1;
    }
    from[edge] = at;
    to[edge] = node(step.to, `steps[${i}].to`);
    edge += 1;
    need[at] = step.need ?? distinct;
    cost[at] = step.effort;
    status[at] = STATUS[step.status];
    for (const control of new Set(step.closedBy ?? [])) {
      let known = controlOf.get(control);
      if (known === undefined) {
        known = controlOf.size;
        controlOf.set(control, known);
      }
      closer.push(known);
    }
    closerStart[i + 1] = closer.length;
  }
  const unique = (ids: readonly string[], field: string) => Int32Array.from(new Set(ids.map((id) => node(id, field))));
  const graph = fromArrays({ nodes, from: from.subarray(0, edge), to: to.subarray(0, edge), need, cost, status, start: unique(problem.start, 'start') });
  const goals = unique(problem.goals, 'goals');
  return { problem, graph, states, steps, goals, stateNode, stepNode, controls: [...controlOf.keys()], closerStart, closer: Int32Array.from(closer) };
}

/** The id of a state or step node. */
export function nameOf(compiled: Compiled, node: number): string {
  const named = node < compiled.states ? compiled.problem.states[node] : compiled.problem.steps[node - compiled.states];
  return (named as { readonly id: string }).id;
}

/** The nodes of state ids. Throws `Refused` (ASSAY-GRAPH-009) with every id that is not a state of the graph. */
export function stateNodes(compiled: Compiled, ids: readonly string[]): Int32Array {
  return lookUp(compiled.stateNode, ids, 'state');
}

/** The nodes of step ids. Throws `Refused` (ASSAY-GRAPH-009) with every id that is not a step of the graph. */
export function stepNodes(compiled: Compiled, ids: readonly string[]): Int32Array {
  return lookUp(compiled.stepNode, ids, 'step');
}

function lookUp(known: ReadonlyMap<string, number>, ids: readonly string[], what: string): Int32Array {
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length > 0) {
    throw new Refused(
      ...missing.map((id) =>
        graphFaults.fault('009', {
          message: `the graph has no ${what} "${id}"`,
          expected: `the id of a ${what}`,
          found: id,
          remedy: 'Correct the id, or add it to the graph.',
        }),
      ),
    );
  }
  return Int32Array.from(ids, (id) => known.get(id) as number);
}
