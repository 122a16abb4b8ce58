import type { z } from 'zod';
import type { personList } from '../../../src/server/people/model.ts';
import { useMay } from '../app/account.ts';
import { useAsk } from '../app/ask.ts';

/** The ledger has opaque ids; whoever may see people sees their names instead. */
export function usePersonName(): (id: string | undefined) => string | undefined {
  const may = useMay()('people.read');
  const { data } = useAsk<z.infer<typeof personList>>('/api/people', {}, { enabled: may });
  return (id) => data?.people.find((one) => one.id === id)?.displayName ?? id;
}
