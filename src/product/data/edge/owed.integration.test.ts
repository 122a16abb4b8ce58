import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { USUAL } from '../../authorization/declared.ts';
import { authorizationRoom } from '../../authorization/edge/room.ts';
import { AT, HOME, OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { DeviceId, MemberId } from '../../fleet/model.ts';
import { householdDesk } from '../../household/edge/desk.ts';
import { readKeepTable } from '../keep.ts';
import type { Keeping } from './keeping.ts';
import { dataBrought } from './room.ts';

// What is owed to one household does not wait for another's.

const TABLE = readKeepTable(
  'assay: keep/1\nkeep:\n  - { topic: d/+/motion, class: personal, purpose: operation, for: P7D }\n  - { topic: d/+/state, class: personal, purpose: analytics, for: P7D }\n',
  'keep.yaml',
);
const [CAM, OTHER_CAM] = ['cam-17', 'cam-18'] as [DeviceId, DeviceId];
let dir: string;
let open: OpenRooms;
let keeping: Keeping;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-data-owed-'));
  const brought = dataBrought();
  open = await openRooms({ dir, now: () => AT, rooms: roomsOfFleet([brought, { room: authorizationRoom }]) });
  keeping = brought.keep({ table: TABLE, declared: USUAL, broke: () => undefined });
  await open.ask('device.register', { devices: [CAM, OTHER_CAM].map((device) => ({ device, product: 'camera' })) });
  await own(open.fleet, CAM, HOME);
  await own(open.fleet, OTHER_CAM, OTHER_HOME);
});
afterEach(async () => {
  await open.close();
  rmSync(dir, { recursive: true });
});

function says(device: DeviceId, channel = 'motion'): void {
  const from = { kind: 'device', device, serial: '2a', fingerprint: '', notAfter: AT } as const;
  keeping.heard({ topic: `d/${device}/${channel}`, payload: Buffer.from('hall'), qos: 1, retain: false }, from);
}
const erase = (household: string) => open.ask('data.erase', { who: 'service:server', household });

describe('an erasure', () => {
  it('that cannot be ended keeps nobody else’s key from being destroyed', async () => {
    says(CAM);
    says(OTHER_CAM);
    await open.ask('data.status', {});
    const reader = new DatabaseSync(join(fleetFolder(dir), 'data.db'), { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM data_record').get();
    // Somebody reads, so that the log of writes cannot be cut: not done yet, and said so.
    await expect(erase(HOME)).rejects.toThrow('somebody else reads data.db');
    await expect(erase(OTHER_HOME)).rejects.toThrow('somebody else reads data.db');
    reader.exec('COMMIT');
    expect(reader.prepare('SELECT (SELECT count(*) FROM data_holder) + (SELECT count(*) FROM data_key) AS n').get()).toEqual({ n: 0 });
    reader.close();
    // The next who asks takes along what is owed.
    expect(await erase(HOME)).toMatchObject({ records: 0 });
    expect(await open.ask('data.status', {})).toMatchObject({ requests: { open: 0, due: 3, inTime: 3 } });
  });
});

describe('a further purpose', () => {
  it('has nothing kept for it from the moment on that its consent is withdrawn', async () => {
    const anna = 'u_anna0000000000000000' as MemberId;
    const desk = householdDesk(open.fleet);
    await desk.act(HOME, { type: 'found', household: HOME, owner: anna, at: AT });
    const meant = { purpose: 'analytics', class: 'personal', by: anna, at: AT } as const;
    says(CAM, 'state');
    await desk.act(HOME, { type: 'consent', ...meant });
    says(CAM, 'state');
    await desk.act(HOME, { type: 'withdraw', ...meant });
    says(CAM, 'state');
    expect(keeping.figures()).toMatchObject({ kept: 1, noConsent: 2 });
  });
});

describe('a device that is retired', () => {
  it('is not heard any more: what it said last would be nobody’s, and outlive the erasure', async () => {
    says(CAM);
    await open.ask('retirement.retire', { devices: [CAM], reason: 'sold' });
    says(CAM);
    expect(await open.ask('data.status', {})).toMatchObject({ kept: [], holders: 0 });
  });
});
