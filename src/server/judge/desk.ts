import type { AssuranceEvent } from '../../assurance/events.ts';
import { type Folded, foldedOf, foldLedgerAt, VIEWS } from '../../assurance/folded.ts';
import { LivePosition } from '../../assurance/live/index.ts';
import { Instant, type Json, Refused } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import type { Ledger } from '../../ledger/edge/open.ts';
import type { Entry, Seq, TreeSize } from '../../ledger/model.ts';
import { viewsOf } from '../../ledger/projections.ts';
import { readKept } from '../../map/edge/kept.ts';
import type { ServiceMap } from '../../map/model.ts';
import { serverFaults } from '../faults.ts';
import { type Era, eraOf, keptIn, type Seen } from './era.ts';
import { noMap } from './no-map.ts';
import { spanAt, turnsOf } from './turns.ts';

export type { Seen } from './era.ts';

/** What a question may use: the service's ledger, read and folded, judged at any moment and head. */
export interface Desk {
  readonly dataDir: string;
  readonly ledger: Pick<Ledger, 'read' | 'readVerified' | 'head' | 'origin' | 'verifierKey' | 'proveInclusion' | 'proveConsistency' | 'rootAt'>;
  /** What the ledger says now. Its lists grow: whoever keeps an answer copies them. */
  readonly folded: Folded;
  /** `undefined` while the service has no map. */
  readonly map: ServiceMap | undefined;
  /** Digest of the map that was in use at a moment; before there was any, of the first. `undefined` while there is none. */
  mapDigestAt(at: Instant): string | undefined;
  /** The present moment, cut to the second, so that what is shown can be asked for again. */
  now(): Instant;
  /** The service at a moment (now when absent), on the entries up to `size` (all when absent). Throws `Refused` (ASSAY-SERVER-018 without a map, ASSAY-LEDGER-009). */
  at(moment?: Instant, size?: number): Seen;
  /** The position that follows new evidence and the passing of time, at the newest moment that was asked for; made when first asked for. */
  live(): LivePosition;
}

/** Eras that are kept, and how many parts their maps have in all: of a service with thousands the graph alone takes hundreds of megabytes. */
const ERAS = { least: 3, most: 12, parts: 6000 };
/** Heads between which something came that is judged by. */
const BASES_KEPT = 6;
/** Read, checked and frozen in memory; of one service few are ever looked at side by side. */
const MAPS_KEPT = 6;
/** Entries besides evidence that move a position. */
const MOVING = new Set(['map.used', 'standard.imported', 'exclusion.granted', 'exclusion.withdrawn']);

/** What is judged by, among the first so many entries, and when it turns. */
interface Basis {
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Folded['exclusions'];
  readonly imports: Folded['imports'];
  readonly turns: Float64Array;
}

