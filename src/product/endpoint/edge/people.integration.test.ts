import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { openFleetPolicies } from '../../authorization/edge/cedar.ts';
import { HOME, OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import type { DeviceId, MemberId } from '../../fleet/model.ts';
import type { HouseholdCommand } from '../../household/decide.ts';
import { type HouseholdDesk, householdDesk } from '../../household/edge/desk.ts';
import type { ShareId, VisitId } from '../../household/model.ts';
import { transfer } from '../../retirement/edge/room.ts';
import { once, type World, world } from './endpoint.fixture.ts';

// Apps of households and services of the operator: let in by a pass, and out when the pass, the membership or the share ends.

const u = (name: string) => `u_${name.padEnd(20, '0')}` as MemberId;
const [ANNA, BEN, GUS, LEA, OLGA, SAM] = ['anna', 'ben', 'gus', 'lea', 'olga', 'sam'].map(u) as [MemberId, MemberId, MemberId, MemberId, MemberId, MemberId];
const SERVICES = new Map([
  ['server', ['operation']],
  ['insights', ['analytics']],
]);

let here: World;
let desk: HouseholdDesk;
let made = 0;
const act = (command: HouseholdCommand, home = HOME) => desk.act(home, command);
const now = () => here.rooms.fleet.now();
const later = (ms: number) => Instant.of(now() + ms);
const share = () => `s_${String(made).padStart(20, '0')}` as ShareId;
const fresh = (more?: Parameters<World['device']>[1]) => {
  made += 1;
  return here.device(`cam-${made}`, more);
};
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** An app of this person that is in, and what it hears. */
async function entered(of: Parameters<World['passFor']>[0], options: Parameters<World['app']>[1] = {}, more: Parameters<World['passFor']>[1] = {}) {
  const { pass } = await here.passFor(of, more);
  const client = here.app(pass, options);
  const heard: string[] = [];
  client.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  await once(client, 'connect');
  return { client, heard, pass };
}

beforeAll(async () => {
  here = await world();
  desk = householdDesk(here.rooms.fleet);
  await act({ type: 'found', household: HOME, owner: ANNA, at: now() });
  await act({ type: 'found', household: OTHER_HOME, owner: OLGA, at: now() }, OTHER_HOME);
  await act({ type: 'join', member: BEN, role: 'household', by: ANNA, at: now() });
  await act({ type: 'join', member: LEA, role: 'household', by: ANNA, at: now() });
  await act({ type: 'join', member: GUS, role: 'guest', by: ANNA, at: now() });
  await usual();
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

const usual = async (text = '') =>
  here.deciding.change({
    policies: await openFleetPolicies(text === '' ? [] : [{ file: 'own.cedar', text }]),
    declared: { products: new Map(), services: SERVICES },
  });

describe('an app of a household', () => {
  it('hears what its own devices say and tells them what to do, and nothing of another household', async () => {
    const [cam, strange] = [await fresh(), await fresh({ home: OTHER_HOME })];
    const { client, heard } = await entered({ member: ANNA });
    await client.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    const device = here.client(cam);
    await once(device, 'connect');
    await device.subscribeAsync(`d/${cam.device}/command/+`, { qos: 1 });
    const told = once(device, 'message');
    await client.publishAsync(`d/${cam.device}/command/reboot`, 'now', { qos: 1 });
    expect((await told)[0]).toBe(`d/${cam.device}/command/reboot`);
    await device.publishAsync(`d/${cam.device}/telemetry`, '21.5', { qos: 1 });
    await pause(30);
    expect(heard).toEqual([`d/${cam.device}/telemetry 21.5`]);
    await expect(client.subscribeAsync(`d/${strange.device}/telemetry`)).rejects.toThrow('Not authorized');
    await expect(client.subscribeAsync(`d/${cam.device}/command/+`)).rejects.toThrow('Not authorized');
    await expect(client.publishAsync(`d/${strange.device}/command/reboot`, 'now', { qos: 1 })).rejects.toThrow('Not authorized');
    await expect(client.publishAsync(`d/${cam.device}/telemetry`, 'false', { qos: 1 })).rejects.toThrow('Not authorized');
  });

  it('is never in the place of a device, whatever it calls itself', async () => {
    const cam = await fresh();
    const device = here.client(cam);
    await once(device, 'connect');
    await entered({ member: ANNA }, { clientId: cam.device });
    expect(device.connected).toBe(true);
    const odd = here.app((await here.passFor({ member: ANNA })).pass, { clientId: `user@${ANNA}/app` });
    expect((await once(odd, 'error'))[0]).toMatchObject({ code: 0x85 });
  });

  it.each([
    ['another pass', async () => ({ password: `assay_ps${'0'.repeat(20)}_${'A'.repeat(43)}` })],
    ['a pass whose secret is another', async () => ({ password: (await here.passFor({ member: ANNA })).pass.replace(/.{43}$/, 'A'.repeat(43)) })],
    ['what is no pass', async () => ({ password: 'let me in' })],
    ['no password', async () => ({})],
    ['a pass under the name of somebody else', async () => ({ password: (await here.passFor({ member: ANNA })).pass, username: `user@${BEN}` })],
    [
      'a pass that was good once',
      async () => {
        const { pass } = await here.passFor({ member: ANNA }, { once: true });
        await once(here.app(pass, { clientId: 'first' }), 'connect');
        return { password: pass };
      },
    ],
    [
      'a pass that was withdrawn',
      async () => {
        const { pass, id } = await here.passFor({ member: ANNA });
        expect(await here.rooms.ask('endpoint.withdraw', { id })).toEqual({ withdrawn: 1 });
        return { password: pass };
      },
    ],
  ])('is refused with %s', async (_what, given) => {
    const { password, ...options } = (await given()) as { readonly password?: string };
    expect((await once(here.app(password ?? '', options), 'error'))[0]).toMatchObject({ code: 0x87 });
  });

  it('is given no pass where nothing is theirs, for what a service is not declared for, nor more than a few', async () => {
    await expect(here.passFor({ member: SAM })).rejects.toThrow('ASSAY-ENDPOINT-012');
    await expect(here.passFor({ member: GUS })).rejects.toThrow('ASSAY-ENDPOINT-012');
    await expect(here.passFor({ service: 'server' }, { purpose: 'analytics' })).rejects.toThrow('ASSAY-ENDPOINT-012');
    await expect(
      (async () => {
        for (let i = 0; i < 51; i += 1) await here.passFor({ member: OLGA });
      })(),
    ).rejects.toThrow('ASSAY-ENDPOINT-013');
    expect(await here.rooms.ask('endpoint.withdraw', { of: { member: OLGA } })).toEqual({ withdrawn: 50 });
  });
});

describe('one person has their share', () => {
  it('of sessions', async () => {
    const { pass } = await here.passFor({ member: OLGA });
    const open = [];
    for (let i = 0; i < 20; i += 1) {
      const client = here.app(pass, { clientId: `app-${i}` });
      await once(client, 'connect');
      open.push(client);
    }
    expect((await once(here.app(pass, { clientId: 'app-20' }), 'error'))[0]).toMatchObject({ code: 0x89 });
    for (const client of open) await client.endAsync();
  });

  it('of sessions that stay when nobody is there', async () => {
    const cam = await fresh({ home: OTHER_HOME });
    const present: boolean[] = [];
    for (const round of [1, 2])
      for (let i = 0; i < 18; i += 1) {
        const { pass } = await here.passFor({ member: OLGA });
        const client = here.app(pass, { clientId: `kept-${i}`, clean: false, properties: { sessionExpiryInterval: 60 } });
        const [{ sessionPresent }] = (await once(client, 'connect')) as [{ sessionPresent: boolean }];
        if (round === 2) present.push(sessionPresent);
        else await client.subscribeAsync(`d/${cam.device}/status`, { qos: 1 });
        await client.endAsync();
      }
    expect(present.filter((one) => one)).toHaveLength(16);
    await here.rooms.ask('endpoint.withdraw', { of: { member: OLGA } });
  });
});

describe('the session of an app ends', () => {
  it('with its pass that is withdrawn', async () => {
    const { client, pass } = await entered({ member: ANNA });
    const gone = once(client, 'close');
    await here.rooms.ask('endpoint.withdraw', { of: { member: ANNA } });
    await gone;
    expect((await once(here.app(pass), 'error'))[0]).toMatchObject({ code: 0x87 });
  });

  it('with the end of its pass', async () => {
    const { client, pass } = await entered({ member: ANNA }, {}, { seconds: 10 });
    here.pass(11_000);
    await expect(client.subscribeAsync('d/cam-1/telemetry', { qos: 1 })).rejects.toThrow('Not authorized');
    expect((await once(here.app(pass), 'error'))[0]).toMatchObject({ code: 0x87 });
  });

  it('when its person leaves the household, before whoever ended it is told so', async () => {
    const { client, pass } = await entered({ member: LEA });
    const gone = once(client, 'close');
    const before = here.endpoint.sessions();
    await act({ type: 'leave', member: LEA, by: ANNA, at: now() });
    expect(here.endpoint.sessions()).toBeLessThanOrEqual(before);
    await gone;
    expect((await once(here.app(pass), 'error'))[0]).toMatchObject({ code: 0x87 });
  });

  it('when the share that a guest is here for ends, by hand and by time', async () => {
    const cam = await fresh();
    const id = share();
    await act({ type: 'share', share: id, device: cam.device, to: GUS, until: later(3_600_000), by: ANNA, at: now() });
    const first = await entered({ member: GUS });
    await first.client.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    const gone = once(first.client, 'close');
    await act({ type: 'end-share', share: id, by: ANNA, at: now() });
    await gone;
    made += 1;
    const until = later(1200);
    await act({ type: 'share', share: share(), device: cam.device, to: GUS, until, by: ANNA, at: now() });
    const second = await entered({ member: GUS });
    await once(second.client, 'close');
    expect(now() - until).toBeLessThan(1000);
  });

  it('of support when its visit ends', async () => {
    const cam = await fresh();
    const visit = `v_${'1'.repeat(20)}` as VisitId;
    await act({ type: 'ask-visit', visit, supporter: SAM, minutes: 60, device: cam.device, at: now() });
    await expect(here.passFor({ member: SAM }, { purpose: 'support' })).rejects.toThrow('ASSAY-ENDPOINT-012');
    await act({ type: 'agree-visit', visit, by: ANNA, at: now() });
    const { client } = await entered({ member: SAM }, {}, { purpose: 'support' });
    await client.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    await expect(client.subscribeAsync(`d/${cam.device}/video`)).rejects.toThrow('Not authorized');
    const gone = once(client, 'close');
    await act({ type: 'end-visit', visit, by: ANNA, at: now() });
    await gone;
  });
});

describe('a subscription that is live', () => {
  it('ends with the share that it rests on, and does not come back to life with the next', async () => {
    const cam = await fresh();
    const given = async () => {
      made += 1;
      const id = share();
      await act({ type: 'share', share: id, device: cam.device, to: OLGA, until: later(3_600_000), by: ANNA, at: now() });
      return id;
    };
    const first = await given();
    const { client, heard } = await entered({ member: OLGA });
    const device = here.client(cam);
    await once(device, 'connect');
    await client.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    // Also that of an app which is away.
    const stays = { clientId: 'stays', clean: false, properties: { sessionExpiryInterval: 3600 } };
    const away = await entered({ member: OLGA }, stays);
    await away.client.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    await away.client.endAsync();
    await act({ type: 'end-share', share: first, by: ANNA, at: now() });
    await device.publishAsync(`d/${cam.device}/telemetry`, 'unshared', { qos: 1 });
    await given();
    await device.publishAsync(`d/${cam.device}/telemetry`, 'shared again', { qos: 1 });
    await pause(30);
    // She lives elsewhere, and stays.
    expect(client.connected).toBe(true);
    expect(heard).toEqual([]);
    const back = await entered({ member: OLGA }, stays);
    await pause(30);
    expect(back.heard).toEqual([]);
  });

  it('ends with a change of policies', async () => {
    const cam = await fresh();
    const { client, heard } = await entered({ member: ANNA });
    const device = here.client(cam);
    await once(device, 'connect');
    await client.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    await usual('@id("none") @because("not now") forbid (principal is Member, action, resource) when { context.class == "telemetry" };');
    await usual();
    await device.publishAsync(`d/${cam.device}/telemetry`, 'x', { qos: 1 });
    await pause(30);
    expect(heard).toEqual([]);
    await client.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    await device.publishAsync(`d/${cam.device}/telemetry`, 'y', { qos: 1 });
    await pause(30);
    expect(heard).toEqual([`d/${cam.device}/telemetry y`]);
  });

  it('ends with policies that the operator brings while it is served, and none that cannot be read', async () => {
    const cam = await fresh();
    const { client, heard } = await entered({ member: ANNA });
    const device = here.client(cam);
    await once(device, 'connect');
    await client.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    const folder = join(here.dir, 'policies');
    mkdirSync(folder);
    writeFileSync(join(folder, 'own.cedar'), 'forbid (principal is');
    await expect(here.rooms.ask('endpoint.policies', { folder })).rejects.toThrow('ASSAY-AUTHORIZATION');
    await device.publishAsync(`d/${cam.device}/telemetry`, 'x', { qos: 1 });
    await pause(30);
    expect(heard).toEqual([`d/${cam.device}/telemetry x`]);
    writeFileSync(
      join(folder, 'own.cedar'),
      '@id("none") @because("not now") forbid (principal is Member, action, resource) when { context.class == "telemetry" };',
    );
    const { digest } = (await here.rooms.ask('endpoint.policies', { folder })) as { readonly digest: string };
    await device.publishAsync(`d/${cam.device}/telemetry`, 'y', { qos: 1 });
    await pause(30);
    expect(heard).toHaveLength(1);
    expect(here.facts('policies.changed').at(-1)).toMatchObject({ digest });
    await usual();
  });

  it('of a gateway ends for a child that goes to another household', async () => {
    const hub = await fresh();
    const child = await fresh({ gateway: hub.device });
    const client = here.client(hub);
    const heard: string[] = [];
    client.on('message', (topic) => heard.push(topic));
    await once(client, 'connect');
    await client.subscribeAsync(`d/${child.device}/command/+`, { qos: 1 });
    await transfer(here.rooms.fleet, { device: child.device, reason: 'sold' }, []);
    await own(here.rooms.fleet, child.device, HOME);
    await here.endpoint.tell(child.device as DeviceId, 'ping', Buffer.from('x'));
    await pause(30);
    expect(heard).toEqual([]);
  });
});

describe('a probe that publishes while consent is withdrawn', () => {
  it('finds no message that was said after it, live, queued or retained', async () => {
    const cam = await fresh();
    const topic = `d/${cam.device}/telemetry`;
    const device = here.client(cam);
    await once(device, 'connect');
    const consent = () => act({ type: 'consent', purpose: 'analytics', class: 'telemetry', by: ANNA, at: now() });
    const withdraw = () => act({ type: 'withdraw', purpose: 'analytics', class: 'telemetry', by: ANNA, at: now() });
    const service = (options: Parameters<World['app']>[1] = {}) => entered({ service: 'insights' }, options, { purpose: 'analytics' });
    const stays = { clientId: 'stays', clean: false, properties: { sessionExpiryInterval: 3600 } };
    const refused = await service({ clientId: 'early' });
    await expect(refused.client.subscribeAsync(topic, { qos: 1 })).rejects.toThrow('Not authorized');

    await consent();
    const live = await service({ clientId: 'live' });
    const any = await service({ clientId: 'any' });
    const away = await service(stays);
    await live.client.subscribeAsync(topic, { qos: 1 });
    await any.client.subscribeAsync('d/+/telemetry', { qos: 0 });
    await away.client.subscribeAsync(topic, { qos: 1 });
    await away.client.endAsync();

    let n = 0;
    let over = false;
    const probing = (async () => {
      while (!over) {
        n += 1;
        await device.publishAsync(topic, String(n), { qos: n % 2 === 0 ? 1 : 0, retain: n % 5 === 0 });
        await new Promise((done) => setImmediate(done));
      }
    })();
    const until = async (seq: number) => {
      while (n < seq) await pause(10);
    };
    await until(30);
    await withdraw();
    const last = n + 1;
    await until(last + 30);
    over = true;
    await probing;
    const said = (all: readonly string[]) => all.map((one) => Number(one.split(' ')[1])).filter((seq) => seq > last);
    expect(live.heard.length).toBeGreaterThan(10);
    expect([said(live.heard), said(any.heard)]).toEqual([[], []]);

    // What waited, and what was said in between, is not there for a later consent.
    await consent();
    const back = await service(stays);
    await pause(100);
    expect(back.heard).toEqual([]);
    await withdraw();
    const late = await service({ clientId: 'late' });
    await expect(late.client.subscribeAsync(topic, { qos: 1 })).rejects.toThrow('Not authorized');
    const wide = await service({ clientId: 'wide' });
    await wide.client.subscribeAsync('d/+/telemetry', { qos: 1 });
    await pause(50);
    expect(wide.heard).toEqual([]);
  });
});
