import { Duration, Instant } from '../core/index.ts';
import type { Evidence } from './model.ts';

/** The moment from which a statement may no longer be relied on. */
export function expiresAt(evidence: Evidence): Instant {
  return Instant.plus(Instant.parse(evidence.observedAt), Duration.parse(evidence.validFor));
}

/** `future`: observed after the moment asked about, so not known then. */
export function freshness(evidence: Evidence, at: Instant): 'fresh' | 'expired' | 'future' {
  if (Instant.parse(evidence.observedAt) > at) return 'future';
  return at < expiresAt(evidence) ? 'fresh' : 'expired';
}
