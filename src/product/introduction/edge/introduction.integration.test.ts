import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import type { Seq } from '../../../ledger/model.ts';
import { AT, HOME, issue, OTHER_HOME, own, revoke } from '../../device/edge/devices.fixture.ts';
import { credentialOf, deviceOf } from '../../device/edge/questions.ts';
import { dump } from '../../fleet/edge/counts.fixture.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { claimable } from '../../retirement/edge/projector.ts';
import type { Closer } from '../../retirement/model.ts';
import type { ClaimId } from '../model.ts';
import { payloadText, secretDigest, transcriptOf } from '../payload.ts';
import { confirmPresence, introductionBrought, presenceChallenge, sweepIntroductions } from './room.ts';
import { makeSecret } from './secret.ts';

let dir: string;
let now = AT;
let open: OpenRooms;
const start = () => openRooms({ dir, now: () => now, rooms: roomsOfFleet([introductionBrought()]) });
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-introduction-'));
  now = AT;
  open = await start();
});
afterEach(async () => {
  await open.close();
  rmSync(dir, { recursive: true });
});

const later = (minutes: number) => {
  now = Instant.plus(now, Duration.minutes(minutes));
};
const ask = async (name: string, input: Json) => (await open.ask(`introduction.${name}`, input)) as { readonly [key: string]: Json };
/** `taken`, or the codes of the refusal. */
const said = (asked: Promise<unknown>) =>
  asked.then(
    () => 'taken',
    (error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      return error.faults.map(({ code }) => code).join();
    },
  );
async function device(id: string) {
  await open.ask('device.register', { devices: [{ device: id, product: 'camera' }] });
  return issue(open.fleet, id, `a${id.replace(/[^0-9a-f]/g, '')}`);
}
async function code(id: string, minutes = 15) {
  const secret = makeSecret();
  await ask('begin', { device: id, digest: secretDigest(id, secret), windowMs: Duration.minutes(minutes) });
  return payloadText({ device: id as never, secret, until: now });
}
const scan = (payload: string, household: string = HOME, address = '192.0.2.1') => ask('scan', { household, payload, address });
async function press(presented: { serial: string; fingerprint: string }) {
  const challenge = presenceChallenge(open.fleet, presented);
  if (challenge === undefined) throw new Error('nothing waits');
  const { claim, device: id, nonce, digest } = challenge;
  return confirmPresence(open.fleet, presented, { claim, transcript: transcriptOf({ id: claim, device: id, nonce, digest }) });
}
const ownerOf = (id: string) => deviceOf(open.fleet.db, id)?.household;
const facts = () => open.fleet.ledger.read(0 as Seq, 1000).map(({ type, body }) => ({ type, ...(body as { readonly [key: string]: Json }) }));
const alarms = () => facts().filter(({ type }) => type === 'alarm.raised');

