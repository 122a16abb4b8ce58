import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Furnished, furnishedHouse, HERE } from '../../../test/server/house.ts';
import { Instant, type Json } from '../../core/index.ts';
import { fingerprintOf, issue } from '../../product/device/edge/devices.fixture.ts';
import { openRooms, serveFleet } from '../../product/fleet/edge/door.ts';
import { fleetFolder } from '../../product/fleet/edge/open.ts';
import { fleetRooms } from '../../product/fleet/edge/whole.ts';
import { confirmPresence, presenceChallenge } from '../../product/introduction/edge/room.ts';
import { payloadText, secretDigest, transcriptOf } from '../../product/introduction/payload.ts';
import { csrfTokenOf } from '../../product/sessions/edge/session-store.ts';
import { home, introduction } from './model.ts';
import { sessionCookie, shownBy } from './session.ts';

let time = Instant.parse('2026-11-20T12:00:00Z');
const now = () => time;
const SERVICE = 'camera-service';

let dataDir: string;
let house: Furnished;
let served: Awaited<ReturnType<typeof serveFleet>>;

/** A phone: what it keeps between two questions is its cookie. */
function phone(cookie = '') {
  const kept = { cookie };
  const ask = async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await house.ask(`/api/home/${path}`, {
      method,
      ...(text === undefined ? {} : { body: text }),
      headers: {
        host: new URL(HERE).host,
        ...(kept.cookie === '' ? {} : { cookie: kept.cookie }),
        ...(method === 'GET' ? {} : { origin: HERE, 'sec-fetch-site': 'same-origin' }),
        ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
        ...headers,
      },
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) kept.cookie = set.split(';')[0] ?? '';
    const read = (await response.json()) as { readonly code?: string };
    return { status: response.status, body: read as unknown, set, cache: response.headers.get('cache-control'), ...(response.ok ? {} : { code: read.code }) };
  };
  return { kept, ask, home: async (service = SERVICE) => home.parse((await ask('GET', service)).body) };
}

type Founded = { readonly household: string; readonly member: string };
const asked = async <T>(command: string, input: Json) => (await served.ask(command, input)) as unknown as T;
const found = () => asked<Founded>('household.found', { name: 'The Bergs', ownerName: 'Ina' });
const invited = ({ household, member }: Founded, role: string, more = {}) =>
  asked<{ readonly code: string; readonly member: string }>('household.invite', { household, by: member, role, ...more });
const codeOf = async (device: string): Promise<string> => {
  const secret = Buffer.from(device.padEnd(24, '.')).toString('base64url');
  const { until } = await asked<{ readonly until: string }>('introduction.begin', { device, digest: secretDigest(device, secret) });
  return payloadText({ device: device as never, secret, until: Instant.parse(until) });
};
const press = async (device: string) => {
  const presented = { serial: `e${device.split('-')[1]}`, fingerprint: fingerprintOf(`e${device.split('-')[1]}`) };
  const waits = presenceChallenge(served.fleet, presented) ?? expect.unreachable('no introduction waits');
  await confirmPresence(served.fleet, presented, { claim: waits.claim, transcript: transcriptOf({ ...waits, id: waits.claim }) });
};
const attempt = (letter: string) => letter.repeat(32);

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-home-routes-'));
  const folder = join(dataDir, 'services', SERVICE);
  house = await furnishedHouse(dataDir, now);
  const rooms = await openRooms({ dir: folder, now, rooms: fleetRooms() });
  const devices = ['cam-1', 'cam-2', 'cam-3', 'cam-4'];
  await rooms.ask('device.register', { devices: devices.map((device) => ({ device, product: 'camera' })) });
  for (const device of devices) {
    const serial = `e${device.split('-')[1]}`;
    await issue(rooms.fleet, device, serial, { days: 90, fingerprint: fingerprintOf(serial) });
  }
  await rooms.close();
  cpSync('examples/camera-service/policies', join(fleetFolder(folder), 'policies'), { recursive: true });
  served = await serveFleet({ dir: folder, now, rooms: fleetRooms() });
});
afterAll(async () => {
  await served?.close();
  await house?.close();
  rmSync(dataDir, { recursive: true });
});

