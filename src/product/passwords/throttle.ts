import { Duration, Instant } from '../../core/index.ts';

/** Tries that went wrong one after another, for one name. */
export interface Tries {
  readonly failures: number;
  readonly lastAt: Instant;
}

/** So many mistakes cost nothing: people make them. */
export const FREE_TRIES = 5;
const FIRST_WAIT = Duration.seconds(30);
/** However many strangers try: whoever knows the password can try it within this. A lock that never opens would be theirs to close. */
export const LONGEST_WAIT = Duration.minutes(15);
/** After so long without a try nothing is held against the name any more. */
export const FORGOTTEN_AFTER = Duration.hours(24);

/** Before this moment no try is looked at, right or wrong: it would tell which it was. `longest`: of waits that no stranger can cause, more than usual. */
export function waitUntil(tries: Tries | undefined, longest: Duration = LONGEST_WAIT): Instant | undefined {
  if (tries === undefined || tries.failures < FREE_TRIES) return undefined;
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
