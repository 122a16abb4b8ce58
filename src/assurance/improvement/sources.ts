import { Instant } from '../../core/index.ts';
import { expiresAt } from '../../evidence/freshness.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { spreadOf } from './quantile.ts';

export interface SourceState {
  readonly source: string;
  /** Different moments at which it saw something. */
  readonly observations: number;
  readonly first: string;
  readonly last: string;
  /** Milliseconds between one observation and the next, the middle one; absent where there were too few to know. */
  readonly usually?: number;
  /** From when it counts as silent: its usual interval, so many times, after it was last heard. */
  readonly silentFrom?: string;
  readonly silent: boolean;
  /** Nothing it said may be relied on any more. */
  readonly expired: boolean;
  /** Subjects and claims of which it spoke last: what nobody watches while it is silent. */
  readonly watches: readonly { readonly subject: string; readonly claim: string; readonly expiresAt: string }[];
}

/** Two gaps at the least: from one alone nobody can say what is usual. */
const FEWEST = 3;
export const SILENT_AFTER = 2;

/** Each source that spoke by the moment: whether it went silent by its own habit, and whether all that it said has expired. By name. */
export function sourcesAt(evidence: readonly RecordedEvidence[], at: Instant, factor = SILENT_AFTER): readonly SourceState[] {
  const known = evidence.filter((one) => Instant.parse(one.observedAt) <= at);
  const newest = new Map<string, RecordedEvidence>();
  for (const one of known) {
    const key = `${one.subject} ${one.claim}`;
    const other = newest.get(key);
    if (other === undefined || Instant.parse(one.observedAt) >= Instant.parse(other.observedAt)) newest.set(key, one);
  }
  const bySource = new Map<string, RecordedEvidence[]>();
  for (const one of known) {
    const list = bySource.get(one.source);
    if (list === undefined) bySource.set(one.source, [one]);
    else list.push(one);
  }
  const last = [...newest.values()];
  return [...bySource]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, said]): SourceState => {
      const moments = [...new Set(said.map((one) => Instant.parse(one.observedAt)))].sort((a, b) => a - b);
      const gaps = spreadOf(moments.slice(1).map((moment, i) => moment - (moments[i] as Instant)));
      const usually = moments.length >= FEWEST && gaps !== null ? gaps.median : undefined;
      const newestSeen = moments.at(-1) ?? at;
      const silentFrom = usually === undefined ? undefined : Instant.of(newestSeen + factor * usually);
      return {
        source,
        observations: moments.length,
        first: Instant.format(moments[0] ?? at),
        last: Instant.format(newestSeen),
        ...(usually === undefined ? {} : { usually }),
        ...(silentFrom === undefined ? {} : { silentFrom: Instant.format(silentFrom) }),
        silent: silentFrom !== undefined && at >= silentFrom,
        expired: said.every((one) => expiresAt(one) <= at),
        watches: last
          .filter((one) => one.source === source)
          .map((one) => ({ subject: one.subject, claim: one.claim, expiresAt: Instant.format(expiresAt(one)) })),
      };
    });
}
