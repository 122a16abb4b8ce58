import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { dump } from '../../fleet/edge/counts.fixture.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { AT, fingerprintOf, HOME, issue, own, revoke } from './devices.fixture.ts';
import { childrenOf, countsOf, credentialsOf, deviceByManufacturerKey, deviceOf, devicesOf, partsEntered } from './questions.ts';
import { admitCredential, deviceRoom, reportFirmware } from './room.ts';

let dir: string;
let now = AT;
let open: OpenRooms;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-device-'));
  now = AT;
  open = await openRooms({ dir, now: () => now, rooms: [deviceRoom()] });
});
afterEach(async () => {
  await open.close();
  rmSync(dir, { recursive: true });
});

const register = (...names: readonly string[]) => open.ask('device.register', { devices: names.map((device) => ({ device, product: 'camera' })) });
const search = async (question: Json) => {
  const { devices, next } = (await open.ask('device.search', question)) as { devices: { id: string }[]; next?: string };
  return { ids: devices.map(({ id }) => id), next };
};
const codeOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw error ?? new Error('it was taken');
  return error.faults.map(({ code }) => code);
};

describe('a device', () => {
  it('is registered, certified, owned, renewed, and its life is told with its entries', async () => {
    expect(await register('cam-1')).toEqual({ registered: 1, already: 0, entry: 0 });
    expect(await register('cam-1')).toEqual({ registered: 0, already: 1, entry: null });
    const first = await issue(open.fleet, 'cam-1', 'a1');
    expect(deviceOf(open.fleet.db, 'cam-1')?.life).toBe('in-service');
    expect(await admitCredential(open.fleet, first)).toMatchObject({ may: 'renew-only', because: 'nobodys' });
    await own(open.fleet, 'cam-1');
    expect(await admitCredential(open.fleet, first)).toMatchObject({ may: 'everything' });
    now = Instant.plus(now, Duration.days(60));
    const second = await issue(open.fleet, 'cam-1', 'a2');
    // The old one is current until the new one has opened a session.
    expect(await admitCredential(open.fleet, first)).toMatchObject({ may: 'everything' });
    expect(await admitCredential(open.fleet, second)).toMatchObject({ may: 'everything' });
    expect(await admitCredential(open.fleet, first)).toEqual({ may: 'nothing', because: 'superseded' });
    expect(await admitCredential(open.fleet, { serial: 'a2', fingerprint: fingerprintOf('another') })).toEqual({ may: 'nothing', because: 'unknown' });
    await reportFirmware(open.fleet, 'cam-1' as DeviceId, '4.2.0');
    await revoke(open.fleet, 'cam-1', 'a2');
    expect(await admitCredential(open.fleet, second)).toEqual({ may: 'nothing', because: 'revoked' });
    expect(credentialsOf(open.fleet.db, 'cam-1' as DeviceId).map(({ serial, state }) => `${serial} ${state}`)).toEqual(['a2 revoked', 'a1 superseded']);
    const shown = (await open.ask('device.show', { device: 'cam-1' })) as { life: { seq: number; type: string; says: string }[]; facts: number };
    expect(shown.life.map(({ seq, says }) => `${seq} ${says}`)).toEqual([
      '0 was registered as a camera',
      '1 was given certificate a1 by profile camera, good until 2027-01-30T00:00:00Z',
      '2 used certificate a1 for the first time; what it had before no longer counts',
      `3 belongs to household ${HOME}`,
      '4 was given certificate a2 by profile camera, good until 2027-03-31T00:00:00Z',
      '5 used certificate a2 for the first time; what it had before no longer counts',
      '6 says that it runs firmware 4.2.0',
      '7 had certificate a2 revoked (keyCompromise)',
    ]);
    expect(shown.facts).toBe(8);
    expect(countsOf(open.fleet.db)).toEqual([{ product: 'camera', life: 'in-service', devices: 1 }]);
    expect(devicesOf(open.fleet.db, HOME).map(({ id }) => id)).toEqual(['cam-1']);
  });

  it('of another profile is not superseded by a first use', async () => {
    await register('gw-1');
    const client = await issue(open.fleet, 'gw-1', 'b1', { profile: 'client' });
    const server = await issue(open.fleet, 'gw-1', 'b2', { profile: 'server' });
    await admitCredential(open.fleet, client);
    await admitCredential(open.fleet, server);
    expect(credentialsOf(open.fleet.db, 'gw-1' as DeviceId).map(({ state }) => state)).toEqual(['current', 'current']);
  });

  it('that is not there, or cannot be named so, is refused', async () => {
    expect(await codeOf(open.ask('device.show', { device: 'cam-9' }))).toEqual(['ASSAY-DEVICE-001']);
    expect(await codeOf(open.ask('device.show', { device: 'cam/#' }))).toEqual(['ASSAY-FLEET-006']);
    expect(await codeOf(reportFirmware(open.fleet, 'cam-9' as DeviceId, '1'))).toEqual(['ASSAY-DEVICE-001']);
  });

  it('is found by its manufacturer’s certificate, unless two have the same', async () => {
    const key = 'ab'.repeat(32);
    await open
      .ask('device.register', {
        devices: [
          { device: 'cam-1', product: 'camera', manufacturerKey: key, gateway: 'gw-1' },
          { device: 'gw-1', product: 'gateway' },
        ],
      })
      .catch(() => undefined);
    await open.ask('device.register', {
      devices: [
        { device: 'gw-1', product: 'gateway' },
        { device: 'cam-1', product: 'camera', manufacturerKey: key, gateway: 'gw-1' },
      ],
    });
    expect(deviceByManufacturerKey(open.fleet.db, key)?.id).toBe('cam-1');
    expect(childrenOf(open.fleet.db, 'gw-1' as DeviceId).map(({ id }) => id)).toEqual(['cam-1']);
    await open.ask('device.register', { devices: [{ device: 'cam-2', product: 'camera', manufacturerKey: key }] });
    expect(deviceByManufacturerKey(open.fleet.db, key)).toBeUndefined();
  });
});

