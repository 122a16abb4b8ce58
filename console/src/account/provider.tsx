import { Box, Button, Group, Text, Title } from '@mantine/core';
import type { MeansShown } from '../../../src/server/account/model.ts';
import { del } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { Act } from '../kit/act.tsx';
import { Failed } from '../kit/failed.tsx';
import { Moment } from '../kit/moment.tsx';
import { linkProvider } from '../sign-in/provider.ts';
import { useTry } from '../sign-in/use-try.ts';
import { useWays } from '../sign-in/use-ways.ts';

/** The operator's identity provider as one more way in, where there is one; and what is linked there still, where there is none any more. */
export function ByProvider({ means }: { readonly means: MeansShown }) {
  const { data: ways } = useWays();
  const { busy, error, attempt } = useTry();
  const { identities } = means;
  const title = ways?.oidc?.title;
  if (ways === undefined || (title === undefined && identities.length === 0)) return null;
  const alone = means.passkeys.length === 0 && !(means.password && means.app);
  return (
    <section aria-labelledby="provider">
      <Title order={2} id="provider" mb="xs">
        {title ?? 'Identity provider'}
      </Title>
      {title === undefined ? <Text mb="sm">Signing in by an identity provider is switched off here. Your account there is linked still.</Text> : null}
      {title !== undefined && identities.length === 0 ? (
        <Text mb="sm">You can sign in by your account there. You are sent to it once, and come back here.</Text>
      ) : null}
      {identities.map(({ issuer, linkedAt }) => (
        <Text key={`${issuer} ${linkedAt}`} mb="sm">
          Your account at {issuer} lets you in. Linked <Moment at={linkedAt} />.
        </Text>
      ))}
      {error === undefined ? null : (
        <Box mb="sm">
          <Failed error={error} />
        </Box>
      )}
      <Group>
        {title === undefined ? null : (
          <Button variant="default" loading={busy} onClick={() => attempt(linkProvider)}>
            {identities.length === 0 ? 'Link an account there' : 'Link another one'}
          </Button>
        )}
        {identities.length === 0 ? null : (
          <Act
            action="self.manage"
            title="Unlink"
            says={`Your ${identities.length === 1 ? 'account' : 'accounts'} at the identity provider let${identities.length === 1 ? 's' : ''} nobody in here any more. You are signed out everywhere else; your other ways in stay.`}
            undo="Link it again here."
            blocked={alone ? 'It is the only way that you can sign in. Add a passkey or a password first.' : undefined}
            run={() => del('/api/account/identities')}
            done="It is unlinked."
            onDone={() => void askAgain('/api/account')}
            button={{ size: 'sm' }}
          />
        )}
      </Group>
    </section>
  );
}
