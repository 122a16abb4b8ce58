import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Duration, Instant, type Json } from '../../../core/index.ts';
import type { Seq } from '../../../ledger/model.ts';
import { authorizationRoom } from '../../authorization/edge/room.ts';
import { own } from '../../device/edge/devices.fixture.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { HouseholdId } from '../../fleet/model.ts';
import { householdRoom } from './room.ts';

const START = Instant.parse('2026-11-01T00:00:00Z');
const UNTIL = '2026-11-20T00:00:00Z';
let dir: string;
let at: Instant;
let rooms: OpenRooms;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-household-'));
  at = START;
  rooms = await openRooms({ dir, now: () => at, rooms: roomsOfFleet([{ room: authorizationRoom }, { room: householdRoom }]) });
});
afterEach(async () => {
  await rooms.close();
  rmSync(dir, { recursive: true });
});

// The answers are the room's own.
const ask = async (name: string, input: Json) =>
  (await rooms.ask(`household.${name}`, input)) as { readonly [one in 'household' | 'member' | 'code' | 'share' | 'visit']: string };

async function home() {
  const { household, member: anna } = await ask('found', { name: 'Oak Lane 4', ownerName: 'Anna Kern' });
  await rooms.ask('device.register', { devices: [{ device: 'cam-17', product: 'camera' }] });
  await own(rooms.fleet, 'cam-17', household as HouseholdId);
  const { code, member: gus } = await ask('invite', { household, by: anna, role: 'guest', name: 'Gus Weber' });
  return { household, anna, gus, code };
}

