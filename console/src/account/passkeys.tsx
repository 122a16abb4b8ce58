import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from '@simplewebauthn/browser';
import { useState } from 'react';
import type { PasskeyShown } from '../../../src/server/account/model.ts';
import { del, patch, post } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Act } from '../kit/act.tsx';
import { Failed } from '../kit/failed.tsx';
import { useFilled } from '../kit/filled.ts';
import { Icon } from '../kit/icon.tsx';
import { Moment } from '../kit/moment.tsx';
import { labelOfThisDevice } from '../sign-in/this-device.ts';
import { useTry } from '../sign-in/use-try.ts';

const again = () => askAgain('/api/account');

export function Passkeys({ passkeys }: { readonly passkeys: readonly PasskeyShown[] }) {
  const { busy, error, attempt } = useTry();
  const add = async () => {
    const asked = await post<{ readonly options: PublicKeyCredentialCreationOptionsJSON }>('/api/account/passkeys/options', {});
    if (asked.kind === 'waiting') return;
    const response = await startRegistration({ optionsJSON: asked.body.options });
    await post('/api/account/passkeys', { response, label: labelOfThisDevice() });
    notify({ tone: 'done', text: 'The passkey is added.' });
    await again();
  };
  return (
    <section aria-labelledby="passkeys">
      <Title order={2} id="passkeys" mb="xs">
        Passkeys
      </Title>
      <Stack gap="xs">
        {passkeys.length === 0 ? <Text>None yet. A passkey is quicker than a password, and no page that only looks like this one can use it.</Text> : null}
        {passkeys.map((passkey) => (
          <One key={passkey.id} passkey={passkey} />
        ))}
        {error === undefined ? null : <Failed error={error} />}
        <div>
          <Button
            variant={passkeys.length === 0 ? 'filled' : 'default'}
            leftSection={<Icon name="key" size={16} />}
            loading={busy}
            onClick={() => attempt(add)}
          >
            Add a passkey
          </Button>
        </div>
      </Stack>
    </section>
  );
}

function One({ passkey }: { readonly passkey: PasskeyShown }) {
  const [name, setName] = useState<string>();
  const { busy, error, attempt } = useTry();
  const path = `/api/account/passkeys/${passkey.id}`;
  const named = name !== undefined && name.trim() !== '';
  const { form, missing } = useFilled(named, () =>
    attempt(async () => {
      await patch(path, { label: name?.trim() });
      setName(undefined);
      await again();
    }),
  );
  return (
    <Paper withBorder p="sm" bg="var(--surface)">
      <Group justify="space-between" align="flex-start">
        <div>
          {name === undefined ? (
            <Text fw={600}>{passkey.name}</Text>
          ) : (
            <form {...form}>
              <Group gap="xs" align="flex-end">
                <TextInput
                  label="Name"
                  size="xs"
                  maxLength={80}
                  autoFocus
                  value={name}
                  error={missing(named, 'Give it a name.')}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
                <Button type="submit" size="xs" loading={busy}>
                  Save
                </Button>
              </Group>
            </form>
          )}
          <Text size="sm" c="dimmed">
            Made <Moment at={passkey.createdAt} show="day" />
            {passkey.lastUsedAt === undefined ? ', not used yet' : ', last used '}
            {passkey.lastUsedAt === undefined ? null : <Moment at={passkey.lastUsedAt} show="relative" />}
            {passkey.backedUp ? '; kept in step between your devices' : '; on one device only'}
          </Text>
          {passkey.suspectAt === undefined ? null : (
            <Text size="sm" fw={600}>
              There may be a copy of it, seen <Moment at={passkey.suspectAt} />. Remove it, and make a new one.
            </Text>
          )}
          {error === undefined ? null : <Failed error={error} />}
        </div>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setName(name === undefined ? passkey.name : undefined)}>
            {name === undefined ? 'Rename' : 'Cancel'}
          </Button>
          <Act
            action="self.manage"
            title="Remove"
            says={`“${passkey.name}” lets nobody in any more. Your other ways in stay.`}
            undo="Make a new one on the same device."
            run={() => del(path)}
            done="The passkey is removed."
            onDone={() => void again()}
          />
        </Group>
      </Group>
    </Paper>
  );
}
