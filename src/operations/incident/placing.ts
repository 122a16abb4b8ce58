import { fallenOf } from '../../assurance/attacks/falling.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { Refused } from '../../core/index.ts';
import type { Incident } from './model.ts';

/** Where a device of an incident stands on the map, and who says so. Without a part, `lacks` says why: it is never guessed. */
export interface Placed {
  /** Keyed id. */
  readonly device: string;
  readonly name?: string;
  readonly part?: string;
  readonly by?: 'declared' | 'fleet';
  /** What whoever took the part holds of it, as ids of states. */
  readonly states: readonly string[];
  readonly lacks?: string;
}

/** Each named device of the incident on the map: as declared on the incident, else as the fleet has it (`fleet`: part by the device's name). */
export function placed({ devices }: Incident, graph: AttackGraph, fleet: ReadonlyMap<string, string>): readonly Placed[] {
  return [...devices.values()].map(({ id, name, part: declared }) => {
    const known = name === undefined ? undefined : fleet.get(name);
    const part = declared ?? known;
    const whom = { device: id, ...(name === undefined ? {} : { name }) };
    if (part === undefined) return { ...whom, states: [], lacks: 'the fleet has no such device, and nobody said which part of the map it is' };
    const states = statesOf(graph, part);
    const at = { ...whom, part, by: declared === undefined ? ('fleet' as const) : ('declared' as const), states };
    return states.length === 0 ? { ...at, lacks: `the attack graph of the map has no part ${part}` } : at;
  });
}

/** The parts of the map on which devices of the incident stand, each once, with what is held of them. */
export function takenParts(all: readonly Placed[]): ReadonlyMap<string, readonly string[]> {
  return new Map(all.flatMap(({ part, states }) => (part === undefined || states.length === 0 ? [] : [[part, states] as const])));
}

/** Of one of the part; none where the graph does not have it. */
export function statesOf(graph: AttackGraph, part: string): readonly string[] {
  try {
    return fallenOf(graph, [part]);
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}
