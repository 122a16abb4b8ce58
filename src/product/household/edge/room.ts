import { z } from 'zod';
import { Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { deviceOf, devicesOf } from '../../device/edge/questions.ts';
import { deviceIdSchema, householdIdSchema, momentSchema } from '../../device/naming.ts';
import { command, type FleetCommand, type Room } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId, HouseholdId, MemberId } from '../../fleet/model.ts';
import type { HouseholdCommand } from '../decide.ts';
import { NOTICES } from '../events.ts';
import { householdFaults } from '../faults.ts';
import { isMember, ROLES, type ShareId, shareId, type VisitId, visitId } from '../model.ts';
import { householdDesk } from './desk.ts';
import { noteFelt } from './felt.ts';
import { notGood, openInvitations } from './invitations.ts';
import { checkName, openHouseholdNames } from './names.ts';
import { householdShown } from './show.ts';

const memberId = z
  .string()
  .regex(/^u_[a-z0-9]{20}$/, 'u_ and 20 small letters and digits')
  .transform((id) => id as MemberId);
const role = z.enum(ROLES);
const dataClass = z.enum(['operational', 'telemetry', 'personal', 'sensitive']);
const word = z.string().max(64);
const name = z.string().max(400).optional();
const minutes = z.int().min(1).max(100_000);
const LONGEST_INVITATION = Duration.days(14);

const moment = (text: string | undefined) => (text === undefined ? {} : { until: Instant.parse(text) });

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Opaque: nothing can be read from it, and two are never alike. */
function opaque(prefix: 'h' | 'u' | 's' | 'v', random: Fleet['random']): string {
  let id = '';
  // Bytes that would favour some letters are thrown away.
  while (id.length < 20) for (const byte of random(32)) if (byte < 252 && id.length < 20) id += ALPHABET[byte % 36];
  return `${prefix}_${id}`;
}

/** What a command asks of one household, done, and the household as it is then. */
async function acted(fleet: Fleet, household: HouseholdId, asked: HouseholdCommand): Promise<Json> {
  await householdDesk(fleet).act(household, asked);
  return shown(fleet, household);
}

function shown(fleet: Fleet, household: HouseholdId): Json {
  refuseUnknown(fleet, household);
  const names = openHouseholdNames(fleet.folder);
  try {
    return householdShown(fleet, names, household);
  } finally {
    names.close();
  }
}

function refuseUnknown(fleet: Fleet, household: HouseholdId): void {
  if (householdDesk(fleet).ask.household(household).id === '')
    throw new Refused(householdFaults.fault('001', { message: 'there is no such household', found: household, remedy: 'Check which household is meant.' }));
}

/** Shared, or visited, is what the household has: of somebody else's device it would open nothing, and only say that there is one. */
function refuseOthers({ db }: Fleet, household: HouseholdId, device: DeviceId): void {
  if (deviceOf(db, device)?.household === household) return;
  throw new Refused(
    householdFaults.fault('016', {
      message: `${device} is not a device of this household`,
      expected: 'a device of the household',
      found: device,
      remedy: 'Introduce it first, or check its id.',
    }),
  );
}

/** Each device has things of its own that end with the ownership, and is told to erase itself: that is done by passing it on, and not by the way. */
function refuseOwning({ db }: Fleet, household: HouseholdId): void {
  const devices = devicesOf(db, household).map(({ id }) => id);
  if (devices.length === 0) return;
  throw new Refused(
    householdFaults.fault('017', {
      message: 'the household still has devices',
      expected: 'a household without devices',
      found: `${devices.slice(0, 10).join(', ')}${devices.length > 10 ? ' and others' : ''}`,
      remedy: 'End each first, which erases what is kept of it: assay product device transfer ID, or retire ID.',
    }),
  );
}

function withNames<T>(fleet: Fleet, work: (names: ReturnType<typeof openHouseholdNames>) => T): T {
  const names = openHouseholdNames(fleet.folder);
  try {
    return work(names);
  } finally {
    names.close();
  }
}

function setName(fleet: Fleet, id: MemberId | HouseholdId, called: string | undefined): void {
  if (called !== undefined) withNames(fleet, (names) => names.set(id, called));
}

function commands(): readonly FleetCommand[] {
  return [...opening(), ...people(), ...seeing(), ...felt(), ...support()];
}

