import { Instant } from '../../core/index.ts';

/**
 * When a certificate is best renewed: at two thirds of its life, and up to a tenth of it later, so that what was made on one day does not all come back on one day.
 * `jitter`: from 0 to 1, drawn by the device once for a certificate.
 */
export function renewAt(notBefore: Instant, notAfter: Instant, jitter: number): Instant {
  const life = Math.max(0, notAfter - notBefore);
  return Instant.of(Math.round(notBefore + (life * 2) / 3 + (life / 10) * Math.min(1, Math.max(0, jitter))));
}
