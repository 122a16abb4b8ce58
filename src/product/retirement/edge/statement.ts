import { Refused } from '../../../core/index.ts';
import type { Seq } from '../../../ledger/model.ts';
import type { WipeConfirmed } from '../../device/events.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { retirementFaults } from '../faults.ts';
import { retirementOf } from './projector.ts';

/** What a device signed, as it stands on the ledger: whoever has these three verifies it without this fleet. */
export interface KeptStatement {
  readonly entry: number;
  readonly statement: string;
  /** Base64. */
  readonly signature: string;
  /** Base64 of DER. */
  readonly certificate: string;
}

/** Of its newest retirement or transfer. Throws `Refused` (ASSAY-RETIREMENT-001) where it has confirmed none. */
export function statementOf(fleet: Fleet, device: DeviceId): KeptStatement {
  for (const seq of [...(retirementOf(fleet.db, device)?.entries ?? [])].reverse()) {
    const [entry] = fleet.ledger.read(seq as Seq, 1);
    if (entry?.type !== 'wipe.confirmed') continue;
    // The body is what this fleet entered; facts from before statements were kept have the digest alone.
    const { statement, signature, certificate } = entry.body as unknown as WipeConfirmed;
    if (statement !== undefined && signature !== undefined && certificate !== undefined) return { entry: seq, statement, signature, certificate };
  }
  throw new Refused(
    retirementFaults.fault('001', {
      message: `${device} has confirmed no erasure`,
      field: 'device',
      expected: 'a device that was retired or passed on, and has said that it has erased itself',
      found: device,
      remedy: 'See what is missing with: assay product device show ID',
    }),
  );
}
