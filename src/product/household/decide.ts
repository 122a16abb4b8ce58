import { type Decider, type Decision, Duration, type Fault, Instant } from '../../core/index.ts';
import type { DataClass } from '../authorization/model.ts';
import { COMMAND_CHANNEL, isChannelName, isDeviceId, isMemberId } from '../authorization/topic.ts';
import type { DeviceId, HouseholdId, MemberId } from '../fleet/model.ts';
import type { HouseholdEvent } from './events.ts';
import { consentKey, evolve, NO_HOUSEHOLD } from './evolve.ts';
import { householdFaults } from './faults.ts';
import {
  type Household,
  isConsented,
  isMember,
  isShared,
  isVisiting,
  purposeName,
  ROLES,
  type Role,
  type ShareId,
  shareId,
  type VisitId,
  visitId,
} from './model.ts';

interface Act {
  readonly at: Instant;
}

/** What can be done with a household. `by` is whoever is signed in, never what a request says of itself. Each may be repeated: what is so already gives no fact. */
export type HouseholdCommand = Act &
  (
    | { readonly type: 'found'; readonly household: HouseholdId; readonly owner: MemberId }
    | { readonly type: 'join'; readonly member: MemberId; readonly role: Role; readonly until?: Instant; readonly by: MemberId }
    | { readonly type: 'change'; readonly member: MemberId; readonly role: Role; readonly until?: Instant; readonly by: MemberId }
    | { readonly type: 'leave'; readonly member: MemberId; readonly by: MemberId }
    | {
        readonly type: 'share';
        readonly share: ShareId;
        readonly device: DeviceId;
        readonly channel?: string;
        readonly to: MemberId;
        readonly from?: Instant;
        readonly until: Instant;
        readonly by: MemberId;
      }
    | { readonly type: 'end-share'; readonly share: ShareId; readonly by: MemberId }
    | { readonly type: 'ask-visit'; readonly visit: VisitId; readonly supporter: MemberId; readonly device?: DeviceId; readonly minutes: number }
    | { readonly type: 'agree-visit'; readonly visit: VisitId; readonly by: MemberId }
    | { readonly type: 'end-visit'; readonly visit: VisitId; readonly by: MemberId }
    | { readonly type: 'consent'; readonly purpose: string; readonly class: DataClass; readonly until?: Instant; readonly by: MemberId }
    | { readonly type: 'withdraw'; readonly purpose: string; readonly class: DataClass; readonly by: MemberId }
    /** The device leaves the household: what was shared of it and who visits it goes along. */
    | { readonly type: 'release'; readonly device: DeviceId }
    | { readonly type: 'dissolve'; readonly by: MemberId }
  );

export const HOUSEHOLD_LIMITS = {
  members: 50,
  /** Shares that are in force or to come. */
  shares: 500,
  openVisits: 10,
  consents: 200,
  /** Ids that ever were, so that no household grows for ever by being changed. */
  ever: 10_000,
  shareDays: 366,
  installerDays: 31,
  visitMinutes: 24 * 60,
} as const;

const CLASSES: readonly DataClass[] = ['operational', 'telemetry', 'personal', 'sensitive'];

type Refusal = readonly [number: keyof typeof householdFaults.declared, message: string, remedy: string, found?: string];

export const householdDecider: Decider<HouseholdCommand, Household, HouseholdEvent> = {
  initial: NO_HOUSEHOLD,
  evolve,
  decide(command, state) {
    const refusals = refusalsOf(command, state);
    return refusals.length > 0 ? { ok: false, faults: refusals.map(faultOf) } : decided(command, state);
  },
};

function faultOf([number, message, remedy, found]: Refusal): Fault {
  return householdFaults.fault(number, { message, remedy, ...(found === undefined ? {} : { found }) });
}

const LIVES = 'Check which household is meant.';
const ASK_OWNER = 'Ask an owner of the household.';

