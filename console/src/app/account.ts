import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Principal, Role } from '../../../src/product/access/model.ts';
import { get } from './api.ts';
import { csrfToken, signedOut } from './session.ts';

export type ActionId = NonNullable<Principal['scope']>[number];

/** What the console reads of /api/account. */
export interface Account {
  readonly person: string;
  readonly name: string;
  readonly email?: string;
  readonly roles: readonly Role[];
  readonly csrf: string;
  /** What the same policies permit that judge every request: what is not among them is not offered. */
  readonly permitted: readonly ActionId[];
}

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

/** May the person do this? Until the account is read, nothing may. */
export function useMay(): (action: ActionId) => boolean {
  const { data } = useAccount();
  return (action) => data?.permitted.includes(action) ?? false;
}
