import { Instant, isInstantText } from '../../core/index.ts';

// The law counts in days and years. A day is its text, `YYYY-MM-DD`, which sorts as it should.

/** The day that a fact of the map names, or `undefined` where it names none that exists. */
export function dayOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isInstantText(`${value}T00:00:00Z`) ? value : undefined;
}

/** The UTC day in which a moment lies. */
export function dayAt(at: Instant): string {
  return Instant.format(at).slice(0, 10);
}

/** The same day of a later year. 29 February becomes 28 February: Regulation 1182/71, Article 3(2)(c), ends a period on the last day of that month. */
export function yearsAfter(day: string, years: number): string {
  const [year = 0, month, date] = day.split('-').map(Number);
  const later = `${String(year + years).padStart(4, '0')}-${day.slice(5)}`;
  return month === 2 && date === 29 && dayOf(later) === undefined ? `${later.slice(0, 8)}28` : later;
}

/** Whole days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Instant.parse(`${to}T00:00:00Z`) - Instant.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
