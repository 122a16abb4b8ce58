import { type Decision, type Fault, Instant } from '../../core/index.ts';
import type { DeviceId, HouseholdId } from '../fleet/model.ts';
import type { CredentialUsed, DeviceRegistered, DeviceReported, OwnershipBegan, OwnershipEnded, Registration } from './events.ts';
import { deviceFaults } from './faults.ts';
import type { Credential, Device } from './model.ts';
import { isRegistrable } from './naming.ts';

/** What is wrong with registering one device, and where it stood in what was given. */
export interface Unfit {
  /** From 0. */
  readonly index: number;
  readonly fault: Fault;
}

export interface Sifted {
  /** Not registered yet, and fit to be. */
  readonly fresh: readonly Registration[];
  /** Registered already, by the same words. */
  readonly already: number;
  readonly unfit: readonly Unfit[];
}

/** What is registered, asked for every id that registrations name. */
export interface Registered {
  device(id: DeviceId): Device | undefined;
  /** Another id, of a device of any life, that differs from this one by capitals alone. */
  alike(id: DeviceId): DeviceId | undefined;
}

/** Holds registrations against one another and against what is registered. `coming`: gateways that will be registered before these. */
export function sift(asked: readonly Registration[], registered: Registered, coming: ReadonlySet<string> = new Set()): Sifted {
  const known = registered.device;
  const fresh = new Map<DeviceId, Registration>();
  // Names of DNS know no capitals (RFC 4343), and certificates carry ids as such names.
  const names = new Map<string, DeviceId>();
  const unfit: Unfit[] = [];
  let already = 0;
  const wrong = (index: number, fault: Fault) => unfit.push({ index, fault });
  asked.forEach((one, index) => {
    const there = known(one.device);
    const fault = fresh.has(one.device)
      ? twice(one.device)
      : there === undefined
        ? (unspeakable(one.device) ??
          alike(one.device, names.get(one.device.toLowerCase()) ?? registered.alike(one.device)) ??
          named(one, known, (id) => fresh.has(id) || coming.has(id)))
        : otherThan(one, there);
    if (fault !== undefined) wrong(index, fault);
    else if (there === undefined) {
      fresh.set(one.device, one);
      names.set(one.device.toLowerCase(), one.device);
    } else already += 1;
  });
  return { fresh: [...fresh.values()], already, unfit };
}

/** All of them or none. What is registered already by the same words enters nothing. */
export function decideRegister(
  asked: readonly Registration[],
  known: Registered,
  at: Instant,
  batch?: NonNullable<DeviceRegistered['batch']>,
): Decision<DeviceRegistered> {
  const { fresh, unfit } = sift(asked, known);
  if (unfit.length > 0) return { ok: false, faults: unfit.map(({ fault }) => fault) };
  // A part of a batch is entered even where nothing of it is new: it says that the batch came this far.
  if (fresh.length === 0 && batch === undefined) return { ok: true, events: [] };
  return { ok: true, events: [{ type: 'device.registered', at: Instant.format(at), devices: fresh, ...(batch === undefined ? {} : { batch }) }] };
}

function named(one: Registration, known: (id: DeviceId) => Device | undefined, comes: (id: DeviceId) => boolean): Fault | undefined {
  if (one.gateway !== undefined && !comes(one.gateway)) {
    const gateway = known(one.gateway);
    if (gateway === undefined) return unready(one.device, `its gateway ${one.gateway}`, 'a registered device, or one in a line before it', 'none');
    if (gateway.life === 'retired') return unready(one.device, `its gateway ${one.gateway}`, 'a device that is not retired', 'a retired one');
  }
  if (one.predecessor === undefined) return undefined;
  const before = known(one.predecessor);
  if (before?.life === 'retired') return undefined;
  return unready(one.device, `its predecessor ${one.predecessor}`, 'a retired device', before === undefined ? 'none' : `one that is ${before.life}`);
}

function otherThan(one: Registration, there: Device): Fault | undefined {
  if (there.life === 'retired') return retired(one.device);
  const differs = differences(one, there);
  return differs.length === 0 ? undefined : otherwise(one.device, differs);
}

const SAID = ['product', 'manufacturerKey', 'gateway', 'predecessor'] as const;

function differences(one: Registration, there: Device): readonly string[] {
  return SAID.filter((key) => one[key] !== there[key]).map((key) => `${key} ${there[key] ?? 'none'}`);
}

/** The firmware that a device says it runs. The same as before enters nothing. Of a device that is not there or retired: refused (ASSAY-DEVICE-001, -004). */
export function decideReport(device: Device | undefined, id: DeviceId, firmware: string, at: Instant): Decision<DeviceReported> {
  const fault = absent(device, id);
  if (fault !== undefined) return { ok: false, faults: [fault] };
  if (device?.firmware === firmware) return { ok: true, events: [] };
  return { ok: true, events: [{ type: 'device.reported', at: Instant.format(at), device: id, firmware }] };
}

