import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { clientDataRefusal, counterMoved, type PasskeyRefusal, readClientData, readFlags } from '../assertion.ts';
import type { RelyingParty } from '../relying-party.ts';
import type { Passkey } from './passkey-store.ts';

export type { AuthenticationResponseJSON, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON };

/** EdDSA, ES256 and RS256 (RFC 9053, RFC 8812): what authenticators make. */
const ALGORITHMS = [-8, -7, -257];
const TIMEOUT_MS = 5 * 60 * 1000;

/** Options to make a passkey: one that signs in without a name being typed, behind the device's own lock. */
export function creationOptions(options: {
  readonly site: RelyingParty;
  readonly challenge: string;
  readonly person: string;
  /** Shown by the browser among the person's passkeys. */
  readonly name: string;
  readonly displayName: string;
  /** Those the person has: the authenticator refuses to hold two of one account. */
  readonly have: readonly Passkey[];
}): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { site, challenge, person, name, displayName, have } = options;
  return generateRegistrationOptions({
    rpName: 'Assay',
    rpID: site.id,
    userName: name,
    userDisplayName: displayName,
    // The person's opaque id: the user handle is stored on the authenticator and may hold nothing personal (section 14.6.1).
    userID: new TextEncoder().encode(person),
    challenge: bytesOf(challenge),
    timeout: TIMEOUT_MS,
    attestationType: 'none',
    excludeCredentials: have.map(({ credential, transports }) => ({ id: credential, transports: [...transports] })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** Options to sign in. Without `have` the browser offers every passkey it has for this site, also in the field of the user name (conditional UI). */
export function requestOptions(options: {
  readonly site: RelyingParty;
  readonly challenge: string;
  readonly have?: readonly Passkey[];
}): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { site, challenge, have = [] } = options;
  return generateAuthenticationOptions({
    rpID: site.id,
    challenge: bytesOf(challenge),
    timeout: TIMEOUT_MS,
    userVerification: 'required',
    allowCredentials: have.map(({ credential, transports }) => ({ id: credential, transports: [...transports] })),
  });
}

export type MadePasskey = Pick<Passkey, 'credential' | 'publicKey' | 'counter' | 'transports' | 'backedUp'>;
type Refusal = { readonly ok: false; readonly reason: PasskeyRefusal };

/** `expected` says whether a challenge is one that we gave out for this, and forgets it: asked once, before anything else is believed. */
export type TakeChallenge = (challenge: string) => boolean;

/** Verifies what an authenticator made (section 7.1). */
export async function verifyCreation(
  site: RelyingParty,
  response: RegistrationResponseJSON,
  takeChallenge: TakeChallenge,
): Promise<{ readonly ok: true; readonly passkey: MadePasskey } | Refusal> {
  const data = readClientData(response.response.clientDataJSON);
  // The challenge is used up whatever else is wrong.
  const known = data !== undefined && takeChallenge(data.challenge);
  const refusal = clientDataRefusal(data, 'webauthn.create', site);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  if (!known || data === undefined) return { ok: false, reason: 'challenge' };
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: data.challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return { ok: false, reason: 'signature' };
    const { credential, credentialBackedUp } = registrationInfo;
    // Section 7.1 step 25: a longer id is no authenticator's.
    if (credential.id.length > 1366) return { ok: false, reason: 'malformed' };
    return {
      ok: true,
      passkey: {
        credential: credential.id,
        publicKey: credential.publicKey,
        counter: credential.counter,
        transports: (credential.transports ?? []).filter((one) => /^[a-z-]{1,20}$/.test(one)).slice(0, 8),
        backedUp: credentialBackedUp,
      },
    };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

export interface AssertionAsked {
  readonly site: RelyingParty;
  readonly response: AuthenticationResponseJSON;
  readonly takeChallenge: TakeChallenge;
  readonly find: (credential: string) => Passkey | undefined;
  /** Whom it has to be: at step-up. At sign-in the authenticator says who it is, and must. */
  readonly person?: string;
}

export type Asserted =
  | { readonly ok: true; readonly passkey: Passkey; readonly counter: number }
  | (Refusal & { readonly passkey?: Passkey; readonly counter?: number });

/** Verifies a signature of a passkey that is known (section 7.2). A refused counter names the passkey: the signature was right, so it is worth recording. */
export async function verifyAssertion({ site, response, takeChallenge, find, person }: AssertionAsked): Promise<Asserted> {
  const data = readClientData(response.response.clientDataJSON);
  const known = data !== undefined && takeChallenge(data.challenge);
  const refusal = clientDataRefusal(data, 'webauthn.get', site);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  if (!known || data === undefined) return { ok: false, reason: 'challenge' };
  const passkey = find(response.id);
  if (passkey === undefined) return { ok: false, reason: 'unknown-passkey' };
  const handle = response.response.userHandle;
  const named = handle === undefined ? undefined : Buffer.from(handle, 'base64url').toString('utf8');
  // Section 7.2 step 6: where nobody was named beforehand the user handle has to be there, and to be the owner's.
  if ((person !== undefined && passkey.person !== person) || (named ?? person) !== passkey.person) return { ok: false, reason: 'another-person' };
  const flags = readFlags(response.response.authenticatorData);
  if (flags === undefined) return { ok: false, reason: 'malformed' };
  if (!flags.userVerified) return { ok: false, reason: 'user-verification' };
  try {
    const { verified } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: data.challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      // The counter is judged below, once the signature shows that it is the authenticator's: a counter that anybody can write is worth no record.
      credential: { id: passkey.credential, publicKey: passkey.publicKey, counter: 0 },
      requireUserVerification: true,
    });
    if (!verified) return { ok: false, reason: 'signature' };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
  if (!counterMoved(passkey.counter, flags.counter)) return { ok: false, reason: 'counter', passkey, counter: flags.counter };
  return { ok: true, passkey, counter: flags.counter };
}

/** The library refuses by throwing: a key that does not decode, a wrong RP id, an algorithm that was not offered. */
function reasonOf(error: unknown): PasskeyRefusal {
  return /user.*verif|user.*present/i.test(String(error)) ? 'user-verification' : 'malformed';
}

function bytesOf(challenge: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(challenge, 'base64url'));
}
