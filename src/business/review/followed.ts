import { Digest, Instant } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { believed } from '../inventory/believed.ts';
import type { Joins } from '../inventory/joins.ts';
import type { DiscoveryRead, Inventory, InventoryThing } from '../inventory/view.ts';
import { inventoryAt } from '../inventory/view.ts';
import { holdersOf, switchedOff, type Wanted } from './holders.ts';
import type { Check, Raw } from './model.ts';

/** What was to be taken away, and since when. */
export interface ToFollow {
  readonly wanted: Wanted;
  readonly subjects: readonly string[];
  /** By what the list called it, and the thing of the inventory where the list was drawn from it. */
  readonly removed: readonly Named[];
  /** Everything that was on the list, removed or not: what a look shows besides was not decided on. */
  readonly listed: readonly Named[];
  readonly decidedAt: Instant;
  /** When it is said to have been done; a look from before says nothing against it. */
  readonly doneAt: Instant;
}

export interface Named {
  readonly name: string;
  readonly thing?: string;
}

export interface Seen {
  readonly discoveries: readonly DiscoveryRead[];
  readonly joins: Joins;
  readonly map: ServiceMap;
}

type Fate = { readonly is: 'gone' | 'present'; readonly look: DiscoveryRead | undefined } | { readonly is: 'unconfirmed' };

/**
 * What the inventory shows at a moment of what was to be taken away. Gone only where a later look covered it and did not find it, or found it switched off or
 * without the access; present where a look after it is said to be done found it with its access; else nobody knows.
 */
export function followed(follow: ToFollow, { discoveries, joins, map }: Seen, at: Instant): Omit<Check, 'task' | 'at'> {
  const { wanted, subjects, decidedAt, doneAt } = follow;
  const now = inventoryAt(discoveries, joins, map, at);
  const before = inventoryAt(discoveries, joins, map, decidedAt);
  const looks = new Looking(believed(discoveries, joins), at);
  const held = {
    before: holdersOf(wanted, subjects, before.things, before.relations),
    standing: holdersOf(wanted, subjects, now.things, now.relations),
    // Only what was seen after it is said to be done speaks against it.
    since: holdersOf(
      wanted,
      subjects,
      now.things.filter(({ lastSeen }) => Instant.parse(lastSeen) > doneAt),
      now.relations.filter(({ lastSeen }) => Instant.parse(lastSeen) > doneAt),
    ),
  };
  const things = new Map(now.things.map((thing) => [thing.id, thing]));
  const fateOf = (thing: InventoryThing): Fate => {
    const covering = looks.covering(thing, decidedAt);
    if (thing.state === 'gone') return covering === undefined ? { is: 'unconfirmed' } : { is: 'gone', look: covering };
    if (Instant.parse(thing.lastSeen) <= doneAt) return { is: 'unconfirmed' };
    if (switchedOff(thing)) return { is: 'gone', look: looks.at(thing) };
    if (held.since.has(thing.id)) return { is: 'present', look: looks.at(thing) };
    return covering !== undefined && !held.standing.has(thing.id) && held.before.has(thing.id) ? { is: 'gone', look: covering } : { is: 'unconfirmed' };
  };
  const known = namesIn(discoveries);
  const idsOf = ({ name, thing }: Named): readonly string[] =>
    thing !== undefined ? [thing] : [...(known.get(name.toLowerCase()) ?? [])].filter((id) => held.before.has(id) || held.standing.has(id));
  const fates = follow.removed.map((one): Fate => {
    const all = idsOf(one).map((id): Fate => {
      const thing = things.get(id);
      return thing === undefined ? { is: 'unconfirmed' } : fateOf(thing);
    });
    return all.find(({ is }) => is === 'present') ?? all.find(({ is }) => is === 'unconfirmed') ?? all[0] ?? { is: 'unconfirmed' };
  });
  const listed = new Set(follow.listed.flatMap(idsOf));
  const unlisted = wanted !== 'trusts' ? [] : now.things.filter(({ id, state }) => state === 'present' && held.standing.has(id) && !listed.has(id));
  const bad = [...fates.flatMap((one) => (one.is === 'present' ? [one.look] : [])), ...unlisted.map((thing) => looks.at(thing))];
  const good = [...fates.flatMap((one) => (one.is === 'gone' ? [one.look] : [])), ...(wanted === 'trusts' ? ownLooks(now, subjects, looks) : [])];
  const look = bad.length > 0 ? newest(bad) : oldest(good);
  return {
    decided: fates.length,
    gone: fates.filter(({ is }) => is === 'gone').length,
    present: fates.filter(({ is }) => is === 'present').length,
    unconfirmed: fates.filter(({ is }) => is === 'unconfirmed').length,
    unlisted: unlisted.length,
    ...(look === undefined ? {} : { observedAt: Instant.parse(look.observedAt), ...rawOf(look) }),
  };
}

