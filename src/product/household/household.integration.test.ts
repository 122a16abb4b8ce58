import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Decision, Duration, Instant, Refused } from '../../core/index.ts';
import type { Receipt } from '../../ledger/model.ts';
import type { DeviceId, FleetEvent, HouseholdId, MemberId } from '../fleet/model.ts';
import { draftOf } from '../record/kept.ts';
import { HOUSEHOLD_LIMITS, type HouseholdCommand, householdDecider } from './decide.ts';
import { householdDesk } from './edge/desk.ts';
import { openHouseholdNames } from './edge/names.ts';
import { householdProjector, householdQuestions } from './edge/tables.ts';
import type { HouseholdEvent } from './events.ts';
import { evolve, NO_HOUSEHOLD } from './evolve.ts';
import type { Household, Role, ShareId, VisitId } from './model.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const later = (days: number) => Instant.plus(AT, Duration.days(days));
const HOME = 'h_aaaaaaaaaaaaaaaaaaaa' as HouseholdId;
const u = (name: string) => `u_${name.padEnd(20, '0')}` as MemberId;
const s = (n: number) => `s_${String(n).padStart(20, '0')}` as ShareId;
const v = (n: number) => `v_${String(n).padStart(20, '0')}` as VisitId;
const [ANNA, BEN, GUS, IVY, SAM] = ['anna', 'ben', 'gus', 'ivy', 'sam'].map(u) as [MemberId, MemberId, MemberId, MemberId, MemberId];
const cam = 'cam-17' as DeviceId;

/** A fleet in memory, as far as this room uses one. */
function fleetInMemory() {
  const db = new DatabaseSync(':memory:');
  db.exec(householdProjector.schema);
  const entered: FleetEvent[] = [];
  const act = async (_: string, decide: () => Decision<FleetEvent>): Promise<readonly Receipt[]> => {
    const decision = decide();
    if (!decision.ok) throw new Refused(...decision.faults);
    for (const event of decision.events) {
      const { type, body } = draftOf(event);
      householdProjector.apply(db, type, body, entered.push(event) as never);
    }
    return decision.events.map(() => ({}) as Receipt);
  };
  return { db, act, entered };
}

const FOUNDED: readonly HouseholdCommand[] = [
  { type: 'found', household: HOME, owner: ANNA, at: AT },
  { type: 'join', member: BEN, role: 'household', by: ANNA, at: AT },
  { type: 'join', member: GUS, role: 'guest', by: ANNA, at: AT },
  { type: 'join', member: IVY, role: 'installer', until: later(10), by: ANNA, at: AT },
  { type: 'share', share: s(1), device: cam, channel: 'video', to: GUS, until: later(30), by: ANNA, at: AT },
  { type: 'ask-visit', visit: v(1), supporter: SAM, minutes: 60, at: AT },
  { type: 'consent', purpose: 'analytics', class: 'telemetry', by: ANNA, at: AT },
];

async function lived(commands: readonly HouseholdCommand[] = FOUNDED) {
  const fleet = fleetInMemory();
  const desk = householdDesk(fleet);
  for (const command of commands) await desk.act(HOME, command);
  return { ...fleet, desk };
}

