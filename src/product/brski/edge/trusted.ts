import { sameBytes } from '../../../core/der/hex.ts';
import type { Instant } from '../../../core/index.ts';
import type { Certificate } from '../../ca/certificate-read.ts';
import { climbsTo } from '../../est/edge/trust.ts';

/** Whether `anchors` has this very certificate. */
export function isNamed(signer: Certificate, anchors: readonly Certificate[]): boolean {
  return anchors.some(({ der }) => sameBytes(der, signer.der));
}

/** Whether a signer is one of `anchors`, or leads to one. A manufacturer may name the very certificate that signs. Without `at`: whoever asks has no clock. */
export function isTrusted(signer: Certificate, beside: readonly Certificate[], anchors: readonly Certificate[], at?: Instant): boolean {
  if (isNamed(signer, anchors)) return at === undefined || (at >= signer.notBefore && at <= signer.notAfter);
  return climbsTo(signer, beside, anchors, at === undefined ? {} : { at });
}
