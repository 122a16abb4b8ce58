import { reach } from '../../attack/engine/closure.ts';
import { type Compiled, nameOf } from '../../attack/engine/compile.ts';
import { CLOSED, type Graph, OPEN, UNDECIDED } from '../../attack/engine/graph.ts';
import { cheapestPlans, cheapestTotals } from '../../attack/engine/plan.ts';
import { type ChangedGoal, WhatIf } from '../../attack/engine/whatif.ts';
import { attackFaults } from '../../attack/faults.ts';
import type { AttackGraph, ControlAt, ControlState, Reach, StepStatus } from '../../attack/model.ts';
import { nearest, Refused } from '../../core/index.ts';
import type { Attacked } from './attacked.ts';
import { fallenOf } from './falling.ts';
import { SUPPOSED_FAILING, SUPPOSED_PROVEN, statusUnder } from './status-under.ts';
import { indexed, type Way, wayOf } from './ways.ts';

/** What is supposed. Nothing of it is so. */
export interface Supposed {
  /** Controls taken as proven: `control` everywhere, `control@subject` there alone. */
  readonly prove: readonly string[];
  /** Controls taken as failing. Where a control is in both, failing wins: the cautious reading. */
  readonly fail: readonly string[];
  /** Parts, states or actors taken as fallen into the attacker's hands. */
  readonly fall: readonly string[];
}

/** A goal that stays reachable, at another price, in person-days. */
export interface Repriced {
  readonly goal: string;
  readonly before: number;
  readonly after: number;
}

export interface Supposition {
  /** Steps whose status the supposition changes, in the graph's order. */
  readonly closed: readonly string[];
  readonly opened: readonly string[];
  readonly unsettled: readonly string[];
  /** States. */
  readonly fallen: readonly string[];
  readonly changed: readonly ChangedGoal[];
  /** Of every goal of the compiled graph, in its order, if the supposition were so. */
  readonly standing: readonly Reach[];
}

/** Goals that stay reachable at another price. */
export interface Prices {
  readonly dearer: readonly Repriced[];
  readonly cheaper: readonly Repriced[];
}

/** Keeps of a compiled graph what every supposition on it begins with. */
export class Supposing {
  readonly #compiled: Compiled;
  readonly #whatIf: WhatIf;
  #standing: readonly Reach[] | undefined;
  #before: readonly (number | undefined)[] | undefined;

  constructor(compiled: Compiled, whatIf: WhatIf = new WhatIf(compiled)) {
    this.#compiled = compiled;
    this.#whatIf = whatIf;
  }

