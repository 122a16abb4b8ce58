import type { Way, WaysTo } from '../../assurance/attacks/ways.ts';
import type { Verdict } from '../../assurance/model.ts';
import type { Effect, Reach, StepStatus } from '../../attack/model.ts';
import type { Layer } from '../../core/index.ts';
import type { LinkType, PartKind } from '../../map/model.ts';

// Answers about reach: plain values, as the command line, the server and the console show them.

/** What a figure is out of: the weights of the critical goals, added. */
export interface Weighed {
  /** Of goals that fall by steps shown to be open. */
  readonly proven: number;
  /** Of those that fall besides, if what is not settled is open. */
  readonly perhaps: number;
  /** Of all goals of the map. */
  readonly of: number;
}

export interface Counted {
  readonly proven: number;
  /** Also by steps that no evidence has closed. */
  readonly may: number;
}

/** A critical goal that falls with a part. */
export interface FallenGoal {
  /** State id. */
  readonly goal: string;
  readonly title: string;
  readonly asset: string;
  readonly effect: Effect;
  /** 1 (minor) to 4 (lives or the company hang on it). */
  readonly weight: number;
  readonly reach: 'proven-reachable' | 'undecided';
  /** Outsiders are proven to reach it without this part: no harm of its own. */
  readonly anyway: boolean;
}

/** One way from what has fallen. */
export interface WayFrom extends Way {
  /** Parts on the way that are neither what has fallen nor the target, in the order in which the attacker comes to hold something of them. */
  readonly through: readonly string[];
  /** Nothing of a third part is on the way. */
  readonly direct: boolean;
}

/** What falls if a part falls, alone. */
export interface Fall {
  readonly part: string;
  readonly name: string;
  readonly kind: PartKind;
  readonly layer: Layer;
  readonly population: number;
  /** The states taken as held: the strongest of the part, of one member of it. Empty: no step gives anything of it, and nothing is said of it. */
  readonly states: readonly string[];
  readonly weight: Weighed;
  /** Person-days of the cheapest ways from here to what falls, averaged by the weights of the goals: how near it all is. Not asked of large maps, nor where nothing falls. */
  readonly days?: number;
  /** The heaviest first. */
  readonly goals: readonly FallenGoal[];
  readonly devices: Counted;
  readonly households: Counted;
}

/** A fall with the cheapest way to each goal. */
export interface FallTold extends Omit<Fall, 'goals'> {
  readonly goals: readonly (FallenGoal & { readonly way: WayFrom })[];
}

/** A part from which a target is reached, with it alone fallen. */
export interface ReachingPart {
  readonly part: string;
  readonly name: string;
  readonly kind: PartKind;
  readonly layer: Layer;
  readonly reach: 'proven-reachable' | 'undecided';
  /** Person-days of the cheapest way that one search finds. */
  readonly days?: number;
}

/** A control to be proven at one subject. */
export interface CutControl {
  readonly control: string;
  readonly title: string;
  readonly subject: string;
  /** What the map calls the subject. */
  readonly at: string;
  readonly verdict: Verdict;
  /** Person-days, an assumption to rank by. */
  readonly days: number;
  readonly who: string;
  readonly remedy: string;
}

/** The fewest person-days of controls that, proven, leave no way; of as many, the fewest controls. */
export interface ControlCut {
  readonly controls: readonly CutControl[];
  readonly days: number;
  /** No set of controls that cuts the same goals takes less. */
  readonly lowerDays: number;
  readonly bound: 'exact' | 'upper';
  /** Goals that are cut. */
  readonly cuts: readonly string[];
  /** What two or more of the controls rest on: whoever rules it undoes them together. */
  readonly foundations: readonly { readonly id: string; readonly name: string; readonly kind: FoundationKind; readonly controls: readonly string[] }[];
  /** Goals that no controls cut, each with the cheapest way that stays with all of them proven. */
  readonly beyond: readonly { readonly goal: string; readonly title: string; readonly stays: WayFrom }[];
}

export const ELEMENT_KINDS = ['link', 'flow', 'gate', 'attachment', 'door', 'route', 'placement', 'network'] as const;

/** Something of the map that a step goes through, and that could be taken away. */
export interface Element {
  /** An id of the map; of what has none of its own, its ends: `build-server on office-network`, `deploy-token at wiki`. */
  readonly id: string;
  readonly kind: (typeof ELEMENT_KINDS)[number];
  readonly type?: LinkType;
  /** A sentence part with the map's own names. */
  readonly says: string;
}

