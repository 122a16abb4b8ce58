import type { Compiled } from '../../attack/engine/compile.ts';
import type { Mode } from '../../attack/engine/graph.ts';
import { CLOSED, OPEN, UNDECIDED } from '../../attack/engine/graph.ts';
import { cheapestTotals, type Plan } from '../../attack/engine/plan.ts';
import type { After } from '../../attack/explain/index.ts';
import type { AttackGraph, ControlAt } from '../../attack/model.ts';
import type { Position } from '../position.ts';
import { SUPPOSED_PROVEN, statusUnder } from './status-under.ts';

const BYTE = { closed: CLOSED, undecided: UNDECIDED, open: OPEN } as const;

/** What is left of a goal once one control is proven at one subject. Each costs a search or two of the whole graph, and is made once. */
export class Aftermath {
  readonly #graph: AttackGraph;
  readonly #position: Pick<Position, 'stateOf'>;
  readonly #compiled: Compiled;
  readonly #status = new Map<string, Uint8Array>();
  readonly #totals = new Map<string, number | undefined>();

  constructor({ graph, position }: { readonly graph: AttackGraph; readonly position: Pick<Position, 'stateOf'> }, compiled: Compiled) {
    this.#graph = graph;
    this.#position = position;
    this.#compiled = compiled;
  }

  /** The price is that of the cheapest way by steps that are not closed, as a supposition gives it. Of a way that is proven, it is said where no other is. */
  of(plan: Plan): (stop: ControlAt) => After {
    return (stop) => {
      const days = this.#total(plan.goal, stop, 'may');
      if (days === undefined) return { left: 'none' };
      const shown = plan.undecided.length > 0 || this.#total(plan.goal, stop, 'must') !== undefined;
      return shown ? { left: 'next', days } : { left: 'unshown' };
    };
  }

  #total(goal: string, stop: ControlAt, mode: Mode): number | undefined {
    const key = `${mode} ${goal} ${stop.control}@${stop.subject}`;
    const node = this.#compiled.stateNode.get(goal);
    if (!this.#totals.has(key) && node !== undefined) {
      const graph = { ...this.#compiled.graph, status: this.#under(stop) };
      this.#totals.set(key, cheapestTotals(graph, Int32Array.of(node), mode)[0]);
    }
    return this.#totals.get(key);
  }

  #under(stop: ControlAt): Uint8Array {
    const key = `${stop.control}@${stop.subject}`;
    const known = this.#status.get(key);
    if (known !== undefined) return known;
    const { graph, stepNode } = this.#compiled;
    const status = graph.status.slice();
    const same = ({ control, subject }: ControlAt): boolean => control === stop.control && subject === stop.subject;
    for (const step of this.#graph.steps) {
      if (!step.closedBy.some(same) && step.narrowedBy?.some(same) !== true) continue;
      const now = statusUnder(step, this.#position.stateOf, (at) => (same(at) ? SUPPOSED_PROVEN : undefined));
      status[stepNode.get(step.id) ?? 0] = BYTE[now];
    }
    this.#status.set(key, status);
    return status;
  }
}
