import type { Brand, Digest, Instant } from '../../core/index.ts';
import type { DeviceId, HouseholdId } from '../fleet/model.ts';

/** `ic_` and 20 of a-z0-9. Names an introduction; it opens nothing. */
export type ClaimId = Brand<string, 'ClaimId'>;

/** What was still to come when an introduction ended without a household. */
export type Step = 'scan' | 'presence' | 'both';
export type Why = 'expired' | 'cancelled' | 'replaced' | 'contested';
export type ClaimState = 'open' | 'completed' | Why;

/** One introduction: the secret in the household's hand, and the button on the device, in either order. Of the secret there is its digest alone. */
export interface Claim {
  readonly id: ClaimId;
  readonly device: DeviceId;
  /** Of the secret, together with the device that it is bound to. */
  readonly digest: Digest;
  /** The server's, fresh for each introduction: what a device confirms is new by it, and not by any clock. 32 hex digits. */
  readonly nonce: string;
  readonly begunAt: Instant;
  /** Good until then, not at it. */
  readonly until: Instant;
  readonly state: ClaimState;
  /** Who showed the secret. */
  readonly household?: HouseholdId;
  readonly scannedAt?: Instant;
  readonly presentAt?: Instant;
  readonly endedAt?: Instant;
}
