import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Carried, once, type World, world } from './endpoint.fixture.ts';

// What an incident asks of a device holds at the door: at once, for who is there and for who comes again.

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

/** Whether it is let in now. */
async function isLetIn(carried: Carried): Promise<boolean> {
  const client = here.client(carried);
  const [what] = await Promise.race([once(client, 'connect').then(() => ['in']), once(client, 'close').then(() => ['out'])]);
  client.end(true);
  return what === 'in';
}

describe('a device in quarantine', () => {
  it('loses its session at once, is let in nowhere, and is back when it is released', async () => {
    const [cam, other] = [await here.device('cam-q1'), await here.device('cam-q2')];
    const [client, bystander] = [here.client(cam), here.client(other)];
    await Promise.all([once(client, 'connect'), once(bystander, 'connect')]);
    const gone = once(client, 'close');
    expect(await here.rooms.ask('device.affected', { devices: [cam.serial, 'cam-q1', 'nobody'] })).toMatchObject({ devices: 1, households: 1, unknowns: 1 });
    expect(await here.rooms.ask('device.quarantine', { devices: ['cam-q1'], order: 'run-1' })).toMatchObject({ done: 1, already: 0 });
    await gone;
    await vi.waitFor(() => expect(here.endpoint.hasSession(cam.device)).toBe(false));
    expect(await isLetIn(cam)).toBe(false);
    expect(here.endpoint.hasSession(other.device)).toBe(true);
    expect(await here.rooms.ask('device.quarantine', { devices: ['cam-q1'], order: 'run-1' })).toMatchObject({ done: 0, already: 1 });
    // Taken back by the order of another action: this one stays.
    expect(await here.rooms.ask('device.release', { devices: ['cam-q1'], order: 'undo', taking: 'run-2' })).toMatchObject({ done: 0 });
    expect(await here.rooms.ask('device.contained', {})).toMatchObject({ devices: [{ device: 'cam-q1', quarantine: { order: 'run-1' } }] });
    expect(await here.rooms.ask('device.release', { devices: ['cam-q1'], order: 'undo', taking: 'run-1' })).toMatchObject({ done: 1 });
    expect(await isLetIn(cam)).toBe(true);
    client.end(true);
    bystander.end(true);
  });

  it('is refused whole where one of the devices is not there', async () => {
    const cam = await here.device('cam-q3');
    await expect(here.rooms.ask('device.quarantine', { devices: ['cam-q3', 'cam-none'], order: 'run-1' })).rejects.toThrow('cam-none');
    expect(await isLetIn(cam)).toBe(true);
  });
});

describe('a device that is told to renew', () => {
  it('may do nothing else until a new credential is in use', async () => {
    const old = await here.device('cam-q4');
    expect(await isLetIn(old)).toBe(true);
    expect(await here.rooms.ask('device.rotate', { devices: ['cam-q4'], order: 'run-1' })).toMatchObject({ done: 1 });
    expect(await isLetIn(old)).toBe(false);
    const anew = await here.certify('cam-q4');
    expect(await here.rooms.ask('device.rotate', { devices: ['cam-q4'], order: 'run-1' })).toMatchObject({ done: 0 });
    expect(await here.rooms.ask('device.contained', { devices: ['cam-q4'] })).toMatchObject({ devices: [{ rotating: true }] });
    expect(await isLetIn(anew)).toBe(true);
    expect(await here.rooms.ask('device.contained', { devices: ['cam-q4'] })).toMatchObject({
      devices: [{ rotating: false, credential: { serial: anew.serial } }],
    });
    expect(await isLetIn(old)).toBe(false);
  });

  it('goes on as before where it is waived', async () => {
    const cam = await here.device('cam-q5');
    await here.rooms.ask('device.rotate', { devices: ['cam-q5'], order: 'run-1' });
    expect(await here.rooms.ask('device.waive', { devices: ['cam-q5'], order: 'undo', taking: 'run-1' })).toMatchObject({ done: 1 });
    expect(await isLetIn(cam)).toBe(true);
  });
});
