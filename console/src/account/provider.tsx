import { Button, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Failed } from '../kit/failed.tsx';
import { linkProvider } from '../sign-in/provider.ts';
import { useTry } from '../sign-in/use-try.ts';
import { readWays } from '../sign-in/ways.ts';

/** The operator's identity provider as one more way in, where there is one. */
export function ByProvider() {
  const { data: ways } = useQuery({ queryKey: ['ways'], queryFn: readWays });
  const { busy, error, attempt } = useTry();
  if (ways?.oidc === undefined) return null;
  return (
    <section aria-labelledby="provider">
      <Title order={2} id="provider" mb="xs">
        {ways.oidc.title}
      </Title>
      <Text mb="sm">You can sign in by your account there. You are sent to it once, and come back here.</Text>
      {error === undefined ? null : <Failed error={error} />}
      <Button variant="default" loading={busy} onClick={() => attempt(linkProvider)}>
        Link your account
      </Button>
    </section>
  );
}
