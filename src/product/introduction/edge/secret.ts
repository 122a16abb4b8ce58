import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Digest } from '../../../core/index.ts';
import { SECRET_BYTES } from '../payload.ts';

/** A fresh secret, made where it is shown and told to nobody else. */
export function makeSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Of two digests, which are of one length: takes as long whichever character differs. */
export function sameDigest(a: Digest, b: Digest): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
