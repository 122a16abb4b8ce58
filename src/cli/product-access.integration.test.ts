import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { openPolicyFolder } from '../product/authorization/edge/policy-folder.ts';
import { beginRecording } from '../product/authorization/edge/recorder.ts';
import { own } from '../product/device/edge/devices.fixture.ts';
import { decidingOver } from '../product/endpoint/edge/deciding.ts';
import { openRooms } from '../product/fleet/edge/door.ts';
import { fleetRooms } from '../product/fleet/edge/whole.ts';
import type { DeviceId, HouseholdId, MemberId } from '../product/fleet/model.ts';
import type { Io } from './command.ts';
import { productAccess } from './product-access.ts';
import { run } from './run.ts';

const FOLDER = 'examples/camera-service/policies';
const GIVEN = ['--facts', `${FOLDER}/video.test.yaml`, '--policies', FOLDER, '--at', '2026-11-20T12:00:00Z'];

async function said(...argv: readonly string[]) {
  let out = '';
  let err = '';
  const io: Io = {
    cwd: process.cwd(),
    env: {},
    now: () => Instant.parse('2026-11-20T12:00:00Z'),
    interactive: false,
    out: (text) => (out += text),
    err: (text) => (err += text),
  };
  return { code: await run(['product', 'access', ...argv], [productAccess], io), out, err };
}

it('explains, and exits 1 where it is refused', async () => {
  const denied = await said('explain', '--who', 'user:gus', '--do', 'subscribe', '--on', 'device:cam-17/video', ...GIVEN);
  expect(denied.code).toBe(1);
  expect(denied.out).toContain('no share of this channel is in force; the last one ended on\n2026-11-15 10:00 UTC.');
  const allowed = await said('explain', '--who', 'user:anna', '--do', 'subscribe', '--on', 'device:cam-17/video', '--json', ...GIVEN);
  expect(allowed.code).toBe(0);
  expect(JSON.parse(allowed.out)).toMatchObject({ allowed: true, asked: { at: '2026-11-20T12:00:00Z' } });
});

it('refuses what it cannot read', async () => {
  for (const wrong of [
    ['explain', ...GIVEN],
    ['explain', '--who', 'user:gus', '--do', 'x', '--on', 'device:cam-17/video', ...GIVEN],
    ['own'],
    ['test'],
    ['export', ...GIVEN],
  ])
    expect((await said(...wrong)).code).toBe(2);
});

it('tests a folder, and holds the map to it', async () => {
  expect((await said('test', FOLDER)).code).toBe(0);
  expect((await said('map', '--service', 'examples/camera-service/service.yaml', '--policies', FOLDER)).out).toContain('video-owner-only');
});

it.each(['mosquitto', 'nats', 'emqx'])('exports for %s, and lists loudly what the file cannot say', async (to) => {
  const { code, out, err } = await said('export', '--to', to, '--device', 'cam-17', ...GIVEN);
  expect(code).toBe(0);
  expect(out).toContain('EXPIRES 2026-11-20T12:40:00Z');
  expect(err).toContain('NOT IN THE FILE (consent)  service@video-store');
});

it.each(['cam-77', 'Küche Kamera'])('exports no file in which a device that was meant is missing: %s', async (device) => {
  expect(await said('export', '--to', 'emqx', '--device', 'cam-17', '--device', device, ...GIVEN)).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining(`ASSAY-DEVICE-001 there is no device ${device}`),
  });
});

it('tries changed policies on what a served fleet was really asked', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'assay-traffic-'));
  try {
    const now = () => Instant.parse('2026-11-20T11:00:00Z');
    const [household, owner] = ['h_aaaaaaaaaaaaaaaaaaaa' as HouseholdId, 'u_anna0000000000000000' as MemberId];
    const rooms = await openRooms({ dir, now, rooms: fleetRooms() });
    await rooms.ask('household.found', { household, owner });
    await rooms.ask('device.register', { devices: [{ device: 'cam-17', product: 'camera' }] });
    await own(rooms.fleet, 'cam-17', household);
    const recording = beginRecording(rooms.fleet, () => undefined);
    const deciding = decidingOver(rooms.fleet, await openPolicyFolder(undefined, now()));
    const decisions = recording.recorded(deciding.decisions);
    const on = { device: 'cam-17' as DeviceId, name: 'video' };
    for (let n = 0; n < 7; n += 1)
      decisions.decide({ subject: { kind: 'member', member: owner }, action: 'subscribe', on, at: 'broker', purpose: 'operation', moment: now() });
    deciding.close();
    recording.close();
    await rooms.close();

    const changed = join(dir, 'new-policies');
    mkdirSync(changed);
    writeFileSync(join(changed, 'new.cedar'), '@id("no-video") forbid (principal is Member, action, resource) when { resource.name == "video" };');
    const shadow = await said('test', changed, '--against-traffic', '--data', dir);
    expect(shadow.code).toBe(0);
    expect(shadow.out).toContain('Of 7 recorded decisions 7 would be decided otherwise (every distinct question was kept).');
    expect((await said('test', changed, '--against-traffic', '--data', dir, '--since', '2026-11-21')).out).toContain('Of 0 recorded decisions 0');
    expect((await said('test', changed, '--against-traffic', '--data', dir, '--policies', changed)).out).toContain('Of 7 recorded decisions 0');
    expect((await said('test', changed, '--against-traffic', '--data', join(dir, 'nothing'))).err).toContain('ASSAY-CLI-015');
    expect((await said('export', '--to', 'nats', '--device', 'cam-17', '--data', dir)).code).toBe(0);
    expect((await said('export', '--to', 'nats', '--device', 'cam-99', '--data', dir)).err).toContain('ASSAY-DEVICE-001 there is no device cam-99');
  } finally {
    rmSync(dir, { recursive: true });
  }
});
