import { Digest, Instant } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { type Believed, believed, type DeclaredStanding, declaredAt, type Shrunk } from './believed.ts';
import { type Join, joinerOf } from './join.ts';
import type { Joins } from './joins.ts';
import { type MissingLink, missingLinks } from './missing.ts';
import { type Discovery, PERSONAL, type Power, type Thing, type ThingKind } from './model.ts';
import { order } from './order.ts';
import { strangersOn, type UndeclaredPort, undeclaredPorts } from './ports.ts';
import { type PowerFound, powersOver } from './powers.ts';
import { coverageOf, HOSTS } from './scope.ts';
import { type Look, Looks, type Place, type SourceState, type Standing, type ThingState } from './states.ts';
import { type Unmapped, unmappedOf } from './unmapped.ts';
import { joinedWithin } from './within.ts';

/** A discovery that the ledger names, with what could be read of it. */
export interface DiscoveryRead {
  readonly digest: string;
  readonly format: string;
  readonly source: string;
  /** RFC 3339. */
  readonly observedAt: string;
  /** The entry of the ledger; absent of one that is being imported. */
  readonly seq?: number;
  readonly discovery?: Discovery;
  /** Why there is no `discovery`: erased by somebody's act, not there, or not what was kept. */
  readonly unreadable?: 'erased' | 'missing' | 'altered';
}

export interface InventoryThing extends Standing {
  /** 16 hex digits, the same for the same thing of the same source; says nothing by itself. */
  readonly id: string;
  readonly format: string;
  readonly source: string;
  readonly key: string;
  readonly kind: ThingKind;
  readonly name: string;
  /** It is or belongs to a person: it may be shown to whoever may read the inventory, and goes on no ledger, log or report. */
  readonly personal: boolean;
  readonly sourceKind?: string;
  readonly scope: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** RFC 3339. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly join: Join;
}

export interface InventoryRelation {
  /** Ids of things. */
  readonly from: string;
  readonly to: string;
  readonly power: Power;
  readonly sourceKind?: string;
  readonly state: ThingState;
  readonly lastSeen: string;
}

export interface InventorySource {
  readonly format: string;
  readonly source: string;
  readonly looks: number;
  readonly lastLook: string;
  /** Milliseconds between two looks, usually. */
  readonly usualInterval?: number;
  readonly state: SourceState;
  /** Scopes that its newest look was to cover and could not. */
  readonly uncovered: readonly string[];
  /** Scopes of its newest look that show far less than before. */
  readonly shrunk: readonly Shrunk[];
  /** What its newest look covered, and what it covered if the question was not filtered. */
  readonly covered: readonly string[];
  readonly ifWhole: readonly string[];
  /** Whether its newest look can be read and says what it covered. */
  readonly saysItsScopes: boolean;
  /** RFC 3339: of all scopes that it ever covered, when the one that was left longest was covered last. */
  readonly oldestCovering?: string;
  readonly things: Readonly<Record<ThingState, number>>;
  /** Discoveries of it that can no longer be read, by reason. */
  readonly unreadable: Readonly<Partial<Record<'erased' | 'missing' | 'altered', number>>>;
}

export interface Inventory {
  /** RFC 3339: the moment that it answers for. */
  readonly at: string;
  readonly things: readonly InventoryThing[];
  readonly relations: readonly InventoryRelation[];
  /** What is not on the map and has power over it, the worst first. */
  readonly unmapped: readonly Unmapped[];
  /** Powers between parts of the map that the map does not have. */
  readonly missingLinks: readonly MissingLink[];
  /** Open ports of parts that the map does not have. */
  readonly undeclaredPorts: readonly UndeclaredPort[];
  readonly sources: readonly InventorySource[];
  /** What the operator declares to be the inventory, scope by scope. */
  readonly declared: readonly DeclaredStanding[];
}

/**
 * What all discoveries up to a moment come to, joined to the map. Pure; the order in which they are given does not matter. Those of a later moment are left
 * out. What can no longer be read is known to have looked, and at nothing that anybody could name.
 */
export function inventoryAt(discoveries: readonly DiscoveryRead[], joins: Joins, map: ServiceMap, at: Instant): Inventory {
  const upTo = [
    ...believed(
      discoveries.filter(({ observedAt }) => Instant.parse(observedAt) <= at),
      joins,
    ),
  ].sort((a, b) => Instant.parse(a.observedAt) - Instant.parse(b.observedAt) || order(a.digest, b.digest));
  const bySource = Map.groupBy(upTo, ({ format, source }) => `${format}\u0000${source}`);
  const join = joinerOf(map, joins);
  const things: InventoryThing[] = [];
  const relations: InventoryRelation[] = [];
  const sources: InventorySource[] = [];
  const families = Map.groupBy([...bySource.keys()].sort(), (key) => familyOf(key, bySource.get(key) ?? []));
  for (const [family, keys] of families) {
    const of = familyAt(
      family,
      keys.map((key) => bySource.get(key) ?? []),
      at,
      join,
    );
    for (const thing of of.things) things.push(thing);
    for (const relation of of.relations) relations.push(relation);
    for (const source of of.sources) sources.push(source);
  }
  const standing = relations.filter(({ state }) => state !== 'gone');
  const placed = joinedWithin(things, standing);
  const powers: readonly PowerFound[] = powersOver(placed, standing);
  return {
    at: Instant.format(at),
    things: placed,
    relations,
    unmapped: unmappedOf([...powers, ...strangersOn(placed, map)], placed, map),
    missingLinks: missingLinks(powers, placed, map),
    undeclaredPorts: undeclaredPorts(placed, map),
    sources,
    declared: declaredAt(joins, upTo, at),
  };
}

