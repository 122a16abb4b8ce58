import type { Fault } from '../../core/index.ts';
import { incidentFaults } from './faults.ts';

/** As the register of people makes them: nobody can be told by it without that register. */
const OPAQUE = /^p_[a-z0-9]{20}$/;

/**
 * What speaks against somebody on the ledger, where they stand for ever: a role of the map or an opaque id names nobody. Never with the words themselves. `roles`: ids of the map.
 * `assay` stands for what nobody did by hand: never for somebody who agrees, is asked or owns.
 */
export function actorFaults(field: string, actor: string, roles: readonly string[]): readonly Fault[] {
  if (OPAQUE.test(actor) || (actor === 'assay' && field === 'by') || (actor.length <= 80 && roles.includes(actor))) return [];
  return [
    incidentFaults.fault('003', {
      message: 'this is no role of the map and no opaque id',
      field,
      expected: [...roles.slice(0, 12), 'or p_ and 20 lower-case letters or digits'].join(', '),
      found: 'something else',
      remedy: 'Give the id of a role of the map. A name or an address would stand on the ledger for ever.',
    }),
  ];
}
