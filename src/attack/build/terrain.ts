import type { Layer } from '../../core/index.ts';
import { layersOf } from '../../map/layer.ts';
import type { Asset, Flow, Gate, Interface, Link, Part, PartKind, ServiceMap } from '../../map/model.ts';

/** What of a part is told apart: a variant, a group of members with evidence of their own, one of the people a gate counts, or all of it. */
export interface Class {
  /** As in state ids and evidence subjects: `camera`, `camera/fw-1.2`, `camera/fw-1.2#SN1`, `developer#1`. */
  readonly id: string;
  readonly name: string;
  readonly population: number;
  /** The subject its controls have verdicts at. */
  readonly subject: string;
  /** Members of it that are unlike it are classes of their own: what is said of the rest is what counts here. */
  readonly rest?: true;
}

export interface Place {
  readonly id: string;
  readonly kind: PartKind;
  readonly name: string;
  readonly layer: Layer;
  readonly population: number;
  /** One that is the whole, or several that make it up. */
  readonly classes: readonly Class[];
  /** The classes are all there is; else they are some of the members, and *every* cannot be put together from them. */
  readonly complete: boolean;
  readonly part: Part | undefined;
  /** The map says on which networks it can be reached. */
  readonly doors: boolean;
}

/** What is at a part: placed there, or brought by a flow. `contents` is any code at all. */
export interface Held {
  readonly asset: Asset;
  readonly state: 'at-rest' | 'in-use' | 'in-transit' | 'unknown';
}

export interface MembersKnown {
  /** Groups of members with the same verdicts, for each whole. See fleet.ts. */
  readonly groups?: ReadonlyMap<string, readonly Class[]>;
}

/** The map, indexed once for all ranges: linear in its size. */
export interface Terrain {
  readonly map: ServiceMap;
  readonly places: ReadonlyMap<string, Place>;
  readonly internet: Place;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly held: ReadonlyMap<string, ReadonlyMap<string, Held>>;
  readonly linksFrom: ReadonlyMap<string, readonly Link[]>;
  readonly linksTo: ReadonlyMap<string, readonly Link[]>;
  readonly gatesOn: ReadonlyMap<string, readonly Gate[]>;
}

export const INTERNET = 'internet';

/** The public network: the one called internet, else one said to face it, else one that every map has unsaid. */
function publicNetwork(map: ServiceMap): Part | undefined {
  const networks = map.parts.filter((part) => part.kind === 'network');
  return (
    networks.find((part) => part.id === INTERNET) ??
    networks.find((part) => part.facts?.['internet-facing'] === true) ??
    networks.find((part) => /^(?:the )?internet$/i.test(part.name))
  );
}

export function terrainOf(map: ServiceMap, known: MembersKnown = {}): Terrain {
  const layers = layersOf(map);
  const gates = [...map.gates, ...unsaidGates(map)];
  const needed = new Map<string, number>();
  for (const gate of gates) for (const role of gate.of) needed.set(role, Math.max(needed.get(role) ?? 0, gate.need));
  const places = new Map<string, Place>();
  for (const part of map.parts) places.set(part.id, placeOf(part, layers.get(part.id) ?? 'product', needed.get(part.id) ?? 0, known));
  const net = publicNetwork(map);
  let internet = net === undefined ? undefined : places.get(net.id);
  if (internet === undefined) {
    const id = places.has(INTERNET) ? 'public-internet' : INTERNET;
    const all: Class = { id, name: 'the Internet', population: 1, subject: id };
    internet = { id, kind: 'network', name: 'the Internet', layer: 'business', population: 1, classes: [all], complete: true, part: undefined, doors: false };
    places.set(id, internet);
  }
  const assets = new Map(map.assets.map((asset) => [asset.id, asset]));
  const held = heldBy(map, places, assets);
  supposeSoftware(places, assets, held);
  return {
    map,
    places,
    internet,
    assets,
    held,
    linksFrom: groupBy(map.links, (link) => link.from),
    linksTo: groupBy(map.links, (link) => link.to),
    gatesOn: groupBy(gates, (gate) => gate.on),
  };
}

function placeOf(part: Part, layer: Layer, needed: number, known: MembersKnown): Place {
  const base = { id: part.id, kind: part.kind, name: part.name, layer, part, doors: (part.interfaces ?? []).some((door) => door.on.length > 0) };
  if (needed > 1 || (needed === 1 && part.population > 1)) {
    const count = Math.min(part.population, needed);
    const classes = Array.from(
      { length: count },
      (_, i): Class => ({ id: `${part.id}#${i + 1}`, name: `${part.name} (${ordinal(i + 1)} of them)`, population: 1, subject: part.id }),
    );
    if (count > 1) return { ...base, population: part.population, classes, complete: count === part.population };
  }
  const wholes: Class[] = (part.variants ?? [])
    .filter((variant) => variant.population > 0)
    .map((variant) => ({
      id: `${part.id}/${variant.id}`,
      name: `${part.name} (${variant.name ?? variant.id})`,
      population: variant.population,
      subject: `${part.id}/${variant.id}`,
    }));
  if (wholes.length === 0) wholes.push({ id: part.id, name: part.name, population: part.population, subject: part.id });
  const split = wholes.flatMap((whole) => known.groups?.get(whole.id) ?? [whole]);
  // One class is the whole, whatever it is called: the part keeps its own name in every state.
  const [only] = split;
  // Of several, none may be called what the whole is called: all of the others are not all.
  const classes =
    split.length === 1 && only !== undefined
      ? [{ ...only, id: part.id, name: part.name }]
      : split.map((each) => (each.id === part.id ? { ...each, id: `${part.id}#+others`, name: `${part.name} (the others)` } : each));
  return { ...base, population: classes.reduce((sum, each) => sum + each.population, 0), classes, complete: true };
}

