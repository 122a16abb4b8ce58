import { request } from 'node:https';
import { connect as tlsConnect } from 'node:tls';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import { transfer } from '../../retirement/edge/room.ts';
import { once, run, shows, started, type World, world } from './endpoint.fixture.ts';
import { openEndpoint } from './open.ts';

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

let made = 0;
const fresh = (more?: Parameters<World['device']>[1]) => {
  made += 1;
  return here.device(`cam-${made}`, more);
};

describe('clients that nobody here wrote', () => {
  it.each(['mqttv311', 'mqttv5'])('mosquitto_sub hears a command and mosquitto_pub says telemetry, over %s', async (version) => {
    const cam = await fresh();
    const heard: string[] = [];
    const stop = here.endpoint.hear(({ topic, payload }, from) => {
      heard.push(`${from?.kind === 'device' ? from.device : 'service'} ${topic} ${Buffer.from(payload).toString()}`);
    });
    const sub = started('stdbuf', ['-oL', 'mosquitto_sub', ...shows(here, cam), '-V', version, '-d', '-q', '1', '-C', '1', '-t', `d/${cam.device}/command/+`]);
    await sub.until(/SUBACK|Subscribed/);
    await here.endpoint.tell(cam.device, 'reboot', Buffer.from('now'));
    await sub.until(/^now$/);
    await sub.closed;
    const said = await run('mosquitto_pub', [...shows(here, cam), '-V', version, '-q', '1', '-t', `d/${cam.device}/telemetry`, '-m', '21.5']);
    expect(said).toMatchObject({ code: 0 });
    expect(heard).toEqual([`service d/${cam.device}/command/reboot now`, `${cam.device} d/${cam.device}/telemetry 21.5`]);
    stop();
  });

  it('mqtt.js as another client id, as no client id, and without a certificate', async () => {
    const cam = await fresh();
    const wrong = here.client(cam, { clientId: 'cam-of-somebody' });
    const [error] = await once(wrong, 'error');
    expect(error).toMatchObject({ code: 0x85 });
    const unnamed = here.client(cam, { clientId: '', clean: true });
    const [connack] = (await once(unnamed, 'connect')) as [{ properties?: { assignedClientIdentifier?: string } }];
    expect(connack.properties?.assignedClientIdentifier).toBe(cam.device);
    unnamed.end(true);
    const nobody = here.client({ ...cam, key: '', cert: '' });
    expect((await once(nobody, 'error'))[0]).toMatchObject({ code: 0x87 });
  });

  it('an empty client id with a session that is to stay is refused in 3.1.1', async () => {
    const cam = await fresh();
    // mqtt.js and mosquitto_sub would not send this.
    const [answer] = await tlsSession({ ...cam, device: '' }, undefined, { version: 4, flags: 0 });
    expect(answer).toBe(2);
    expect(here.endpoint.hasSession(cam.device)).toBe(false);
  });
});

