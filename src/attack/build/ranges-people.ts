import type { Binding } from './binding.ts';
import { groupBy, type Link, type Place, type Terrain } from './terrain.ts';

// Ranges over people: who signs in where, through what, from which machine, in which mailbox.

const POWERS = new Set<Link['type']>(['uses', 'writes', 'administers', 'reviews', 'signs', 'supports']);

/** With how many of its own systems each system of a role is paired. */
const NEIGHBOURS = 16;

interface Power {
  readonly role: Place;
  readonly system: Place;
  readonly link: Link;
}

/** Links by which a person or supplier may use a system, in the order of the map. */
function* powers(terrain: Terrain): Iterable<Power> {
  for (const link of terrain.map.links) {
    const role = terrain.places.get(link.from);
    const system = terrain.places.get(link.to);
    if (role === undefined || system === undefined || !POWERS.has(link.type)) continue;
    if ((role.kind === 'role' || role.kind === 'supplier') && system.kind !== 'role' && system.kind !== 'supplier') yield { role, system, link };
  }
}

function signOn(terrain: Terrain, system: Place): readonly { idp: Place; link: Link }[] {
  return (terrain.linksTo.get(system.id) ?? []).flatMap((link) => {
    const idp = link.type === 'authenticates' ? terrain.places.get(link.from) : undefined;
    return idp?.kind === 'identity-provider' ? [{ idp, link }] : [];
  });
}

/** Which person signs in to what through which identity provider: once for each, whatever the number of links. */
function signIns(terrain: Terrain): readonly { role: Place; system: Place; idp: Place; link: Link }[] {
  return distinct(
    [...powers(terrain)].flatMap(({ role, system }) => signOn(terrain, system).map((on) => ({ role, system, ...on }))),
    (each) => `${each.role.id} ${each.link.id}`,
  );
}

function directory(terrain: Terrain): readonly { role: Place; idp: Place }[] {
  const direct = [...powers(terrain)].filter(({ system }) => system.kind === 'identity-provider').map(({ role, system }) => ({ role, idp: system }));
  return distinct([...signIns(terrain), ...direct], (each) => `${each.role.id} ${each.idp.id}`);
}

function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)) !== undefined);
}

function mailboxes(terrain: Terrain): readonly { role: Place; mail: Place }[] {
  const byLink = [...powers(terrain)].filter(({ system }) => system.kind === 'mail').map(({ role, system }) => ({ role, mail: system }));
  const byFlow = terrain.map.flows.flatMap((flow) => {
    const [from, to] = [terrain.places.get(flow.from), terrain.places.get(flow.to)];
    if (from?.kind === 'mail' && to?.kind === 'role') return [{ role: to, mail: from }];
    return to?.kind === 'mail' && from?.kind === 'role' ? [{ role: from, mail: to }] : [];
  });
  return distinct([...byLink, ...byFlow], (each) => `${each.role.id} ${each.mail.id}`);
}

function desks(terrain: Terrain): readonly { role: Place; part: Place }[] {
  return distinct(
    [...powers(terrain)]
      .filter(({ system, link }) => system.kind === 'workstation' && link.type === 'uses')
      .map(({ role, system }) => ({ role, part: system })),
    (each) => `${each.role.id} ${each.part.id}`,
  );
}

const bind = (places: Binding['places'], key: readonly string[], rest: Partial<Binding> = {}): Binding => ({ places, key, ...rest });

