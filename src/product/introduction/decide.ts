import { type Digest, Duration, type Fault, Instant } from '../../core/index.ts';
import { decideOwnership, noSuchDevice } from '../device/decide.ts';
import { deviceFaults } from '../device/faults.ts';
import type { Device } from '../device/model.ts';
import type { DeviceId, HouseholdId } from '../fleet/model.ts';
import type { HouseholdAlarm, IntroducingEvent, IntroductionAbandoned } from './events.ts';
import { introductionFaults } from './faults.ts';
import type { Claim, ClaimId, Why } from './model.ts';

/** How long a code is good, unless the operator says less or more. */
export const WINDOW = Duration.minutes(15);
export const LONGEST_WINDOW = Duration.hours(24);

/** What comes of one step. A refusal may enter facts too: that a claim was contested, that an owner is told. */
export interface Step {
  readonly events: readonly IntroducingEvent[];
  readonly refused?: Fault;
}

export interface Known {
  readonly device: Device | undefined;
  /** Of this device, newest first. */
  readonly claims: readonly Claim[];
  /** Whether its owner was told of an attempt within the last hour: one alarm an hour is enough to be heard. */
  readonly told: boolean;
  /** What its last owner had of it has not been carried out yet: until it has, nobody else comes near it (`claimable`). */
  readonly closing: boolean;
}

const open = (claims: readonly Claim[]) => claims.find(({ state }) => state === 'open');
const missing = ({ scannedAt, presentAt }: Claim) => (scannedAt === undefined ? (presentAt === undefined ? 'both' : 'scan') : 'presence');

function abandoned(claim: Claim, because: Why, at: Instant): IntroductionAbandoned {
  return {
    type: 'introduction.abandoned',
    at: Instant.format(at),
    claim: claim.id,
    device: claim.device,
    step: missing(claim),
    because,
    after: Math.max(0, at - claim.begunAt),
  };
}

function alarm(device: DeviceId, household: HouseholdId, code: string, says: string, at: Instant): HouseholdAlarm {
  return { type: 'alarm.raised', at: Instant.format(at), device, household, code, says };
}

/**
 * A code is made for a device; one that is open is replaced. Asked again with the same digest enters nothing.
 * Refused: ASSAY-DEVICE-001, -004; ASSAY-INTRODUCTION-006 where the secret was used before, -008 where somebody owns the device: its owner is told; -012.
 */
export function decideBegin(
  { device, claims, told, closing }: Known,
  asked: { readonly device: DeviceId; readonly claim: ClaimId; readonly nonce: string; readonly digest: Digest; readonly window: Duration },
  at: Instant,
): Step {
  if (device === undefined) return { events: [], refused: noSuchDevice(asked.device) };
  if (device.life === 'retired') return { events: [], refused: retired(asked.device) };
  if (device.household !== undefined) return owned(device.id, device.household, told, at, 'a new code was asked for at the operator’s');
  if (closing) return { events: [], refused: notReady() };
  const same = claims.find(({ digest }) => digest === asked.digest);
  if (same !== undefined) return same.state === 'open' && at < same.until ? { events: [] } : { events: [], refused: used() };
  const before = open(claims);
  return {
    events: [
      ...(before === undefined ? [] : [abandoned(before, at < before.until ? 'replaced' : 'expired', at)]),
      {
        type: 'introduction.begun',
        at: Instant.format(at),
        claim: asked.claim,
        device: asked.device,
        digest: asked.digest,
        nonce: asked.nonce,
        until: Instant.format(Instant.plus(at, asked.window)),
      },
    ],
  };
}

/**
 * A household shows a secret. `claim`: the introduction whose secret it is, compared by whoever calls; absent: it is none of this device.
 * Refused: ASSAY-INTRODUCTION-003 to -008, -012. Only whoever has the secret hears more than -003.
 */
export function decideScan({ device, told, closing }: Known, claim: Claim | undefined, household: HouseholdId, at: Instant): Step {
  if (device === undefined || device.life === 'retired' || claim === undefined || claim.device !== device.id) return { events: [], refused: notGood() };
  if (device.household !== undefined && device.household !== household)
    return owned(device.id, device.household, told, at, 'another household showed a code of it');
  if (device.household === household) return { events: [], refused: used() };
  if (claim.state !== 'open') return { events: [], refused: over(claim.state) };
  if (at >= claim.until) return { events: [abandoned(claim, 'expired', at)], refused: over('expired') };
  if (closing) return { events: [], refused: notReady() };
  if (claim.household === household) return { events: [] };
  if (claim.household !== undefined) {
    // Which of the two stands at the device cannot be known, and a press of its button would settle it for whoever was quicker: so neither gets it.
    const says = 'another household showed the same code; the introduction was ended, and needs a new code';
    return { events: [abandoned(claim, 'contested', at), alarm(device.id, claim.household, contested().code, says, at)], refused: contested() };
  }
  const after = Math.max(0, at - claim.begunAt);
  const scanned: IntroducingEvent = { type: 'introduction.scanned', at: Instant.format(at), claim: claim.id, device: device.id, household, after };
  return claim.presentAt === undefined ? { events: [scanned] } : completed(device, claim, household, scanned, at);
}

