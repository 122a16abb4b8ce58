import { z } from 'zod';
import { Instant, type Json, Refused } from '../../../core/index.ts';
import { leafHash } from '../../../ledger/hash.ts';
import type { Seq } from '../../../ledger/model.ts';
import { noSuchDevice } from '../../device/decide.ts';
import { credentialsOf, deviceOf } from '../../device/edge/questions.ts';
import { deviceKey } from '../../device/key.ts';
import { deviceIdSchema, householdIdSchema } from '../../device/naming.ts';
import { command, type FleetCommand, type Room } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { type Asked, decideRetire, decideTransfer, missingOf, standsOf } from '../decide.ts';
import type { ReceiptIssued } from '../events.ts';
import { retirementFaults } from '../faults.ts';
import type { Closer, DataChoice, Retirement, RetirementId } from '../model.ts';
import { receiptText } from '../receipt.ts';
import { beginClosing, type Closing } from './closing.ts';
import { confirmWipe } from './confirm.ts';
import { endedOf, figuresOf, lastReceipt, retirementOf, retirementProjector, unconfirmedOf } from './projector.ts';
import { receiptSigner } from './receipt-key.ts';
import { statementOf } from './statement.ts';

/** How long a command waits for the closers that are here, before it says what is still open. */
const WAIT_MS = 5000;

const closings = new WeakMap<Fleet, Closing>();

/**
 * The room of ends. `closers`: what has to be carried out elsewhere, of every room that keeps something of a device or a household; the same list in every process that opens the fleet, because an act
 * enters the names of those that it knows.
 */
