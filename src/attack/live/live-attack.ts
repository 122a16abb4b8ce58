import type { Part, ServiceMap } from '../../map/model.ts';
import { decide } from '../build/status.ts';
import { verdictOf } from '../engine/closure.ts';
import { CLOSED, OPEN, UNDECIDED } from '../engine/graph.ts';
import { LiveClosure } from '../engine/live.ts';
import { mergeFleets } from '../fleet/merge.ts';
import type { AttackGraph, ControlStates, Reach, StepStatus } from '../model.ts';
import { fits, type Layout, layoutsOf } from './classes.ts';
import { Members, type Split, wholesOfPart } from './members.ts';
import { type Skeleton, type SlotNodes, skeletonOf } from './skeleton.ts';
import { codeOf, type Moved, STATE_OF, type StatesNow } from './states-now.ts';

/** `from` or `to` absent where the goal is new, or is none any more: a listed fleet that became a class has goals about all of it. */
export interface GoalMoved {
  readonly state: string;
  readonly from?: Reach;
  readonly to?: Reach;
}

export interface GoalNow {
  readonly goal: AttackGraph['goals'][number];
  readonly may: boolean;
  readonly must: boolean;
  readonly reach: Reach;
}

const BYTE: Readonly<Record<StepStatus, number>> = { closed: CLOSED, undecided: UNDECIDED, open: OPEN };

/** What can be reached, as of the last `update`. Equal to the attack graph made anew and its closures, for every goal. */
export class LiveAttack {
  readonly #map: ServiceMap;
  readonly #states: StatesNow;
  readonly #verdicts: ControlStates;
  #parts: ReadonlyMap<string, Part> = new Map();
  /** The map whose fleets are classes, and who stands for whom on it. */
  #mergedMap!: ServiceMap;
  #merged = '';
  /** By part: the members of each of its wholes that evidence names. */
  #members = new Map<string, Map<string, Members>>();
  #layouts = new Map<string, readonly Layout[]>();
  #skeleton!: Skeleton;
  #codes = new Uint8Array(0);
  /** Who stands in each slot that is taken. */
  #standing = new Map<string, { readonly key: number; readonly first: string }>();
  #may!: LiveClosure;
  #must!: LiveClosure;
  #known!: LiveClosure;
  #goals: readonly GoalNow[] = [];

