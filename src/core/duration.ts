import type { Brand } from './brand.ts';
import { defineFaults, Refused } from './fault.ts';

/** A length of time in milliseconds. Written as ISO 8601 in weeks, days, hours, minutes, seconds; months and years have no fixed length and are refused. */
export type Duration = Brand<number, 'Duration'>;

export const durationFaults = defineFaults('DURATION', {
  '001': { whose: 'caller', title: 'not an ISO 8601 duration of fixed length' },
});

const PATTERN = /^P(?=.)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [7 * DAY, DAY, HOUR, MINUTE, SECOND] as const;

export const Duration = {
  /** Parses "P90D", "PT24H", "P1W". Throws `Refused` (ASSAY-DURATION-001). */
  parse(text: string): Duration {
    const match = PATTERN.exec(text);
    if (match === null) {
      throw new Refused(
        durationFaults.fault('001', {
          message: `"${text}" is not a duration`,
          expected: 'ISO 8601 in weeks, days, hours, minutes and seconds, such as P90D or PT24H',
          found: text,
          remedy: 'Write months and years as days: P30D, P365D.',
        }),
      );
    }
    return UNITS.reduce((sum, unit, i) => sum + unit * Number(match[i + 1] ?? 0), 0) as Duration;
  },
  isText(text: string): boolean {
    return PATTERN.test(text);
  },
  days(n: number): Duration {
    return (n * DAY) as Duration;
  },
  hours(n: number): Duration {
    return (n * HOUR) as Duration;
  },
  minutes(n: number): Duration {
    return (n * MINUTE) as Duration;
  },
  seconds(n: number): Duration {
    return (n * SECOND) as Duration;
  },
} as const;