describe('a stranger', () => {
  it('is of no home, and can end, agree to or take back nothing', async () => {
    const stranger = phone();
    expect(await stranger.ask('GET', SERVICE)).toMatchObject({ status: 200, body: { known: false }, cache: 'no-store' });
    for (const path of [`shares/s_${'a'.repeat(20)}/end`, `visits/v_${'a'.repeat(20)}/agree`, `visits/v_${'a'.repeat(20)}/end`])
      expect(await stranger.ask('POST', `${SERVICE}/${path}`)).toMatchObject({ status: 403, code: 'ASSAY-HOUSEHOLD-003' });
    expect(await stranger.ask('POST', `${SERVICE}/consents/withdraw`, { purpose: 'analytics', class: 'telemetry' })).toMatchObject({
      code: 'ASSAY-HOUSEHOLD-003',
    });
    expect(await stranger.ask('GET', 'no-such-service')).toMatchObject({ status: 403 });
  });

  it('of the office is no member of a home, and who is at home is nobody at the office', async () => {
    const operator = phone('assay-session=operator');
    expect(await operator.ask('GET', SERVICE)).toMatchObject({ body: { known: false } });
    const ina = phone();
    await ina.ask('POST', `${SERVICE}/join`, { code: (await invited(await found(), 'owner')).code });
    expect((await ina.home()).known).toBe(true);
    const response = await house.ask(`/api/services/${SERVICE}/fleet/devices`, { headers: { host: new URL(HERE).host, cookie: ina.kept.cookie } });
    expect(response.status).toBe(401);
  });

  it('who writes a cookie of their own, or shows one of another service, is nobody', async () => {
    const { member } = await found();
    const forged = Buffer.from(JSON.stringify([[SERVICE, member, 9e15]])).toString('base64url');
    expect(await phone(`assay-home=${forged}`).ask('GET', SERVICE)).toMatchObject({ body: { known: false } });
    const others = sessionCookie(house.house, 'another-service', member).split(';')[0] ?? '';
    expect((await phone(others).home()).known).toBe(false);
    const own = phone(sessionCookie(house.house, SERVICE, member).split(';')[0]);
    expect((await own.home()).known).toBe(true);
    // Two of one name: a neighbour has set one of them.
    expect((await phone(`${own.kept.cookie}; ${own.kept.cookie}`).home()).known).toBe(false);
  });
});

describe('a page elsewhere', () => {
  it('acts for nobody, and lets nobody in', async () => {
    const ina = await found();
    const owner = phone(sessionCookie(house.house, SERVICE, ina.member).split(';')[0]);
    await asked('household.consent', { household: ina.household, by: ina.member, purpose: 'analytics', class: 'telemetry' });
    const elsewhere: readonly Readonly<Record<string, string>>[] = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
      { origin: HERE, 'sec-fetch-site': 'same-site' },
    ];
    const { code } = await invited(ina, 'guest');
    for (const headers of elsewhere) {
      expect(await owner.ask('POST', `${SERVICE}/consents/withdraw`, { purpose: 'analytics', class: 'telemetry' }, headers)).toMatchObject({
        status: 403,
        code: 'ASSAY-SERVER-005',
      });
      expect(await phone().ask('POST', `${SERVICE}/join`, { code }, headers)).toMatchObject({ status: 403, set: null });
    }
    expect((await owner.home()).consents).toHaveLength(1);
  });
});

