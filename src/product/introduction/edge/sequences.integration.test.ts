import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Digest, Duration, Instant, type Json } from '../../../core/index.ts';
import type { Seq } from '../../../ledger/model.ts';
import { decideOwnershipEnd } from '../../device/decide.ts';
import { AT, HOME, OTHER_HOME } from '../../device/edge/devices.fixture.ts';
import { deviceProjector } from '../../device/edge/projector.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import type { DeviceRetired, OwnershipEnded } from '../../device/events.ts';
import { dump } from '../../fleet/edge/counts.fixture.ts';
import type { DeviceId, FleetEvent } from '../../fleet/model.ts';
import { decideBegin, decideCancel, decideExpiry, decidePresence, decideScan, type Known, WINDOW } from '../decide.ts';
import type { IntroducingEvent } from '../events.ts';
import type { ClaimId } from '../model.ts';
import { payloadText, readPayload, secretDigest } from '../payload.ts';
import { claimsOf, introductionProjector } from './projector.ts';

const DEVICES = ['cam-1', 'cam-2'] as const;
const PROJECTORS = [deviceProjector, introductionProjector];
const secretOf = (n: number) => String(n).padStart(32, 'A');

/** Facts folded as the fleet folds them, in memory. */
function world() {
  const db = new DatabaseSync(':memory:');
  for (const { schema } of PROJECTORS) db.exec(schema);
  let seq = 0;
  const take = (events: readonly FleetEvent[]) => {
    for (const { type, ...body } of events) {
      for (const projector of PROJECTORS) if (projector.types.includes(type)) projector.apply(db, type, body as Json, seq as Seq);
      seq += 1;
    }
  };
  take([{ type: 'device.registered', at: Instant.format(AT), devices: DEVICES.map((device) => ({ device, product: 'camera' })) } as FleetEvent]);
  return { db, take };
}

const device = fc.constantFrom(...DEVICES);
const household = fc.constantFrom(HOME, OTHER_HOME);
const secret = fc.nat(2);
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('begin' as const), device, secret }) },
  { weight: 16, arbitrary: fc.record({ do: fc.constant('scan' as const), device, secret, household }) },
  { weight: 16, arbitrary: fc.record({ do: fc.constant('press' as const), device, claim: fc.nat(1), sound: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('cancel' as const), device }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), device, minutes: fc.nat(10) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('transfer' as const), device }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('carried-out' as const), device }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('retire' as const), device }) },
);
type Did = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Entered = IntroducingEvent | OwnershipEnded | DeviceRetired;

const BLOCKED: ReadonlySet<string> = new Set([
  'introduction.begun',
  'introduction.scanned',
  'introduction.presence',
  'introduction.completed',
  'ownership.began',
]);

/** Runs them, with all that was entered. */
function run(steps: readonly Did[]) {
  const { db, take } = world();
  const entered: Entered[] = [];
  let now = AT;
  // What a household had of them is being erased.
  const closing = new Set<string>();
  steps.forEach((one, i) => {
    const known: Known = { device: deviceOf(db, one.device), claims: claimsOf(db, one.device), told: false, closing: closing.has(one.device) };
    const at = Instant.format(now);
    let events: readonly Entered[] = [];
    switch (one.do) {
      case 'begin': {
        const digest = secretDigest(one.device, secretOf(one.secret));
        events = decideBegin(known, { device: one.device as never, claim: `ic_${i}` as ClaimId, nonce: String(i), digest, window: WINDOW }, now).events;
        break;
      }
      case 'scan': {
        const digest: Digest = secretDigest(one.device, secretOf(one.secret));
        const claim = known.claims.find((each) => each.digest === digest);
        events = decideScan(known, claim, one.household, now).events;
        break;
      }
      case 'press':
        events = decidePresence(known, known.claims[one.claim]?.id ?? 'ic_none', one.sound, 'a1', now).events;
        break;
      case 'cancel':
        events = decideCancel(known.claims, one.device as never, now).events;
        break;
      case 'wait':
        now = Instant.plus(now, Duration.minutes(one.minutes));
        events = decideExpiry(known.claims, now).events;
        break;
      case 'transfer': {
        const ended = decideOwnershipEnd(known.device, one.device as never, 'transferred', now);
        events = ended.ok ? ended.events : [];
        if (ended.ok) closing.add(one.device);
        break;
      }
      case 'carried-out':
        closing.delete(one.device);
        break;
      case 'retire':
        if (known.device?.household === undefined && known.device?.life !== 'retired')
          events = [{ type: 'device.retired', at, device: one.device as DeviceId, reason: 'x' }];
    }
    // Neither a code nor a household nor a button while it lasts.
    if (closing.has(one.device)) expect(events.filter(({ type }) => BLOCKED.has(type))).toEqual([]);
    take(events);
    entered.push(...events);
  });
  return { db, entered };
}