  /** What the supposition changes. Throws `Refused` (ASSAY-ATTACK-004 for controls that no step waits for, ASSAY-ATTACK-001 for what cannot fall). */
  ask(attacked: Attacked, supposed: Supposed): Supposition & Prices {
    return { ...this.verdicts(attacked, supposed), ...this.#prices(attacked, supposed) };
  }

  /** The verdicts alone, without any price: what they cost follows what they change, whatever the size of the graph. */
  verdicts(attacked: Attacked, supposed: Supposed): Supposition {
    const { statuses, fallen } = this.#meaning(attacked, supposed);
    const to = (status: StepStatus) => [...statuses].flatMap(([id, now]) => (now === status ? [id] : []));
    const [closed, opened, unsettled] = [to('closed'), to('open'), to('undecided')];
    const changed = this.#whatIf.ask({ closed, open: opened, undecided: unsettled, fallen });
    const { goals } = this.#compiled;
    this.#standing ??= reach(this.#compiled);
    const moved = new Map(changed.map((one) => [one.goal, one.after]));
    const standing = Array.from(goals, (node, g) => moved.get(nameOf(this.#compiled, node)) ?? this.#standing?.[g] ?? 'undecided');
    return { closed, opened, unsettled, fallen, changed, standing };
  }

  #prices(attacked: Attacked, supposed: Supposed): Prices {
    const { statuses, fallen } = this.#meaning(attacked, supposed);
    const { goals, graph } = this.#compiled;
    this.#before ??= cheapestTotals(graph, goals);
    const before = this.#before;
    const after = statuses.size + fallen.length === 0 ? before : cheapestTotals(this.#under(statuses, fallen), goals);
    const repriced = [...goals].flatMap((node, g) => {
      const [was, is] = [before[g], after[g]];
      return was === undefined || is === undefined || was === is ? [] : [{ goal: nameOf(this.#compiled, node), before: was, after: is }];
    });
    return { dearer: repriced.filter((one) => one.after > one.before), cheaper: repriced.filter((one) => one.after < one.before) };
  }

  /** The cheapest way to a goal (state id) under the supposition; `undefined` where there is none. Steps are told with the statuses that were supposed. */
  way(attacked: Attacked, supposed: Supposed, goal: string): Way | undefined {
    const node = this.#compiled.stateNode.get(goal);
    if (node === undefined) return undefined;
    const { statuses, fallen, stateOf } = this.#meaning(attacked, supposed);
    const graph = this.#under(statuses, fallen);
    const problem = { ...this.#compiled.problem, start: [...new Set([...this.#compiled.problem.start, ...fallen])] };
    // A graph of its own status: the replay must take its statuses from it, and not from the problem as it stands.
    const plan = cheapestPlans({ ...this.#compiled, problem, graph: { ...graph, status: graph.status.slice() } }, Int32Array.of(node), {
      status: graph.status,
      care: CARE,
    })[0];
    if (plan === undefined) return undefined;
    const { steps } = indexed(attacked.graph);
    const told = new Map(
      plan.steps.flatMap((id) => {
        const [step, status] = [steps.get(id), statuses.get(id)];
        return step === undefined || status === undefined ? [] : [[id, { ...step, status }] as const];
      }),
    );
    return wayOf({ ...attacked, position: { ...attacked.position, stateOf } }, plan, { told });
  }

  #under(statuses: ReadonlyMap<string, StepStatus>, fallen: readonly string[]): Graph {
    const { graph, stepNode, stateNode } = this.#compiled;
    const status = graph.status.slice();
    for (const [id, now] of statuses) status[stepNode.get(id) ?? 0] = BYTE[now];
    const start = new Set([...graph.start, ...fallen.flatMap((id) => stateNode.get(id) ?? [])]);
    return { ...graph, status, start: Int32Array.from(start) };
  }

  #meaning({ graph, position }: Attacked, { prove, fail, fall }: Supposed) {
    const named = waitingFor(graph);
    const names = [...new Set([...prove, ...fail])];
    const faults = names.filter((name) => !named.has(name)).map((name) => unknownControl(name, new Set(named.keys())));
    if (faults.length > 0) throw new Refused(...faults);
    const [proven, failing] = [new Set(prove), new Set(fail)];
    const among = (list: ReadonlySet<string>, { control, subject }: ControlAt) => list.has(control) || list.has(`${control}@${subject}`);
    const supposedOf = (at: ControlAt): ControlState | undefined => (among(failing, at) ? SUPPOSED_FAILING : among(proven, at) ? SUPPOSED_PROVEN : undefined);
    const stateOf = (at: ControlAt): ControlState => supposedOf(at) ?? position.stateOf(at);
    const statuses = new Map<string, StepStatus>();
    const touched = [...new Set(names.flatMap((name) => named.get(name) ?? []))].sort((a, b) => a - b);
    for (const i of touched) {
      const step = graph.steps[i];
      if (step === undefined) continue;
      const status = statusUnder(step, position.stateOf, supposedOf);
      if (status !== step.status) statuses.set(step.id, status);
    }
    return { statuses, fallen: [...new Set(fallenOf(graph, fall))], stateOf };
  }
}

const BYTE: Readonly<Record<StepStatus, number>> = { closed: CLOSED, undecided: UNDECIDED, open: OPEN };
/** Searches spent on bettering a supposed way: it has to be there at once. */
const CARE = 4;
/** Every name that a supposition may use (controls that a step waits for, everywhere and at each subject) with the places of the steps in the graph. */
export function waitingFor(graph: AttackGraph): ReadonlyMap<string, readonly number[]> {
  const known = WAITING.get(graph);
  if (known !== undefined) return known;
  const names = new Map<string, number[]>();
  graph.steps.forEach((step, i) => {
    for (const { control, subject } of [...step.closedBy, ...(step.narrowedBy ?? [])]) {
      for (const name of [control, `${control}@${subject}`]) {
        const steps = names.get(name);
        if (steps === undefined) names.set(name, [i]);
        else if (steps.at(-1) !== i) steps.push(i);
      }
    }
  });
  WAITING.set(graph, names);
  return names;
}
const WAITING = new WeakMap<AttackGraph, ReadonlyMap<string, readonly number[]>>();

function unknownControl(name: string, known: ReadonlySet<string>) {
  const near = nearest(name, known, 1)[0];
  return attackFaults.fault('004', {
    message: `no attack step waits for "${name}"`,
    expected: 'a control that closes or narrows a step, or CONTROL@SUBJECT',
    found: name,
    remedy: near === undefined ? 'List the controls with: assay gap controls' : `Did you mean "${near}"?`,
  });
}
