import { nearest, Refused } from '../../core/index.ts';
import { assuranceFaults } from '../faults.ts';
import type { Standard } from '../model.ts';
import { standardFaults } from './faults.ts';

/** Every standard at hand, shipped ones first, then imported ones in the order of their import. Of one id there may be several editions. */
export type Held = readonly Standard[];

/**
 * Of each id the one that counts where no edition is named, in the order of first appearance: what is shipped, unless an import was made to take its
 * place; of what is not shipped, the newest import. To have been imported is no reason to go before what is shipped.
 */
export function currentOf(held: Held): readonly Standard[] {
  const counting = new Map<string, Standard>();
  for (const standard of held) {
    const other = counting.get(standard.id);
    const takes =
      standard.imported === undefined ||
      standard.imported.supersedes !== undefined ||
      !held.some((one) => one.id === standard.id && one.imported === undefined);
    if (other === undefined || takes) counting.set(standard.id, standard);
  }
  return [...counting.values()];
}

export function editionsOf(held: Held, id: string): readonly Standard[] {
  return held.filter((standard) => standard.id === id);
}

/**
 * The standards that are asked for, each as `id` (the edition that counts) or `id@edition`, in the order of the shelf. `all` is every one that counts.
 * `edition` names that of the only one asked for. Throws `Refused` (ASSAY-GAP-001 for an id, ASSAY-STANDARD-006 for an edition).
 */
export function pickStandards(held: Held, wanted: readonly string[], edition?: string, remedy?: string): readonly Standard[] {
  const { found, missing } = findStandards(held, wanted, edition);
  if (missing.length > 0) throw new Refused(...missing.map((asked) => notHeld(held, asked, edition, remedy)));
  return found;
}

/** The same, with the names that the shelf has nothing for. */
export function findStandards(
  held: Held,
  wanted: readonly string[],
  edition?: string,
): { readonly found: readonly Standard[]; readonly missing: readonly string[] } {
  const current = currentOf(held);
  if (wanted.includes('all')) return { found: current, missing: [] };
  const picked = new Set<Standard>();
  const missing: string[] = [];
  for (const asked of wanted) {
    const { id, named } = split(asked, edition);
    const editions = editionsOf(held, id);
    // An edition is often a sentence: a beginning that only one has is enough. A whole name that two have is that of the shipped one.
    const exact = editions.filter((standard) => standard.edition === named);
    const starting = editions.filter((standard) => standard.edition.startsWith(named ?? ''));
    const found =
      named === undefined
        ? current.find((standard) => standard.id === id)
        : (exact.find((standard) => standard.imported === undefined) ?? exact.at(-1) ?? (starting.length === 1 ? starting[0] : undefined));
    if (found === undefined) missing.push(asked);
    else picked.add(found);
  }
  return { found: held.filter((standard) => picked.has(standard)), missing };
}

function split(asked: string, edition: string | undefined): { readonly id: string; readonly named: string | undefined } {
  const at = asked.indexOf('@');
  return at === -1 ? { id: asked, named: edition } : { id: asked.slice(0, at), named: asked.slice(at + 1) };
}

function notHeld(held: Held, asked: string, edition: string | undefined, remedy: string | undefined) {
  const { id, named } = split(asked, edition);
  const editions = editionsOf(held, id);
  if (editions.length === 0) {
    const known = currentOf(held).map((standard) => standard.id);
    const near = nearest(id, known);
    return assuranceFaults.fault('001', {
      message: `Assay does not hold the standard "${id}"`,
      expected: near.length > 0 ? near.join(' or ') : known.join(', '),
      found: id,
      remedy:
        remedy ??
        `Give one or more of ${known.join(', ')}, or import it: assay standards import FILE. For an earlier moment, what was imported later is not there`,
    });
  }
  return standardFaults.fault('006', {
    message: `Assay does not hold edition "${named}" of ${id}`,
    expected: editions.map((standard) => standard.edition).join('; '),
    found: named ?? '',
    remedy: 'Name one of these editions, or import that edition.',
  });
}