function opening(): readonly FleetCommand[] {
  return [
    command({
      name: 'household.found',
      // Ids may be given by whoever asks, so that asking twice founds once.
      input: z.strictObject({ household: householdIdSchema.optional(), owner: memberId.optional(), name, ownerName: name }),
      async handle(fleet, given) {
        const household = given.household ?? (opaque('h', fleet.random) as HouseholdId);
        const owner = given.owner ?? (opaque('u', fleet.random) as MemberId);
        // Before anything is entered, so that no household stands half founded.
        for (const called of [given.name, given.ownerName]) if (called !== undefined) checkName(called);
        await householdDesk(fleet).act(household, { type: 'found', household, owner, at: fleet.now() });
        setName(fleet, household, given.name);
        setName(fleet, owner, given.ownerName);
        return { household, member: owner };
      },
    }),
    command({ name: 'household.show', input: z.strictObject({ household: householdIdSchema }), handle: (fleet, { household }) => shown(fleet, household) }),
    command({
      name: 'household.of',
      input: z.strictObject({ member: memberId }),
      handle(fleet, { member }) {
        const { ask } = householdDesk(fleet);
        const found = ask.member(member);
        return {
          member,
          ...(found === undefined || !isMember(found, fleet.now()) ? {} : { household: found.household, role: found.role }),
          reach: [...ask.reachOf(member)],
        };
      },
    }),
    command({
      name: 'household.called',
      input: z.strictObject({ name: z.string().max(400) }),
      handle: (fleet, given) => withNames(fleet, (names) => ({ ids: [...names.named(given.name)] })),
    }),
  ];
}

function people(): readonly FleetCommand[] {
  return [
    command({
      name: 'household.invite',
      input: z.strictObject({ household: householdIdSchema, by: memberId, role, name, until: momentSchema.optional(), minutes: minutes.default(1440) }),
      handle(fleet, given) {
        const at = fleet.now();
        const member = opaque('u', fleet.random) as MemberId;
        const until = Instant.plus(at, Math.min(Duration.minutes(given.minutes), LONGEST_INVITATION) as Duration);
        const { household, by } = given;
        // Judged as if it were opened now, so that nobody is sent a code that can only be refused.
        const end = moment(given.until);
        householdDesk(fleet).refuse(household, { type: 'join', member, role: given.role, ...end, by, at });
        if (given.name !== undefined) checkName(given.name);
        const { ask } = householdDesk(fleet);
        const invitations = withNames(fleet, () => openInvitations(fleet.folder));
        try {
          // Opened, and then the process died: that is a member.
          const lapsed = invitations.lapsed(household, at).filter((id) => ask.member(id) === undefined);
          // Whose time is over does not come back under that id.
          const over = [...ask.household(household).members.values()].filter((one) => !isMember(one, at)).map(({ id }) => id);
          withNames(fleet, (names) => {
            const named = [...lapsed, ...over].filter((id) => names.nameOf(id) !== undefined);
            if (named.length > 0) names.erase(named);
          });
          const memberUntil = end.until === undefined ? {} : { memberUntil: end.until };
          const code = invitations.make({ household, member, role: given.role, ...memberUntil, by, until });
          setName(fleet, member, given.name);
          return { code, member, until: Instant.format(until) };
        } finally {
          invitations.close();
        }
      },
    }),
    command({
      name: 'household.join',
      input: z.strictObject({ code: z.string().max(64) }),
      async handle(fleet, { code }) {
        const invitations = withNames(fleet, () => openInvitations(fleet.folder));
        try {
          const { household, member, role: as, memberUntil, by } = invitations.opened(code, fleet.now());
          const until = memberUntil === undefined ? {} : { until: memberUntil };
          const desk = householdDesk(fleet);
          // In the household's turn: of two who open it at once, or after a crash, the second would be the same person as the first.
          await desk.act(household, { type: 'join', member, role: as, ...until, by, at: fleet.now() }, () => {
            if (desk.ask.member(member) !== undefined) throw new Refused(notGood());
          });
          invitations.spent(code);
          return { household, member, role: as };
        } finally {
          invitations.close();
        }
      },
    }),
    command({
      name: 'household.role',
      input: z.strictObject({ household: householdIdSchema, by: memberId, member: memberId, role, until: momentSchema.optional() }),
      handle: (fleet, { household, by, member, role: as, until }) =>
        acted(fleet, household, { type: 'change', member, role: as, ...moment(until), by, at: fleet.now() }),
    }),
    command({
      name: 'household.leave',
      input: z.strictObject({ household: householdIdSchema, by: memberId, member: memberId }),
      async handle(fleet, { household, by, member }) {
        await householdDesk(fleet).act(household, { type: 'leave', member, by, at: fleet.now() });
        // Of who left the household keeps no name.
        withNames(fleet, (names) => names.erase([member]));
        return shown(fleet, household);
      },
    }),
    command({
      name: 'household.dissolve',
      input: z.strictObject({ household: householdIdSchema, by: memberId }),
      async handle(fleet, { household, by }) {
        const { ask, act, refuse } = householdDesk(fleet);
        const asked = { type: 'dissolve', by, at: fleet.now() } as const;
        // Ended before, by this owner: what a process that died left of the names goes now.
        const ended = ask.household(household).dissolvedAt !== undefined && ask.household(household).members.get(by)?.role === 'owner';
        if (!ended)
          await act(household, asked, () => {
            // First whether they may: which devices there are is nobody else's to hear.
            refuse(household, asked);
            refuseOwning(fleet, household);
          });
        const invitations = withNames(fleet, () => openInvitations(fleet.folder));
        try {
          const invited = invitations.lapsed(household, Instant.of(Number.MAX_SAFE_INTEGER));
          withNames(fleet, (names) => names.erase([household, ...ask.household(household).members.keys(), ...invited]));
        } finally {
          invitations.close();
        }
        // What is kept of it is erased by the room of data, which hears of the fact.
        return shown(fleet, household);
      },
    }),
  ];
}

