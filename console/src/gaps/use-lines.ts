import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { GapLine, GapsAnswer } from '../../../src/server/gaps/model.ts';
import { get } from '../app/api.ts';
import { useService } from '../app/ask.ts';
import { VERDICTS } from './view.ts';

const PAGE = 500;

/** Every requirement of the standards owed (or of those named, or of all at hand), proven ones too: filters then answer at once, from what is there. */
export function useLines(standard: string | undefined): UseQueryResult<GapsAnswer> {
  const { service, at } = useService();
  const path = `/api/services/${encodeURIComponent(service)}/gaps`;
  return useQuery<GapsAnswer>({
    queryKey: [path, { at, standard }],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { standard, verdict: VERDICTS.join(','), limit: PAGE };
      const first = await get<GapsAnswer>(path, { query: { at, ...query }, signal });
      const rows: GapLine[] = [...first.rows];
      // Further pages of the same moment and the same head, whatever was recorded meanwhile.
      for (let after = first.next; after !== undefined; ) {
        const next = await get<GapsAnswer>(path, { query: { ...query, at: first.at, size: first.head.size, after }, signal });
        rows.push(...next.rows);
        after = next.next;
      }
      return { ...first, rows };
    },
  });
}