function refusalsOf(command: HouseholdCommand, state: Household): readonly Refusal[] {
  if (command.type !== 'found' && (state.id === '' || state.dissolvedAt !== undefined)) return [['001', 'there is no such household', LIVES]];
  const by = 'by' in command ? state.members.get(command.by) : undefined;
  const inHousehold = by !== undefined && isMember(by, command.at);
  const owner = inHousehold && by.role === 'owner';
  switch (command.type) {
    case 'found':
      return foundRefusals(command, state);
    case 'end-visit': {
      const visit = state.visits.get(command.visit);
      if (visit === undefined) return [['008', 'there is no such visit', 'List the visits of the household.']];
      return owner || visit.supporter === command.by ? [] : [['004', 'a visit is ended by an owner or by whoever came', ASK_OWNER]];
    }
    case 'agree-visit': {
      const visit = state.visits.get(command.visit);
      if (visit === undefined) return [['008', 'there is no such visit', 'List the visits of the household.']];
      if (!owner) return [['009', 'support cannot let itself in, nor can whoever owns nothing here', ASK_OWNER]];
      return visit.endedAt === undefined ? [] : [['008', 'that visit is over', 'Support can ask for another.']];
    }
    case 'ask-visit':
      return askRefusals(command, state);
    case 'release':
      return isDeviceId(command.device) ? [] : [['012', 'the device does not read as one', 'Check its id.']];
    case 'end-share': {
      const share = state.shares.get(command.share);
      if (share === undefined) return [['008', 'there is no such share', 'List what is shared.']];
      return owner || share.to === command.by ? [] : [['004', 'a share is ended by an owner or by who has it', ASK_OWNER]];
    }
    case 'leave':
      return leaveRefusals(command, state, owner);
    case 'join':
    case 'change':
    case 'share':
    case 'consent':
    case 'withdraw':
    case 'dissolve':
      if (!inHousehold) return [['003', 'whoever asks is not in this household', LIVES]];
      if (command.type === 'share' && by.role === 'guest') return [['006', 'what was shared with a guest is not theirs to share', ASK_OWNER]];
      return owner ? ownerRefusals(command, state) : [['004', 'only an owner decides this', ASK_OWNER]];
  }
}

function foundRefusals({ household, owner }: Extract<HouseholdCommand, { type: 'found' }>, state: Household): readonly Refusal[] {
  const again = state.id === household && state.members.get(owner)?.role === 'owner' && state.dissolvedAt === undefined;
  if (state.id !== '' && !again) return [['002', 'this household is there already', 'Found one under a new id.']];
  return isMemberId(owner) && /^h_[a-z0-9]{20}$/.test(household) ? [] : [['012', 'the ids do not read as ids', 'Make new ones.']];
}

function askRefusals(command: Extract<HouseholdCommand, { type: 'ask-visit' }>, state: Household): readonly Refusal[] {
  const { minutes, device, visit, supporter, at } = command;
  const known = state.visits.get(visit);
  if (known !== undefined && (known.supporter !== supporter || known.minutes !== minutes || known.device !== device))
    return [['013', 'this id is of another visit', 'Ask under a new id.']];
  const open = [...state.visits.values()].filter((one) => one.endedAt === undefined && (one.until === undefined || at < one.until)).length;
  return [
    ...form(visitId.safeParse(visit).success && isMemberId(supporter) && (device === undefined || isDeviceId(device))),
    ...(Number.isInteger(minutes) && minutes >= 5 && minutes <= HOUSEHOLD_LIMITS.visitMinutes
      ? []
      : [['007', 'a visit lasts between five minutes and a day', 'Ask for less; support can ask again.', `${minutes} minutes`] as const]),
    ...(known !== undefined || (open < HOUSEHOLD_LIMITS.openVisits && state.visits.size < HOUSEHOLD_LIMITS.ever)
      ? []
      : [['011', 'too many visits are open', 'End some first.'] as const]),
  ];
}

function leaveRefusals(command: Extract<HouseholdCommand, { type: 'leave' }>, state: Household, owner: boolean): readonly Refusal[] {
  const member = state.members.get(command.member);
  if (member === undefined) return [['003', 'nobody of this id is in the household', LIVES]];
  if (!owner && command.by !== command.member) return [['004', 'only an owner sends others away', ASK_OWNER]];
  if (member.leftAt === undefined && member.role === 'owner' && owners(state, command.at) === 1)
    return [
      ['005', 'a household is never without an owner', 'Make another member an owner first, or end the household: assay product household dissolve HOME'],
    ];
  return [];
}

const owners = (state: Household, at: Instant): number => [...state.members.values()].filter((one) => one.role === 'owner' && isMember(one, at)).length;
const form = (fits: boolean): readonly Refusal[] =>
  fits ? [] : [['012', 'a field does not read as what it should be', 'Check ids, names of channels and purposes.']];

type OwnersAct = Extract<HouseholdCommand, { type: 'join' | 'change' | 'share' | 'consent' | 'withdraw' | 'dissolve' }>;

function ownerRefusals(act: OwnersAct, state: Household): readonly Refusal[] {
  if (act.type === 'join' || act.type === 'change') return memberRefusals(act, state);
  if (act.type === 'share') return shareRefusals(act, state);
  if (act.type === 'consent') return consentRefusals(act, state);
  if (act.type === 'withdraw' && !state.consents.has(consentKey(act)))
    return [['010', 'there is no such consent to withdraw', 'List the consents of the household.']];
  return [];
}