  constructor(map: ServiceMap, states: StatesNow) {
    this.#map = map;
    this.#states = states;
    this.#verdicts = ({ control, subject }) => {
      const { own, ...state } = states.at(control, subject);
      return { ...state, evidence: [], ...(own === undefined ? {} : { own: { ...own, evidence: [] } }) };
    };
    this.#build();
  }

  goals(): readonly GoalNow[] {
    return this.#goals;
  }

  /** Steps of the graph, for those who want to know its size. */
  get steps(): number {
    return this.#skeleton.compiled.steps;
  }

  /** Follows what has moved. `named`: elements of which evidence names a member that it did not name before. */
  update(moved: readonly Moved[], named: ReadonlySet<string>): { readonly goals: readonly GoalMoved[]; readonly rebuilt: boolean } {
    const before = this.#goals;
    const rebuilt = this.#follow(moved, named);
    return { rebuilt, goals: before === this.#goals ? [] : differenceOf(before, this.#goals) };
  }

  /** True where the graph had to be made anew. */
  #follow(moved: readonly Moved[], named: ReadonlySet<string>): boolean {
    // Which parts of a listed fleet are alike hangs on their verdicts. A single member's changes nothing there.
    if (moved.some((one) => one.members === undefined) && mergeKey(mergeFleets(this.#map, this.#verdicts).mergedInto) !== this.#merged) {
      this.#build();
      return true;
    }
    const split = new Set<string>();
    for (const element of named) if (this.#refresh(element)) split.add(element);
    for (const { control, element, members } of moved) {
      const wholes = this.#members.get(element);
      if (wholes === undefined) continue;
      for (const whole of wholes.values()) whole.moved(control, members, this.#states);
      split.add(element);
    }
    const dirty = new Set<number>();
    for (const element of split) {
      const part = this.#parts.get(element) as Part;
      const splits = this.#splits(element);
      if (!fits(part, this.#layouts.get(element) ?? [], splits)) {
        this.#make();
        return true;
      }
      this.#seat(element, splits, dirty);
    }
    for (const { control, element } of moved) for (const ask of this.#skeleton.askedOf.get(`${control} ${element}`) ?? []) dirty.add(ask);
    this.#settle(dirty);
    this.#answer();
    return false;
  }

  #build(): void {
    const { map, mergedInto } = mergeFleets(this.#map, this.#verdicts);
    this.#merged = mergeKey(mergedInto);
    this.#parts = new Map(map.parts.map((part) => [part.id, part]));
    this.#mergedMap = map;
    this.#members = new Map();
    for (const part of map.parts) this.#refresh(part.id);
    this.#make();
  }

  /** Takes in the members that evidence has named of an element. True where there are any that were not known. */
  #refresh(element: string): boolean {
    const part = this.#parts.get(element);
    if (part === undefined) return false;
    const wholes = this.#members.get(element) ?? new Map<string, Members>();
    let any = false;
    for (const { whole, population, strays } of wholesOfPart(part)) {
      const known = wholes.get(whole);
      if (known !== undefined) any = known.refresh(this.#states) || any;
      else if (this.#states.membersOf(whole).length > 0 || (strays !== undefined && this.#states.membersOf(strays).length > 0)) {
        wholes.set(whole, new Members(part, whole, population, strays, this.#states));
        any = true;
      }
    }
    if (wholes.size > 0) this.#members.set(element, wholes);
    return any;
  }

  #splits(element: string): ReadonlyMap<string, Split> {
    return new Map([...(this.#members.get(element) ?? [])].map(([whole, members]) => [whole, members.split(this.#states)]));
  }

  /** Makes the graph for the classes that there are now, and everything that follows from it. */
  #make(): void {
    const splits = new Map([...this.#members.keys()].map((element) => [element, this.#splits(element)]));
    this.#layouts = new Map([...splits].map(([element, each]) => [element, layoutsOf(this.#parts.get(element) as Part, each)]));
    this.#skeleton = skeletonOf(this.#mergedMap, [...this.#layouts.values()].flat());
    const { compiled, asks, slots, closings } = this.#skeleton;
    const { graph } = compiled;
    this.#standing = new Map();
    // Nobody stands anywhere yet: no slot is needed for *every*, and none is known a way to.
    const open = new Uint8Array(graph.nodes).fill(OPEN);
    for (const { steps, whole } of slots.values()) {
      for (const step of steps) open[step] = CLOSED;
      for (const step of whole) graph.need[step] = (graph.need[step] as number) - 1;
    }
    const seated = [...splits].flatMap(([element, each]) => this.#seating(element, each));
    for (const [id, group] of seated) {
      const { steps, whole } = slots.get(id) as SlotNodes;
      this.#standing.set(id, group);
      for (const step of steps) open[step] = OPEN;
      for (const step of whole) graph.need[step] = (graph.need[step] as number) + 1;
    }
    this.#codes = Uint8Array.from(asks, (_, i) => this.#codeAt(i));
    const status = graph.status;
    for (const closing of closings) for (const { node, byte } of this.#decided(closing)) status[node] = byte;
    this.#may = new LiveClosure(graph, 'may', status);
    this.#must = new LiveClosure(graph, 'must', status);
    this.#known = new LiveClosure(graph, 'must', open);
    const starts = Int32Array.from(seated.flatMap(([id]) => slots.get(id)?.starts ?? []));
    for (const closure of [this.#may, this.#must, this.#known]) closure.fall(starts);
    this.#answer();
  }

  /** A slot for each group of an element: the one it stands in, as far as it can stay there. */
  #seating(element: string, splits: ReadonlyMap<string, Split>): readonly (readonly [string, { readonly key: number; readonly first: string }])[] {
    return (this.#layouts.get(element) ?? []).flatMap(({ whole, slots }) => {
      const groups = splits.get(whole)?.groups ?? [];
      // Of people the first class is the one that an actor is, so where the order can be kept it is.
      if (slots.length === groups.length && slots.every((slot, i) => slot.many === (groups[i]?.count ?? 0) > 1))
        return groups.map(({ key, first }, i) => [(slots[i] as { readonly id: string }).id, { key, first }] as const);
      const free = { true: [] as string[], false: [] as string[] };
      const at = new Map<string, string>();
      for (const slot of slots) {
        const standing = this.#standing.get(slot.id);
        if (standing === undefined) free[`${slot.many}`].push(slot.id);
        else at.set(`${standing.key} ${slot.many}`, slot.id);
      }
      const stays = new Set(groups.flatMap(({ key, count }) => at.get(`${key} ${count > 1}`) ?? []));
      for (const slot of slots) if (this.#standing.has(slot.id) && !stays.has(slot.id)) free[`${slot.many}`].push(slot.id);
      return groups.map(({ key, first, count }) => [at.get(`${key} ${count > 1}`) ?? (free[`${count > 1}`].shift() as string), { key, first }] as const);
    });
  }

  /** Seats the groups of an element anew; what has to be asked again goes into `dirty`. */
  #seat(element: string, splits: ReadonlyMap<string, Split>, dirty: Set<number>): void {
    const { slots, askedOf } = this.#skeleton;
    const seated = new Map(this.#seating(element, splits));
    for (const { slots: each } of this.#layouts.get(element) ?? []) {
      for (const { id } of each) {
        const before = this.#standing.get(id);
        const after = seated.get(id);
        if (before === undefined && after === undefined) continue;
        if (before?.key !== after?.key || before?.first !== after?.first) for (const ask of askedOf.get(id) ?? []) dirty.add(ask);
        if (after === undefined) this.#standing.delete(id);
        else this.#standing.set(id, after);
        if ((before === undefined) !== (after === undefined)) this.#open(slots.get(id) as SlotNodes, after !== undefined);
      }
    }
  }

  /** Lets somebody stand in a slot, or nobody any more. Steps that wait for no control are decided here, the others with what they ask. */
  #open({ steps, closings, starts, whole }: SlotNodes, taken: boolean): void {
    const nodes = Int32Array.from(steps);
    this.#known.setStatus(nodes, new Uint8Array(nodes.length).fill(taken ? OPEN : CLOSED));
    this.#apply(closings);
    for (const closure of [this.#may, this.#must, this.#known]) {
      for (const step of whole) closure.setNeed(step, closure.need(step) + (taken ? 1 : -1));
      if (taken) closure.fall(Int32Array.from(starts));
      else closure.restore(Int32Array.from(starts));
    }
  }

  #codeAt(ask: number): number {
    const { control, subject, rest } = this.#skeleton.asks[ask] as Skeleton['asks'][number];
    const at = this.#skeleton.slots.has(subject) ? this.#standing.get(subject)?.first : subject;
    // Nobody stands there, and its steps are closed whatever this says.
    if (at === undefined) return codeOf({ verdict: 'unproven' });
    const state = this.#states.at(control, at);
    return codeOf(rest ? (state.own ?? state) : state);
  }

  #decided({ asks, closers, steps }: Skeleton['closings'][number]): readonly { readonly node: number; readonly byte: number }[] {
    const found = asks.map((ask) => STATE_OF[this.#codes[ask] as number] as (typeof STATE_OF)[number]);
    const status = BYTE[decide(found.slice(0, closers), found.slice(closers)).status];
    return steps.map(({ node, atMostUndecided, slot }) => ({
      node,
      byte: slot !== undefined && !this.#standing.has(slot) ? CLOSED : atMostUndecided ? Math.min(status, UNDECIDED) : status,
    }));
  }

  /** Asks again, and gives the steps that hang on what has changed their statuses. */
  #settle(dirty: ReadonlySet<number>): void {
    const { asks } = this.#skeleton;
    const again = new Set<number>();
    for (const ask of dirty) {
      const code = this.#codeAt(ask);
      if (this.#codes[ask] === code) continue;
      this.#codes[ask] = code;
      for (const closing of asks[ask]?.closings ?? []) again.add(closing);
    }
    this.#apply(again);
  }

  /** Gives the steps of these closings the statuses that their controls say now. */
  #apply(again: Iterable<number>): void {
    const { closings } = this.#skeleton;
    const nodes: number[] = [];
    const bytes: number[] = [];
    for (const closing of again) {
      for (const { node, byte } of this.#decided(closings[closing] as Skeleton['closings'][number])) {
        if (this.#may.status(node) === byte) continue;
        nodes.push(node);
        bytes.push(byte);
      }
    }
    const at = Int32Array.from(nodes);
    const statuses = Uint8Array.from(bytes);
    this.#may.setStatus(at, statuses);
    this.#must.setStatus(at, statuses);
  }

  #answer(): void {
    const { compiled, goals } = this.#skeleton;
    this.#goals = goals.map((goal) => {
      const node = compiled.stateNode.get(goal.state) as number;
      const may = this.#may.holds(node);
      const must = this.#must.holds(node);
      return { goal, may, must, reach: verdictOf(must, may, this.#known.holds(node)) };
    });
  }
}

function differenceOf(before: readonly GoalNow[], after: readonly GoalNow[]): readonly GoalMoved[] {
  const old = new Map(before.map(({ goal, reach }) => [goal.state, reach]));
  const moved = after.flatMap(({ goal: { state }, reach }): GoalMoved[] => {
    const from = old.get(state);
    old.delete(state);
    return from === reach ? [] : [{ state, ...(from === undefined ? {} : { from }), to: reach }];
  });
  return [...moved, ...[...old].map(([state, from]) => ({ state, from }))];
}

function mergeKey(mergedInto: Readonly<Record<string, string>>): string {
  return JSON.stringify(mergedInto);
}