describe('any sequence of acts', () => {
  it('leaves a device with one household at most, which had the secret while the device confirmed', () => {
    let completions = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const { db, entered } = run(steps);
        const owner = new Map<string, string>();
        const ended = new Set<string>();
        const seen: Entered[] = [];
        for (const event of entered) {
          if (event.type === 'ownership.began') {
            expect(owner.has(event.device)).toBe(false);
            owner.set(event.device, event.household);
            const done = seen.at(-1);
            if (done?.type !== 'introduction.completed') throw new Error('owned without an introduction');
            expect(done).toMatchObject({ device: event.device, household: event.household });
            const begun = seen.find((one) => one.type === 'introduction.begun' && one.claim === done.claim);
            const scanned = seen.filter((one) => one.type === 'introduction.scanned' && one.claim === done.claim);
            const present = seen.filter((one) => one.type === 'introduction.presence' && one.claim === done.claim);
            expect([scanned.length, present.length]).toEqual([1, 1]);
            expect(scanned[0]).toMatchObject({ household: event.household, device: event.device });
            if (begun?.type !== 'introduction.begun') throw new Error('never begun');
            for (const one of [...scanned, ...present]) expect(Instant.parse(one.at)).toBeLessThan(Instant.parse(begun.until));
            completions += 1;
          } else if (event.type === 'ownership.ended') owner.delete(event.device);
          // Each introduction ends once.
          if (event.type === 'introduction.completed' || event.type === 'introduction.abandoned') {
            expect(ended.has(event.claim)).toBe(false);
            ended.add(event.claim);
          }
          seen.push(event);
        }
        for (const id of DEVICES) expect(deviceOf(db, id)?.household).toBe(owner.get(id));
      }),
      { numRuns: 2000 },
    );
    // Draws that never came so far would show nothing.
    expect(completions).toBeGreaterThan(100);
  });

  it('completes nothing where nobody had the secret, or no device confirmed', () => {
    const withoutPresence = step.filter((one) => one.do !== 'press' || !one.sound);
    const withoutSecret = step.filter((one) => one.do !== 'scan');
    const wrongSecret = step.map((one) => (one.do === 'scan' ? { ...one, secret: one.secret + 100 } : one));
    for (const some of [withoutPresence, withoutSecret, wrongSecret]) {
      fc.assert(
        fc.property(fc.array(some, { maxLength: 40, size: 'max' }), (steps) => {
          for (const { type } of run(steps).entered) expect(['introduction.completed', 'ownership.began']).not.toContain(type);
        }),
        { numRuns: 200 },
      );
    }
  });

  it('folds again to the same tables, from facts that are JSON', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const { db, entered } = run(steps);
        const again = world();
        again.take(entered.map((event) => JSON.parse(canonicalJson(event as unknown as Json))));
        expect(dump(again.db)).toEqual(dump(db));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the code', () => {
  it('is read as it was written, in one spelling alone', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/),
        fc.uint8Array({ minLength: 24, maxLength: 24 }),
        fc.integer({ min: 1, max: 4e9 }),
        (id, bytes, s) => {
          const payload = { device: id as never, secret: Buffer.from(bytes).toString('base64url'), until: Instant.of(s * 1000) };
          expect(readPayload(payloadText(payload))).toEqual(payload);
        },
      ),
    );
    const good = payloadText({ device: 'cam-1' as never, secret: secretOf(1), until: AT });
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(3), fc.string({ maxLength: 3 }), (from, gone, put) => {
        const text = good.slice(0, from) + put + good.slice(from + gone);
        const read = readPayload(text);
        if (read !== undefined) expect(payloadText(read)).toBe(text);
      }),
      { numRuns: 2000 },
    );
    for (const text of [
      '',
      'assay:1?',
      good.replace('1?', '2?'),
      `${good}&y=1`,
      ` ${good}`,
      `${good}\n`,
      good.toUpperCase(),
      'x'.repeat(100_000),
      good.replace('x=', 'x=0'),
    ])
      expect(readPayload(text), text.slice(0, 80)).toBeUndefined();
  });

  it('is of no other device', () => {
    expect(secretDigest('cam-1', secretOf(1))).not.toBe(secretDigest('cam-2', secretOf(1)));
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => readPayload(text) === undefined),
      { numRuns: 2000 },
    );
  });
});
