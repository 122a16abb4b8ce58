import { type Compiled, stepNodes } from './compile.ts';
import { CLOSED } from './graph.ts';

/** A control that is not proven yet, and the steps that it takes part in closing. */
export interface ControlClosing {
  readonly id: string;
  /** Step ids. A step closes only once every control of the list that names it is proven. */
  readonly steps: readonly string[];
  /** What proving it costs, in any one unit, above 0; 1 when absent, so that costs count controls. */
  readonly cost?: number;
}

export interface GoalWeight {
  /** State id. */
  readonly goal: string;
  /** Above 0; 1 when absent. */
  readonly weight?: number;
}

/** Controls against step nodes, both ways. Steps that are closed already are left out: there is nothing to close. */
export interface Closing {
  readonly controls: readonly ControlClosing[];
  /** By control: the nodes that name it. */
  readonly nodes: readonly Int32Array[];
  /** By node: the controls that must all be proven. Nodes that no control names are absent. */
  readonly closers: ReadonlyMap<number, readonly number[]>;
}

/** Throws `Refused` (ASSAY-GRAPH-009) for steps that the graph has not. */
export function closingOf(compiled: Compiled, controls: readonly ControlClosing[], status: Uint8Array = compiled.graph.status): Closing {
  const closers = new Map<number, number[]>();
  const nodes = controls.map((control, c) => {
    const own = [...new Set(stepNodes(compiled, control.steps))].filter((n) => status[n] !== CLOSED);
    for (const n of own) {
      const list = closers.get(n);
      if (list === undefined) closers.set(n, [c]);
      else list.push(c);
    }
    return Int32Array.from(own);
  });
  return { controls, nodes, closers };
}

/** The step nodes that close when exactly these controls (by index) are proven. */
export function closedBy(closing: Closing, proven: ReadonlySet<number>): Int32Array {
  const closed = new Set<number>();
  for (const c of proven) {
    for (const n of closing.nodes[c] as Int32Array) if ((closing.closers.get(n) as readonly number[]).every((other) => proven.has(other))) closed.add(n);
  }
  return Int32Array.from(closed);
}

/** The step nodes that close when `more` is proven besides `proven`, and do not close without it. */
export function newlyClosedBy(closing: Closing, proven: ReadonlySet<number>, more: readonly number[]): Int32Array {
  const both = new Set([...proven, ...more]);
  const closed = new Set<number>();
  for (const c of more) {
    if (proven.has(c)) continue;
    for (const n of closing.nodes[c] as Int32Array) if ((closing.closers.get(n) as readonly number[]).every((other) => both.has(other))) closed.add(n);
  }
  return Int32Array.from(closed);
}

export function costOf(closing: Closing, control: number): number {
  return closing.controls[control]?.cost ?? 1;
}

/** The controls of a compiled problem that are not known to be proven, with the steps they close: a control of any closed step is proven. */
export function outstandingControls(compiled: Compiled): readonly ControlClosing[] {
  const { graph, states, closerStart, closer, controls, problem } = compiled;
  const proven = new Uint8Array(controls.length);
  const steps: string[][] = controls.map(() => []);
  const each = (visit: (step: number, control: number) => void) => {
    for (let i = 0; i < compiled.steps; i += 1)
      for (let k = closerStart[i] as number; k < (closerStart[i + 1] as number); k += 1) visit(i, closer[k] as number);
  };
  each((i, c) => {
    if (graph.status[states + i] === CLOSED) proven[c] = 1;
  });
  each((i, c) => {
    if (graph.status[states + i] !== CLOSED) steps[c]?.push((problem.steps[i] as { readonly id: string }).id);
  });
  return controls.flatMap((id, c) => (proven[c] === 1 || steps[c]?.length === 0 ? [] : [{ id, steps: steps[c] as string[] }]));
}
