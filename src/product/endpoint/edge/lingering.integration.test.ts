import { request } from 'node:https';
import { connect as tlsConnect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HOME } from '../../device/edge/devices.fixture.ts';
import type { MemberId } from '../../fleet/model.ts';
import { householdDesk } from '../../household/edge/desk.ts';
import { once, type World, world } from './endpoint.fixture.ts';

// What somebody may leave in memory by coming and going, and by beginning and not ending.

const [ANNA, BEN] = ['anna', 'ben'].map((name) => `u_${name.padEnd(20, '0')}`) as [MemberId, MemberId];
let here: World;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
beforeAll(async () => {
  here = await world();
  const desk = householdDesk(here.rooms.fleet);
  await desk.act(HOME, { type: 'found', household: HOME, owner: ANNA, at: here.rooms.fleet.now() });
  await desk.act(HOME, { type: 'join', member: BEN, role: 'household', by: ANNA, at: here.rooms.fleet.now() });
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

describe('wills that are to come later', () => {
  it('are no more than the sessions that one person may leave behind', async () => {
    const cam = await here.device('cam-wills');
    const said: string[] = [];
    const stop = here.endpoint.hear(({ topic }) => said.push(topic));
    const { pass } = await here.passFor({ member: ANNA });
    for (let i = 0; i < 20; i += 1) {
      const client = here.app(pass, {
        clientId: `app-${i}`,
        properties: { sessionExpiryInterval: 3600 },
        will: { topic: `d/${cam.device}/command/ping`, payload: Buffer.alloc(10), qos: 1, retain: false, properties: { willDelayInterval: 3600 } },
      });
      await once(client, 'connect');
      client.stream.destroy();
      await pause(20);
    }
    for (let i = 0; i < 300 && said.length < 4; i += 1) await pause(10);
    await pause(50);
    // Those beyond the sixteenth end with their connection, and their wills are said at once.
    expect(said).toHaveLength(4);
    stop();
  });
});

describe('a message of QoS 2 that was begun', () => {
  it('is not taken for one of a new session', async () => {
    const cam = await here.device('cam-twice');
    const said: string[] = [];
    const stop = here.endpoint.hear(({ payload }) => said.push(Buffer.from(payload).toString()));
    const text = (value: string) => [0, value.length, ...Buffer.from(value)];
    const packet = (first: number, body: readonly number[]) => Buffer.from([first, body.length, ...body]);
    for (const word of ['one', 'two']) {
      const socket = tlsConnect({ host: 'localhost', port: here.endpoint.mqttPort, ca: here.ca, key: cam.key, cert: cam.cert });
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.once('secureConnect', resolve));
      const answer = () => new Promise<Buffer>((resolve) => socket.once('data', resolve));
      const begun = answer();
      socket.write(packet(0x10, [...text('MQTT'), 4, 2, 0, 60, ...text(cam.device)]));
      await begun;
      const received = answer();
      socket.write(packet(0x34, [...text(`d/${cam.device}/telemetry`), 0, 1, ...Buffer.from(word)]));
      expect((await received)[0]).toBe(0x50);
      socket.destroy();
      await pause(20);
    }
    expect(said).toEqual(['one', 'two']);
    stop();
  });
});

describe('properties that look like bytes', () => {
  it('do not put whoever they waited for out after a restart', async () => {
    const cam = await here.device('cam-odd');
    const stays = { clientId: 'odd', clean: false, properties: { sessionExpiryInterval: 3600 } };
    const first = here.app((await here.passFor({ member: BEN })).pass, stays);
    await once(first, 'connect');
    await first.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    await first.endAsync();
    const device = here.client(cam);
    await once(device, 'connect');
    const odd = { userProperties: { type: 'Buffer', data: ['1', '2'] }, correlationData: Buffer.from('abc') };
    await device.publishAsync(`d/${cam.device}/telemetry`, 'odd', { qos: 1, properties: odd });
    await pause(100);
    await here.reopen();
    const back = here.app((await here.passFor({ member: BEN })).pass, stays);
    const [, payload, packet] = await once(back, 'message');
    expect(String(payload)).toBe('odd');
    expect(packet).toMatchObject({ properties: { userProperties: { type: 'Buffer', data: ['1', '2'] }, correlationData: Buffer.from('abc') } });
  });
});

describe('a first packet', () => {
  it.each([
    ['announced and not sent whole', [0x10, 0x80, 0x80, 0x10, 0, 4]],
    ['that is no CONNECT', [0x30, 0x80, 0x80, 0x08, 0, 4]],
  ])('of more than 16 KiB, %s, is not waited for', async (_what, bytes) => {
    const socket = tlsConnect({ host: 'localhost', port: here.endpoint.mqttPort, ca: here.ca });
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    socket.write(Buffer.from(bytes));
    // Without it, it would be there until the time for CONNECT has passed: ten seconds.
    await closed;
  });
});

describe('one device that asks how it stands', () => {
  it('waits four times at once, and gives up its first place for another', async () => {
    const cam = await here.device('cam-asks');
    const asked = (query: string) =>
      new Promise<{ readonly tag: string }>((resolve, reject) => {
        const options = { host: 'localhost', port: here.endpoint.httpsPort, path: `/self${query}`, ca: here.ca, key: cam.key, cert: cam.cert };
        request(options, (response) => {
          let text = '';
          response.on('data', (part: Buffer) => {
            text += part.toString();
          });
          response.on('end', () => resolve(JSON.parse(text) as { readonly tag: string }));
        })
          .on('error', reject)
          .end();
      });
    // Its first use is a fact about it, and changes how it stands.
    const { tag } = await asked('');
    const waiting = Array.from({ length: 5 }, () => asked(`?wait=30&seen=${tag}`));
    expect((await Promise.race(waiting)).tag).toBe(tag);
    for (const one of waiting) one.catch(() => undefined);
  });
});

describe('a message that is larger than a client takes', () => {
  it('is left out for it, and what comes after it is not', async () => {
    const cam = await here.device('cam-large');
    const small = { clientId: 'small', clean: false, properties: { sessionExpiryInterval: 3600, maximumPacketSize: 100 } };
    const app = here.app((await here.passFor({ member: BEN })).pass, small);
    await once(app, 'connect');
    await app.subscribeAsync(`d/${cam.device}/telemetry`, { qos: 1 });
    const heard: number[] = [];
    app.on('message', (_topic, payload) => heard.push(payload.length));
    const device = here.client(cam);
    await once(device, 'connect');
    const say = (bytes: number) => device.publishAsync(`d/${cam.device}/telemetry`, Buffer.alloc(bytes), { qos: 1 });
    const until = async (n: number) => {
      for (let i = 0; i < 300 && heard.length < n; i += 1) await pause(10);
      // What was acknowledged to its sender is acknowledged by its receiver a moment later.
      await pause(100);
    };
    for (const bytes of [10, 5000, 20]) await say(bytes);
    await until(2);
    await app.endAsync();
    for (const bytes of [30, 5000, 40]) await say(bytes);
    const back = here.app((await here.passFor({ member: BEN })).pass, small);
    back.on('message', (_topic, payload) => heard.push(payload.length));
    await once(back, 'connect');
    await until(4);
    expect([heard, back.connected]).toEqual([[10, 20, 30, 40], true]);
  });
});

describe('a body that is too large', () => {
  it.each([
    ['announced', { 'content-length': String(300 * 1024) }],
    ['in parts', { 'transfer-encoding': 'chunked' }],
  ])('%s, is refused with its code', async (_how, headers) => {
    const cam = await here.device(`cam-${_how.replaceAll(' ', '-')}`);
    const options = {
      host: 'localhost',
      port: here.endpoint.httpsPort,
      path: `/d/${cam.device}/telemetry`,
      method: 'POST',
      ca: here.ca,
      key: cam.key,
      cert: cam.cert,
    };
    const body = await new Promise<string>((resolve, reject) => {
      const asking = request({ ...options, headers }, (response) => {
        let text = '';
        response.on('data', (part: Buffer) => {
          text += part.toString();
        });
        response.on('end', () => resolve(text));
      });
      asking.on('error', reject);
      asking.end(Buffer.alloc(300 * 1024));
    });
    expect(JSON.parse(body)).toMatchObject({ faults: [{ code: 'ASSAY-ENDPOINT-006' }] });
  });
});
