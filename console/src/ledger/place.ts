import { getRouteApi } from '@tanstack/react-router';
import { useService } from '../app/ask.ts';

const api = getRouteApi('/services/$service/ledger');

/** The ledger that the page shows: its address on the server, and its name in a sentence. */
export interface Place {
  readonly path: string;
  readonly name: string;
  readonly file: string;
}

export function usePlace(): Place {
  const { service } = useService();
  const { of } = api.useSearch();
  if (of === 'office') return { path: '/api/office/ledger', name: "the office's ledger", file: 'office' };
  return { path: `/api/services/${encodeURIComponent(service)}/ledger`, name: `the ledger of ${service}`, file: service };
}
