import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Refused } from '../../../core/index.ts';
import { own } from '../../device/edge/devices.fixture.ts';
import { credentialsOf } from '../../device/edge/questions.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { enroller } from './enrol.ts';
import { pemsIn, post, type Served, served } from './est.fixture.ts';
import { idevidOf, type Maker, makerOf, settle } from './manufacturer.fixture.ts';

let est: Served;
let maker: Maker;
const idevid = (name: string) => idevidOf(est, name, maker);
const codeOf = ({ status, body }: { readonly status: number; readonly body: string }) => [status, body.slice(0, 13)];

beforeAll(async () => {
  est = await served();
  maker = await makerOf(est, 'maker');
  await settle(est, maker);
});
afterAll(() => est.close());

describe('what was given before a device changed hands', () => {
  const home = 'h_0000000000000000000a' as HouseholdId;
  const owned = async (device: string) => own(est.rooms.fleet, device, home);

  it('ends with the ownership: tokens, requests that wait or were approved, and certificates that were never used', async () => {
    const { fleet } = est.rooms;
    await est.register('p-1', 'lock');
    const { cert, key, base64 } = await est.enrol('p-1', 'lock');
    const current = ['--cert', cert, '--key', key] as const;
    // Its own certificate is in use from here on.
    const renewed = await est.curl('simplereenroll', ...current, ...post(base64));
    const pending = est.file('p-1-pending.pem', pemsIn(renewed.body)[0] ?? '');
    await owned('p-1');
    const token = await est.token('p-1');
    const other = await est.request('p-1-other', '/CN=p-1');
    await est.rooms.ask('retirement.transfer', { device: 'p-1', reason: 'sold' });
    expect(codeOf(await est.curl('simpleenroll', '-u', `p-1:${token}`, ...post(other.base64)))).toEqual([401, 'ASSAY-EST-006']);
    expect(est.events('alarm.raised')).toContainEqual(expect.objectContaining({ device: 'p-1', code: 'ASSAY-EST-006' }));
    expect(codeOf(await est.curl('simplereenroll', '--cert', pending, '--key', key, ...post(base64)))).toEqual([403, 'ASSAY-EST-009']);
    const states = credentialsOf(fleet.db, 'p-1' as DeviceId).map(({ state }) => state);
    expect(states).toEqual(['revoked', 'current']);
    expect(est.events('certificate.revoked')).toContainEqual(expect.objectContaining({ device: 'p-1', reason: 'privilegeWithdrawn' }));
    // Its own, which it had shown, goes on for its renewal.
    expect((await est.curl('simplereenroll', ...current, ...post(base64))).status).toBe(200);
  });

  it.each([false, true])('ends a request that a person looks at, approved before: %s', async (approved) => {
    const device = `p-watched-${approved}`;
    await est.register(device, 'watched');
    const { base64 } = await est.request(device);
    const token = await est.token(device);
    const ask = () => est.curl('simpleenroll', '-u', `${device}:${token}`, ...post(base64));
    expect((await ask()).status).toBe(202);
    const waits = async () =>
      ((await est.rooms.ask('est.waiting', {})) as { readonly requests: readonly { readonly id: string; readonly device: string }[] }).requests.find(
        (one) => one.device === device,
      )?.id;
    const id = (await waits()) ?? '';
    if (approved) await est.rooms.ask('est.decide', { id, approved: true });
    await owned(device);
    await est.rooms.ask('retirement.transfer', { device, reason: 'sold' });
    expect(await waits()).toBeUndefined();
    await expect(est.rooms.ask('est.decide', { id, approved: true })).rejects.toMatchObject({ faults: [{ code: 'ASSAY-EST-025' }] });
    expect(codeOf(await ask())).toEqual([401, 'ASSAY-EST-006']);
    expect(est.events('certificate.issued').filter((one) => one['device'] === device)).toHaveLength(0);
  });

  it('ends with a retirement', async () => {
    await est.register('p-3', 'watched');
    const { base64 } = await est.request('p-3');
    await est.curl('simpleenroll', '-u', `p-3:${await est.token('p-3')}`, ...post(base64));
    await est.rooms.ask('retirement.retire', { devices: ['p-3'], reason: 'broken' });
    const { requests } = (await est.rooms.ask('est.waiting', {})) as { readonly requests: readonly { readonly device: string }[] };
    expect(requests.filter(({ device }) => device === 'p-3')).toEqual([]);
    const row = est.rooms.fleet.db.prepare("SELECT count(*) AS n FROM est_token WHERE device = 'p-3' AND state = 'open'").get();
    expect(row?.['n']).toBe(0);
  });

  it('refuses a copy of the manufacturer’s key while what the device was given waits for its first use', async () => {
    await est.register('p-4', 'lock');
    const shown = await idevid('p-4');
    const by = ['--cert', shown.cert, '--key', shown.key] as const;
    const first = await est.request('p-4');
    expect((await est.curl('simpleenroll', ...by, ...post(first.base64))).status).toBe(200);
    const copy = await est.request('p-4-copy', '/CN=p-4');
    expect(codeOf(await est.curl('simpleenroll', ...by, ...post(copy.base64)))).toEqual([403, 'ASSAY-EST-011']);
    // The very key again: its answer was lost on the way.
    expect((await est.curl('simpleenroll', ...by, ...post(first.base64))).status).toBe(200);
    // Both at once: one of them.
    await est.register('p-5', 'lock');
    const theirs = await idevid('p-5');
    const two = await Promise.all(['p-5-a', 'p-5-b'].map((name) => est.request(name, '/CN=p-5')));
    const answers = await Promise.all(two.map(({ base64 }) => est.curl('simpleenroll', '--cert', theirs.cert, '--key', theirs.key, ...post(base64))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it('binds a token to one key, however many ask at once', async () => {
    await est.register('p-6', 'watched');
    const token = await est.token('p-6');
    const two = await Promise.all(['p-6-a', 'p-6-b', 'p-6-c'].map((name) => est.request(name, '/CN=p-6')));
    const { enrol } = enroller(est.rooms.fleet, est.authority);
    // All of them are looked at before the first is entered.
    const answers = await Promise.allSettled(
      two.map(({ base64 }) =>
        enrol({
          certificates: [],
          basic: { name: 'p-6', secret: token },
          asked: { operation: 'simpleenroll' },
          address: '192.0.2.1',
          body: readFileSync(base64),
          binding: () => undefined,
        }),
      ),
    );
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value.status : (one.reason as Refused).faults[0]?.code)).sort()).toEqual([
      202,
      'ASSAY-EST-007',
      'ASSAY-EST-007',
    ]);
    expect(est.events('enrolment.asked').filter(({ device }) => device === 'p-6')).toHaveLength(1);
  });
});
