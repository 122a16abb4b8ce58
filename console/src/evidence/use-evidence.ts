import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { EvidenceList } from '../../../src/server/evidence/model.ts';
import { get } from '../app/api.ts';
import { useService } from '../app/ask.ts';

const api = getRouteApi('/services/$service/evidence');
const PAGE = 500;

/** The statements that the page's filters let through, page by page. */
export function useEvidence() {
  const { service, at } = useService();
  const { group, subject, claim, source, method, layer, state, find, sort } = api.useSearch();
  const path = `/api/services/${encodeURIComponent(service)}/evidence`;
  const query = { at, group, subject, claim, source, method, layer, state, text: find, sort, limit: PAGE };
  return useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ signal, pageParam }) => get<EvidenceList>(path, { query: { ...query, after: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}
export type EvidenceAsked = ReturnType<typeof useEvidence>;
