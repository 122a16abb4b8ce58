import { type Digest, figure, Instant } from '../../core/index.ts';
import { claimOf } from '../../evidence/claims/index.ts';
import type { Evidence } from '../../evidence/model.ts';

/** What the devices of one product have shown of their hardware, by the newest evidence of each. */
export interface ProductAttested {
  readonly product: string;
  /** Devices in service. */
  readonly inService: number;
  /** Of those: verified, and not older than the claim lasts. */
  readonly verified: number;
  /** Of those: in the state in which debug ports are shut for good, by a verified token. */
  readonly secured: number;
  /** Devices in service whose genuine evidence says that debugging is open. */
  readonly debugging: number;
}

const SOURCE = 'assay product: evidence of hardware on the fleet’s own ledger';
export const ATTESTED = 'device.hardware-attested';

/** What the fleet states of them, each about the part of the map that they are members of. Of devices that showed nothing, nothing is claimed but their number. */
export function attestationEvidence(products: readonly ProductAttested[], at: Instant, digest: Digest): readonly Evidence[] {
  return products.flatMap(({ product, inService, verified, secured, debugging }) => {
    const stated = (claim: string, value: boolean | number, seen: number, query: string): readonly Evidence[] => {
      const declared = claimOf(claim);
      if (declared === undefined || seen === 0) return [];
      return [
        {
          subject: product,
          claim,
          value,
          observedAt: Instant.format(at),
          validFor: declared.validFor,
          source: SOURCE,
          method: 'runtime',
          population: { total: inService, seen, query: `${query}: ${figure(seen)} of ${figure(inService)}` },
          raw: { digest, mediaType: 'text/plain' },
        },
      ];
    };
    // One product that never shows any owes this to nobody: the share is stated once a device has shown something.
    const share = verified + debugging === 0 ? [] : stated(ATTESTED, Math.floor((1000 * verified) / inService) / 1000, inService, 'devices in service');
    return [
      ...share,
      ...stated('device.debug-closed', true, secured, 'devices in service whose verified token says that they are secured'),
      ...stated('device.debug-closed', false, debugging, 'devices in service whose genuine token says that debugging is open'),
    ];
  });
}
