export const PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type Part = (typeof PARTS)[number];

const TEXT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?$/;
/** Above this a number counts milliseconds since 1970, below it seconds. It is the year 5138 in the one and 1973 in the other. */
const MILLIS = 1e11;

/**
 * A part of a moment as the event writes it. The specification's time modifiers convert no time zones, so the hour is the one that is written; a number is UTC.
 * `week` is that of ISO 8601. Undefined where the value is no moment.
 */
export function partOf(value: unknown, part: Part): number | undefined {
  const at = momentOf(value);
  if (at === undefined) return undefined;
  const date = new Date(at);
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeek(at);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
  }
}

/** A moment as milliseconds since 1970; undefined where the value is none. */
export function momentOf(value: unknown): number | undefined {
  if (typeof value === 'number') {
    const millis = Math.abs(value) < MILLIS ? value * 1000 : value;
    return Number.isFinite(millis) && Math.abs(millis) <= 8.64e15 ? millis : undefined;
  }
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const found = TEXT.exec(value);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((digits) => Number(digits ?? 0)) as [number, number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const DAY = 86_400_000;

/** The week is that of its Thursday: ISO 8601. */
function isoWeek(at: number): number {
  const day = Math.floor(at / DAY);
  // 1970-01-01 was a Thursday: Monday is 0.
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
  const first = Math.floor(Date.UTC(new Date(thursday * DAY).getUTCFullYear(), 0, 1) / DAY);
  return Math.floor((thursday - first) / 7) + 1;
}
