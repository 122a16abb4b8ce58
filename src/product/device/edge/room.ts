import { z } from 'zod';
import { Instant, type Json, Refused } from '../../../core/index.ts';
import { command, type FleetCommand, type Room } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { decideRegister, decideReport, decideUse, noSuchDevice, sift } from '../decide.ts';
import { deviceKey, REGISTRATION_KEY } from '../key.ts';
import type { Credential, Device, Presented, Standing } from '../model.ts';
import { deviceIdSchema, firmwareSchema, householdIdSchema, momentSchema, productIdSchema, registrationSchema } from '../naming.ts';
import { standingOf } from '../standing.ts';
import { deviceTelling, type Telling } from '../telling.ts';
import { CONTAINING } from './containing.ts';
import { historyProjector, lifeOf } from './history.ts';
import { deviceProjector } from './projector.ts';
import { countsOf, credentialOf, credentialsOf, deviceOf, outlookOf, partsEntered, registeredIn, viewOf } from './questions.ts';
import { searchDevices } from './search.ts';

/** The room of devices. `others`: what other rooms tell of a device's life. */
export function deviceRoom(others: readonly Telling[] = []): Room {
  const tellings = [deviceTelling, ...others];
  return { projectors: [deviceProjector, historyProjector(tellings)], commands: [register, sifted, show(tellings), search, counts, outlook, ...CONTAINING] };
}

/**
 * For doors (the endpoint, enrolment): what this credential may do now; its first use is entered, and what it supersedes is over when this resolves.
 * Costs an act only the first time. Throws `Refused` (ASSAY-DEVICE-008) where it was revoked in the same moment.
 */
export async function admitCredential(fleet: Fleet, presented: Presented): Promise<Standing> {
  const view = viewOf(fleet.db);
  const standing = standingOf(view, presented, fleet.now());
  const credential = view.credential(presented.serial);
  if (standing.may === 'nothing' || credential === undefined || credential.state !== 'pending') return standing;
  await fleet.act(deviceKey(credential.device), () => decideUse(credentialOf(fleet.db, presented.serial), credential.device, fleet.now()));
  return standingOf(view, presented, fleet.now());
}

/** For doors: the device said which firmware it runs. Throws `Refused` (ASSAY-DEVICE-001, -002, -004). */
export async function reportFirmware(fleet: Fleet, device: Device['id'], firmware: string): Promise<void> {
  await fleet.act(deviceKey(device), () => decideReport(deviceOf(fleet.db, device), device, firmware, fleet.now()));
}

const batchSchema = z.strictObject({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/), part: z.int().min(0).max(9999), of: z.int().min(1).max(10_000) });

const register = command({
  name: 'device.register',
  input: z.strictObject({ devices: z.array(registrationSchema).max(1000), batch: batchSchema.optional() }),
  async handle(fleet, { devices, batch }) {
    let already = 0;
    let fresh = 0;
    const receipts = await fleet.act(REGISTRATION_KEY, () => {
      // The same part of the same file: it was entered, and whoever asks again did not hear of it.
      if (batch !== undefined && partsEntered(fleet.db, batch.digest).includes(batch.part)) {
        already = devices.length;
        return { ok: true, events: [] };
      }
      const decision = decideRegister(devices, registeredIn(fleet.db), fleet.now(), batch);
      if (decision.ok) fresh = decision.events.reduce((sum, event) => sum + event.devices.length, 0);
      already = devices.length - fresh;
      return decision;
    });
    return { registered: fresh, already, entry: receipts[0]?.seq ?? null };
  },
});

/** What registering would do, and what is wrong with what is given: nothing is entered. `index` counts from 0 within `devices`. */
const sifted = command({
  name: 'device.sift',
  input: z.strictObject({ devices: z.array(registrationSchema).max(1000), coming: z.array(deviceIdSchema).max(1000).default([]) }),
  handle(fleet, { devices, coming }) {
    const { fresh, already, unfit } = sift(devices, registeredIn(fleet.db), new Set(coming));
    return {
      fresh: fresh.length,
      already,
      unfit: unfit.map(({ index, fault }) => ({ index, fault: { ...fault } })),
    };
  },
});

