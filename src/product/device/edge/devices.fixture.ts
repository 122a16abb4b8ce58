import { createHash } from 'node:crypto';
import { Duration, Instant } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { decideOwnership } from '../decide.ts';
import type { CertificateIssued, CertificateRevoked } from '../events.ts';
import { deviceKey } from '../key.ts';
import { deviceOf } from './questions.ts';

export const AT = Instant.parse('2026-11-01T00:00:00Z');
export const HOME = 'h_00000000000000000001' as HouseholdId;
export const OTHER_HOME = 'h_00000000000000000002' as HouseholdId;

export const fingerprintOf = (certificate: string | Uint8Array) => createHash('sha256').update(certificate).digest('hex');

/** As the authority enters a certificate; what it is the digest of is the serial, unless a certificate is given. */
export async function issue(
  fleet: Fleet,
  device: string,
  serial: string,
  { days = 90, grace = 30, profile = 'camera', fingerprint = fingerprintOf(serial) } = {},
) {
  const now = fleet.now();
  const until = Instant.plus(now, Duration.days(days));
  const event: CertificateIssued = {
    type: 'certificate.issued',
    at: Instant.format(now),
    device: device as DeviceId,
    issuer: 'issuing-1',
    serial,
    fingerprint,
    profile,
    notBefore: Instant.format(now),
    notAfter: Instant.format(until),
    graceUntil: Instant.format(Instant.plus(until, Duration.days(grace))),
  };
  await fleet.act(deviceKey(device as DeviceId), () => ({ ok: true, events: [event] }));
  return { serial, fingerprint };
}

export async function revoke(fleet: Fleet, device: string, serial: string) {
  const event: CertificateRevoked = { type: 'certificate.revoked', at: Instant.format(fleet.now()), issuer: 'issuing-1', serial, reason: 'keyCompromise' };
  await fleet.act(deviceKey(device as DeviceId), () => ({ ok: true, events: [event] }));
}

/** As introduction ends. */
export async function own(fleet: Fleet, device: string, household = HOME) {
  const id = device as DeviceId;
  await fleet.act(deviceKey(id), () => decideOwnership(deviceOf(fleet.db, id), id, household, fleet.now()));
}