describe('a phone', () => {
  it('is of its home for 90 days, and until its person is taken out', async () => {
    const ina = await found();
    const { code, member } = await invited(ina, 'household');
    const ole = phone();
    expect((await ole.ask('POST', `${SERVICE}/join`, { code })).set).toMatch(/^assay-home=[\w-]+; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Strict$/);
    expect(await phone().ask('POST', `${SERVICE}/join`, { code })).toMatchObject({ status: 422, code: 'ASSAY-HOUSEHOLD-015', set: null });
    expect(await ole.home()).toMatchObject({ known: true, role: 'household', member });
    const began = time;
    time = Instant.of(began + 90 * 86_400_000);
    expect((await ole.home()).known).toBe(false);
    time = began;
    await asked('household.leave', { household: ina.household, by: ina.member, member });
    expect(await ole.ask('GET', SERVICE)).toMatchObject({ body: { known: false } });
    expect(await ole.ask('POST', `${SERVICE}/consents/withdraw`, { purpose: 'analytics', class: 'telemetry' })).toMatchObject({ code: 'ASSAY-HOUSEHOLD-003' });
  });

  it('that belongs to a home is not taken away from it by the link of another', async () => {
    const [ina, eve] = [await found(), await found()];
    const owner = phone(sessionCookie(house.house, SERVICE, ina.member).split(';')[0]);
    const { code } = await invited(eve, 'guest');
    expect(await owner.ask('POST', `${SERVICE}/join`, { code })).toMatchObject({ status: 422, code: 'ASSAY-HOUSEHOLD-015', set: null });
    expect(await owner.home()).toMatchObject({ member: ina.member, role: 'owner' });
    const lives = phone();
    await lives.ask('POST', `${SERVICE}/join`, { code: (await invited(ina, 'household')).code });
    expect(await lives.ask('POST', `${SERVICE}/join`, { code })).toMatchObject({ code: 'ASSAY-HOUSEHOLD-015', set: null });
    // The invitation is as good as before, for another phone.
    expect(await phone().ask('POST', `${SERVICE}/join`, { code })).toMatchObject({ status: 200 });
  });

  it('keeps its homes of several services apart, and none puts another out', async () => {
    const ina = await found();
    const one = sessionCookie(house.house, 'another-service', `u_${'b'.repeat(20)}`).split(';')[0] ?? '';
    const both = phone(one);
    await both.ask('POST', `${SERVICE}/join`, { code: (await invited(ina, 'guest')).code });
    expect((await both.home()).role).toBe('guest');
    expect(shownBy(house.house, 'another-service', both.kept.cookie)).toBe(`u_${'b'.repeat(20)}`);
    // Of many services the ones used last.
    let header = both.kept.cookie;
    for (let i = 0; i < 9; i += 1) header = sessionCookie(house.house, `service-with-a-name-that-is-rather-long-${i}`, ina.member, header).split(';')[0] ?? '';
    expect(shownBy(house.house, 'service-with-a-name-that-is-rather-long-8', header)).toBe(ina.member);
    expect(shownBy(house.house, SERVICE, header)).toBeUndefined();
  });
});

describe('a guest and somebody who lives there', () => {
  it('see what is theirs to see, and decide nothing of the owner’s', async () => {
    const ina = await found();
    const adding = { code: await codeOf('cam-1'), attempt: attempt('q') };
    const owner = phone(sessionCookie(house.house, SERVICE, ina.member).split(';')[0]);
    expect(introduction.parse((await owner.ask('POST', `${SERVICE}/devices`, adding)).body)).toMatchObject({ device: 'cam-1', state: 'open' });
    await press('cam-1');
    const pia = await invited(ina, 'guest', { name: 'Pia' });
    const tom = await invited(ina, 'guest', { name: 'Tom' });
    const ben = await invited(ina, 'household', { name: 'Ben' });
    const [guest, other, lives] = [phone(), phone(), phone()];
    await guest.ask('POST', `${SERVICE}/join`, { code: pia.code });
    await other.ask('POST', `${SERVICE}/join`, { code: tom.code });
    await lives.ask('POST', `${SERVICE}/join`, { code: ben.code });
    const until = Instant.format(Instant.of(time + 86_400_000));
    const { household, member: by } = ina;
    const { share } = await asked<{ share: string }>('household.share', { household, by, device: 'cam-1', channel: 'video', to: pia.member, until });
    await asked('household.consent', { household, by, purpose: 'analytics', class: 'telemetry' });
    const { visit } = await asked<{ visit: string }>('household.visit-ask', { household, supporter: `u_${'s'.repeat(20)}`, minutes: 30 });
    const seen = await other.home();
    expect([seen.devices, seen.shares, seen.visits, seen.consents]).toEqual([[], [], [], []]);
    expect(seen.members?.map(({ name }) => name).sort()).toEqual(['Ina', 'Tom']);
    expect((await guest.home()).devices).toHaveLength(1);
    for (const who of [guest, other, lives]) {
      expect(await who.ask('POST', `${SERVICE}/visits/${visit}/agree`)).toMatchObject({ code: 'ASSAY-HOUSEHOLD-009' });
      expect(await who.ask('POST', `${SERVICE}/consents/withdraw`, { purpose: 'analytics', class: 'telemetry' })).toMatchObject({
        code: 'ASSAY-HOUSEHOLD-004',
      });
      expect(await who.ask('POST', `${SERVICE}/devices`, { code: await codeOf('cam-2'), attempt: attempt('z') })).toMatchObject({
        code: 'ASSAY-HOUSEHOLD-004',
      });
    }
    expect((await other.ask('POST', `${SERVICE}/shares/${share}/end`)).status).toBeGreaterThanOrEqual(400);
    expect((await guest.ask('POST', `${SERVICE}/shares/${share}/end`)).status).toBe(200);
    // Of another home's, nothing.
    const eve = phone(sessionCookie(house.house, SERVICE, (await found()).member).split(';')[0]);
    expect((await eve.ask('POST', `${SERVICE}/visits/${visit}/agree`)).status).toBeGreaterThanOrEqual(400);
    expect((await eve.ask('GET', `${SERVICE}?device=cam-1`)).body).not.toHaveProperty('introduction');
  });
});

