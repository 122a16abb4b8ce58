import type { Binding } from './binding.ts';
import { type Asset, endsOf, groupBy, type Link, type Place, type Terrain } from './terrain.ts';

// Ranges over the road from source to fleet: taken in, built, signed, released, shipped, and the gates on the way.

const STAGE: Partial<Record<Place['kind'], number>> = { repository: 0, 'build-system': 1, 'artifact-registry': 2, 'signing-system': 3, 'update-server': 4 };

function isRelease(place: Place): boolean {
  return STAGE[place.kind] !== undefined;
}

/** Code that a link carries, as the map says; else the code at its end, else at its beginning. */
function codeOf(terrain: Terrain, link: Link): readonly Asset[] {
  const code = (ids: Iterable<string>): Asset[] => [...ids].flatMap((id) => (terrain.assets.get(id)?.kind === 'code' ? [terrain.assets.get(id) as Asset] : []));
  const said = code(link.carries ?? []);
  if (said.length > 0) return said;
  const there = code(terrain.held.get(link.to)?.keys() ?? []);
  return there.length > 0 ? there : code(terrain.held.get(link.from)?.keys() ?? []);
}

interface Shipment {
  readonly from: Place;
  readonly to: Place;
  readonly link: Link;
  readonly asset: Asset;
}

function* shipments(terrain: Terrain, type: Link['type']): Iterable<Shipment> {
  for (const link of terrain.map.links) {
    const ends = link.type === type ? endsOf(terrain, link) : undefined;
    if (ends !== undefined) for (const asset of codeOf(terrain, link)) yield { ...ends, link, asset };
  }
}

const ship = ({ from, to, link, asset }: Shipment, places: Binding['places'] = {}, more: readonly string[] = []): Binding => ({
  places: { from, to, ...places },
  link,
  asset,
  key: [link.id, asset.id, ...more],
});

/** What a build makes: not the taking in of source, though maps write that as a link of the same type. */
function* built(terrain: Terrain): Iterable<Shipment> {
  for (const each of shipments(terrain, 'builds')) if (each.from.kind !== 'repository' && each.from.kind !== 'supplier') yield each;
}

/** Which signing system signs an asset (a build that signs its own work is no second pair of eyes, and counts as none), and the places where it lies unsigned before. */
function signers(terrain: Terrain): Map<string, { signer: Place; unsigned: readonly Place[]; link: Link }[]> {
  const made = groupBy(built(terrain), (each) => each.asset.id);
  const found = new Map<string, { signer: Place; unsigned: readonly Place[]; link: Link }[]>();
  for (const each of shipments(terrain, 'signs')) {
    if (each.from.kind !== 'signing-system') continue;
    const stores = [...new Set((made.get(each.asset.id) ?? []).map((build) => build.to))].filter((store) => store.id !== each.from.id);
    const unsigned = stores.length > 0 ? stores : [each.to];
    const list = found.get(each.asset.id) ?? [];
    if (!list.some((known) => known.signer.id === each.from.id)) list.push({ signer: each.from, unsigned, link: each.link });
    found.set(each.asset.id, list);
  }
  return found;
}

function updateServers(terrain: Terrain): Map<string, Shipment[]> {
  return groupBy(shipments(terrain, 'updates'), (each) => each.asset.id);
}