const show = (tellings: readonly Telling[]): FleetCommand =>
  command({
    name: 'device.show',
    input: z.strictObject({ device: deviceIdSchema, facts: z.int().min(0).max(10_000).default(200) }),
    handle(fleet, { device: id, facts }) {
      const device = deviceOf(fleet.db, id);
      if (device === undefined) throw new Refused(noSuchDevice(id));
      const at = fleet.now();
      const view = viewOf(fleet.db);
      const life = lifeOf(fleet, id, tellings, facts);
      return {
        at: Instant.format(at),
        device: deviceJson(device),
        credentials: credentialsOf(fleet.db, id).map((credential) => ({
          ...credentialJson(credential),
          standing: standingJson(standingOf(view, credential, at)),
        })),
        life: life.facts.map((fact) => ({ ...fact })),
        facts: life.all,
        head: { ...fleet.ledger.head(), origin: fleet.ledger.origin },
      };
    },
  });

const search = command({
  name: 'device.search',
  input: z.strictObject({
    text: z.string().min(1).max(64).optional(),
    product: productIdSchema.optional(),
    life: z.enum(['registered', 'in-service', 'retired']).optional(),
    household: householdIdSchema.optional(),
    owned: z.boolean().optional(),
    firmware: firmwareSchema.optional(),
    expiringBefore: momentSchema.optional(),
    unwiped: z.boolean().optional(),
    limit: z.int().min(1).max(1000).default(50),
    after: z.string().max(80).optional(),
  }),
  handle(fleet, { expiringBefore, ...asked }) {
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as { readonly limit: number };
    const found = searchDevices(fleet.db, { ...given, ...(expiringBefore === undefined ? {} : { expiringBefore: Instant.parse(expiringBefore) }) });
    return {
      devices: found.devices.map((device) => ({
        ...deviceJson(device),
        ...(device.expiresAt === undefined ? {} : { expiresAt: Instant.format(device.expiresAt) }),
      })),
      ...(found.next === undefined ? {} : { next: found.next }),
    };
  },
});

const counts = command({
  name: 'device.counts',
  input: z.strictObject({}),
  handle(fleet) {
    // What a room could not take is said wherever the fleet is counted: somebody has to see it.
    const asides = fleet.asides();
    return { counts: countsOf(fleet.db).map((one) => ({ ...one })), ...(asides.length === 0 ? {} : { asides: asides.map((one) => ({ ...one })) }) };
  },
});

/** What an operator asks of a whole fleet first: how many are in service and nobody's, how many end before `soon`, how many have ended, and of which of these no grace is left. */
const outlook = command({
  name: 'device.outlook',
  input: z.strictObject({ soon: momentSchema }),
  handle: (fleet, { soon }) => ({ at: Instant.format(fleet.now()), ...outlookOf(fleet.db, fleet.now(), Instant.parse(soon)) }),
});

/** As the interfaces show it: moments in RFC 3339. */
export function deviceJson(device: Device): { readonly [key: string]: Json } {
  const { id, product, life, household, gateway, firmware, manufacturerKey, predecessor, registeredAt, retiredAt, quarantine, wipe } = device;
  return given({
    id,
    product,
    life,
    household,
    gateway,
    firmware,
    manufacturerKey,
    predecessor,
    registeredAt: Instant.format(registeredAt),
    retiredAt: retiredAt === undefined ? undefined : Instant.format(retiredAt),
    quarantine: quarantine === undefined ? undefined : { order: quarantine.order, at: Instant.format(quarantine.at) },
    wipe:
      wipe === undefined
        ? undefined
        : given({
            order: wipe.order,
            askedAt: Instant.format(wipe.askedAt),
            confirmedAt: wipe.confirmedAt === undefined ? undefined : Instant.format(wipe.confirmedAt),
            receipt: wipe.receipt,
          }),
  });
}

function credentialJson({ serial, profile, fingerprint, notBefore, notAfter, graceUntil, state }: Credential): { readonly [key: string]: Json } {
  return {
    serial,
    profile,
    fingerprint,
    notBefore: Instant.format(notBefore),
    notAfter: Instant.format(notAfter),
    graceUntil: Instant.format(graceUntil),
    state,
  };
}

export function standingJson(standing: Standing): Json {
  return standing.may === 'nothing' ? { ...standing } : { ...standing, until: Instant.format(standing.until) };
}

function given(object: { readonly [key: string]: Json | undefined }): { readonly [key: string]: Json } {
  return Object.fromEntries(Object.entries(object).filter((pair): pair is [string, Json] => pair[1] !== undefined));
}
