import type { ControlId } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { Asked } from '../build/decides.ts';
import { buildAttackGraph } from '../build/graph.ts';
import { toProblem } from '../build/problem.ts';
import type { Class } from '../build/terrain.ts';
import { type Compiled, compile } from '../engine/compile.ts';
import type { AttackGraph, ControlStates } from '../model.ts';
import { classesFor, type Layout, SLOT, type Slot } from './classes.ts';

/** One thing that steps ask: a control at a subject, or at whoever stands in a slot. */
export interface Ask {
  readonly control: ControlId;
  readonly subject: string;
  readonly rest: boolean;
  /** Closings, by place, that wait for it. */
  readonly closings: number[];
}

export interface StepNode {
  readonly node: number;
  readonly atMostUndecided: boolean;
  /** The slot whose members it is about. */
  readonly slot?: string;
}

/** Steps that one and the same set of controls decides. */
export interface Closing {
  /** Its place among the closings. */
  readonly place: number;
  /** Asks, by place: those that close, then those that narrow. */
  readonly asks: readonly number[];
  readonly closers: number;
  readonly steps: StepNode[];
}

/** What belongs to one slot of the graph. */
export interface SlotNodes {
  readonly slot: Slot;
  /** Steps about its members. */
  readonly steps: number[];
  /** What decides them, by place. */
  readonly closings: Set<number>;
  /** States of its members that some actor starts with. */
  readonly starts: number[];
  /** Steps that need every class of the part. */
  readonly whole: number[];
}

/** The structure of an attack graph, whatever its verdicts: which steps there are, and what decides each. */
export interface Skeleton {
  readonly compiled: Compiled;
  readonly goals: AttackGraph['goals'];
  readonly asks: readonly Ask[];
  readonly closings: readonly Closing[];
  /** Asks by `control element`, and by slot id. */
  readonly askedOf: ReadonlyMap<string, readonly number[]>;
  readonly slots: ReadonlyMap<string, SlotNodes>;
}

const NO_VERDICTS: ControlStates = () => ({ verdict: 'unproven', evidence: [] });

/** The element of a subject or of a slot: what stands before its variant or member. */
export function elementOf(subject: string): string {
  const end = subject.search(/[/#]/);
  return end === -1 ? subject : subject.slice(0, end);
}

/** Makes the graph with a place for each class, and finds in it all that moves. Linear in the graph. */
export function skeletonOf(map: ServiceMap, layouts: readonly Layout[]): Skeleton {
  const parts = new Map(map.parts.map((part) => [part.id, part]));
  const groups = new Map<string, readonly Class[]>();
  const slots = new Map<string, SlotNodes>();
  for (const layout of layouts) {
    const part = parts.get(elementOf(layout.whole));
    if (part === undefined) continue;
    groups.set(layout.whole, classesFor(part, layout));
    for (const slot of layout.slots) slots.set(slot.id, { slot, steps: [], closings: new Set(), starts: [], whole: [] });
  }
  const asks: Ask[] = [];
  const askedOf = new Map<string, number[]>();
  const askOf = new Map<string, number>();
  const closings: Closing[] = [];
  const closingOf = new Map<Asked, Closing>();
  const told: { readonly step: string; readonly closing: Closing; readonly atMostUndecided: boolean; readonly slot: string | undefined }[] = [];

  const ask = ({ control, subject, rest }: Asked['at'][number], closing: number): number => {
    const key = `${control}@${subject}${rest ? ' rest' : ''}`;
    const known = askOf.get(key) ?? asks.length;
    if (known === asks.length) {
      askOf.set(key, known);
      asks.push({ control, subject, rest, closings: [] });
      const by = slots.has(subject) ? subject : `${control} ${elementOf(subject)}`;
      const list = askedOf.get(by);
      if (list === undefined) askedOf.set(by, [known]);
      else list.push(known);
      // A member's state moves with its element's, whichever slot it stands in.
      if (slots.has(subject)) {
        const element = `${control} ${elementOf(subject)}`;
        askedOf.set(element, [...(askedOf.get(element) ?? []), known]);
      }
    }
    asks[known]?.closings.push(closing);
    return known;
  };
  const graph = buildAttackGraph(map, NO_VERDICTS, { groups }, ({ step, asked, atMostUndecided, of }) => {
    let closing = closingOf.get(asked);
    if (closing === undefined) {
      const place = closings.length;
      closing = { place, asks: asked.at.map((at) => ask(at, place)), closers: asked.closers, steps: [] };
      closings.push(closing);
      closingOf.set(asked, closing);
    }
    told.push({ step, closing, atMostUndecided, slot: of !== undefined && slots.has(of) ? of : undefined });
  });

  const problem = toProblem(graph);
  // What a slot's members start with is held while somebody stands in the slot, and not before.
  const compiled = compile({ ...problem, start: problem.start.filter((state) => !slots.has(slotIn(state) ?? '')) });
  const node = (step: string): number => compiled.stepNode.get(step) as number;
  for (const { step, closing, atMostUndecided, slot } of told) {
    closing.steps.push({ node: node(step), atMostUndecided, ...(slot === undefined ? {} : { slot }) });
    if (slot === undefined) continue;
    slots.get(slot)?.steps.push(node(step));
    slots.get(slot)?.closings.add(closing.place);
  }
  for (const state of problem.start) slots.get(slotIn(state) ?? '')?.starts.push(compiled.stateNode.get(state) as number);
  for (const step of graph.steps) {
    if (step.template !== 'all-of-them') continue;
    for (const from of step.from) slots.get(slotIn(from) ?? '')?.whole.push(node(step.id));
  }
  return { compiled, goals: graph.goals, asks, closings, askedOf, slots };
}

function slotIn(state: string): string | undefined {
  return SLOT.exec(state)?.[0];
}
