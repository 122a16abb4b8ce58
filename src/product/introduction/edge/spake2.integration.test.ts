import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { AT, HOME, issue, OTHER_HOME, own } from '../../device/edge/devices.fixture.ts';
import type { Presented } from '../../device/model.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { HouseholdId } from '../../fleet/model.ts';
import { payloadText, secretDigest, transcriptOf } from '../payload.ts';
import { type Agreed, proverFinish, proverShare, secretScalar, verifierElement, verifierFinish } from '../spake2.ts';
import { CODE_BOUNDS } from '../spake2-window.ts';
import { confirmPresence, introductionBrought, presenceChallenge } from './room.ts';
import { partiesOf, readCode, sameBytesInTime, scalarsOf, secretOf } from './spake2-code.ts';
import { answerExchange, codeBrought, exchangeFor, openCodeWindow, settleExchange } from './spake2-room.ts';

const CODE = '4827 1936';
const DEVICE = 'lock-1';
let dir: string;
let rooms: OpenRooms;
let now: Instant;
let presented: Presented;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'assay-code-'));
  now = AT;
  rooms = await openRooms({ dir, now: () => now, rooms: roomsOfFleet([introductionBrought(), codeBrought()]) });
  await rooms.ask('device.register', { devices: [{ device: DEVICE, product: 'lock' }] });
  presented = await issue(rooms.fleet, DEVICE, '0a1b');
});
afterEach(async () => {
  await rooms.close();
  rmSync(dir, { recursive: true, force: true });
});

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const later = (ms: number) => {
  now = Instant.of(now + ms);
};
const codesOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
};
const events = (type: string) =>
  rooms.fleet.ledger
    .read(0 as Parameters<typeof rooms.fleet.ledger.read>[0], 1000)
    .filter((entry) => entry.type === type)
    .map((entry) => entry.body as { readonly [key: string]: Json });

/** The household's app, with what somebody typed. */
async function app(household: HouseholdId, typed: string) {
  const code = readCode(typed) ?? '';
  const { w0, w1 } = await scalarsOf(code, DEVICE);
  const x = secretScalar(randomBytes(40));
  const { exchange } = (await rooms.ask('code.start', { household, device: DEVICE, shareP: b64(proverShare(w0, x)) })) as { readonly exchange: string };
  const asked = { household, device: DEVICE, exchange };
  return {
    exchange,
    async finish(): Promise<Agreed | undefined> {
      const answer = (await rooms.ask('code.answer', asked)) as { readonly waiting: boolean; readonly shareV: string; readonly confirmV: string };
      if (answer.waiting) return undefined;
      const agreed = proverFinish(partiesOf(DEVICE, household), { w0, w1, x }, bytes(answer.shareV));
      return agreed !== undefined && sameBytesInTime(agreed.expected, bytes(answer.confirmV)) ? agreed : undefined;
    },
    confirm: (confirmP: Uint8Array) => rooms.ask('code.confirm', { ...asked, confirmP: b64(confirmP) }),
  };
}

/** The device: it keeps w0 and L, and never the code. */
async function device() {
  const { w0, w1 } = await scalarsOf(readCode(CODE) ?? '', DEVICE);
  const kept = { w0, element: verifierElement(w1) };
  let mine: Agreed | undefined;
  return {
    async answer() {
      const found = await exchangeFor(rooms.fleet, presented);
      if (found === undefined) return;
      const agreed = verifierFinish(partiesOf(DEVICE, found.household), { ...kept, y: secretScalar(randomBytes(40)) }, bytes(found.shareP));
      mine = agreed;
      if (agreed !== undefined)
        await answerExchange(rooms.fleet, presented, { exchange: found.exchange, shareV: b64(agreed.shareV), confirmV: b64(agreed.confirm) });
    },
    async settle() {
      const found = await exchangeFor(rooms.fleet, presented);
      if (found?.confirmP === undefined || mine === undefined) return;
      const right = sameBytesInTime(mine.expected, bytes(found.confirmP));
      await settleExchange(rooms.fleet, presented, { exchange: found.exchange, ...(right ? { digest: secretDigest(DEVICE, secretOf(mine.shared)) } : {}) });
    },
  };
}

