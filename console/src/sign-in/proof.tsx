import { Anchor, Button, Stack, Text } from '@mantine/core';
import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { useState } from 'react';
import type { MeansShown } from '../../../src/server/account/model.ts';
import { useAsk } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { CodeField } from './code-field.tsx';
import { proveByProvider } from './provider.ts';
import { useTry } from './use-try.ts';
import { useWays } from './use-ways.ts';
import { proveByCode, proveByPasskey } from './ways.ts';

interface ProofProps {
  readonly onProven: () => void;
  readonly onCancel: () => void;
}

type By = 'passkey' | 'code' | 'provider';

/** Shows once more that it is the person, by what they have: a passkey, the code of the authenticator app, or their account at the provider. */
export function Proof({ onProven, onCancel }: ProofProps) {
  const { data: means, error: away, refetch } = useAsk<MeansShown>('/api/account/means');
  const { data: ways } = useWays();
  const [asked, setAsked] = useState<By>();
  const { busy, error, attempt, forget } = useTry();
  if (away !== null) return <Failed error={away} retry={() => void refetch()} />;
  if (means === undefined) return <Loading shape="lines" rows={4} />;
  const have: readonly By[] = [
    ...(means.passkeys.length > 0 && browserSupportsWebAuthn() ? (['passkey'] as const) : []),
    ...(means.app ? (['code'] as const) : []),
    ...(ways?.oidc !== undefined && means.identities.length > 0 ? (['provider'] as const) : []),
  ];
  const by = asked !== undefined && have.includes(asked) ? asked : have[0];
  const words: Readonly<Record<By, string>> = {
    passkey: 'Use a passkey instead',
    code: 'Use a one-time code instead',
    provider: `Go to ${ways?.oidc?.title ?? 'the identity provider'} instead`,
  };
  return (
    <Stack gap="sm">
      <Text size="sm">
        {by === 'provider'
          ? 'What you are about to do matters, so Assay asks who is at the keyboard. You come back to this page; what was typed in a form on it is not kept.'
          : 'What you are about to do matters, so Assay asks who is at the keyboard. It holds for five minutes, and what you began goes on by itself.'}
      </Text>
      {error === undefined ? null : <Failed error={error} />}
      {by === undefined ? (
        <Text size="sm">Nothing that you sign in with can be used in this browser. Use the browser or the device that has your passkey.</Text>
      ) : null}
      {by === 'passkey' ? (
        <Button leftSection={<Icon name="key" />} loading={busy} onClick={() => attempt(() => proveByPasskey().then(onProven))} data-autofocus>
          Use a passkey
        </Button>
      ) : null}
      {by === 'code' ? <CodeField kind="totp" busy={busy} onCode={(code) => attempt(() => proveByCode(code).then(onProven))} /> : null}
      {by === 'provider' ? (
        <Button leftSection={<Icon name="forward" />} loading={busy} onClick={() => attempt(proveByProvider)} data-autofocus>
          Go to {ways?.oidc?.title}
        </Button>
      ) : null}
      {have
        .filter((one) => one !== by)
        .map((one) => (
          <Anchor
            key={one}
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              forget();
              setAsked(one);
            }}
          >
            {words[one]}
          </Anchor>
        ))}
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </Stack>
  );
}
