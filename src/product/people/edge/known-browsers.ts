import { createHmac, timingSafeEqual } from 'node:crypto';
import { Duration, type Instant } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';

/** How long a browser is known after its last sign-in. */
export const KNOWN_FOR = Duration.days(90);
const NONCE = 16;
const MOMENT = 8;
const MAC = 32;

/**
 * Browsers that somebody has signed in from. Such a browser has tries of its own for that person's name, so strangers who use up the tries of an address or of a name shut nobody out
 * who was here before. It lets nobody in and says of nobody who they are: a random name, a moment, and a code that only this server can make, for one person. Nothing of it is kept here.
 */
export interface KnownBrowsers {
  /** For a cookie: letters, digits, _ and -. */
  give(person: PersonId): string;
  /** The browser's random name, where this was given to it for this very person and not too long ago. The same work whether there is such a person or not. */
  recognise(given: string | undefined, person: PersonId | undefined): string | undefined;
}

export function knownBrowsers({
  key,
  now,
  random,
}: {
  readonly key: Uint8Array;
  readonly now: () => Instant;
  readonly random: (bytes: number) => Uint8Array;
}): KnownBrowsers {
  const macOf = (said: Uint8Array, person: string) => createHmac('sha256', key).update(said).update(person).digest();
  return {
    give(person) {
      const said = Buffer.alloc(NONCE + MOMENT);
      said.set(random(NONCE));
      said.writeBigInt64BE(BigInt(now()), NONCE);
      return Buffer.concat([said, macOf(said, person)]).toString('base64url');
    },
    recognise(given, person) {
      const bytes = Buffer.from(given ?? '', 'base64url');
      if (bytes.length !== NONCE + MOMENT + MAC) return undefined;
      const said = bytes.subarray(0, NONCE + MOMENT);
      const right = timingSafeEqual(macOf(said, person ?? ''), bytes.subarray(NONCE + MOMENT));
      const age = now() - Number(said.readBigInt64BE(NONCE));
      return right && person !== undefined && age >= 0 && age < KNOWN_FOR ? said.subarray(0, NONCE).toString('base64url') : undefined;
    },
  };
}