describe('what ends a session', () => {
  it('a device that is retired is out when the act is done, and stays out', async () => {
    const cam = await fresh();
    const client = here.client(cam);
    await once(client, 'connect');
    const gone = once(client, 'disconnect');
    await here.rooms.ask('retirement.retire', { devices: [cam.device], reason: 'broken' });
    expect(here.endpoint.hasSession(cam.device)).toBe(false);
    expect(((await gone)[0] as { reasonCode: number }).reasonCode).toBe(0x98);
    expect((await once(here.client(cam), 'error'))[0]).toMatchObject({ code: 0x8a });
    const { intents } = (await here.rooms.ask('retirement.show', { device: cam.device })) as { intents: { closer: string; state: string }[] };
    expect(intents.filter(({ closer }) => closer.startsWith('endpoint.')).map(({ state }) => state)).toEqual(['done', 'done']);
    await here.reopen();
    expect((await once(here.client(cam), 'error'))[0]).toMatchObject({ code: 0x8a });
  });

  it('a device that is passed on is out, and what was retained and queued of it is gone before the next owner comes', async () => {
    const cam = await fresh();
    const client = here.client(cam, { clean: false, properties: { sessionExpiryInterval: 3600 } });
    await once(client, 'connect');
    await client.subscribeAsync(`d/${cam.device}/status`, { qos: 1 });
    await client.publishAsync(`d/${cam.device}/status`, 'the old owner sleeps', { retain: true, qos: 1 });
    await here.rooms.ask('retirement.transfer', { device: cam.device, reason: 'sold' });
    expect(here.endpoint.hasSession(cam.device)).toBe(false);
    const [error] = await once(here.client(cam), 'error');
    expect(error).toMatchObject({ code: 0x87 });
    await own(here.rooms.fleet, cam.device, OTHER_HOME);
    const next = await here.certify(cam.device);
    const again = here.client(next, { clean: false, properties: { sessionExpiryInterval: 3600 } });
    const heard: string[] = [];
    again.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
    const [connack] = (await once(again, 'connect')) as [{ sessionPresent: boolean }];
    expect(connack.sessionPresent).toBe(false);
    await again.subscribeAsync(`d/${cam.device}/status`, { qos: 1 });
    await again.publishAsync(`d/${cam.device}/status`, 'new', { qos: 1 });
    await new Promise((done) => setTimeout(done, 50));
    expect(heard).toEqual([`d/${cam.device}/status new`]);
  });

  it('a certificate that ends takes its session along, and is refused on a resumed TLS session too', async () => {
    const cam = await fresh({ forMs: 1500 });
    const client = here.client(cam);
    await once(client, 'connect');
    const [first, ticket] = await tlsSession(cam);
    expect(first).toBe(0);
    // The probe took the session over.
    const live = here.client(cam);
    await once(live, 'connect');
    await once(live, 'close');
    expect(Date.now() - cam.notAfter).toBeLessThan(1000);
    const [code, , resumed] = await tlsSession(cam, ticket);
    expect([code, resumed]).toEqual([0x87, true]);
  });

  it('a certificate that a newer one has replaced', async () => {
    const cam = await fresh();
    const client = here.client(cam);
    await once(client, 'connect');
    const next = await here.certify(cam.device);
    const newer = here.client(next);
    const gone = once(client, 'disconnect');
    await once(newer, 'connect');
    await gone;
    expect((await once(here.client(cam), 'error'))[0]).toMatchObject({ code: 0x87 });
    expect(newer.connected).toBe(true);
  });

  it('two certificates of one device in turns: the second takes over, and an alarm stands on the ledger', async () => {
    const cam = await fresh();
    const other = await here.certify(cam.device, 3_600_000, 'other');
    const client = here.client(cam);
    await once(client, 'connect');
    const gone = once(client, 'close');
    await once(here.client(other), 'connect');
    await gone;
    expect(here.facts('alarm.raised').filter(({ device }) => device === cam.device)).toMatchObject([{ code: 'ASSAY-ENDPOINT-009' }]);
  });
});

/** CONNECT of MQTT 5 over a TLS session of our own, to be resumed: the reason code, the ticket, whether it was resumed. */
function tlsSession(
  carried: { readonly device: string; readonly key: string; readonly cert: string },
  session?: Buffer,
  { version, flags } = { version: 5, flags: 2 },
): Promise<readonly [number, Buffer, boolean]> {
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({
      host: 'localhost',
      port: here.endpoint.mqttPort,
      ca: here.ca,
      key: carried.key,
      cert: carried.cert,
      ...(session === undefined ? {} : { session }),
    });
    let ticket = Buffer.alloc(0);
    socket.on('session', (given) => {
      ticket = given;
    });
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      const id = Buffer.from(carried.device);
      const body = Buffer.concat([Buffer.from([0, 4, ...Buffer.from('MQTT'), version, flags, 0, 60, ...(version === 5 ? [0] : []), 0, id.length]), id]);
      socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
    });
    socket.on('data', (data) => {
      const resumed = socket.isSessionReused();
      setTimeout(() => {
        socket.destroy();
        resolve([Number(data[3]), ticket, resumed]);
      }, 50);
    });
  });
}