describe('a household', () => {
  const at = later(1);
  it.each<[string, string, HouseholdCommand]>([
    ['a second founding', 'ASSAY-HOUSEHOLD-002', { type: 'found', household: HOME, owner: BEN, at }],
    ['somebody from the street who shares', 'ASSAY-HOUSEHOLD-003', { type: 'share', share: s(2), device: cam, to: GUS, until: later(2), by: u('eve'), at }],
    ['a member who shares', 'ASSAY-HOUSEHOLD-004', { type: 'share', share: s(2), device: cam, to: GUS, until: later(2), by: BEN, at }],
    ['a guest who shares on', 'ASSAY-HOUSEHOLD-006', { type: 'share', share: s(2), device: cam, channel: 'video', to: GUS, until: later(2), by: GUS, at }],
    ['a share beyond a year', 'ASSAY-HOUSEHOLD-007', { type: 'share', share: s(2), device: cam, to: GUS, until: later(400), by: ANNA, at }],
    ['a share that is over', 'ASSAY-HOUSEHOLD-007', { type: 'share', share: s(2), device: cam, to: GUS, until: AT, by: ANNA, at }],
    ['a share of a wildcard', 'ASSAY-HOUSEHOLD-012', { type: 'share', share: s(2), device: 'cam/#' as DeviceId, to: GUS, until: later(2), by: ANNA, at }],
    [
      'a share of all channels by name',
      'ASSAY-HOUSEHOLD-012',
      { type: 'share', share: s(2), device: cam, channel: '+', to: GUS, until: later(2), by: ANNA, at },
    ],
    ['a share with who lives there', 'ASSAY-HOUSEHOLD-012', { type: 'share', share: s(2), device: cam, to: BEN, until: later(2), by: ANNA, at }],
    ['a share with nobody', 'ASSAY-HOUSEHOLD-003', { type: 'share', share: s(2), device: cam, to: u('nobody'), until: later(2), by: ANNA, at }],
    [
      'a share of another id over one that is there',
      'ASSAY-HOUSEHOLD-013',
      { type: 'share', share: s(1), device: cam, to: GUS, until: later(2), by: ANNA, at },
    ],
    ['the last owner who leaves', 'ASSAY-HOUSEHOLD-005', { type: 'leave', member: ANNA, by: ANNA, at }],
    ['the last owner who becomes a guest', 'ASSAY-HOUSEHOLD-005', { type: 'change', member: ANNA, role: 'guest', by: ANNA, at }],
    ['a member who sends another away', 'ASSAY-HOUSEHOLD-004', { type: 'leave', member: GUS, by: BEN, at }],
    ['a member who makes themselves an owner', 'ASSAY-HOUSEHOLD-004', { type: 'change', member: BEN, role: 'owner', by: BEN, at }],
    ['an installer without an end', 'ASSAY-HOUSEHOLD-007', { type: 'join', member: u('ida'), role: 'installer', by: ANNA, at }],
    ['an installer for a year', 'ASSAY-HOUSEHOLD-007', { type: 'join', member: u('ida'), role: 'installer', until: later(365), by: ANNA, at }],
    ['a role that there is not', 'ASSAY-HOUSEHOLD-012', { type: 'join', member: u('ida'), role: 'support' as Role, by: ANNA, at }],
    ['an id in the wrong form', 'ASSAY-HOUSEHOLD-012', { type: 'join', member: 'anna' as MemberId, role: 'guest', by: ANNA, at }],
    ['support that lets itself in', 'ASSAY-HOUSEHOLD-009', { type: 'agree-visit', visit: v(1), by: SAM, at }],
    ['a guest who lets support in', 'ASSAY-HOUSEHOLD-009', { type: 'agree-visit', visit: v(1), by: GUS, at }],
    ['a visit of a week', 'ASSAY-HOUSEHOLD-007', { type: 'ask-visit', visit: v(2), supporter: SAM, minutes: 7 * 24 * 60, at }],
    ['a visit under the id of another', 'ASSAY-HOUSEHOLD-013', { type: 'ask-visit', visit: v(1), supporter: SAM, minutes: 30, at }],
    ['a visit that nobody asked for', 'ASSAY-HOUSEHOLD-008', { type: 'agree-visit', visit: v(9), by: ANNA, at }],
    ['the end of a visit by who has no part in it', 'ASSAY-HOUSEHOLD-004', { type: 'end-visit', visit: v(1), by: GUS, at }],
    ['the end of a share by who has no part in it', 'ASSAY-HOUSEHOLD-004', { type: 'end-share', share: s(1), by: BEN, at }],
    ['the end of what was not shared', 'ASSAY-HOUSEHOLD-008', { type: 'end-share', share: s(9), by: ANNA, at }],
    ['a consent by a member', 'ASSAY-HOUSEHOLD-004', { type: 'consent', purpose: 'analytics', class: 'personal', by: BEN, at }],
    ['a consent to what makes the device work', 'ASSAY-HOUSEHOLD-010', { type: 'consent', purpose: 'analytics', class: 'operational', by: ANNA, at }],
    ['a consent to no purpose', 'ASSAY-HOUSEHOLD-012', { type: 'consent', purpose: 'Any Thing', class: 'personal', by: ANNA, at }],
    ['a consent that was never given, taken back', 'ASSAY-HOUSEHOLD-010', { type: 'withdraw', purpose: 'marketing', class: 'personal', by: ANNA, at }],
    ['a consent that ends before it begins', 'ASSAY-HOUSEHOLD-007', { type: 'consent', purpose: 'analytics', class: 'personal', until: AT, by: ANNA, at }],
    ['an end by a member', 'ASSAY-HOUSEHOLD-004', { type: 'dissolve', by: BEN, at }],
    ['an installer whose time is over', 'ASSAY-HOUSEHOLD-003', { type: 'share', share: s(2), device: cam, to: GUS, until: later(40), by: IVY, at: later(20) }],
  ])('refuses %s', async (_, code, command) => {
    const { desk, entered } = await lived();
    const before = entered.length;
    await expect(desk.act(HOME, command)).rejects.toThrow(code);
    expect(entered).toHaveLength(before);
  });

  it('refuses what comes after its end, and anything of one that is not there', async () => {
    const { desk } = await lived([...FOUNDED, { type: 'dissolve', by: ANNA, at }]);
    await expect(desk.act(HOME, { type: 'join', member: u('ida'), role: 'guest', by: ANNA, at })).rejects.toThrow('ASSAY-HOUSEHOLD-001');
    await expect(desk.act('h_bbbbbbbbbbbbbbbbbbbb' as HouseholdId, { type: 'leave', member: GUS, by: GUS, at })).rejects.toThrow('ASSAY-HOUSEHOLD-001');
  });

  it('takes nobody who is of another household, and nobody back under an id that left', async () => {
    const { desk } = await lived([...FOUNDED, { type: 'leave', member: GUS, by: GUS, at }]);
    const other = 'h_bbbbbbbbbbbbbbbbbbbb' as HouseholdId;
    await expect(desk.act(other, { type: 'found', household: other, owner: BEN, at })).rejects.toThrow('ASSAY-HOUSEHOLD-013');
    await expect(desk.act(HOME, { type: 'join', member: GUS, role: 'guest', by: ANNA, at })).rejects.toThrow('ASSAY-HOUSEHOLD-013');
    await expect(desk.act(HOME, { type: 'share', share: s(7), device: cam, to: GUS, until: later(5), by: ANNA, at })).rejects.toThrow('ASSAY-HOUSEHOLD-003');
  });

  it('is never fuller than it may be', async () => {
    const { desk } = await lived();
    for (let n = 4; n < HOUSEHOLD_LIMITS.members; n += 1) await desk.act(HOME, { type: 'join', member: u(`x${n}z`), role: 'guest', by: ANNA, at: AT });
    await expect(desk.act(HOME, { type: 'join', member: u('more'), role: 'guest', by: ANNA, at: AT })).rejects.toThrow('ASSAY-HOUSEHOLD-011');
  });

  it('enters nothing when it is told what is so', async () => {
    const { desk, entered } = await lived();
    const before = entered.length;
    for (const command of FOUNDED) await desk.act(HOME, command);
    expect(entered).toHaveLength(before);
  });

  it('has support in once an owner agrees, until the time is up', async () => {
    const { desk, entered } = await lived([...FOUNDED, { type: 'agree-visit', visit: v(1), by: ANNA, at }]);
    expect(desk.ask.visits(SAM, HOME)[0]?.until).toBe(Instant.plus(at, Duration.minutes(60)));
    await desk.act(HOME, { type: 'end-visit', visit: v(1), by: SAM, at });
    expect(desk.ask.visits(SAM, HOME)[0]?.endedAt).toBe(at);
    await expect(desk.act(HOME, { type: 'agree-visit', visit: v(1), by: ANNA, at })).rejects.toThrow('ASSAY-HOUSEHOLD-008');
    expect(JSON.stringify(entered)).not.toContain('anna@');
  });

  it('loses what was shared of a device with the device, by its own word and by the fact that it changed hands', async () => {
    const released = await lived([...FOUNDED, { type: 'release', device: cam, at }]);
    expect(released.desk.ask.household(HOME).shares.get(s(1))?.endedAt).toBe(at);
    const { db, desk } = await lived();
    householdProjector.apply(db, 'ownership.ended', { device: cam, household: HOME, because: 'transferred', at: Instant.format(at) }, 99 as never);
    expect(desk.ask.household(HOME).shares.get(s(1))?.endedAt).toBe(at);
  });

  it('stands in the tables as its facts say, whatever is done', () => {
    const who = fc.constantFrom(ANNA, BEN, GUS, IVY, SAM, u('nora'));
    const day = fc.integer({ min: 0, max: 500 }).map(later);
    const command: fc.Arbitrary<HouseholdCommand> = fc.oneof(
      fc.record({ type: fc.constant('join' as const), member: who, role: fc.constantFrom<Role>('owner', 'household', 'guest'), by: who, at: day }),
      fc.record({ type: fc.constant('join' as const), member: who, role: fc.constantFrom<Role>('installer', 'guest'), until: day, by: who, at: day }),
      fc.record({ type: fc.constant('change' as const), member: who, role: fc.constantFrom<Role>('owner', 'household', 'guest'), by: who, at: day }),
      fc.record({ type: fc.constant('leave' as const), member: who, by: who, at: day }),
      fc.record({
        type: fc.constant('share' as const),
        share: fc.nat(5).map(s),
        device: fc.constantFrom(cam, 'lock-1' as DeviceId),
        to: who,
        until: day,
        by: who,
        at: day,
      }),
      fc.record({ type: fc.constant('end-share' as const), share: fc.nat(5).map(s), by: who, at: day }),
      fc.record({ type: fc.constant('ask-visit' as const), visit: fc.nat(3).map(v), supporter: who, minutes: fc.constantFrom(30, 60), at: day }),
      fc.record({ type: fc.constant('agree-visit' as const), visit: fc.nat(3).map(v), by: who, at: day }),
      fc.record({ type: fc.constant('end-visit' as const), visit: fc.nat(3).map(v), by: who, at: day }),
      fc.record({
        type: fc.constant('consent' as const),
        purpose: fc.constantFrom('analytics', 'support'),
        class: fc.constantFrom('telemetry' as const, 'personal' as const),
        by: who,
        at: day,
      }),
      fc.record({
        type: fc.constant('withdraw' as const),
        purpose: fc.constantFrom('analytics', 'support'),
        class: fc.constantFrom('telemetry' as const, 'personal' as const),
        by: who,
        at: day,
      }),
      fc.record({ type: fc.constant('release' as const), device: fc.constant(cam), at: day }),
      fc.record({ type: fc.constant('dissolve' as const), by: fc.constant(SAM), at: day }),
    );
    const sorted = (state: Household) =>
      Object.fromEntries(Object.entries(state).map(([key, value]) => [key, value instanceof Map ? [...value].sort() : value]));
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const db = new DatabaseSync(':memory:');
        db.exec(householdProjector.schema);
        let state: Household = NO_HOUSEHOLD;
        for (const one of [...FOUNDED.slice(0, 1), ...commands]) {
          const decision = householdDecider.decide(one, state);
          if (!decision.ok) continue;
          for (const event of decision.events) {
            state = evolve(state, event as HouseholdEvent);
            const { type, body } = draftOf(event);
            householdProjector.apply(db, type, body, 0 as never);
          }
          // Somebody always owns it, for as long as it is there.
          if (state.dissolvedAt === undefined)
            expect([...state.members.values()].some(({ role, leftAt }) => role === 'owner' && leftAt === undefined)).toBe(true);
        }
        expect(sorted(householdQuestions(db).household(HOME))).toEqual(sorted(state));
        db.close();
      }),
      { numRuns: 150 },
    );
  });
});

