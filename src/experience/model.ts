import type { Duration, Instant, Json } from '../core/index.ts';

/** A fact that another layer entered on its ledger, as far as it matters here: what, when, and its body. */
export interface Fact {
  readonly type: string;
  readonly at: Instant;
  readonly body: { readonly [key: string]: Json };
}

/** From, until: good from the first, not at the second. */
export interface Window {
  readonly from: Instant;
  readonly until: Instant;
}

/** One thing that was counted. `group`: the person, household or device behind it, as an opaque word that never leaves this layer; empty where it is nobody's, which makes no group larger; `row`: what of several it belongs to. */
export interface Counted {
  readonly row: string;
  readonly group: string;
  /** For a share 1 or 0; else milliseconds, or how many. */
  readonly value: number;
}

/** How the values of many become one figure. */
export type Figure = 'share' | 'p50' | 'p90' | 'mean' | 'sum';

export interface Threshold {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A measure, declared once: what it says, when that is good enough, and whose it is to mend. */
export interface MeasureDeclared {
  readonly id: string;
  readonly title: string;
  readonly figure: Figure;
  readonly unit: 'share' | 'ms' | 'per day' | 'count';
  readonly threshold?: Threshold;
  readonly owner: string;
  /** Of what the groups are, in plain words. */
  readonly groups: 'devices' | 'people' | 'households';
  /** What the rows are, where there are several. */
  readonly rows?: string;
  counted(facts: readonly Fact[], window: Window): readonly Counted[];
}

/** One figure; `hidden` where too few are behind it. */
export interface Shown {
  readonly row: string;
  /** How many groups are behind it, down to a multiple of the smallest that is shown: so the difference of two measures says nothing of one. */
  readonly of: number | 'hidden';
  readonly value: number | 'hidden';
  /** The value is a bound, since those for whom it was otherwise are too few to be counted. */
  readonly bound?: 'at least' | 'at most';
}

export interface Measured {
  readonly id: string;
  readonly title: string;
  readonly unit: MeasureDeclared['unit'];
  readonly figure: Figure;
  readonly owner: string;
  readonly groups: MeasureDeclared['groups'];
  readonly threshold?: Threshold;
  /** `nothing`: it was not seen at all. `unset`: there is no threshold to meet. */
  readonly meets: 'yes' | 'no' | 'hidden' | 'nothing' | 'unset';
  readonly all?: Omit<Shown, 'row'>;
  /** None where one of them would be too small: `hidden` says that there are some. */
  readonly hidden: boolean;
  readonly rows: readonly Shown[];
}

/** Groups smaller than this are hidden, unless the operator says more. */
export const SMALLEST_GROUP = 5;
export const DAY = 86_400_000 as Duration;
