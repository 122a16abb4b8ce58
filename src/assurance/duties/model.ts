import type { Verdict } from '../model.ts';

// What Regulation (EU) 2024/2847 (CRA) asks of a manufacturer for each product over the years: dates from the map, verdicts from evidence.

/** How the dates stand. A date is a declaration of the map; that the duty is done is for `verdict` to say. */
export type DutyState =
  /** Not to be done yet, or not for this product. */
  | 'not-owed'
  | 'running'
  /** It begins or ends within the time that was asked about. */
  | 'due-soon'
  /** Its time is over. */
  | 'over'
  /** The dates themselves do not meet it. */
  | 'falls-short'
  /** The map does not state what decides. */
  | 'unknown';

export interface Duty {
  readonly id: 'support-period' | 'updates-kept-available' | 'documentation-kept' | 'end-of-support-told' | 'reporting';
  /** Requirements of the standard `cra`. */
  readonly requirements: readonly string[];
  readonly title: string;
  /** Days, `YYYY-MM-DD`, first and last; absent where the map does not state what they follow from. */
  readonly from?: string;
  readonly until?: string;
  readonly state: DutyState;
  /** Why the state is what it is, in a sentence or two. */
  readonly because: string;
  /** Elements of the map whose facts decided. */
  readonly decidedBy: readonly string[];
  /** Worst of the controls below; `unproven` where there is none. */
  readonly verdict: Verdict;
  readonly controls: readonly { readonly control: string; readonly subject: string; readonly verdict: Verdict; readonly evidence: readonly number[] }[];
}

export interface ProductDuties {
  /** A device, gateway or app of the map, or one of its versions. */
  readonly product: string;
  readonly name: string;
  readonly placedOnMarket?: string;
  readonly supportedUntil?: string;
  readonly duties: readonly Duty[];
}
