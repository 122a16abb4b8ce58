import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import { transfer } from '../../retirement/edge/room.ts';
import { type Carried, once, type World, world } from './endpoint.fixture.ts';
import { openSessionFile } from './session-file.ts';

// What sessions leave behind outlives the process, and no owner.

let here: World;
beforeAll(async () => {
  here = await world();
});
afterAll(() => here.close());
afterEach(() => expect(here.broken).toEqual([]));

let made = 0;
const fresh = () => {
  made += 1;
  return here.device(`cam-${made}`);
};
const STAYS = { clean: false, properties: { sessionExpiryInterval: 3600 } } as const;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function back(cam: Carried) {
  const client = here.client(cam, STAYS);
  const heard: string[] = [];
  client.on('message', (topic, payload, { retain }) => heard.push(`${topic} ${payload.toString()}${retain ? ' retained' : ''}`));
  const [{ sessionPresent }] = (await once(client, 'connect')) as [{ sessionPresent: boolean }];
  await pause(50);
  return { client, heard, sessionPresent };
}

/** A device that has gone, with a subscription that stays, commands that wait and a message that is retained. */
async function leaving(): Promise<Carried> {
  const cam = await fresh();
  const { client } = await back(cam);
  await client.subscribeAsync(`d/${cam.device}/command/+`, { qos: 1 });
  await client.publishAsync(`d/${cam.device}/status`, 'on', { qos: 1, retain: true });
  await client.endAsync();
  for (const verb of ['open', 'close']) await here.endpoint.tell(cam.device, verb, Buffer.from(verb));
  return cam;
}

/** What stands in the file of one device, in all tables together. */
function rows({ device }: Carried): number {
  const db = new DatabaseSync(join(here.rooms.fleet.folder, 'endpoint.db'), { readOnly: true });
  const count = (sql: string) => Number(db.prepare(sql).get(device, `d/${device}/%`)?.['n']);
  const found =
    count('SELECT count(*) AS n FROM session WHERE client = ?1 AND ?2 IS NOT NULL') +
    count('SELECT count(*) AS n FROM retained WHERE topic LIKE ?2 AND ?1 IS NOT NULL') +
    count('SELECT count(*) AS n FROM queued WHERE client = ?1 OR topic LIKE ?2');
  db.close();
  return found;
}

describe('over a restart', () => {
  it('a session that stays has its subscriptions, what waits for it in order, and what was retained', async () => {
    const cam = await leaving();
    await here.reopen();
    const again = await back(cam);
    expect(again.sessionPresent).toBe(true);
    expect(again.heard).toEqual([`d/${cam.device}/command/open open`, `d/${cam.device}/command/close close`]);
    await again.client.subscribeAsync(`d/${cam.device}/status`, { qos: 1 });
    await pause(30);
    expect(again.heard.at(-1)).toBe(`d/${cam.device}/status on retained`);
    await here.endpoint.tell(cam.device, 'ping', Buffer.from('x'));
    await pause(30);
    expect(again.heard.at(-1)).toBe(`d/${cam.device}/command/ping x`);
    await again.client.endAsync();
    await here.reopen();
    // What was taken does not come again.
    expect((await back(cam)).heard).toEqual([]);
  });

  it('a session that nobody came back to in time is gone, and what waited for it', async () => {
    const cam = await leaving();
    await here.shut();
    here.pass(3_600_001);
    await here.reopen();
    expect(await back(await here.certify(cam.device))).toMatchObject({ sessionPresent: false, heard: [] });
  });

  it('is for the eyes of its owner alone', () => {
    expect(statSync(join(here.rooms.fleet.folder, 'endpoint.db')).mode & 0o777).toBe(0o600);
  });

  it('a file that is none is refused', () => {
    writeFileSync(join(here.dir, 'endpoint.db'), 'no database at all, however long it is', { mode: 0o600 });
    expect(() => openSessionFile(here.dir, () => undefined)).toThrow('ASSAY-ENDPOINT-011');
  });

  it('one whose rows cannot be read is refused, and what stands in them is not said', () => {
    const folder = mkdtempSync(join(here.dir, 'odd-'));
    openSessionFile(folder, () => undefined).close();
    const db = new DatabaseSync(join(folder, 'endpoint.db'));
    db.exec(`INSERT INTO retained VALUES ('d/cam-1/telemetry', '{"private', x'00', 'h')`);
    db.close();
    const file = openSessionFile(folder, () => undefined);
    let said: unknown;
    try {
      file.load();
    } catch (error) {
      said = error;
    }
    expect(said).toMatchObject({ faults: [{ code: 'ASSAY-ENDPOINT-011' }] });
    expect(JSON.stringify(said)).not.toContain('private');
  });
});

describe('a device that is retired or passed on leaves nothing', () => {
  it.each([
    ['retired', true],
    ['retired', false],
    ['passed on', true],
    ['passed on', false],
  ])('%s, with an endpoint that is open: %s', async (how, open) => {
    const cam = await leaving();
    await here.reopen();
    expect(rows(cam)).toBe(4);
    if (!open) await here.shut();
    if (how === 'retired') await here.rooms.ask('retirement.retire', { devices: [cam.device], reason: 'broken' });
    else await here.rooms.ask('retirement.transfer', { device: cam.device, reason: 'sold' });
    await pause(100);
    expect(rows(cam)).toBe(0);
    if (!open) await here.reopen();
    expect((await once(here.client(cam, STAYS), 'error'))[0]).toMatchObject({ code: how === 'retired' ? 0x8a : 0x87 });
  });

  it('and where the process ended before that was carried out, the next owner is given nothing', async () => {
    const cam = await leaving();
    await here.shut();
    await transfer(here.rooms.fleet, { device: cam.device, reason: 'sold' }, []);
    await own(here.rooms.fleet, cam.device, OTHER_HOME);
    await here.reopen();
    const next = await back(await here.certify(cam.device));
    await next.client.subscribeAsync(`d/${cam.device}/status`, { qos: 1 });
    await pause(30);
    expect(next.heard).toEqual([]);
  });
});
