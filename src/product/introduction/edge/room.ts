import { z } from 'zod';
import { Digest, Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { deviceOf, viewOf } from '../../device/edge/questions.ts';
import { admitCredential } from '../../device/edge/room.ts';
import { deviceKey } from '../../device/key.ts';
import type { Presented } from '../../device/model.ts';
import { deviceIdSchema, householdIdSchema } from '../../device/naming.ts';
import { standingOf } from '../../device/standing.ts';
import { type Tries, tries } from '../../est/limits.ts';
import { command, type Room } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { Brought } from '../../fleet/edge/rooms.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { householdFaults } from '../../household/faults.ts';
import { claimable } from '../../retirement/edge/projector.ts';
import { decideBegin, decideCancel, decideExpiry, decidePresence, decideScan, type Known, LONGEST_WINDOW, noneOpen, type Step, WINDOW } from '../decide.ts';
import { introductionFaults } from '../faults.ts';
import type { Claim, ClaimId } from '../model.ts';
import { readPayload, secretDigest, transcriptOf } from '../payload.ts';
import { introductionTelling } from '../telling.ts';
import { COMPARED, claimsOf, countsOfIntroductions, hasEnded, introductionProjector, overdue, toldAt } from './projector.ts';
import { sameDigest } from './secret.ts';

/** How often what time has ended is entered, while somebody serves the fleet. Whether a code is good is judged at each use, whatever this does. */
const SWEEP_MS = 30_000;

function introductionRoom(): Room {
  return {
    projectors: [introductionProjector],
    commands: [begin, scan, show, cancel, counts],
    async begin(fleet) {
      let sweeping: Promise<void> = Promise.resolve();
      const timer = setInterval(() => {
        // A ledger that cannot be written says so at the next act; what is overdue stays so, and is entered then.
        sweeping = sweeping.then(() => sweepIntroductions(fleet)).catch(() => undefined);
      }, SWEEP_MS);
      timer.unref();
      return async () => {
        clearInterval(timer);
        await sweeping;
      };
    },
  };
}

/** The room with what it tells of a device, for `roomsOfFleet`. */
export function introductionBrought(): Brought {
  return { room: introductionRoom(), telling: introductionTelling };
}

/** Enters the end of every introduction that time has ended. */
export async function sweepIntroductions(fleet: Fleet): Promise<void> {
  for (const device of overdue(fleet.db, fleet.now())) await enter(fleet, device, () => decideExpiry(claimsOf(fleet.db, device), fleet.now()));
}

function isClosing(db: Fleet['db'], id: DeviceId): boolean {
  const asked = claimable(db, id);
  return !asked.may && asked.because === 'still-closing';
}

const HOUR = Duration.hours(1);

function knownOf({ db, now }: Fleet, id: DeviceId): Known {
  const device = deviceOf(db, id);
  const told =
    device?.household === undefined ? undefined : toldAt(db, device.household, id, introductionFaults.fault('008', { message: '', remedy: '' }).code);
  return { device, claims: claimsOf(db, id), told: told !== undefined && now() - told < HOUR, closing: isClosing(db, id) };
}

/** What a step enters is durable before its refusal is said: an owner is told although the act was refused. */
async function enter(fleet: Fleet, device: DeviceId, step: () => Step): Promise<void> {
  const said: { refused?: Step['refused'] } = {};
  await fleet.act(deviceKey(device), () => {
    const { events, refused } = step();
    said.refused = refused;
    return { ok: true, events };
  });
  if (said.refused !== undefined) throw new Refused(said.refused);
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

function claimId(random: Fleet['random']): ClaimId {
  let id = '';
  // Bytes that would favour some letters are thrown away.
  while (id.length < 20) for (const byte of random(32)) if (byte < 252 && id.length < 20) id += ALPHABET[byte % 36];
  return `ic_${id}` as ClaimId;
}

const NONCE_BYTES = 16;

/**
 * Begins the introduction of a device. Whoever asks made the secret and gives its digest alone (`secretDigest`): the fleet never learns it before somebody shows it.
 * Throws `Refused` (ASSAY-DEVICE-001, -004; ASSAY-INTRODUCTION-006, -008, -012).
 */
export async function beginIntroduction(
  fleet: Fleet,
  { device, digest, window }: { readonly device: DeviceId; readonly digest: Digest; readonly window: Duration },
): Promise<Claim> {
  const asked = { device, digest, window, claim: claimId(fleet.random), nonce: Buffer.from(fleet.random(NONCE_BYTES)).toString('hex') };
  await enter(fleet, device, () => decideBegin(knownOf(fleet, device), asked, fleet.now()));
  const found = claimsOf(fleet.db, device).find((claim) => claim.digest === digest);
  if (found === undefined) throw new Refused(noneOpen(device));
  return found;
}

interface Limits {
  readonly household: Tries;
  readonly address: Tries;
}
const limits = new WeakMap<Fleet, Limits>();

function limitsOf(fleet: Fleet): Limits {
  let found = limits.get(fleet);
  if (found === undefined) {
    const within = Duration.minutes(15);
    found = { household: tries({ within, allowed: 20 }), address: tries({ within, allowed: 100 }) };
    limits.set(fleet, found);
  }
  return found;
}

/**
 * Counts a try without the secret against who makes it, never against the device that it names: that would let a stranger keep its household from it. No bound protects the secret: its 192 bits do.
 * Counted before anything is waited for, so that many at once are no way around. Throws `Refused` (ASSAY-INTRODUCTION-002).
 */
function countFailure(fleet: Fleet, household: HouseholdId, address: string): void {
  const { household: ofHousehold, address: ofAddress } = limitsOf(fleet);
  const at = fleet.now();
  const wait = Math.max(ofAddress.wait(address, at), ofHousehold.wait(household, at));
  if (wait > 0) {
    const seconds = Math.ceil(wait / 1000);
    throw new Refused(introductionFaults.fault('002', { message: `too many tries; wait ${seconds} s`, remedy: `Try again in ${seconds} seconds.` }));
  }
  ofAddress.count(address, at);
  ofHousehold.count(household, at);
}

const NONE = Digest.of('no introduction');

/** Holds it against as many as are kept, whether there are any: so it takes alike for a device that nobody knows. */
function claimWith(claims: readonly Claim[], digest: Digest): Claim | undefined {
  let found: Claim | undefined;
  for (let i = 0; i < COMPARED; i++) {
    const same = sameDigest(claims[i]?.digest ?? NONE, digest);
    if (same) found = claims[i];
  }
  return found;
}

/**
 * A household shows what it scanned. `household`: as whoever serves it has proven it; `address`: where it asks from.
 * Shown again by the same household before the end, gives how it stands. Throws `Refused` (ASSAY-INTRODUCTION-001 to -008, -012, ASSAY-HOUSEHOLD-001 where that household has ended).
 */
async function scanIntroduction(
  fleet: Fleet,
  { household, payload, address }: { readonly household: HouseholdId; readonly payload: string; readonly address: string },
): Promise<Claim> {
  const read = readPayload(payload);
  if (read === undefined) {
    countFailure(fleet, household, address);
    throw new Refused(
      introductionFaults.fault('001', { message: 'this is not a code of an introduction', expected: 'assay:1?d=…&s=…&x=…', remedy: 'Scan the code again.' }),
    );
  }
  const digest = secretDigest(read.device, read.secret);
  // Whoever has a secret of the device is let through; a try of anybody else counts against who makes it.
  if (claimWith(claimsOf(fleet.db, read.device), digest) === undefined) countFailure(fleet, household, address);
  await enter(fleet, read.device, () => {
    const known = knownOf(fleet, read.device);
    if (hasEnded(fleet.db, household)) return { events: [], refused: noHousehold() };
    return decideScan(known, claimWith(known.claims, digest), household, fleet.now());
  });
  const claim = claimWith(claimsOf(fleet.db, read.device), digest);
  if (claim === undefined) throw new Refused(noneOpen(read.device));
  return claim;
}

function noHousehold() {
  return householdFaults.fault('001', { message: 'there is no such household', remedy: 'Add the device to a household that has not ended.' });
}

export interface Challenge {
  readonly claim: ClaimId;
  readonly device: DeviceId;
  readonly nonce: string;
  readonly digest: Digest;
  /** Milliseconds that are left: a device without a clock can count, and not tell the time. */
  readonly left: number;
}

/**
 * For doors, of a device on its own authenticated channel: the introduction that waits for somebody at it; `undefined` where none does. Throws `Refused` (ASSAY-INTRODUCTION-011).
 */
export function presenceChallenge(fleet: Fleet, presented: Presented): Challenge | undefined {
  const device = presentDevice(fleet, presented);
  const found = claimsOf(fleet.db, device).find(({ state, until }) => state === 'open' && fleet.now() < until);
  if (found === undefined) return undefined;
  const { id, nonce, digest, until } = found;
  return { claim: id, device, nonce, digest, left: until - fleet.now() };
}

/**
 * For doors: somebody pressed the button of the device that presented this credential. `transcript`: of that introduction, as `transcriptOf` makes it.
 * With it the credential counts as used. Throws `Refused` (ASSAY-INTRODUCTION-004, -009, -011, -012).
 */
export async function confirmPresence(
  fleet: Fleet,
  presented: Presented,
  { claim, transcript }: { readonly claim: string; readonly transcript: string },
): Promise<Claim> {
  const device = presentDevice(fleet, presented);
  await enter(fleet, device, () => {
    // Judged in the turn of the device: what was revoked while this waited confirms nothing.
    presentDevice(fleet, presented);
    const known = knownOf(fleet, device);
    const meant = known.claims.find(({ id }) => id === claim);
    const confirms = meant !== undefined && Digest.isText(transcript) && sameDigest(transcript, transcriptOf(meant));
    return decidePresence(known, claim, confirms, presented.serial, fleet.now());
  });
  // Somebody stood before the device while it showed this one: from here on it is the device's own, and what was given out besides is not.
  await admitCredential(fleet, presented);
  const done = claimsOf(fleet.db, device).find(({ id }) => id === claim);
  if (done === undefined) throw new Refused(noneOpen(device));
  return done;
}

/** A device in service that is nobody's may confirm; so may one that repeats it, because it did not hear that it is owned by now. */
export function presentDevice(fleet: Fleet, presented: Presented): DeviceId {
  const view = viewOf(fleet.db);
  const standing = standingOf(view, presented, fleet.now());
  const credential = view.credential(presented.serial);
  const may = standing.may === 'everything' || (standing.may === 'renew-only' && standing.because === 'nobodys');
  if (may && credential !== undefined) return credential.device;
  throw new Refused(
    introductionFaults.fault('011', {
      message: 'this credential may not confirm an introduction',
      expected: 'a credential of a device in service, not over',
      found: standing.may === 'everything' ? 'another' : standing.because,
      remedy: 'Let the device renew its certificate, or enrol.',
    }),
  );
}

const digestSchema = z.string().transform((text, context) => {
  if (Digest.isText(text)) return text;
  context.addIssue({ code: 'custom', message: 'sha256: and 64 small hex digits' });
  return z.NEVER;
});

const begin = command({
  name: 'introduction.begin',
  input: z.strictObject({ device: deviceIdSchema, digest: digestSchema, windowMs: z.int().min(Duration.minutes(1)).max(LONGEST_WINDOW).default(WINDOW) }),
  handle: async (fleet, { device, digest, windowMs }) =>
    claimJson(await beginIntroduction(fleet, { device, digest, window: windowMs as Duration }), fleet.now()),
});

const scan = command({
  name: 'introduction.scan',
  input: z.strictObject({ household: householdIdSchema, payload: z.string().max(1000), address: z.string().min(1).max(64) }),
  handle: async (fleet, asked) => claimJson(await scanIntroduction(fleet, asked), fleet.now()),
});

const show = command({
  name: 'introduction.show',
  input: z.strictObject({ device: deviceIdSchema }),
  handle(fleet, { device }) {
    const [newest] = claimsOf(fleet.db, device);
    if (newest === undefined) throw new Refused(noneOpen(device));
    return claimJson(newest, fleet.now());
  },
});

const cancel = command({
  name: 'introduction.cancel',
  input: z.strictObject({ device: deviceIdSchema }),
  async handle(fleet, { device }) {
    await enter(fleet, device, () => decideCancel(claimsOf(fleet.db, device), device, fleet.now()));
    const [newest] = claimsOf(fleet.db, device);
    if (newest === undefined) throw new Refused(noneOpen(device));
    return claimJson(newest, fleet.now());
  },
});

const counts = command({
  name: 'introduction.counts',
  input: z.strictObject({}),
  handle(fleet) {
    const { abandoned, ...rest } = countsOfIntroductions(fleet.db);
    return { ...rest, abandoned: abandoned.map((one) => ({ ...one })) };
  },
});

/** As the interfaces show it. What time has ended is shown so, whether it has been entered or not. */
function claimJson(claim: Claim, at: Instant): { readonly [key: string]: Json } {
  const { id, device, until, state, household, scannedAt, presentAt, endedAt, begunAt } = claim;
  const moment = (name: string, value: Instant | undefined) => (value === undefined ? {} : { [name]: Instant.format(value) });
  return {
    claim: id,
    device,
    state: state === 'open' && at >= until ? 'expired' : state,
    ...(household === undefined ? {} : { household }),
    ...moment('begunAt', begunAt),
    ...moment('until', until),
    ...moment('scannedAt', scannedAt),
    ...moment('presentAt', presentAt),
    ...moment('endedAt', endedAt),
  };
}
