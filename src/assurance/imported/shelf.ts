import { nearest, Refused } from '../../core/index.ts';
import { assuranceFaults } from '../faults.ts';
import type { Standard } from '../model.ts';
import { standardFaults } from './faults.ts';

/** Every standard at hand, shipped ones first, then imported ones in the order of their import. Of one id there may be several editions. */
export type Held = readonly Standard[];

/** Of each id the newest: what was imported last, else what is shipped. In the order of first appearance. */
export function currentOf(held: Held): readonly Standard[] {
  const newest = new Map<string, Standard>();
  for (const standard of held) newest.set(standard.id, standard);
  return [...newest.values()];
}

export function editionsOf(held: Held, id: string): readonly Standard[] {
  return held.filter((standard) => standard.id === id);
}

/**
 * The standards that are asked for, each as `id` (the newest edition) or `id@edition`, in the order of the shelf. `all` is every newest one.
 * `edition` names that of the only one asked for. Throws `Refused` (ASSAY-GAP-001 for an id, ASSAY-STANDARD-006 for an edition).
 */
export function pickStandards(held: Held, wanted: readonly string[], edition?: string, remedy?: string): readonly Standard[] {
  const current = currentOf(held);
  if (wanted.includes('all')) return current;
  const known = current.map((standard) => standard.id);
  const faults = [];
  const picked = new Set<Standard>();
  for (const asked of wanted) {
    const at = asked.indexOf('@');
    const id = at === -1 ? asked : asked.slice(0, at);
    const named = at === -1 ? edition : asked.slice(at + 1);
    const editions = editionsOf(held, id);
    // An edition is often a sentence: a beginning that only one has is enough.
    const starting = editions.filter((standard) => standard.edition.startsWith(named ?? ''));
    const found =
      named === undefined
        ? editions.at(-1)
        : (editions.findLast((standard) => standard.edition === named) ?? (starting.length === 1 ? starting[0] : undefined));
    if (found !== undefined) picked.add(found);
    else if (editions.length === 0) {
      const near = nearest(id, known);
      faults.push(
        assuranceFaults.fault('001', {
          message: `Assay does not hold the standard "${id}"`,
          expected: near.length > 0 ? near.join(' or ') : known.join(', '),
          found: id,
          remedy: remedy ?? `Give one or more of ${known.join(', ')}, or import it: assay standards import FILE`,
        }),
      );
    } else {
      faults.push(
        standardFaults.fault('006', {
          message: `Assay does not hold edition "${named}" of ${id}`,
          expected: editions.map((standard) => standard.edition).join('; '),
          found: named ?? '',
          remedy: 'Name one of these editions, or import that edition.',
        }),
      );
    }
  }
  if (faults.length > 0) throw new Refused(...faults);
  return held.filter((standard) => picked.has(standard));
}
