import type { Layer } from '../../core/index.ts';
import type { Verdict } from '../model.ts';
import type { Direction, Standing } from './order.ts';

/** A statement as a cause names it. */
export interface Named {
  readonly seq: number;
  readonly subject: string;
  readonly claim: string;
  /** The value, as JSON text. */
  readonly value: string;
  readonly method: string;
  readonly source: string;
  readonly observedAt: string;
  readonly expiresAt: string;
}

/** What moved a verdict. Found by judging again without it, never by its looks. */
export type Cause =
  /** Entries that one side knows and the other does not. */
  | { readonly by: 'entries'; readonly known: 'after' | 'before'; readonly entries: readonly Named[]; readonly more: number }
  /** Known to both sides, and observed between the two moments. */
  | { readonly by: 'observed'; readonly entries: readonly Named[]; readonly more: number }
  /** Good at one moment and no longer good at the other. */
  | { readonly by: 'expiry'; readonly entries: readonly Named[]; readonly more: number }
  | {
      readonly by: 'exclusion';
      readonly what: 'granted' | 'withdrawn' | 'began' | 'ended';
      readonly control: string;
      readonly subject: string;
      readonly approver: string;
      readonly reason: string;
      readonly until: string;
    }
  /** The map is another. `changes`: what differs in the elements concerned, in sentences; where none of them differs itself, in the whole. */
  | { readonly by: 'map'; readonly from: string; readonly to: string; readonly changes: readonly string[]; readonly more: number }
  | { readonly by: 'standard'; readonly standard: string; readonly from?: string; readonly to?: string };

export interface Change {
  readonly direction: Direction;
  readonly before: Standing;
  readonly after: Standing;
  /** True where it stops a pipeline. */
  readonly stops: boolean;
  readonly because: readonly Cause[];
}

export interface ControlChange extends Change {
  readonly control: string;
  readonly subject: string;
  readonly title: string;
  readonly layer: Layer;
  /** Members by verdict, where they changed. */
  readonly shares?: { readonly before: Readonly<Partial<Record<Verdict, number>>>; readonly after: Readonly<Partial<Record<Verdict, number>>> };
}

export interface RequirementChange extends Change {
  readonly standard: string;
  readonly requirement: string;
  readonly title: string;
  /** `control@subject` that decided it. */
  readonly through: readonly string[];
}

export interface GoalChange extends Change {
  readonly goal: string;
  readonly title: string;
  readonly weight: number;
  /** Person-days of the cheapest way, where there is one. */
  readonly days: { readonly before?: number; readonly after?: number };
  readonly through: readonly string[];
}

export interface Counted {
  readonly improved: number;
  readonly regressed: number;
  readonly moved: number;
  readonly unchanged: number;
}

export interface Comparison {
  readonly format: 'assay-comparison/1';
  readonly from: { readonly at: string; readonly size: number; readonly mapDigest: string };
  readonly to: { readonly at: string; readonly size: number; readonly mapDigest: string };
  /** True where nothing that stops a pipeline was found. */
  readonly held: boolean;
  readonly controls: readonly ControlChange[];
  readonly requirements: readonly RequirementChange[];
  readonly goals: readonly GoalChange[];
  readonly counts: { readonly controls: Counted; readonly requirements: Counted; readonly goals: Counted };
}
