import { Digest, Duration, Instant, Refused } from '../../../core/index.ts';
import { shortLived } from '../../people/edge/short-lived.ts';
import { signInFaults } from '../../sessions/faults.ts';
import { begun, closesTheName, FORGOTTEN_AFTER, FREE_TRIES, LONGEST_WAIT, type Tries, waitUntil } from '../throttle.ts';

/** One try, counted before it is looked at. */
export interface Try {
  /** It went wrong. True where it is the one that closes the name for a while. */
  failed(): boolean;
  succeeded(): void;
}

/**
 * Limits guessing at one name, whether there is such a person or not: an unknown name waits as a known one does. In memory, and the same for both: a write
 * for known names alone would be heard in the time it takes. A restart forgets it, and no stranger can cause one.
 */
export interface TriesAt {
  /** Throws `Refused` (ASSAY-SIGNIN-002) while the name has to wait; the fault says until when. */
  begin(name: string, inARow?: 'unbounded'): Try;
  /** Its owner has come in, or has another password: what strangers tried counts no longer. */
  forget(name: string): void;
}

/**
 * Limits guessing at the codes of somebody whose password was right. No stranger gets here, so the wait grows to a day, and a success in between takes
 * nothing back of an episode: SP 800-63B-4 section 3.2.2 wants fewer than a hundred tries in all, and who has the password should not get them.
 */
export interface CodesAt {
  /** `undefined` while it has to wait. It is not said: it would tell that the password is right. */
  begin(password: string): Try | undefined;
}

// Names tried within a month. One address may try thirty a minute.
const MOST = 100_000;

const LONGEST_WAIT_OF_CODES = Duration.days(1);
const CODES_FORGOTTEN_AFTER = Duration.days(30);

export function triesAt({ now }: { readonly now: () => Instant }): TriesAt {
  const kept = shortLived<Tries>({ now, life: FORGOTTEN_AFTER, most: MOST });
  return {
    begin(name, inARow) {
      const key = Digest.of(name);
      const before = kept.peek(key);
      const until = waitUntil(before, LONGEST_WAIT, inARow);
      if (until !== undefined && now() < until) throw new TooManyTries(until, now());
      const tries = begun(before, now());
      kept.put(key, tries);
      return {
        failed: () => closesTheName(tries),
        succeeded() {
          kept.take(key);
        },
      };
    },
    forget(name) {
      kept.take(Digest.of(name));
    },
  };
}

export function codesAt({ now }: { readonly now: () => Instant }): CodesAt {
  const kept = shortLived<Tries>({ now, life: CODES_FORGOTTEN_AFTER, most: MOST });
  return {
    begin(password) {
      const key = Digest.of(password);
      const before = kept.peek(key);
      const until = waitUntil(before, LONGEST_WAIT_OF_CODES);
      if (until !== undefined && now() < until) return undefined;
      const tries = begun(before, now(), CODES_FORGOTTEN_AFTER);
      kept.put(key, tries);
      return {
        failed: () => closesTheName(tries),
        succeeded() {
          kept.take(key);
          if (before !== undefined && before.failures >= FREE_TRIES) kept.put(key, before);
        },
      };
    },
  };
}

/** A name that has to wait. HTTP says for how long in a header of its own, in whole seconds. */
export class TooManyTries extends Refused {
  readonly retryAfterSeconds: number;
  constructor(until: Instant, now: Instant) {
    super(
      signInFaults.fault('002', {
        message: 'too many tries with this name went wrong',
        expected: `the next try after ${Instant.format(until)}`,
        found: 'a try before it',
        remedy: 'Wait, or sign in with a passkey, or in a browser where you have signed in before: those are not held up by others.',
      }),
    );
    this.retryAfterSeconds = Math.max(1, Math.ceil((until - now) / 1000));
  }
}
