import { type Digest, figure, Instant } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { Evidence } from '../../evidence/model.ts';

/** How far the retired devices of one product are. */
export interface Ended {
  readonly product: string;
  /** Retired for ever. */
  readonly retired: number;
  /** Of those: no credential of theirs is good, and everything that had to be closed elsewhere has been. */
  readonly refused: number;
  /** Held something of somebody, and so had to be erased. */
  readonly wipes: number;
  /** Of those: proven by a receipt of their own. */
  readonly wiped: number;
}

/** Names what states it. */
const SOURCE = 'assay product: the fleet’s own ledger';

/**
 * What the fleet states of its retired devices, each about the part of the map that they are members of. `seen` are those of which it is known; of the rest nothing is claimed. A product none of whose devices
 * was retired states nothing. The raw input is the fleet's checkpoint: by it the ledger that this was read from is found again.
 */
export function retirementEvidence(ended: readonly Ended[], at: Instant, checkpoint: Digest): readonly Evidence[] {
  return ended.flatMap(({ product, retired, refused, wipes, wiped }) => [
    ...stated(
      product,
      'retirement.trust-revoked',
      retired,
      refused,
      'retired devices whose credentials are revoked and whose sessions, shares and tokens were closed',
      at,
      checkpoint,
    ),
    ...stated(product, 'retirement.erased', wipes, wiped, 'retired devices that were in service, by their own signed receipts', at, checkpoint),
  ]);
}

function stated(product: string, claim: string, total: number, seen: number, query: string, at: Instant, digest: Digest): readonly Evidence[] {
  const declared = claimOf(claim);
  if (declared === undefined || seen === 0) return [];
  return [
    {
      subject: product,
      claim,
      value: true,
      observedAt: Instant.format(at),
      validFor: declared.validFor,
      source: SOURCE,
      method: 'runtime',
      population: { total, seen, query: `${query}: ${figure(seen)} of ${figure(total)}` },
      raw: { digest, mediaType: 'text/plain' },
    },
  ];
}
