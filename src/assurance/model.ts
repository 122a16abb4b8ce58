import type { Layer } from '../core/index.ts';
import type { ControlId, Method } from '../evidence/model.ts';
import type { FactKey } from '../map/facts.ts';
import type { LinkType, PartKind } from '../map/model.ts';

export const OUTCOMES = ['protect-privacy', 'resist', 'detect', 'recover'] as const;
/** What the service must do, and so what a control serves. */
export type Outcome = (typeof OUTCOMES)[number];

export const VERDICTS = ['proven', 'failing', 'stale', 'unproven', 'excluded'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Which elements of the map a control is owed by: any of the alternatives, each element that matches is one subject. */
export type Applies =
  | { readonly on: 'service' }
  /** Parts in scope of these kinds; with `fact`, unless the map states the fact as false; `personalData`: only where personal data lives. */
  | { readonly on: 'part'; readonly kinds: readonly PartKind[]; readonly fact?: FactKey; readonly personalData?: boolean }
  | { readonly on: 'flow'; readonly carrying?: 'any' | 'personal' | 'confidential' | 'credential' | 'code'; readonly touching?: readonly PartKind[] }
  | { readonly on: 'link'; readonly types: readonly LinkType[]; readonly to?: readonly PartKind[]; readonly from?: readonly PartKind[] }
  | { readonly on: 'gate' }
  | { readonly on: 'asset'; readonly kinds: readonly ('information' | 'credential' | 'code' | 'function' | 'physical')[]; readonly personal?: boolean };

/** One check: the claim must have been seen to hold (value `true`, or `passes`) by `atLeast` this method. */
export interface Check {
  readonly claim: string;
  readonly atLeast?: Method;
  /** For claims whose value is not a plain boolean: the values that pass, as data. */
  readonly passes?: { readonly atLeast: number } | { readonly atMost: number } | { readonly oneOf: readonly string[] };
}

/** A capability the service should have: data and a pure check, declared in one place. One that no step and no standard mentions is deleted. */
export interface Control {
  readonly id: ControlId;
  readonly layer: Layer;
  readonly title: string;
  /** Why it exists, in a sentence or two. */
  readonly intent: string;
  readonly outcomes: readonly Outcome[];
  readonly applies: readonly Applies[];
  /** All must hold. */
  readonly checks: readonly Check[];
  /** Concrete words: what to do, in the order to do it. */
  readonly remedy: string;
  /** Person-days to put it in place, an assumption to rank by. */
  readonly effort: number;
  /** Who usually does it. */
  readonly who: string;
}

/** OSCAL's vocabulary for relations between controls and requirements, read from the control to the requirement. */
export const RELATIONS = ['equivalent-to', 'equal-to', 'subset-of', 'superset-of', 'intersects-with'] as const;
export type Relation = (typeof RELATIONS)[number];

export interface Requirement {
  /** The standard's own id, such as `5.1-1`, `PR.AA-01`, `I.1.2a`, `PW.4.1`. */
  readonly id: string;
  /** Assay's own short title, never the standard's words. */
  readonly title: string;
  /** Grouping within the standard, in its own ids. */
  readonly group: string;
  /** Mandatory or recommended, where the standard says. */
  readonly level?: 'M' | 'R';
  /** EN 303 645 Table B.1: the numbered condition under which it is owed. */
  readonly condition?: ConditionNumber;
  /** EN 303 645 Table B.1: the lettered feature whose presence makes it owed. */
  readonly feature?: FeatureLetter;
  /** What the standard prints for the id, where an imported file has another: `AC-2(1)` for `ac-2.1`. */
  readonly label?: string;
  /** Levels, profiles or groups in which the standard puts it, in the standard's own names: `SL-C 2`, `IG1`, `L1`, `low`. */
  readonly levels?: readonly string[];
  /** Retired by the standard in this edition: why, and what took its place. Nobody owes it, and it is listed. */
  readonly withdrawn?: { readonly reason: string; readonly replacedBy?: readonly string[] };
  /** From when it binds, where the law sets a date: the first moment of that day, RFC 3339 in UTC. */
  readonly appliesFrom?: string;
  /** What a reader of the id has to know, such as where transcriptions of a table differ. */
  readonly note?: string;
}

/** The numbered conditions of ETSI EN 303 645 V3.1.3, Table B.1. */
export const CONDITION_NUMBERS = [3, 12, 14, 15, 16] as const;
export type ConditionNumber = (typeof CONDITION_NUMBERS)[number];

/** The lettered features of ETSI EN 303 645 V3.1.3, Table B.1. */
export const FEATURE_LETTERS = [
  'a',
  'b',
  'c',
  'd',
  'e',
  'f',
  'g',
  'h',
  'i',
  'j',
  'k',
  'l',
  'm',
  'n',
  'o',
  'p',
  'q',
  'r',
  's',
  't',
  'u',
  'v',
  'w',
  'x',
  'y',
  'z',
  'aa',
] as const;
export type FeatureLetter = (typeof FEATURE_LETTERS)[number];

export interface Standard {
  /** Such as `en-303-645`, `cra`, `nist-csf`, `ssdf`. */
  readonly id: string;
  readonly title: string;
  readonly edition: string;
  /** Where the ids come from, and under what terms. */
  readonly source: string;
  readonly requirements: readonly Requirement[];
  /** Headings that requirements stand under, where an imported file titles them: of those that it retired, why. */
  readonly groups?: readonly StandardGroup[];
  /** Read from a file that somebody gave, and on the ledger by this digest; absent for what Assay ships. */
  readonly imported?: {
    readonly digest: string;
    readonly at: string;
    /** The shipped edition in whose place it counts, where whoever imported it said so. Without it an import counts beside what is shipped, by name. */
    readonly supersedes?: string;
  };
}

export interface StandardGroup {
  readonly id: string;
  readonly title: string;
  readonly withdrawn?: NonNullable<Requirement['withdrawn']>;
}

/** One reasoned edge of the crosswalk hub: a control answers a requirement. */
export interface Edge {
  readonly control: ControlId;
  readonly standard: string;
  readonly requirement: string;
  readonly relation: Relation;
  readonly reason: string;
  /** The edition of the standard the judgement was made on. */
  readonly edition: string;
}

/** Whether a requirement applies to this service, and the facts of the map that decided. */
export interface Applicability {
  readonly requirement: string;
  readonly applies: 'yes' | 'no' | 'undecided';
  readonly because: readonly {
    readonly fact: string;
    readonly value: 'yes' | 'no' | 'unknown';
    readonly decidedBy: readonly string[];
    /** Decides nothing about owing it, and has to be told beside it: that meeting the requirement does not have the effect a reader expects. */
    readonly caution?: true;
  }[];
}
