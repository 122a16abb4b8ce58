import { fallenOf } from '../../assurance/attacks/falling.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { type Fault, nearest, Refused } from '../../core/index.ts';
import { reachFaults } from './faults.ts';
import type { ReachView } from './view.ts';

/** `known`: what the name could have been. */
export function noSystem(name: string, known: Iterable<string>): Fault {
  const near = nearest(name, known);
  return reachFaults.fault('001', {
    message: `"${name}" is no system of the map`,
    expected: near.join(' or ') || 'the id of a part of the map',
    found: name,
    remedy: near[0] === undefined ? 'List them with: assay business reach' : `Did you mean "${near[0]}"?`,
  });
}

/**
 * Names that begin with nothing of the map and stand for nothing in its attack graph. One that begins with a part or an asset and goes on as no state does is left to
 * whoever resolves it. Throws `Refused` (ASSAY-REACH-001) with each of them.
 */
export function refuseUnknown({ attacked: { map, graph }, parts }: ReachView, names: readonly string[]): void {
  const known = new Set<string>([...parts.keys(), ...map.assets.map(({ id }) => id)]);
  const headOf = (name: string): string => name.trim().split(/[:@/#]/)[0] ?? '';
  const unknown = [...new Set(names)].filter((name) => !known.has(headOf(name)) && !resolves(graph, name));
  if (unknown.length > 0) throw new Refused(...unknown.map((name) => noSystem(headOf(name), known)));
}

function resolves(graph: AttackGraph, name: string): boolean {
  try {
    return fallenOf(graph, [name]).length > 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return false;
  }
}
