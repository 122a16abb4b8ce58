import type { Layer } from '../core/index.ts';
import type { ControlId } from '../evidence/model.ts';

/** Whether a step can be taken: shown to be possible, shown to be closed, or not settled by any fresh evidence. */
export type StepStatus = 'open' | 'closed' | 'undecided';

/**
 * The bare AND/OR problem, documented in docs/attack-graph-format.md and read by `assay attack solve`: states are OR nodes (any step that
 * gives them suffices), steps need `need` of their `from` (all, when absent). Nothing here knows of maps.
 */
export interface Problem {
  readonly format: 'assay-attack-graph/1';
  readonly states: readonly { readonly id: string; readonly title?: string }[];
  readonly steps: readonly ProblemStep[];
  /** States held at the start. */
  readonly start: readonly string[];
  readonly goals: readonly string[];
}

export interface ProblemStep {
  readonly id: string;
  readonly title?: string;
  readonly from: readonly string[];
  /** How many of `from` are needed; all, when absent. 0 of an empty `from` is allowed: a step that needs nothing. */
  readonly need?: number;
  readonly to: string;
  /** Person-days, 0 or more. */
  readonly effort: number;
  readonly status: StepStatus;
  /** Control instances (`control@subject`) that close it: all proven = closed. */
  readonly closedBy?: readonly string[];
}

/**
 * `proven-reachable`: in the must graph. `undecided`: only in the may graph, which is never green. `proven-closed`: not even in the may graph, though
 * it would be held if every step were open, so evidence is what closes it. `no-way-known`: not held even then. No evidence made it so, and it
 * is no more than a limit of the steps that are known: not analysed, never green.
 */
export const REACHES = ['proven-reachable', 'undecided', 'no-way-known', 'proven-closed'] as const;
export type Reach = (typeof REACHES)[number];

export const ACCESS = ['reach', 'user', 'admin', 'code', 'physical'] as const;
export type Access = (typeof ACCESS)[number];
export const EFFECTS = ['read', 'change', 'deny'] as const;
export type Effect = (typeof EFFECTS)[number];
/** Of a part with a population: at least one member, or every member. */
export type Scope = 'some' | 'every';

/** Effort on a coarse scale, in person-days. The scale is an assumption, stated with every answer; see docs/design/attack-steps.md. */
export const EFFORT_DAYS = { script: 0.1, hours: 0.5, days: 3, weeks: 15, months: 60, years: 400 } as const;
export type Effort = keyof typeof EFFORT_DAYS;

export interface Technique {
  readonly catalogue: 'attack-enterprise' | 'attack-ics' | 'attack-mobile' | 'emb3d' | 'capec';
  readonly id: string;
}

/** A control at one subject of the map, with its verdict there. */
export interface ControlAt {
  readonly control: ControlId;
  readonly subject: string;
}

/** What the attack graph needs to know of a control at a subject. Given by assurance, so that this folder need not know how verdicts are made. */
export interface ControlState {
  readonly verdict: 'proven' | 'failing' | 'stale' | 'unproven' | 'excluded';
  /** Ledger entries the verdict rests on. */
  readonly evidence: readonly number[];
  /** True where the evidence leaves no member out: what is counted as a share was counted as all of them. */
  readonly complete?: boolean;
  /**
   * At a whole of which members have evidence of their own: the verdict of the rest, without them, where it differs. `verdict` is the worst of all; a
   * class whose odd members stand apart is judged by this.
   */
  readonly own?: Omit<ControlState, 'own'>;
}
export type ControlStates = (at: ControlAt) => ControlState;

export interface AttackState {
  readonly id: string;
  /** Plain words: "runs code on every camera". */
  readonly title: string;
  readonly subject: string;
  readonly layer: Layer;
  readonly scope?: Scope;
  /** How many members of the population this state is about, where it is known. */
  readonly members?: number;
  /** What those members are. */
  readonly of?: 'device' | 'household' | 'person' | 'other';
}

export interface AttackStep {
  readonly id: string;
  readonly template: string;
  readonly layer: Layer;
  /** A sentence a manager understands, with the map's own names. */
  readonly sentence: string;
  readonly from: readonly string[];
  readonly need?: number;
  readonly to: string;
  readonly effort: number;
  readonly techniques: readonly Technique[];
  readonly closedBy: readonly ControlAt[];
  /** Controls about a share of the members. Failing opens the step; proven leaves fewer members, never none, and closes nothing. */
  readonly narrowedBy?: readonly ControlAt[];
  readonly status: StepStatus;
  /** No verdict shows it open: that every member is of the rare kind that the step finds, no evidence about the kind shows. */
  readonly atMostUndecided?: true;
  /** Ledger entries that decided the status. */
  readonly evidence: readonly number[];
  /** Controls that would see this step or undo its harm. They never close it. */
  readonly seenBy?: readonly ControlAt[];
}

/** The attack graph of a map under given control states: pure function of both. */
export interface AttackGraph {
  readonly libraryVersion: string;
  readonly templates: number;
  readonly states: readonly AttackState[];
  readonly steps: readonly AttackStep[];
  /** State ids held at the start, by actor. */
  readonly starts: Readonly<Record<string, readonly string[]>>;
  /** Critical asset effects, as state ids, with weight 1 (minor) to 4 (lives or the company hang on it). */
  readonly goals: readonly { readonly state: string; readonly asset: string; readonly effect: Effect; readonly weight: number }[];
  /** Parts of a kind that no template mentions: not analysed, never safe. */
  readonly notAnalysed: readonly string[];
  /** Parts and assets that the map lists one by one and that stand here as one class: their id, and the id that stands for them. */
  readonly mergedInto?: Readonly<Record<string, string>>;
}