describe('what people are called', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-names-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is kept where it can be erased, and is gone from the file when it is', () => {
    const names = openHouseholdNames(folder);
    names.set(ANNA, 'Anna Unmistakable');
    names.set(BEN, 'Ben');
    expect(names.named('Anna Unmistakable')).toEqual([ANNA]);
    names.erase([ANNA]);
    expect(names.nameOf(ANNA)).toBeUndefined();
    expect(names.nameOf(BEN)).toBe('Ben');
    names.close();
    expect(readFileSync(join(folder, 'personal.db')).includes('Unmistakable')).toBe(false);
    expect(statSync(join(folder, 'personal.db')).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'x'.repeat(201), 'a\0b', 'a\u202eb'])('is not %j', (name) => {
    const names = openHouseholdNames(folder);
    expect(() => names.set(ANNA, name)).toThrow('ASSAY-HOUSEHOLD-012');
    names.close();
  });

  it('cannot be had where the file cannot', () => {
    expect(() => openHouseholdNames(join(folder, 'nowhere'), { readOnly: true })).toThrow('ASSAY-HOUSEHOLD-014');
  });
});

describe('two acts that were decided side by side', () => {
  it('of one owner are both applied, and the first keeps the id', () => {
    const db = new DatabaseSync(':memory:');
    db.exec(householdProjector.schema);
    const homes = [HOME, 'h_bbbbbbbbbbbbbbbbbbbb' as HouseholdId];
    homes.forEach((household, i) => {
      const { type, body } = draftOf({ type: 'household.founded', at: Instant.format(AT), household, owner: ANNA } as FleetEvent);
      householdProjector.apply(db, type, body, i as never);
    });
    expect(db.prepare('SELECT id, household FROM household_member').all()).toMatchObject([{ id: ANNA, household: HOME }]);
  });
});
