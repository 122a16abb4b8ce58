import { Instant } from '../../core/index.ts';
import type { Coverage } from './scope.ts';

// Whether what was once seen is still there. Silence takes nothing away: only a later look that covered the very scope, and did not find it, does.

export const THING_STATES = ['present', 'gone', 'not-seen'] as const;
export type ThingState = (typeof THING_STATES)[number];

/** One look of a source: when, and at what. `covered` is absent where the discovery can no longer be read, and then nobody knows what it showed. */
export interface Look {
  readonly at: number;
  readonly covered?: Coverage;
  /** Whose look it was, where several sources look at the same things. */
  readonly source?: string;
}

export interface Standing {
  readonly state: ThingState;
  readonly why: string;
  /** Of what is gone: the first look that did not find it. RFC 3339. */
  readonly goneSince?: string;
  /** Whose look that was. */
  readonly goneBy?: string;
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

/** A thing as looks are asked about it. */
export interface Place {
  readonly scope: string;
  /** What tells more closely where it is: an address. */
  readonly key?: string;
}

/** The looks of one source, to be asked about what they saw. In any order: only their moments count. */
export class Looks {
  readonly #looks: readonly Look[];
  readonly #family: readonly Look[];
  readonly #newest: number;
  readonly #reporting: Reporting;

  /** `family`: every look at the same things, of whichever source: one of another source shows as well that something is gone. */
  constructor(looks: readonly Look[], at: Instant, family: readonly Look[] = looks) {
    this.#looks = looks;
    this.#family = [...family].sort((a, b) => a.at - b.at);
    this.#newest = looks.reduce((newest, look) => Math.max(newest, look.at), Number.NEGATIVE_INFINITY);
    this.#reporting = reportingOf(
      looks.map((look) => look.at),
      at,
    );
  }

  get reporting(): Reporting {
    return this.#reporting;
  }

  /** What became of something that was last seen at `lastSeen`, in all of these places. */
  standing(lastSeen: number, places: readonly Place[]): Standing {
    const gone = this.#firstCovering(places, lastSeen);
    if (gone !== undefined) {
      const { at, source } = gone;
      const why = 'a later look at its scope did not find it';
      return { state: 'gone', why, goneSince: Instant.format(Instant.of(at)), ...(source === undefined ? {} : { goneBy: source }) };
    }
    if (this.#newest > lastSeen) return { state: 'not-seen', why: 'later looks did not cover its scope, or can no longer be read' };
    if (this.#reporting.state === 'late' || this.#reporting.state === 'silent') return { state: 'not-seen', why: `its source is ${this.#reporting.state}` };
    return { state: 'present', why: 'the newest look found it' };
  }

  /** Of all scopes that were ever covered, the moment at which the one that was left longest was covered last. */
  oldestCovering(): number | undefined {
    const last = new Map<string, number>();
    for (const { covered } of this.#looks) for (const scope of covered?.scopes ?? []) last.set(scope, Number.NEGATIVE_INFINITY);
    // A look at what contains a scope is a look at the scope.
    for (const scope of last.keys())
      for (const { at, covered } of this.#family) if (at > (last.get(scope) ?? at) && covered?.covers(scope) === true) last.set(scope, at);
    return last.size === 0 ? undefined : [...last.values()].reduce((least, at) => Math.min(least, at));
  }

  /** The first look after `after` that covered every place; looks of one moment are one. */
  #firstCovering(places: readonly Place[], after: number): Look | undefined {
    if (places.length === 0) return undefined;
    const missing = new Map<number, Set<Place>>();
    for (let i = firstAfter(this.#family, after); i < this.#family.length; i += 1) {
      const look = this.#family[i] as Look;
      if (look.covered === undefined) continue;
      const left = missing.get(look.at) ?? new Set(places);
      missing.set(look.at, left);
      for (const place of left) if (look.covered.covers(place.scope, place.key)) left.delete(place);
      if (left.size === 0) return look;
    }
    return undefined;
  }
}

/** Where in looks that are sorted by moment those after one begin. */
function firstAfter(looks: readonly Look[], after: number): number {
  let [low, high] = [0, looks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((looks[middle]?.at ?? 0) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
