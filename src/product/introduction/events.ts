import type { Digest } from '../../core/index.ts';
import type { OwnershipBegan } from '../device/events.ts';
import type { AlarmRaised } from '../est/events.ts';
import type { DeviceId, FleetEvent, HouseholdId } from '../fleet/model.ts';
import type { ClaimId, Step, Why } from './model.ts';

// The facts of introductions on the fleet's ledger. They are what the experience of introducing is measured by: which step, after how long. Nobody is in them but opaque households.

interface OfClaim extends FleetEvent {
  readonly claim: ClaimId;
  readonly device: DeviceId;
}

export interface IntroductionBegun extends OfClaim {
  readonly type: 'introduction.begun';
  readonly digest: Digest;
  readonly nonce: string;
  readonly until: string;
}

/** A household showed the secret. `after`: milliseconds since it was begun, here and below. */
export interface IntroductionScanned extends OfClaim {
  readonly type: 'introduction.scanned';
  readonly household: HouseholdId;
  readonly after: number;
}

/** The device itself confirmed that somebody is at it, over the channel of this certificate. */
export interface IntroductionPresence extends OfClaim {
  readonly type: 'introduction.presence';
  readonly serial: string;
  readonly after: number;
}

/** Both have come. Entered with the second of them and with `ownership.began`, in one act. */
export interface IntroductionCompleted extends OfClaim {
  readonly type: 'introduction.completed';
  readonly household: HouseholdId;
  readonly after: number;
}

export interface IntroductionAbandoned extends OfClaim {
  readonly type: 'introduction.abandoned';
  /** What was still to come. */
  readonly step: Step;
  readonly because: Why;
  readonly after: number;
}

export type IntroductionEvent = IntroductionBegun | IntroductionScanned | IntroductionPresence | IntroductionCompleted | IntroductionAbandoned;

/** An alarm that a household is told of: its owner's, or of whoever scanned first. */
export interface HouseholdAlarm extends AlarmRaised {
  readonly household: HouseholdId;
}

/** Everything that an act of introduction may enter. */
export type IntroducingEvent = IntroductionEvent | OwnershipBegan | HouseholdAlarm;

export const INTRODUCTION_EVENTS = [
  'introduction.begun',
  'introduction.scanned',
  'introduction.presence',
  'introduction.completed',
  'introduction.abandoned',
] as const satisfies readonly IntroductionEvent['type'][];
