import { request } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOME } from '../../device/edge/devices.fixture.ts';
import type { MemberId } from '../../fleet/model.ts';
import { type HouseholdDesk, householdDesk } from '../../household/edge/desk.ts';
import { once, type World, world } from './endpoint.fixture.ts';

// What somebody said while they might, and what is left of it once they may not any more.

const [ANNA, BEN, CARL] = ['anna', 'ben', 'carl'].map((name) => `u_${name.padEnd(20, '0')}`) as [MemberId, MemberId, MemberId];
let here: World;
let desk: HouseholdDesk;
const now = () => here.rooms.fleet.now();
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
beforeAll(async () => {
  here = await world();
  desk = householdDesk(here.rooms.fleet);
  await desk.act(HOME, { type: 'found', household: HOME, owner: ANNA, at: now() });
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

const joined = () => desk.act(HOME, { type: 'join', member: BEN, role: 'household', by: ANNA, at: now() });
const left = () => desk.act(HOME, { type: 'leave', member: BEN, by: ANNA, at: now() });

async function app(member: MemberId) {
  const { pass } = await here.passFor({ member });
  const client = here.app(pass);
  await once(client, 'connect');
  return client;
}

describe('a command', () => {
  it('is never retained', async () => {
    const lock = await here.device('lock-1');
    const anna = await app(ANNA);
    await anna.publishAsync(`d/${lock.device}/command/unlock`, 'x', { qos: 1, retain: true }).catch(() => undefined);
    await anna.publishAsync(`d/${lock.device}/request/status`, 'x', { qos: 1, retain: true }).catch(() => undefined);
    const will = { topic: `d/${lock.device}/command/unlock`, payload: Buffer.from('x'), qos: 1, retain: true } as const;
    expect((await once(here.app((await here.passFor({ member: ANNA })).pass, { clientId: 'other', will }), 'error'))[0]).toMatchObject({ code: 0x87 });
    const heard: string[] = [];
    const device = here.client(lock);
    device.on('message', (topic) => heard.push(topic));
    await once(device, 'connect');
    await device.subscribeAsync([`d/${lock.device}/command/+`, `d/${lock.device}/request/+`], { qos: 1 });
    await pause(50);
    expect(heard).toEqual([]);
  });

  it('of somebody who has left since reaches nobody', async () => {
    const lock = await here.device('lock-2');
    await joined();
    const stays = { clean: false, properties: { sessionExpiryInterval: 3600 } };
    const device = here.client(lock, stays);
    await once(device, 'connect');
    await device.subscribeAsync(`d/${lock.device}/command/+`, { qos: 1 });
    await device.endAsync();
    const ben = await app(BEN);
    const anna = await app(ANNA);
    await ben.publishAsync(`d/${lock.device}/command/unlock`, 'x', { qos: 1 });
    await anna.publishAsync(`d/${lock.device}/command/lock`, 'x', { qos: 1 });
    await pause(20);
    // An app that is gone by now has said what it said.
    await anna.endAsync();
    await left();
    // Also after a restart.
    await here.reopen();
    const heard: string[] = [];
    const back = here.client(lock, stays);
    back.on('message', (topic) => heard.push(topic));
    await once(back, 'connect');
    await pause(50);
    expect(heard).toEqual([`d/${lock.device}/command/lock`]);
  });

  it('of somebody who has left since waits for nobody over HTTPS', async () => {
    const lock = await here.device('lock-3');
    await desk.act(HOME, { type: 'join', member: CARL, role: 'household', by: ANNA, at: now() });
    const [anna, carl] = [await app(ANNA), await app(CARL)];
    await carl.publishAsync(`d/${lock.device}/command/unlock`, 'x', { qos: 1 });
    await anna.publishAsync(`d/${lock.device}/command/lock`, 'x', { qos: 1 });
    await desk.act(HOME, { type: 'leave', member: CARL, by: ANNA, at: now() });
    const asked = { host: 'localhost', port: here.endpoint.httpsPort, path: `/d/${lock.device}/command`, ca: here.ca, key: lock.key, cert: lock.cert };
    const body = await new Promise<string>((resolve) => {
      request(asked, (response) => {
        let text = '';
        response.on('data', (part: Buffer) => {
          text += part.toString();
        });
        response.on('end', () => resolve(text));
      }).end();
    });
    expect(JSON.parse(body).commands.map(({ verb }: { readonly verb: string }) => verb)).toEqual(['lock']);
  });
});
