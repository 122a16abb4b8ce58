import { worded } from '../../../evidence/import/wording.ts';
import { type BusinessImported, OUTCOMES, type Outcome } from '../model.ts';
import type { Checked } from './check.ts';
import type { Posture } from './model.ts';
import { namedBy } from './rows.ts';

const MOST_GROUPS = 5000;

/** How many of each outcome, by what the results were about. Beyond 5,000 of these the rest are counted under `…`. */
export function outcomesOf(results: readonly Checked[]): NonNullable<BusinessImported['outcomes']> {
  const counts = new Map<string, Record<Outcome, number>>();
  for (const { about, outcome } of results) {
    const wanted = worded(about, 200) || '(nothing named)';
    const key = counts.has(wanted) || counts.size < MOST_GROUPS ? wanted : '…';
    const row = counts.get(key) ?? (Object.fromEntries(OUTCOMES.map((each) => [each, 0])) as Record<Outcome, number>);
    counts.set(key, row);
    row[outcome] += 1;
  }
  return Object.fromEntries(counts);
}

/** Checks that no row names, and how many results each has. */
export function unnamedOf({ rows, results }: Posture): NonNullable<BusinessImported['unnamed']> {
  const named = namedBy(rows);
  const counts = new Map<string, number>();
  for (const { baseline, control } of results) if (!named(baseline, control)) counts.set(control, (counts.get(control) ?? 0) + 1);
  return [...counts].map(([control, count]) => ({ control: worded(control, 200), results: count }));
}
