import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../../core/index.ts';
import { USUAL } from '../../authorization/declared.ts';
import { HOME, OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import { once, type World, world } from '../../endpoint/edge/endpoint.fixture.ts';
import type { MemberId } from '../../fleet/model.ts';
import { householdDesk } from '../../household/edge/desk.ts';
import { householdEnds } from '../../household/edge/ends.ts';
import type { ShareId } from '../../household/model.ts';
import { readKeepTable } from '../keep.ts';
import { dataBrought } from './room.ts';

// A device changes hands while everybody is there: its owner's app, a guest's, and what they left behind.

const [ANNA, GUS, OTTO] = ['anna', 'gus', 'otto'].map((name) => `u_${name.padEnd(20, '0')}`) as [MemberId, MemberId, MemberId];
const TABLE = readKeepTable('assay: keep/1\nkeep:\n  - { topic: d/+/motion, class: personal, purpose: operation, for: P7D }\n', 'keep.yaml');
let here: World;
beforeAll(async () => {
  const brought = dataBrought();
  here = await world({}, [brought, householdEnds()]);
  here.endpoint.hear(brought.keep({ table: TABLE, declared: USUAL, broke: (error) => here.broken.push(error) }).heard);
  const desk = householdDesk(here.rooms.fleet);
  const now = here.rooms.fleet.now();
  await desk.act(HOME, { type: 'found', household: HOME, owner: ANNA, at: now });
  await desk.act(OTHER_HOME, { type: 'found', household: OTHER_HOME, owner: OTTO, at: now });
  await desk.act(HOME, { type: 'join', member: GUS, role: 'guest', by: ANNA, at: now });
});
afterAll(() => here.close());

async function app(member: MemberId) {
  const { pass } = await here.passFor({ member });
  const client = here.app(pass);
  await once(client, 'connect');
  const heard: string[] = [];
  client.on('message', (_, payload) => heard.push(payload.toString()));
  return { client, heard, pass };
}
const read = async (member: MemberId, device: string) => {
  try {
    const page = (await here.rooms.ask('data.read', { who: `user:${member}`, device, channel: 'motion' })) as {
      readonly records: readonly { readonly text: string }[];
    };
    return page.records.map(({ text }) => text);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults[0]?.code;
  }
};

describe('a device that is passed on', () => {
  it('takes nothing of its owner along: not what was kept, retained or queued, no share, no session, no pass', async () => {
    const cam = await here.device('cam-17');
    const topic = `d/${cam.device}/motion`;
    await householdDesk(here.rooms.fleet).act(HOME, {
      type: 'share',
      share: 's_00000000000000000001' as ShareId,
      device: cam.device,
      to: GUS,
      until: Instant.of(here.rooms.fleet.now() + 3_600_000),
      by: ANNA,
      at: here.rooms.fleet.now(),
    });
    const [anna, gus] = [await app(ANNA), await app(GUS)];
    for (const { client } of [anna, gus]) await client.subscribeAsync(topic, { qos: 1 });
    const device = here.client(cam);
    await once(device, 'connect');
    const first = [once(anna.client, 'message'), once(gus.client, 'message')];
    await device.publishAsync(topic, 'Anna sleeps', { qos: 1, retain: true });
    await Promise.all(first);
    // The store hears of it after those who are there.
    await expect.poll(() => read(ANNA, cam.device)).toEqual(['Anna sleeps']);
    expect(await read(GUS, cam.device)).toEqual(['Anna sleeps']);

    const out = [once(device, 'close'), once(gus.client, 'close')];
    await here.rooms.ask('retirement.transfer', { device: cam.device, reason: 'sold' });
    // Its own session, and that of the guest, who was here for this device alone: neither logged off.
    await Promise.all(out);
    const shown = (await here.rooms.ask('retirement.show', { device: cam.device })) as {
      readonly intents: readonly { readonly closer: string; readonly state: string }[];
    };
    const ends = ['data.erase', 'endpoint.disconnect', 'endpoint.forget', 'household.unshare'];
    expect(shown.intents.map(({ closer, state }) => `${closer} ${state}`)).toEqual(ends.map((closer) => `${closer} done`));

    await own(here.rooms.fleet, cam.device, OTHER_HOME);
    const next = here.client(await here.certify(cam.device));
    await once(next, 'connect');
    const otto = await app(OTTO);
    await otto.client.subscribeAsync(topic, { qos: 1 });
    const heard = once(otto.client, 'message');
    await next.publishAsync(topic, 'Otto wakes', { qos: 1 });
    await heard;
    // Not the message that was retained: the new one is the first that the new owner's app hears.
    expect(otto.heard).toEqual(['Otto wakes']);
    await expect.poll(() => read(OTTO, cam.device)).toEqual(['Otto wakes']);
    for (const member of [ANNA, GUS]) expect(await read(member, cam.device)).toBe('ASSAY-DATA-005');
    // The old owner's app is still there, hears nothing, and gets nowhere; the guest's pass lets nobody in.
    expect(anna.heard).toEqual(['Anna sleeps']);
    await expect(anna.client.subscribeAsync(topic)).rejects.toThrow('Not authorized');
    await expect(anna.client.publishAsync(`d/${cam.device}/command/reboot`, 'now', { qos: 1 })).rejects.toThrow('Not authorized');
    await once(here.app(gus.pass), 'error');

    const { receipt, signature, publicKey } = (await here.rooms.ask('retirement.receipt', { device: cam.device })) as Record<
      'receipt' | 'signature' | 'publicKey',
      string
    >;
    expect(JSON.parse(receipt)).toMatchObject({
      kind: 'transfer',
      done: expect.arrayContaining([expect.objectContaining({ closer: 'data.erase', says: '1 record erased, 1 key destroyed' })]),
    });
    for (const [name, content] of Object.entries({ r: receipt, s: Buffer.from(signature, 'base64'), k: publicKey }))
      writeFileSync(join(here.dir, name), content);
    expect(
      execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', 'k', '-rawin', '-in', 'r', '-sigfile', 's'], { cwd: here.dir }).toString(),
    ).toContain('Signature Verified Successfully');
    expect(here.broken).toEqual([]);
  });
});
