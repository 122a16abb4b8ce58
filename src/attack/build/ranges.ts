import type { Range } from '../library/template.ts';
import type { Binding } from './binding.ts';
import { acting } from './ranges-people.ts';
import { shipping } from './ranges-release.ts';
import { endsOf, groupBy, type Held, type Interface, type Place, type Terrain } from './terrain.ts';

/** All matches of a range, in the order of the map. Each is linear in the map, or in the few people and networks it concerns. */
/** Where other systems have credentials checked. */
const CHECKERS: ReadonlySet<string> = new Set(['identity-provider', 'certificate-authority', 'datastore']);

export type Enumerate = (terrain: Terrain) => Iterable<Binding>;

function* parts(terrain: Terrain): Iterable<Place> {
  for (const part of terrain.map.parts) {
    const place = terrain.places.get(part.id);
    if (place !== undefined) yield place;
  }
}

function* doors(terrain: Terrain): Iterable<{ part: Place; door: Interface }> {
  for (const part of parts(terrain)) for (const door of part.part?.interfaces ?? []) yield { part, door };
}

function* holdings(terrain: Terrain): Iterable<{ part: Place; held: Held }> {
  for (const part of parts(terrain)) for (const held of terrain.held.get(part.id)?.values() ?? []) yield { part, held };
}

function* attachments(terrain: Terrain, kind: 'network' | 'place'): Iterable<{ part: Place; to: Place }> {
  for (const part of parts(terrain)) {
    if (part.kind === 'network' || part.kind === 'place') continue;
    for (const id of part.part?.attached ?? []) {
      const to = terrain.places.get(id);
      if (to?.kind === kind) yield { part, to };
    }
  }
}

function* flows(terrain: Terrain): Iterable<Binding & { places: { from: Place; to: Place } }> {
  for (const flow of terrain.map.flows) {
    const ends = endsOf(terrain, flow);
    if (ends === undefined) continue;
    const door = flow.interface === undefined ? undefined : ends.to.part?.interfaces?.find((each) => each.id === flow.interface);
    yield { places: ends, flow, at: ends.to, ...(door === undefined ? {} : { interface: door }), key: [flow.id] };
  }
}

function* links(terrain: Terrain): Iterable<Binding & { places: { from: Place; to: Place } }> {
  for (const link of terrain.map.links) {
    const ends = endsOf(terrain, link);
    if (ends !== undefined) yield { places: ends, link, key: [link.id] };
  }
}

/** Networks and the places from which they can be listened to (`radio`) or plugged into. */
function near(terrain: Terrain, radio: boolean): Binding[] {
  const found = new Map<string, Binding>();
  const add = (network: Place | undefined, place: Place | undefined): void => {
    if (network?.kind !== 'network' || place?.kind !== 'place') return;
    const key = [network.id, place.id];
    if (!found.has(key.join(' '))) found.set(key.join(' '), { places: { network, place }, key });
  };
  for (const part of parts(terrain)) {
    const attached = (part.part?.attached ?? []).map((id) => terrain.places.get(id));
    if (part.kind === 'network') {
      if (radio) for (const place of attached) add(part, place);
      continue;
    }
    const spots = radio ? [...attached, ...(part.part?.interfaces ?? []).flatMap((door) => door.on.map((id) => terrain.places.get(id)))] : attached;
    for (const network of attached) for (const place of spots) add(network, place);
  }
  return [...found.values()];
}

