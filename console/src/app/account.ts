import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Account } from '../../../src/server/account/model.ts';
import { get } from './api.ts';
import { csrfToken, signedOut } from './session.ts';

export type ActionId = Account['permitted'][number];

export function useAccount(): UseQueryResult<Account> {
  return useQuery<Account>({
    queryKey: ['/api/account'],
    queryFn: async ({ signal }) => {
      const account = await get<Account>('/api/account', { signal });
      csrfToken.set(account.csrf);
      signedOut.set(false);
      return account;
    },
    staleTime: 5 * 60_000,
  });
}

/** May the person do this, by the same policies that judge every request? Until the account is read, nothing may. */
export function useMay(): (action: ActionId) => boolean {
  const { data } = useAccount();
  return (action) => data?.permitted.includes(action) ?? false;
}
