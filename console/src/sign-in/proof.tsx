import { Anchor, Button, Stack, Text } from '@mantine/core';
import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { CodeField } from './code-field.tsx';
import { proveByProvider } from './provider.ts';
import { useTry } from './use-try.ts';
import { proveByCode, proveByPasskey, readWays } from './ways.ts';

interface ProofProps {
  readonly onProven: () => void;
  readonly onCancel: () => void;
}

/** Shows once more that it is the person: by a passkey, or by the code of the authenticator app. */
export function Proof({ onProven, onCancel }: ProofProps) {
  const [byCode, setByCode] = useState(!browserSupportsWebAuthn());
  const { busy, error, attempt, forget } = useTry();
  const { data: ways } = useQuery({ queryKey: ['ways'], queryFn: readWays });
  return (
    <Stack gap="sm">
      <Text size="sm">
        What you are about to do matters, so Assay asks who is at the keyboard. It holds for five minutes, and what you began goes on by itself.
      </Text>
      {error === undefined ? null : <Failed error={error} />}
      {byCode ? (
        <CodeField kind="totp" busy={busy} onCode={(code) => attempt(() => proveByCode(code).then(onProven))} />
      ) : (
        <Button leftSection={<Icon name="key" />} loading={busy} onClick={() => attempt(() => proveByPasskey().then(onProven))} data-autofocus>
          Use a passkey
        </Button>
      )}
      <Anchor
        component="button"
        type="button"
        size="sm"
        onClick={() => {
          forget();
          setByCode(!byCode);
        }}
      >
        {byCode ? 'Use a passkey instead' : 'Use a one-time code instead'}
      </Anchor>
      {ways?.oidc === undefined ? null : (
        <Button variant="default" loading={busy} onClick={() => attempt(proveByProvider)}>
          Go to {ways.oidc.title}; afterwards, do this again
        </Button>
      )}
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </Stack>
  );
}
