import { z } from 'zod';
import { type Digest, Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { deviceKey } from '../../device/key.ts';
import type { Presented } from '../../device/model.ts';
import { deviceIdSchema, householdIdSchema } from '../../device/naming.ts';
import type { AlarmRaised } from '../../est/events.ts';
import { type Tries, tries } from '../../est/limits.ts';
import { command, type Room } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { Brought } from '../../fleet/edge/rooms.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { introductionFaults } from '../faults.ts';
import { CODE_BOUNDS, type CodeEvent, mayTry } from '../spake2-window.ts';
import { beginIntroduction, presentDevice } from './room.ts';
import { codeProjector, codeStanding, codeTelling } from './spake2-projector.ts';

/*
 * A household's app and a device agree on a key by the few digits that stand on the device (RFC 9383). The fleet carries what they say to one another, counts the tries, and learns neither digits nor key.
 * The key becomes the secret of an introduction as a QR code would have it: the app shows it by `introduction.scan`, and all that holds of codes that are scanned holds of it.
 */

interface Exchange {
  readonly id: string;
  readonly device: DeviceId;
  readonly household: HouseholdId;
  readonly until: Instant;
  readonly shareP: string;
  readonly answer?: { readonly shareV: string; readonly confirmV: string };
  readonly confirmP?: string;
  readonly right?: boolean;
}

/** One of a device at a time, in memory: what a crash loses is a try, and the person tries again. */
const exchanges = new WeakMap<Fleet, Map<DeviceId, Exchange>>();

function exchangesOf(fleet: Fleet): Map<DeviceId, Exchange> {
  const found = exchanges.get(fleet) ?? new Map<DeviceId, Exchange>();
  exchanges.set(fleet, found);
  return found;
}

const closedBy = new WeakMap<Fleet, Tries>();

/** How often a household asks of devices that take no code: as often as somebody does who forgot to press the button. */
function closedAsks(fleet: Fleet): Tries {
  const found = closedBy.get(fleet) ?? tries({ within: Duration.minutes(15), allowed: 20 });
  closedBy.set(fleet, found);
  return found;
}

/** For doors: somebody pressed the button of the device that presented this credential. `fresh`: it shows a code that it has just made. Throws `Refused` (ASSAY-INTRODUCTION-011, -013). */
export async function openCodeWindow(fleet: Fleet, presented: Presented, fresh: boolean): Promise<{ readonly until: Instant }> {
  const device = presentDevice(fleet, presented);
  await settleOverdue(fleet, device, true);
  const until = Instant.plus(fleet.now(), CODE_BOUNDS.window);
  await fleet.act(deviceKey(device), () => {
    if (deviceOf(fleet.db, device)?.household !== undefined) return { ok: false, faults: [closed()] };
    const event: CodeEvent = { type: 'code.opened', at: Instant.format(fleet.now()), device, until: Instant.format(until), fresh };
    return { ok: true, events: [event] };
  });
  return { until };
}

export interface ForDevice {
  readonly exchange: string;
  /** Part of what both confirm. */
  readonly household: HouseholdId;
  /** Base64. */
  readonly shareP: string;
  /** Base64; once the app has confirmed. */
  readonly confirmP?: string;
}

/** For doors, of a device on its own channel: the exchange that waits for it. Throws `Refused` (ASSAY-INTRODUCTION-011). */
export async function exchangeFor(fleet: Fleet, presented: Presented): Promise<ForDevice | undefined> {
  const device = presentDevice(fleet, presented);
  await settleOverdue(fleet, device, false);
  const found = exchangesOf(fleet).get(device);
  if (found === undefined || found.right !== undefined) return undefined;
  const { id, household, shareP, confirmP } = found;
  return { exchange: id, household, shareP, ...(confirmP === undefined ? {} : { confirmP }) };
}

/** For doors: the device's share and confirmation, base64. Throws `Refused` (ASSAY-INTRODUCTION-011, -014, -015). */
export async function answerExchange(
  fleet: Fleet,
  presented: Presented,
  { exchange, shareV, confirmV }: { readonly exchange: string; readonly shareV: string; readonly confirmV: string },
): Promise<void> {
  const device = presentDevice(fleet, presented);
  const found = await running(fleet, device, exchange);
  if (!SHARE.test(shareV) || !CONFIRMATION.test(confirmV)) throw new Refused(malformed());
  if (found.answer !== undefined) throw new Refused(gone());
  exchangesOf(fleet).set(device, { ...found, answer: { shareV, confirmV } });
}

/**
 * For doors: what came of it, as the device says. `digest`: of the secret that both have now (`secretDigest`), where the app's confirmation held; the device's introduction begins with it.
 * Throws `Refused` (ASSAY-INTRODUCTION-011, -014, and as `introduction.begin`).
 */
export async function settleExchange(
  fleet: Fleet,
  presented: Presented,
  { exchange, digest }: { readonly exchange: string; readonly digest?: Digest },
): Promise<void> {
  const device = presentDevice(fleet, presented);
  const found = await running(fleet, device, exchange);
  if (found.confirmP === undefined) throw new Refused(gone());
  await tried(fleet, found, digest !== undefined);
  if (digest === undefined) return;
  await beginIntroduction(fleet, { device, digest, window: CODE_BOUNDS.window });
}

/** Enters how a try ended, and tells of it where it was the last that the window takes. */
async function tried(fleet: Fleet, { device, household, ...rest }: Exchange, right: boolean): Promise<void> {
  exchangesOf(fleet).set(device, { ...rest, device, household, right });
  await fleet.act(deviceKey(device), () => {
    const at = Instant.format(fleet.now());
    const event: CodeEvent = { type: 'code.tried', at, device, household, right };
    const last = !right && codeStanding(fleet.db, device).wrong.length + 1 >= CODE_BOUNDS.wrong;
    const alarm: AlarmRaised = {
      type: 'alarm.raised',
      at,
      device,
      code: tooMany(0).code,
      says: 'a code was guessed at as often as one press of its button allows',
    };
    return { ok: true, events: last ? [event, alarm] : [event] };
  });
}

/** What nobody ended counts as wrong: whoever guesses stops when he sees that it was. */
async function settleOverdue(fleet: Fleet, device: DeviceId, also: boolean): Promise<void> {
  const found = exchangesOf(fleet).get(device);
  if (found === undefined || found.right !== undefined || (!also && fleet.now() < found.until)) return;
  await tried(fleet, found, false);
}

async function running(fleet: Fleet, device: DeviceId, id: string, household?: HouseholdId): Promise<Exchange> {
  await settleOverdue(fleet, device, false);
  const found = exchangesOf(fleet).get(device);
  if (found === undefined || found.id !== id || found.right !== undefined || (household !== undefined && found.household !== household))
    throw new Refused(gone());
  return found;
}

// 65 and 32 bytes in base64.
const SHARE = /^[A-Za-z0-9+/]{87}=$/;
const CONFIRMATION = /^[A-Za-z0-9+/]{43}=$/;
const idSchema = z.string().regex(/^cx_[0-9a-f]{32}$/, 'the id of an exchange');

const start = command({
  name: 'code.start',
  input: z.strictObject({ household: householdIdSchema, device: deviceIdSchema, shareP: z.string().max(100) }),
  async handle(fleet, { household, device, shareP }) {
    if (!SHARE.test(shareP)) throw new Refused(malformed());
    await settleOverdue(fleet, device, false);
    const found = deviceOf(fleet.db, device);
    // Unknown, retired, somebody's, or nobody at it: one answer.
    const wait =
      found === undefined || found.life !== 'in-service' || found.household !== undefined
        ? 'never'
        : mayTry(codeStanding(fleet.db, device), household, fleet.now());
    const asking = closedAsks(fleet);
    const held = asking.wait(household, fleet.now());
    if (held > 0) throw new Refused(tooMany(held));
    if (wait === 'never') {
      // Whoever asks all the time until somebody presses the button would take every try of that window.
      asking.count(household, fleet.now());
      throw new Refused(closed());
    }
    const before = exchangesOf(fleet).get(device);
    if (before !== undefined && before.right === undefined) throw new Refused(tooMany(before.until - fleet.now()));
    if (wait > 0) throw new Refused(tooMany(wait));
    const id = `cx_${Buffer.from(fleet.random(16)).toString('hex')}`;
    exchangesOf(fleet).set(device, { id, device, household, shareP, until: Instant.plus(fleet.now(), CODE_BOUNDS.exchange) });
    return { exchange: id };
  },
});

const answer = command({
  name: 'code.answer',
  input: z.strictObject({ household: householdIdSchema, device: deviceIdSchema, exchange: idSchema }),
  async handle(fleet, { household, device, exchange }): Promise<Json> {
    const found = await running(fleet, device, exchange, household);
    return found.answer === undefined ? { waiting: true } : { waiting: false, ...found.answer };
  },
});

const confirm = command({
  name: 'code.confirm',
  input: z.strictObject({ household: householdIdSchema, device: deviceIdSchema, exchange: idSchema, confirmP: z.string().max(64) }),
  async handle(fleet, { household, device, exchange, confirmP }) {
    const found = await running(fleet, device, exchange, household);
    if (!CONFIRMATION.test(confirmP)) throw new Refused(malformed());
    if (found.answer === undefined || found.confirmP !== undefined) throw new Refused(gone());
    exchangesOf(fleet).set(device, { ...found, confirmP });
    return { exchange };
  },
});

/** The room with what it tells of a device, for `roomsOfFleet`. */
export function codeBrought(): Brought {
  const room: Room = { projectors: [codeProjector], commands: [start, answer, confirm] };
  return { room, telling: codeTelling };
}

function closed() {
  return introductionFaults.fault('013', { message: 'the device takes no code now', remedy: 'Press the button on the device, and type the code again.' });
}

function gone() {
  return introductionFaults.fault('014', { message: 'this try is over', remedy: 'Type the code again.' });
}

function malformed() {
  return introductionFaults.fault('015', {
    message: 'this is no share, and no confirmation',
    expected: 'a point of P-256, uncompressed, or 32 bytes, in base64',
    remedy: 'Send what RFC 9383 has at this place.',
  });
}

function tooMany(wait: number) {
  const seconds = Math.max(1, Math.ceil(wait / 1000));
  return introductionFaults.fault('002', { message: `too many tries; wait ${seconds} s`, remedy: `Try again in ${seconds} seconds.` });
}