describe('a household, as others ask for it', () => {
  it('ends by the word of an owner, once it has no device; of its people and of who was invited no name is kept', async () => {
    const { household, anna, gus, code } = await home();
    await ask('join', { code });
    const { code: later } = await ask('invite', { household, by: anna, role: 'guest', name: 'Ida Late' });
    await expect(ask('leave', { household, by: anna, member: anna })).rejects.toThrow('ASSAY-HOUSEHOLD-005');
    await expect(ask('dissolve', { household, by: anna })).rejects.toThrow('ASSAY-HOUSEHOLD-017');
    await rooms.ask('retirement.transfer', { device: 'cam-17', reason: 'moved' });
    await expect(ask('dissolve', { household, by: gus })).rejects.toThrow('ASSAY-HOUSEHOLD-004');
    const shown = await ask('dissolve', { household, by: anna });
    expect(shown).toHaveProperty('dissolvedAt');
    await expect(ask('join', { code: later })).rejects.toThrow('ASSAY-HOUSEHOLD-015');
    const kept = readdirSync(rooms.fleet.folder).filter((name) => name.startsWith('personal.db'));
    for (const name of kept)
      for (const called of ['Oak Lane', 'Anna Kern', 'Gus Weber', 'Ida Late'])
        expect(readFileSync(join(rooms.fleet.folder, name)).includes(called), `${called} in ${name}`).toBe(false);
  });

  it('is founded, invites, shares, consents, lets support in, and shows all of it with names', async () => {
    const { household, anna, gus, code } = await home();
    expect(await ask('join', { code })).toEqual({ household, member: gus, role: 'guest' });
    const { share } = await ask('share', { household, by: anna, device: 'cam-17', channel: 'video', to: gus, until: UNTIL });
    await ask('consent', { household, by: anna, purpose: 'analytics', class: 'telemetry' });
    const { visit } = await ask('visit-ask', { household, supporter: 'u_support0000000000000', minutes: 60 });
    const shown = await ask('visit-agree', { household, by: anna, visit });
    expect(shown).toMatchObject({
      household,
      name: 'Oak Lane 4',
      devices: [{ device: 'cam-17', product: 'camera' }],
      members: expect.arrayContaining([expect.objectContaining({ member: anna, name: 'Anna Kern', role: 'owner' })]),
      shares: [{ share, device: 'cam-17', channel: 'video', to: gus, name: 'Gus Weber', until: UNTIL }],
      visits: [{ visit, until: '2026-11-01T01:00:00Z' }],
      consents: [{ purpose: 'analytics', class: 'telemetry' }],
    });
    await ask('visit-end', { household, by: anna, visit });
    await ask('withdraw', { household, by: anna, purpose: 'analytics', class: 'telemetry' });
    expect(await ask('unshare', { household, by: gus, share })).toMatchObject({ shares: [], visits: [], consents: [] });
    expect(await ask('of', { member: gus })).toEqual({ member: gus, household, role: 'guest', reach: [] });
    expect(await ask('called', { name: 'Gus Weber' })).toEqual({ ids: [gus] });
    expect(await ask('role', { household, by: anna, member: gus, role: 'household' })).toMatchObject({
      members: expect.arrayContaining([expect.objectContaining({ member: gus, role: 'household' })]),
    });
  });

  it('keeps names where they can be erased, and nowhere on the ledger', async () => {
    const { household, anna, gus, code } = await home();
    await ask('join', { code });
    await ask('leave', { household, by: anna, member: gus });
    expect(await ask('called', { name: 'Gus Weber' })).toEqual({ ids: [] });
    expect(await ask('of', { member: gus })).toEqual({ member: gus, reach: [] });
    await rooms.close();
    const folder = join(dir, 'product');
    for (const file of readdirSync(folder).filter((one) => /\.db/.test(one))) {
      const bytes = readFileSync(join(folder, file));
      expect(bytes.includes('Gus Weber'), file).toBe(false);
      expect(bytes.includes(code), file).toBe(false);
      if (!file.startsWith('personal')) expect(bytes.includes('Anna Kern'), file).toBe(false);
    }
  });

  it('opens an invitation once, in its time, and while whoever asked may ask', async () => {
    const { household, anna, code } = await home();
    for (const wrong of ['', 'hi_', `hi_${'A'.repeat(32)}`, `${code}x`]) await expect(ask('join', { code: wrong })).rejects.toThrow('ASSAY-HOUSEHOLD-015');
    await ask('join', { code });
    await expect(ask('join', { code })).rejects.toThrow('ASSAY-HOUSEHOLD-015');
    // Of two who have it at once one comes in: they would be one person from then on.
    const { code: both } = await ask('invite', { household, by: anna, role: 'guest' });
    const came = await Promise.allSettled([ask('join', { code: both }), ask('join', { code: both })]);
    expect(came).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { message: expect.stringContaining('ASSAY-HOUSEHOLD-015') } }]);

    const { code: late } = await ask('invite', { household, by: anna, role: 'household', name: 'Ida', minutes: 10 });
    const { code: ben, member: benId } = await ask('invite', { household, by: anna, role: 'owner', minutes: 60 });
    await ask('join', { code: ben });
    const { code: orphan } = await ask('invite', { household, by: benId, role: 'guest', minutes: 60 });
    await ask('leave', { household, by: anna, member: benId });
    await expect(ask('join', { code: orphan })).rejects.toThrow('ASSAY-HOUSEHOLD-003');
    at = Instant.plus(START, Duration.minutes(10));
    await expect(ask('join', { code: late })).rejects.toThrow('ASSAY-HOUSEHOLD-015');
    // Of who never came no name is kept once the next is invited.
    expect(await ask('called', { name: 'Ida' })).toEqual({ ids: [expect.any(String)] });
    await ask('invite', { household, by: anna, role: 'guest' });
    expect(await ask('called', { name: 'Ida' })).toEqual({ ids: [] });
  });

  it('refuses before anything is entered: a name, a device of others, an invitation that could not be opened, too many of them', async () => {
    const before = rooms.fleet.ledger.head();
    await expect(ask('found', { name: 'a\u0000b' })).rejects.toThrow('ASSAY-HOUSEHOLD-012');
    expect(rooms.fleet.ledger.head()).toEqual(before);
    const { household, anna, gus } = await home();
    await rooms.ask('device.register', { devices: [{ device: 'cam-18', product: 'camera' }] });
    for (const device of ['cam-18', 'cam-19'])
      await expect(ask('share', { household, by: anna, device, to: gus, until: UNTIL })).rejects.toThrow('ASSAY-HOUSEHOLD-016');
    await expect(ask('visit-ask', { household, supporter: 'u_support0000000000000', device: 'cam-18', minutes: 10 })).rejects.toThrow('ASSAY-HOUSEHOLD-016');
    await expect(ask('invite', { household, by: gus, role: 'owner' })).rejects.toThrow('ASSAY-HOUSEHOLD-003');
    await expect(ask('invite', { household, by: anna, role: 'installer' })).rejects.toThrow('ASSAY-HOUSEHOLD-007');
    for (let n = 1; n < 50; n += 1) await ask('invite', { household, by: anna, role: 'guest' });
    await expect(ask('invite', { household, by: anna, role: 'guest', name: 'Zora' })).rejects.toThrow('ASSAY-HOUSEHOLD-011');
    // Of somebody who was not invited no name is kept.
    expect(await ask('called', { name: 'Zora' })).toEqual({ ids: [] });
    await expect(ask('show', { household: 'h_nobodys0000000000000' })).rejects.toThrow('ASSAY-HOUSEHOLD-001');
    await expect(ask('show', { household: 'oak' })).rejects.toThrow('ASSAY-FLEET-006');
  });

  it('counts how people take warnings and refusals, so many a day, and of whom it is not known', async () => {
    const { household, gus, code } = await home();
    await ask('join', { code });
    const before = rooms.fleet.ledger.head().size;
    const why = { who: `user:${gus}`, do: 'subscribe', on: 'device:cam-17/video', purpose: 'operation', point: 'app', at, audience: 'member' };
    await rooms.ask('access.explain', why);
    await rooms.ask('access.explain', { ...why, audience: 'operator' });
    const noticed = { household, notice: 'new-person', answer: 'heeded' };
    for (let n = 0; n < 60; n += 1) expect(await ask('noticed', noticed)).toEqual({ counted: n < 49 });
    const entered = rooms.fleet.ledger.read(Number(before) as Seq, 100);
    expect(entered.map(({ type }) => type)).toEqual(['denial.explained', ...Array.from({ length: 49 }, () => 'notice.answered')]);
    expect(JSON.stringify(entered)).not.toContain(gus);
    at = Instant.plus(at, Duration.days(1));
    expect(await ask('noticed', noticed)).toEqual({ counted: true });
    await expect(ask('noticed', { ...noticed, household: 'h_nobodys0000000000000' })).rejects.toThrow('ASSAY-HOUSEHOLD-001');
  });

  it('is nobody’s any more once their time is over, and keeps no name of them', async () => {
    const { household, anna } = await home();
    const { code, member } = await ask('invite', { household, by: anna, role: 'guest', name: 'Uwe', until: UNTIL });
    await ask('join', { code });
    expect(await ask('of', { member })).toEqual({ member, household, role: 'guest', reach: [] });
    at = Instant.parse(UNTIL);
    expect(await ask('of', { member })).toEqual({ member, reach: [] });
    await ask('invite', { household, by: anna, role: 'guest' });
    expect(await ask('called', { name: 'Uwe' })).toEqual({ ids: [] });
  });

  it('shares and is visited under ids of its own: those of another household are taken', async () => {
    const { household, anna, gus, code } = await home();
    await ask('join', { code });
    const { share } = await ask('share', { household, by: anna, device: 'cam-17', to: gus, until: UNTIL });
    const { visit } = await ask('visit-ask', { household, supporter: 'u_support0000000000000', minutes: 60 });
    const { household: other, member: otto } = await ask('found', {});
    await rooms.ask('device.register', { devices: [{ device: 'cam-18', product: 'camera' }] });
    await own(rooms.fleet, 'cam-18', other as HouseholdId);
    await expect(ask('share', { household: other, by: otto, device: 'cam-18', to: gus, until: UNTIL, share })).rejects.toThrow('ASSAY-HOUSEHOLD-013');
    await expect(ask('visit-ask', { household: other, supporter: 'u_support0000000000000', minutes: 60, visit })).rejects.toThrow('ASSAY-HOUSEHOLD-013');
  });

  it('is founded once under the same ids', async () => {
    const ids = { household: 'h_00000000000000000007', owner: 'u_00000000000000000007' };
    await ask('found', ids);
    const { size } = rooms.fleet.ledger.head();
    await ask('found', ids);
    expect(rooms.fleet.ledger.head().size).toBe(size);
  });
});
