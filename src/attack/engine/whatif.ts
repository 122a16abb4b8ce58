import type { Reach } from '../model.ts';
import { thinkable, verdictOf } from './closure.ts';
import { type Compiled, nameOf, stateNodes, stepNodes } from './compile.ts';
import { CLOSED, OPEN, UNDECIDED } from './graph.ts';
import { LiveClosure } from './live.ts';

/** A supposition: these steps closed, opened or unsettled, these states fallen into the attacker's hands. */
export interface Supposition {
  readonly closed?: readonly string[];
  readonly open?: readonly string[];
  readonly undecided?: readonly string[];
  readonly fallen?: readonly string[];
}

export interface ChangedGoal {
  readonly goal: string;
  readonly before: Reach;
  readonly after: Reach;
}

/** Keeps both closures alive so that each question costs what it changes. Build one per graph; every question leaves it as it was. */
export class WhatIf {
  readonly #compiled: Compiled;
  readonly may: LiveClosure;
  readonly must: LiveClosure;
  readonly #known: Uint8Array;

  constructor(compiled: Compiled, status: Uint8Array = compiled.graph.status) {
    this.#compiled = compiled;
    this.may = new LiveClosure(compiled.graph, 'may', status);
    this.must = new LiveClosure(compiled.graph, 'must', status);
    this.#known = thinkable(compiled.graph);
  }

  verdict(goal: number): Reach {
    return this.#verdict(goal, this.#known);
  }

  #verdict(goal: number, known: Uint8Array): Reach {
    return verdictOf(this.must.holds(goal), this.may.holds(goal), known[goal] === 1);
  }

  /** The goals whose verdict the supposition changes. Throws `Refused` (ASSAY-GRAPH-009) for ids that the graph has not. */
  ask(supposed: Supposition): readonly ChangedGoal[] {
    const compiled = this.#compiled;
    const closed = stepNodes(compiled, supposed.closed ?? []);
    const open = stepNodes(compiled, supposed.open ?? []);
    const undecided = stepNodes(compiled, supposed.undecided ?? []);
    const fallen = stateNodes(compiled, supposed.fallen ?? []);
    // Where a step is named in several, open wins over undecided and undecided over closed: the cautious reading.
    const wanted = new Map<number, number>();
    for (const n of closed) wanted.set(n, CLOSED);
    for (const n of undecided) wanted.set(n, UNDECIDED);
    for (const n of open) wanted.set(n, OPEN);
    return this.#during(Int32Array.from(wanted.keys()), Uint8Array.from(wanted.values()), fallen);
  }

  #during(nodes: Int32Array, statuses: Uint8Array, fallen: Int32Array): readonly ChangedGoal[] {
    const { goals } = this.#compiled;
    const before = Array.from(goals, (goal) => this.verdict(goal));
    const was = Uint8Array.from(nodes, (n) => this.may.status(n));
    for (const live of [this.may, this.must]) {
      live.setStatus(nodes, statuses);
      live.fall(fallen);
    }
    // What has fallen may open a way where none was known; a status cannot.
    const lost = fallen.length > 0 && goals.some((goal) => this.#known[goal] === 0 && !this.may.holds(goal));
    const known = lost ? thinkable(this.#compiled.graph, fallen) : this.#known;
    const changed: ChangedGoal[] = [];
    goals.forEach((goal, i) => {
      const after = this.#verdict(goal, known);
      if (after !== before[i]) changed.push({ goal: nameOf(this.#compiled, goal), before: before[i] as Reach, after });
    });
    for (const live of [this.may, this.must]) {
      live.restore(fallen);
      live.setStatus(nodes, was);
    }
    return changed;
  }
}
