import { BY_IMPORT } from '../crosswalk/by-import/index.ts';
import { NIST_800_53_LOW } from '../crosswalk/by-import/nist-800-53/low.ts';
import type { Requirement, Standard } from '../model.ts';
import { STANDARDS } from '../standards/index.ts';

// A title is whatever somebody wrote. What Assay has judged, it has judged requirement by requirement, so a file counts as an edition of a standard that
// Assay knows only where it has that standard's requirements. Ids are compared and not texts: whose text stands under them, the file has to answer for.

/** Of the ids that a standard is known by, so large a share has to be there, and in force. */
export const LEAST_AGREEMENT = 0.9;

const inForce = (requirements: readonly Requirement[]) => requirements.filter((one) => one.withdrawn === undefined).map((one) => one.id);

const KNOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ...BY_IMPORT.map(({ standard, edges, remainders }) => [standard, [...new Set([...edges.map((edge) => edge.requirement), ...remainders.keys()])]] as const),
  // The crosswalk goes beyond the smallest baseline, and a file of that baseline is whole.
  ['nist-800-53', NIST_800_53_LOW],
  ...STANDARDS.map((standard) => [standard.id, inForce(standard.requirements)] as const),
]);

export interface Agreement {
  readonly agrees: boolean;
  /** Ids that the standard is known by, and how many of them are there. */
  readonly of: number;
  readonly there: number;
}

/** How far requirements agree with those of the standard that Assay knows by an id; `undefined` where it knows none by it. */
export function agreementWith(id: string, requirements: readonly Requirement[]): Agreement | undefined {
  const known = KNOWN.get(id);
  if (known === undefined) return undefined;
  const has = new Set(inForce(requirements));
  const there = known.filter((one) => has.has(one)).length;
  return { agrees: there >= known.length * LEAST_AGREEMENT, of: known.length, there };
}

/** The edition that Assay ships under this id. */
export function shippedOf(id: string): Standard | undefined {
  return STANDARDS.find((standard) => standard.id === id);
}

/** Requirements in force of a standard that are not in force in another. */
export function vanished(from: Standard, to: Standard): readonly string[] {
  const has = new Set(inForce(to.requirements));
  return inForce(from.requirements).filter((id) => !has.has(id));
}

const UNVERIFIED = 'unverified-';

/**
 * An imported standard under the id that it may be held by. One that goes by the id of a standard it does not agree with, as a ledger of another version
 * may name, is set apart: no crosswalk, rule of applicability or default of that id is for it.
 */
export function setApart(standard: Standard): Standard {
  return agreementWith(standard.id, standard.requirements)?.agrees === false ? { ...standard, id: `${UNVERIFIED}${standard.id}` } : standard;
}
