import { Stack } from '@mantine/core';
import type { MeansShown } from '../../../src/server/account/model.ts';
import { useAccount } from '../app/account.ts';
import { useAsk } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Passkeys } from './passkeys.tsx';
import { Password } from './password.tsx';
import { ByProvider } from './provider.tsx';
import { RecoveryCodesLeft } from './recovery-codes-left.tsx';
import { OwnSessions } from './sessions.tsx';

/** How the person signs in, and where they are signed in now. */
export function AccountPage() {
  const { data: account } = useAccount();
  const { data: means, error, refetch } = useAsk<MeansShown>('/api/account/means');
  return (
    <>
      <Answer title="Your account">{means === undefined ? undefined : sentence(means, account?.recovered === true)}</Answer>
      {error !== null ? <Failed error={error} retry={() => void refetch()} /> : null}
      {means === undefined ? (
        <Loading shape="table" rows={8} />
      ) : (
        <Stack maw="46rem" gap="xl">
          <Passkeys passkeys={means.passkeys} />
          <Password password={means.password} userName={account?.userName} />
          <ByProvider means={means} />
          <RecoveryCodesLeft left={means.recoveryCodesLeft} kept={means.recoveryCodesKept} />
          <OwnSessions />
        </Stack>
      )}
    </>
  );
}

function sentence({ passkeys, password, identities, recoveryCodesLeft, recoveryCodesKept }: MeansShown, recovered: boolean): string {
  if (recovered) return 'You came in by a recovery code: look over what is listed here, and take away what you do not know.';
  const ways = [
    ...(passkeys.length === 0 ? [] : [passkeys.length === 1 ? 'a passkey' : `${passkeys.length} passkeys`]),
    ...(password ? ['a password with a one-time code'] : []),
    ...(identities.length === 0 ? [] : ['your account at the identity provider']),
  ];
  const one = passkeys.length + (password ? 1 : 0) + identities.length < 2;
  const spare = !recoveryCodesKept
    ? '; you have not kept your recovery codes, so make new ones'
    : recoveryCodesLeft === 0
      ? '; you have no recovery code left, so make new ones'
      : one
        ? '; a second way in would spare you the recovery codes'
        : '';
  return `You sign in by ${ways.join(' or ')}${spare}.`;
}
