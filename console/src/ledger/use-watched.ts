import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ConsistencyAnswer, HeadAnswer } from '../../../src/server/ledger/model.ts';
import { get } from '../app/api.ts';
import { useAsk } from '../app/ask.ts';
import { type Kept, type Watched, watch } from '../verify/watch.ts';
import { readKept, writeKept } from './kept.ts';
import { usePlace } from './place.ts';

export interface Looked {
  readonly watched: Watched;
  /** What was kept before this look. */
  readonly before: Kept | undefined;
}

export const useHead = () => useAsk<HeadAnswer>(`${usePlace().path}/head`);

/** Asks the server for the hashes between two sizes. What it gives is believed only as far as it proves. */
export const askConsistency = (path: string) => async (from: number, to: number) =>
  (await get<ConsistencyAnswer>(`${path}/consistency`, { query: { from, to } })).path;

/**
 * Holds the head that the server shows against what this browser kept, and keeps the new one only where it follows from it: after a fork or a rewritten past
 * the old checkpoint stays, and every later visit tells of it again.
 */
export function useWatched(head: HeadAnswer | undefined): UseQueryResult<Looked> {
  const { path } = usePlace();
  return useQuery<Looked>({
    queryKey: ['ledger-watch', path, head?.checkpoint, head?.verifierKey],
    enabled: head !== undefined,
    gcTime: 0,
    queryFn: async () => {
      if (head === undefined) throw new TypeError('there is no head to look at');
      const before = readKept(path);
      const watched = await watch(before, head, askConsistency(path));
      if (watched.kind === 'first' || watched.kind === 'same' || watched.kind === 'grown') {
        const now = new Date().toISOString();
        writeKept(path, { verifierKey: head.verifierKey, checkpoint: head.checkpoint, since: before?.since ?? now, seenAt: now });
      }
      return { watched, before };
    },
  });
}
