import { Duration, Instant } from '../../core/index.ts';

/** NIST SP 800-63B-4 section 2.2.3 asks, at AAL2, for a new sign-in after at most 24 hours, or an hour without activity; twelve hours are a working day. */
export const IDLE = Duration.hours(1);
export const ABSOLUTE = Duration.hours(12);

/** How long sessions last, as operators set it. */
export interface Lengths {
  readonly idle: Duration;
  readonly absolute: Duration;
}
const USUAL: Lengths = { idle: IDLE, absolute: ABSOLUTE };

/** How exactly `lastSeenAt` is kept: a write for each request would make every read of a page a write to the disk. */
const GRAIN = Duration.minutes(1);

interface Times {
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
}

export function isAlive({ createdAt, lastSeenAt }: Times, now: Instant, { idle, absolute }: Lengths = USUAL): boolean {
  // A clock that was set back makes no session older, nor one live for ever: the other bound still holds.
  return now - createdAt < absolute && now - lastSeenAt < idle;
}

export function isWorthNoting({ lastSeenAt }: Times, now: Instant): boolean {
  return now - lastSeenAt >= GRAIN;
}

/** When it ends at the latest, if nothing more is done in it. */
export function endsAt({ createdAt, lastSeenAt }: Times, lengths: Lengths = USUAL): Instant {
  const [idle, absolute] = [Instant.plus(lastSeenAt, lengths.idle), Instant.plus(createdAt, lengths.absolute)];
  return idle < absolute ? idle : absolute;
}
