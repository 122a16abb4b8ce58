import type { Brand } from './brand.ts';
import type { Duration } from './duration.ts';
import { defineFaults, Refused } from './fault.ts';

/** A moment, in milliseconds since 1970-01-01T00:00:00Z. Every interface writes it as RFC 3339 in UTC. */
export type Instant = Brand<number, 'Instant'>;

export const instantFaults = defineFaults('TIME', {
  '001': { whose: 'caller', title: 'not an RFC 3339 moment in UTC' },
});

// RFC 3339 section 5.6, restricted to the Z offset: one spelling for one moment, so that equal moments have equal bytes.
const PATTERN = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/;

/** True for an RFC 3339 UTC timestamp that names a real day; leap seconds are not accepted, as no clock of ours shows one. */
export function isInstantText(text: string): boolean {
  return parts(text) !== undefined;
}

function parts(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const millis = Number(`${match[7] ?? ''}000`.slice(0, 3));
  // Date.UTC takes years below 100 for years of the twentieth century; setUTCFullYear does not.
  const back = new Date(0);
  back.setUTCFullYear(year, month - 1, day);
  back.setUTCHours(hour, minute, second, millis);
  const at = back.getTime();
  const real = back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  return real && hour < 24 && minute < 60 && second < 60 ? at : undefined;
}

export const Instant = {
  /** Parses RFC 3339 in UTC ("2026-11-01T00:00:00Z"). Digits below a millisecond are dropped. Throws `Refused` (ASSAY-TIME-001). */
  parse(text: string): Instant {
    const at = parts(text);
    if (at === undefined) {
      throw new Refused(
        instantFaults.fault('001', {
          message: `"${text}" is not a moment`,
          expected: 'RFC 3339 in UTC, such as 2026-11-01T00:00:00Z',
          found: text,
          remedy: 'Write the date, a T, the time, and a Z.',
        }),
      );
    }
    return at as Instant;
  },
  /** `millis`: milliseconds since the Unix epoch. */
  of(millis: number): Instant {
    return Math.trunc(millis) as Instant;
  },
  /** RFC 3339 in UTC; whole seconds carry no fraction. */
  format(at: Instant): string {
    return new Date(at).toISOString().replace('.000Z', 'Z');
  },
  plus(at: Instant, by: Duration): Instant {
    return (at + by) as Instant;
  },
} as const;
