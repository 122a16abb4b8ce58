import { type Hours, type IncidentPlan, WEEKDAYS } from './incident-plan.ts';

const DAY = 24 * 60;
export const WEEK = 7 * DAY;

/** Minutes of a week, from Monday midnight: `from` up to and without `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The hours as stretches of a week, in order and apart from one another. What runs over Sunday midnight goes on at its beginning. */
export function stretches(hours: 'always' | readonly Hours[]): readonly Stretch[] {
  if (hours === 'always') return [{ from: 0, to: WEEK }];
  const all = hours.flatMap(({ days, from, to }) =>
    days.flatMap((day) => {
      const start = WEEKDAYS.indexOf(day) * DAY;
      const begin = start + minutes(from);
      const end = start + minutes(to) + (minutes(to) <= minutes(from) ? DAY : 0);
      return end <= WEEK
        ? [{ from: begin, to: end }]
        : [
            { from: begin, to: WEEK },
            { from: 0, to: end - WEEK },
          ];
    }),
  );
  const merged: Stretch[] = [];
  for (const one of all.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && one.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, one.to) };
    else merged.push(one);
  }
  return merged;
}

/** When somebody should be there by the rota and nobody is. */
export function holes({ covers, shifts }: NonNullable<IncidentPlan['onCall']>): readonly Stretch[] {
  const there = stretches(shifts.flatMap(({ hours }) => (hours === 'always' ? [EVERY_DAY] : hours)));
  const found: Stretch[] = [];
  for (const wanted of stretches(covers)) {
    let at = wanted.from;
    for (const one of there) {
      if (one.to <= at || one.from >= wanted.to) continue;
      if (one.from > at) found.push({ from: at, to: one.from });
      at = one.to;
    }
    if (at < wanted.to) found.push({ from: at, to: wanted.to });
  }
  return found;
}

const EVERY_DAY: Hours = { days: [...WEEKDAYS], from: '00:00', to: '24:00' };

/** `sat 00:00 to mon 08:00` */
export function inWords({ from, to }: Stretch): string {
  const clock = (minute: number) => `${String(Math.floor((minute % DAY) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const day = (minute: number) => WEEKDAYS[Math.floor(minute / DAY) % 7] ?? 'mon';
  return `${day(from)} ${clock(from)} to ${day(to)} ${clock(to)}`;
}

function minutes(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}
