import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { Duration, Instant, type Json } from '../../../core/index.ts';
import type { DeviceId, HouseholdId, MemberId, ProductId } from '../../fleet/model.ts';
import { type HouseholdCommand, householdDecider } from '../../household/decide.ts';
import { householdProjector, householdQuestions } from '../../household/edge/tables.ts';
import type { Role, ShareId, VisitId } from '../../household/model.ts';
import { draftOf } from '../../record/kept.ts';
import type { DeviceFact, Facts } from '../facts.ts';
import type { Asked, Subject } from '../model.ts';
import { DATA_CLASSES, FLEET_ACTIONS, POINTS } from '../schema.ts';

/** A small world for the tests of decisions: three households, some devices, and facts that come in any order. */
export const EPOCH = Instant.parse('2026-11-01T00:00:00Z');
export const HOMES = ['a', 'b', 'c'].map((letter) => `h_${letter.repeat(20)}` as HouseholdId);
export const PEOPLE = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay', 'sam'].map((name) => `u_${name.padEnd(20, '0')}` as MemberId);
export const DEVICES = ['cam-1', 'cam.2', 'lock-3', 'hub-4', 'cam-5'] as readonly string[] as readonly DeviceId[];
const CHANNELS = ['status', 'telemetry', 'motion', 'video', 'command', 'no-such'];
const PURPOSES = ['operation', 'support', 'analytics'];

export type Happening =
  | { readonly kind: 'household'; readonly home: HouseholdId; readonly asOwner: boolean; readonly command: HouseholdCommand }
  | { readonly kind: 'device'; readonly device: DeviceId; readonly fact: DeviceFact | undefined };

const person = fc.constantFrom(...PEOPLE);
const device = fc.constantFrom(...DEVICES);
const home = fc.constantFrom(...HOMES);
export const moment = fc.integer({ min: 0, max: 60 * 48 }).map((halfHours) => Instant.plus(EPOCH, Duration.minutes(30 * halfHours)));
const share = fc.nat(9).map((n) => `s_${String(n).padStart(20, '0')}` as ShareId);
const visit = fc.nat(4).map((n) => `v_${String(n).padStart(20, '0')}` as VisitId);
const purpose = fc.constantFrom(...PURPOSES);
const dataClass = fc.constantFrom(...DATA_CLASSES);
const channel = fc.constantFrom(...CHANNELS);

const command: fc.Arbitrary<HouseholdCommand> = fc.oneof(
  fc.record({ type: fc.constant('join' as const), member: person, role: fc.constantFrom<Role>('owner', 'household', 'guest'), by: person, at: moment }),
  fc.record({ type: fc.constant('join' as const), member: person, role: fc.constant<Role>('installer'), until: moment, by: person, at: moment }),
  fc.record({ type: fc.constant('change' as const), member: person, role: fc.constantFrom<Role>('owner', 'household', 'guest'), by: person, at: moment }),
  fc.record({ type: fc.constant('leave' as const), member: person, by: person, at: moment }),
  fc.record({ type: fc.constant('share' as const), share, device, to: person, until: moment, by: person, at: moment }),
  fc.record({
    type: fc.constant('share' as const),
    share,
    device,
    channel: fc.constantFrom('video', 'motion', 'command'),
    to: person,
    from: moment,
    until: moment,
    by: person,
    at: moment,
  }),
  fc.record({ type: fc.constant('end-share' as const), share, by: person, at: moment }),
  fc.record({ type: fc.constant('ask-visit' as const), visit, supporter: person, minutes: fc.constantFrom(30, 600), at: moment }),
  fc.record({ type: fc.constant('agree-visit' as const), visit, by: person, at: moment }),
  fc.record({ type: fc.constant('end-visit' as const), visit, by: person, at: moment }),
  fc.record({ type: fc.constant('consent' as const), purpose, class: dataClass, by: person, at: moment }),
  fc.record({ type: fc.constant('consent' as const), purpose, class: dataClass, until: moment, by: person, at: moment }),
  fc.record({ type: fc.constant('withdraw' as const), purpose, class: dataClass, by: person, at: moment }),
);

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('household' as const), home, asOwner: fc.constantFrom(true, true, true, false), command }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('device' as const),
      device,
      fact: fc.option(
        fc
          .record({
            product: fc.constant('camera' as ProductId),
            life: fc.constantFrom('registered' as const, 'in-service' as const, 'retired' as const),
            household: fc.option(home),
            gateway: fc.option(fc.constant('hub-4' as DeviceId)),
          })
          .map(
            ({ household, gateway, ...rest }): DeviceFact => ({
              ...rest,
              ...(household === null ? {} : { household }),
              ...(gateway === null ? {} : { gateway }),
            }),
          ),
        { nil: undefined },
      ),
    }),
  },
);

