import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../../core/index.ts';
import { own } from '../../device/edge/devices.fixture.ts';
import { decidingOver } from '../../endpoint/edge/deciding.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { DeviceId, HouseholdId, MemberId } from '../../fleet/model.ts';
import { householdRoom } from '../../household/edge/room.ts';
import type { Asked } from '../model.ts';
import { openPolicyFolder } from './policy-folder.ts';
import { beginRecording } from './recorder.ts';
import { authorizationRoom } from './room.ts';

const START = Instant.parse('2026-11-01T10:00:00Z');
const HOME = 'h_aaaaaaaaaaaaaaaaaaaa' as HouseholdId;
const ANNA = 'u_anna0000000000000000' as MemberId;
let dir: string;
let at: Instant;
let rooms: OpenRooms;
const began = async () => openRooms({ dir, now: () => at, rooms: roomsOfFleet([{ room: authorizationRoom }, { room: householdRoom }]) });
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-recorder-'));
  at = START;
  rooms = await began();
  await rooms.ask('household.found', { household: HOME, owner: ANNA });
  await rooms.ask('device.register', { devices: [{ device: 'cam-17', product: 'camera' }] });
  await own(rooms.fleet, 'cam-17', HOME);
});
afterEach(async () => {
  await rooms.close();
  rmSync(dir, { recursive: true });
});

const asks = (name: string): Asked => ({
  subject: { kind: 'member', member: ANNA },
  action: 'subscribe',
  on: { device: 'cam-17' as DeviceId, name },
  at: 'broker',
  purpose: 'operation',
  moment: at,
});
const broke = (error: unknown) => {
  throw error;
};
const folder = () => join(dir, 'product', 'decisions');

async function asked(times: number, name: string) {
  const recording = beginRecording(rooms.fleet, broke);
  const deciding = decidingOver(rooms.fleet, await openPolicyFolder(undefined, at));
  const decisions = recording.recorded(deciding.decisions);
  for (let i = 0; i < times; i += 1) expect(decisions.decide(asks(name)).allowed).toBe(true);
  deciding.close();
  return recording;
}

function policies(text: string): string {
  const path = join(dir, 'new');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'new.cedar'), text);
  return path;
}
const NO_VIDEO = '@id("no-video") @because("nobody sees video") forbid (principal is Member, action, resource) when { resource.name == "video" };';

describe('the record of what a served fleet was asked', () => {
  it('is held against changed policies while it is served and after, in opaque ids, 0600', async () => {
    const recording = await asked(5, 'video');
    const shadow = { since: START - 1000, after: policies(NO_VIDEO) };
    expect(await rooms.ask('access.shadow', shadow)).toMatchObject({ decisions: 5, changed: 5, share: 1, changes: [{ before: 'allow', after: 'deny' }] });
    recording.close();
    const [file = ''] = readdirSync(folder());
    expect(statSync(join(folder(), file)).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(readFileSync(join(folder(), file), 'utf8')).distinct[0]).sort()).toEqual(
      ['allowed', 'at', 'count', 'do', 'on', 'point', 'purpose', 'who'].sort(),
    );

    // A restart goes on in a file of its own, and both are read.
    at = Instant.plus(at, Duration.hours(1));
    (await asked(2, 'video')).close();
    expect(readdirSync(folder())).toHaveLength(2);
    expect(await rooms.ask('access.shadow', shadow)).toMatchObject({ decisions: 7, changed: 7 });
    expect(await rooms.ask('access.shadow', { ...shadow, before: shadow.after })).toMatchObject({ decisions: 7, changed: 0 });
    expect(await rooms.ask('access.shadow', { ...shadow, since: at + 1 })).toMatchObject({ decisions: 0 });
  });

  it('begins a new file each day, keeps eight days, and leaves alone what is not its own', async () => {
    const recording = await asked(1, 'video');
    for (let day = 1; day <= 10; day += 1) {
      recording.flush();
      at = Instant.plus(START, Duration.days(day));
      recording.flush();
      recording.recorded(decidingOver(rooms.fleet, await openPolicyFolder(undefined, at)).decisions).decide(asks('video'));
    }
    writeFileSync(join(folder(), 'notes.txt'), 'mine');
    recording.close();
    expect(readdirSync(folder()).filter((name) => name.endsWith('.json'))).toHaveLength(9);
    await rooms.ask('access.shadow', { since: at, after: policies(NO_VIDEO) });
    expect(readdirSync(folder())).toContain('notes.txt');
  });

  it('refuses a file that somebody has written over', async () => {
    (await asked(1, 'video')).close();
    for (const name of readdirSync(folder())) writeFileSync(join(folder(), name), '{}');
    await expect(rooms.ask('access.shadow', { since: START - 1000, after: policies(NO_VIDEO) })).rejects.toThrow('ASSAY-AUTHORIZATION-011');
  });

  it('says so where the disk refuses, and decides on', async () => {
    writeFileSync(folder(), 'in the way');
    const heard: unknown[] = [];
    const recording = beginRecording(rooms.fleet, (error) => heard.push(error));
    const deciding = decidingOver(rooms.fleet, await openPolicyFolder(undefined, at));
    expect(recording.recorded(deciding.decisions).decide(asks('video')).allowed).toBe(true);
    recording.close();
    deciding.close();
    expect(heard).toHaveLength(1);
  });
});
