import type { Brand, Instant } from '../../core/index.ts';
import type { DataClass } from '../authorization/model.ts';
import type { DeviceId, HouseholdId } from '../fleet/model.ts';

/** Whose a record is, from the moment it came: a household, or the device itself where nobody owned it. */
export type Holder = HouseholdId | Brand<`device:${string}`, 'OwnHolder'>;

export const holderOf = (device: DeviceId, household: HouseholdId | undefined): Holder => household ?? (`device:${device}` as Holder);
export const householdOf = (holder: Holder): HouseholdId | undefined => (holder.startsWith('h_') ? (holder as HouseholdId) : undefined);

/** What a record is, beside its value. It never changes. */
export interface Label {
  readonly holder: Holder;
  readonly device: DeviceId;
  readonly channel: string;
  readonly dataClass: DataClass;
  /** What it is kept for. */
  readonly purpose: string;
  readonly at: Instant;
}

export interface DataRecord extends Label {
  readonly id: number;
  /** It is erased from then on. */
  readonly until: Instant;
  readonly value: Uint8Array;
}

/** `de_` (erasure) or `dx_` (export) and 20 of a-z0-9. */
export type RequestId = Brand<string, 'RequestId'>;

/** The longest value that is kept. */
export const MOST_VALUE = 64 * 1024;
