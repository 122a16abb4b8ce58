import { standardsAt } from '../../assurance/edge/shelf.ts';
import type { AssuranceEvent } from '../../assurance/events.ts';
import { type Folded, foldedOf, foldLedgerAt, VIEWS } from '../../assurance/folded.ts';
import { pickStandards } from '../../assurance/imported/index.ts';
import { LivePosition } from '../../assurance/live/index.ts';
import type { Standard } from '../../assurance/model.ts';
import { type Position, positionOf } from '../../assurance/position.ts';
import { buildReport } from '../../assurance/report/build.ts';
import type { Report } from '../../assurance/report/model.ts';
import { type Asked, toProblem } from '../../attack/build/problem.ts';
import { type Compiled, compile } from '../../attack/engine/compile.ts';
import { WhatIf } from '../../attack/engine/whatif.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { Instant, type Json, Refused } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import type { Ledger } from '../../ledger/edge/open.ts';
import type { Entry, Seq, TreeSize } from '../../ledger/model.ts';
import { viewsOf } from '../../ledger/projections.ts';
import { keptText, readKept } from '../../map/edge/kept.ts';
import type { ServiceMap } from '../../map/model.ts';
import { serverFaults } from '../faults.ts';
import { noMap } from './no-map.ts';

/** A service as it stood at one moment, judged on the entries up to one head. Everything is computed once, when first asked for. */
export interface Seen {
  readonly at: Instant;
  readonly head: Report['head'];
  readonly map: ServiceMap;
  readonly mapDigest: string;
  readonly evidence: readonly RecordedEvidence[];
  readonly exclusions: Folded['exclusions'];
  /** Shipped and imported by then. */
  readonly standards: readonly Standard[];
  readonly position: Position;
  readonly graph: AttackGraph;
  /** The bare problem of the graph, compiled. Kept for the question that was asked last and for the graph's own goals. */
  compiled(asked?: Asked): Compiled;
  /** Kept for the graph's own goals and all actors. */
  readonly whatIf: WhatIf;
  /** Against the standards named, else those that the map owes, else all. Throws `Refused` (ASSAY-GAP-001, ASSAY-STANDARD-006). */
  report(standards?: readonly string[]): Report;
}

/** What a question may use: the service's ledger, read and folded, judged at any moment and head. */
export interface Desk {
  readonly dataDir: string;
  readonly ledger: Pick<Ledger, 'read' | 'head' | 'origin' | 'verifierKey' | 'proveInclusion' | 'proveConsistency' | 'rootAt'>;
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

const KEPT = 12;
/** Read, checked and frozen in memory; of one service few are ever looked at side by side. */
const MAPS_KEPT = 6;
/** Entries besides evidence that move a position. */
const MOVING = new Set(['map.used', 'standard.imported', 'exclusion.granted', 'exclusion.withdrawn']);

/** Lives in the worker. `ledger` is open for reading. */
export function openDesk(dataDir: string, ledger: Ledger, clock: () => number): Desk & { follow(): void } {
  const foldings = VIEWS.map(({ name, version, folding }) => ({ name, version, folding: folding() }));
  let live: LivePosition | undefined;
  const kept = new Map<string, Seen>();
  const used: { readonly digest: string; readonly seq: number; readonly recordedAt: Instant }[] = [];
  const maps = new Map<string, ServiceMap>();
  let head = ledger.readVerified((entry) => take(entry));

  function take(entry: Entry): void {
    for (const { folding } of foldings) folding.take(entry);
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

  function see(at: Instant, size: number | undefined): Seen {
    const past = size !== undefined && size !== head.size;
    const [then] = past ? foldLedgerAt(ledger, [{ size }]) : [folded()];
    if (then === undefined) throw new TypeError('one cut gives one answer');
    const map = mapOf(mapDigestAt(at, then.head.size));
    if (map === undefined) throw noMap();
    return seen({
      dataDir,
      at,
      head: { ...then.head, origin: ledger.origin },
      map,
      evidence: then.evidence.slice(),
      exclusions: then.exclusions,
      imports: then.imports.slice(),
    });
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
    at(moment, size) {
      const at = moment ?? Instant.of(Math.floor(clock() / 1000) * 1000);
      const key = `${at} ${size ?? head.size}`;
      const found = kept.get(key);
      if (found !== undefined) {
        kept.delete(key);
        kept.set(key, found);
        return found;
      }
      const made = see(at, size);
      kept.set(key, made);
      for (const old of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(old);
      }
      return made;
    },
    live() {
      const at = Instant.of(Math.floor(clock() / 1000) * 1000);
      if (live === undefined) {
        const now = see(at, undefined);
        live = new LivePosition({ map: now.map, evidence: now.evidence, exclusions: now.exclusions, at, standards: now.standards });
      } else if (at > live.at) live.advance(at);
      return live;
    },
    follow,
  };
}

interface Given extends Pick<Seen, 'at' | 'head' | 'map' | 'evidence' | 'exclusions'> {
  readonly dataDir: string;
  readonly imports: Folded['imports'];
}

function seen({ dataDir, at, head, map, evidence, exclusions, imports }: Given): Seen {
  const once = <T>(make: () => T): (() => T) => {
    let made: { readonly value: T } | undefined;
    return () => {
      made ??= { value: make() };
      return made.value;
    };
  };
  const mapDigest = once(() => keptText(map).digest);
  const standards = once(() => standardsAt(dataDir, imports, at));
  const position = once(() => positionOf({ map, evidence, exclusions, at }));
  const graph = once(() => attackGraphOf(map, position().stateOf, new Set(evidence.map((one) => one.subject))));
  const own = once(() => compile(toProblem(graph())));
  const whatIf = once(() => new WhatIf(own()));
  let last: { readonly key: string; readonly compiled: Compiled } | undefined;
  const reports = new Map<string, Report>();
  return {
    at,
    head,
    map,
    evidence,
    exclusions,
    get mapDigest() {
      return mapDigest();
    },
    get standards() {
      return standards();
    },
    get position() {
      return position();
    },
    get graph() {
      return graph();
    },
    get whatIf() {
      return whatIf();
    },
    compiled(asked) {
      if (asked === undefined || (asked.goals === undefined && asked.actors === undefined)) return own();
      const key = JSON.stringify([asked.goals ?? null, asked.actors ?? null]);
      if (last?.key !== key) last = { key, compiled: compile(toProblem(graph(), asked)) };
      return last.compiled;
    },
    report(names) {
      const wanted = names !== undefined && names.length > 0 ? names : (map.service.owes ?? []);
      const key = wanted.join(',');
      const found = reports.get(key);
      if (found !== undefined) return found;
      const picked = pickStandards(standards(), wanted.length === 0 ? ['all'] : wanted, undefined, 'Name standards that the service has.');
      const made = buildReport({ map, mapDigest: mapDigest(), head, at, position: position(), graph: graph(), evidence, exclusions, standards: picked });
      reports.set(key, made);
      return made;
    },
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
