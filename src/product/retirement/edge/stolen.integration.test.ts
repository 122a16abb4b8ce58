import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Json, Refused } from '../../../core/index.ts';
import { AT, fingerprintOf, HOME, issue, own, revoke } from '../../device/edge/devices.fixture.ts';
import { admitCredential, deviceRoom } from '../../device/edge/room.ts';
import { dump } from '../../fleet/edge/counts.fixture.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { confirmWipe } from './confirm.ts';
import { retirementRoom } from './room.ts';
import { CAM, certified, P256, signed, statementOf, type Thing } from './thing.fixture.ts';

let dir: string;
let open: OpenRooms;
const begin = () => openRooms({ dir, now: () => AT, rooms: [deviceRoom(), retirementRoom([])] });
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-stolen-'));
  open = await begin();
});
afterEach(async () => {
  await open.close();
  rmSync(dir, { recursive: true });
});

const ask = async (name: string, input: Json) => (await open.ask(name, input)) as unknown as { readonly wipe: { readonly order?: string } };
const codeOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw error ?? new Error('it was taken');
  return error.faults[0]?.code;
};

/** A device in service in a household, with this certificate, proven. */
async function inService(thing: Thing, device: string = CAM, household = HOME): Promise<void> {
  await open.ask('device.register', { devices: [{ device, product: 'camera' }] });
  const presented = await issue(open.fleet, device, thing.serial, { fingerprint: fingerprintOf(thing.der) });
  await own(open.fleet, device, household);
  expect(await admitCredential(open.fleet, presented)).toMatchObject({ may: 'everything' });
}

it('a receipt is not taken by a key that was compromised after the device was passed on', async () => {
  const stolen = certified('3a1', P256);
  const thing = certified('3a2', P256);
  await inService(stolen);
  await open.ask('retirement.transfer', { device: CAM, reason: 'sold', household: HOME });
  const { wipe } = await ask('retirement.show', { device: CAM });
  await revoke(open.fleet, CAM, stolen.serial);
  const late = signed(statementOf(wipe.order), stolen);
  expect(await codeOf(confirmWipe(open.fleet, CAM, late))).toBe('ASSAY-RETIREMENT-004');
  // Judged in the turn of the device: a compromise that is told first counts first.
  await issue(open.fleet, CAM, thing.serial, { fingerprint: fingerprintOf(thing.der) });
  const race = signed(statementOf(wipe.order), thing);
  const [, confirmed] = await Promise.all([revoke(open.fleet, CAM, thing.serial), codeOf(confirmWipe(open.fleet, CAM, race))]);
  expect(confirmed).toBe('ASSAY-RETIREMENT-004');
  // Replaced by a renewal is not compromised: what the device held when it was told still speaks for it.
  const renewed = certified('3a3', P256);
  await inService(renewed, 'cam-19');
  await open.ask('retirement.transfer', { device: 'cam-19', reason: 'sold', household: HOME });
  await admitCredential(open.fleet, await issue(open.fleet, 'cam-19', '3a4'));
  const theirs = await ask('retirement.show', { device: 'cam-19' });
  await confirmWipe(open.fleet, 'cam-19' as DeviceId, signed(statementOf(theirs.wipe.order, 'cam-19'), renewed));
  // So after a retirement: it revoked the key itself, and whoever finds later that it was stolen says so.
  const retired = certified('3a5', P256);
  await inService(retired, 'cam-20');
  await open.ask('retirement.retire', { devices: ['cam-20'], reason: 'broken' });
  const ended = await ask('retirement.show', { device: 'cam-20' });
  await revoke(open.fleet, 'cam-20', retired.serial);
  expect(await codeOf(confirmWipe(open.fleet, 'cam-20' as DeviceId, signed(statementOf(ended.wipe.order, 'cam-20'), retired)))).toBe('ASSAY-RETIREMENT-004');
  // The tables are what the ledger gives.
  const live = dump(open.fleet.db);
  await open.close();
  rmSync(join(fleetFolder(dir), 'fleet.db'));
  open = await begin();
  expect(dump(open.fleet.db)).toEqual(live);
});
