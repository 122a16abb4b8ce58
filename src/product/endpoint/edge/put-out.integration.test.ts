import { request } from 'node:https';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Carried, once, type World, world } from './endpoint.fixture.ts';

// Whoever was put out is gone, by whatever side door they came or left.

let here: World;
const heard: string[] = [];
beforeAll(async () => {
  here = await world();
  here.endpoint.hear(({ payload }) => heard.push(Buffer.from(payload).toString()));
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

const text = (value: string) => [0, value.length, ...Buffer.from(value)];
/** MQTT 5, section 3.1; properties as they stand on the wire. */
const connecting = (id: string, properties: readonly number[] = []) => {
  const body = [...text('MQTT'), 5, 2, 0, 60, properties.length, ...properties, ...text(id)];
  return Buffer.from([0x10, body.length, ...body]);
};
const subscribing = (...filters: readonly string[]) => {
  const body = [0, 1, 0, ...filters.flatMap((filter) => [...text(filter), 0])];
  return Buffer.from([0x82, body.length, ...body]);
};
const answer = (socket: TLSSocket) => new Promise<Buffer>((resolve) => socket.once('data', resolve));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function dialled({ key, cert }: Carried): Promise<TLSSocket> {
  const socket = tlsConnect({ host: 'localhost', port: here.endpoint.mqttPort, ca: here.ca, key, cert });
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  return socket;
}

const revoke = ({ device, serial }: Carried) =>
  here.rooms.fleet.act(`device:${device}`, () => ({
    ok: true,
    events: [{ type: 'certificate.revoked', at: new Date().toISOString(), device, serial, reason: 'keyCompromise' }],
  }));

describe('a name that every object has', () => {
  it.each([['__proto__'], ['constructor'], ['toString']])('%s beside a filter that is allowed is refused, and the filter is taken', async (name) => {
    const cam = await here.device(`cam-${name.replaceAll('_', '')}`);
    const socket = await dialled(cam);
    socket.write(connecting(cam.device));
    expect((await answer(socket))[0]).toBe(0x20);
    socket.write(subscribing(name, `d/${cam.device}/command/+`));
    const suback = await answer(socket);
    expect([suback[0], ...suback.subarray(-2)]).toEqual([0x90, 0x87, 0]);
    socket.destroy();
  });
});

describe('a device that was put out', () => {
  it('has no session left open by a second one that was turned away', async () => {
    const cam = await here.device('cam-twice');
    const first = here.client(cam);
    await once(first, 'connect');
    const second = await dialled(cam);
    // An authentication method that nobody knows: refused after the certificate was found good.
    second.write(connecting(cam.device, [0x15, ...text('x')]));
    expect((await answer(second))[3]).toBe(0x8c);
    second.destroy();
    await once(first, 'close');
    first.end(true);
    expect(here.endpoint.hasSession(cam.device)).toBe(false);
  });

  it('says nothing by a will that was to come later', async () => {
    const cam = await here.device('cam-willing');
    const client = here.client(cam, {
      properties: { sessionExpiryInterval: 60 },
      will: { topic: `d/${cam.device}/telemetry`, payload: Buffer.from('a last word'), qos: 1, retain: true, properties: { willDelayInterval: 1 } },
    });
    await once(client, 'connect');
    client.stream.destroy();
    await revoke(cam);
    client.end(true);
    await pause(1600);
    expect(heard).not.toContain('a last word');
  });

  it('is not heard by a body that ends after it was', async () => {
    const { device, key, cert, serial } = await here.device('cam-slow');
    const status = await new Promise((resolve, reject) => {
      const asked = request(
        { host: 'localhost', port: here.endpoint.httpsPort, ca: here.ca, key, cert, method: 'POST', path: `/d/${device}/telemetry` },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      asked.on('error', reject);
      asked.setHeader('content-length', 8);
      asked.write('slow');
      setTimeout(async () => {
        await revoke({ device, serial } as Carried);
        asked.end('body');
      }, 300);
    });
    expect(status).toBe(403);
    expect(heard).not.toContain('slowbody');
  });
});
