import type { DataClass } from '../authorization/model.ts';
import type { DeviceId, FleetEvent, HouseholdId, MemberId } from '../fleet/model.ts';
import type { Role, ShareId, VisitId } from './model.ts';

interface OfHousehold extends FleetEvent {
  readonly household: HouseholdId;
}

/** Facts of households on the fleet's ledger. Nobody's name is among them, and moments are RFC 3339. */
export type HouseholdEvent =
  | (OfHousehold & { readonly type: 'household.founded'; readonly owner: MemberId })
  | (OfHousehold & { readonly type: 'household.dissolved'; readonly by: MemberId })
  | (OfHousehold & { readonly type: 'member.joined'; readonly member: MemberId; readonly role: Role; readonly until?: string; readonly by: MemberId })
  | (OfHousehold & { readonly type: 'member.changed'; readonly member: MemberId; readonly role: Role; readonly until?: string; readonly by: MemberId })
  | (OfHousehold & { readonly type: 'member.left'; readonly member: MemberId; readonly by: MemberId })
  | (OfHousehold & {
      readonly type: 'share.given';
      readonly share: ShareId;
      readonly device: DeviceId;
      readonly channel?: string;
      readonly to: MemberId;
      readonly from: string;
      readonly until: string;
      readonly by: MemberId;
    })
  | (OfHousehold & { readonly type: 'share.ended'; readonly share: ShareId; readonly device: DeviceId; readonly to: MemberId; readonly by?: MemberId })
  | (OfHousehold & {
      readonly type: 'visit.asked';
      readonly visit: VisitId;
      readonly supporter: MemberId;
      readonly device?: DeviceId;
      readonly minutes: number;
    })
  | (OfHousehold & { readonly type: 'visit.agreed'; readonly visit: VisitId; readonly supporter: MemberId; readonly until: string; readonly by: MemberId })
  | (OfHousehold & { readonly type: 'visit.ended'; readonly visit: VisitId; readonly supporter: MemberId; readonly by?: MemberId })
  | (OfHousehold & {
      readonly type: 'consent.given';
      readonly purpose: string;
      readonly class: DataClass;
      readonly until?: string;
      readonly by: MemberId;
    })
  | (OfHousehold & { readonly type: 'consent.withdrawn'; readonly purpose: string; readonly class: DataClass; readonly by: MemberId });

export const HOUSEHOLD_EVENTS = [
  'household.founded',
  'household.dissolved',
  'member.joined',
  'member.changed',
  'member.left',
  'share.given',
  'share.ended',
  'visit.asked',
  'visit.agreed',
  'visit.ended',
  'consent.given',
  'consent.withdrawn',
] as const satisfies readonly HouseholdEvent['type'][];

/** What people of a household are warned of, where they can act. */
export const NOTICES = ['somebody-asked', 'new-person', 'shared', 'support-here', 'not-wiped'] as const;

/** A warning was shown, and acted on or put away. Counted by the experience layer; who it was is not in it. */
export interface NoticeAnswered extends OfHousehold {
  readonly type: 'notice.answered';
  readonly notice: (typeof NOTICES)[number];
  readonly answer: 'heeded' | 'passed';
}

/** Somebody of the household asked why they may not, and was told. */
export interface DenialExplained extends OfHousehold {
  readonly type: 'denial.explained';
  readonly device: DeviceId;
}
