import { keepPreviousData, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { concerns } from './again.ts';
import { get, type Query } from './api.ts';
import { ApiProblem } from './problem.ts';

/** Answers stay until the ledger says otherwise (live.ts), so nothing is asked twice and nothing flickers. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // Whether the server can be reached is found by asking it: a machine without a network can still have one on itself, and a question that waits says nothing.
      networkMode: 'always',
      // A refusal will be the same a second later; only a server that is away is asked again.
      retry: (count, error) => !(error instanceof ApiProblem) && count < 2,
      retryDelay: (count) => 400 * 2 ** count,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Asks the server. Equal questions are asked once, and the answer before stays on the page while a new one is fetched. */
export function useAsk<T>(path: string, query: Query = {}, options: { readonly enabled?: boolean } = {}): UseQueryResult<T> {
  return useQuery<T>({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path, { query, signal }),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
}

/** The service of the page, and the moment it shows (`undefined` is now). Only under /services/$service. */
export function useService(): { readonly service: string; readonly at: string | undefined } {
  const { service } = useParams({ from: '/services/$service' });
  const { at } = useSearch({ from: '/services/$service' });
  return { service, at };
}

/** Asks about the service of the page at the moment of the page: `useServiceAsk<Gaps>('gaps', { layer })` reads /api/services/{id}/gaps?at=…&layer=… */
export function useServiceAsk<T>(path: string, query: Query = {}, options: { readonly enabled?: boolean } = {}): UseQueryResult<T> {
  const { service, at } = useService();
  return useAsk<T>(`/api/services/${encodeURIComponent(service)}/${path}`, { at, ...query }, options);
}

/** After an act: everything asked of this path, or of what stands below it, is asked again, but for what cannot have changed. */
export async function askAgain(prefix: string): Promise<void> {
  await queries.invalidateQueries({ predicate: ({ queryKey, state }) => concerns(prefix, queryKey, state.status === 'error') });
}
