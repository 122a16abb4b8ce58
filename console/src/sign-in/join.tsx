import { Anchor, Button, PasswordInput, Text, TextInput } from '@mantine/core';
import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { LinkOpened } from '../../../src/server/sign-in/model.ts';
import { queries } from '../app/ask.ts';
import { useGo } from '../app/go.ts';
import { signedOut } from '../app/session.ts';
import { Failed } from '../kit/failed.tsx';
import { useFilled } from '../kit/filled.ts';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { ROLE_WORDS } from '../kit/role.ts';
import { CodeField } from './code-field.tsx';
import classes from './frame.module.css';
import { Frame } from './frame.tsx';
import { dropLink, takeLink } from './link.ts';
import { signInByProvider } from './provider.ts';
import { Qr } from './qr.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { labelOfThisDevice } from './this-device.ts';
import { SHORTEST, tooShort } from './too-short.ts';
import { useTry } from './use-try.ts';
import { useWays } from './use-ways.ts';
import { enrolPasskey, enrolPassword, type Named, offerPassword, openLink, type TotpOffer } from './ways.ts';
import { WithoutLink } from './without-link.tsx';

const TITLES: Readonly<Record<LinkOpened['kind'], { readonly title: string; readonly says: string }>> = {
  setup: { title: 'Set up Assay', says: 'You become the first operator. You can invite others afterwards.' },
  invitation: { title: 'You were invited to Assay', says: 'Choose how you will sign in.' },
  reset: { title: 'Make a new way in', says: 'Your old passkeys and password count no longer.' },
  recovery: { title: 'Make a new way in', says: 'The recovery code is used up. Make a passkey, or a password with a one-time code.' },
};

