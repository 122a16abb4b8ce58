import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Furnished, furnishedHouse, HERE } from '../../../test/server/house.ts';
import { Instant } from '../../core/index.ts';
import { fingerprintOf, issue, own } from '../../product/device/edge/devices.fixture.ts';
import { openRooms, serveFleet } from '../../product/fleet/edge/door.ts';
import { fleetRooms } from '../../product/fleet/edge/whole.ts';
import { csrfTokenOf } from '../../product/sessions/edge/session-store.ts';
import { authority, deviceLife, devices, ending, explained, overview, policies, receipt, tried, unconfirmed } from './model.ts';

const NOW = Instant.parse('2026-11-20T12:00:00Z');
const now = () => NOW;
const BASE = '/api/services/camera-service/fleet';
const REASON = 'The customer sent it back to us.';

let dataDir: string;
let house: Furnished;

const folder = () => join(dataDir, 'services', 'camera-service');

async function ask(
  method: string,
  path: string,
  body?: unknown,
  who = 'operator',
): Promise<{ readonly status: number; readonly body: unknown; readonly code?: string }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await house.ask(`${BASE}${path}`, {
    method,
    ...(text === undefined ? {} : { body: text }),
    headers: {
      host: new URL(HERE).host,
      cookie: `assay-session=${who}`,
      'x-csrf-token': csrfTokenOf(who),
      ...(method === 'GET' ? {} : { origin: HERE, 'sec-fetch-site': 'same-origin' }),
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
    },
  });
  const read = (await response.json()) as { readonly code?: string };
  return { status: response.status, body: read, ...(response.ok ? {} : { code: read.code ?? '' }) };
}
const acts = () => {
  const { ledger } = house.house.services.get('camera-service');
  if (ledger === undefined) throw new Error('the service has no ledger');
  return ledger
    .read(0 as never, 10_000)
    .filter(({ type }) => type === 'act.done')
    .map(({ body }) => body as { readonly action: string; readonly about?: object; readonly reason?: string });
};

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-fleet-routes-'));
  house = await furnishedHouse(dataDir, now);
});
afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true });
});

describe('a service without a fleet', () => {
  it('says so, and begins none by being asked', async () => {
    expect(await ask('GET', '')).toEqual({ status: 200, body: { begun: false } });
    expect(await ask('GET', '/devices')).toMatchObject({ status: 409, code: 'ASSAY-SERVER-023' });
    expect(house.house.services.get('camera-service').fleet.exists()).toBe(false);
  });
});