/** First use of a credential; any later use enters nothing. Whether it may be used is `standingOf`'s to say, before. Refused: ASSAY-DEVICE-008. */
export function decideUse(credential: Credential | undefined, device: DeviceId, at: Instant): Decision<CredentialUsed> {
  if (credential === undefined || credential.device !== device || credential.state === 'revoked' || credential.state === 'superseded') {
    return {
      ok: false,
      faults: [
        deviceFaults.fault('008', {
          message: `${device} has no such credential that can be used`,
          expected: 'a pending or current credential of this device',
          found: credential === undefined || credential.device !== device ? 'none' : `one that is ${credential.state}`,
          remedy: 'Let the device enrol again.',
        }),
      ],
    };
  }
  if (credential.state === 'current') return { ok: true, events: [] };
  return { ok: true, events: [{ type: 'credential.used', at: Instant.format(at), device, serial: credential.serial }] };
}

/** A household begins to own a device: the fact that introduction enters, with its own, in the act of the device. Refused: ASSAY-DEVICE-001, -004, -009. */
export function decideOwnership(device: Device | undefined, id: DeviceId, household: HouseholdId, at: Instant): Decision<OwnershipBegan> {
  const fault = absent(device, id);
  if (fault !== undefined) return { ok: false, faults: [fault] };
  if (device?.household === household) return { ok: true, events: [] };
  if (device?.household !== undefined) {
    return {
      ok: false,
      faults: [
        deviceFaults.fault('009', {
          message: `${id} belongs to a household`,
          expected: 'a device that nobody owns',
          found: 'one that is owned',
          remedy: 'Its owner gives it up, or passes it on, before another introduces it.',
        }),
      ],
    };
  }
  return { ok: true, events: [{ type: 'ownership.began', at: Instant.format(at), device: id, household }] };
}

/** The fact that ends an ownership, for acts that do more besides (transfer, retirement). Refused: ASSAY-DEVICE-001, -010. */
export function decideOwnershipEnd(
  device: Device | undefined,
  id: DeviceId,
  because: OwnershipEnded['because'],
  at: Instant,
  household?: HouseholdId,
): Decision<OwnershipEnded> {
  if (device === undefined) return { ok: false, faults: [noSuchDevice(id)] };
  if (device.household === undefined || (household !== undefined && device.household !== household)) {
    return {
      ok: false,
      faults: [
        deviceFaults.fault('010', {
          message: `${id} does not belong to ${household === undefined ? 'a household' : 'this household'}`,
          expected: household === undefined ? 'an owned device' : 'a device of this household',
          found: device.household === undefined ? 'one that nobody owns' : 'one of another',
          remedy: 'Look at it with: assay product device show ID',
        }),
      ],
    };
  }
  return { ok: true, events: [{ type: 'ownership.ended', at: Instant.format(at), device: id, household: device.household, because }] };
}

function absent(device: Device | undefined, id: DeviceId): Fault | undefined {
  if (device === undefined) return noSuchDevice(id);
  return device.life === 'retired' ? retired(id) : undefined;
}

export function noSuchDevice(id: string): Fault {
  return deviceFaults.fault('001', {
    message: `there is no device ${id.slice(0, 100)}`,
    field: 'device',
    expected: 'a registered device',
    found: id.slice(0, 100),
    remedy: 'Look for it with: assay product device search TEXT',
  });
}

function retired(id: DeviceId): Fault {
  return deviceFaults.fault('004', {
    message: `${id} is retired`,
    field: 'device',
    expected: 'an id that was never retired',
    found: id,
    remedy: 'A refurbished device gets an id of its own, and names this one as its predecessor.',
  });
}

/** The endpoint speaks to no device whose id ends so, as a topic or a client's name could be read two ways: it would enrol, and never be heard. */
function unspeakable(id: DeviceId): Fault | undefined {
  if (isRegistrable(id)) return undefined;
  return deviceFaults.fault('002', {
    message: `${id} ends in a sign that no id ends in`,
    field: 'id',
    expected: 'an id that ends in a letter or a digit',
    found: id,
    remedy: 'Give the device an id that ends in a letter or a digit.',
  });
}

function alike(id: DeviceId, other: DeviceId | undefined): Fault | undefined {
  if (other === undefined) return undefined;
  return deviceFaults.fault('012', {
    message: `${id} differs from ${other} by capitals alone`,
    field: 'id',
    expected: 'an id that is another in small letters too, since certificates carry it as a DNS name',
    found: id,
    remedy: 'Give this device another id.',
  });
}

function twice(id: DeviceId): Fault {
  return deviceFaults.fault('005', {
    message: `${id} stands here a second time`,
    field: 'id',
    expected: 'each device once',
    found: id,
    remedy: 'Take one of the two out.',
  });
}

function otherwise(id: DeviceId, differs: readonly string[]): Fault {
  return deviceFaults.fault('003', {
    message: `${id} is registered, and as another: ${differs.join(', ')}`,
    field: 'id',
    expected: `the same words as before: ${differs.join(', ')}`,
    found: id,
    remedy: 'Correct the line, or give this device an id of its own.',
  });
}

function unready(id: DeviceId, what: string, expected: string, found: string): Fault {
  return deviceFaults.fault('007', {
    message: `${id}: ${what} is ${found === 'none' ? 'not registered' : found}`,
    expected,
    found,
    remedy: 'Correct the line, or register the other device first.',
  });
}
