import type { Standard } from '../model.ts';
import type { Lost } from '../oscal/reading.ts';
import type { Details } from './kept.ts';

/** A standard that was read from somebody's file, and the account of the reading. */
export interface ReadStandard {
  readonly format: string;
  readonly standard: Standard;
  readonly details: Details;
  readonly counts: readonly { readonly class: string; readonly active: number; readonly withdrawn: number }[];
  /** Values of the file that are kept in the standard or its details, and values in all. */
  readonly carried: number;
  readonly values: number;
  /** How the file's words became the standard's. */
  readonly mapped: readonly { readonly from: string; readonly to: string; readonly items: number }[];
  readonly lost: readonly Lost[];
  /** What was assumed, repaired or passed over, in sentences. */
  readonly notes: readonly string[];
}