function consentRefusals(act: Extract<HouseholdCommand, { type: 'consent' }>, state: Household): readonly Refusal[] {
  const until =
    act.until === undefined || act.until > act.at ? [] : [['007', 'the consent would be over before it began', 'Give a later end, or none.'] as const];
  const full = state.consents.size >= HOUSEHOLD_LIMITS.consents && !state.consents.has(consentKey(act));
  return [...consentForm(act), ...until, ...(full ? [['011', 'too many consents', 'Consents are by purpose and class: few are enough.'] as const] : [])];
}

function consentForm({ purpose, class: dataClass }: { readonly purpose: string; readonly class: DataClass }): readonly Refusal[] {
  if (!purposeName.safeParse(purpose).success || !CLASSES.includes(dataClass))
    return [['012', 'a consent is to a purpose and a class of data', 'Name a purpose such as analytics, and a class such as telemetry.']];
  // What makes a device work is not up for consent: nobody could withdraw it and keep the device.
  return dataClass === 'operational' ? [['010', 'what makes a device work needs no consent', 'Name telemetry, personal or sensitive.']] : [];
}

function memberRefusals(act: Extract<HouseholdCommand, { type: 'join' | 'change' }>, state: Household): readonly Refusal[] {
  const found = form(isMemberId(act.member) && ROLES.includes(act.role));
  if (found.length > 0) return found;
  const member = state.members.get(act.member);
  if (act.type === 'change') {
    if (member === undefined || !isMember(member, act.at)) return [['003', 'nobody of this id is in the household', LIVES]];
    if (member.role === 'owner' && act.role !== 'owner' && owners(state, act.at) === 1)
      return [['005', 'a household is never without an owner', 'Make another member an owner first.']];
  } else if (member !== undefined && (member.leftAt !== undefined || member.role !== act.role)) {
    return [['013', 'this id was somebody of this household already', 'Invite them under a new id, or change their role.']];
  }
  const count = [...state.members.values()].filter((one) => isMember(one, act.at)).length;
  const full = act.type === 'join' && member === undefined && (count >= HOUSEHOLD_LIMITS.members || state.members.size >= HOUSEHOLD_LIMITS.ever);
  return [...(full ? [['011', 'the household is full', 'Remove who no longer lives there.'] as const] : []), ...endRefusals(act)];
}

function endRefusals({ role, until, at }: { readonly role: Role; readonly until?: Instant; readonly at: Instant }): readonly Refusal[] {
  if (role === 'owner' || role === 'household')
    return until === undefined ? [] : [['007', 'who lives there has no end', 'Leave the end out, or invite them as a guest.']];
  const most = role === 'installer' ? HOUSEHOLD_LIMITS.installerDays : HOUSEHOLD_LIMITS.shareDays;
  if (until === undefined) return role === 'guest' ? [] : [['007', 'an installer comes for a time', `Give an end within ${most} days.`]];
  return until > at && until <= Instant.plus(at, Duration.days(most)) ? [] : [['007', 'the end is past or too far away', `Give an end within ${most} days.`]];
}

function shareRefusals(act: Extract<HouseholdCommand, { type: 'share' }>, state: Household): readonly Refusal[] {
  const { share, device, channel, to, until, at } = act;
  const from = act.from ?? at;
  const known = state.shares.get(share);
  if (known !== undefined && (known.device !== device || known.channel !== channel || known.to !== to || known.until !== until))
    return [['013', 'this id is of another share', 'Share under a new id.']];
  if (known !== undefined) return [];
  const latest = Instant.plus(at, Duration.days(HOUSEHOLD_LIMITS.shareDays));
  const named = channel === undefined || channel === COMMAND_CHANNEL || isChannelName(channel);
  const open = [...state.shares.values()].filter((one) => one.endedAt === undefined && at < one.until).length;
  return [
    ...form(shareId.safeParse(share).success && isDeviceId(device) && isMemberId(to) && named),
    ...(from >= at && from < until && until <= latest
      ? []
      : [['007', 'a share ends, and within a year', 'Give an end within a year; it can be shared again.'] as const]),
    ...(open < HOUSEHOLD_LIMITS.shares && state.shares.size < HOUSEHOLD_LIMITS.ever
      ? []
      : [['011', 'too much is shared', 'End shares that nobody needs.'] as const]),
    ...ofHousehold(state, to, at),
  ];
}