/** Lives in the worker. `ledger` is open for reading. */
export function openDesk(dataDir: string, ledger: Ledger, clock: () => number): Desk & { follow(): void } {
  const foldings = VIEWS.map(({ name, version, folding }) => ({ name, version, folding: folding() }));
  let live: LivePosition | undefined;
  const eras = new Map<string, Era>();
  const bases = new Map<number, Basis>();
  /** Places of the entries that are judged by, ascending. */
  const bearing: number[] = [];
  const used: { readonly digest: string; readonly seq: number; readonly recordedAt: Instant }[] = [];
  const maps = new Map<string, ServiceMap>();
  let head = ledger.readVerified((entry) => take(entry));

  function take(entry: Entry): void {
    for (const { folding } of foldings) folding.take(entry);
    if (entry.type === 'evidence.recorded' || MOVING.has(entry.type)) bearing.push(entry.seq);
    const { digest } = (entry.type === 'map.used' ? (entry.body ?? {}) : {}) as { readonly digest?: Json };
    if (typeof digest === 'string') used.push({ digest, seq: entry.seq, recordedAt: entry.recordedAt });
  }

  /** The map that was in use at a moment, among the first `size` entries: the newest that had been recorded by then. Before there was any, the first. */
  function mapDigestAt(at: Instant, size: number): string | undefined {
    return (used.findLast((one) => one.recordedAt <= at && one.seq < size) ?? used.find((one) => one.seq < size))?.digest;
  }

  /** What was appended since: by this very process, after the whole was verified. */
  function follow(): void {
    const { size, root } = ledger.head();
    const known = folded().evidence.length;
    const events: Entry[] = [];
    for (let next = head.size as number; next < size; ) {
      const entries = ledger.read(next as Seq, Math.min(1000, size - next));
      if (entries.length === 0) throw broken(next, size);
      for (const entry of entries) {
        take(entry);
        if (MOVING.has(entry.type)) events.push(entry);
      }
      next += entries.length;
    }
    head = { size: size as TreeSize, root };
    if (live !== undefined) followLive(live, folded().evidence.slice(known), events);
  }

  /** A map or a standard that is new makes another position; everything else moves the one that is there. */
  function followLive(position: LivePosition, evidence: readonly RecordedEvidence[], events: readonly Entry[]): void {
    if (events.some(({ type }) => type === 'map.used' || type === 'standard.imported')) {
      live = undefined;
      return;
    }
    for (const one of evidence) position.take(one);
    for (const { type, body } of events) {
      // As its projection folds it: what is no exclusion was never entered by a decider, and is skipped there too.
      if (type.startsWith('exclusion.')) position.exclude({ type, ...(body as object) } as AssuranceEvent);
    }
  }

  const folded = () => foldedOf(viewsOf(head, foldings));

  function mapOf(digest: string | undefined): ServiceMap | undefined {
    if (digest === undefined) return undefined;
    const known = maps.get(digest);
    if (known !== undefined) return known;
    const read = readKept(dataDir, digest);
    if ('map' in read) {
      if (maps.size >= MAPS_KEPT) maps.clear();
      maps.set(digest, read.map);
      return read.map;
    }
    throw new Refused(
      serverFaults.fault('013', {
        message: 'the map that the ledger names is not in the data folder as it names it',
        file: read.file,
        expected: read.expected,
        found: read.found,
        remedy: 'Put the folder maps back from your back-up.',
      }),
    );
  }

  /** How many of the first entries are judged by. */
  function bearingIn(size: number): number {
    let low = 0;
    let high = bearing.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((bearing[middle] as number) < size) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function basisOf(count: number, size: number): Basis {
    return keptIn(bases, count, BASES_KEPT, () => {
      const [then] = count === bearing.length ? [folded()] : foldLedgerAt(ledger, [{ size }]);
      if (then === undefined) throw new TypeError('one cut gives one answer');
      const { exclusions } = then;
      const [evidence, imports] = [then.evidence.slice(), then.imports.slice()];
      const mapsUsed = used.filter(({ seq }) => seq < size).map(({ recordedAt }) => recordedAt);
      return { evidence, exclusions, imports, turns: turnsOf({ evidence, exclusions, imports }, mapsUsed) };
    });
  }

  /** What was judged for one moment and head is what any moment of its era comes to, at any head on the same basis. */
  function see(at: Instant, size: number): Seen {
    if (size > head.size) follow();
    const here = { size, root: size === head.size ? head.root : ledger.rootAt(size as TreeSize), origin: ledger.origin };
    const count = bearingIn(size);
    const { turns, ...basis } = basisOf(count, size);
    const key = `${spanAt(turns, at).from} ${count}`;
    const known = eras.get(key);
    if (known !== undefined) {
      eras.delete(key);
      eras.set(key, known);
      return known.seenAt(at, here);
    }
    const map = mapOf(mapDigestAt(at, size));
    if (map === undefined) throw noMap();
    const made = eraOf({ dataDir, at, map, ...basis });
    eras.set(key, made);
    let parts = [...eras.values()].reduce((sum, era) => sum + era.map.parts.length, 0);
    for (const [old, era] of eras) {
      if (eras.size <= ERAS.least || (eras.size <= ERAS.most && parts <= ERAS.parts)) break;
      eras.delete(old);
      parts -= era.map.parts.length;
    }
    return made.seenAt(at, here);
  }

  return {
    dataDir,
    ledger,
    get folded() {
      return folded();
    },
    get map() {
      return mapOf(folded().maps.at(-1));
    },
    mapDigestAt: (at) => mapDigestAt(at, head.size),
    now: () => Instant.of(Math.floor(clock() / 1000) * 1000),
    at: (moment, size) => see(moment ?? Instant.of(Math.floor(clock() / 1000) * 1000), size ?? head.size),
    live() {
      const at = Instant.of(Math.floor(clock() / 1000) * 1000);
      if (live === undefined) {
        const now = see(at, head.size);
        live = new LivePosition({ map: now.map, evidence: now.evidence, exclusions: now.exclusions, at, standards: now.standards });
      } else if (at > live.at) live.advance(at);
      return live;
    },
    follow,
  };
}

function broken(from: number, to: number): Refused {
  return new Refused(
    serverFaults.fault('013', {
      message: 'entries that the ledger has acknowledged are not in it',
      expected: `entries ${from} to ${to - 1}`,
      found: 'none',
      remedy: 'Run assay ledger verify on the folder of this service.',
    }),
  );
}
