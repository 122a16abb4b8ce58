import type { z } from 'zod';
import type { personList } from '../../../src/server/people/model.ts';
import { useMay } from '../app/account.ts';
import { useAsk } from '../app/ask.ts';

/** What an opaque id of the ledger is called, for whoever may see people; the id itself for all others, and for whoever was erased. */
export function usePeopleNames(): (id: string) => string {
  const may = useMay()('people.read');
  const { data } = useAsk<z.infer<typeof personList>>('/api/people', {}, { enabled: may });
  const names = new Map((data?.people ?? []).map(({ id, displayName }) => [id, displayName]));
  return (id) => names.get(id) ?? id;
}