/** Looks that covered the subjects themselves. Where no source has them, nothing shows what they trust. */
function ownLooks({ things }: Inventory, subjects: readonly string[], looks: Looking): readonly (DiscoveryRead | undefined)[] {
  const own = things.filter(({ state, join }) => state !== 'gone' && join.to === 'part' && subjects.includes(join.part));
  const found = own.flatMap((thing) => looks.covering(thing, Instant.of(0)) ?? []);
  const parts = new Set(own.flatMap(({ join }) => (join.to === 'part' ? [join.part] : [])));
  return subjects.every((subject) => parts.has(subject)) ? found : [];
}

/** The looks of each source, newest first. */
class Looking {
  readonly #bySource: ReadonlyMap<string, readonly DiscoveryRead[]>;

  constructor(discoveries: readonly DiscoveryRead[], at: Instant) {
    const read = discoveries.filter(({ discovery, observedAt }) => discovery !== undefined && Instant.parse(observedAt) <= at);
    read.sort((a, b) => Instant.parse(b.observedAt) - Instant.parse(a.observedAt));
    this.#bySource = Map.groupBy(read, ({ format, source }) => `${format}\u0000${source}`);
  }

  /** The newest that covered the thing's scope, where it is later than a moment. */
  covering({ format, source, scope }: InventoryThing, after: Instant): DiscoveryRead | undefined {
    const found = this.#of(format, source).find(({ discovery }) => discovery?.scopes.includes(scope) === true && discovery.uncovered?.includes(scope) !== true);
    return found !== undefined && Instant.parse(found.observedAt) > after ? found : undefined;
  }

  /** The one in which the thing was seen last. */
  at({ format, source, lastSeen }: InventoryThing): DiscoveryRead | undefined {
    return this.#of(format, source).find(({ observedAt }) => Instant.parse(observedAt) === Instant.parse(lastSeen));
  }

  #of(format: string, source: string): readonly DiscoveryRead[] {
    return this.#bySource.get(`${format}\u0000${source}`) ?? [];
  }
}

/** Ids of things by every word that a source has for them, in small letters. */
function namesIn(discoveries: readonly DiscoveryRead[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { format, source, discovery } of discoveries)
    for (const { key, name, aliases = [] } of discovery?.things ?? []) {
      const id = Digest.of(`${format}\u0000${source}\u0000${key}`).slice(7, 23);
      for (const word of [key, name, ...aliases]) {
        const known = names.get(word.toLowerCase());
        if (known === undefined) names.set(word.toLowerCase(), new Set([id]));
        else known.add(id);
      }
    }
  return names;
}

const moment = ({ observedAt }: DiscoveryRead): number => Instant.parse(observedAt);
const newest = (looks: readonly (DiscoveryRead | undefined)[]) =>
  looks.reduce((a, b) => (a === undefined || (b !== undefined && moment(b) > moment(a)) ? b : a), undefined);
const oldest = (looks: readonly (DiscoveryRead | undefined)[]) =>
  looks.reduce((a, b) => (a === undefined || (b !== undefined && moment(b) < moment(a)) ? b : a), undefined);

function rawOf({ discovery }: DiscoveryRead): { readonly raw?: Raw } {
  if (discovery === undefined) return {};
  const { digest, mediaType } = discovery.raw;
  return { raw: { digest, mediaType: mediaType === '' ? 'application/octet-stream' : mediaType } };
}
