import type { Instant } from '../../core/index.ts';
import type { DeviceView, Presented, Standing } from './model.ts';

/**
 * What this credential may do at this moment, and why. Both ends of a validity belong to it (RFC 5280 section 4.1.2.5); so does the end of a grace.
 * Retired comes before revoked, and both before what time says: the reason that is given is the one that no later moment changes.
 */
export function standingOf(view: DeviceView, presented: Presented, at: Instant): Standing {
  const credential = view.credential(presented.serial);
  if (credential === undefined || credential.fingerprint !== presented.fingerprint) return { may: 'nothing', because: 'unknown' };
  const device = view.device(credential.device);
  if (device === undefined) return { may: 'nothing', because: 'unknown' };
  if (device.life === 'retired') return { may: 'nothing', because: 'retired' };
  if (credential.state === 'revoked' || credential.state === 'superseded') return { may: 'nothing', because: credential.state };
  if (device.quarantine !== undefined) return { may: 'nothing', because: 'quarantined' };
  if (at < credential.notBefore) return { may: 'nothing', because: 'not-yet-valid' };
  if (at > credential.notAfter) {
    if (at > credential.graceUntil) return { may: 'nothing', because: 'expired' };
    return { may: 'renew-only', until: credential.graceUntil, because: 'expired-in-grace' };
  }
  if (credential.rotation !== undefined) return { may: 'renew-only', until: credential.notAfter, because: 'rotation-asked' };
  if (device.household === undefined) return { may: 'renew-only', until: credential.notAfter, because: 'nobodys' };
  return { may: 'everything', until: credential.notAfter };
}
