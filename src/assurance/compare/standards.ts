import { findStandards, pickStandards } from '../imported/index.ts';
import type { Standard } from '../model.ts';

export type Pair<T> = readonly [T, T];

/**
 * The standards of each side by its own shelf. One that a side does not hold is not there on that side; one that neither holds is refused. `wanted`: the
 * names of each side. Throws `Refused` (ASSAY-GAP-001, ASSAY-STANDARD-006).
 */
export function standardsOfSides(
  shelves: Pair<readonly Standard[]>,
  wanted: Pair<readonly string[]>,
  edition?: string,
  remedy?: string,
): Pair<readonly Standard[]> {
  const found = (side: 0 | 1) => findStandards(shelves[side], wanted[side], edition);
  const both = [found(0), found(1)] as const;
  for (const side of [0, 1] as const) {
    const other = shelves[side === 0 ? 1 : 0];
    const nowhere = both[side].missing.filter((asked) => findStandards(other, [asked], edition).missing.length > 0);
    pickStandards(shelves[side], nowhere, edition, remedy);
  }
  return [both[0].found, both[1].found];
}

/** What a map asks to be held against; `all` where it does not say. */
export function standardsOwed(owes: readonly string[] | undefined): readonly string[] {
  return owes === undefined || owes.length === 0 ? ['all'] : owes;
}

/** Where a standard is of another edition on the later side, or came by another import: a sentence for each. */
export function otherEditions([before, after]: Pair<readonly Standard[]>): readonly string[] {
  return after.flatMap((is) => {
    const was = before.find((one) => one.id === is.id);
    if (was === undefined || was.imported?.digest === is.imported?.digest) return [];
    const of = (one: Standard) => `${one.edition}${one.imported === undefined ? '' : ' by import'}`;
    return [`${is.id} is held against ${of(was)} on the earlier side and ${of(is)} on the later.`];
  });
}
