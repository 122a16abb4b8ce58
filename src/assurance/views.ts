import type { LedgerProjection } from '../ledger/projections.ts';
import type { AssuranceEvent, ExclusionGranted } from './events.ts';
import { exclusionDecider } from './exclusion.ts';

type Row = { [Field in keyof ExclusionGranted]: string };
/** The exclusions that were granted and not withdrawn, in the order of granting. */
export type ExclusionView = { granted: Row[] };

/** As the decider knows them. */
export function exclusionsOf(view: ExclusionView): ReadonlyMap<string, ExclusionGranted> {
  return new Map(view.granted.map((row) => [`${row.control}@${row.subject}`, { ...row, type: 'exclusion.granted' }]));
}

function evolve(view: ExclusionView, event: AssuranceEvent): ExclusionView {
  return { granted: [...exclusionDecider.evolve(exclusionsOf(view), event).values()].map((granted) => ({ ...granted })) };
}

// The bodies are ours, written by the decider; a field that is missing would make `undefined` and so an exclusion that never matches.
export const exclusionView: LedgerProjection<ExclusionView> = {
  name: 'exclusions',
  version: 2,
  initial: () => ({ granted: [] }),
  on: {
    'exclusion.granted': (view, fact) => evolve(view, { type: 'exclusion.granted', ...(fact.event.body as Omit<ExclusionGranted, 'type'>) }),
    'exclusion.withdrawn': (view, fact) =>
      evolve(view, { type: 'exclusion.withdrawn', ...(fact.event.body as Omit<Extract<AssuranceEvent, { type: 'exclusion.withdrawn' }>, 'type'>) }),
  },
};