describe('a batch', () => {
  it('is entered part by part, each once, and all of a part or nothing', async () => {
    const batch = { digest: `sha256:${'0'.repeat(64)}`, part: 0, of: 2 };
    const devices = [
      { device: 'cam-1', product: 'camera' },
      { device: 'cam-2', product: 'camera' },
    ];
    expect(await open.ask('device.sift', { devices })).toEqual({ fresh: 2, already: 0, unfit: [] });
    expect(await open.ask('device.register', { devices, batch })).toMatchObject({ registered: 2 });
    expect(await open.ask('device.register', { devices, batch })).toEqual({ registered: 0, already: 2, entry: null });
    expect(partsEntered(open.fleet.db, batch.digest)).toEqual([0]);
    expect(
      await codeOf(
        open.ask('device.register', {
          devices: [
            { device: 'cam-3', product: 'camera' },
            { device: 'cam-1', product: 'lock' },
          ],
          batch: { ...batch, part: 1 },
        }),
      ),
    ).toEqual(['ASSAY-DEVICE-003']);
    expect(deviceOf(open.fleet.db, 'cam-3')).toBeUndefined();
  });
});

describe('a search', () => {
  it('finds by a part of an id, by what is known, and by what ends, page by page', async () => {
    await register('cam-10', 'cam-1', 'door-cam-1', 'cam-100', 'lock-7');
    expect(await search({ text: 'cam-1' })).toEqual({ ids: ['cam-1', 'cam-10', 'door-cam-1', 'cam-100'], next: undefined });
    const first = await search({ text: 'cam-1', limit: 1 });
    expect(first.ids).toEqual(['cam-1']);
    const second = await search({ text: 'cam-1', limit: 2, after: first.next ?? '' });
    expect(second.ids).toEqual(['cam-10', 'door-cam-1']);
    expect(await search({ text: 'cam-1', limit: 2, after: second.next ?? '' })).toEqual({ ids: ['cam-100'], next: undefined });
    expect((await search({ text: 'ca' })).ids).toEqual(['cam-1', 'cam-10', 'cam-100']);
    expect((await search({ text: 'lo', product: 'camera' })).ids).toEqual(['lock-7']);
    expect((await search({ text: 'CAM-10' })).ids).toEqual(['cam-10', 'cam-100']);
    expect((await search({ text: 'cam-1', product: 'lock' })).ids).toEqual([]);
    await issue(open.fleet, 'cam-1', 'a1', { days: 10 });
    await issue(open.fleet, 'cam-10', 'a2', { days: 5 });
    await own(open.fleet, 'cam-1');
    expect((await search({ expiringBefore: '2026-11-12T00:00:00Z' })).ids).toEqual(['cam-10', 'cam-1']);
    const soonest = await search({ expiringBefore: '2026-11-12T00:00:00Z', limit: 1 });
    expect((await search({ expiringBefore: '2026-11-12T00:00:00Z', limit: 1, after: soonest.next ?? '' })).ids).toEqual(['cam-1']);
    expect((await search({ expiringBefore: '2026-11-12T00:00:00Z', text: 'ca' })).ids).toEqual(['cam-10', 'cam-1']);
    expect((await search({ household: HOME, life: 'in-service' })).ids).toEqual(['cam-1']);
    expect((await search({ owned: true })).ids).toEqual(['cam-1']);
    expect((await search({ owned: false, text: 'cam-1' })).ids).toEqual(['cam-10', 'door-cam-1', 'cam-100']);
    expect((await search({ unwiped: true })).ids).toEqual([]);
    const soon = await open.ask('device.outlook', { soon: '2026-11-07T00:00:00Z' });
    expect(soon).toEqual({ at: '2026-11-01T00:00:00Z', nobodys: 1, ending: 1, ended: 0, beyond: 0, unwiped: 0 });
    for (const question of [{ text: 'a"b' }, { after: 'x' }, { text: 'cam-1', after: 'e1.1' }])
      expect(await codeOf(open.ask('device.search', question))).toEqual(['ASSAY-DEVICE-011']);
  });

  it('refuses ids that differ by capitals alone, and ids that the endpoint would not speak to', async () => {
    await open.ask('device.register', { devices: [{ device: 'Cam-17', product: 'camera' }] });
    expect(await codeOf(open.ask('device.register', { devices: [{ device: 'cam-17', product: 'lock' }] }))).toEqual(['ASSAY-DEVICE-012']);
    expect(await codeOf(open.ask('device.register', { devices: [{ device: 'cam-18.', product: 'camera' }] }))).toEqual(['ASSAY-DEVICE-002']);
    expect(await open.ask('device.sift', { devices: [{ device: 'CAM-17', product: 'camera' }] })).toMatchObject({
      fresh: 0,
      unfit: [{ index: 0, fault: { code: 'ASSAY-DEVICE-012' } }],
    });
    const plan = open.fleet.db.prepare(`EXPLAIN QUERY PLAN SELECT id FROM device WHERE id = 'a' COLLATE NOCASE AND id <> 'a' LIMIT 1`).all();
    expect(plan.map(({ detail }) => String(detail)).join()).toContain('device_of_name');
  });

  it('finds what a look at every device would, in pages that meet', async () => {
    const name = fc.stringMatching(/^[ab](?:[ab1-]{0,6}[ab1])?$/);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { maxLength: 40 }),
        fc.stringMatching(/^[ab1-]{1,4}$/),
        fc.integer({ min: 1, max: 7 }),
        async (names, text, limit) => {
          const folder = mkdtempSync(join(tmpdir(), 'assay-search-'));
          const fleet = await openRooms({ dir: folder, now: () => AT, rooms: [deviceRoom()] });
          await fleet.ask('device.register', { devices: names.map((device) => ({ device, product: 'camera' })) });
          const found: string[] = [];
          for (let after: string | undefined; ; ) {
            const page = (await fleet.ask('device.search', { text, limit, ...(after === undefined ? {} : { after }) })) as {
              devices: { id: string }[];
              next?: string;
            };
            found.push(...page.devices.map(({ id }) => id));
            after = page.next;
            if (after === undefined) break;
          }
          const expected = names.filter((id) => (text.length < 3 ? id.startsWith(text) : id.includes(text)));
          expect(found.toSorted()).toEqual(expected.toSorted());
          await fleet.close();
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('tables of devices', () => {
  it('are what the ledger gives when it is told anew, whatever was done', { timeout: 120_000 }, async () => {
    const device = fc.constantFrom('cam-1', 'cam-2', 'gw-1');
    const serial = fc.constantFrom('a1', 'a2', 'b1');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('register' as const), device }),
      fc.record({ kind: fc.constant('issue' as const), device, serial }),
      fc.record({ kind: fc.constant('use' as const), device, serial }),
      fc.record({ kind: fc.constant('revoke' as const), device, serial }),
      fc.record({ kind: fc.constant('own' as const), device, home: fc.constantFrom(HOME, 'h_00000000000000000009' as HouseholdId) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'assay-any-'));
        const begin = () => openRooms({ dir: folder, now: () => AT, rooms: [deviceRoom()] });
        const live = await begin();
        for (const one of steps) {
          const done =
            one.kind === 'register'
              ? live.ask('device.register', { devices: [{ device: one.device, product: 'camera' }] })
              : one.kind === 'issue'
                ? issue(live.fleet, one.device, one.serial)
                : one.kind === 'use'
                  ? admitCredential(live.fleet, { serial: one.serial, fingerprint: fingerprintOf(one.serial) })
                  : one.kind === 'revoke'
                    ? revoke(live.fleet, one.device, one.serial)
                    : own(live.fleet, one.device, one.home);
          await Promise.resolve(done).catch((error: unknown) => expect(error).toBeInstanceOf(Refused));
        }
        const before = dump(live.fleet.db);
        await live.close();
        rmSync(join(fleetFolder(folder), 'fleet.db'));
        const rebuilt = await begin();
        expect(dump(rebuilt.fleet.db)).toEqual(before);
        await rebuilt.close();
        rmSync(folder, { recursive: true });
      }),
      { numRuns: 40 },
    );
  });
});