/** Sources that look at the same things. An address is the same machine to all scans; what else a source names is its own. */
function familyOf(key: string, looks: readonly Believed[]): string {
  const ofHosts = looks.some(({ discovery }) => [...(discovery?.scopes ?? []), ...(discovery?.uncovered ?? [])].some((scope) => scope.startsWith(HOSTS)));
  return ofHosts ? `${looks[0]?.format ?? ''}\u0000${HOSTS}` : key;
}

interface SeenThing {
  readonly thing: Thing;
  readonly source: string;
  readonly first: number;
  readonly last: number;
}

interface SeenRelation {
  readonly power: Power;
  readonly from: string;
  readonly to: string;
  readonly sourceKind: string | undefined;
  readonly source: string;
  readonly last: number;
}

function familyAt(family: string, bySource: readonly (readonly Believed[])[], at: Instant, join: (thing: Thing, format: string) => Join) {
  const looks = bySource.flat().sort((a, b) => Instant.parse(a.observedAt) - Instant.parse(b.observedAt) || order(a.digest, b.digest));
  const format = looks[0]?.format ?? '';
  const seen = new Map<string, SeenThing>();
  const related = new Map<string, SeenRelation>();
  const asLook = ({ observedAt, discovery, source }: DiscoveryRead): Look => ({
    at: Instant.parse(observedAt),
    source,
    ...(discovery === undefined ? {} : { covered: coverageOf(discovery.scopes, discovery.uncovered) }),
  });
  const all = new Map(looks.map((one) => [one, asLook(one)]));
  const every = [...all.values()];
  const own = (of: readonly DiscoveryRead[]) => of.flatMap((one) => all.get(one) ?? []);
  const read = new Map(bySource.map((of) => [of[0]?.source ?? '', new Looks(own(of), at, every)]));
  // Oldest first: the newest look's words for a thing stand.
  for (const { observedAt, discovery, source } of looks) {
    const last = Instant.parse(observedAt);
    for (const thing of discovery?.things ?? []) seen.set(thing.key, { thing, source, first: seen.get(thing.key)?.first ?? last, last });
    for (const { from, to, power, sourceKind } of discovery?.relations ?? [])
      related.set(`${from}\u0000${to}\u0000${power}\u0000${sourceKind ?? ''}`, { from, to, power, sourceKind, source, last });
  }
  const ids = new Map([...seen.keys()].map((key) => [key, Digest.of(`${family}\u0000${key}`).slice(7, 23)]));
  const standing = (source: string, last: number, places: readonly Place[]): Standing =>
    read.get(source)?.standing(last, places) ?? { state: 'not-seen', why: 'nobody looked' };
  const things = [...seen.values()]
    .sort((a, b) => order(a.thing.key, b.thing.key))
    .map(({ thing, source, first, last }): InventoryThing => {
      const { key, kind, name, sourceKind, scope, attributes = {} } = thing;
      return {
        id: ids.get(key) ?? '',
        format,
        source,
        key,
        kind,
        name,
        personal: PERSONAL.has(kind),
        ...(sourceKind === undefined ? {} : { sourceKind }),
        scope,
        attributes,
        firstSeen: Instant.format(Instant.of(first)),
        lastSeen: Instant.format(Instant.of(last)),
        ...standing(source, last, [{ scope, key }]),
        join: join(thing, format),
      };
    });
  const relations = [...related.values()].flatMap(({ from, to, power, sourceKind, source, last }): InventoryRelation[] => {
    const [a, b, x, y] = [ids.get(from), ids.get(to), seen.get(from), seen.get(to)];
    // To or from something that the source does not describe: nobody can say what it is.
    if (a === undefined || b === undefined || x === undefined || y === undefined) return [];
    const { state } = standing(source, last, [x.thing, y.thing]);
    return [{ from: a, to: b, power, ...(sourceKind === undefined ? {} : { sourceKind }), state, lastSeen: Instant.format(Instant.of(last)) }];
  });
  return {
    things,
    relations: relations.sort((a, b) => order(`${a.from} ${a.to} ${a.power}`, `${b.from} ${b.to} ${b.power}`) || order(a.sourceKind ?? '', b.sourceKind ?? '')),
    sources: bySource.map((of) => sourceOf(of, read.get(of[0]?.source ?? ''), things)),
  };
}

function sourceOf(looks: readonly Believed[], read: Looks | undefined, things: readonly InventoryThing[]): InventorySource {
  const newest = looks.at(-1);
  const { format = '', source = '' } = newest ?? {};
  const lost = looks.flatMap(({ unreadable }) => (unreadable === undefined ? [] : [unreadable]));
  const { state = 'unknown', usualInterval } = read?.reporting ?? {};
  const oldest = read?.oldestCovering();
  const shrunk = newest?.shrunk ?? [];
  const less = new Set(shrunk.map(({ scope }) => scope));
  const tally: Record<ThingState, number> = { present: 0, gone: 0, 'not-seen': 0 };
  for (const thing of things) if (thing.source === source) tally[thing.state] += 1;
  return {
    format,
    source,
    looks: looks.length,
    lastLook: newest?.observedAt ?? '',
    ...(usualInterval === undefined ? {} : { usualInterval }),
    state,
    uncovered: (newest?.discovery?.uncovered ?? []).filter((scope) => !less.has(scope)),
    shrunk,
    covered: newest?.discovery?.scopes ?? [],
    ifWhole: newest?.discovery?.ifWhole ?? [],
    saysItsScopes: (newest?.discovery?.scopes.length ?? 0) > 0,
    ...(oldest === undefined ? {} : { oldestCovering: Instant.format(Instant.of(oldest)) }),
    things: tally,
    unreadable: Object.fromEntries([...Map.groupBy(lost, (why) => why)].map(([why, all]) => [why, all.length])),
  };
}
