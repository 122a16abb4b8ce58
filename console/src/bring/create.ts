import { useState } from 'react';
import type { CreateAnswer, CreateBody } from '../../../src/server/services/model.ts';
import { post } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { useGo } from '../app/go.ts';
import { notify } from '../app/notices.ts';

/** Brings a service, and goes to its stack, which says what to do next. */
export function useCreate(): { readonly create: (body: CreateBody) => Promise<void>; readonly busy: boolean; readonly error: unknown } {
  const go = useGo();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const create = async (body: CreateBody) => {
    setBusy(true);
    setError(undefined);
    try {
      const sent = await post<CreateAnswer>('/api/services', body);
      if (sent.kind !== 'done') return;
      await askAgain('/api/services');
      notify({ tone: 'done', text: `${sent.body.title} is on its ledger.`, link: { to: `/services/${sent.body.id}/map`, text: 'See its map' } });
      await go(`/services/${sent.body.id}/stack`);
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return { create, busy, error };
}