const enumerators: Readonly<Record<Range, Enumerate>> = {
  ...acting,
  ...shipping,
  part: function* (terrain) {
    for (const part of terrain.places.values()) yield { places: { part }, key: [part.id] };
  },
  entry: function* (terrain) {
    for (const { part, door } of doors(terrain)) {
      for (const id of new Set(door.on)) {
        const network = terrain.places.get(id);
        if (network !== undefined) yield { places: { part, network }, interface: door, at: part, key: [part.id, door.id, id] };
      }
    }
  },
  exposed: function* (terrain) {
    for (const part of parts(terrain)) {
      if (part === terrain.internet || part.kind === 'network' || part.kind === 'place') continue;
      const on = (part.part?.interfaces ?? []).flatMap((door) => door.on);
      const faces = part.part?.facts?.['internet-facing'] === true || (part.kind === 'mail' && on.length === 0);
      if (faces && !on.includes(terrain.internet.id)) yield { places: { part }, key: [part.id] };
    }
  },
  interface: function* (terrain) {
    for (const { part, door } of doors(terrain)) yield { places: { part }, interface: door, at: part, key: [part.id, door.id] };
  },
  attachment: function* (terrain) {
    for (const { part, to } of attachments(terrain, 'network')) yield { places: { part, network: to }, key: [part.id, to.id] };
  },
  'attachment-holding': function* (terrain) {
    for (const { part, to } of attachments(terrain, 'network')) {
      for (const held of terrain.held.get(part.id)?.values() ?? []) {
        yield { places: { part, network: to }, asset: held.asset, placed: held.state, key: [part.id, to.id, held.asset.id] };
      }
    }
  },
  placed: function* (terrain) {
    for (const { part, to } of attachments(terrain, 'place')) yield { places: { part, place: to }, key: [part.id, to.id] };
  },
  /** What somebody makes their own: it has an interface for that, or an app or a person talks to it. */
  claimable: function* (terrain) {
    const owned = new Set<string>();
    const personal = (id: string): boolean => ['app', 'role'].includes(terrain.places.get(id)?.kind ?? '');
    for (const each of [...terrain.map.flows, ...terrain.map.links]) {
      if (personal(each.from)) owned.add(each.to);
      if (personal(each.to)) owned.add(each.from);
    }
    for (const part of parts(terrain)) {
      if (owned.has(part.id) || part.part?.interfaces?.some((door) => door.purpose === 'introduction') === true) yield { places: { part }, key: [part.id] };
    }
  },
  near: (terrain) => near(terrain, true),
  inside: (terrain) => near(terrain, false),
  lured: function* (terrain) {
    for (const { part, to } of attachments(terrain, 'network')) {
      const open = (part.part?.interfaces ?? []).filter((door) => door.on.includes(to.id));
      if (open.length === 0) yield { places: { part, network: to }, at: part, key: [part.id, to.id] };
      for (const door of open) yield { places: { part, network: to }, at: part, interface: door, key: [part.id, to.id, door.id] };
    }
  },
  bridge: function* (terrain) {
    for (const part of parts(terrain)) {
      if (part.kind !== 'network') continue;
      for (const id of part.part?.attached ?? []) {
        const ends = endsOf(terrain, { from: part.id, to: id });
        if (ends?.to.kind !== 'network') continue;
        yield { places: ends, key: [part.id, id] };
        if (part.id !== id) yield { places: { from: ends.to, to: part }, key: [id, part.id] };
      }
    }
  },
  flow: flows,
  crossing: function* (terrain) {
    for (const flow of flows(terrain)) {
      for (const id of new Set(flow.flow?.over ?? [])) {
        const network = terrain.places.get(id);
        if (network !== undefined) yield { ...flow, places: { ...flow.places, network }, key: [...flow.key, id] };
      }
    }
  },
  carriage: function* (terrain) {
    for (const flow of flows(terrain)) yield* carried(terrain, flow);
  },
  unrouted: function* (terrain) {
    for (const flow of flows(terrain)) if ((flow.flow?.over ?? []).length === 0) yield* carried(terrain, flow);
  },
  tapped: function* (terrain) {
    for (const flow of flows(terrain)) {
      for (const id of new Set(flow.flow?.over ?? [])) {
        const network = terrain.places.get(id);
        if (network === undefined) continue;
        for (const each of carried(terrain, flow)) yield { ...each, places: { ...each.places, network }, key: [...each.key, id] };
      }
    }
  },
  command: function* (terrain) {
    for (const flow of flows(terrain)) {
      const { from, to } = flow.places;
      for (const [sender, receiver] of [
        [from, to],
        [to, from],
      ] as const) {
        if (!['server', 'broker', 'admin-console', 'app', 'gateway'].includes(sender.kind) || !['device', 'gateway'].includes(receiver.kind)) continue;
        for (const held of terrain.held.get(receiver.id)?.values() ?? []) {
          if (held.asset.kind === 'function') yield { places: { from: sender, to: receiver }, asset: held.asset, key: [sender.id, receiver.id, held.asset.id] };
        }
      }
    }
  },
  link: links,
  'link-holding': function* (terrain) {
    for (const link of links(terrain)) {
      for (const held of terrain.held.get(link.places.to.id)?.values() ?? []) {
        yield { ...link, asset: held.asset, placed: held.state, key: [...link.key, held.asset.id] };
      }
    }
  },
  holding: function* (terrain) {
    for (const { part, held } of holdings(terrain)) yield { places: { part }, asset: held.asset, placed: held.state, key: [held.asset.id, part.id] };
  },
  'interface-holding': function* (terrain) {
    for (const { part, door } of doors(terrain)) {
      for (const held of terrain.held.get(part.id)?.values() ?? []) {
        yield { places: { part }, interface: door, at: part, asset: held.asset, placed: held.state, key: [part.id, door.id, held.asset.id] };
      }
    }
  },
  /** A credential where it is checked: at what it opens, or in the directory or store that is asked. A holder's own copy decides nothing. */
  verified: function* (terrain) {
    for (const asset of terrain.map.assets) {
      for (const opens of asset.opens ?? []) {
        const part = terrain.places.get(opens.part);
        if (part === undefined) continue;
        const door = opens.interface === undefined ? {} : { interface: opens.interface };
        for (const { part: at } of asset.at) {
          const from = terrain.places.get(at);
          if (from === undefined || (at !== opens.part && !CHECKERS.has(from.kind))) continue;
          const key = [asset.id, at, opens.part, ...(opens.interface === undefined ? [] : [opens.interface]), opens.access];
          yield { places: { part, from }, asset, opens: { access: opens.access, ...door }, key };
        }
      }
    }
  },
  opening: function* (terrain) {
    for (const asset of terrain.map.assets) {
      for (const opens of asset.opens ?? []) {
        const part = terrain.places.get(opens.part);
        if (part === undefined) continue;
        const door = opens.interface === undefined ? {} : { interface: opens.interface };
        yield {
          places: { part },
          asset,
          opens: { access: opens.access, ...door },
          key: [asset.id, opens.part, ...(opens.interface === undefined ? [] : [opens.interface]), opens.access],
        };
      }
    }
  },
  beside: function* (terrain) {
    const homes = groupBy(
      [...parts(terrain)].filter((part) => part.part?.cohort !== undefined && !['network', 'place', 'role', 'supplier'].includes(part.kind)),
      (part) => part.part?.cohort ?? '',
    );
    for (const [hub, members] of homes) if (members.length > 1) for (const part of members) yield { places: { part }, hub, key: [hub, part.id] };
  },
  stranger: function* (terrain) {
    for (const asset of terrain.map.assets) {
      if (asset.external === true) for (const part of parts(terrain)) yield { places: { part }, asset, key: [asset.id, part.id] };
    }
  },
};

function* carried(terrain: Terrain, flow: Binding & { places: { from: Place; to: Place } }): Iterable<Binding> {
  const { from, to } = flow.places;
  for (const [ids, places] of [
    [flow.flow?.carries ?? [], { from, to }],
    [flow.flow?.returns ?? [], { from: to, to: from }],
  ] as const) {
    for (const id of new Set(ids)) {
      const asset = terrain.assets.get(id);
      if (asset !== undefined && asset.external !== true) yield { ...flow, places, asset, placed: 'in-transit', key: [...flow.key, id, places.from.id] };
    }
  }
}

/** Matches of each range, computed once however many templates range over it. */
export function rangesOf(terrain: Terrain): (range: Range) => readonly Binding[] {
  const done = new Map<Range, readonly Binding[]>();
  return (range) => {
    const found = done.get(range) ?? [...enumerators[range](terrain)];
    done.set(range, found);
    return found;
  };
}
