import type { Instant } from '../../core/index.ts';
import type { Term } from './model.ts';
import { dayOfWeek, momentOf, plusDays, plusMonths, type WallTime, wallTime, type Zone } from './zone.ts';

/** Whose calendar a term is counted in. `holidays`: dates as `2026-12-25`, by the authority's list for the year. */
export interface Calendar {
  readonly zone: Zone;
  readonly holidays?: ReadonlySet<string>;
}

const HOUR = 3_600_000;

/** The moment to work to: hours that pass, or the same time of day on the calendar's date. `undefined` where the law gives no number. */
export function dueAt(start: Instant, term: Term, { zone }: Calendar): Instant | undefined {
  if (term === 'without-undue-delay') return undefined;
  if ('hours' in term) return (start + term.hours * HOUR) as Instant;
  return momentOf(dateOf(start, term, zone), zone);
}

/**
 * The last moment by Regulation (EEC, Euratom) 1182/71 Art. 3: the hour and the day in which it begins are not counted; days and months end with the last hour of the last day, which, if it is a Saturday, a Sunday or a
 * public holiday, is the next working day (Art. 3(4), not for hours). Shown beside what is due, never instead of it.
 */
export function latestAt(start: Instant, term: Term, { zone, holidays }: Calendar): Instant | undefined {
  if (term === 'without-undue-delay') return undefined;
  if ('hours' in term) return ((Math.floor(start / HOUR) + 1 + term.hours) * HOUR) as Instant;
  let last = dateOf(start, term, zone);
  while ([0, 6].includes(dayOfWeek(last)) || holidays?.has(written(last)) === true) last = plusDays(last, 1);
  return momentOf({ ...plusDays(last, 1), ofDay: 0 }, zone);
}

function dateOf(start: Instant, term: Exclude<Term, 'without-undue-delay' | { hours: number }>, zone: Zone): WallTime {
  const wall = wallTime(start, zone);
  return 'days' in term ? plusDays(wall, term.days) : plusMonths(wall, term.months);
}

function written({ year, month, day }: WallTime): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
