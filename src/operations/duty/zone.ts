import type { Instant } from '../../core/index.ts';

/** A date and a time of day as clocks on a wall show it: year, month from 1, day, and milliseconds of the day. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly ofDay: number;
}

/** The time of a place. `offset`: milliseconds by which its clocks are ahead of UTC at a moment. Who knows the zones of the world is at the edge. */
export interface Zone {
  readonly name: string;
  offset(at: Instant): number;
}

const DAY = 86_400_000;

/** What clocks show at a moment in a zone. */
export function wallTime(at: Instant, zone: Zone): WallTime {
  const shown = new Date(at + zone.offset(at));
  return { year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, day: shown.getUTCDate(), ofDay: (((at + zone.offset(at)) % DAY) + DAY) % DAY };
}

function utcOf({ year, month, day, ofDay }: WallTime): number {
  return Date.UTC(year, month - 1, day) + ofDay;
}

/**
 * The moment at which clocks in a zone show a time. Where they show it twice (the hour that is set back), the first: what is due is due early. Where they never show it (the hour that is skipped), the moment of the skip.
 */
export function momentOf(wall: WallTime, zone: Zone): Instant {
  const target = utcOf(wall);
  // No zone is more than a day from UTC, and none changes twice within two.
  let low = target - DAY;
  let high = target + DAY;
  const shown = (at: number) => at + zone.offset(at as Instant);
  const offsets = [low, high].map((at) => zone.offset(at as Instant));
  const hits = offsets.map((offset) => target - offset).filter((at) => shown(at) === target);
  if (hits.length > 0) return Math.min(...hits) as Instant;
  // Skipped: the first moment at which clocks show more than it.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shown(middle) > target) high = middle;
    else low = middle;
  }
  return high as Instant;
}

/** The days of a month; `month` from 1. */
export function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A date some days later, at the same time of day. */
export function plusDays(wall: WallTime, days: number): WallTime {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), ofDay: wall.ofDay };
}

/** The same day of a later month; the last day of it where it has no such day (Regulation 1182/71 Art. 3(2)(c)). */
export function plusMonths(wall: WallTime, months: number): WallTime {
  const count = wall.year * 12 + (wall.month - 1) + months;
  const year = Math.floor(count / 12);
  const month = (count % 12) + 1;
  return { year, month, day: Math.min(wall.day, daysOf(year, month)), ofDay: wall.ofDay };
}

/** 0 for Sunday. */
export function dayOfWeek({ year, month, day }: WallTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}
