import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import type { Role } from '../../../src/product/access/model.ts';
import { get, post } from '../app/api.ts';

// Every question that signing in asks of the server, in one place.

/** What a stranger may know: by what ways one can sign in here. */
export interface Ways {
  /** Nobody is there yet: the link that the server printed at its first start makes the first operator. */
  readonly setUp: boolean;
  readonly oidc?: { readonly title: string };
}

/** What a one-time link is for. */
export interface LinkOpened {
  readonly kind: 'setup' | 'invitation' | 'reset' | 'recovery';
  readonly displayName?: string;
  readonly userName?: string;
  readonly roles?: readonly Role[];
}

const stranger = { stranger: true } as const;

async function sent<T>(path: string, body: unknown): Promise<T> {
  const answer = await post<T>(path, body, stranger);
  if (answer.kind === 'waiting') throw new Error('Signing in waits for nobody.');
  return answer.body;
}

export const readWays = (): Promise<Ways> => get<Ways>('/api/sign-in', stranger);

/** Resolves when somebody is signed in. With `autofill` the browser offers passkeys in the field of the user name, and waits as long as the page is open. */
export async function signInByPasskey(autofill: boolean): Promise<void> {
  const { options } = await sent<{ readonly options: PublicKeyCredentialRequestOptionsJSON }>('/api/sign-in/passkey/options', {});
  const response: AuthenticationResponseJSON = await startAuthentication({ optionsJSON: options, useBrowserAutofill: autofill });
  await sent('/api/sign-in/passkey', { response });
}

/** The first half of signing in by password; the code is the second. */
export const sendPassword = (userName: string, password: string): Promise<void> => sent('/api/sign-in/password', { userName, password });
export const sendCode = (code: string): Promise<void> => sent('/api/sign-in/totp', { code });
/** A recovery code lets nobody in: it gives a link, by which a new way in is made. */
export const sendRecoveryCode = (userName: string, code: string): Promise<{ readonly secret: string }> => sent('/api/sign-in/recovery', { userName, code });

export const openLink = (secret: string): Promise<LinkOpened> => sent('/api/sign-in/link', { secret });

export interface Enrolled {
  readonly recoveryCodes: readonly string[];
}

export async function enrolPasskey(secret: string, person: { readonly displayName: string; readonly label: string }): Promise<Enrolled> {
  const { options } = await sent<{ readonly options: PublicKeyCredentialCreationOptionsJSON }>('/api/sign-in/link/passkey/options', {
    secret,
    displayName: person.displayName,
  });
  const response = await startRegistration({ optionsJSON: options });
  return sent<Enrolled>('/api/sign-in/link/passkey', { secret, response, label: person.label });
}

/** A secret for an authenticator app, not in force before a code of it was given. */
export interface TotpOffer {
  readonly uri: string;
  readonly secret: string;
}

export const offerPassword = (
  secret: string,
  person: { readonly displayName: string; readonly userName: string; readonly password: string },
): Promise<TotpOffer> => sent('/api/sign-in/link/password', { secret, ...person });
export const enrolPassword = (secret: string, code: string): Promise<Enrolled> => sent('/api/sign-in/link/totp', { secret, code });

export async function proveByPasskey(): Promise<void> {
  const asked = await post<{ readonly options: PublicKeyCredentialRequestOptionsJSON }>('/api/account/step-up/passkey/options', {});
  if (asked.kind === 'waiting') return;
  const response = await startAuthentication({ optionsJSON: asked.body.options });
  await post('/api/account/step-up/passkey', { response });
}
export const proveByCode = async (code: string): Promise<void> => void (await post('/api/account/step-up/totp', { code }));
