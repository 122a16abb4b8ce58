import type { Layer } from '../../core/index.ts';
import type { Method } from '../../evidence/model.ts';
import type { FactKey } from '../../map/facts.ts';

/** Something to find out: by looking, or by saying in the map what is so. */
export type CheckToMake =
  | {
      readonly kind: 'evidence';
      /** `claim@subject`. */
      readonly id: string;
      readonly claim: string;
      readonly subject: string;
      /** The weakest method that is enough for every control that asks for the claim. */
      readonly method: Method;
      readonly controls: readonly string[];
      readonly layer: Layer;
      readonly who: string;
      /** What to do, in a sentence. */
      readonly todo: string;
      /** Person-days to look, by method: an assumption. */
      readonly days: number;
      /** Person-days to put the controls in place where they turn out to be missing: an assumption. */
      readonly daysIfMissing: number;
    }
  | {
      readonly kind: 'fact';
      /** `fact KEY@part`. */
      readonly id: string;
      readonly fact?: FactKey;
      readonly about: string;
      readonly subject: string;
      readonly todo: string;
      readonly days: number;
    };

export interface RequirementNamed {
  readonly standard: string;
  readonly requirement: string;
  readonly title: string;
}

export interface CheckInOrder {
  readonly rank: number;
  readonly check: CheckToMake;
  /** Requirements that it settles by itself, if it holds and nothing else is looked at. */
  readonly alone: number;
  /** Requirements settled with it and all before it. */
  readonly cumulative: number;
  /** Those that it completes. */
  readonly settles: readonly RequirementNamed[];
  /** Requirements that are failing at once, whatever else is found, if it is found not to hold. */
  readonly ifFailing: readonly RequirementNamed[];
  readonly goals: GoalsOf;
}

/** What a check does for goals of an attack. */
export interface GoalsOf {
  /** Proven closed if it holds everywhere that its control is asked there. */
  readonly ifProven: readonly string[];
  readonly ifFailing: readonly string[];
  readonly onAttack: readonly string[];
}

export interface Settling {
  readonly format: 'assay-settling/1';
  readonly at: string;
  readonly standards: readonly string[];
  /** Requirements that are unproven or stale, or of which it is not known whether they apply. */
  readonly undecided: number;
  /** Of these, how many checks can settle at all. */
  readonly settleable: number;
  readonly checks: readonly CheckInOrder[];
  /** Checks that settling everything that can be settled would take. */
  readonly needed: number;
  readonly settled: number;
  /** So many checks settle no more than this. */
  readonly atMost: number;
  readonly exact: boolean;
  /** For goals of an attack: control at an element, best first; `checks` above that belong to it are named. */
  readonly goals: readonly {
    readonly control: string;
    readonly subject: string;
    readonly title: string;
    readonly claims: readonly string[];
    readonly inOrder: readonly number[];
    readonly ifProven: readonly string[];
    readonly ifFailing: readonly string[];
    readonly onAttack: readonly string[];
  }[];
  /** What no check settles: why, and how many checks would show all that can be shown. */
  readonly beyond: readonly (RequirementNamed & { readonly because: string; readonly checks: number })[];
  readonly assumptions: readonly string[];
}