export const shipping = {
  'source-in': function* (terrain: Terrain): Iterable<Binding> {
    for (const { from, to } of feeds(terrain)) {
      for (const held of terrain.held.get(from.id)?.values() ?? []) {
        if (held.asset.kind === 'code') yield { places: { from, to }, asset: held.asset, key: [from.id, to.id, held.asset.id] };
      }
    }
  },
  feeds: function* (terrain: Terrain): Iterable<Binding> {
    for (const { from, to } of feeds(terrain)) yield { places: { from, to }, key: [from.id, to.id] };
  },
  'feeds-holding': function* (terrain: Terrain): Iterable<Binding> {
    for (const { from, to } of feeds(terrain)) {
      for (const held of terrain.held.get(to.id)?.values() ?? [])
        yield { places: { from, to }, asset: held.asset, placed: held.state, key: [from.id, to.id, held.asset.id] };
    }
  },
  /** Where what a repository starts is put into operation: by itself, or by a build system that takes its source. */
  'source-deploy': function* (terrain: Terrain): Iterable<Binding> {
    for (const { from, to, link } of deployments(terrain)) yield { places: { from, to }, link, key: [from.id, link.id] };
  },
  'source-deploy-code': function* (terrain: Terrain): Iterable<Binding> {
    for (const { from, part, to, link } of deployments(terrain)) {
      if (part !== undefined) for (const asset of codeOf(terrain, link)) yield { places: { from, part, to }, link, asset, key: [from.id, link.id, asset.id] };
    }
  },
  built: function* (terrain: Terrain): Iterable<Binding> {
    for (const each of built(terrain)) yield ship(each);
  },
  signed: function* (terrain: Terrain): Iterable<Binding> {
    for (const [id, list] of signers(terrain)) {
      for (const { signer, unsigned, link } of list) {
        const asset = terrain.assets.get(id);
        for (const part of unsigned) if (asset !== undefined) yield { places: { part, signer }, asset, link, key: [id, part.id, signer.id] };
      }
    }
  },
  released: function* (terrain: Terrain): Iterable<Binding> {
    const servers = updateServers(terrain);
    for (const [id, list] of signers(terrain)) {
      for (const { signer, unsigned } of list) {
        for (const { from: to, asset } of servers.get(id) ?? []) {
          for (const part of unsigned) if (part.id !== to.id) yield { places: { part, signer, to }, asset, key: [id, part.id, signer.id, to.id] };
        }
      }
    }
  },
  installed: function* (terrain: Terrain): Iterable<Binding> {
    const by = signers(terrain);
    for (const each of shipments(terrain, 'updates')) {
      const list = by.get(each.asset.id) ?? [];
      for (const { signer } of list) yield ship(each, { signer }, [signer.id]);
      // Nobody on the map signs it: whatever lies on the server is what is shipped.
      if (list.length === 0) yield ship(each, { signer: each.from }, [each.from.id]);
    }
  },
  'shipped-unsigned': function* (terrain: Terrain): Iterable<Binding> {
    for (const each of shipments(terrain, 'updates')) yield ship(each);
  },
  deployed: function* (terrain: Terrain): Iterable<Binding> {
    for (const each of shipments(terrain, 'deploys')) {
      if (each.from.kind !== 'role' && each.from.kind !== 'supplier' && !isRelease(each.to)) yield ship(each);
    }
  },
  gate: function* (terrain: Terrain): Iterable<Binding> {
    for (const { gate, part } of gates(terrain)) yield { places: { part }, gate, key: [gate.id] };
  },
  'gate-holding': function* (terrain: Terrain): Iterable<Binding> {
    for (const { gate, part } of gates(terrain)) {
      for (const held of terrain.held.get(part.id)?.values() ?? [])
        yield { places: { part }, gate, asset: held.asset, placed: held.state, key: [gate.id, held.asset.id] };
    }
  },
  /** What enough reviewers let through looks like any other change to all that comes after: it is built, signed and released. */
  'gate-build': function* (terrain: Terrain): Iterable<Binding> {
    const makes = groupBy(built(terrain), (each) => each.from.id);
    const takes = groupBy(shipping['source-in'](terrain), (each) => each.places.from?.id ?? '');
    const by = signers(terrain);
    const servers = updateServers(terrain);
    for (const { gate, part } of gates(terrain)) {
      if (gate.act !== 'change') continue;
      const seen = new Set<string>();
      for (const taken of takes.get(part.id) ?? []) {
        for (const each of makes.get(taken.places.to?.id ?? '') ?? []) {
          const ends = [each.to, ...(by.get(each.asset.id) ?? []).map(({ signer }) => signer), ...(servers.get(each.asset.id) ?? []).map(({ from }) => from)];
          for (const to of ends) {
            const key = [gate.id, each.asset.id, to.id];
            if (!seen.has(key.join(' '))) yield { places: { part, to }, gate, asset: each.asset, key };
            seen.add(key.join(' '));
          }
        }
      }
    }
  },
  'gate-release': function* (terrain: Terrain): Iterable<Binding> {
    const by = signers(terrain);
    const servers = updateServers(terrain);
    for (const { gate, part } of gates(terrain)) {
      for (const [id, list] of by) {
        if (!list.some(({ signer }) => signer.id === part.id)) continue;
        for (const to of new Set((servers.get(id) ?? []).map(({ from }) => from))) {
          const asset = terrain.assets.get(id);
          if (asset !== undefined) yield { places: { part, to }, gate, asset, key: [gate.id, id, to.id] };
        }
      }
    }
  },
};

function* gates(terrain: Terrain): Iterable<{ gate: NonNullable<Binding['gate']>; part: Place }> {
  for (const [id, list] of terrain.gatesOn) {
    const part = terrain.places.get(id);
    if (part !== undefined) for (const gate of list) yield { gate, part };
  }
}

function* ends(terrain: Terrain): Iterable<{ from: Place; to: Place }> {
  for (const each of [...terrain.map.flows, ...terrain.map.links.filter((link) => link.type === 'builds')]) {
    const from = terrain.places.get(each.from);
    const to = terrain.places.get(each.to);
    if (from !== undefined && to !== undefined) yield { from, to };
  }
}

/** Repositories, and the build systems that take source from them: once for each pair, whichever way the map draws it. */
function feeds(terrain: Terrain): readonly { readonly from: Place; readonly to: Place }[] {
  const found = new Map<string, { from: Place; to: Place }>();
  for (const { from, to } of ends(terrain)) {
    for (const [source, build] of [
      [from, to],
      [to, from],
    ] as const) {
      if (source.kind === 'repository' && build.kind === 'build-system') found.set(`${source.id} ${build.id}`, { from: source, to: build });
    }
  }
  return [...found.values()];
}

/** Links that deploy, with the repository that stands behind each and the build system between, where there is one. */
function* deployments(terrain: Terrain): Iterable<{ from: Place; part?: Place; to: Place; link: Link }> {
  const sources = groupBy(feeds(terrain), (each) => each.to.id);
  for (const link of terrain.map.links) {
    const found = link.type === 'deploys' ? endsOf(terrain, link) : undefined;
    if (found === undefined || isRelease(found.to)) continue;
    if (found.from.kind === 'repository') yield { from: found.from, to: found.to, link };
    for (const { from, to: part } of sources.get(found.from.id) ?? []) yield { from, part, to: found.to, link };
  }
}
