import type { Life } from '../device/model.ts';
import type { DeviceId, HouseholdId, MemberId, ProductId } from '../fleet/model.ts';
import type { Consent, Member, Share, Visit } from '../household/model.ts';
import type { DataClass } from './model.ts';

export interface DeviceFact {
  readonly product: ProductId;
  readonly life: Life;
  readonly household?: HouseholdId;
  readonly gateway?: DeviceId;
}

/**
 * What decisions ask of the other rooms, one thing at a time: nothing here gives all devices or all households, so that a fleet of a million costs a question what one of ten
 * does. Synchronous, and each answer is as of the last applied fact.
 */
export interface Facts {
  device(id: DeviceId): DeviceFact | undefined;
  member(id: MemberId): (Member & { readonly household: HouseholdId }) | undefined;
  /** Ever given of this device to this person. */
  shares(to: MemberId, device: DeviceId): readonly (Share & { readonly household: HouseholdId })[];
  visits(supporter: MemberId, household: HouseholdId): readonly Visit[];
  consent(household: HouseholdId, purpose: string, dataClass: DataClass): Consent | undefined;
  /** Households that shared with this person, or that they visit. */
  reachOf(member: MemberId): readonly HouseholdId[];
  /** Everybody to whom something of this device could be allowed: who lives in its household, with whom it is shared, who visits. */
  peopleOf(device: DeviceId, household: HouseholdId): readonly MemberId[];
  /** Members of a household, also those who left. */
  membersOf(household: HouseholdId): readonly MemberId[];
}
