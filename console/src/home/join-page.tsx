import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Home } from '../../../src/server/home/model.ts';
import { get, post } from '../app/api.ts';
import { Choice, Screen } from './screen.tsx';
import { say } from './words.ts';

const api = getRouteApi('/at-home/$service/join');

/** The code of an invitation, from the fragment, which no server sees, and out of the address at once. */
function takeInvitation(): string {
  const code = location.hash.slice(1);
  if (code !== '') history.replaceState(history.state, '', location.pathname);
  return code;
}

/** Somebody comes into a home by the link that an owner sent. */
export function JoinPage() {
  const { service } = api.useParams();
  const navigate = api.useNavigate();
  const queries = useQueryClient();
  const [code] = useState(takeInvitation);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState(code === '');
  const path = `/api/home/${encodeURIComponent(service)}`;
  // What would be refused is not asked: a phone of somebody who lives in a home stays of it.
  const { data, isPending } = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => get<Home>(path, { stranger: true, signal }),
    enabled: code !== '',
    retry: false,
  });
  const settled = data?.role === 'owner' || data?.role === 'household';
  const [done, setDone] = useState(false);
  const go = async () => {
    setBusy(true);
    try {
      const sent = await post<Home>(`${path}/join`, { code }, { stranger: true });
      setDone(true);
      // What was asked before is over: the next page begins with what the server has just said.
      if (sent.kind === 'done') queries.setQueryData([path], sent.body);
      await navigate({ to: '/at-home/$service', params: { service } });
    } catch {
      setBad(true);
    } finally {
      setBusy(false);
    }
  };
  if (bad) return <Screen title={say('join.bad.title')} text={say('join.bad.text')} />;
  if (isPending) return <Screen title={say('wait.loading.text')} busy />;
  if (settled && !done && !busy)
    return (
      <Screen title={say('join.already.title')} text={say('join.already.text')}>
        <Choice first onClick={() => void navigate({ to: '/at-home/$service', params: { service } })}>
          {say('introduce.done.yes')}
        </Choice>
      </Screen>
    );
  return (
    <Screen title={say('join.ask.title')} text={say('join.ask.text')} busy={busy}>
      <Choice first disabled={busy} onClick={() => void go()}>
        {say('join.ask.yes')}
      </Choice>
    </Screen>
  );
}
