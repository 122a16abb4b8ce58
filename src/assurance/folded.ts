import { evidenceView } from '../evidence/index.ts';
import type { RecordedEvidence } from '../evidence/model.ts';
import type { Head } from '../ledger/model.ts';
import { type Cut, foldCuts } from '../ledger/prefix.ts';
import { foldViews, register, type Source, type Views } from '../ledger/projections.ts';
import { mapView } from '../map/views.ts';
import type { Exclusions } from './exclusion.ts';
import { type ImportedView, importedView } from './imported/index.ts';
import { exclusionsOf, exclusionView } from './views.ts';

/** Every view that a position is judged from. */
export const VIEWS = [register(evidenceView), register(exclusionView), register(mapView), register(importedView)];

/** What a service's ledger says, up to a head. */
export interface Folded {
  /** The head that was folded up to. */
  readonly head: Head;
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Exclusions;
  /** Digests, oldest first. */
  readonly maps: readonly string[];
  /** Ids of the services whose maps were used. */
  readonly services: readonly string[];
  readonly imports: ImportedView['imports'];
}

/** What the ledger says, folded from its entries, each of them verified on the way. Throws `Refused` (ASSAY-LEDGER-011 to -023) for entries that are not what was signed. */
export function foldLedger(ledger: Source): Folded {
  return foldedOf(foldViews(ledger, VIEWS));
}

/** The same of heads that the ledger had, in one pass over it. Throws `Refused` as `foldLedger` does, and ASSAY-LEDGER-009 for a size that it has not reached. */
export function foldLedgerAt(ledger: Source, cuts: readonly Cut[]): readonly Folded[] {
  return foldCuts(ledger, VIEWS, cuts).map(foldedOf);
}

/** The views by their names. The lists may go on growing as the views are folded on: whoever keeps an answer copies them. */
export function foldedOf(views: Views): Folded {
  return {
    head: views.head,
    evidence: views.view(evidenceView).all,
    exclusions: exclusionsOf(views.view(exclusionView)),
    maps: views.view(mapView).digests,
    services: views.view(mapView).services,
    imports: views.view(importedView).imports,
  };
}
