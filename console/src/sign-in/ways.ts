import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import type { SteppedUpAnswer } from '../../../src/server/account/model.ts';
import type { EnrolledAnswer, LinkOpened, SignedInAnswer, Ways } from '../../../src/server/sign-in/model.ts';
import { get, post } from '../app/api.ts';
import { csrfToken } from '../app/session.ts';

// Every question that signing in asks of the server, in one place.

const stranger = { stranger: true } as const;

async function sent<T>(path: string, body: unknown): Promise<T> {
  const answer = await post<T>(path, body, stranger);
  if (answer.kind === 'waiting') throw new Error('Signing in waits for nobody.');
  return answer.body;
}

export const readWays = (): Promise<Ways> => get<Ways>('/api/sign-in', stranger);

let answering: Promise<unknown> = Promise.resolve();

/** Resolves when no passkey's answer is on its way to the server: a page that left before would not know what became of it. */
export const answered = (): Promise<unknown> => answering.catch(() => undefined);

/** Resolves when somebody is signed in. With `autofill` the browser offers passkeys in the field of the user name, and waits as long as the page is open. */
export async function signInByPasskey(autofill: boolean): Promise<void> {
  const { options } = await sent<{ readonly options: PublicKeyCredentialRequestOptionsJSON }>('/api/sign-in/passkey/options', {});
  const response: AuthenticationResponseJSON = await startAuthentication({ optionsJSON: options, useBrowserAutofill: autofill });
  const asked = sent<SignedInAnswer>('/api/sign-in/passkey', { response });
  answering = asked;
  csrfToken.set((await asked).csrf);
}

/** The first half of signing in by password; the code is the second. */
export const sendPassword = (userName: string, password: string): Promise<void> => sent('/api/sign-in/password', { userName, password });
export const sendCode = async (code: string): Promise<void> => csrfToken.set((await sent<SignedInAnswer>('/api/sign-in/totp', { code })).csrf);
/** A recovery code lets nobody in: it gives a link, by which a new way in is made. Who has a password has to give it too. */
export const sendRecoveryCode = (userName: string, password: string, code: string): Promise<{ readonly secret: string }> =>
  sent('/api/sign-in/recovery', { code, ...(userName.trim() === '' ? {} : { userName }), ...(password === '' ? {} : { password }) });

export const openLink = (secret: string): Promise<LinkOpened> => sent('/api/sign-in/link', { secret });

/** Who is meant by the link, as they wrote it: taken for a set-up and an invitation, refused for the rest. */
export interface Named {
  readonly displayName?: string;
  readonly userName?: string;
}

/** Somebody is signed in from here on. */
async function enrolled(path: string, body: unknown): Promise<readonly string[]> {
  const { csrf, recoveryCodes } = await sent<EnrolledAnswer>(path, body);
  csrfToken.set(csrf);
  return recoveryCodes;
}

/** Gives the recovery codes. `label`: what the passkey is called. */
export async function enrolPasskey(secret: string, named: Named, label: string): Promise<readonly string[]> {
  const { options } = await sent<{ readonly options: PublicKeyCredentialCreationOptionsJSON }>('/api/sign-in/link/passkey/options', { secret, ...named });
  const response = await startRegistration({ optionsJSON: options });
  return enrolled('/api/sign-in/link/passkey', { secret, response, label });
}

/** A secret for an authenticator app, not in force before a code of it was given. */
export interface TotpOffer {
  readonly uri: string;
  readonly secret: string;
}

export const offerPassword = (secret: string, named: Named, password: string): Promise<TotpOffer> =>
  sent('/api/sign-in/link/password', { secret, ...named, password });
export const enrolPassword = (secret: string, code: string): Promise<readonly string[]> => enrolled('/api/sign-in/link/totp', { secret, code });

export async function proveByPasskey(): Promise<void> {
  const asked = await post<{ readonly options: PublicKeyCredentialRequestOptionsJSON }>('/api/account/step-up/passkey/options', {});
  if (asked.kind === 'waiting') return;
  const response = await startAuthentication({ optionsJSON: asked.body.options });
  await proven('/api/account/step-up/passkey', { response });
}
export const proveByCode = (code: string): Promise<void> => proven('/api/account/step-up/totp', { code });

/** The session has another secret from here on, and another token with it. */
async function proven(path: string, body: unknown): Promise<void> {
  const answer = await post<SteppedUpAnswer>(path, body);
  if (answer.kind === 'done') csrfToken.set(answer.body.csrf);
}