describe('the fleet of a service', () => {
  beforeAll(async () => {
    const rooms = await openRooms({ dir: folder(), now, rooms: fleetRooms() });
    await rooms.ask('device.register', {
      devices: ['cam-1', 'cam-2', 'cam-3', 'door-cam-4', 'lock-5'].map((device) => ({ device, product: device.startsWith('lock') ? 'lock' : 'camera' })),
    });
    for (const [device, serial, days] of [
      ['cam-1', 'a1', 90],
      ['cam-2', 'a2', 5],
      ['lock-5', 'a5', 20],
    ] as const)
      await issue(rooms.fleet, device, serial, { days, fingerprint: fingerprintOf(serial) });
    await own(rooms.fleet, 'cam-1');
    await rooms.close();
  });

  it('is told by its stages and by what somebody has to see to', async () => {
    const { body } = await ask('GET', '');
    expect(overview.parse(body)).toEqual({
      begun: true,
      at: expect.stringMatching(/^2026-11-20T12:00:00/),
      products: [
        { product: 'camera', registered: 2, inService: 2, retired: 0 },
        { product: 'lock', registered: 0, inService: 1, retired: 0 },
      ],
      nobodys: 2,
      ending: 2,
      ended: 0,
      beyond: 0,
      unwiped: 0,
    });
  });

  it('is searched by what stands in the query, page by page', async () => {
    const ids = async (query: string) => devices.parse((await ask('GET', `/devices${query}`)).body).devices.map(({ id }) => id);
    expect(await ids('')).toEqual(['cam-1', 'cam-2', 'cam-3', 'door-cam-4', 'lock-5']);
    expect(await ids('?text=cam-')).toEqual(['cam-1', 'cam-2', 'cam-3', 'door-cam-4']);
    expect(await ids('?owned=yes')).toEqual(['cam-1']);
    expect(await ids('?owned=no&life=in-service')).toEqual(['cam-2', 'lock-5']);
    expect(await ids('?ends=week')).toEqual(['cam-2']);
    expect(await ids('?ends=month&product=lock')).toEqual(['lock-5']);
    expect(await ids('?ends=over')).toEqual([]);
    expect(await ids('?unwiped=yes')).toEqual([]);
    const first = devices.parse((await ask('GET', '/devices?limit=2')).body);
    expect(await ids(`?limit=2&after=${first.next}`)).toEqual(['cam-3', 'door-cam-4']);
    expect(await ask('GET', '/devices?after=x')).toMatchObject({ status: 422, code: 'ASSAY-DEVICE-011' });
    expect(await ask('GET', '/devices?text=a%22b')).toMatchObject({ status: 400, code: 'ASSAY-SERVER-001' });
  });

  it('shows one life, and refuses one that is none', async () => {
    const life = deviceLife.parse((await ask('GET', '/devices/cam-1', undefined, 'auditor')).body);
    expect(life.life.map(({ type }) => type)).toEqual(['device.registered', 'certificate.issued', 'ownership.began']);
    expect(life.credentials).toMatchObject([{ serial: 'a1', standing: { may: 'everything' } }]);
    expect([life.session, life.ending]).toEqual(['unserved', undefined]);
    expect(await ask('GET', '/devices/cam-99')).toMatchObject({ status: 404, code: 'ASSAY-DEVICE-001' });
  });

  it('passes a device on, retires it once, and enters each act with its reason', async () => {
    expect(await ask('POST', '/devices/cam-1/transfer', { reason: REASON }, 'responder')).toMatchObject({ status: 403 });
    const passed = ending.parse((await ask('POST', '/devices/cam-1/transfer', { reason: REASON })).body);
    expect(passed).toMatchObject({ kind: 'transfer', data: 'erase', stands: 'not-confirmed' });
    expect(await ask('POST', '/devices/cam-1/transfer', { reason: REASON })).toMatchObject({ status: 409, code: 'ASSAY-DEVICE-010' });
    const retired = ending.parse((await ask('POST', '/devices/cam-2/retire', { reason: REASON }, 'responder')).body);
    expect(retired).toMatchObject({ kind: 'retire', device: 'cam-2', reason: REASON });
    const before = acts().length;
    expect((await ask('POST', '/devices/cam-2/retire', { reason: REASON })).status).toBe(200);
    expect(acts()).toHaveLength(before);
    expect(acts().map(({ action, about, reason }) => ({ action, about, reason }))).toEqual([
      { action: 'device.transfer', about: { service: 'camera-service', device: 'cam-1' }, reason: REASON },
      { action: 'device.retire', about: { service: 'camera-service', device: 'cam-2' }, reason: REASON },
    ]);
    const open = unconfirmed.parse((await ask('GET', '/unconfirmed?limit=1')).body);
    expect(open.retirements.map(({ device }) => device)).toEqual(['cam-1']);
    expect(unconfirmed.parse((await ask('GET', `/unconfirmed?after=${open.next}`)).body).retirements.map(({ device }) => device)).toEqual(['cam-2']);
    expect(await ask('GET', '/unconfirmed?after=x')).toMatchObject({ status: 400 });
  });

  it('hands out the receipt of an end, to whoever may see it, and none of what has no end', async () => {
    const { body } = await ask('POST', '/devices/cam-2/receipt', undefined, 'auditor');
    expect(JSON.parse(receipt.parse(body).receipt)).toMatchObject({ device: 'cam-2', kind: 'retire' });
    expect(await ask('POST', '/devices/cam-3/receipt')).toMatchObject({ status: 409, code: 'ASSAY-RETIREMENT-001' });
  });

  it('revokes no certificate of another device under the name of this one', async () => {
    const asked = { serial: 'a5', because: 'keyCompromise', reason: REASON };
    expect(await ask('POST', '/devices/cam-3/revoke', asked)).toMatchObject({ status: 400, code: 'ASSAY-SERVER-001' });
    expect(await ask('POST', '/devices/cam-3/revoke', asked, 'developer')).toMatchObject({ status: 403 });
  });

  it('tells of authorities what there is, where there is none', async () => {
    expect(authority.parse((await ask('GET', '/authority')).body)).toMatchObject({ authorities: [], links: [] });
  });

  it('shows its policies, explains by them, and tries others without keeping them', async () => {
    const shown = policies.parse((await ask('GET', '/policies', undefined, 'auditor')).body);
    expect(shown.files.map(({ name, shipped }) => [name, shipped])).toEqual([['shipped.cedar', true]]);
    expect(shown.run).toEqual({ results: [], failed: 0, untested: shown.policies.map(({ id }) => id) });
    const asked = { who: 'device:cam-3', do: 'publish', on: 'device:lock-5/telemetry' };
    expect(explained.parse((await ask('POST', '/policies/explain', asked)).body)).toMatchObject({
      allowed: false,
      sentence: expect.stringContaining('may not'),
    });
    expect(await ask('POST', '/policies/explain', { ...asked, do: 'dance' })).toMatchObject({ status: 422 });
    const other = { name: 'night.cedar', text: '@id("dark") @because("it is night") forbid (principal, action, resource);' };
    const outcome = tried.parse((await ask('POST', '/policies/try', { files: [other] })).body);
    expect(outcome.policies.map(({ id }) => id)).toContain('dark');
    expect(outcome.shadow).toEqual({ decisions: 0, changed: 0, share: 1, changes: [] });
    expect(await ask('POST', '/policies/try', { files: [{ ...other, text: 'permit (' }] })).toMatchObject({ status: 422, code: 'ASSAY-AUTHORIZATION-001' });
    expect(await ask('POST', '/policies/try', { files: [{ ...other, name: '../night.cedar' }] })).toMatchObject({ status: 400, code: 'ASSAY-SERVER-001' });
    expect(policies.parse((await ask('GET', '/policies')).body).policies).toHaveLength(shown.policies.length);
  });

  it('begins an introduction by the digest of a secret that it is never told', async () => {
    const asked = { digest: `sha256:${'a'.repeat(64)}` };
    expect(await ask('POST', '/devices/lock-5/introduce', asked, 'developer')).toMatchObject({ status: 403 });
    expect(await ask('POST', '/devices/lock-5/introduce', asked, 'it-administrator')).toMatchObject({ status: 200, body: { device: 'lock-5' } });
    expect(acts().at(-1)).toMatchObject({ action: 'device.introduce', about: { device: 'lock-5' } });
  });

  it('is asked through whoever comes to serve it', async () => {
    const serving = await serveFleet({ dir: folder(), now, rooms: fleetRooms() });
    await serving.ask('device.register', { devices: [{ device: 'cam-6', product: 'camera' }] });
    expect(devices.parse((await ask('GET', '/devices?text=cam-6')).body).devices).toHaveLength(1);
    await serving.close();
    expect(devices.parse((await ask('GET', '/devices?text=cam-6')).body).devices).toHaveLength(1);
  });

  it('is refused when too much is asked of it at once', async () => {
    const { fleet } = house.house.services.get('camera-service');
    const asked = await Promise.allSettled(Array.from({ length: 520 }, () => fleet.ask('device.counts', {})));
    const refused = asked.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(20);
    expect(refused[0]?.reason).toMatchObject({ faults: [{ code: 'ASSAY-SERVER-024' }] });
  });
});
