import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { SessionShown } from '../../../src/server/account/model.ts';
import { del, post } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { useTry } from '../sign-in/use-try.ts';

const METHODS: Readonly<Record<SessionShown['method'], string>> = {
  passkey: 'by a passkey',
  password: 'by password and code',
  'identity-provider': 'by the identity provider',
};

/** Where the person is signed in. */
export function OwnSessions() {
  const { data, error, refetch } = useAsk<{ readonly sessions: readonly SessionShown[] }>('/api/account/sessions');
  const end = useTry();
  const others = data?.sessions.filter(({ current }) => !current) ?? [];
  const ended = async (what: Promise<unknown>, said: string) => {
    await what;
    notify({ tone: 'done', text: said });
    await askAgain('/api/account');
  };
  return (
    <section aria-labelledby="sessions">
      <Title order={2} id="sessions" mb="xs">
        Where you are signed in
      </Title>
      {error !== null ? <Failed error={error} retry={() => void refetch()} /> : null}
      {end.error === undefined ? null : <Failed error={end.error} />}
      {data === undefined ? <Loading shape="table" rows={2} /> : null}
      <Stack gap="xs">
        {data?.sessions.map((session) => (
          <Paper key={session.id} withBorder p="sm" bg="var(--surface)">
            <Group justify="space-between">
              <div>
                <Group gap="xs">
                  <Text fw={600}>
                    {session.browser} on {session.system}
                  </Text>
                  {session.current ? <Badge variant="outline">This one</Badge> : null}
                </Group>
                <Text size="sm" c="dimmed">
                  Since <Moment at={session.createdAt} /> {session.recovered ? 'by a recovery code' : METHODS[session.method]}; last seen{' '}
                  <Moment at={session.lastSeenAt} show="relative" />; ends <Moment at={session.endsAt} show="relative" /> at the latest, if nothing more is done
                  in it
                </Text>
              </div>
              {session.current ? null : (
                <Button
                  size="xs"
                  variant="default"
                  disabled={end.busy}
                  onClick={() => end.attempt(() => ended(del(`/api/account/sessions/${session.id}`), 'The session is ended.'))}
                >
                  End it
                </Button>
              )}
            </Group>
          </Paper>
        ))}
        {others.length === 0 ? null : (
          <div>
            <Button
              variant="default"
              loading={end.busy}
              onClick={() => end.attempt(() => ended(post('/api/account/sessions/end-others', {}), 'Every other session is ended.'))}
            >
              {others.length === 1 ? 'End the other one' : `End all ${others.length} others`}
            </Button>
          </div>
        )}
      </Stack>
    </section>
  );
}
