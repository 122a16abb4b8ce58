import type { AttackGraph } from '../model.ts';
import { workNetworks } from './ranges-people.ts';
import type { States } from './states.ts';
import type { Class, Place, Terrain } from './terrain.ts';

/** The actor that stands for everybody where a map names none. */
export const ANYONE = 'anyone';

/**
 * What each actor holds at the start. One member of a class means one of any of its variants, since nobody knows which. An insider is at work:
 * on the networks where the systems of that role are reached. A person whom a gate counts is the first of them.
 */
export function startsOf(terrain: Terrain, states: States): AttackGraph['starts'] {
  const starts: [string, readonly string[]][] = terrain.map.actors.map((actor) => {
    const held = new Set<string>();
    for (const start of actor.starts) {
      const place = terrain.places.get(start.part);
      if (place === undefined) continue;
      for (const of of startingClasses(place, start.every === true))
        held.add(states.access(place, start.access, undefined, of).id(start.every === true ? 'every' : 'some'));
      if (start.access === 'user' && (place.kind === 'role' || place.kind === 'supplier') && actor.kind === 'insider') {
        for (const link of terrain.linksFrom.get(place.id) ?? []) {
          const system = terrain.places.get(link.to);
          if (system !== undefined) for (const network of workNetworks(terrain, system)) held.add(states.access(network, 'reach').id('some'));
        }
      }
    }
    return [actor.id, [...held]];
  });
  if (starts.length === 0) starts.push([ANYONE, [states.access(terrain.internet, 'reach').id('every')]]);
  return Object.fromEntries(starts);
}

function startingClasses(place: Place, every: boolean): readonly (Class | undefined)[] {
  if (place.classes.length === 1) return [undefined];
  // Distinct people are what a gate counts, so an actor is one of them; members of a fleet are any.
  return place.kind === 'role' || place.kind === 'supplier' ? (every ? place.classes : place.classes.slice(0, 1)) : place.classes;
}
