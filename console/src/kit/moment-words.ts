const STEPS: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [7, 'day'],
  [4.345, 'week'],
  [12, 'month'],
  [Number.POSITIVE_INFINITY, 'year'],
];
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
const local = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** "3 weeks ago", "in 2 days": how far from `from` (milliseconds of the epoch; now when absent). */
export function relativeTo(moment: string, from: number = Date.now()): string {
  let span = (Date.parse(moment) - from) / 1000;
  for (const [size, unit] of STEPS) {
    if (Math.abs(span) < size) return relative.format(Math.round(span), unit);
    span /= size;
  }
  return '';
}

/** "2026-11-01 00:00 UTC"; with `seconds`, to the second. */
export function inUtc(moment: string, seconds = false): string {
  if (Number.isNaN(Date.parse(moment))) return moment;
  const iso = new Date(moment).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, seconds ? 19 : 16)} UTC`;
}

/** The same moment on the reader's clock, with its zone. */
export const inLocal = (moment: string): string => local.format(new Date(moment));
