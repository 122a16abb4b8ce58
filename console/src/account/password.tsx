import { Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { del, post, put } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Act } from '../kit/act.tsx';
import { Failed } from '../kit/failed.tsx';
import { useFilled } from '../kit/filled.ts';
import { CodeField } from '../sign-in/code-field.tsx';
import classes from '../sign-in/frame.module.css';
import { Qr } from '../sign-in/qr.tsx';
import { SHORTEST, tooShort } from '../sign-in/too-short.ts';
import { useTry } from '../sign-in/use-try.ts';
import type { TotpOffer } from '../sign-in/ways.ts';

const again = () => askAgain('/api/account');

/** A password counts only together with the code of an authenticator app, so the two are set up together. */
export function Password({ password, userName }: { readonly password: boolean; readonly userName: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-labelledby="password">
      <Title order={2} id="password" mb="xs">
        Password and one-time code
      </Title>
      <Text mb="sm">
        {password
          ? `You have both${userName === undefined ? '' : `, under the user name ${userName}`}. Neither lets anybody in without the other.`
          : 'You have none, and need none while you have a passkey or another way in.'}
      </Text>
      {open ? (
        <SetUp has={password} userName={userName} close={() => setOpen(false)} />
      ) : (
        <Group>
          <Button variant="default" onClick={() => setOpen(true)}>
            {password ? 'Change the password' : 'Set a password'}
          </Button>
          {password ? (
            <Act
              action="self.manage"
              title="Remove both"
              says="The password and the authenticator app let nobody in any more. Your passkeys stay."
              undo="Set a password again."
              run={() => del('/api/account/password')}
              done="Password and app are removed."
              onDone={() => void again()}
              button={{ size: 'sm' }}
            />
          ) : null}
        </Group>
      )}
    </section>
  );
}

function SetUp({ has, userName, close }: { readonly has: boolean; readonly userName: string | undefined; readonly close: () => void }) {
  const [name, setName] = useState(userName ?? '');
  const [text, setText] = useState('');
  const [newApp, setNewApp] = useState(!has);
  const [offer, setOffer] = useState<TotpOffer>();
  const { busy, error, attempt } = useTry();
  const given = { password: text, ...(name.trim() === '' || name.trim() === userName ? {} : { userName: name.trim() }) };
  const save = async (code?: string) => {
    await put('/api/account/password', { ...given, ...(code === undefined ? {} : { code }) });
    notify({ tone: 'done', text: 'The password is set. You are signed out everywhere else.' });
    close();
    await again();
  };
  const [named, longEnough] = [name.trim() !== '', [...text].length >= SHORTEST];
  const { form, missing } = useFilled(named && longEnough, () =>
    attempt(async () => {
      if (!newApp) return save();
      // The password goes along, to be refused before anything is scanned.
      const asked = await post<TotpOffer>('/api/account/app', given);
      if (asked.kind === 'done') setOffer(asked.body);
    }),
  );
  const trouble = error === undefined ? null : <Failed error={error} />;
  if (offer !== undefined) {
    return (
      <Stack gap="sm" maw="24rem">
        <Qr text={offer.uri} label="QR code with the key for your authenticator app; the same key stands below as text" />
        <Text size="sm">
          Scan it with your authenticator app, or type this key: <span className={classes['secret']}>{offer.secret}</span>
        </Text>
        {trouble}
        <CodeField kind="totp" busy={busy} onCode={(code) => attempt(() => save(code))} button="Set the password" />
        <Button variant="default" onClick={() => setOffer(undefined)}>
          Back to the password
        </Button>
      </Stack>
    );
  }
  return (
    <form {...form}>
      <Stack gap="sm" maw="24rem">
        <TextInput
          label="User name"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={120}
          value={name}
          error={missing(named, 'Choose what you will type to sign in.')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description={`${SHORTEST} characters or more; any characters, no other rules`}
          name="new-password"
          autoComplete="new-password"
          required
          value={text}
          error={missing(longEnough, tooShort(text))}
          onChange={(event) => setText(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        {has ? (
          <Button variant="subtle" size="xs" onClick={() => setNewApp(!newApp)} aria-pressed={newApp}>
            {newApp ? 'Keep the authenticator app that I have' : 'Set up another authenticator app too'}
          </Button>
        ) : null}
        {trouble}
        <Group>
          <Button type="submit" loading={busy}>
            {newApp ? 'Continue' : 'Set the password'}
          </Button>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
