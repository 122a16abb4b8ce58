import type { Instant } from '../../core/index.ts';
import type { DeviceId, HouseholdId, MemberId } from '../fleet/model.ts';

/** Where a decision is enforced. The same policies answer at each. */
export type EnforcementPoint = 'app' | 'server' | 'broker' | 'gateway';

/** What can be done with a channel of a device. `receive` is asked for each delivery of a live subscription; `subscribe` when it begins. */
export type FleetAction = 'request' | 'command' | 'publish' | 'subscribe' | 'receive' | 'read' | 'export' | 'erase' | 'administer';

/** Who asks. A gateway that speaks for a child names both. */
export type Subject =
  | { readonly kind: 'device'; readonly device: DeviceId; readonly onBehalfOf?: DeviceId }
  | { readonly kind: 'member'; readonly member: MemberId; readonly household?: HouseholdId }
  | { readonly kind: 'service'; readonly service: string };

/** `video`, `telemetry`, `motion`, `command` …: what a channel carries decides its class. Declared with the product, not by whoever sends. */
export interface Channel {
  readonly device: DeviceId;
  readonly name: string;
}

export type DataClass = 'operational' | 'telemetry' | 'personal' | 'sensitive';

export interface Asked {
  readonly subject: Subject;
  readonly action: FleetAction;
  readonly on: Channel;
  readonly at: EnforcementPoint;
  /** What for: `operation`, `support`, `analytics` … Consent is given to a purpose. */
  readonly purpose: string;
  readonly moment: Instant;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Ids of the policies that decided; of none where nothing allows it. */
  readonly policies: readonly string[];
  /** The first moment at which time alone may change this answer. Absent: only a fact can. */
  readonly until?: Instant;
  /** Goes up with each fact that may change answers for this household or device. */
  readonly epoch: number;
}

/** The port that every enforcement point asks. Total: what it does not know it refuses. Quick where the answer is kept, and kept no longer than its epoch and `until`. */
export interface Decisions {
  decide(asked: Asked): Verdict;
  /** Of this channel's device and its household, now. */
  epoch(device: DeviceId): number;
}
