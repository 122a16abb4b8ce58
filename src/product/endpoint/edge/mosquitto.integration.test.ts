import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerContract } from '../../../../test/contracts/broker.ts';
import { brokerFile } from '../../authorization/brokers/files.ts';
import { grantsOf } from '../../authorization/brokers/grants.ts';
import { openPolicyFolder } from '../../authorization/edge/policy-folder.ts';
import { fleetFacts } from '../../authorization/edge/room.ts';
import type { Broker } from '../model.ts';
import { type Carried, once, type World, world } from './endpoint.fixture.ts';
import { MOSQUITTO_LIMITS, type MosquittoBroker, mosquittoBroker } from './mosquitto.ts';

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const at = server.address();
      server.close(() => resolve(typeof at === 'object' && at !== null ? at.port : 0));
    });
  });
const folderOf = () => mkdtempSync(join(tmpdir(), 'assay-mosquitto-'));
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

brokerContract(
  'Mosquitto',
  () => {
    const folder = folderOf();
    let inner: MosquittoBroker | undefined;
    const there = (): MosquittoBroker => {
      if (inner === undefined) throw new TypeError('it listens first');
      return inner;
    };
    const broker: Broker = {
      async listen() {
        inner = mosquittoBroker({ folder, host: '127.0.0.1', port: await freePort(), acl: 'topic readwrite #\n' });
        return inner.listen();
      },
      disconnect: (client, reason) => there().disconnect(client, reason),
      recheck: (client) => there().recheck(client),
      drop: (client) => there().drop(client),
      forget: (prefix) => there().forget(prefix),
      publish: (message) => there().publish(message),
      close: () => there().close(),
    };
    return {
      broker,
      async dispose() {
        await broker.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
  MOSQUITTO_LIMITS,
);

describe('Mosquitto in the place of our own, with certificates of the fleet and the file that the policies compile to', () => {
  let here: World;
  let broker: MosquittoBroker;
  let port = 0;
  const folder = folderOf();
  const clients: MqttClient[] = [];
  let cams: readonly Carried[] = [];

  const acl = async () => {
    const at = here.rooms.fleet.now();
    const { policies, declared } = await openPolicyFolder(undefined, at);
    return brokerFile(
      'mosquitto',
      grantsOf(
        cams.map(({ device }) => device),
        { facts: fleetFacts(here.rooms.fleet.db), declared, policies },
        at,
      ),
    );
  };
  const client = (cam: Carried) => {
    const made = connect({
      protocol: 'mqtts',
      host: 'localhost',
      port,
      ca: here.ca,
      key: cam.key,
      cert: cam.cert,
      clientId: cam.device,
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    made.on('error', () => undefined);
    clients.push(made);
    return made;
  };

  beforeAll(async () => {
    here = await world();
    cams = [await here.device('cam-1'), await here.device('cam-2')];
    port = await freePort();
    broker = mosquittoBroker({ folder, host: '127.0.0.1', port, tls: { ...here.identity, ca: here.ca }, acl: await acl() });
    await broker.listen();
  });
  afterAll(async () => {
    for (const one of clients) one.end(true);
    await broker.close();
    await here.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a device says and hears what is its own, and what it subscribes to besides brings nothing', async () => {
    const [one, two] = cams.map(client) as [MqttClient, MqttClient];
    await Promise.all([once(one, 'connect'), once(two, 'connect')]);
    const heard: string[] = [];
    one.on('message', (topic) => heard.push(topic));
    // The limit, as it is: taken, and silent.
    await one.subscribeAsync(['d/cam-1/+', 'd/cam-2/#'], { qos: 1 });
    await one.publishAsync('d/cam-1/telemetry', 'x', { qos: 1 });
    await two.publishAsync('d/cam-2/telemetry', 'y', { qos: 1 });
    await pause(100);
    expect(heard).toEqual(['d/cam-1/telemetry']);
  });

  it('a device that is retired is put out, and neither says nor hears anything when it comes back', async () => {
    const cam = cams[0] as Carried;
    const live = client(cam);
    await once(live, 'connect');
    await live.subscribeAsync('d/cam-1/+', { qos: 1 });
    await live.publishAsync('d/cam-1/status', 'kept', { qos: 1, retain: true });
    const gone = once(live, 'close');
    await here.rooms.ask('retirement.retire', { devices: [cam.device], reason: 'broken' });
    await broker.apply(await acl());
    await broker.disconnect(cam.device, 'retired');
    await gone;
    await broker.drop(cam.device);
    expect(await broker.forget('d/cam-1')).toEqual({ retained: 1, queued: 0 });
    // The limit, as it is: its certificate is let in.
    const again = client(cam);
    await once(again, 'connect');
    const heard: string[] = [];
    again.on('message', (topic) => heard.push(topic));
    await again.subscribeAsync('d/#', { qos: 0 });
    await broker.publish({ topic: 'd/cam-1/command/reboot', payload: Buffer.from('x'), qos: 1, retain: false });
    await pause(100);
    expect(heard).toEqual([]);
  });
});

it('a Mosquitto that is not there opens nothing', async () => {
  const folder = folderOf();
  const none = mosquittoBroker({ folder, host: '127.0.0.1', port: 1, acl: '', program: '/bin/false' });
  await expect(none.listen()).rejects.toThrow('ASSAY-ENDPOINT-001');
  await none.close();
  rmSync(folder, { recursive: true, force: true });
});
