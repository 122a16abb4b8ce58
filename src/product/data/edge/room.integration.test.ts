import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { USUAL } from '../../authorization/declared.ts';
import { authorizationRoom } from '../../authorization/edge/room.ts';
import { AT, HOME, issue, OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import { admitCredential } from '../../device/edge/room.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { DeviceId, MemberId } from '../../fleet/model.ts';
import { householdDesk } from '../../household/edge/desk.ts';
import { householdRoom } from '../../household/edge/room.ts';
import type { ShareId } from '../../household/model.ts';
import { type KeepTable, readKeepTable } from '../keep.ts';
import { exportSeries } from './exporting.ts';
import type { Keeping } from './keeping.ts';
import type { DataStore } from './port.ts';
import { type DataBrought, dataBrought } from './room.ts';

const CAM = 'cam-17' as DeviceId;
const DOOR = 'lock-1' as DeviceId;
const [ANNA, GUS, OTTO] = ['anna', 'gus', 'otto'].map((name) => `u_${name.padEnd(20, '0')}`) as [MemberId, MemberId, MemberId];
const TABLE = readKeepTable(
  `assay: keep/1
keep:
  - { topic: d/+/telemetry, class: telemetry, purpose: operation, for: P30D }
  - { topic: d/+/motion, product: camera, class: personal, purpose: operation, for: P7D }
  - { topic: d/+/motion, class: personal, purpose: analytics, for: P7D }
  - { topic: d/+/video, class: telemetry, purpose: operation, for: P1D }
`,
  'keep.yaml',
);
let dir: string;
let now: Instant;
let open: OpenRooms;
let brought: DataBrought;
let keeping: Keeping;
let broken: unknown[];

async function begin(table: KeepTable = TABLE) {
  brought = dataBrought();
  open = await openRooms({ dir, now: () => now, rooms: roomsOfFleet([brought, { room: authorizationRoom }, { room: householdRoom }]) });
  keeping = brought.keep({ table, declared: USUAL, broke: (error) => broken.push(error) });
}
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-data-room-'));
  now = AT;
  broken = [];
  await begin();
  await open.ask('device.register', {
    devices: [
      { device: CAM, product: 'camera' },
      { device: DOOR, product: 'lock' },
    ],
  });
  const desk = householdDesk(open.fleet);
  for (const [home, owner] of [
    [HOME, ANNA],
    [OTHER_HOME, OTTO],
  ] as const)
    await desk.act(home, { type: 'found', household: home, owner, at: now });
  await desk.act(HOME, { type: 'join', member: GUS, role: 'guest', by: ANNA, at: now });
  for (const [device, serial] of [
    [CAM, '2a'],
    [DOOR, '2b'],
  ] as const) {
    const presented = await issue(open.fleet, device, serial);
    await own(open.fleet, device, HOME);
    await admitCredential(open.fleet, presented);
  }
});
afterEach(async () => {
  await open.close();
  expect(broken).toEqual([]);
  rmSync(dir, { recursive: true });
});

function says(device: string, channel: string, text: string | Uint8Array) {
  now = Instant.of(now + 1);
  const from = { kind: 'device', device: device as DeviceId, serial: '2a', fingerprint: '', notAfter: AT } as const;
  keeping.heard({ topic: `d/${device}/${channel}`, payload: Buffer.from(text), qos: 1, retain: false }, from);
}
const user = (member: MemberId) => `user:${member}`;
const ask = async <T>(name: string, input: Json) => (await open.ask(name, input)) as T;
interface Page {
  readonly records: readonly { readonly text?: string; readonly base64?: string }[];
  readonly withheld: number;
  readonly unopened: readonly number[];
}
const read = async (who: string, channel = 'motion', device: string = CAM, more: { readonly [key: string]: Json } = {}) =>
  (await ask<Page>('data.read', { who, device, channel, ...more })).records.map(({ text, base64 }) => text ?? base64);
const codeOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw error ?? new Error('it was taken');
  return error.faults[0]?.code;
};
const facts = (type: string) =>
  open.fleet.ledger
    .read(0 as never, open.fleet.ledger.head().size)
    .filter((entry) => entry.type === type)
    .map((entry) => entry.body as { readonly [key: string]: Json });
const verified = (folder: string) =>
  execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', 'fleet-key.pem', '-rawin', '-in', 'receipt.json', '-sigfile', 'receipt.sig'], {
    cwd: folder,
  }).toString();

describe('what devices say', () => {
  it('is kept by the table alone: of other channels, classes, topics and senders nothing is', async () => {
    says(CAM, 'telemetry', '21.5');
    says(CAM, 'motion', 'hall');
    says(CAM, 'status', 'up');
    says(CAM, 'video', 'frame');
    says(DOOR, 'motion', 'opened');
    says(CAM, 'command/reboot', 'now');
    says(CAM, `reply/motion/${ANNA}`, 'hall');
    says('cam-99', 'telemetry', '1');
    says(CAM, 'telemetry', new Uint8Array(70_000));
    keeping.heard(
      { topic: `d/${CAM}/telemetry`, payload: Buffer.from('forged'), qos: 0, retain: false },
      { kind: 'service', service: 'x', credential: '', notAfter: AT },
    );
    keeping.heard({ topic: `d/${CAM}/telemetry`, payload: Buffer.from('own'), qos: 0, retain: false }, undefined);
    expect(keeping.figures()).toEqual({ kept: 2, otherClass: 1, noConsent: 1, tooLarge: 1, full: 0 });
    expect(await open.ask('data.status', {})).toMatchObject({
      kept: [
        { class: 'personal', purpose: 'operation', records: 1 },
        { class: 'telemetry', purpose: 'operation', records: 1 },
      ],
      holders: 1,
      overdue: 0,
      since: { kept: 2 },
    });
    expect(await read(user(ANNA))).toEqual(['hall']);
    says(CAM, 'telemetry', Uint8Array.of(0xff, 0));
    expect(await read(user(ANNA), 'telemetry')).toEqual(['21.5', '/wA=']);
  });

  it('is read by who may, and by nobody of another household', async () => {
    says(CAM, 'motion', 'hall');
    for (const who of [user(GUS), user(OTTO), 'service:server', `device:${DOOR}`]) expect(await codeOf(read(who)), who).toBe('ASSAY-DATA-005');
    await householdDesk(open.fleet).act(HOME, {
      type: 'share',
      share: 's_00000000000000000001' as ShareId,
      device: CAM,
      channel: 'motion',
      to: OTTO,
      until: Instant.plus(now, Duration.days(1)),
      by: ANNA,
      at: now,
    });
    expect(await read(user(OTTO))).toEqual(['hall']);
    now = Instant.plus(now, Duration.days(2));
    expect(await codeOf(read(user(OTTO)))).toBe('ASSAY-DATA-005');
    // Support that analyses: a further purpose needs consent.
    expect(await codeOf(read(user(ANNA), 'motion', CAM, { purpose: 'analytics' }))).toBe('ASSAY-DATA-005');
    // What was kept under a stricter class than the channel has now is not given by a decision about the laxer one.
    const folder = mkdtempSync(join(tmpdir(), 'assay-policies-'));
    writeFileSync(join(folder, 'fleet.yaml'), 'assay: fleet/1\nproducts: { camera: { channels: { motion: telemetry } } }\n');
    expect(await ask<Page>('data.read', { who: user(ANNA), device: CAM, channel: 'motion', policies: folder })).toMatchObject({ records: [], withheld: 1 });
    rmSync(folder, { recursive: true });
    expect(await codeOf(open.ask('data.read', { who: user(ANNA), device: CAM, channel: 'motion', class: 'secret' }))).toBe('ASSAY-FLEET-006');
  });

  it('is told apart from what somebody wrote into the file', async () => {
    says(CAM, 'motion', 'hall');
    says(CAM, 'motion', 'kitchen');
    await open.ask('data.status', {});
    const db = new DatabaseSync(join(fleetFolder(dir), 'data.db'));
    db.exec('UPDATE data_record SET at = at - 1 WHERE id = 2');
    db.close();
    expect(await ask<Page>('data.read', { who: user(ANNA), device: CAM, channel: 'motion' })).toMatchObject({ records: [{ text: 'hall' }], unopened: [2] });
  });
});

