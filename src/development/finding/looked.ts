import { Instant, isInstantText } from '../../core/index.ts';
import type { Run } from '../../evidence/import/sarif/log.ts';
import type { Report } from './model.ts';

/** When a run came to its end: the last end of its invocations, else their last start; undefined where it says none that can be read. */
export function endedAt(run: Run): string | undefined {
  return (run.invocations ?? [])
    .flatMap((each) => each.endTimeUtc ?? each.startTimeUtc ?? [])
    .filter(isInstantText)
    .toSorted((a, b) => Instant.parse(a) - Instant.parse(b))
    .at(-1);
}

/**
 * When tools looked, for how fresh the look is: the oldest of the runs, however late their reports are brought. A run that does not say stands at `observedAt`, else at the moment at
 * which it is brought; none is later than that.
 */
export function lookedAt(reports: readonly Report[], now: Instant, observedAt?: Instant): Instant {
  const ends = reports.flatMap(({ runs }) => runs.map(({ ended }) => (ended === undefined ? (observedAt ?? now) : Instant.parse(ended))));
  return Instant.of(Math.min(now, ...(ends.length === 0 ? [observedAt ?? now] : [ends.reduce((a, b) => (a < b ? a : b))])));
}
