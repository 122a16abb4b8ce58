import type { Brand } from './brand.ts';
import type { Duration } from './duration.ts';
import { defineFaults, Refused } from './fault.ts';

/** A moment, in milliseconds since 1970-01-01T00:00:00Z. Every interface writes it as RFC 3339 in UTC. */
export type Instant = Brand<number, 'Instant'>;

export const instantFaults = defineFaults('TIME', {
  '001': { whose: 'caller', title: 'not an RFC 3339 moment in UTC' },
});

// RFC 3339 section 5.6, restricted to the Z offset: one spelling for one moment, so that equal moments have equal bytes. With a fraction of a
// second, of one to nine digits: 2026-11-01T00:00:00.000000000Z.
const WHOLE = '2026-11-01T00:00:00Z'.length;
const LONGEST = WHOLE + 10;
const MARKS = [
  [4, '-'],
  [7, '-'],
  [10, 'T'],
  [13, ':'],
  [16, ':'],
] as const;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** True for an RFC 3339 UTC timestamp that names a real day; leap seconds are not accepted, as no clock of ours shows one. */
export function isInstantText(text: string): boolean {
  return parts(text) !== undefined;
}

/** The number that the digits from `start` up to `end` write; NaN where one is no digit. */
function digits(text: string, start: number, end: number): number {
  let number = 0;
  for (let i = start; i < end; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

// Read by place and not by a pattern: a ledger has millions of them.
function parts(text: string): number | undefined {
  const length = text.length;
  if (length < WHOLE || length > LONGEST || text.charCodeAt(length - 1) !== 0x5a) return undefined;
  for (const [at, mark] of MARKS) if (text.charAt(at) !== mark) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  let millis = 0;
  if (length > WHOLE) {
    if (text.charCodeAt(WHOLE - 1) !== 0x2e || length === WHOLE + 1 || Number.isNaN(digits(text, WHOLE, length - 1))) return undefined;
    // Digits below a millisecond are dropped, and those that are missing are noughts.
    for (let i = 0; i < 3; i += 1) millis = millis * 10 + (WHOLE + i < length - 1 ? text.charCodeAt(WHOLE + i) - 48 : 0);
  }
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : DAYS[month - 1];
  // NaN is in no range.
  if (!(year >= 0 && days !== undefined && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60)) return undefined;
  if (year >= 100) return Date.UTC(year, month - 1, day, hour, minute, second, millis);
  // Date.UTC takes years below 100 for years of the twentieth century; setUTCFullYear does not.
  const back = new Date(0);
  back.setUTCFullYear(year, month - 1, day);
  return back.setUTCHours(hour, minute, second, millis);
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
