import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { aceWith, mudText } from '../operations/declared/mud.fixture.ts';
import { reportFirmware } from '../product/device/edge/room.ts';
import { openRooms } from '../product/fleet/edge/door.ts';
import { roomsOfFleet } from '../product/fleet/edge/rooms.ts';
import type { DeviceId } from '../product/fleet/model.ts';
import { assayIn } from './assay.fixture.ts';

const START = Date.parse('2026-11-01T00:00:00Z') / 1000;
const HOUR = 3600;
const CAMERAS = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => ({ id: `cam-${i}`, address: `10.20.0.${i + 10}` }));
const UPDATES = '198.51.100.77';

let folder = '';
const assay = (...argv: readonly string[]) => assayIn(folder)(...argv.map((one) => (one === 'SERVICE' ? join(folder, 'service.json') : one)));

const line = (seconds: number, from: string, to: string, port: number, bytes = 1800) =>
  JSON.stringify({
    ts: START + seconds,
    uid: `C${seconds}${from}`,
    'id.orig_h': from,
    'id.orig_p': 40_000,
    'id.resp_h': to,
    'id.resp_p': port,
    proto: 'tcp',
    service: 'ssl',
    duration: 1,
    orig_bytes: bytes,
    resp_bytes: bytes,
    conn_state: 'SF',
    history: 'ShADadFf',
    orig_pkts: 14,
    resp_pkts: 15,
  });
/** Each camera speaks to its cloud each quarter of an hour. */
const life = (hours: number) =>
  Array.from({ length: hours * 4 }, (_, i) => CAMERAS.map(({ address }, n) => line(i * 900 + n, address, '203.0.113.10', 8883))).flat();

/** A fleet in which all cameras were registered with version 1.0, and so many said an hour and a half into the log that they run 2.0. */
async function fleet(data: string, updated: number) {
  const at = (minutes: number) => () => Instant.of((START + minutes * 60) * 1000);
  const open = await openRooms({ dir: join(folder, data), now: at(-60), rooms: roomsOfFleet() });
  await open.ask('device.register', { devices: CAMERAS.map(({ id }) => ({ device: id, product: 'camera', firmware: '1.0' })) });
  await open.close();
  const later = await openRooms({ dir: join(folder, data), now: at(90), rooms: roomsOfFleet() });
  for (const { id } of CAMERAS.slice(0, updated)) await reportFirmware(later.fleet, id as DeviceId, '2.0');
  await later.close();
}

const DEVICES = CAMERAS.flatMap(({ id, address }) => ['--device', `${address}=${id}`]);
const incidents = (out: string) => JSON.parse(out).incidents as readonly { readonly devices: readonly string[]; readonly title: string }[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-surroundings-'));
  await fleet('updated', 8);
  await fleet('half', 6);
  writeFileSync(join(folder, 'rollout.log'), [...life(2), ...CAMERAS.map(({ address }, n) => line(2 * HOUR + n * 5, address, UPDATES, 4433))].join('\n'));
  writeFileSync(
    join(folder, 'upload.log'),
    [...life(20), ...Array.from({ length: 20 }, (_, i) => line(20 * HOUR + i * 2, '10.20.0.13', '203.0.113.10', 8883, 5_000_000))].join('\n'),
  );
  const ace = (name: string, network: string, port: number) =>
    aceWith({ ipv4: { protocol: 6, 'destination-ipv4-network': network }, tcp: { 'destination-port': { operator: 'eq', port } } }, 'accept', name);
  writeFileSync(join(folder, 'one.json'), mudText({ from: [ace('cloud', '203.0.113.10/32', 8883)] }));
  writeFileSync(join(folder, 'two.json'), mudText({ from: [ace('cloud', '203.0.113.10/32', 8883), ace('updates', `${UPDATES}/32`, 4433)] }));
  const part = (id: string, kind: string) => ({ id, kind, name: id });
  writeFileSync(
    join(folder, 'service.json'),
    JSON.stringify({
      assay: 'service/1',
      service: { id: 'cameras', name: 'Cameras' },
      parts: [part('camera', 'device'), part('updates', 'update-server')],
      targets: [{ host: UPDATES, part: 'updates', probes: ['tls'] }],
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('many devices that begin to speak to one machine at once', () => {
  it.each([
    ['is an incident of all of them', [], 8],
    ['is none where the machine is declared by hand', ['--host', UPDATES], 0],
    ['is none where the map has it as a server of updates', ['--service', 'SERVICE'], 0],
  ])('%s', async (_, more, devices) => {
    const { code, out, err } = await assay('operations', 'replay', 'rollout.log', ...more, '--json');
    expect([code, err]).toEqual([devices > 0 ? 1 : 0, '']);
    expect(incidents(out).map((one) => one.devices.length)).toEqual(devices > 0 ? [devices] : []);
  });
});

describe('a version of the firmware that the fleet’s ledger has', () => {
  const policies = ['--policy', 'one.json=cam-*@1.*', '--policy', 'two.json=cam-*@2.*', '--service', 'SERVICE'];
  it.each([
    ['all run what may: a roll-out alarms nobody', 'updated', []],
    ['two run what may not: the same traffic is told of these', 'half', ['cam-7', 'cam-8']],
  ])('%s', async (_, data, expected) => {
    const { out, err } = await assay('operations', 'replay', 'rollout.log', ...DEVICES, ...policies, '--data', data, '--json');
    expect(err).toBe('');
    expect([...new Set(incidents(out).flatMap(({ devices }) => devices))].sort()).toEqual(expected);
  });

  it('is not known of a device that nobody named: what the policies of two versions differ on is not told', async () => {
    const both = ['--policy', 'one.json=*@1.*', '--policy', 'two.json=*@2.*', '--service', 'SERVICE'];
    const { code, out } = await assay('operations', 'replay', 'rollout.log', ...both, '--data', 'half', '--json');
    expect([code, incidents(out)]).toEqual([0, []]);
  });
});

describe('a device far above its group', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['that is declared by a network', ['--group', 'cameras=10.20.0.0/24'], ['10.20.0.13']],
    ['that is declared by a pattern', ['--group', 'cameras=10.20.*'], ['10.20.0.13']],
    ['that is its product, as the fleet says', [...DEVICES, '--data', 'updated'], ['cam-3']],
    ['is not told where nobody knows the group', [], []],
    ['is not told where it is of another', ['--group', 'hubs=10.20.9.0/24'], []],
  ])('%s', async (_, more, expected) => {
    const { out } = await assay('operations', 'replay', 'upload.log', ...more, '--json');
    expect(incidents(out).flatMap(({ devices }) => devices)).toEqual(expected);
  });
});

describe('what is asked wrongly', () => {
  it.each([
    ['--device', 'cam-1'],
    ['--device', 'camera=cam-1'],
    ['--group', 'cameras='],
    ['--group', '=cam-*'],
  ])('%s %s', async (option, value) => {
    const { code, err } = await assay('operations', 'replay', 'rollout.log', option, value);
    expect([code, err.match(/ASSAY-[A-Z]+-\d+/)?.[0]]).toEqual([2, 'ASSAY-CLI-005']);
  });
});