export const acting = {
  directory: function* (terrain: Terrain): Iterable<Binding> {
    for (const { role, idp } of directory(terrain)) yield bind({ role, idp }, [role.id, idp.id]);
  },
  mailbox: function* (terrain: Terrain): Iterable<Binding> {
    for (const { role, mail } of mailboxes(terrain)) yield bind({ role, mail }, [role.id, mail.id]);
  },
  reset: function* (terrain: Terrain): Iterable<Binding> {
    const idps = groupBy(directory(terrain), (each) => each.role.id);
    for (const { role, mail } of mailboxes(terrain)) for (const { idp } of idps.get(role.id) ?? []) yield bind({ role, mail, idp }, [role.id, mail.id, idp.id]);
  },
  'sign-in': function* (terrain: Terrain): Iterable<Binding> {
    for (const { role, system, idp, link } of signIns(terrain)) yield bind({ role, system, idp }, [role.id, link.id], { link });
  },
  'own-sign-in': function* (terrain: Terrain): Iterable<Binding> {
    const alone = [...powers(terrain)].filter(({ system }) => signOn(terrain, system).length === 0);
    for (const { role, system } of distinct(alone, (each) => `${each.role.id} ${each.system.id}`)) yield bind({ role, system }, [role.id, system.id]);
  },
  power: function* (terrain: Terrain): Iterable<Binding> {
    for (const { role, system, link } of powers(terrain)) yield bind({ role, system }, [link.id], { link });
  },
  'power-holding': function* (terrain: Terrain): Iterable<Binding> {
    for (const { role, system, link } of powers(terrain)) {
      for (const held of terrain.held.get(system.id)?.values() ?? []) {
        yield bind({ role, system }, [link.id, held.asset.id], { link, asset: held.asset, placed: held.state });
      }
    }
  },
  /**
   * Two systems that the same people administer, or two members of a fleet of them. The pairs of one role grow with the square of its systems, so of more
   * than NEIGHBOURS each is paired with as many that follow it on the map, the last with the first: every one is still reached from every other, by more steps.
   */
  'shared-power': function* (terrain: Terrain): Iterable<Binding> {
    const administered = [...powers(terrain)].filter(({ link }) => link.type === 'administers');
    for (const [, list] of groupBy(
      distinct(administered, (each) => `${each.role.id} ${each.system.id}`),
      (each) => each.role.id,
    )) {
      for (const [at, { role, system: part }] of list.entries()) {
        if (part.population > 1) yield bind({ role, part, system: part }, [role.id, part.id, part.id]);
        for (let next = 1; next <= Math.min(NEIGHBOURS, list.length - 1); next++) {
          const other = list[(at + next) % list.length];
          if (other !== undefined) yield bind({ role, part, system: other.system }, [role.id, part.id, other.system.id], { link: other.link });
        }
      }
    }
  },
  'remote-work': function* (terrain: Terrain): Iterable<Binding> {
    const found: { role: Place; network: Place }[] = [];
    for (const { role, system } of powers(terrain)) for (const network of workNetworks(terrain, system)) found.push({ role, network });
    for (const { role, network } of distinct(found, (each) => `${each.role.id} ${each.network.id}`)) yield bind({ role, network }, [role.id, network.id]);
  },
  desk: function* (terrain: Terrain): Iterable<Binding> {
    for (const { role, part } of desks(terrain)) yield bind({ role, part }, [role.id, part.id]);
  },
  'desk-directory': function* (terrain: Terrain): Iterable<Binding> {
    const idps = groupBy(directory(terrain), (each) => each.role.id);
    for (const { role, part } of desks(terrain)) for (const { idp } of idps.get(role.id) ?? []) yield bind({ role, part, idp }, [role.id, part.id, idp.id]);
  },
  'desk-power': function* (terrain: Terrain): Iterable<Binding> {
    const held = groupBy(powers(terrain), (each) => each.role.id);
    for (const { role, part } of desks(terrain)) {
      for (const { system, link } of held.get(role.id) ?? []) if (system !== part) yield bind({ role, part, system }, [part.id, link.id], { link });
    }
  },
  /** Where a person who may keep notes in one system also has power over another. */
  documented: function* (terrain: Terrain): Iterable<Binding> {
    const held = groupBy(powers(terrain), (each) => each.role.id);
    for (const { role, system: part, link: reads } of powers(terrain)) {
      if (!['wiki', 'document-system', 'mail', 'repository'].includes(part.kind) || reads.type === 'administers') continue;
      for (const { system, link } of held.get(role.id) ?? []) if (system !== part) yield bind({ role, part, system }, [part.id, link.id], { link });
    }
  },
  'kept-password': function* (terrain: Terrain): Iterable<Binding> {
    const idps = groupBy(directory(terrain), (each) => each.role.id);
    for (const { role, part } of desks(terrain)) {
      for (const held of terrain.held.get(part.id)?.values() ?? []) {
        if (held.asset.kind !== 'credential') continue;
        for (const { idp } of idps.get(role.id) ?? []) {
          if (held.asset.opens?.some((opens) => opens.part === idp.id) === true) {
            yield bind({ role, part, idp }, [role.id, held.asset.id, part.id], { asset: held.asset, placed: held.state });
          }
        }
      }
    }
  },
};

/** Networks on which a system can be reached, or on which it stands: where its people work. */
export function workNetworks(terrain: Terrain, system: Place): readonly Place[] {
  const doors = (system.part?.interfaces ?? []).flatMap((door) => door.on);
  const ids = doors.length > 0 && system.kind !== 'workstation' ? doors : (system.part?.attached ?? []);
  return ids.flatMap((id) => {
    const network = terrain.places.get(id);
    return network?.kind === 'network' && network !== terrain.internet ? [network] : [];
  });
}
