import type { Instant } from '../../core/index.ts';

// The furthest that a Date reaches, in milliseconds.
const FURTHEST = 8.64e15;

/** A moment given in seconds since 1970, as Zeek counts: to the microsecond, of which the part below a millisecond is dropped. */
export function momentOfSeconds(seconds: number): Instant | undefined {
  // Rounded first, as 0.001 in binary falls short of a millisecond.
  const at = Math.floor(Math.round(seconds * 1e6) / 1000);
  return at > -FURTHEST && at < FURTHEST ? (at as Instant) : undefined;
}

export function momentOfMillis(millis: number): Instant | undefined {
  return millis > -FURTHEST && millis < FURTHEST ? (Math.floor(millis) as Instant) : undefined;
}

/** The number that the digits from `at` up to `end` write; NaN where one is no digit. */
export function digits(text: string, at: number, end: number): number {
  let number = 0;
  for (let i = at; i < end; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** Minutes east of Greenwich that the text from `at` says: `Z`, `+02:00`, `+0200`, or nothing, which is taken for UTC. NaN for anything else. */
function zone(text: string, at: number): number {
  const mark = text.charCodeAt(at);
  if (at === text.length || (at + 1 === text.length && (mark === 0x5a || mark === 0x7a))) return 0;
  if (mark !== 0x2b && mark !== 0x2d) return Number.NaN;
  const colon = text.charCodeAt(at + 3) === 0x3a ? 1 : 0;
  if (text.length !== at + 5 + colon) return Number.NaN;
  const minutes = digits(text, at + 1, at + 3) * 60 + digits(text, at + 3 + colon, at + 5 + colon);
  return mark === 0x2d ? -minutes : minutes;
}

/** A moment as sensors write it: `2021-06-06T15:59:46.457984+0200`, `2024-10-16T04:07:01.489619Z`, `2019/04/04 16:24:47.672448`. Without a zone it is UTC. `undefined` where it is none. */
export function momentOfText(text: string): Instant | undefined {
  if (text.length < 19 || text.length > 40) return undefined;
  const mark = text.charCodeAt(4);
  if ((mark !== 0x2d && mark !== 0x2f) || text.charCodeAt(7) !== mark || text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return undefined;
  const between = text.charCodeAt(10);
  if (between !== 0x54 && between !== 0x20 && between !== 0x74) return undefined;
  let at = 19;
  let millis = 0;
  const fraction = text.charCodeAt(19);
  if (fraction === 0x2e || fraction === 0x2c) {
    let scale = 100;
    for (at = 20; at < text.length; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      millis += digit * scale;
      scale = scale > 1 ? scale / 10 : 0;
    }
    if (at === 20) return undefined;
  }
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const offset = at === text.length ? 0 : zone(text, at);
  const midnight = midnightOf(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
  // NaN is in no range. A sensor may write a leap second.
  if (!(hour < 24 && minute < 60 && second <= 60) || Number.isNaN(offset + midnight)) return undefined;
  return (midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + Math.floor(millis)) as Instant;
}

// The day that was last asked for: nearly all that follow one another are of one day.
let lastDay = -1;
let lastMidnight = 0;

/** When a day begins, in milliseconds since 1970; NaN where there is none such. */
function midnightOf(year: number, month: number, day: number): number {
  const key = (year * 100 + month) * 100 + day;
  if (key === lastDay) return lastMidnight;
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 1000)) return Number.NaN;
  lastDay = key;
  lastMidnight = Date.UTC(year, month - 1, day);
  return lastMidnight;
}

/** A moment in whichever form a sensor gives it: seconds since 1970 as a number, or text. */
export function momentOf(value: unknown): Instant | undefined {
  if (typeof value === 'number') return momentOfSeconds(value);
  if (typeof value !== 'string') return undefined;
  // A date has a mark behind its year, a number has none.
  const mark = value.charCodeAt(4);
  const seconds = value === '' || mark === 0x2d || mark === 0x2f ? Number.NaN : Number(value);
  return Number.isNaN(seconds) ? momentOfText(value) : momentOfSeconds(seconds);
}
