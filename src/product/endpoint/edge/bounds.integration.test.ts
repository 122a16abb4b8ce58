import { request } from 'node:https';
import { connect as tcpConnect } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BROKER_LIMITS } from './aedes.ts';
import { type Carried, once, type World, world } from './endpoint.fixture.ts';
import { GATE_LIMITS } from './gate.ts';
import { HTTPS_LIMITS } from './https.ts';

// Nobody holds what is everybody's by being slow, many or loud.

let here: World;
let cam: Carried;
const LIMITS = {
  gate: { ...GATE_LIMITS, perAddress: { connections: 8, handshakes: 3 } },
  handshakeMs: 400,
  broker: { connectMs: 300, subscriptions: 4 },
  https: { ...HTTPS_LIMITS, requestMs: 500 },
};
beforeAll(async () => {
  here = await world(LIMITS);
  cam = await here.device('cam-1');
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const silent = (port: number) => {
  const socket = tcpConnect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const from = performance.now();
  return { socket, closed: new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now() - from))) };
};
const agreed = ({ key, cert }: Carried, port: number) =>
  new Promise<TLSSocket>((resolve) => {
    const socket = tlsConnect({ host: 'localhost', port, ca: here.ca, key, cert }, () => resolve(socket));
    socket.on('error', () => undefined);
  });

describe('who is slow is put out', () => {
  it.each(['mqttPort', 'httpsPort'] as const)('at %s: who never agrees on TLS', async (port) => {
    const took = await silent(here.endpoint[port]).closed;
    expect(took).toBeGreaterThan(300);
    expect(took).toBeLessThan(2000);
  });

  it('who agrees on TLS and sends CONNECT byte by byte', async () => {
    const socket = await agreed(cam, here.endpoint.mqttPort);
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    const timer = setInterval(() => socket.write(Buffer.from([0x10])), 1000);
    socket.write(Buffer.from([0x10, 0x20, 0]));
    await closed;
    clearInterval(timer);
  });

  it.each([
    ['headers', 'POST /d/cam-1/telemetry HTTP/1.1\r\nhost: a\r\n'],
    ['a body', 'POST /d/cam-1/telemetry HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nabc'],
  ])('who sends %s and does not end', async (_what, begun) => {
    const socket = await agreed(cam, here.endpoint.httpsPort);
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    socket.resume();
    const from = performance.now();
    socket.write(begun);
    await closed;
    expect(performance.now() - from).toBeLessThan(2500);
  });
});

describe('one address has its share', () => {
  it('of handshakes, and the others go on', async () => {
    const slow = [1, 2, 3].map(() => silent(here.endpoint.mqttPort));
    await pause(50);
    expect(await silent(here.endpoint.mqttPort).closed).toBeLessThan(200);
    await Promise.all(slow.map(({ closed }) => closed));
    await once(here.client(cam), 'connect');
  });

  it('of connections', async () => {
    const held: TLSSocket[] = [];
    for (let i = 0; i < 8; i += 1) held.push(await agreed(cam, here.endpoint.httpsPort));
    expect(await silent(here.endpoint.httpsPort).closed).toBeLessThan(200);
    for (const socket of held) socket.destroy();
    await pause(50);
    const status = await new Promise<number>((resolve, reject) => {
      const { key, cert } = cam;
      const asked = request({ host: 'localhost', port: here.endpoint.httpsPort, path: '/d/cam-1/command', ca: here.ca, key, cert, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(status).toBe(200);
  });
});

describe('one device has its share', () => {
  it('of subscriptions', async () => {
    const client = here.client(cam);
    await once(client, 'connect');
    for (const channel of ['status', 'telemetry', 'motion', 'log']) await client.subscribeAsync(`d/cam-1/${channel}`, { qos: 1 });
    await expect(client.subscribeAsync('d/cam-1/notice', { qos: 1 })).rejects.toThrow('Not authorized');
    await client.subscribeAsync('d/cam-1/status', { qos: 0 });
  });

  it('of what waits for it: the newest are left out', async () => {
    await here.reopen({ ...LIMITS, broker: { store: { ...BROKER_LIMITS.store, queued: 5 } } });
    const stays = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const client = here.client(cam, stays);
    await once(client, 'connect');
    await client.subscribeAsync('d/cam-1/command/+', { qos: 1 });
    await client.endAsync();
    for (let i = 0; i < 20; i += 1) await here.endpoint.tell(cam.device, 'count', Buffer.from(String(i)));
    const heard: string[] = [];
    const again = here.client(cam, stays);
    again.on('message', (_topic, payload) => heard.push(payload.toString()));
    await once(again, 'connect');
    await pause(50);
    expect(heard).toEqual(['0', '1', '2', '3', '4']);
    await again.endAsync();
  });
});

describe('who came and went', () => {
  it('leaves no socket and no timer', async () => {
    await here.reopen();
    const count = () => {
      const all = process.getActiveResourcesInfo();
      return {
        sockets: all.filter((one) => one.includes('TCPSocketWrap') || one.includes('TLSWrap')).length,
        timers: all.filter((one) => one === 'Timeout').length,
      };
    };
    const round = async () => {
      for (let i = 0; i < 25; i += 1) {
        const client = here.client(cam, { clientId: '', reconnectPeriod: 0 });
        await once(client, 'connect');
        await client.subscribeAsync('d/cam-1/status', { qos: 1 });
        if (i % 2 === 0) client.stream.destroy();
        await client.endAsync(true);
      }
      await pause(200);
      return count();
    };
    const before = await round();
    const after = await round();
    expect(here.endpoint.sessions()).toBe(0);
    expect(after.sockets).toBeLessThanOrEqual(before.sockets);
    expect(after.timers).toBeLessThanOrEqual(before.timers + 1);
  });
});
