import { standardsAt } from '../../assurance/edge/shelf.ts';
import type { Folded } from '../../assurance/folded.ts';
import { pickStandards } from '../../assurance/imported/index.ts';
import type { Standard } from '../../assurance/model.ts';
import { type Position, positionOf } from '../../assurance/position.ts';
import { buildReport } from '../../assurance/report/build.ts';
import type { Report } from '../../assurance/report/model.ts';
import { type Asked, toProblem } from '../../attack/build/problem.ts';
import { type Compiled, compile } from '../../attack/engine/compile.ts';
import { WhatIf } from '../../attack/engine/whatif.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { Instant } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { keptText } from '../../map/edge/kept.ts';
import type { ServiceMap } from '../../map/model.ts';

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

interface Given extends Pick<Seen, 'map' | 'evidence' | 'exclusions'> {
  readonly dataDir: string;
  readonly imports: Folded['imports'];
  /** Any moment of the era. */
  readonly at: Instant;
}

/** A stretch of time in which every moment is judged alike, at heads between which nothing came that is judged by. */
export interface Era {
  /** The era at one of its moments, and one of its heads: what is computed of one is computed of all, and says the moment and the head that it was asked for. */
  seenAt(at: Instant, head: Report['head']): Seen;
  readonly map: ServiceMap;
}

/** Moments of one era that are kept, each with what was answered for it. */
const MOMENTS_KEPT = 6;
const REPORTS_KEPT = 6;

export function eraOf({ dataDir, at: first, map, evidence, exclusions, imports }: Given): Era {
  const mapDigest = once(() => keptText(map).digest);
  const standards = once(() => standardsAt(dataDir, imports, first));
  const position = once(() => positionOf({ map, evidence, exclusions, at: first }));
  const graph = once(() => attackGraphOf(map, position().stateOf, new Set(evidence.map((one) => one.subject))));
  const own = once(() => compile(toProblem(graph())));
  const whatIf = once(() => new WhatIf(own()));
  let last: { readonly key: string; readonly compiled: Compiled } | undefined;
  const reports = new Map<string, Report>();
  const moments = new Map<string, Seen>();

  function compiled(asked?: Asked): Compiled {
    if (asked === undefined || (asked.goals === undefined && asked.actors === undefined)) return own();
    const key = JSON.stringify([asked.goals ?? null, asked.actors ?? null]);
    if (last?.key !== key) last = { key, compiled: compile(toProblem(graph(), asked)) };
    return last.compiled;
  }

  /** Of the era; says the moment and the head that it was first made for. */
  function reportOf(names: readonly string[] | undefined, seen: Seen): Report {
    const wanted = names !== undefined && names.length > 0 ? names : (map.service.owes ?? []);
    const picked = pickStandards(standards(), wanted.length === 0 ? ['all'] : wanted, undefined, 'Name standards that the service has.');
    // What binds later is counted in a report until its day, which no verdict turns at.
    const key = `${begunOf(picked, seen.at)} ${wanted.join(',')}`;
    return keptIn(reports, key, REPORTS_KEPT, () =>
      buildReport({
        map,
        mapDigest: mapDigest(),
        head: seen.head,
        at: seen.at,
        position: seen.position,
        graph: graph(),
        evidence,
        exclusions,
        standards: picked,
      }),
    );
  }

  return {
    map,
    seenAt(at, head) {
      return keptIn(moments, `${at} ${head.size}`, MOMENTS_KEPT, (): Seen => {
        const here = once((): Position => ({ ...position(), at }));
        const own = new Map<Report, Report>();
        const seen: Seen = {
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
            return here();
          },
          get graph() {
            return graph();
          },
          get whatIf() {
            return whatIf();
          },
          compiled,
          report(names) {
            const made = reportOf(names, seen);
            // One for each that is asked for, so that what is kept with a report is found with it again.
            return keptIn(own, made, REPORTS_KEPT, () =>
              made.at === Instant.format(at) && made.head === head ? made : { ...made, at: Instant.format(at), head },
            );
          },
        };
        return seen;
      });
    },
  };
}

/** How many of the dates of these standards have come. */
function begunOf(standards: readonly Standard[], at: Instant): number {
  const dates = new Set(standards.flatMap(({ requirements }) => requirements.flatMap(({ appliesFrom }) => appliesFrom ?? [])));
  return [...dates].filter((date) => Instant.parse(date) <= at).length;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What was used least lately goes first. */
export function keptIn<Key, Value>(kept: Map<Key, Value>, key: Key, most: number, make: () => Value): Value {
  const found = kept.get(key) ?? make();
  kept.delete(key);
  kept.set(key, found);
  for (const old of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(old);
  }
  return found;
}