const subject: fc.Arbitrary<Subject> = fc.oneof(
  { weight: 4, arbitrary: person.map((member): Subject => ({ kind: 'member', member })) },
  { weight: 1, arbitrary: fc.tuple(person, home).map(([member, household]): Subject => ({ kind: 'member', member, household })) },
  { weight: 2, arbitrary: device.map((one): Subject => ({ kind: 'device', device: one })) },
  { weight: 1, arbitrary: fc.tuple(device, device).map(([one, onBehalfOf]): Subject => ({ kind: 'device', device: one, onBehalfOf })) },
  { weight: 1, arbitrary: fc.constantFrom('server', 'nobody').map((service): Subject => ({ kind: 'service', service })) },
);

export const asked: fc.Arbitrary<Asked> = fc.record({
  subject,
  action: fc.constantFrom(...FLEET_ACTIONS),
  on: fc.record({ device, name: channel }),
  at: fc.constantFrom(...POINTS),
  purpose,
  moment,
});

/** The world as facts come. `happen` gives the fact's type and body where one was entered. */
export function world() {
  const db = new DatabaseSync(':memory:');
  db.exec(householdProjector.schema);
  const households = householdQuestions(db);
  const devices = new Map<DeviceId, DeviceFact>(
    DEVICES.map((id, i) => [
      id,
      { product: 'camera' as ProductId, life: 'in-service', household: HOMES[i % 3] as HouseholdId, ...(i < 2 ? { gateway: 'hub-4' as DeviceId } : {}) },
    ]),
  );
  const apply = (type: string, body: Json) => householdProjector.apply(db, type, body, 0 as never);
  const happen = (one: Happening): readonly { readonly type: string; readonly body: Json }[] => {
    if (one.kind === 'device') {
      if (one.fact === undefined) devices.delete(one.device);
      else devices.set(one.device, one.fact);
      return [{ type: 'device.changed', body: { device: one.device } }];
    }
    const { home: id, asOwner } = one;
    const state = households.household(id);
    const owner = [...state.members.values()].find(({ role, leftAt }) => role === 'owner' && leftAt === undefined)?.id;
    // Most of what people do they may do; what is refused changes nothing, and so tries nothing.
    const act: HouseholdCommand = asOwner && owner !== undefined && 'by' in one.command ? { ...one.command, by: owner } : one.command;
    // As the desk does: nobody is in two households.
    const elsewhere = act.type === 'join' && (households.member(act.member)?.household ?? id) !== id;
    const decision = elsewhere ? undefined : householdDecider.decide(act, state);
    if (decision === undefined || !decision.ok) return [];
    return decision.events.map((event) => {
      const { type, body } = draftOf(event);
      apply(type, body);
      return { type, body };
    });
  };
  for (const [i, id] of HOMES.entries())
    happen({ kind: 'household', home: id, asOwner: false, command: { type: 'found', household: id, owner: PEOPLE[i] as MemberId, at: EPOCH } });
  const facts: Facts = { ...households, device: (id) => devices.get(id) };
  return { facts, happen, devices, close: () => db.close() };
}