describe('taking out', () => {
  it('gives a household all that is its own, with a manifest and a receipt that OpenSSL verifies', async () => {
    for (let n = 0; n < 1200; n += 1) says(CAM, 'motion', `m${n}`);
    says(DOOR, 'telemetry', 'shut');
    const folder = join(dir, 'export');
    for (const who of [user(GUS), user(OTTO), 'service:server'])
      expect(await codeOf(open.ask('data.export', { who, household: HOME, folder })), who).toBe('ASSAY-DATA-005');
    expect(existsSync(folder)).toBe(false);
    const done = await ask<{ request: string; records: number }>('data.export', { who: user(ANNA), household: HOME, folder });
    expect(done).toMatchObject({ records: 1201, unopened: 0 });
    const lines = readFileSync(join(folder, 'records.jsonl'), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(1201);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ device: CAM, channel: 'motion', class: 'personal', text: 'm0' });
    const manifest = readFileSync(join(folder, 'manifest.json'));
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, 'records.jsonl')))
      .digest('hex');
    expect(JSON.parse(manifest.toString())).toMatchObject({ household: HOME, files: [{ records: 1201, digest: `sha256:${digest}` }] });
    expect(JSON.parse(readFileSync(join(folder, 'receipt.json'), 'utf8'))).toMatchObject({
      format: 'assay-export-receipt/1',
      manifest: `sha256:${createHash('sha256').update(manifest).digest('hex')}`,
      records: 1201,
    });
    expect(verified(folder)).toContain('Signature Verified Successfully');
    expect(statSync(folder).mode & 0o077).toBe(0);
    expect(await codeOf(open.ask('data.export', { who: user(ANNA), household: HOME, folder }))).toBe('ASSAY-DATA-008');
    expect(facts('data.exported')).toMatchObject([{ household: HOME, by: `member ${ANNA}`, records: 1201 }]);
  });

  it('that fails in its middle leaves nothing of it on the disk, and no fact that it was handed out', async () => {
    const folder = join(dir, 'taken');
    let asked = 0;
    const store = {
      read: () => {
        asked += 1;
        if (asked > 1) throw new Error('the disk went');
        const record = { id: 1, holder: HOME, device: CAM, channel: 'motion', dataClass: 'personal', purpose: 'operation', at: AT, until: now } as const;
        return { records: [{ ...record, value: Buffer.from('hall') }], bad: [], next: { at: AT, id: 1 } };
      },
    } as Partial<DataStore> as DataStore;
    const series = [{ holder: HOME, device: CAM, channel: 'motion' }];
    await expect(exportSeries(open.fleet, store, { household: HOME, by: 'service server', folder, series, may: () => true })).rejects.toThrow('the disk went');
    expect(asked).toBe(2);
    expect(existsSync(folder)).toBe(false);
    expect(facts('data.exported')).toEqual([]);
  });

  it('gives nobody what came under a stricter class than the channel has now, unless they may have that class as well', async () => {
    says(CAM, 'motion', 'somebody sleeps');
    const policies = mkdtempSync(join(dir, 'policies-'));
    writeFileSync(join(policies, 'fleet.yaml'), 'assay: fleet/1\nproducts: { camera: { channels: { motion: operational } } }\n');
    const taken = async (who: string, name: string) => {
      const folder = join(dir, name);
      const done = await open.ask('data.export', { who, household: HOME, folder, policies });
      return {
        done,
        manifest: JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Json,
        text: readFileSync(join(folder, 'records.jsonl'), 'utf8'),
      };
    };
    expect(await taken('service:server', 'a')).toMatchObject({ done: { records: 0, withheld: 1 }, manifest: { withheld: 1 }, text: '' });
    expect(await taken(user(ANNA), 'b')).toMatchObject({ done: { records: 1, withheld: 0 }, text: expect.stringContaining('somebody sleeps') });
  });

  it('and erasing are no less theirs where the product does not declare the channel any more', async () => {
    says(CAM, 'motion', 'hall');
    const policies = mkdtempSync(join(dir, 'policies-'));
    writeFileSync(join(policies, 'fleet.yaml'), 'assay: fleet/1\nproducts: { camera: { channels: { status: operational } } }\n');
    expect(await codeOf(open.ask('data.export', { who: 'service:server', household: HOME, folder: join(dir, 'a'), policies }))).toBe('ASSAY-DATA-005');
    expect(await open.ask('data.export', { who: user(ANNA), household: HOME, folder: join(dir, 'b'), policies })).toMatchObject({ records: 1 });
    expect(await open.ask('data.erase', { who: user(ANNA), household: HOME, policies })).toMatchObject({ records: 1 });
  });
});

