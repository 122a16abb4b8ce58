import { hindsightOf, type Past, type PastView, pastOf, pastView } from '../../assurance/improvement/past.ts';
import { type Timelines, timelinesOf } from '../../assurance/improvement/timeline.ts';
import { Instant, Refused } from '../../core/index.ts';
import type { Entry, Head, Seq, TreeSize } from '../../ledger/model.ts';
import { register, viewsOf } from '../../ledger/projections.ts';
import { readKept } from '../../map/edge/kept.ts';
import type { ServiceMap } from '../../map/model.ts';
import { serverFaults } from '../faults.ts';
import type { Desk, Seen } from '../judge/desk.ts';
import type { Known } from './model.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

interface Kept {
  readonly past: Partial<Record<Known, Past>>;
  year?: Timelines;
  readonly answers: Map<string, unknown>;
}
const keptOf = new WeakMap<Seen, Kept>();

function kept(seen: Seen): Kept {
  const found = keptOf.get(seen);
  if (found !== undefined) return found;
  const made: Kept = { past: {}, answers: new Map() };
  keptOf.set(seen, made);
  return made;
}

/**
 * What was known when. `seen`: each statement counts from when it was observed, on the map as it is, so that the newest moment is the position itself;
 * `recorded`: each entry counts from when it came onto the ledger, on the map that stood then. Throws `Refused` (ASSAY-SERVER-013).
 */
export function pastAs(desk: Desk, seen: Seen, known: Known): Past {
  const { past } = kept(seen);
  const found = past[known];
  if (found !== undefined) return found;
  const made = known === 'seen' ? hindsightOf(seen.evidence, seen.exclusions, seen.map) : recordedPast(desk, seen);
  past[known] = made;
  return made;
}

function recordedPast(desk: Desk, seen: Seen): Past {
  const view = pastViewOf(desk, seen);
  const maps = view.maps.map(({ digest, from }) => ({ from: Instant.parse(from), map: digest === seen.mapDigest ? seen.map : mapKept(desk.dataDir, digest) }));
  return pastOf(view, seen.evidence, maps.length === 0 ? [{ from: Instant.of(0), map: seen.map }] : maps);
}

const PAGE = 1000;

/** The first entries of the record, in their order. */
export function* entriesOf({ ledger }: Desk, size: number, from = 0): Generator<Entry> {
  for (let next = from; next < size; ) {
    const page = ledger.read(next as Seq, Math.min(PAGE, size - next));
    if (page.length === 0) return;
    yield* page;
    next += page.length;
  }
}

/** How many of the first entries had been recorded by a moment. Moments never go back along the record. */
export function sizeAt({ ledger }: Desk, moment: Instant, most: number): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const recordedAt = ledger.read(middle as Seq, 1)[0]?.recordedAt;
    if (recordedAt !== undefined && recordedAt <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

function pastViewOf(desk: Desk, seen: Seen): PastView {
  const folding = register(pastView).folding();
  // The judge verified the whole record before it gave out a desk.
  for (const entry of entriesOf(desk, seen.head.size)) folding.take(entry);
  return viewsOf({ size: seen.head.size as TreeSize, root: seen.head.root as Head['root'] }, [
    { name: pastView.name, version: pastView.version, folding },
  ]).view(pastView);
}

/** A map that the ledger names. Throws `Refused` (ASSAY-SERVER-013). */
export function mapKept(dataDir: string, digest: string): ServiceMap {
  const read = readKept(dataDir, digest);
  if ('map' in read) return read.map;
  throw new Refused(
    serverFaults.fault('013', {
      message: 'a map that the ledger names is not in the data folder as it names it',
      file: read.file,
      expected: read.expected,
      found: read.found,
      remedy: 'Put the folder maps back from your back-up.',
    }),
  );
}

/** Every control at every element over the year before the moment, counted from when things were seen. */
export function yearOf(desk: Desk, seen: Seen): Timelines {
  const own = kept(seen);
  own.year ??= timelinesOf(pastAs(desk, seen, 'seen'), Instant.of(seen.at - YEAR_MS), seen.at);
  return own.year;
}

/** What was answered for this moment and head before is answered again: every page that opens asks the same. `key` names the question and its input. */
export function remembered<Answer>(seen: Seen, key: string, make: () => Answer): Answer {
  const { answers } = kept(seen);
  if (!answers.has(key)) answers.set(key, make());
  // Under one key one question alone keeps its answers.
  return answers.get(key) as Answer;
}

/** A point a day, oldest first; the last is the moment itself. */
export function lastDays(at: Instant, days: number): readonly Instant[] {
  return Array.from({ length: days + 1 }, (_, i) => Instant.of(at - (days - i) * DAY_MS));
}
