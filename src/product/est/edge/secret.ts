import { createHash, timingSafeEqual } from 'node:crypto';

/** Same letters, without telling by time where they differ. Both are digested first, so that their lengths tell nothing either. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

export function digestOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