describe('introducing a device to a household', () => {
  it('takes the secret and the button, in either order, and is over with the second', async () => {
    const one = await device('cam-1');
    const two = await device('cam-2');
    const payload = await code('cam-1');
    expect(await scan(payload)).toMatchObject({ state: 'open', household: HOME });
    expect(ownerOf('cam-1')).toBeUndefined();
    later(1);
    expect(await press(one)).toMatchObject({ state: 'completed' });
    expect(ownerOf('cam-1')).toBe(HOME);
    const other = await code('cam-2');
    expect(await press(two)).toMatchObject({ state: 'open' });
    expect(ownerOf('cam-2')).toBeUndefined();
    expect(await scan(other, OTHER_HOME)).toMatchObject({ state: 'completed' });
    expect(ownerOf('cam-2')).toBe(OTHER_HOME);
    // Completion and ownership stand side by side on the ledger, with what was last to come.
    expect(facts().slice(-3)).toMatchObject([
      { type: 'introduction.scanned', after: 0 },
      { type: 'introduction.completed', household: OTHER_HOME },
      { type: 'ownership.began', household: OTHER_HOME },
    ]);
    expect(await ask('counts', {})).toEqual({ begun: 2, completed: 2, open: 0, abandoned: [], p50: 0, p90: 60_000 });
    const shown = (await open.ask('device.show', { device: 'cam-1' })) as { life: { says: string }[] };
    expect(shown.life.map(({ says }) => says)).toContain(`was introduced to household ${HOME}, after 60 s`);
  });

  it('gives no device to a household that has ended meanwhile', async () => {
    const one = await device('cam-1');
    const payload = await code('cam-1');
    await scan(payload);
    const { claim, nonce, digest } = presenceChallenge(open.fleet, one) ?? { claim: '' as never, nonce: '', digest: '' as never };
    const ended = { type: 'household.dissolved', at: Instant.format(now), household: HOME, by: 'u_00000000000000000001' };
    await open.fleet.act(`household:${HOME}`, () => ({ ok: true, events: [ended] }));
    expect(presenceChallenge(open.fleet, one)).toBeUndefined();
    const transcript = transcriptOf({ id: claim, device: 'cam-1' as never, nonce, digest });
    expect(await said(confirmPresence(open.fleet, one, { claim, transcript }))).toBe('ASSAY-INTRODUCTION-009');
    expect(await said(scan(payload, OTHER_HOME))).toBe('ASSAY-INTRODUCTION-005');
    // Nor to one that had ended before it shows a code.
    const next = await code('cam-1');
    expect(await said(scan(next))).toBe('ASSAY-HOUSEHOLD-001');
    await press(one);
    expect(ownerOf('cam-1')).toBeUndefined();
    expect(await scan(next, OTHER_HOME)).toMatchObject({ state: 'completed' });
  });

  it('takes no press of a device whose certificate was revoked while the press waited for its turn', async () => {
    const one = await device('cam-1');
    await scan(await code('cam-1'));
    const revoked = revoke(open.fleet, 'cam-1', one.serial);
    expect(await said(press(one))).toBe('ASSAY-INTRODUCTION-011');
    await revoked;
    expect(ownerOf('cam-1')).toBeUndefined();
  });

  it('keeps no secret, and gives the same tables from the ledger alone', async () => {
    const one = await device('cam-1');
    const payload = await code('cam-1');
    await scan(payload);
    await press(one);
    await code('cam-2').catch(() => undefined);
    const before = dump(open.fleet.db);
    await open.close();
    const secret = payload.slice(payload.indexOf('&s=') + 3, payload.indexOf('&x='));
    for (const file of ['ledger.db', 'fleet.db']) expect(readFileSync(join(fleetFolder(dir), file)).includes(secret)).toBe(false);
    rmSync(join(fleetFolder(dir), 'fleet.db'));
    open = await start();
    expect(dump(open.fleet.db)).toEqual(before);
  });

  it('answers whoever has no secret alike, whatever the device', async () => {
    const one = await device('cam-1');
    await device('cam-2');
    await device('cam-3');
    const good = await code('cam-1');
    const gone = await code('cam-2');
    await own(open.fleet, 'cam-3');
    await open.ask('retirement.retire', { devices: ['cam-2'], reason: 'recall' });
    const size = open.fleet.ledger.head().size;
    const wrong = (id: string) => payloadText({ device: id as never, secret: makeSecret(), until: now });
    const answers = await Promise.all(
      [wrong('cam-1'), wrong('cam-2'), wrong('cam-3'), wrong('never-seen'), gone, good.replace('d=cam-1', 'd=cam-3')].map((payload) =>
        scan(payload).then(
          () => 'taken',
          (error: Refused) => JSON.stringify(error.faults),
        ),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('ASSAY-INTRODUCTION-003');
    expect(open.fleet.ledger.head().size).toBe(size);
    // None of it hurts whoever has it.
    await scan(good);
    await press(one);
    expect(ownerOf('cam-1')).toBe(HOME);
  });

  it('refuses what cannot be read, what is over, taken back, replaced or used', async () => {
    const one = await device('cam-1');
    expect(await said(scan('https://example.org/assay:1?d=cam-1'))).toBe('ASSAY-INTRODUCTION-001');
    const late = await code('cam-1');
    later(15);
    expect(await said(scan(late))).toBe('ASSAY-INTRODUCTION-004');
    expect(facts().at(-1)).toMatchObject({ type: 'introduction.abandoned', step: 'both', because: 'expired', after: 900_000 });
    const back = await code('cam-1');
    expect(await ask('cancel', { device: 'cam-1' })).toMatchObject({ state: 'cancelled' });
    expect(await said(ask('cancel', { device: 'cam-1' }))).toBe('ASSAY-INTRODUCTION-010');
    expect(await said(scan(back))).toBe('ASSAY-INTRODUCTION-005');
    const older = await code('cam-1');
    const newer = await code('cam-1');
    expect(await said(scan(older))).toBe('ASSAY-INTRODUCTION-005');
    await scan(newer);
    await press(one);
    expect(await said(scan(newer))).toBe('ASSAY-INTRODUCTION-006');
    await open.ask('retirement.transfer', { device: 'cam-1', reason: 'sold' });
    expect(await said(scan(newer, OTHER_HOME))).toBe('ASSAY-INTRODUCTION-006');
    expect(ownerOf('cam-1')).toBeUndefined();
    const secret = newer.slice(newer.indexOf('&s=') + 3, newer.indexOf('&x='));
    expect(await said(ask('begin', { device: 'cam-1', digest: secretDigest('cam-1', secret) }))).toBe('ASSAY-INTRODUCTION-006');
    expect(alarms()).toEqual([]);
    expect(await said(ask('show', { device: 'cam-9' }))).toBe('ASSAY-INTRODUCTION-010');
    expect(await said(ask('begin', { device: 'cam-9', digest: secretDigest('cam-9', secret) }))).toBe('ASSAY-DEVICE-001');
    expect(await said(ask('begin', { device: 'cam-1', digest: 'abc' }))).toBe('ASSAY-FLEET-006');
  });

  it('gives a device to neither of two households with one code, and tells the first', async () => {
    const one = await device('cam-1');
    const photo = await code('cam-1');
    const both = await Promise.all([said(scan(photo, HOME)), said(scan(photo, OTHER_HOME, '198.51.100.7'))]);
    expect(both).toEqual(['taken', 'ASSAY-INTRODUCTION-007']);
    expect(alarms()).toMatchObject([{ device: 'cam-1', household: HOME, code: 'ASSAY-INTRODUCTION-007' }]);
    expect(facts().filter(({ type }) => type === 'introduction.abandoned')).toMatchObject([{ because: 'contested', step: 'presence' }]);
    // The button gives it to nobody any more.
    expect(presenceChallenge(open.fleet, one)).toBeUndefined();
    expect(await said(scan(photo, HOME))).toBe('ASSAY-INTRODUCTION-007');
    expect(ownerOf('cam-1')).toBeUndefined();
  });

  it('tells the owner of a second claim, once an hour, and refuses it', async () => {
    const one = await device('cam-1');
    const photo = await code('cam-1');
    await scan(photo);
    await press(one);
    expect(await said(scan(photo, OTHER_HOME))).toBe('ASSAY-INTRODUCTION-008');
    expect(await said(scan(photo, OTHER_HOME))).toBe('ASSAY-INTRODUCTION-008');
    expect(alarms()).toMatchObject([{ household: HOME, code: 'ASSAY-INTRODUCTION-008' }]);
    later(61);
    expect(await said(code('cam-1'))).toBe('ASSAY-INTRODUCTION-008');
    expect(alarms()).toHaveLength(2);
    expect(ownerOf('cam-1')).toBe(HOME);
  });

  it('believes a device by its channel and the server’s nonce alone', async () => {
    const one = await device('cam-1');
    const two = await device('cam-2');
    await code('cam-1');
    const old = presenceChallenge(open.fleet, one);
    if (old === undefined) throw new Error('nothing waits');
    const transcript = transcriptOf({ ...old, id: old.claim });
    // Another device, a wrong transcript, and one of an introduction that was replaced.
    expect(await said(confirmPresence(open.fleet, two, { claim: old.claim, transcript }))).toBe('ASSAY-INTRODUCTION-009');
    expect(await said(confirmPresence(open.fleet, one, { claim: old.claim, transcript: 'sha256:' }))).toBe('ASSAY-INTRODUCTION-009');
    const payload = await code('cam-1');
    expect(await said(confirmPresence(open.fleet, one, { claim: old.claim, transcript }))).toBe('ASSAY-INTRODUCTION-009');
    const fresh = presenceChallenge(open.fleet, one);
    expect(await said(confirmPresence(open.fleet, one, { claim: fresh?.claim as ClaimId, transcript }))).toBe('ASSAY-INTRODUCTION-009');
    await scan(payload);
    await press(one);
    // An answer that was lost: the device says it again.
    const again = transcriptOf({ ...(fresh as NonNullable<typeof fresh>), id: (fresh as NonNullable<typeof fresh>).claim });
    expect(await said(confirmPresence(open.fleet, one, { claim: fresh?.claim as ClaimId, transcript: again }))).toBe('taken');
    await code('cam-2');
    const waits = presenceChallenge(open.fleet, two);
    later(16);
    expect(
      waits === undefined ? '' : await said(confirmPresence(open.fleet, two, { claim: waits.claim, transcript: transcriptOf({ ...waits, id: waits.claim }) })),
    ).toBe('ASSAY-INTRODUCTION-004');
    await revoke(open.fleet, 'cam-2', two.serial);
    expect(() => presenceChallenge(open.fleet, two)).toThrow('may not confirm');
    expect(await said(confirmPresence(open.fleet, two, { claim: 'ic_0', transcript }))).toBe('ASSAY-INTRODUCTION-011');
  });

  it('bounds what fails by who asks, and keeps nobody who has the secret from it', async () => {
    const one = await device('cam-1');
    const good = await code('cam-1');
    const wrong = (id: string) => payloadText({ device: id as never, secret: makeSecret(), until: now });
    // Strangers who know the device's id use up nobody's tries but their own.
    const strangers = (n: number) => `h_z0000000000000000${String(n).padStart(3, '0')}`;
    for (let i = 0; i < 50; i++) expect(await said(scan(wrong('cam-1'), strangers(i), `192.0.2.${i}`))).toBe('ASSAY-INTRODUCTION-003');
    // One household: whatever it names, from wherever.
    for (let i = 0; i < 20; i++)
      expect(await said(scan(i % 2 === 0 ? 'x' : wrong(`no-${i}`), OTHER_HOME, `198.51.100.${i}`))).not.toBe('ASSAY-INTRODUCTION-002');
    expect(await said(scan(wrong('no-1'), OTHER_HOME, '198.51.100.77'))).toBe('ASSAY-INTRODUCTION-002');
    expect(await said(scan('x', OTHER_HOME, '198.51.100.77'))).toBe('ASSAY-INTRODUCTION-002');
    // One address: whichever household, and many at once are no way around.
    const many = await Promise.all(Array.from({ length: 120 }, (_, i) => said(scan(wrong(`no-${i}`), strangers(i % 99), '203.0.113.1'))));
    expect(many.filter((code) => code === 'ASSAY-INTRODUCTION-002')).toHaveLength(20);
    // Whoever has the secret gets through, out of the worst of neighbourhoods.
    expect(await said(scan(good, OTHER_HOME, '203.0.113.1'))).toBe('taken');
    await press(one);
    expect(ownerOf('cam-1')).toBe(OTHER_HOME);
    later(15);
    expect(await said(scan(wrong('no-1'), OTHER_HOME, '203.0.113.1'))).toBe('ASSAY-INTRODUCTION-003');
  });

  it('gives a device to nobody before what its last owner had has been carried out', async () => {
    const held = new Set(['broken']);
    const closer: Closer = {
      name: 'data.erase',
      async close() {
        if (held.has('broken')) throw new Error('the disk is full');
        return 'gone';
      },
    };
    await open.close();
    open = await openRooms({ dir, now: () => now, rooms: roomsOfFleet([introductionBrought(), { closers: [closer] }]) });
    const one = await device('cam-1');
    const first = await code('cam-1');
    await scan(first);
    await press(one);
    // The device has shown its certificate: what was given out besides ends with the ownership, and this does not.
    expect(credentialOf(open.fleet.db, one.serial)?.state).toBe('current');
    await open.ask('retirement.transfer', { device: 'cam-1', reason: 'sold' });
    expect(claimable(open.fleet.db, 'cam-1' as DeviceId)).toEqual({ may: false, because: 'still-closing' });
    const digest = secretDigest('cam-1', makeSecret());
    expect(await said(ask('begin', { device: 'cam-1', digest }))).toBe('ASSAY-INTRODUCTION-012');
    expect(await said(scan(first, OTHER_HOME))).toBe('ASSAY-INTRODUCTION-006');
    held.clear();
    await expect.poll(() => claimable(open.fleet.db, 'cam-1' as DeviceId).may, { timeout: 5000 }).toBe(true);
    const next = await code('cam-1');
    expect(await said(scan(next, OTHER_HOME))).toBe('taken');
    await press(one);
    expect(ownerOf('cam-1')).toBe(OTHER_HOME);
  });

  it('enters what time has ended, once, with the step that was missing', async () => {
    await device('cam-1');
    await scan(await code('cam-1'));
    later(15);
    expect(await ask('show', { device: 'cam-1' })).toMatchObject({ state: 'expired' });
    await sweepIntroductions(open.fleet);
    await sweepIntroductions(open.fleet);
    expect(facts().filter(({ type }) => type === 'introduction.abandoned')).toMatchObject([{ step: 'presence', because: 'expired', after: 900_000 }]);
    expect(await ask('counts', {})).toEqual({ begun: 1, completed: 0, open: 0, abandoned: [{ because: 'expired', step: 'presence', n: 1 }] });
  });
});
