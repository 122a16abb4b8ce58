import { Duration, Instant } from '../../core/index.ts';

/** Tries that went wrong one after another, for one name. */
export interface Tries {
  readonly failures: number;
  readonly lastAt: Instant;
}

/** So many mistakes cost nothing: people make them. */
export const FREE_TRIES = 5;
const FIRST_WAIT = Duration.seconds(30);
/** While strangers try for less than a day: whoever knows the password can try it within this. A browser that its person has signed in from before has tries of its own. */
export const LONGEST_WAIT = Duration.minutes(15);
/** From here on one try a day: a day and night of guessing without a pause has come before. */
const SLOW_FROM = 90;
const SLOW_WAIT = Duration.days(1);
/** NIST SP 800-63B-4 section 3.2.2: no more than 100 mistakes in a row on one account. */
export const MOST_IN_A_ROW = 100;
/** After so long without a try nothing is held against the name any more; and so long it is closed after the most in a row. */
export const FORGOTTEN_AFTER = Duration.days(30);

/** Before this moment no try is looked at, right or wrong: it would tell which it was. `longest`: of waits that no stranger can cause, more than usual. `inARow`: unbounded where nothing can be guessed, and a stranger's patience would close the way back. */
export function waitUntil(tries: Tries | undefined, longest: Duration = LONGEST_WAIT, inARow: 'bounded' | 'unbounded' = 'bounded'): Instant | undefined {
  if (tries === undefined || tries.failures < FREE_TRIES) return undefined;
  if (inARow === 'bounded' && tries.failures >= MOST_IN_A_ROW) return Instant.plus(tries.lastAt, FORGOTTEN_AFTER);
  if (inARow === 'bounded' && tries.failures >= SLOW_FROM) return Instant.plus(tries.lastAt, SLOW_WAIT);
  const doublings = Math.min(tries.failures - FREE_TRIES, 20);
  return Instant.plus(tries.lastAt, Math.min(FIRST_WAIT * 2 ** doublings, longest) as Duration);
}

/** A try is counted as a failure when it begins, and taken back when it succeeds: a thousand that come at once are a thousand, not one. */
export function begun(tries: Tries | undefined, now: Instant, forgottenAfter: Duration = FORGOTTEN_AFTER): Tries {
  return tries === undefined || now - tries.lastAt >= forgottenAfter ? { failures: 1, lastAt: now } : { failures: tries.failures + 1, lastAt: now };
}

/** The first try that closes the name for a while: worth a fact, once in an episode. */
export function closesTheName(tries: Tries): boolean {
  return tries.failures === FREE_TRIES;
}
