import { createConnection, type Socket } from 'node:net';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Broker, Guard } from '../../src/product/endpoint/model.ts';

/** Opens a broker behind a plain listener of this machine, where everybody is a peer; it asks the guard that the suite gives. */
export type OpenBroker = (guard: Guard) => { readonly broker: Broker; dispose(): Promise<void> };

/** Parts of the port that an adapter says it cannot keep. Each is shown by the suite as it is: a limit that is none fails. */
export type Limit = 'guard' | 'subscribe' | 'keepAlive' | 'queued';

const settle = (ms = 300) => new Promise((done) => setTimeout(done, ms));

/** What every adapter of the Broker port promises. The cases of 3.1.1 are those that brokers are commonly tried on against one another, written anew. */
export function brokerContract(name: string, open: OpenBroker, limits: Partial<Readonly<Record<Limit, string>>> = {}): void {
  const can = (what: Limit): boolean => limits[what] === undefined;
  describe(`Broker contract: ${name}`, () => {
    const refused = new Set<string>();
    const guard: Guard = {
      connect: (_peer, client) => ({ ok: true, client: client === '' ? 'unnamed' : client }),
      publish: (_peer, topic) => !refused.has(topic),
      subscribe: (_peer, filter) => !filter.startsWith('$') && !filter.startsWith('nosubscribe'),
      deliver: (_peer, topic) => !refused.has(topic),
      wait: (_peer, topic) => !refused.has(topic),
      stands: () => true,
    };
    let under: ReturnType<OpenBroker>;
    let port: number;
    let clients: MqttClient[] = [];
    beforeEach(async () => {
      refused.clear();
      under = open(guard);
      ({ port } = await under.broker.listen());
    });
    afterEach(async () => {
      for (const client of clients) client.end(true);
      clients = [];
      await under.dispose();
    });

    async function client(clientId: string, options: IClientOptions = {}) {
      const made = connect({ host: '127.0.0.1', port, clientId, protocolVersion: 4, reconnectPeriod: 0, ...options });
      made.on('error', () => undefined);
      clients.push(made);
      const heard: string[] = [];
      made.on('message', (topic, payload, { qos, retain }) => heard.push(`${topic}=${payload.toString()}/${qos}${retain ? ' retained' : ''}`));
      const connack = await new Promise<{ readonly sessionPresent: boolean }>((resolve, reject) => {
        made.once('connect', resolve);
        made.once('error', reject);
        made.once('close', () => reject(new Error('closed')));
      });
      return { made, heard, connack };
    }

    for (const protocolVersion of [4, 5] as const) {
      it(`version ${protocolVersion}: messages of each QoS arrive once, in order`, async () => {
        const { made, heard } = await client('a', { protocolVersion });
        await made.subscribeAsync('t/a', { qos: 2 });
        for (const qos of [0, 1, 2] as const) await made.publishAsync('t/a', `m${qos}`, { qos });
        await settle();
        expect(heard).toEqual(['t/a=m0/0', 't/a=m1/1', 't/a=m2/2']);
      });
    }

    it('retained messages come with a subscription, and go with an empty one', async () => {
      const { made } = await client('a');
      for (const [topic, qos] of [
        ['t/a', 0],
        ['t/b', 1],
        ['t/c', 2],
      ] as const)
        await made.publishAsync(topic, 'kept', { qos, retain: true });
      const second = await client('b');
      await second.made.subscribeAsync('t/+', { qos: 2 });
      await settle();
      expect([...second.heard].sort()).toEqual(['t/a=kept/0 retained', 't/b=kept/1 retained', 't/c=kept/2 retained']);
      for (const topic of ['t/a', 't/b', 't/c']) await made.publishAsync(topic, '', { qos: 1, retain: true });
      const third = await client('c');
      await third.made.subscribeAsync('t/+', { qos: 2 });
      await settle();
      expect(third.heard).toEqual([]);
    });

    it('a session that stays has messages of QoS 1 and 2 kept for it', async () => {
      const first = await client('stays', { clean: false });
      await first.made.subscribeAsync('t/#', { qos: 2 });
      await first.made.endAsync();
      const { made } = await client('b');
      for (const qos of [1, 2] as const) await made.publishAsync(`t/${qos}`, 'm', { qos });
      const again = await client('stays', { clean: false });
      await settle();
      expect(again.connack.sessionPresent).toBe(true);
      expect([...again.heard].sort()).toEqual(['t/1=m/1', 't/2=m/2']);
    });

    it('the will of a client that is cut off is published, and not that of one that takes its leave', async () => {
      const { made, heard } = await client('hears');
      await made.subscribeAsync('will/#', { qos: 2 });
      const will = (topic: string) => ({ will: { topic, payload: Buffer.from('gone'), qos: 1 as const, retain: false } });
      const cut = await client('cut', will('will/cut'));
      const polite = await client('polite', will('will/polite'));
      cut.made.stream.destroy();
      await polite.made.endAsync();
      await settle();
      expect(heard).toEqual(['will/cut=gone/1']);
    });

    it('overlapping subscriptions bring a message once or as often as there are, with the QoS of one of them', async () => {
      const { made, heard } = await client('a');
      await made.subscribeAsync({ 't/#': { qos: 2 }, 't/+': { qos: 1 } });
      await made.publishAsync('t/x', 'm', { qos: 2 });
      await settle();
      expect(heard.length === 1 ? ['t/x=m/2', 't/x=m/1'].includes(heard[0] ?? '') : [...heard].sort().join() === 't/x=m/1,t/x=m/2').toBe(true);
    });

    it('who is silent for longer than one and a half times its keep-alive is cut off, and its will published', async () => {
      const { made, heard } = await client('hears');
      await made.subscribeAsync('will/#', { qos: 1 });
      const socket: Socket = createConnection({ host: '127.0.0.1', port });
      socket.on('error', () => undefined);
      const word = (text: string) => Buffer.concat([Buffer.from([0, text.length]), Buffer.from(text)]);
      const body = Buffer.concat([word('MQTT'), Buffer.from([4, 0x06, 0, 1]), word('silent'), word('will/silent'), word('gone')]);
      socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
      await settle(2500);
      if (!can('keepAlive')) await settle(6000);
      expect(heard).toEqual(['will/silent=gone/0']);
      socket.destroy();
    }, 15_000);

    it('what was not acknowledged comes again with the next connection', async () => {
      const first = await client('again', { clean: false, manualConnect: false });
      await first.made.subscribeAsync('t/a', { qos: 1 });
      // Takes it and never says so.
      first.made.handleMessage = () => undefined;
      const { made } = await client('b');
      await made.publishAsync('t/a', 'm', { qos: 1 });
      await settle();
      first.made.stream.destroy();
      const again = await client('again', { clean: false });
      await settle();
      expect(again.heard).toEqual(['t/a=m/1']);
    });

    it('nothing comes after an unsubscription', async () => {
      const { made, heard } = await client('a');
      await made.subscribeAsync(['t/a', 't/b'], { qos: 1 });
      await made.unsubscribeAsync('t/a');
      for (const topic of ['t/a', 't/b']) await made.publishAsync(topic, 'm', { qos: 1 });
      await settle();
      expect(heard).toEqual(['t/b=m/1']);
    });

    it('an empty client id is taken with a clean session, and refused with one that is to stay', async () => {
      const answerTo = (flags: number) =>
        new Promise<number>((resolve) => {
          const socket = createConnection({ host: '127.0.0.1', port });
          socket.write(Buffer.from([0x10, 12, 0, 4, ...Buffer.from('MQTT'), 4, flags, 0, 60, 0, 0]));
          socket.once('data', (data) => {
            socket.destroy();
            resolve(Number(data[3]));
          });
        });
      expect([await answerTo(2), await answerTo(0)]).toEqual([0, 2]);
    });

    it('a subscription that is not allowed fails by itself, and wildcards do not bring what begins with a dollar', async () => {
      const { made, heard } = await client('a');
      const granted = await new Promise<readonly number[]>((resolve) => {
        made.subscribe(['t/a', 'nosubscribe/a'], { qos: 1 }, (_error, _given, packet) => resolve((packet?.granted ?? []) as readonly number[]));
      });
      expect(granted).toEqual([1, can('subscribe') ? 128 : 1]);
      await made.subscribeAsync(['#', '+/a'], { qos: 1 });
      await under.broker.publish({ topic: '$hidden/a', payload: Buffer.from('m'), qos: 0, retain: false });
      await settle();
      expect(heard).toEqual([]);
    });

    it('another connection of one client takes over', async () => {
      const first = await client('one');
      const gone = new Promise<void>((done) => first.made.once('close', () => done()));
      const second = await client('one');
      await gone;
      expect(second.made.connected).toBe(true);
    });

    it('nothing is delivered to who was disconnected, and what is forgotten stays forgotten', async () => {
      const first = await client('stays', { clean: false });
      await first.made.subscribeAsync('d/cam-1/#', { qos: 1 });
      const { made } = await client('b');
      await made.publishAsync('d/cam-1/status', 'kept', { qos: 1, retain: true });
      await made.publishAsync('d/cam-17/status', 'other', { qos: 1, retain: true });
      await settle();
      await under.broker.disconnect('stays', 'retired');
      const before = first.heard.length;
      await made.publishAsync('d/cam-1/status', 'late', { qos: 1, retain: true });
      await settle();
      expect(first.heard).toHaveLength(before);
      expect(await under.broker.forget('d/cam-1')).toEqual({ retained: 1, queued: can('queued') ? 1 : 0 });
      // Where what waits cannot be forgotten under a topic, the client's whole session can be dropped.
      if (!can('queued')) await under.broker.drop('stays');
      const again = await client('stays', { clean: false });
      await again.made.subscribeAsync('d/+/status', { qos: 1 });
      await settle();
      expect(again.heard).toEqual(['d/cam-17/status=other/1 retained']);
    });

    it('each delivery asks the guard, and a subscription that is asked again and refused has ended', async () => {
      const { made, heard } = await client('a');
      await made.subscribeAsync('t/+', { qos: 1 });
      refused.add('t/x');
      await under.broker.publish({ topic: 't/x', payload: Buffer.from('m'), qos: 1, retain: false });
      await under.broker.publish({ topic: 't/y', payload: Buffer.from('m'), qos: 1, retain: false });
      await settle();
      expect(heard).toEqual(can('guard') ? ['t/y=m/1'] : ['t/x=m/1', 't/y=m/1']);
      expect(under.broker.recheck('a')).toBe(0);
    });
  });
}
