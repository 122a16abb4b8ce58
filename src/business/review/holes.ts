import { Duration, type Fault, type Instant } from '../../core/index.ts';
import type { Figures } from './model.ts';
import { MOST_LATENCIES } from './patch-kind.ts';
import { bad, refuseEmpty, refuseFaults, spanOf, type TableRow, tableRows } from './table-rows.ts';

const [HOUR, MINUTE, SECOND] = [3_600_000, 60_000, 1000];
const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/**
 * Patch latency from a table of holes: one row each, from when a fix was available until it was applied. A hole that is open counts with the time
 * that it has been open, and is late past its limit: nothing is on time by not being done. `given`: `limit`, and `limit-critical` and so on for a
 * column `severity`. Throws `Refused` (ASSAY-REVIEW-010).
 */
export function holeFigures(text: string, file: string, given: Figures, now: Instant): Figures {
  const faults: Fault[] = [];
  const rows = tableRows(text, file, ['available|available at', 'applied|applied at|closed|closed at']);
  refuseEmpty(rows, file, 'available');
  const spans = rows.map((row) => {
    const { from, until, open } = spanOf(row, ['available', 'applied'], { file, now, faults });
    return { open, took: until - from, most: limitOf(row, given, file, faults) };
  });
  refuseFaults(faults);
  const closed = spans.filter(({ open }) => !open).map(({ took }) => took);
  const waiting = spans.filter(({ open }) => open).map(({ took }) => took);
  const times = spans.map(({ took }) => took).sort((a, b) => a - b);
  const late = spans.filter(({ took, most }) => most !== undefined && took > most).length;
  return {
    ...given,
    holes: rows.length,
    open: rows.length - closed.length,
    ...(spans.some(({ most }) => most === undefined) ? {} : { late, within: Math.round((1 - late / rows.length) * 10_000) / 10_000 }),
    p50: textOf(quantile(times, 0.5)),
    p90: textOf(quantile(times, 0.9)),
    latencies: thinned(closed).map(textOf),
    ...(waiting.length === 0 ? {} : { 'open-for': thinned(waiting).map(textOf) }),
  };
}

function limitOf({ line, cell }: TableRow, given: Figures, file: string, faults: Fault[]): number | undefined {
  const word = cell('severity').toLowerCase();
  if (word !== '' && !(SEVERITIES as readonly string[]).includes(word)) faults.push(bad(file, line, 'severity', SEVERITIES.join(', ')));
  const limit = given[`limit-${word}`] ?? given['limit'];
  return typeof limit === 'string' && Duration.isText(limit) ? Duration.parse(limit) : undefined;
}

/** The least that so great a share of all did not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** As many as an entry has room for, evenly from the shortest to the longest, so that they are spread as all of them are. */
function thinned(times: readonly number[]): readonly number[] {
  if (times.length <= MOST_LATENCIES) return times;
  const sorted = times.toSorted((a, b) => a - b);
  return Array.from({ length: MOST_LATENCIES }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (MOST_LATENCIES - 1))] ?? 0);
}

/** Never shorter than it was, so that what is past its limit is past it as a text, too. */
function textOf(millis: number): string {
  const whole = Math.min(Math.ceil(millis / SECOND) * SECOND, 999_999 * HOUR);
  const parts = [Math.floor(whole / HOUR), Math.floor((whole % HOUR) / MINUTE), (whole % MINUTE) / SECOND];
  return `PT${parts.map((part, i) => (part === 0 ? '' : `${part}${'HMS'[i]}`)).join('') || '0H'}`;
}