describe('a use of data', () => {
  it('is asked of owners as the operator declares it, is agreed to by them alone, and ends when it is taken back', async () => {
    const ina = await found();
    const owner = phone(sessionCookie(house.house, SERVICE, ina.member).split(';')[0]);
    expect((await owner.home()).uses).toEqual([]);
    await owner.ask('POST', `${SERVICE}/devices`, { code: await codeOf('cam-4'), attempt: attempt('u') });
    await press('cam-4');
    const uses = ['telemetry', 'personal', 'sensitive'].map((of) => ({ purpose: 'analytics', class: of }));
    expect((await owner.home()).uses).toEqual(uses);
    const lives = phone();
    await lives.ask('POST', `${SERVICE}/join`, { code: (await invited(ina, 'household')).code });
    expect((await lives.home()).uses).toEqual([]);
    const use = { purpose: 'analytics', class: 'telemetry' };
    expect(await lives.ask('POST', `${SERVICE}/consents/give`, use)).toMatchObject({ code: 'ASSAY-HOUSEHOLD-004' });
    expect(await phone().ask('POST', `${SERVICE}/consents/give`, use)).toMatchObject({ code: 'ASSAY-HOUSEHOLD-003' });
    expect(await owner.ask('POST', `${SERVICE}/consents/give`, { ...use, class: 'operational' })).toMatchObject({ code: 'ASSAY-HOUSEHOLD-010' });
    const given = home.parse((await owner.ask('POST', `${SERVICE}/consents/give`, use)).body);
    expect([given.consents, given.uses]).toMatchObject([[use], uses.slice(1)]);
    expect(home.parse((await owner.ask('POST', `${SERVICE}/consents/withdraw`, use)).body).uses).toEqual(uses);
  });
});

describe('a first device', () => {
  it('makes a home, once, however often its browser asks', async () => {
    const code = await codeOf('cam-3');
    const mia = phone();
    expect(
      await mia.ask('POST', `${SERVICE}/devices`, { code: `${code.slice(0, 18)}${'A'.repeat(32)}${code.slice(50)}`, attempt: attempt('m') }),
    ).toMatchObject({ set: null });
    expect((await mia.ask('POST', `${SERVICE}/devices`, { code, attempt: attempt('m') })).status).toBe(200);
    const lost = phone();
    expect((await lost.ask('POST', `${SERVICE}/devices`, { code, attempt: attempt('m') })).status).toBe(200);
    await press('cam-3');
    expect((await mia.home()).member).toBe((await lost.home()).member);
    expect((await mia.home()).devices).toMatchObject([{ device: 'cam-3' }]);
    const operator = { cookie: 'assay-session=operator', 'x-csrf-token': csrfTokenOf('operator') };
    expect((await phone().ask('POST', `${SERVICE}/devices`, { code, attempt: attempt('o') }, operator)).set).toBeNull();
  });
});
