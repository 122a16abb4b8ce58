import { type Instant, Refused } from '../core/index.ts';
import { ledgerFaults } from './faults.ts';
import { leafHash } from './hash.ts';
import type { Entry, Head, TreeSize } from './model.ts';
import { type Registered, type Source, type Views, viewsOf } from './projections.ts';
import { EMPTY_RANGE, grow, rootOf } from './range.ts';

/** Which entries an earlier head covers: the first so many, or those recorded up to and with a moment. */
export type Cut = { readonly size: number } | { readonly recordedBy: Instant };

/**
 * Folds each projection up to each cut, in one pass over the verified entries. The root of each head is computed from the entries themselves, so that it
 * can be held against a checkpoint of that size. Throws `Refused`: what `readVerified` throws, and ASSAY-LEDGER-009 for a size that was not reached.
 */
export function foldCuts(source: Source, projections: readonly Registered[], cuts: readonly Cut[]): readonly Views[] {
  const tree = grow(EMPTY_RANGE);
  const head = (): Head => ({ size: tree.range().size as TreeSize, root: rootOf(tree.range()) });
  const each = cuts.map((cut) => ({
    cut,
    head: undefined as Head | undefined,
    foldings: projections.map(({ name, version, folding }) => ({ name, version, folding: folding() })),
  }));
  // Moments never go back along the log, so a cut that has ended stays ended, and the tree grows no further than the last of them.
  let open = each;
  const whole = source.readVerified((entry) => {
    if (open.length === 0) return;
    for (const one of open) if (!covers(one.cut, entry)) one.head = head();
    open = open.filter((one) => one.head === undefined);
    for (const { foldings } of open) for (const { folding } of foldings) folding.take(entry);
    if (open.length > 0) tree.push(leafHash(entry.canonical), 0);
  });
  return each.map((one) => {
    if ('size' in one.cut && one.cut.size > whole.size) throw tooLarge(one.cut.size, whole.size);
    return viewsOf(one.head ?? head(), one.foldings);
  });
}

function covers(cut: Cut, entry: Entry): boolean {
  return 'size' in cut ? entry.seq < cut.size : entry.recordedAt <= cut.recordedBy;
}

function tooLarge(size: number, whole: number): Refused {
  return new Refused(
    ledgerFaults.fault('009', {
      message: `there is no head of ${size} entries`,
      expected: `a size from 0 to ${whole}`,
      found: String(size),
      remedy: 'Ask assay ledger head for the present size.',
    }),
  );
}
