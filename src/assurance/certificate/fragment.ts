import { toProblem } from '../../attack/build/problem.ts';
import { decide } from '../../attack/build/status.ts';
import { cheapest } from '../../attack/engine/cheapest.ts';
import { closure, reach } from '../../attack/engine/closure.ts';
import { type Compiled, compile, nameOf } from '../../attack/engine/compile.ts';
import { CLOSED, OPEN } from '../../attack/engine/graph.ts';
import { wayTo } from '../../attack/engine/way.ts';
import type { AttackGraph, AttackStep, ControlAt, Reach } from '../../attack/model.ts';
import { Refused } from '../../core/index.ts';
import type { Position } from '../position.ts';
import { certificateFaults } from './faults.ts';
import type { Instances } from './instances.ts';
import type { Fragment, Passing, StepShown } from './model.ts';

/** What shows each answer: a way in one mode and a wall in another. */
const SHOWN: Readonly<Record<Reach, { readonly way?: Passing; readonly wall?: Passing }>> = {
  'proven-reachable': { way: 'must' },
  undecided: { way: 'may', wall: 'must' },
  'proven-closed': { way: 'all', wall: 'may' },
  'no-way-known': { wall: 'all' },
};

/** Whether the goal (a state id) can be reached, and the part of the graph that shows it. All actors of the map together. */
export function reachFragment(graph: AttackGraph, goal: string, position: Position, instances: Instances): { readonly reach: Reach; readonly graph: Fragment } {
  const compiled = compile(toProblem(graph, { goals: [goal] }));
  const [answer = 'undecided'] = reach(compiled);
  const { way, wall } = SHOWN[answer];
  const cut: Cut = { graph, compiled, goal, position, instances };
  return { reach: answer, graph: fragment(cut, way, wall) };
}

/** That every attack on the goal goes through the step. Throws `Refused` (ASSAY-CERT-003) where one goes round it, or none is left to go. */
export function landmarkFragment(graph: AttackGraph, goal: string, step: string, position: Position, instances: Instances): Fragment {
  const compiled = compile(toProblem(graph, { goals: [goal] }));
  const node = compiled.stepNode.get(step);
  const refuse = (message: string, expected: string, remedy: string) => new Refused(certificateFaults.fault('003', { message, expected, found: step, remedy }));
  if (node === undefined)
    throw refuse(`the attack graph has no step "${step}"`, 'the id of a step', 'List the steps that guard a target with: assay attack chokepoints --json');
  const goalNode = compiled.goals[0] ?? 0;
  if (closure(compiled.graph, 'may').held[goalNode] === 0)
    throw refuse(
      `no attack on "${goal}" is left, so none goes through a step`,
      'a goal that may be reached',
      `Certify that it is closed: assay assurance certify ${goal}`,
    );
  const status = compiled.graph.status.slice();
  status[node] = CLOSED;
  if (closure(compiled.graph, 'may', undefined, status).held[goalNode] === 1)
    throw refuse(`an attack on "${goal}" may go round "${step}"`, 'a step that every attack goes through', 'List those with: assay attack chokepoints --json');
  return fragment({ graph, compiled, goal, position, instances }, 'may', 'may', step);
}

interface Cut {
  readonly graph: AttackGraph;
  readonly compiled: Compiled;
  readonly goal: string;
  readonly position: Position;
  readonly instances: Instances;
}

function fragment(cut: Cut, way: Passing | undefined, wall: Passing | undefined, without?: string): Fragment {
  const { compiled, graph } = cut;
  const taken = way === undefined ? undefined : wayIn(compiled, way);
  const stood = wall === undefined ? undefined : wallIn(compiled, wall, without);
  const ids = new Set([...(taken ?? []), ...(stood?.steps ?? [])]);
  const steps = graph.steps.filter((step) => ids.has(step.id)).map((step) => [step.id, shown(step, cut)] as const);
  return {
    start: [...compiled.problem.start].sort(),
    steps: Object.fromEntries(steps),
    ...(way === undefined || taken === undefined ? {} : { way: { mode: way, steps: taken } }),
    ...(wall === undefined || stood === undefined ? {} : { wall: { mode: wall, outside: stood.outside, ...(without === undefined ? {} : { without }) } }),
  };
}

