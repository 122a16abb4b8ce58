import { Refused } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';
import { type MadePasskey, type RegistrationResponseJSON, verifyCreation } from '../../passkeys/edge/ceremonies.ts';
import type { ChallengeFor } from '../../passkeys/edge/challenges.ts';
import type { PasskeyEvent } from '../../passkeys/events.ts';
import { passkeyFaults } from '../../passkeys/faults.ts';
import type { PasswordEvent } from '../../passwords/events.ts';
import { passwordFaults } from '../../passwords/faults.ts';
import { matchingSteps, provisioning, SECRET_BYTES } from '../../totp/edge/codes.ts';
import type { TotpEvent } from '../../totp/events.ts';
import { stepUsed } from '../../totp/window.ts';
import { opaqueId } from '../model.ts';
import type { Rooms } from './rooms.ts';

/** For an authenticator app: a link for a QR code, and the secret to type where there is no camera. */
export interface AppToSetUp {
  readonly uri: string;
  readonly secret: string;
}

/** Verifies a passkey that was just made. Throws `Refused` (ASSAY-PASSKEY-002 with the reason as its cause, -003). */
export async function verifiedPasskey(rooms: Rooms, response: RegistrationResponseJSON, asked: ChallengeFor): Promise<MadePasskey> {
  const verified = await verifyCreation(rooms.site, response, (challenge) => rooms.challenges.take(challenge, asked));
  if (!verified.ok) {
    const refused = new Refused(
      passkeyFaults.fault('002', {
        message: 'the passkey was not accepted',
        expected: 'a passkey that this browser made just now, for this page, behind the lock of the device',
        remedy: 'Try again; a ceremony has to be finished within five minutes.',
      }),
    );
    refused.cause = verified.reason;
    throw refused;
  }
  if (rooms.passkeys.find(verified.passkey.credential) !== undefined) {
    throw new Refused(
      passkeyFaults.fault('003', {
        message: 'this passkey is registered already',
        expected: 'another authenticator',
        remedy: 'Use it to sign in, or choose another device.',
      }),
    );
  }
  return verified.passkey;
}

/** A means of signing in: the facts that tell of it, and the rows that make it one. */
export interface Granted {
  readonly facts: readonly (PasskeyEvent | PasswordEvent | TotpEvent)[];
  readonly write: () => void;
}

export function grantedPasskey(rooms: Rooms, person: PersonId, name: string, made: MadePasskey): Granted & { readonly passkey: string } {
  const passkey = opaqueId('k', rooms.random);
  return {
    passkey,
    facts: [{ type: 'passkey.added', person, passkey }],
    write: () => rooms.passkeys.put({ ...made, id: passkey, person, name, createdAt: rooms.now() }),
  };
}

/** `app`: of an authenticator app that was set up with it; absent where the one there is stays. */
export function grantedPassword(
  rooms: Rooms,
  person: PersonId,
  hash: string,
  app: { readonly secret: Uint8Array; readonly step: number } | undefined,
): Granted {
  return {
    facts: [{ type: 'password.set', person }, ...(app === undefined ? [] : [{ type: 'totp.set', person } as const])],
    write: () => {
      rooms.passwords.put(person, hash);
      if (app !== undefined) rooms.totp.put(person, app.secret, app.step);
    },
  };
}

export function newApp(rooms: Rooms, label: string): { readonly secret: Uint8Array; readonly shown: AppToSetUp } {
  const secret = rooms.random(SECRET_BYTES);
  return { secret, shown: provisioning(secret, label) };
}

/** The code that shows that an app has the secret. Throws `Refused` (ASSAY-PASSWORD-005). */
export function checkedCode(rooms: Rooms, secret: Uint8Array | undefined, code: string): { readonly secret: Uint8Array; readonly step: number } {
  const step = secret === undefined ? undefined : stepUsed(matchingSteps(secret, code, rooms.now()), undefined);
  if (secret === undefined || step === undefined) {
    throw new Refused(
      passwordFaults.fault('005', {
        message: secret === undefined ? 'the authenticator app was not set up in this browser, or too long ago' : 'this is not the code of now',
        field: 'code',
        expected: 'the six digits that the app shows',
        remedy: secret === undefined ? 'Begin again.' : 'Wait for the next code. If it goes on, set the clock of the device by the network.',
      }),
    );
  }
  return { secret, step };
}
