import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { post } from '../app/api.ts';
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
  const [code] = useState(takeInvitation);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState(code === '');
  const go = async () => {
    setBusy(true);
    try {
      await post(`/api/home/${encodeURIComponent(service)}/join`, { code }, { stranger: true });
      await navigate({ to: '/at-home/$service', params: { service } });
    } catch {
      setBad(true);
    } finally {
      setBusy(false);
    }
  };
  if (bad) return <Screen title={say('join.bad.title')} text={say('join.bad.text')} />;
  return (
    <Screen title={say('join.ask.title')} text={say('join.ask.text')} busy={busy}>
      <Choice first disabled={busy} onClick={() => void go()}>
        {say('join.ask.yes')}
      </Choice>
    </Screen>
  );
}
