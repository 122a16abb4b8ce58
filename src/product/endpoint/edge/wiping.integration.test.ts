import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign, verify, X509Certificate } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../core/index.ts';
import { OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import { type Carried, once, run, shows, started, type World, world } from './endpoint.fixture.ts';

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

let made = 0;
/** In service, and then no more. */
async function ended(kind: 'retire' | 'transfer'): Promise<Carried> {
  made += 1;
  const cam = await here.device(`wipe.${made}`);
  const client = here.client(cam);
  await once(client, 'connect');
  const gone = once(client, 'close');
  await here.rooms.ask(`retirement.${kind}`, kind === 'retire' ? { devices: [cam.device], reason: 'sold' } : { device: cam.device, reason: 'sold' });
  await gone;
  return cam;
}

interface Order {
  readonly text: string;
  readonly signature: string;
  readonly key: string;
}
/** Lets it in for its order, and gives that. */
async function told(cam: Carried): Promise<{ readonly client: MqttClient; readonly order: Order }> {
  const client = here.client(cam, { username: 'wipe' });
  await once(client, 'connect');
  const heard = once(client, 'message');
  await client.subscribeAsync(`d/${cam.device.replace('.', '~')}/wipe/order`, { qos: 1 });
  const [, payload] = await heard;
  return { client, order: JSON.parse(String(payload)) as Order };
}
const signedBy = (cam: Carried, order: string, device: string = cam.device) => {
  const statement = canonicalJson({ format: 'assay-wipe/1', device, order, erased: ['recordings'] });
  return JSON.stringify({ statement, signature: sign('sha256', Buffer.from(statement), createPrivateKey(cam.key)).toString('base64') });
};

describe('the order to erase itself', () => {
  it.each(['retire', 'transfer'] as const)('reaches a device after %s that is refused everything else, and its statement ends that as well', async (kind) => {
    const cam = await ended(kind);
    const topic = `d/${cam.device.replace('.', '~')}`;
    expect((await once(here.client(cam), 'error'))[0]).toMatchObject({ code: kind === 'retire' ? 0x8a : 0x87 });
    const { client, order } = await told(cam);
    expect(JSON.parse(order.text)).toMatchObject({ format: 'assay-wipe-order/1', device: cam.device, kind });
    expect(verify(null, Buffer.from(order.text), order.key, Buffer.from(order.signature, 'base64'))).toBe(true);
    // For nothing but this: neither its own channels nor its commands, nor the order of another device.
    for (const filter of [`${topic}/command/+`, `${topic}/telemetry`, `${topic}/#`, `${topic}/wipe/+`, 'd/wipe~0/wipe/order', '#'])
      await expect(client.subscribeAsync(filter), filter).rejects.toThrow();
    const heard: string[] = [];
    const stop = here.endpoint.hear((message) => heard.push(message.topic));
    const other = (await ended('retire')).device.replace('.', '~');
    for (const on of [`${topic}/telemetry`, `${topic}/wipe/order`, `d/${other}/wipe/statement`]) {
      const { client: again } = await told(cam);
      await expect(again.publishAsync(on, '1', { qos: 1 }), on).rejects.toThrow();
      again.end(true);
    }
    expect(heard.filter((one) => !one.endsWith('/wipe/order'))).toEqual([]);
    stop();

    const { client: last } = await told(cam);
    await last.subscribeAsync(`${topic}/wipe/answer`, { qos: 1 });
    const { order: number } = JSON.parse(order.text) as { order: string };
    for (const [bad, code] of [
      ['{', 'ASSAY-RETIREMENT-002'],
      [signedBy(cam, 'wo_00000000000000000000'), 'ASSAY-RETIREMENT-003'],
      [JSON.stringify({ ...JSON.parse(signedBy(cam, number)), signature: 'AAAA' }), 'ASSAY-RETIREMENT-004'],
    ] as const) {
      const answer = once(last, 'message');
      last.publish(`${topic}/wipe/statement`, bad, { qos: 1 });
      expect(JSON.parse(String((await answer)[1]))).toMatchObject({ code });
    }
    const over = once(last, 'close');
    last.publish(`${topic}/wipe/statement`, signedBy(cam, number), { qos: 1 });
    await over;
    expect(deviceOf(here.rooms.fleet.db, cam.device)?.wipe?.confirmedAt).toBeDefined();
    expect((await once(here.client(cam, { username: 'wipe' }), 'error'))[0]).toMatchObject({ code: kind === 'retire' ? 0x8a : 0x87 });

    // What it signed is kept: OpenSSL verifies it with what the fleet gives out.
    const kept = (await here.rooms.ask('retirement.statement', { device: cam.device })) as Record<'statement' | 'signature' | 'certificate', string>;
    writeFileSync(join(here.dir, 'w.json'), kept.statement);
    writeFileSync(join(here.dir, 'w.sig'), Buffer.from(kept.signature, 'base64'));
    writeFileSync(join(here.dir, 'w.pem'), new X509Certificate(Buffer.from(kept.certificate, 'base64')).publicKey.export({ type: 'spki', format: 'pem' }));
    expect(execFileSync('openssl', ['dgst', '-sha256', '-verify', 'w.pem', '-signature', 'w.sig', 'w.json'], { cwd: here.dir }).toString()).toContain(
      'Verified OK',
    );
  });

  it('waits over a restart, for a client that nobody here wrote, over MQTT 3.1.1', async () => {
    const cam = await ended('retire');
    await here.reopen();
    const topic = `d/${cam.device.replace('.', '~')}`;
    const sub = started('stdbuf', [
      '-oL',
      'mosquitto_sub',
      ...shows(here, cam),
      '-V',
      'mqttv311',
      '-u',
      'wipe',
      '-q',
      '1',
      '-C',
      '1',
      '-t',
      `${topic}/wipe/order`,
    ]);
    const { text } = JSON.parse(await sub.until(/^\{/)) as Order;
    await sub.closed;
    const { order } = JSON.parse(text) as { order: string };
    const said = await run('mosquitto_pub', [
      ...shows(here, cam),
      '-V',
      'mqttv311',
      '-u',
      'wipe',
      '-q',
      '1',
      '-t',
      `${topic}/wipe/statement`,
      '-m',
      signedBy(cam, order),
    ]);
    expect(said.err).toBe('');
    await expect.poll(() => deviceOf(here.rooms.fleet.db, cam.device)?.wipe?.confirmedAt).toBeDefined();
  });

  it('puts nobody out who has the device now, and lets an old key in no more once somebody has', async () => {
    const cam = await ended('transfer');
    const { client } = await told(cam);
    const out = once(client, 'close');
    await own(here.rooms.fleet, cam.device, OTHER_HOME);
    await out;
    const next = here.client(await here.certify(cam.device));
    await once(next, 'connect');
    expect((await once(here.client(cam, { username: 'wipe' }), 'error'))[0]).toMatchObject({ code: 0x87 });
    expect(here.endpoint.hasSession(cam.device)).toBe(true);
  });

  it('is the same over HTTPS, and gone from both once it was confirmed by either', async () => {
    const cam = await ended('retire');
    const { client, order } = await told(cam);
    const ask = async (path: string, body?: string) => {
      const files = ['--cacert', here.caFile, '--cert', cam.certFile, '--key', cam.keyFile];
      const { out } = await run('curl', [
        '-s',
        ...files,
        ...(body === undefined ? [] : ['--data', body]),
        `https://localhost:${here.endpoint.httpsPort}${path}`,
      ]);
      return JSON.parse(out) as { readonly wipe?: Order & { readonly order: string }; readonly confirmed?: boolean };
    };
    const { wipe } = await ask('/self');
    expect(wipe).toEqual({ ...order, order: JSON.parse(order.text).order });
    // Without the key of receipts it is told all the same, over its own connection.
    const key = join(fleetFolder(here.dir), 'receipt-key');
    renameSync(key, `${key}.away`);
    expect((await ask('/self')).wipe).toEqual({ order: wipe?.order });
    renameSync(`${key}.away`, key);
    const over = once(client, 'close');
    expect(await ask('/self/wipe', signedBy(cam, wipe?.order ?? ''))).toEqual({ confirmed: true });
    await over;
    expect((await ask('/self')).wipe).toBeUndefined();
    expect((await here.endpoint.forget(cam.device)).retained).toBe(0);
  });

  it('lets nobody in whose key was revoked before, or who asks for it with nothing to erase', async () => {
    made += 1;
    const cam = await here.device(`wipe.${made}`);
    const stolen = await here.certify(cam.device);
    await here.rooms.ask('retirement.retire', { devices: [cam.device], reason: 'sold' });
    const { client } = await told(cam);
    client.end(true);
    const fresh = await here.device('wipe.fresh');
    const normal = here.client(fresh, { username: 'wipe' });
    await once(normal, 'connect');
    await expect(normal.subscribeAsync('d/wipe~fresh/wipe/order')).rejects.toThrow();
    // One that was another device's.
    const strange = here.client({ ...stolen, device: fresh.device }, { username: 'wipe' });
    expect((await once(strange, 'error'))[0]).toMatchObject({ code: 0x85 });
  });
});
