const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const MOMENT = /^(\d{4})-(\d{2})-(\d{2})([Tt])(\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const LONGEST = 64;

/** A moment as an author wrote it, with the offset that they chose. */
export interface Written {
  /** Milliseconds since 1970-01-01T00:00:00Z, with the fraction as far as a double holds it. */
  readonly at: number;
  /** It tells of a second that was put in: CSAF 2.1 forbids it, RFC 3339 does not. */
  readonly leap: boolean;
  /** T or Z in lower case. */
  readonly small: boolean;
}

/** Reads RFC 3339 with any offset; undefined for what names no day or no time. */
export function readMoment(text: unknown): Written | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  const parts = MOMENT.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 5, 6, 7].map((i) => Number(parts[i])) as [number, number, number, number, number, number];
  const leapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leapYear ? 29 : (DAYS[month - 1] ?? 0);
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 60) return undefined;
  const zone = parts[9] as string;
  let offset = 0;
  if (zone.length === 6) {
    const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(4))];
    if (hours > 23 || minutes > 59) return undefined;
    offset = (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
  }
  // Only at the end of a day in UTC is a second put in.
  const minuteOfDay = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440;
  if (second === 60 && minuteOfDay !== 1439) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const at = date.getTime() + (hour * 60 + minute - offset) * 60_000 + second * 1000 + Number(`0${parts[8] ?? ''}`) * 1000;
  return { at, leap: second === 60, small: parts[4] === 't' || zone === 'z' };
}

/** The milliseconds of a moment, by which moments are ordered. */
export function orderOf(text: unknown): number | undefined {
  return readMoment(text)?.at;
}