describe('a gateway', () => {
  it('hears and speaks for its child, and for nobody else', async () => {
    const hub = await fresh();
    const child = await fresh({ gateway: hub.device });
    const stranger = await fresh({ home: OTHER_HOME });
    const client = here.client(hub);
    await once(client, 'connect');
    await client.subscribeAsync(`d/${child.device}/command/+`, { qos: 1 });
    const told = once(client, 'message');
    await here.endpoint.tell(child.device, 'close', Buffer.from('x'));
    expect((await told)[0]).toBe(`d/${child.device}/command/close`);
    await expect(client.subscribeAsync(`d/${stranger.device}/command/+`, { qos: 1 })).rejects.toThrow('Not authorized');
    await transfer(here.rooms.fleet, { device: child.device, reason: 'sold' }, []);
    await own(here.rooms.fleet, child.device, OTHER_HOME);
    const heard: string[] = [];
    client.on('message', (topic) => heard.push(topic));
    await here.endpoint.tell(child.device, 'close', Buffer.from('y'));
    await here.endpoint.tell(hub.device, 'ping', Buffer.from('z'));
    await new Promise((done) => setTimeout(done, 50));
    expect(heard).toEqual([]);
  });
});

/** A request over HTTPS with a certificate: status and body. */
function ask(
  carried: { readonly key: string; readonly cert: string } | undefined,
  method: string,
  path: string,
  body?: string,
): Promise<{
  readonly status: number;
  readonly code?: string;
  readonly commands?: readonly { readonly id: number; readonly verb: string; readonly payload: string }[];
}> {
  return new Promise((resolve, reject) => {
    const { key, cert } = carried ?? {};
    const sent = request(
      { host: 'localhost', port: here.endpoint.httpsPort, method, path, ca: here.ca, agent: false, ...(key === undefined ? {} : { key, cert }) },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const read = parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
          resolve({ status: answer.statusCode ?? 0, code: read.faults?.[0]?.code, commands: read.commands });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('over HTTPS', () => {
  it('a device says telemetry, waits for a command, and names what it received', async () => {
    const cam = await fresh();
    const heard: string[] = [];
    const stop = here.endpoint.hear(({ topic, payload }, from) => heard.push(`${from?.kind} ${topic} ${Buffer.from(payload).toString()}`));
    expect(await ask(cam, 'POST', `/d/${cam.device}/telemetry`, '21.5')).toMatchObject({ status: 204 });
    expect(heard).toEqual([`device d/${cam.device}/telemetry 21.5`]);
    stop();
    expect(await ask(cam, 'GET', `/d/${cam.device}/command`)).toMatchObject({ status: 200, commands: [] });
    const waited = ask(cam, 'GET', `/d/${cam.device}/command?wait=5`);
    await new Promise((done) => setTimeout(done, 200));
    await here.endpoint.tell(cam.device, 'reboot', Buffer.from('now'));
    const { commands } = await waited;
    expect(commands).toMatchObject([{ verb: 'reboot', payload: Buffer.from('now').toString('base64') }]);
    const again = await ask(cam, 'GET', `/d/${cam.device}/command`);
    expect(again.commands).toEqual(commands);
    expect(await ask(cam, 'GET', `/d/${cam.device}/command?received=${commands?.[0]?.id}`)).toMatchObject({ commands: [] });
  });

  it('a device that is retired while it waits is told so, and given nothing', async () => {
    const cam = await fresh();
    const waited = ask(cam, 'GET', `/d/${cam.device}/command?wait=10`);
    await new Promise((done) => setTimeout(done, 200));
    await here.rooms.ask('retirement.retire', { devices: [cam.device], reason: 'broken' });
    expect(await waited).toMatchObject({ status: 403, code: 'ASSAY-ENDPOINT-003' });
  });

  it('each refusal has its code', async () => {
    const cam = await fresh();
    const other = await fresh({ home: OTHER_HOME });
    expect(await ask(undefined, 'POST', `/d/${cam.device}/telemetry`, 'x')).toMatchObject({ status: 401, code: 'ASSAY-ENDPOINT-002' });
    expect(await ask(cam, 'POST', `/d/${other.device}/telemetry`, 'x')).toMatchObject({ status: 403, code: 'ASSAY-ENDPOINT-005' });
    expect(await ask(other, 'GET', `/d/${cam.device}/command`)).toMatchObject({ status: 403, code: 'ASSAY-ENDPOINT-005' });
    expect(await ask(cam, 'POST', `/d/${cam.device}/telemetry`, 'x'.repeat(300_000))).toMatchObject({ status: 413, code: 'ASSAY-ENDPOINT-006' });
    expect(await ask(cam, 'GET', '/d/+/telemetry')).toMatchObject({ status: 404, code: 'ASSAY-ENDPOINT-008' });
    expect(await ask(cam, 'PUT', `/d/${cam.device}/telemetry`)).toMatchObject({ status: 405, code: 'ASSAY-ENDPOINT-008' });
    await here.register('cam-nobodys');
    expect(await ask(await here.certify('cam-nobodys'), 'POST', '/d/cam-nobodys/telemetry', 'x')).toMatchObject({ status: 403, code: 'ASSAY-ENDPOINT-004' });
  });

  it('a port that is taken refuses to open', async () => {
    const { fleet } = here.rooms;
    const opening = openEndpoint({ fleet, ...here.deciding, shown: here.identity, host: '127.0.0.1', mqttPort: here.endpoint.mqttPort, httpsPort: 0 });
    await expect(opening).rejects.toThrow('ASSAY-ENDPOINT-001');
  });
});

describe('a storm', () => {
  it('is let in slowly: the others are told when to come back, over MQTT and over HTTPS, and counted', async () => {
    const cam = await fresh();
    const slow = { all: { perSecond: 0.001, burst: 1 }, perAddress: { perSecond: 1, burst: 10 }, addresses: 10 };
    await here.reopen({ asked: slow });
    await once(here.client(cam), 'connect');
    const [error] = await once(here.client(cam), 'error');
    expect(error).toMatchObject({ code: 0x89 });
    expect(await ask(cam, 'POST', `/d/${cam.device}/telemetry`, 'x')).toMatchObject({ status: 204 });
    expect(await ask(cam, 'POST', `/d/${cam.device}/telemetry`, 'x')).toMatchObject({ status: 503, code: 'ASSAY-ENDPOINT-007' });
    await here.reopen();
    expect(here.facts('session.refused').at(-1)).toMatchObject({ counts: { busy: 1, 'ASSAY-ENDPOINT-007': 1 } });
  });
});

describe('bytes of strangers', () => {
  it('end their own connection at most', async () => {
    const cam = await fresh();
    const connecting = Buffer.from([
      0x10,
      13 + cam.device.length,
      0,
      4,
      ...Buffer.from('MQTT'),
      5,
      2,
      0,
      60,
      0,
      0,
      cam.device.length,
      ...Buffer.from(cam.device),
    ]);
    const send = (bytes: Uint8Array): Promise<void> =>
      new Promise((resolve) => {
        const socket = tlsConnect({ host: 'localhost', port: here.endpoint.mqttPort, ca: here.ca, key: cam.key, cert: cam.cert });
        const timer = setTimeout(() => socket.destroy(), 40);
        socket.on('error', () => undefined);
        socket.on('secureConnect', () => socket.write(bytes));
        socket.on('data', () => undefined);
        socket.on('close', () => {
          clearTimeout(timer);
          resolve();
        });
      });
    const unsubscribing = (filter: string) => [0xa2, filter.length + 5, 0, 1, 0, 0, filter.length, ...Buffer.from(filter)];
    const subscribing = (filter: string) => [0x82, filter.length + 6, 0, 1, 0, 0, filter.length, ...Buffer.from(filter), 1];
    for (const name of ['constructor', '__proto__', 'toString', '$share/a/#', '$SYS/#', '#', 'd/+/#'])
      await send(Buffer.concat([connecting, Buffer.from([...subscribing(name), ...unsubscribing(name)])]));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.nat(40), fc.nat(255), async (tail, at, byte) => {
        const mutated = Buffer.concat([connecting, tail]);
        mutated[at % mutated.length] = byte;
        await send(mutated);
      }),
      { numRuns: 60 },
    );
    const client = here.client(cam);
    await once(client, 'connect');
    expect(client.connected).toBe(true);
  });
});