function ordinal(n: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'][n - 1] ?? `number ${n}`;
}

/**
 * Gates that a map leaves unsaid but that a control would prove: two people for a change of source, for a signature, for an act on the whole
 * fleet. Without them a proven control would close the act to everybody, which no control does.
 */
function unsaidGates(map: ServiceMap): Gate[] {
  const said = new Set(map.gates.map((gate) => `${gate.on} ${gate.act === 'release' ? 'sign' : gate.act}`));
  const acts = { repository: 'change', 'signing-system': 'sign', 'admin-console': 'administer', 'update-server': 'administer' } as const;
  const powers: Partial<Record<Link['type'], true>> = { writes: true, administers: true, reviews: true, uses: true, signs: true };
  const people = new Set(map.parts.filter((part) => part.kind === 'role' || part.kind === 'supplier').map((part) => part.id));
  const holders = groupBy(
    map.links.filter((link) => powers[link.type] === true && people.has(link.from)),
    (link) => link.to,
  );
  return map.parts.flatMap((part): Gate[] => {
    const act = acts[part.kind as keyof typeof acts];
    if (act === undefined || said.has(`${part.id} ${act}`)) return [];
    const links = (holders.get(part.id) ?? []).filter((link) =>
      act === 'administer' ? link.type === 'administers' : act === 'change' ? link.type !== 'uses' : true,
    );
    const of = [...new Set(links.map((link) => link.from))];
    return of.length === 0 ? [] : [{ id: `two-for-${part.id}`, name: `two people for ${part.name}`, act, on: part.id, need: 2, of }];
  });
}

function heldBy(map: ServiceMap, places: ReadonlyMap<string, Place>, assets: ReadonlyMap<string, Asset>): Map<string, Map<string, Held>> {
  const held = new Map<string, Map<string, Held>>();
  const put = (part: string, id: string, state: Held['state'] | undefined): void => {
    const asset = assets.get(id);
    if (asset === undefined || asset.external === true || !places.has(part)) return;
    const at = held.get(part) ?? new Map<string, Held>();
    held.set(part, at);
    if (!at.has(id)) at.set(id, { asset, state: state ?? 'unknown' });
  };
  for (const asset of map.assets) for (const placed of asset.at) put(placed.part, asset.id, placed.state);
  for (const flow of map.flows) {
    for (const id of flow.carries) for (const end of [flow.to, flow.from]) put(end, id, 'in-transit');
    for (const id of flow.returns ?? []) for (const end of [flow.from, flow.to]) put(end, id, 'in-transit');
  }
  // A backup holds what the parts it backs up hold.
  for (const link of map.links) {
    if (link.type !== 'backs-up') continue;
    const [backup, source] = places.get(link.from)?.kind === 'backup' ? [link.from, link.to] : [link.to, link.from];
    for (const one of [...(held.get(source)?.values() ?? [])]) put(backup, one.asset.id, 'at-rest');
  }
  for (const link of map.links) {
    if (['builds', 'signs', 'updates', 'deploys'].includes(link.type)) for (const id of link.carries ?? []) put(link.to, id, 'at-rest');
  }
  return held;
}

const RELEASE: ReadonlySet<PartKind> = new Set(['repository', 'build-system', 'artifact-registry', 'update-server', 'signing-system']);

/** Where a map names no code on the road from source to fleet, one unnamed asset stands for it: a road without a load would look safe. */
function supposeSoftware(places: ReadonlyMap<string, Place>, assets: Map<string, Asset>, held: Map<string, Map<string, Held>>): void {
  const bare = [...places.values()].filter(
    (place) => RELEASE.has(place.kind) && ![...(held.get(place.id)?.values() ?? [])].some((one) => one.asset.kind === 'code'),
  );
  if (bare.length === 0) return;
  const id = assets.has('software') ? 'unnamed-software' : 'software';
  const none = { confidentiality: 0, integrity: 0, availability: 0, privacy: 0, safety: 0 };
  const asset: Asset = { id, name: 'the software', kind: 'code', needs: none, at: bare.map((place) => ({ part: place.id, state: 'at-rest' })) };
  assets.set(id, asset);
  for (const place of bare) {
    const at = held.get(place.id) ?? new Map<string, Held>();
    at.set(id, { asset, state: 'at-rest' });
    held.set(place.id, at);
  }
}

/**
 * Both ends of what joins two parts. A class that is joined to itself (peers in a ring, homes in a mesh) is two of its members: `from` is another
 * than `to`, of any class, so it is not told apart with it. One of a kind that is joined to itself is joined to nothing: undefined.
 */
export function endsOf(terrain: Pick<Terrain, 'places'>, joined: { readonly from: string; readonly to: string }): { from: Place; to: Place } | undefined {
  const from = terrain.places.get(joined.from);
  const to = terrain.places.get(joined.to);
  if (from === undefined || to === undefined) return undefined;
  if (from !== to) return { from, to };
  return to.population > 1 ? { from: { ...to }, to } : undefined;
}

export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const at = key(item);
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [item]);
    else group.push(item);
  }
  return groups;
}

export type { Asset, Flow, Gate, Interface, Link };
