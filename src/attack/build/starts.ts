import type { AttackGraph } from '../model.ts';
import { workNetworks } from './ranges-people.ts';
import type { States } from './states.ts';
import type { Class, Place, Terrain } from './terrain.ts';

/** The actor that stands for everybody where a map has nobody start on the public network. */
export const ANYONE = 'anyone';

/**
 * What each actor holds at the start. One member of a class means one of any of its variants, since nobody knows which. An insider is at work. A person whom a gate counts is the first of them.
 */
export function startsOf(terrain: Terrain, states: States): AttackGraph['starts'] {
  const starts: [string, readonly string[]][] = terrain.map.actors.map((actor) => {
    const held = new Set<string>();
    for (const start of actor.starts) {
      const place = terrain.places.get(start.part);
      if (place === undefined) continue;
      for (const of of startingClasses(place, start.every === true))
        held.add(states.access(place, start.access, undefined, of).id(start.every === true ? 'every' : 'some'));
      if (start.access === 'user' && place.kind === 'role' && (actor.kind === 'insider' || actor.kind === 'user')) {
        for (const id of ownAccess(terrain, states, place, start.every === true)) held.add(id);
      }
    }
    return [actor.id, [...held]];
  });
  // A map that draws its insiders alone still faces everybody else, if it faces a public network at all.
  const facing = terrain.internet.part !== undefined || terrain.map.parts.some((part) => part.facts?.['internet-facing'] === true);
  const outside = terrain.map.actors.some((actor) => actor.starts.some((start) => start.part === terrain.internet.id));
  if (starts.length === 0 || (facing && !outside)) {
    const id = starts.some(([actor]) => actor === ANYONE) ? `${ANYONE}-outside` : ANYONE;
    starts.push([id, [states.access(terrain.internet, 'reach').id('every')]]);
  }
  return Object.fromEntries(starts);
}

/**
 * What somebody who *is* that person holds without breaking anything: signed in, second factor and all, to each system of theirs, on the networks
 * where those are reached. Controls on sign-in keep others out of the account, not its owner.
 */
function* ownAccess(terrain: Terrain, states: States, role: Place, every: boolean): Iterable<string> {
  for (const link of terrain.linksFrom.get(role.id) ?? []) {
    const system = terrain.places.get(link.to);
    if (system === undefined || system.kind === 'role' || system.kind === 'supplier' || system.kind === 'network') continue;
    for (const of of startingClasses(role, every)) yield states.account(role, system, of).id(every ? 'every' : 'some');
    for (const network of workNetworks(terrain, system)) yield states.access(network, 'reach').id('some');
  }
}

function startingClasses(place: Place, every: boolean): readonly (Class | undefined)[] {
  if (place.classes.length === 1) return [undefined];
  // Distinct people are what a gate counts, so an actor is one of them; members of a fleet are any.
  return place.kind === 'role' || place.kind === 'supplier' ? (every ? place.classes : place.classes.slice(0, 1)) : place.classes;
}