describe('erasing', () => {
  it('asks, destroys, and leaves a receipt that OpenSSL verifies; nothing of it stands on the ledger', async () => {
    says(CAM, 'motion', 'somebody is in the kitchen');
    says(DOOR, 'telemetry', 'shut');
    for (const who of [user(GUS), user(OTTO)]) expect(await codeOf(open.ask('data.erase', { who, household: HOME })), who).toBe('ASSAY-DATA-005');
    // Of what nothing is kept nobody but an owner gets a receipt, and who left gets nothing at all.
    const nothing = (who: string) => open.ask('data.erase', { who, household: HOME, device: 'lock-9' });
    expect(await codeOf(nothing(user(GUS)))).toBe('ASSAY-DATA-005');
    const [desk, ida] = [householdDesk(open.fleet), 'u_ida00000000000000000' as MemberId];
    await desk.act(HOME, { type: 'join', member: ida, role: 'owner', by: ANNA, at: now });
    expect(await nothing(user(ida))).toMatchObject({ records: 0 });
    await desk.act(HOME, { type: 'leave', member: ida, by: ANNA, at: now });
    expect(await codeOf(nothing(user(ida)))).toBe('ASSAY-DATA-005');
    // A household of which nothing is kept is no matter of others, either.
    expect(await codeOf(open.ask('data.erase', { who: user(ANNA), household: OTHER_HOME }))).toBe('ASSAY-DATA-005');
    expect(await open.ask('data.erase', { who: user(ANNA), household: HOME, dry: true })).toEqual({
      would: [
        { device: CAM, channel: 'motion' },
        { device: DOOR, channel: 'telemetry' },
      ],
    });
    expect(await read(user(ANNA))).toHaveLength(1);
    const asked = { who: 'service:server', household: HOME };
    const done = await ask<{ request: string; receipt: string; signature: string; publicKey: string }>('data.erase', asked);
    expect(done).toMatchObject({ records: 2, keys: 3 });
    expect(await read(user(ANNA))).toEqual([]);
    expect(JSON.parse(done.receipt)).toMatchObject({
      format: 'assay-erasure-receipt/1',
      request: done.request,
      records: 2,
      keysDestroyed: 3,
      by: 'service server',
    });
    const folder = mkdtempSync(join(dir, 'receipt-'));
    writeFileSync(join(folder, 'receipt.json'), done.receipt);
    writeFileSync(join(folder, 'receipt.sig'), Buffer.from(done.signature, 'base64'));
    writeFileSync(join(folder, 'fleet-key.pem'), done.publicKey);
    expect(verified(folder)).toContain('Signature Verified Successfully');
    // The same receipt, whenever it is asked for.
    expect(await open.ask('data.receipt', { request: done.request })).toMatchObject({ receipt: done.receipt });
    expect(await codeOf(open.ask('data.receipt', { request: 'de_00000000000000000000' }))).toBe('ASSAY-DATA-009');
    for (const file of ['ledger.db', 'ledger.db-wal', 'fleet.db', 'fleet.db-wal', 'data.db', 'data.db-wal'].map((name) => join(fleetFolder(dir), name)))
      if (existsSync(file)) expect(readFileSync(file).includes('somebody is in'), file).toBe(false);
    expect(await open.ask('data.status', {})).toMatchObject({ requests: { due: 2, inTime: 2, open: 0 } });
  });

  it('goes on after a restart, and again once the disk takes it', async () => {
    says(CAM, 'motion', 'hall');
    await open.ask('data.status', {});
    // As a process leaves it that dies between the fact and the key.
    await open.fleet.act('data:x', () => ({
      ok: true,
      events: [{ type: 'data.erasure-begun', at: Instant.format(now), request: 'de_00000000000000000001', household: HOME, by: `member ${ANNA}` } as never],
    }));
    await open.close();
    await begin();
    await expect.poll(() => facts('data.erased')).toMatchObject([{ request: 'de_00000000000000000001', records: 1, keys: 2 }]);
    expect(await read(user(ANNA))).toEqual([]);
    expect(await open.ask('data.receipt', { request: 'de_00000000000000000001' })).toMatchObject({ request: 'de_00000000000000000001' });
  });
});