/**
 * The device confirms that somebody is at it. `confirms`: whether what it sent is the transcript of that introduction. Confirmed before: enters nothing.
 * Refused: ASSAY-INTRODUCTION-004, -009, -012.
 */
export function decidePresence({ device, claims, closing }: Known, claimId: string, confirms: boolean, serial: string, at: Instant): Step {
  const claim = claims.find(({ id }) => id === claimId);
  if (device === undefined || device.life === 'retired' || claim === undefined || claim.device !== device.id || !confirms)
    return { events: [], refused: notIts() };
  if (claim.state === 'completed') return { events: [] };
  if (claim.state !== 'open' || device.household !== undefined) return { events: [], refused: claim.state === 'expired' ? over('expired') : notIts() };
  if (at >= claim.until) return { events: [abandoned(claim, 'expired', at)], refused: over('expired') };
  if (closing) return { events: [], refused: notReady() };
  if (claim.presentAt !== undefined) return { events: [] };
  const after = Math.max(0, at - claim.begunAt);
  const present: IntroducingEvent = { type: 'introduction.presence', at: Instant.format(at), claim: claim.id, device: device.id, serial, after };
  return claim.household === undefined ? { events: [present] } : completed(device, claim, claim.household, present, at);
}

function completed(device: Device, claim: Claim, household: HouseholdId, last: IntroducingEvent, at: Instant): Step {
  const owns = decideOwnership(device, device.id, household, at);
  const [refused] = owns.ok ? [] : owns.faults;
  if (!owns.ok) return { events: [], refused: refused ?? notGood() };
  const done: IntroducingEvent = {
    type: 'introduction.completed',
    at: Instant.format(at),
    claim: claim.id,
    device: device.id,
    household,
    after: Math.max(0, at - claim.begunAt),
  };
  return { events: [last, done, ...owns.events] };
}

/** The operator takes a code back. Refused: ASSAY-INTRODUCTION-010 where none is open. */
export function decideCancel(claims: readonly Claim[], device: DeviceId, at: Instant): Step {
  const claim = open(claims);
  if (claim === undefined) return { events: [], refused: noneOpen(device) };
  return { events: [abandoned(claim, at < claim.until ? 'cancelled' : 'expired', at)] };
}

/** What time has ended is entered as such. */
export function decideExpiry(claims: readonly Claim[], at: Instant): Step {
  const claim = open(claims);
  return { events: claim === undefined || at < claim.until ? [] : [abandoned(claim, 'expired', at)] };
}

function over(state: Exclude<Claim['state'], 'open'>): Fault {
  switch (state) {
    case 'completed':
      return used();
    case 'expired':
      return introductionFaults.fault('004', { message: 'the time of this code is over', remedy: 'Ask for a new code.' });
    case 'cancelled':
    case 'replaced':
      return introductionFaults.fault('005', { message: 'this code is no longer good', remedy: 'Use the newest code, or ask for a new one.' });
    case 'contested':
      return contested();
  }
}

function owned(device: DeviceId, owner: HouseholdId, told: boolean, at: Instant, says: string): Step {
  const refused = introductionFaults.fault('008', {
    message: 'this device has an owner, who was told',
    expected: 'a device that nobody owns',
    remedy: 'Its owner passes it on first.',
  });
  return { events: told ? [] : [alarm(device, owner, refused.code, says, at)], refused };
}

/** Unknown, retired, of somebody else, never introduced, or another secret: one answer. */
function notGood(): Fault {
  return introductionFaults.fault('003', { message: 'this code is not good', remedy: 'Scan the code again, or ask for a new one.' });
}

function used(): Fault {
  return introductionFaults.fault('006', { message: 'this code has been used', remedy: 'Ask for a new code.' });
}

function contested(): Fault {
  return introductionFaults.fault('007', {
    message: 'two households used this code, so neither was given the device',
    remedy: 'Ask for a new code, and let nobody else see it.',
  });
}

function notReady(): Fault {
  return introductionFaults.fault('012', {
    message: 'what the last owner had of this device is still being cleared away',
    expected: 'a device of which nothing is left to carry out',
    remedy: 'Try again later. What is missing: assay product device show ID',
  });
}

function notIts(): Fault {
  return introductionFaults.fault('009', {
    message: 'this is not an open introduction of this device',
    remedy: 'Let the device ask for its introduction again, and confirm that one.',
  });
}

export function noneOpen(device: string): Fault {
  return introductionFaults.fault('010', {
    message: `no introduction of ${device} is open`,
    field: 'device',
    expected: 'a device with an open introduction',
    found: device,
    remedy: 'Begin one: assay product device introduce ID',
  });
}

function retired(device: DeviceId): Fault {
  return deviceFaults.fault('004', {
    message: `${device} is retired`,
    field: 'device',
    expected: 'a device that is not retired',
    found: device,
    remedy: 'A refurbished device gets an id of its own.',
  });
}
