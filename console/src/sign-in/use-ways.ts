import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Ways } from '../../../src/server/sign-in/model.ts';
import { readWays } from './ways.ts';

/** What people here may sign in with, besides what they have: asked anew each time a page wants it, since settings change. */
export function useWays(): UseQueryResult<Ways> {
  return useQuery({ queryKey: ['/api/sign-in'], queryFn: readWays, staleTime: 0 });
}