describe('a code that is typed', () => {
  it('becomes the secret of an introduction, which neither fleet nor ledger learns', async () => {
    const lock = await device();
    await openCodeWindow(rooms.fleet, presented, false);
    const phone = await app(HOME, CODE);
    expect(await phone.finish()).toBeUndefined();
    await lock.answer();
    const agreed = await phone.finish();
    expect(agreed).toBeDefined();
    await phone.confirm(agreed?.confirm ?? new Uint8Array());
    await lock.settle();
    const challenge = presenceChallenge(rooms.fleet, presented);
    expect(challenge).toBeDefined();
    if (challenge === undefined) return;
    // The button was pressed: that is what opened the window.
    await confirmPresence(rooms.fleet, presented, { claim: challenge.claim, transcript: transcriptOf({ ...challenge, id: challenge.claim }) });
    const secret = secretOf(agreed?.shared ?? new Uint8Array());
    const payload = payloadText({ device: DEVICE as Parameters<typeof payloadText>[0]['device'], secret, until: Instant.plus(now, Duration.minutes(1)) });
    expect(await rooms.ask('introduction.scan', { household: HOME, payload, address: 'a' })).toMatchObject({ state: 'completed', household: HOME });
    expect(events('ownership.began')).toMatchObject([{ device: DEVICE, household: HOME }]);
    expect(events('code.tried')).toMatchObject([{ household: HOME, right: true }]);
    const whole = JSON.stringify(rooms.fleet.ledger.read(0 as Parameters<typeof rooms.fleet.ledger.read>[0], 1000).map(({ body }) => body));
    for (const hidden of [secret, '48271936', b64(agreed?.shared ?? new Uint8Array())]) expect(whole).not.toContain(hidden);
    expect(JSON.stringify(await rooms.ask('device.show', { device: DEVICE }))).toContain('was shown to know its code');
  });

  it('is taken only while somebody has pressed the button, and says no more to others', async () => {
    const codes = (household: HouseholdId, id = DEVICE) => codesOf(() => rooms.ask('code.start', { household, device: id, shareP: b64(new Uint8Array(65)) }));
    expect(await codes(HOME)).toEqual(['ASSAY-INTRODUCTION-013']);
    expect(await codes(HOME, 'lock-2')).toEqual(['ASSAY-INTRODUCTION-013']);
    await openCodeWindow(rooms.fleet, presented, false);
    later(CODE_BOUNDS.window);
    expect(await codes(HOME)).toEqual(['ASSAY-INTRODUCTION-013']);
    await openCodeWindow(rooms.fleet, presented, false);
    expect(await codesOf(() => rooms.ask('code.start', { household: HOME, device: DEVICE, shareP: 'AAAA' }))).toEqual(['ASSAY-INTRODUCTION-015']);
    expect(await codes(HOME)).toEqual([]);
    // One at a time.
    expect(await codes(OTHER_HOME)).toEqual(['ASSAY-INTRODUCTION-002']);
    expect(await codesOf(() => exchangeFor(rooms.fleet, { ...presented, serial: 'ff' }))).toEqual(['ASSAY-INTRODUCTION-011']);
  });

  it('that is wrong is seen to be wrong by the app, and counts whatever the app does', async () => {
    const lock = await device();
    await openCodeWindow(rooms.fleet, presented, false);
    const phone = await app(HOME, '1111 1111');
    await lock.answer();
    expect(await phone.finish()).toBeUndefined();
    // It says nothing more. Time ends it.
    expect(await codesOf(() => app(OTHER_HOME, CODE))).toEqual(['ASSAY-INTRODUCTION-002']);
    later(CODE_BOUNDS.exchange);
    expect(await codesOf(() => phone.confirm(new Uint8Array(32)))).toEqual(['ASSAY-INTRODUCTION-014']);
    expect(events('code.tried')).toMatchObject([{ household: HOME, right: false }]);
    // One that answers for another's exchange, or with something else, is refused.
    later(2000);
    const again = await app(HOME, '2222 2222');
    const { exchange } = again;
    const garbled = { exchange, shareV: 'AAAA', confirmV: 'AAAA' };
    expect(await codesOf(() => answerExchange(rooms.fleet, presented, garbled))).toEqual(['ASSAY-INTRODUCTION-015']);
    expect(await codesOf(() => answerExchange(rooms.fleet, presented, { ...garbled, exchange: 'cx_0' }))).toEqual(['ASSAY-INTRODUCTION-014']);
    expect(await codesOf(() => rooms.ask('code.answer', { household: OTHER_HOME, device: DEVICE, exchange }))).toEqual(['ASSAY-INTRODUCTION-014']);
    expect(await codesOf(() => settleExchange(rooms.fleet, presented, { exchange }))).toEqual(['ASSAY-INTRODUCTION-014']);
    await lock.answer();
    await again.confirm(randomBytes(32));
    await lock.settle();
    expect(events('code.tried')).toHaveLength(2);
    expect(events('introduction.begun')).toHaveLength(0);
    // Two wrong ones of this household in one window.
    later(60_000);
    expect(await codesOf(() => app(HOME, CODE))).toEqual(['ASSAY-INTRODUCTION-013']);
  });

  it('is guessed at five times in a window, with growing waits; a press of the button lets its household in all the same', async () => {
    const lock = await device();
    const strangers = [1, 2, 3, 4, 5].map((n) => `h_0000000000000000001${n}` as HouseholdId);
    await openCodeWindow(rooms.fleet, presented, false);
    for (const [i, stranger] of strangers.entries()) {
      if (i > 0) expect(await codesOf(() => app(stranger, '3333 3333'))).toEqual(['ASSAY-INTRODUCTION-002']);
      later(1000 * 2 ** Math.max(0, i - 1));
      const guess = await app(stranger, '3333 3333');
      await lock.answer();
      await guess.confirm(randomBytes(32));
      await lock.settle();
    }
    later(60_000);
    expect(await codesOf(() => app(HOME, CODE))).toEqual(['ASSAY-INTRODUCTION-013']);
    expect(events('alarm.raised')).toMatchObject([{ device: DEVICE, code: 'ASSAY-INTRODUCTION-002' }]);
    await openCodeWindow(rooms.fleet, presented, false);
    const phone = await app(HOME, CODE);
    await lock.answer();
    const agreed = await phone.finish();
    await phone.confirm(agreed?.confirm ?? new Uint8Array());
    await lock.settle();
    expect(events('code.tried').at(-1)).toMatchObject({ household: HOME, right: true });
    expect(events('introduction.begun')).toHaveLength(1);
  });

  it('is six to eight digits, however they are written', () => {
    expect(['48271936', '4827-1936', ' 4827 1936 ', '482719'].map(readCode)).toEqual(['48271936', '48271936', '48271936', '482719']);
    for (const none of ['', '12345', '123456789', '1234567a', '１２３４５６']) expect(readCode(none)).toBeUndefined();
  });
});

it('is not taken from who stands there by strangers who ask all the time: what is asked while it is closed counts against them', async () => {
  const shareP = b64(proverShare(1n, 2n));
  const start = (household: HouseholdId) => codesOf(() => rooms.ask('code.start', { household, device: DEVICE, shareP }));
  const stranger = 'h_stranger000000000000' as HouseholdId;
  for (let n = 0; n < 20; n += 1) expect(await start(stranger)).toEqual(['ASSAY-INTRODUCTION-013']);
  await openCodeWindow(rooms.fleet, presented, false);
  expect(await start(stranger)).toEqual(['ASSAY-INTRODUCTION-002']);
  expect(await start(HOME)).toEqual([]);
  later(15 * 60_000);
  expect(await start(stranger)).toEqual(['ASSAY-INTRODUCTION-013']);
});

it('is taken of nobody once the device is somebody’s, though the window is open still', async () => {
  await openCodeWindow(rooms.fleet, presented, false);
  await own(rooms.fleet, DEVICE, OTHER_HOME);
  expect(await codesOf(() => app(HOME, CODE))).toEqual(['ASSAY-INTRODUCTION-013']);
});
