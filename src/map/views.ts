import type { Json } from '../core/index.ts';
import type { LedgerProjection } from '../ledger/projections.ts';

/** Digests of the maps that were used, oldest first, each change once. */
export type MapView = { digests: string[] };

export const mapView: LedgerProjection<MapView> = {
  name: 'maps',
  version: 1,
  initial: () => ({ digests: [] }),
  on: {
    'map.used': (view, fact) => {
      const digest = (fact.event.body as { readonly [key: string]: Json })['digest'];
      if (typeof digest === 'string' && view.digests.at(-1) !== digest) view.digests.push(digest);
      return view;
    },
  },
};