describe('the end of an ownership', () => {
  it.each(['transfer', 'retire'] as const)('by %s takes the records of this device along, and no later owner reads any', async (kind) => {
    says(CAM, 'motion', 'the old owner sleeps');
    says(DOOR, 'telemetry', 'shut');
    await open.ask('data.status', {});
    await open.ask(`retirement.${kind}`, kind === 'retire' ? { devices: [CAM], reason: 'sold' } : { device: CAM, reason: 'sold' });
    const shown = await ask<{ intents: readonly { closer: string; state: string; says?: string }[] }>('retirement.show', { device: CAM });
    expect(shown.intents).toMatchObject([{ closer: 'data.erase', state: 'done', says: '1 record erased, 1 key destroyed' }]);
    if (kind === 'transfer') {
      await own(open.fleet, CAM, OTHER_HOME);
      expect(await read(user(OTTO))).toEqual([]);
      expect(await codeOf(read(user(ANNA)))).toBe('ASSAY-DATA-005');
      says(CAM, 'motion', 'the new owner wakes');
      expect(await read(user(OTTO))).toEqual(['the new owner wakes']);
      expect(await codeOf(read(user(ANNA)))).toBe('ASSAY-DATA-005');
    }
    expect(await read(user(ANNA), 'telemetry', DOOR)).toEqual(['shut']);
  });

  it('with the data handed over leaves it with whom it was, and with nobody else', async () => {
    says(CAM, 'motion', 'the old owner sleeps');
    await open.ask('retirement.transfer', { device: CAM, reason: 'sold', data: 'hand-over' });
    // Nobody's, and on the way to another's.
    expect(await read(user(ANNA))).toEqual(['the old owner sleeps']);
    expect(await codeOf(read(user(OTTO)))).toBe('ASSAY-DATA-005');
    await own(open.fleet, CAM, OTHER_HOME);
    says(CAM, 'motion', 'the new owner wakes');
    expect(await read(user(OTTO))).toEqual(['the new owner wakes']);
    expect(await read(user(ANNA))).toEqual(['the old owner sleeps']);
    // Whoever may read of both reads them in one order, in pages, and misses none.
    await householdDesk(open.fleet).act(OTHER_HOME, {
      type: 'share',
      share: 's_00000000000000000002' as ShareId,
      device: CAM,
      to: ANNA,
      until: Instant.plus(now, Duration.days(1)),
      by: OTTO,
      at: now,
    });
    for (let n = 0; n < 8; n += 1) says(CAM, 'motion', `n${n}`);
    const seen: (string | undefined)[] = [];
    for (let after: Json | undefined; ; ) {
      const page = await ask<Page & { readonly next?: Json }>('data.read', {
        who: user(ANNA),
        device: CAM,
        channel: 'motion',
        limit: 3,
        ...(after === undefined ? {} : { after }),
      });
      seen.push(...page.records.map(({ text }) => text));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(seen).toEqual(['the old owner sleeps', 'the new owner wakes', ...Array.from({ length: 8 }, (_, n) => `n${n}`)]);
    const folder = join(dir, 'export');
    expect(await open.ask('data.export', { who: user(ANNA), household: HOME, folder })).toMatchObject({ records: 1 });
    expect(readFileSync(join(folder, 'records.jsonl'), 'utf8')).not.toContain('wakes');
  });

  it('and then of its household erases what was handed over to it, once it has no device any more', async () => {
    says(CAM, 'motion', 'the old owner sleeps');
    says(DOOR, 'telemetry', 'shut');
    // Written, and not only waiting to be.
    await open.ask('data.status', {});
    const dissolve = (by: string) => ask<{ dissolvedAt?: string }>('household.dissolve', { household: HOME, by });
    await open.ask('retirement.transfer', { device: CAM, reason: 'moved', data: 'hand-over' });
    expect(await codeOf(dissolve(ANNA))).toBe('ASSAY-HOUSEHOLD-017');
    expect(await codeOf(dissolve(GUS))).toBe('ASSAY-HOUSEHOLD-004');
    await open.ask('retirement.transfer', { device: DOOR, reason: 'moved' });
    expect(await dissolve(ANNA)).toHaveProperty('dissolvedAt');
    await expect.poll(() => facts('data.erased')).toMatchObject([{ household: HOME, records: 1, keys: 2 }]);
    const [{ request } = { request: '' }] = facts('data.erased');
    expect(JSON.parse((await ask<{ receipt: string }>('data.receipt', { request: request ?? '' })).receipt)).toMatchObject({
      by: `member ${ANNA}`,
      records: 1,
    });
    expect(await open.ask('data.status', {})).toMatchObject({ holders: 0, requests: { due: 1, inTime: 1, open: 0 } });
    // Said again by who ended it, it is so; nobody else learns anything.
    expect(await dissolve(ANNA)).toHaveProperty('dissolvedAt');
    expect(await codeOf(dissolve(GUS))).toBe('ASSAY-HOUSEHOLD-001');
    expect(facts('household.dissolved')).toHaveLength(1);
  });

  it.each(['asked for', 'by transfer'])(
    '%s is carried out again on a copy of the file from before, ahead of whoever reads; what came later stays',
    async (how) => {
      says(CAM, 'motion', 'the old owner sleeps');
      says(DOOR, 'telemetry', 'shut');
      await open.ask('data.status', {});
      await open.close();
      const file = join(fleetFolder(dir), 'data.db');
      const before = readFileSync(file);
      await begin();
      says(DOOR, 'telemetry', 'open');
      now = Instant.of(now + 1);
      if (how === 'asked for') await ask('data.erase', { who: user(ANNA), household: HOME, device: CAM });
      else {
        await open.ask('retirement.transfer', { device: CAM, reason: 'sold' });
        await own(open.fleet, CAM, HOME);
      }
      says(CAM, 'motion', 'anew');
      expect(await read(user(ANNA))).toEqual(['anew']);
      await open.close();
      await begin();
      // The file that carried it out keeps what came later.
      expect(await read(user(ANNA))).toEqual(['anew']);
      await open.close();
      writeFileSync(file, before);
      await begin();
      expect(await read(user(ANNA))).toEqual([]);
      expect(await read(user(ANNA), 'telemetry', DOOR)).toEqual(['shut']);
      says(CAM, 'motion', 'again');
      await open.close();
      await begin();
      expect(await read(user(ANNA))).toEqual(['again']);
    },
  );

  it('of a household that ended as the process died is erased at the next start', async () => {
    says(CAM, 'motion', 'hall');
    await open.ask('retirement.transfer', { device: CAM, reason: 'moved', data: 'hand-over' });
    await open.ask('retirement.transfer', { device: DOOR, reason: 'moved' });
    await open.close();
    const lone = await openRooms({ dir, now: () => now, rooms: roomsOfFleet([{ room: authorizationRoom }, { room: householdRoom }]) });
    await lone.ask('household.dissolve', { household: HOME, by: ANNA });
    await lone.close();
    await begin();
    await expect.poll(() => facts('data.erased')).toMatchObject([{ household: HOME, records: 1, keys: 2 }]);
  });

  it('with a store that cannot be opened stays unconfirmed, and nobody takes the device over meanwhile', async () => {
    says(CAM, 'motion', 'hall');
    await open.close();
    const key = join(fleetFolder(dir), 'data.key');
    const bytes = readFileSync(key);
    rmSync(key);
    brought = dataBrought();
    open = await openRooms({ dir, now: () => now, rooms: roomsOfFleet([brought, { room: authorizationRoom }]) });
    expect(() => brought.keep({ table: TABLE, declared: USUAL, broke: () => undefined })).toThrow(/ASSAY-DATA-003/);
    const end = await ask<{ missing: readonly string[] }>('retirement.transfer', { device: CAM, reason: 'sold' });
    expect(end.missing[0]).toBe('data.erase has not been carried out: the key file does not fit the database of data');
    writeFileSync(key, bytes, { mode: 0o600 });
    await expect
      .poll(async () => (await ask<{ intents: readonly { state: string }[] }>('retirement.show', { device: CAM })).intents[0]?.state, { timeout: 5000 })
      .toBe('done');
  });
});

describe('time', () => {
  it('erases what is past its own, and says how much went', async () => {
    says(CAM, 'motion', 'hall');
    says(CAM, 'telemetry', '21.5');
    now = Instant.plus(now, Duration.days(8));
    expect(await open.ask('data.status', {})).toMatchObject({ overdue: 1, lateSeconds: 86_400 });
    expect(await open.ask('data.retention', {})).toEqual({
      went: [{ because: 'time', gone: [{ class: 'personal', purpose: 'operation', records: 1 }], late: 86_400 }],
    });
    expect(facts('data.expired')).toMatchObject([{ because: 'time', late: 86_400 }]);
    expect(await open.ask('data.retention', {})).toEqual({ went: [] });
    expect(await read(user(ANNA), 'telemetry')).toEqual(['21.5']);
  });

  it('by a clock that ran ahead nothing goes by itself but what is not agreed to any more; at the operator’s word it does', async () => {
    const desk = householdDesk(open.fleet);
    await desk.act(HOME, { type: 'consent', purpose: 'analytics', class: 'personal', by: ANNA, at: now });
    says(DOOR, 'motion', 'opened');
    says(CAM, 'motion', 'hall');
    await open.ask('data.status', {});
    now = Instant.plus(now, Duration.days(400));
    await desk.act(HOME, { type: 'withdraw', purpose: 'analytics', class: 'personal', by: ANNA, at: now });
    await expect.poll(() => facts('data.expired')).toMatchObject([{ because: 'consent-withdrawn', gone: [{ records: 1 }] }]);
    expect(broken.splice(0).map((error) => (error as Refused).faults[0]?.code)).toEqual(['ASSAY-DATA-011']);
    expect(await read(user(ANNA))).toEqual(['hall']);
    expect(await open.ask('data.retention', {})).toMatchObject({ went: [{ because: 'time', gone: [{ records: 1 }] }] });
    expect(await read(user(ANNA))).toEqual([]);
  });

  it('and consent: what was kept for a purpose goes when the consent to it does', async () => {
    const desk = householdDesk(open.fleet);
    await desk.act(HOME, { type: 'consent', purpose: 'analytics', class: 'personal', by: ANNA, at: now });
    says(DOOR, 'motion', 'opened');
    says(CAM, 'motion', 'hall');
    expect(await read(user(ANNA), 'motion', DOOR, { purpose: 'analytics' })).toEqual(['opened']);
    await desk.act(HOME, { type: 'withdraw', purpose: 'analytics', class: 'personal', by: ANNA, at: now });
    await expect
      .poll(() => facts('data.expired'))
      .toMatchObject([{ because: 'consent-withdrawn', household: HOME, gone: [{ purpose: 'analytics', records: 1 }] }]);
    expect(await read(user(ANNA))).toEqual(['hall']);
  });
});
