import { Instant } from '../../core/index.ts';

// Whether what was once seen is still there. Silence takes nothing away: only a later look that covered the very scope, and did not find it, does.

export const THING_STATES = ['present', 'gone', 'not-seen'] as const;
export type ThingState = (typeof THING_STATES)[number];

/** One look of a source: when, and at what. `covered` is absent where the discovery can no longer be read, and then nobody knows what it showed. */
export interface Look {
  readonly at: number;
  readonly covered?: ReadonlySet<string>;
}

export interface Standing {
  readonly state: ThingState;
  readonly why: string;
  /** Of what is gone: the first look that did not find it. RFC 3339. */
  readonly goneSince?: string;
}

/** How a source reports. `unknown`: too few looks to tell what is usual, and the last is younger than 30 days. */
export type SourceState = 'on-time' | 'late' | 'silent' | 'unknown';

export interface Reporting {
  readonly state: SourceState;
  /** Milliseconds, the median between two looks; absent below three. */
  readonly usualInterval?: number;
}

const DAY = 24 * 60 * 60 * 1000;
const FEWEST_LOOKS = 3;
const LATE_FACTOR = 2;
/** As long as a statement on the inventory may be relied on. */
const SILENT_AFTER = 30 * DAY;

/** How punctual a source is at a moment. `moments`: of its looks, in any order; those of one moment are one look. */
export function reportingOf(moments: readonly number[], at: Instant): Reporting {
  const sorted = [...new Set(moments)].sort((a, b) => a - b);
  const since = at - (sorted.at(-1) ?? 0);
  const gaps = sorted.slice(1).map((moment, i) => moment - (sorted[i] ?? moment));
  if (sorted.length < FEWEST_LOOKS) return { state: since > SILENT_AFTER ? 'silent' : 'unknown' };
  const usualInterval = median(gaps);
  // Runs that were repeated within a day say nothing of how often a source usually reports.
  const late = since > Math.max(DAY, LATE_FACTOR * usualInterval);
  return { usualInterval, state: late ? (since > SILENT_AFTER ? 'silent' : 'late') : 'on-time' };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The looks of one source, to be asked about what they saw. In any order: only their moments count. */
export class Looks {
  readonly #looks: readonly Look[];
  readonly #newest: number;
  readonly #reporting: Reporting;
  readonly #coverings = new Map<string, readonly number[]>();

  constructor(looks: readonly Look[], at: Instant) {
    this.#looks = looks;
    this.#newest = looks.reduce((newest, look) => Math.max(newest, look.at), Number.NEGATIVE_INFINITY);
    this.#reporting = reportingOf(
      looks.map((look) => look.at),
      at,
    );
  }

  get reporting(): Reporting {
    return this.#reporting;
  }

  /** What became of something that was last seen at `lastSeen` in all of these scopes. */
  standing(lastSeen: number, scopes: readonly string[]): Standing {
    const gone = this.#firstCovering(scopes, lastSeen);
    if (gone !== undefined) return { state: 'gone', why: 'a later look at its scope did not find it', goneSince: Instant.format(Instant.of(gone)) };
    if (this.#newest > lastSeen) return { state: 'not-seen', why: 'later looks did not cover its scope, or can no longer be read' };
    if (this.#reporting.state === 'late' || this.#reporting.state === 'silent') return { state: 'not-seen', why: `its source is ${this.#reporting.state}` };
    return { state: 'present', why: 'the newest look found it' };
  }

  /** Of all scopes that were ever covered, the moment at which the one that was left longest was covered last. */
  oldestCovering(): number | undefined {
    const last = new Map<string, number>();
    for (const { at, covered = [] } of this.#looks) for (const scope of covered) last.set(scope, Math.max(at, last.get(scope) ?? at));
    return last.size === 0 ? undefined : [...last.values()].reduce((least, at) => Math.min(least, at));
  }

  /** The first look after `after` that covered every scope. */
  #firstCovering(scopes: readonly string[], after: number): number | undefined {
    const [first, ...more] = scopes;
    if (first === undefined) return undefined;
    return this.#coveringOf(first).find((moment) => moment > after && more.every((scope) => this.#coveringOf(scope).includes(moment)));
  }

  #coveringOf(scope: string): readonly number[] {
    const known = this.#coverings.get(scope);
    if (known !== undefined) return known;
    const moments = [...new Set(this.#looks.filter(({ covered }) => covered?.has(scope) === true).map((look) => look.at))].sort((a, b) => a - b);
    this.#coverings.set(scope, moments);
    return moments;
  }
}