function seeing(): readonly FleetCommand[] {
  return [
    command({
      name: 'household.share',
      input: z.strictObject({
        household: householdIdSchema,
        by: memberId,
        device: deviceIdSchema,
        channel: word.optional(),
        to: memberId,
        from: momentSchema.optional(),
        until: momentSchema,
        share: shareId.optional(),
      }),
      async handle(fleet, { household, by, device, channel, to, from, until, share }) {
        const id = share ?? (opaque('s', fleet.random) as ShareId);
        const asked = {
          type: 'share',
          share: id,
          device,
          ...(channel === undefined ? {} : { channel }),
          to,
          ...(from === undefined ? {} : { from: Instant.parse(from) }),
          until: Instant.parse(until),
          by,
          at: fleet.now(),
        } as const;
        // In the turn of the device too: one that is passed on meanwhile is not shared any more.
        await householdDesk(fleet).act(household, asked, () => refuseOthers(fleet, household, device));
        return { share: id };
      },
    }),
    command({
      name: 'household.unshare',
      input: z.strictObject({ household: householdIdSchema, by: memberId, share: shareId }),
      handle: (fleet, { household, by, share }) => acted(fleet, household, { type: 'end-share', share, by, at: fleet.now() }),
    }),
    command({
      name: 'household.consent',
      input: z.strictObject({ household: householdIdSchema, by: memberId, purpose: word, class: dataClass, until: momentSchema.optional() }),
      handle: (fleet, { household, by, purpose, class: of, until }) =>
        acted(fleet, household, { type: 'consent', purpose, class: of, ...moment(until), by, at: fleet.now() }),
    }),
    command({
      name: 'household.withdraw',
      input: z.strictObject({ household: householdIdSchema, by: memberId, purpose: word, class: dataClass }),
      handle: (fleet, { household, by, purpose, class: of }) => acted(fleet, household, { type: 'withdraw', purpose, class: of, by, at: fleet.now() }),
    }),
  ];
}

/** How people took what they were shown: counted, and nothing depends on it. */
function felt(): readonly FleetCommand[] {
  return [
    command({
      name: 'household.noticed',
      input: z.strictObject({ household: householdIdSchema, notice: z.enum(NOTICES), answer: z.enum(['heeded', 'passed']) }),
      async handle(fleet, { household, notice, answer }) {
        refuseUnknown(fleet, household);
        return { counted: await noteFelt(fleet, household, { notice, answer }) };
      },
    }),
  ];
}

/** Support asks; an owner agrees, and from then on it lasts for its minutes; either ends it. */
function support(): readonly FleetCommand[] {
  return [
    command({
      name: 'household.visit-ask',
      input: z.strictObject({ household: householdIdSchema, supporter: memberId, device: deviceIdSchema.optional(), minutes, visit: visitId.optional() }),
      async handle(fleet, { household, supporter, device, minutes: lasts, visit }) {
        const id = visit ?? (opaque('v', fleet.random) as VisitId);
        const asked = { type: 'ask-visit', visit: id, supporter, ...(device === undefined ? {} : { device }), minutes: lasts, at: fleet.now() } as const;
        await householdDesk(fleet).act(household, asked, () => {
          if (device !== undefined) refuseOthers(fleet, household, device);
        });
        return { visit: id };
      },
    }),
    command({
      name: 'household.visit-agree',
      input: z.strictObject({ household: householdIdSchema, by: memberId, visit: visitId }),
      handle: (fleet, { household, by, visit }) => acted(fleet, household, { type: 'agree-visit', visit, by, at: fleet.now() }),
    }),
    command({
      name: 'household.visit-end',
      input: z.strictObject({ household: householdIdSchema, by: memberId, visit: visitId }),
      handle: (fleet, { household, by, visit }) => acted(fleet, household, { type: 'end-visit', visit, by, at: fleet.now() }),
    }),
  ];
}

/**
 * Households, as others ask for them. A page of the server and a door of `product serve` call the same commands: `door.ask('household.share', { … })` on a `FleetDoor`, or `runCommand` on the fleet
 * they hold. **`by` is whoever is signed in, as the caller has proven it**; it never comes out of a request. Answers are JSON: `household.found` → { household, member },
 * `.invite` → { code, member, until }, `.join` → { household, member, role }, `.share` → { share }, `.visit-ask` → { visit }, `.show` and each of the others → the household as `householdShown` gives it, `.of` → whose
 * member somebody is, `.called` → ids of everybody of a name. A page that shows a warning says by `household.noticed` what became of it. An introduction's door calls `household.of` for the signed-in person before it scans, and `household.found` for somebody who has no household yet.
 */
export const householdRoom: Room = { projectors: [], commands: commands() };