/** A share with who lives there would say nothing; one with who left would wait for nobody. Who is of another household is known there. */
function ofHousehold(state: Household, to: MemberId, at: Instant): readonly Refusal[] {
  const member = state.members.get(to);
  if (member === undefined) return [];
  if (!isMember(member, at)) return [['003', 'whom it is to be shared with has left', 'Invite them anew first.']];
  return member.role === 'owner' || member.role === 'household'
    ? [['012', 'who lives there needs no share', 'Share with guests, or with other households.']]
    : [];
}

function decided(command: HouseholdCommand, state: Household): Decision<HouseholdEvent> {
  return { ok: true, events: eventsOf(command, state) };
}

function eventsOf(command: HouseholdCommand, state: Household): readonly HouseholdEvent[] {
  const base = { household: command.type === 'found' ? command.household : state.id, at: Instant.format(command.at) };
  const end = (until: Instant | undefined) => (until === undefined ? {} : { until: Instant.format(until) });
  switch (command.type) {
    case 'found':
      return state.id === '' ? [{ type: 'household.founded', ...base, owner: command.owner }] : [];
    case 'join': {
      const { member, role, until, by } = command;
      const known = state.members.get(member);
      return known !== undefined && isMember(known, command.at) && known.until === until
        ? []
        : [{ type: 'member.joined', ...base, member, role, ...end(until), by }];
    }
    case 'change': {
      const { member, role, until, by } = command;
      const known = state.members.get(member);
      return known?.role === role && known.until === until ? [] : [{ type: 'member.changed', ...base, member, role, ...end(until), by }];
    }
    case 'leave':
      return state.members.get(command.member)?.leftAt === undefined ? [{ type: 'member.left', ...base, member: command.member, by: command.by }] : [];
    case 'share': {
      const { share, device, channel, to, until, by } = command;
      if (state.shares.has(share)) return [];
      const from = Instant.format(command.from ?? command.at);
      return [{ type: 'share.given', ...base, share, device, ...(channel === undefined ? {} : { channel }), to, from, until: Instant.format(until), by }];
    }
    case 'end-share': {
      const share = state.shares.get(command.share);
      if (share === undefined || share.endedAt !== undefined) return [];
      return [{ type: 'share.ended', ...base, share: share.id, device: share.device, to: share.to, by: command.by }];
    }
    case 'ask-visit': {
      const { visit, supporter, device, minutes } = command;
      return state.visits.has(visit) ? [] : [{ type: 'visit.asked', ...base, visit, supporter, ...(device === undefined ? {} : { device }), minutes }];
    }
    case 'agree-visit': {
      const visit = state.visits.get(command.visit);
      if (visit === undefined || visit.until !== undefined) return [];
      const until = Instant.format(Instant.plus(command.at, Duration.minutes(visit.minutes)));
      return [{ type: 'visit.agreed', ...base, visit: visit.id, supporter: visit.supporter, until, by: command.by }];
    }
    case 'end-visit': {
      const visit = state.visits.get(command.visit);
      return visit === undefined || visit.endedAt !== undefined
        ? []
        : [{ type: 'visit.ended', ...base, visit: visit.id, supporter: visit.supporter, by: command.by }];
    }
    case 'consent': {
      const known = state.consents.get(consentKey(command));
      if (known !== undefined && isConsented(known, command.at) && known.until === command.until) return [];
      return [{ type: 'consent.given', ...base, purpose: command.purpose, class: command.class, ...end(command.until), by: command.by }];
    }
    case 'withdraw':
      return state.consents.get(consentKey(command))?.withdrawnAt === undefined
        ? [{ type: 'consent.withdrawn', ...base, purpose: command.purpose, class: command.class, by: command.by }]
        : [];
    case 'release':
      return released(command, state, base);
    case 'dissolve':
      return [{ type: 'household.dissolved', ...base, by: command.by }];
  }
}

function released(
  { device, at }: { readonly device: DeviceId; readonly at: Instant },
  state: Household,
  base: { readonly household: HouseholdId; readonly at: string },
) {
  const shares = [...state.shares.values()].filter((one) => one.device === device && one.endedAt === undefined && (isShared(one, at) || at < one.until));
  const visits = [...state.visits.values()].filter(
    (one) => one.device === device && one.endedAt === undefined && (isVisiting(one, at) || one.until === undefined),
  );
  return [
    ...shares.map((share): HouseholdEvent => ({ type: 'share.ended', ...base, share: share.id, device, to: share.to })),
    ...visits.map((visit): HouseholdEvent => ({ type: 'visit.ended', ...base, visit: visit.id, supporter: visit.supporter })),
  ];
}