function statusIn(compiled: Compiled, mode: Passing, without?: string): { readonly mode: 'may' | 'must'; readonly status: Uint8Array } {
  const status = mode === 'all' ? new Uint8Array(compiled.graph.nodes).fill(OPEN) : compiled.graph.status.slice();
  const node = without === undefined ? undefined : compiled.stepNode.get(without);
  if (node !== undefined) status[node] = CLOSED;
  return { mode: mode === 'all' ? 'must' : mode, status };
}

function wayIn(compiled: Compiled, passing: Passing): readonly string[] {
  const goal = compiled.goals[0] ?? 0;
  const way = wayTo(compiled.graph, cheapest(compiled.graph, { ...statusIn(compiled, passing), until: compiled.goals }), goal);
  return [...(way?.nodes ?? [])].filter((node) => node >= compiled.states).map((node) => nameOf(compiled, node));
}

/**
 * A wall as near to the goal as it can stand: back from the goal, a passable step that gives a state outside must lack one that is outside too,
 * and no more are taken than it must lack. Steps that are not passable end the search.
 */
function wallIn(compiled: Compiled, passing: Passing, without?: string): { readonly outside: readonly string[]; readonly steps: readonly string[] } {
  const { graph, goals } = compiled;
  const { mode, status } = statusIn(compiled, passing, without);
  const { held } = closure(graph, mode, undefined, status);
  const floor = mode === 'may' ? 1 : 2;
  const outside = new Set<number>(goals);
  const steps: string[] = without === undefined ? [] : [without];
  for (const state of outside) {
    for (let e = graph.inStart[state] as number; e < (graph.inStart[state + 1] as number); e += 1) {
      const step = graph.in[e] as number;
      if (nameOf(compiled, step) !== without) steps.push(nameOf(compiled, step));
      if ((status[step] as number) < floor) continue;
      const [first, end] = [graph.inStart[step] as number, graph.inStart[step + 1] as number];
      const sources = [...graph.in.subarray(first, end)];
      let missing = end - first - (graph.need[step] as number) + 1 - sources.filter((source) => outside.has(source)).length;
      for (const source of sources) {
        if (missing <= 0) break;
        if (held[source] === 1 || outside.has(source)) continue;
        outside.add(source);
        missing -= 1;
      }
    }
  }
  return { outside: [...outside].map((node) => nameOf(compiled, node)).sort(), steps };
}

function shown(step: AttackStep, { position, instances }: Cut): StepShown {
  const { closers, narrowers } = keysOf(step, position, instances);
  const found = decide(
    closers.map((one) => one.state),
    narrowers.map((one) => one.state),
  );
  return {
    from: step.from,
    ...(step.need === undefined ? {} : { need: step.need }),
    to: step.to,
    ...(closers.length === 0 ? {} : { closedBy: closers.map((one) => one.key) }),
    ...(narrowers.length === 0 ? {} : { narrowedBy: narrowers.map((one) => one.key) }),
    ...(found.status === 'open' && step.status === 'undecided' ? { rare: true as const } : {}),
  };
}

/** The instances that gave a step its status: the graph keeps the subject, and not whether its odd members stood apart. */
function keysOf(step: AttackStep, position: Position, instances: Instances) {
  const both = [...step.closedBy, ...(step.narrowedBy ?? [])];
  const choices = both.map((at) => {
    const state = position.stateOf(at);
    return state.own === undefined
      ? [{ at, state, rest: false }]
      : [
          { at, state, rest: false },
          { at, state: state.own, rest: true },
        ];
  });
  const combined = choices.reduce<Chosen[][]>((rows, row) => rows.flatMap((before) => row.map((one) => [...before, one])), [[]]);
  const closing = step.closedBy.length;
  const fits = (row: readonly Chosen[]) => {
    const { status, evidence } = decide(
      row.slice(0, closing).map((one) => one.state),
      row.slice(closing).map((one) => one.state),
    );
    return (status === step.status || (status === 'open' && step.status === 'undecided')) && evidence.join() === step.evidence.join();
  };
  const row = (combined.find(fits) ?? combined[0] ?? []).map((one) => ({ state: one.state, key: instances.inGraph(one.at.control, one.at.subject, one.rest) }));
  return { closers: row.slice(0, closing), narrowers: row.slice(closing) };
}

interface Chosen {
  readonly at: ControlAt;
  readonly state: ReturnType<Position['stateOf']>;
  readonly rest: boolean;
}
