import { type Decision, Instant, Refused } from '../../../core/index.ts';
import { deviceKey } from '../../device/key.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { CaEvent } from '../events.ts';
import { caFaults } from '../faults.ts';
import type { RevocationReason, Revoked } from '../model.ts';
import { certificateIn } from './tables.ts';

/**
 * Revokes a certificate by its serial number, once and for all: asked again, it says what was decided first, but that its key is in other hands is said of any. OCSP knows at once, lists from the next run on.
 * Throws `Refused` (ASSAY-CA-016) for a number that was never issued.
 */
export async function revoke(fleet: Fleet, serial: string, reason: RevocationReason): Promise<Revoked> {
  const before = certificateIn(fleet.db, serial);
  if (before === undefined) throw neverIssued(serial);
  await fleet.act(actOf(serial, before.device), () => revocation(fleet, serial, reason));
  const kept = certificateIn(fleet.db, serial);
  if (kept?.revoked === undefined) throw neverIssued(serial);
  return { serial, ...kept.revoked };
}

/** The key of acts on a certificate: its device's, where it has one, since what a device may do depends on its certificates. */
export function actOf(serial: string, device: DeviceId | undefined): string {
  return device === undefined ? `certificate:${serial}` : deviceKey(device);
}

/** The facts that revoke it, for acts that do more besides (a retirement); none where it is revoked already, unless its key is in other hands, which nobody knew then. */
export function revocation(fleet: Fleet, serial: string, reason: RevocationReason): Decision<CaEvent> {
  const kept = certificateIn(fleet.db, serial);
  if (kept === undefined) return { ok: false, faults: neverIssued(serial).faults };
  if (kept.revoked !== undefined && (reason !== 'keyCompromise' || kept.revoked.reason === 'keyCompromise')) return { ok: true, events: [] };
  const { issuer, device } = kept;
  const event: CaEvent = { type: 'certificate.revoked', at: Instant.format(fleet.now()), serial, issuer, reason, ...(device === undefined ? {} : { device }) };
  return { ok: true, events: [event] };
}

function neverIssued(serial: string): Refused {
  return new Refused(
    caFaults.fault('016', {
      message: 'the authority never issued this serial number',
      expected: 'a serial number in hexadecimal, as certificates show it',
      found: serial.slice(0, 80),
      remedy: 'See the certificate: openssl x509 -noout -serial -in FILE',
    }),
  );
}