/** By a one-time link to a way of signing in: who, how, and the recovery codes, one decision a screen. */
export function Join() {
  const [secret] = useState(takeLink);
  const opened = useQuery({
    queryKey: ['link', secret],
    queryFn: () => openLink(secret ?? ''),
    enabled: secret !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (secret === undefined) return <WithoutLink />;
  if (opened.error !== null) {
    return (
      <Frame title="This link does not open anything">
        <Failed error={opened.error} retry={() => void opened.refetch()} />
        <Text size="sm">A link counts once, and for a limited time. Ask an operator for a new one; for the very first sign-in, start the server again.</Text>
      </Frame>
    );
  }
  if (opened.data === undefined) {
    return (
      <Frame title="Assay">
        <Loading shape="lines" rows={5} />
      </Frame>
    );
  }
  return <Walk secret={secret} link={opened.data} />;
}

type Screen =
  | { readonly at: 'name' }
  | { readonly at: 'way' }
  | { readonly at: 'password' }
  | { readonly at: 'totp'; readonly offer: TotpOffer }
  | { readonly at: 'codes'; readonly codes: readonly string[] };

function Walk({ secret, link }: { readonly secret: string; readonly link: LinkOpened }) {
  const named = link.displayName !== undefined;
  const [screen, setScreen] = useState<Screen>({ at: named ? 'way' : 'name' });
  const [displayName, setDisplayName] = useState(link.displayName ?? '');
  const [userName, setUserName] = useState(link.userName ?? '');
  const [password, setPassword] = useState('');
  const { busy, error, attempt, forget } = useTry();
  const { data: ways } = useWays();
  const go = useGo();
  const { title, says } = TITLES[link.kind];
  const trouble = error === undefined ? null : <Failed error={error} />;
  const steps = named ? 2 : 3;
  const step = (number: number) => `Step ${number - (named ? 1 : 0)} of ${steps}`;
  // A name is taken of whoever is new; whoever was here before keeps theirs.
  const isNew = link.kind === 'setup' || link.kind === 'invitation';
  const names = (chosen?: string): Named => ({
    ...(isNew ? { displayName: displayName.trim() } : {}),
    ...(chosen === undefined || chosen === (link.userName ?? '') ? {} : { userName: chosen }),
  });
  const turn = (next: Screen) => {
    forget();
    setScreen(next);
  };
  const hasName = displayName.trim() !== '';
  const naming = useFilled(hasName, () => turn({ at: 'way' }));
  const [hasUserName, isLongEnough] = [userName.trim() !== '', [...password].length >= SHORTEST];
  const choosing = useFilled(hasUserName && isLongEnough, () =>
    attempt(async () => {
      const offer = await offerPassword(secret, names(userName.trim()), password);
      setPassword('');
      setScreen({ at: 'totp', offer });
    }),
  );
  const arrive = async () => {
    dropLink();
    queries.clear();
    signedOut.set(false);
    await go('/', true);
  };

  switch (screen.at) {
    case 'name':
      return (
        <Frame title={title} says={says} step={step(1)}>
          <form {...naming.form}>
            <TextInput
              label="Your name"
              description="As others in Assay will see it"
              name="name"
              autoComplete="name"
              required
              maxLength={80}
              size="md"
              autoFocus
              value={displayName}
              error={naming.missing(hasName, 'Say how you are called.')}
              onChange={(event) => setDisplayName(event.currentTarget.value)}
            />
            <Button type="submit" fullWidth mt="md">
              Continue
            </Button>
          </form>
        </Frame>
      );
    case 'way':
      return (
        <Frame
          title={named ? title : 'How will you sign in?'}
          says={
            named
              ? `${displayName}${link.roles.length === 0 ? '' : `, ${link.roles.map((role) => ROLE_WORDS[role].word.toLowerCase()).join(', ')}`}. ${says}`
              : 'A passkey is the safest and the quickest: your fingerprint, your face or a PIN, and nothing to remember.'
          }
          step={step(2)}
        >
          {trouble}
          <Button
            size="md"
            leftSection={<Icon name="key" />}
            loading={busy}
            disabled={!browserSupportsWebAuthn()}
            onClick={() =>
              attempt(async () => {
                setScreen({ at: 'codes', codes: await enrolPasskey(secret, names(), labelOfThisDevice()) });
              })
            }
          >
            Make a passkey
          </Button>
          {browserSupportsWebAuthn() ? null : <Text size="sm">This browser, or this address, has no passkeys: they need https, or the name localhost.</Text>}
          <Anchor component="button" type="button" size="sm" onClick={() => turn({ at: 'password' })}>
            Use a password and an authenticator app instead
          </Anchor>
          {ways?.oidc === undefined || !(link.kind === 'invitation' || link.kind === 'reset') ? null : (
            <Button variant="default" loading={busy} onClick={() => attempt(() => signInByProvider(secret))}>
              Sign in by {ways.oidc.title}
            </Button>
          )}
        </Frame>
      );
    case 'password':
      return (
        <Frame title="Choose a password" says="A sentence is easier to remember than a puzzle. Any characters, no rules but the length." step={step(2)}>
          {trouble}
          <form {...choosing.form}>
            <TextInput
              label="User name"
              description="An e-mail address or any other name; it is typed at sign-in"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              maxLength={120}
              value={userName}
              error={choosing.missing(hasUserName, 'Choose what you will type to sign in.')}
              onChange={(event) => setUserName(event.currentTarget.value)}
            />
            <PasswordInput
              mt="sm"
              label="Password"
              description={`${SHORTEST} characters or more`}
              name="new-password"
              autoComplete="new-password"
              required
              value={password}
              error={choosing.missing(isLongEnough, tooShort(password))}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            />
            <Button type="submit" fullWidth mt="md" loading={busy}>
              Continue
            </Button>
          </form>
          <Anchor component="button" type="button" size="sm" onClick={() => turn({ at: 'way' })}>
            Make a passkey instead
          </Anchor>
        </Frame>
      );
    case 'totp':
      return (
        <Frame title="Add Assay to your authenticator app" says="Scan the picture with the app, then enter the six digits that it shows." step={step(2)}>
          <Qr text={screen.offer.uri} label="QR code with the key for your authenticator app; the same key stands below as text" />
          <Text size="sm">
            Or type this key into the app: <span className={classes['secret']}>{screen.offer.secret}</span>
          </Text>
          {trouble}
          <CodeField
            kind="totp"
            busy={busy}
            onCode={(code) =>
              attempt(async () => {
                setScreen({ at: 'codes', codes: await enrolPassword(secret, code) });
              })
            }
          />
        </Frame>
      );
    case 'codes':
      return (
        <Frame title="Keep your recovery codes" says="Each lets you in once, when your passkey or phone is lost." step={step(3)}>
          <RecoveryCodes codes={screen.codes} onKept={() => void arrive()} />
        </Frame>
      );
  }
}
