import { Duration, Instant } from '../core/index.ts';
import { claimOf } from './claims/index.ts';
import type { Evidence } from './model.ts';

/** How long a statement of this claim may be relied on at the most. A source may say less, never more. */
export function longestFor(claim: string): Duration | undefined {
  const known = longest.get(claim);
  if (known !== undefined) return known;
  const declared = claimOf(claim);
  if (declared === undefined) return undefined;
  const read = Duration.parse(declared.validFor);
  longest.set(claim, read);
  return read;
}

/** Of declared claims, read once: as many as there are. */
const longest = new Map<string, Duration>();

/** The moment from which a statement may no longer be relied on: what it says itself, and no later than its claim allows. */
export function expiresAt(evidence: Evidence): Instant {
  const stated = Duration.parse(evidence.validFor);
  const most = longestFor(evidence.claim) ?? stated;
  return Instant.plus(Instant.parse(evidence.observedAt), most < stated ? most : stated);
}

/** `future`: observed after the moment asked about, so not known then. */
export function freshness(evidence: Evidence, at: Instant): 'fresh' | 'expired' | 'future' {
  if (Instant.parse(evidence.observedAt) > at) return 'future';
  return at < expiresAt(evidence) ? 'fresh' : 'expired';
}
