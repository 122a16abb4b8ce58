import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill } from '@simplewebauthn/browser';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import type { MeansShown } from '../../../src/server/account/model.ts';
import { get } from '../app/api.ts';
import { ApiProblem } from '../app/problem.ts';
import { Failed } from '../kit/failed.tsx';
import { useFilled } from '../kit/filled.ts';
import { Icon } from '../kit/icon.tsx';
import { CodeField } from './code-field.tsx';
import { CodesAnew } from './codes-anew.tsx';
import classes from './frame.module.css';
import { Frame } from './frame.tsx';
import { keepLink } from './link.ts';
import { ownPath } from './own-path.ts';
import { signInByProvider } from './provider.ts';
import { useTry } from './use-try.ts';
import { useWays } from './use-ways.ts';
import { answered, sendCode, sendPassword, sendRecoveryCode, signInByPasskey } from './ways.ts';
import { CODES_LOST } from './without-link.tsx';

const api = getRouteApi('/sign-in');
type Screen = 'first' | 'password' | 'code' | 'recovery' | 'codes';

/** The offer that the browser makes in its own list: one a document, also where the router tidies the address and this page is mounted again. */
let offered: Promise<unknown> | undefined;

/** Passkey first, offered by the browser itself in the field of the user name; a password with a one-time code behind it; one group of fields at a time. */
export function SignInPage() {
  const { to } = api.useSearch();
  const navigate = useNavigate();
  const { data: ways, error: away, refetch, isFetchedAfterMount } = useWays();
  const [screen, setScreen] = useState<Screen>('first');
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const { busy, error, attempt, forget } = useTry();

  // By a page of its own: nothing of who was here before stays in memory, and no move that the router is making can take this one back.
  const land = async () => {
    await answered();
    const means = await get<MeansShown>('/api/account/means').catch(() => undefined);
    if (means?.recoveryCodesKept === false) show('codes');
    else leave();
  };
  const leave = () => {
    // Held to the rule once more where it counts, whatever brought it here.
    location.replace(ownPath(to) ?? '/');
  };
  const arrived = useEffectEvent(land);
  const lookAgain = useEffectEvent(refetch);
  const inAlready = isFetchedAfterMount && ways?.signedIn === true;
  useEffect(() => {
    if (inAlready) void arrived();
  }, [inAlready]);
  useEffect(() => {
    void (async () => {
      if (!(await browserSupportsWebAuthnAutofill())) return;
      offered ??= signInByPasskey(true).finally(() => {
        offered = undefined;
      });
      // Whoever chooses nothing, or another way, refuses nothing: this offer ends in silence.
      await offered.then(
        () => (location.pathname === '/sign-in' ? arrived() : undefined),
        // Refused by the server, though, it may have come second: the page before this one, or another tab, has let the person in and ended this ceremony with its own.
        (error: unknown) => (error instanceof ApiProblem ? lookAgain() : undefined),
      );
    })();
  }, []);

  const show = (next: Screen) => {
    forget();
    setScreen(next);
  };
  const named = userName.trim() !== '';
  const filled = named && (screen === 'first' || password !== '');
  const { form, missing } = useFilled(filled, () => {
    if (screen === 'first') return show('password');
    attempt(async () => {
      await sendPassword(userName, password);
      show('code');
    });
  });
  const trouble = error === undefined ? null : <Failed error={error} />;
  if (away !== null) {
    return (
      <Frame title="Sign in">
        <Failed error={away} retry={() => void refetch()} />
      </Frame>
    );
  }
  if (ways?.setUp === true) {
    return (
      <Frame title="Nobody is here yet" says="The server printed a link when it started for the first time. Open it: it makes you the first operator.">
        <span>The link holds for 24 hours. Start the server again for a new one.</span>
      </Frame>
    );
  }
  if (screen === 'codes') {
    return (
      <Frame title={CODES_LOST.title} says={CODES_LOST.says}>
        <CodesAnew onKept={leave} />
        <Anchor component="button" type="button" size="sm" onClick={leave}>
          Later; you are asked again when you sign in
        </Anchor>
      </Frame>
    );
  }
  if (screen === 'code' || screen === 'recovery') {
    const recovery = screen === 'recovery';
    return (
      <Frame
        title={recovery ? 'Use a recovery code' : 'Enter the one-time code'}
        says={recovery ? 'It counts once, and lets you make a new way in.' : undefined}
      >
        {recovery ? (
          <>
            <TextInput
              label="User name, if you have one"
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              value={userName}
              onChange={(event) => setUserName(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password, if you have one"
              name="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            />
          </>
        ) : null}
        {trouble}
        <CodeField
          key={screen}
          kind={recovery ? 'recovery' : 'totp'}
          busy={busy}
          onCode={(code) =>
            attempt(async () => {
              if (!recovery) {
                await sendCode(code);
                return land();
              }
              keepLink((await sendRecoveryCode(userName, password, code)).secret);
              await navigate({ to: '/invitation' });
            })
          }
        />
        <Anchor component="button" type="button" size="sm" onClick={() => show(recovery ? 'first' : 'recovery')}>
          {recovery ? 'Back to sign-in' : 'The phone is lost: use a recovery code'}
        </Anchor>
      </Frame>
    );
  }
  return (
    <Frame title="Sign in">
      {trouble}
      {screen === 'first' && browserSupportsWebAuthn() ? (
        <>
          <Button size="md" leftSection={<Icon name="key" />} loading={busy} onClick={() => attempt(() => signInByPasskey(false).then(land))}>
            Sign in with a passkey
          </Button>
          <div className={classes['or']}>or</div>
        </>
      ) : null}
      <form {...form}>
        <TextInput
          label="User name"
          name="username"
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          required
          value={userName}
          error={missing(named, 'Enter your user name, or use a passkey.')}
          onChange={(event) => setUserName(event.currentTarget.value)}
        />
        {screen === 'password' ? (
          <PasswordInput
            mt="sm"
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            autoFocus
            value={password}
            error={missing(password !== '', 'Enter your password.')}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          />
        ) : null}
        <Button type="submit" variant="default" fullWidth mt="md" loading={busy && screen === 'password'}>
          {screen === 'first' ? 'Continue with a password' : 'Continue'}
        </Button>
      </form>
      {ways?.oidc === undefined ? null : (
        <Button variant="default" loading={busy} onClick={() => attempt(() => signInByProvider(undefined, ownPath(to)))}>
          Sign in by {ways.oidc.title}
        </Button>
      )}
      <Anchor component="button" type="button" size="sm" onClick={() => show('recovery')}>
        No passkey and no phone: use a recovery code
      </Anchor>
    </Frame>
  );
}