export function retirementRoom(closers: readonly Closer[]): Room {
  const names = closers.map(({ name }) => name).sort();
  return {
    projectors: [retirementProjector],
    commands: [retireCommand(names), transferCommand(names), preview, show, confirm, statement, receipt, figures, evidence, unconfirmed],
    async begin(fleet) {
      const closing = beginClosing(fleet, closers);
      closings.set(fleet, closing);
      return () => closing.end();
    },
  };
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** `prefix_` and 20 of a-z0-9: 103 bits. */
function idOf(prefix: string, random: Fleet['random']): string {
  let id = '';
  while (id.length < 20) {
    // Bytes that would favour some letters are thrown away.
    for (const byte of random(32)) if (byte < 252 && id.length < 20) id += ALPHABET[byte % 36];
  }
  return `${prefix}_${id}`;
}

export interface Retire {
  readonly device: DeviceId;
  readonly reason: string;
  readonly data?: DataChoice;
}

/** Retires a device for ever: one append, after which it is refused everywhere. Of a device that is retired, gives what was. Throws `Refused` (ASSAY-DEVICE-001). */
export async function retire(
  fleet: Fleet,
  { device, reason, data = 'erase' }: Retire,
  closers: readonly string[],
): Promise<{ readonly retirement: Retirement; readonly already: boolean }> {
  const receipts = await fleet.act(deviceKey(device), () => decideRetire(knownOf(fleet, device), askedOf(fleet, device, reason, data, closers)));
  return { retirement: theRetirement(fleet, device), already: receipts.length === 0 };
}

/** Ends the ownership of a device, which stays in service. `household`: whose it has to be. Throws `Refused` (ASSAY-DEVICE-001, -010). */
export async function transfer(
  fleet: Fleet,
  { device, reason, data = 'erase', household }: Retire & { readonly household?: HouseholdId },
  closers: readonly string[],
): Promise<Retirement> {
  await fleet.act(deviceKey(device), () => decideTransfer(knownOf(fleet, device), askedOf(fleet, device, reason, data, closers), household));
  return theRetirement(fleet, device);
}

function knownOf({ db }: Fleet, device: DeviceId) {
  return { device: deviceOf(db, device), credentials: credentialsOf(db, device) };
}

function askedOf(fleet: Fleet, device: DeviceId, reason: string, data: DataChoice, closers: readonly string[]): Asked {
  return { device, retirement: idOf('rt', fleet.random) as RetirementId, order: idOf('wo', fleet.random), reason, data, closers, at: fleet.now() };
}

/** Throws `Refused` (ASSAY-DEVICE-001, ASSAY-RETIREMENT-001). */
function theRetirement({ db }: Fleet, device: DeviceId): Retirement {
  const found = retirementOf(db, device);
  if (found !== undefined) return found;
  throw new Refused(
    deviceOf(db, device) === undefined
      ? noSuchDevice(device)
      : retirementFaults.fault('001', {
          message: `${device} was neither retired nor passed on`,
          field: 'device',
          expected: 'a device that was',
          found: device,
          remedy: 'Look at it with: assay product device show ID',
        }),
  );
}

const reasonSchema = z.string().min(1).max(1000);
const dataSchema = z.enum(['erase', 'hand-over']).default('erase');

const retireCommand = (closers: readonly string[]): FleetCommand =>
  command({
    name: 'retirement.retire',
    input: z.strictObject({ devices: z.array(deviceIdSchema).min(1).max(200), reason: reasonSchema, data: dataSchema }),
    async handle(fleet, { devices, reason, data }) {
      const missing = devices.filter((device) => deviceOf(fleet.db, device) === undefined);
      // All of them are looked at before any is retired: what cannot be undone does not begin with half a list.
      if (missing.length > 0) throw new Refused(...missing.map(noSuchDevice));
      const done = await Promise.all(devices.map((device) => retire(fleet, { device, reason, data }, closers)));
      await Promise.all(done.map(({ retirement }) => closings.get(fleet)?.settled(retirement.id, WAIT_MS)));
      return { retired: done.map(({ already }, i) => ({ ...retirementJson(theRetirement(fleet, devices[i] as DeviceId)), already })) };
    },
  });

const transferCommand = (closers: readonly string[]): FleetCommand =>
  command({
    name: 'retirement.transfer',
    input: z.strictObject({ device: deviceIdSchema, reason: reasonSchema, data: dataSchema, household: householdIdSchema.optional() }),
    async handle(fleet, { device, reason, data, household }) {
      const { id } = await transfer(fleet, { device, reason, data, ...(household === undefined ? {} : { household }) }, closers);
      await closings.get(fleet)?.settled(id, WAIT_MS);
      return retirementJson(theRetirement(fleet, device));
    },
  });

/** What retiring these would do: how many are in service, and of how many households. Nothing is entered. */
const preview = command({
  name: 'retirement.preview',
  input: z.strictObject({ devices: z.array(deviceIdSchema).max(1000) }),
  handle(fleet, { devices }) {
    const known = devices.map((id) => deviceOf(fleet.db, id));
    const lives = { registered: 0, 'in-service': 0, retired: 0 };
    for (const device of known) if (device !== undefined) lives[device.life] += 1;
    return {
      lives,
      owned: known.filter((device) => device?.household !== undefined).length,
      households: [...new Set(known.flatMap((device) => (device?.household === undefined ? [] : [device.household])))],
      unknown: devices.filter((_, i) => known[i] === undefined),
    };
  },
});

const show = command({
  name: 'retirement.show',
  input: z.strictObject({ device: deviceIdSchema }),
  handle: (fleet, { device }) => retirementJson(theRetirement(fleet, device)),
});

const base64 = (most: number) => z.base64().max(most);

const confirm = command({
  name: 'retirement.confirm',
  input: z.strictObject({ device: deviceIdSchema, statement: z.string().max(4096), signature: base64(2048), certificate: base64(24_000) }),
  async handle(fleet, { device, statement, signature, certificate }) {
    await confirmWipe(fleet, device, { statement, signature: Buffer.from(signature, 'base64'), certificate: Buffer.from(certificate, 'base64') });
    return retirementJson(theRetirement(fleet, device));
  },
});

const statement = command({
  name: 'retirement.statement',
  input: z.strictObject({ device: deviceIdSchema }),
  handle: (fleet, { device }) => ({ ...statementOf(fleet, device) }),
});

const receipt = command({
  name: 'retirement.receipt',
  input: z.strictObject({ device: deviceIdSchema }),
  async handle(fleet, { device }) {
    const { publicKey, seq, receipt: text, signature } = await issueReceipt(fleet, device);
    return { receipt: text, signature, publicKey, entry: seq };
  },
});

const figures = command({
  name: 'retirement.figures',
  input: z.strictObject({}),
  handle: (fleet) => ({ figures: figuresOf(fleet.db).map((one) => ({ ...one })) }),
});

const unconfirmed = command({
  name: 'retirement.unconfirmed',
  input: z.strictObject({ limit: z.int().min(1).max(1000).default(50), after: z.int().min(-1).default(-1) }),
  handle(fleet, { limit, after }) {
    const { retirements, next } = unconfirmedOf(fleet.db, after, limit);
    return { retirements: retirements.map(retirementJson), ...(next === undefined ? {} : { next }) };
  },
});

/** What the fleet's own statements are drawn from, and the checkpoint that they cite. */
const evidence = command({
  name: 'retirement.evidence',
  input: z.strictObject({}),
  handle: (fleet) => ({ ended: endedOf(fleet.db).map((one) => ({ ...one })), checkpoint: fleet.ledger.checkpoint() }),
});

/** The signed receipt of a device's newest retirement or transfer. Where nothing has changed since the last one, that one. Throws `Refused` (ASSAY-DEVICE-001, ASSAY-RETIREMENT-001, -006). */
export async function issueReceipt(
  fleet: Fleet,
  device: DeviceId,
): Promise<{ readonly receipt: string; readonly signature: string; readonly publicKey: string; readonly seq: number }> {
  theRetirement(fleet, device);
  const signer = await receiptSigner(fleet);
  await fleet.act(deviceKey(device), () => {
    const retirement = theRetirement(fleet, device);
    const last = lastReceipt(fleet.db, retirement.id);
    if (last !== undefined && last.seq > Math.max(...retirement.entries) && !changed(last.receipt, retirement)) return { ok: true, events: [] };
    const rested = retirement.entries.flatMap((seq) => {
      const [entry] = fleet.ledger.read(seq as Seq, 1);
      return entry === undefined ? [] : [{ seq, type: entry.type, leaf: leafHash(entry.canonical) }];
    });
    // Of this very order: a device that could not be told keeps what it said to an earlier owner's.
    const wipe = deviceOf(fleet.db, device)?.wipe;
    const own = wipe?.order === retirement.order ? wipe?.receipt : undefined;
    const text = receiptText(retirement, rested, { origin: fleet.ledger.origin, head: fleet.ledger.head() }, fleet.now(), own);
    const event: ReceiptIssued = {
      type: 'receipt.issued',
      at: Instant.format(fleet.now()),
      retirement: retirement.id,
      device,
      receipt: text,
      signature: signer.sign(text),
    };
    return { ok: true, events: [event] };
  });
  const issued = lastReceipt(fleet.db, theRetirement(fleet, device).id);
  if (issued === undefined) throw new TypeError('a receipt that was issued is not there');
  return { ...issued, publicKey: signer.publicKey };
}

/** A failure enters no entry of the retirement, and is still something that a receipt says. */
function changed(text: string, retirement: Retirement): boolean {
  const { missing } = JSON.parse(text) as { readonly missing?: readonly string[] };
  return JSON.stringify(missing) !== JSON.stringify(missingOf(retirement));
}

/** As the interfaces show it. */
export function retirementJson(retirement: Retirement): { readonly [key: string]: Json } {
  const { id, device, kind, household, data, reason, begunAt, wipe, order, wipedAt, intents, entries } = retirement;
  return {
    retirement: id,
    device,
    kind,
    ...(household === undefined ? {} : { household }),
    data,
    reason,
    begunAt: Instant.format(begunAt),
    stands: standsOf(retirement),
    missing: [...missingOf(retirement)],
    intents: intents.map(({ closer, state, says, doneAt }) => ({
      closer,
      state,
      ...(says === undefined ? {} : { says }),
      ...(doneAt === undefined ? {} : { doneAt: Instant.format(doneAt) }),
    })),
    wipe: { course: wipe, ...(order === undefined ? {} : { order }), ...(wipedAt === undefined ? {} : { confirmedAt: Instant.format(wipedAt) }) },
    entries: [...entries],
  };
}