export type CutElement = Element;

/** The fewest elements of the map that, taken away, leave no way, nor make one: a system without single sign-on has a sign-in of its own. */
export interface MapCut {
  readonly elements: readonly CutElement[];
  /** No fewer do. */
  readonly lower: number;
  readonly bound: 'exact' | 'upper';
  readonly cuts: readonly string[];
  /** Goals to which a way stays whatever is taken away. */
  readonly beyond: readonly string[];
  /** Goals that are neither shown to be cut nor to be beyond that: the search was cut short. `bound` is then `upper`. */
  readonly undecided: readonly string[];
  /** What is said of each goal that is cut when the map is made without the elements, and the graph made anew: never that it is reached. */
  readonly without: readonly { readonly goal: string; readonly reach: Reach }[];
}

/** The ways from one part or state to another. */
export interface Reached {
  readonly from: readonly string[];
  readonly answers: readonly (Omit<WaysTo, 'ways'> & {
    readonly ways: readonly WayFrom[];
    /** The cheapest way on which nothing of a third part is held, where there is one. */
    readonly direct?: WayFrom;
  })[];
  readonly controls: ControlCut;
  readonly map: MapCut;
}

/** A link, flow, network or gate that joins two layers. */
export interface LinkBetween extends Element {
  readonly layers: readonly Layer[];
  readonly ends: readonly string[];
  /** Steps that go through it. */
  readonly steps: number;
  readonly status: StepStatus | 'none';
  /** Goals that are no longer reachable without it, even if what is not settled is open. */
  readonly closes: readonly string[];
  /** Goals that are no longer proven reachable. */
  readonly unproves: readonly string[];
  /** Weights of `closes`, added. */
  readonly weight: number;
  /** Goals that stay, at a higher price, in person-days. */
  readonly dearer: readonly { readonly goal: string; readonly before: number; readonly after: number }[];
  /** The rises, each times its goal's weight, added. */
  readonly raised: number;
}

export const FOUNDATION_KINDS = ['identity-provider', 'administrator', 'supplier'] as const;
export type FoundationKind = (typeof FOUNDATION_KINDS)[number];

/** Something that several controls rest on. */
export interface Foundation {
  readonly id: string;
  readonly name: string;
  readonly kind: FoundationKind;
  /** Controls and gates whose subject it signs people in to, administers or supplies. */
  readonly rests: readonly {
    readonly what: 'control' | 'gate';
    readonly id: string;
    readonly title: string;
    readonly subject: string;
    readonly at: string;
    readonly verdict?: Verdict;
  }[];
  /** Goals that are closed now and would not be, were these proven controls that rest on it to fail; none of them could be left out. Two or more: they look like so many defences, and are one. */
  readonly holds: readonly { readonly goal: string; readonly title: string; readonly controls: readonly string[]; readonly reach: Reach }[];
  /** Controls that are still to be proven, and that would be one failure deep: what gets round the one gets round the other, and lies at the foundation. */
  readonly would: readonly {
    readonly goal: string;
    readonly title: string;
    readonly controls: readonly [string, string];
    readonly shared: readonly string[];
  }[];
}

/** Where two systems of different layers meet. */
export interface Cell {
  readonly row: string;
  readonly column: string;
  /** Links and flows between the two, either way, and networks that both are on. */
  readonly joins: readonly Element[];
  /** Steps that need something of the row and give something of the column. */
  readonly steps: number;
  /** The weakest of them: any open, else any undecided, else closed. */
  readonly status: StepStatus | 'none';
  /** Critical goals that follow from what those steps give: proven, and also by what no evidence has closed. */
  readonly goals: Counted;
}

export interface Side {
  readonly part: string;
  readonly name: string;
  readonly kind: PartKind;
  readonly layer: Layer;
}

/** Only cells in which something is. */
export interface Matrix {
  readonly rows: Layer;
  readonly columns: Layer;
  readonly sides: { readonly rows: readonly Side[]; readonly columns: readonly Side[] };
  readonly cells: readonly Cell[];
}

export interface ThroughCell {
  readonly row: string;
  readonly column: string;
  /** Who takes them: the actors of the map from where they begin; or, where none of them comes as far as the row, whoever holds the row. */
  readonly by: 'actors' | 'row';
  /** For each goal the cheapest way found that takes a step of the cell. */
  readonly paths: readonly { readonly goal: string; readonly title: string; readonly weight: number; readonly step: string; readonly way: WayFrom }[];
}
