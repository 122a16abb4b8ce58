import { getRouteApi } from '@tanstack/react-router';
import { useMay } from '../app/account.ts';
import { useAsk } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { NoPermission } from '../kit/no-permission.tsx';
import { Views } from '../kit/views.tsx';
import type { SettingsView } from './answers.ts';
import { ServerSettings } from './server-settings.tsx';
import { Tokens } from './tokens.tsx';

const api = getRouteApi('/settings');

/** How people sign in here, how long they stay, and what scripts may do in their place. */
export function SettingsPage() {
  const may = useMay();
  const views = [
    ...(may('settings.read') ? [{ id: 'server', title: 'Sign-in' }] : []),
    ...(may('token.read') ? [{ id: 'tokens', title: 'Your tokens' }] : []),
    // Who oversees the office sees what acts in anybody's place.
    ...(may('token.read') && may('office.read') ? [{ id: 'all-tokens', title: "Everybody's tokens" }] : []),
  ];
  const asked = api.useSearch().view ?? 'server';
  const view = views.some(({ id }) => id === asked) ? asked : views[0]?.id;
  const { data, error, refetch } = useAsk<SettingsView>('/api/settings', {}, { enabled: may('settings.read') });
  if (view === undefined) {
    return (
      <>
        <Answer title="Settings">Settings are for operators and auditors to see.</Answer>
        <NoPermission shows="How people sign in, how long they stay, and the tokens of scripts." />
      </>
    );
  }
  return (
    <>
      <Answer title="Settings">
        {view === 'tokens' || view === 'all-tokens'
          ? 'A token lets a script do a part of what you may, until it ends.'
          : data === undefined
            ? undefined
            : sentence(data)}
      </Answer>
      <Views label="Views of settings" field="view" views={views} shown={view} />
      {view === 'tokens' || view === 'all-tokens' ? (
        <Tokens key={view} everybodys={view === 'all-tokens'} />
      ) : error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Loading shape="lines" rows={8} />
      ) : (
        <ServerSettings view={data} />
      )}
    </>
  );
}

function sentence({ settings: { sessions, provider } }: SettingsView): string {
  return `People sign in ${provider === undefined ? 'by what they have here' : `here or by ${provider.label}`}, and are asked again after ${sessions.idleMinutes} minutes without doing anything, or ${sessions.absoluteHours} hours.`;
}
