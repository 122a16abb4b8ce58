import { Instant } from '../core/index.ts';
import { freshness } from './freshness.ts';
import type { Method, RecordedEvidence } from './model.ts';

/** What a source's reports so far say of it. Nothing here is a verdict: a silent source lowers verdicts by its statements' growing old. */
export interface SourceHealth {
  readonly source: string;
  readonly statements: number;
  /** Statements that may still be relied on. */
  readonly fresh: number;
  readonly claims: readonly string[];
  readonly subjects: number;
  readonly methods: readonly Method[];
  /** RFC 3339. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Moments at which it reported: statements of one moment are one report. */
  readonly reports: number;
  /** Milliseconds between two reports, usually: the median. Absent below three reports, where nothing is usual. */
  readonly usualInterval?: number;
  /**
   * `late`: silent for more than twice its usual interval. `silent`: nothing of it may be relied on any more. `unknown`: too few reports to tell
   * what is usual, and something of it still holds.
   */
  readonly state: 'on-time' | 'late' | 'silent' | 'unknown';
}

const FEWEST_REPORTS = 3;
const LATE_FACTOR = 2;

/** Every source that spoke by a moment, those that need looking at first. */
export function sourcesAt(evidence: readonly RecordedEvidence[], at: Instant): readonly SourceHealth[] {
  const bySource = Map.groupBy(
    evidence.filter((one) => freshness(one, at) !== 'future'),
    ({ source }) => source,
  );
  return [...bySource].map(([source, all]) => healthOf(source, all, at)).sort((a, b) => RANK[a.state] - RANK[b.state] || (a.source < b.source ? -1 : 1));
}

const RANK: Readonly<Record<SourceHealth['state'], number>> = { silent: 0, late: 1, unknown: 2, 'on-time': 3 };

function healthOf(source: string, all: readonly RecordedEvidence[], at: Instant): SourceHealth {
  const moments = [...new Set(all.map(({ observedAt }) => Instant.parse(observedAt) as number))].sort((a, b) => a - b);
  const fresh = all.filter((one) => freshness(one, at) === 'fresh').length;
  const gaps = moments.slice(1).map((moment, i) => moment - (moments[i] ?? moment));
  const usual = moments.length < FEWEST_REPORTS ? undefined : median(gaps);
  const last = moments.at(-1) ?? 0;
  const late = usual !== undefined && at - last > LATE_FACTOR * usual;
  return {
    source,
    statements: all.length,
    fresh,
    claims: [...new Set(all.map(({ claim }) => claim))].sort(),
    subjects: new Set(all.map(({ subject }) => subject)).size,
    methods: [...new Set(all.map(({ method }) => method))],
    firstSeen: Instant.format(Instant.of(moments[0] ?? 0)),
    lastSeen: Instant.format(Instant.of(last)),
    reports: moments.length,
    ...(usual === undefined ? {} : { usualInterval: usual }),
    state: fresh === 0 ? 'silent' : usual === undefined ? 'unknown' : late ? 'late' : 'on-time',
  };
}

function median(sorted: readonly number[]): number {
  const values = [...sorted].sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? (values[middle] ?? 0) : ((values[middle - 1] ?? 0) + (values[middle] ?? 0)) / 2;
}
