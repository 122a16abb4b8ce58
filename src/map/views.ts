import type { Json } from '../core/index.ts';
import type { LedgerProjection } from '../ledger/projections.ts';

/** Digests of the maps that were used, oldest first, each change once; and the ids of their services, each once. */
export type MapView = { digests: string[]; services: string[] };

export const mapView: LedgerProjection<MapView> = {
  name: 'maps',
  version: 2,
  initial: () => ({ digests: [], services: [] }),
  on: {
    'map.used': (view, fact) => {
      const { digest, service } = fact.event.body as { readonly [key: string]: Json };
      if (typeof digest === 'string' && view.digests.at(-1) !== digest) view.digests.push(digest);
      if (typeof service === 'string' && !view.services.includes(service)) view.services.push(service);
      return view;
    },
  },
};
