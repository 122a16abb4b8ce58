import { timingSafeEqual } from 'node:crypto';
import { HOTP, Secret, TOTP } from 'otpauth';
import type { Instant } from '../../../core/index.ts';
import { DIGITS, readCode, STEP_SECONDS, stepsAt } from '../window.ts';

/** 160 bits, as RFC 4226 section 4 (R6) recommends. */
export const SECRET_BYTES = 20;

/** What an authenticator app needs: a link that makes a QR code, and the same secret to be typed. SHA-1, because apps take no other; its known weakness is none here. */
export function provisioning(secret: Uint8Array, label: string): { readonly uri: string; readonly secret: string } {
  const kept = secretOf(secret);
  return { uri: new TOTP({ issuer: 'Assay', label, secret: kept, algorithm: 'SHA1', digits: DIGITS, period: STEP_SECONDS }).toString(), secret: kept.base32 };
}

/** Steps around a moment whose code this is. Every one is compared, each in constant time, so the time taken does not say which. */
export function matchingSteps(secret: Uint8Array, typed: string, now: Instant): readonly number[] {
  const code = readCode(typed);
  const found = Buffer.from(code ?? '-'.repeat(DIGITS));
  const matching = stepsAt(now).filter((counter) => {
    const expected = HOTP.generate({ secret: secretOf(secret), algorithm: 'SHA1', digits: DIGITS, counter });
    return timingSafeEqual(Buffer.from(expected), found);
  });
  return code === undefined ? [] : matching;
}

function secretOf(bytes: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(bytes).buffer });
}
