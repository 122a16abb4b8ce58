import { Duration, Instant } from '../../core/index.ts';
import type { Joins } from './joins.ts';
import type { Discovery } from './model.ts';
import { type Coverage, coverageOf } from './scope.ts';
import type { DiscoveryRead } from './view.ts';
import { PIECES } from './within.ts';

// How much of what a look says that it covered is believed. A report cannot tell whether the question was narrow; the operator can, and so can a sudden loss of most
// of what was there.

/** What a look showed far less of than was usual, and so is not taken for the whole. */
export interface Shrunk {
  readonly scope: string;
  readonly found: number;
  /** The most that a look of the same source showed of it within 30 days before, or the fewest that the operator declares. */
  readonly before: number;
}

export type Believed = DiscoveryRead & { readonly shrunk?: readonly Shrunk[] };

/** As long as a statement on the inventory may be relied on. */
const WITHIN = Duration.days(30);
/** Of one thing or two that are gone nobody can say that it is most of them. */
const FEWEST = 3;

/**
 * The same looks with their coverage as far as it is believed: what an unfiltered question would have covered where the operator declares that it is none, and
 * without scopes in which less than half is left. Asked again of its own answer, it gives the same.
 */
export function believed(looks: readonly Believed[], { sources }: Joins): readonly Believed[] {
  const declared = sources.map((one) => ({ ...one, coverage: coverageOf(one.scopes) }));
  const of = (format: string, scope: string) => declared.filter((one) => one.format === format && one.coverage.covers(scope));
  const before = new Map<string, { readonly at: number; readonly counts: ReadonlyMap<string, number> }[]>();
  const given = new Map<Believed, Believed>();
  for (const look of [...looks].sort((a, b) => Instant.parse(a.observedAt) - Instant.parse(b.observedAt))) {
    const { format, source, discovery } = look;
    if (discovery === undefined) continue;
    const at = Instant.parse(look.observedAt);
    const key = `${format}\u0000${source}`;
    const counts = countsOf(discovery);
    const earlier = (before.get(key) ?? []).filter((one) => at - one.at <= WITHIN);
    before.set(key, [...earlier, { at, counts }]);
    const { ifWhole = [], uncovered = [] } = discovery;
    const whole = ifWhole.filter((scope) => !uncovered.includes(scope) && of(format, scope).some((one) => one.whole));
    const scopes = [...new Set([...discovery.scopes, ...whole])];
    const shrunk = scopes.flatMap((scope): Shrunk[] => {
      const floors = of(format, scope).flatMap(({ least, coverage }) => (least === undefined ? [] : [{ least, found: countedIn(discovery, coverage) }]));
      const short = floors.find(({ least, found }) => found < least);
      if (floors.length > 0) return short === undefined ? [] : [{ scope, found: short.found, before: short.least }];
      const found = counts.get(scope) ?? 0;
      const most = Math.max(0, ...earlier.filter((one) => one.at < at).map((one) => one.counts.get(scope) ?? 0));
      return most >= FEWEST && found * 2 < most ? [{ scope, found, before: most }] : [];
    });
    if (whole.length === 0 && shrunk.length === 0) continue;
    const not = new Set(shrunk.map(({ scope }) => scope));
    given.set(look, {
      ...look,
      discovery: {
        ...discovery,
        scopes: scopes.filter((scope) => !not.has(scope)),
        ...(not.size === 0 ? {} : { uncovered: [...uncovered, ...not] }),
      },
      ...(shrunk.length === 0 ? {} : { shrunk: [...(look.shrunk ?? []), ...shrunk] }),
    });
  }
  return looks.map((look) => given.get(look) ?? look);
}

/** How many things each scope has, in it and in its steps. Pieces of things are not counted: a port that was closed is no machine that is missed. */
function countsOf({ things }: Discovery): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, scope } of things) {
    if (PIECES.has(kind)) continue;
    for (let at = scope; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
}

function countedIn({ things }: Discovery, coverage: Coverage): number {
  return things.filter(({ kind, scope, key }) => !PIECES.has(kind) && coverage.covers(scope, key)).length;
}

/** One scope that the operator declares to be part of the inventory, and when it was covered last. */
export interface DeclaredStanding {
  readonly format: string;
  readonly scope: string;
  /** Milliseconds. */
  readonly every: number;
  readonly state: 'covered' | 'late' | 'never';
  /** RFC 3339; absent of one that never was. */
  readonly coveredAt?: string;
}

/** `looks`: as they are believed, none of them later than `at`. */
export function declaredAt({ sources }: Joins, looks: readonly Believed[], at: Instant): readonly DeclaredStanding[] {
  const coverages = looks.flatMap(({ format, observedAt, discovery }) =>
    discovery === undefined ? [] : [{ format, at: Instant.parse(observedAt), coverage: coverageOf(discovery.scopes, discovery.uncovered) }],
  );
  return sources.flatMap(({ format, scopes, every }) => {
    const own = coverages.filter((one) => one.format === format);
    return scopes.map((scope): DeclaredStanding => {
      const last = Math.max(Number.NEGATIVE_INFINITY, ...own.filter(({ coverage }) => coverage.covers(scope)).map((one) => one.at));
      if (last === Number.NEGATIVE_INFINITY) return { format, scope, every, state: 'never' };
      return { format, scope, every, state: at - last > every ? 'late' : 'covered', coveredAt: Instant.format(Instant.of(last)) };
    });
  });
}
