import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import type { Seq } from '../../../ledger/model.ts';
import { authorizationRoom } from '../../authorization/edge/room.ts';
import { own } from '../../device/edge/devices.fixture.ts';
import { dump } from '../../fleet/edge/counts.fixture.ts';
import { type OpenRooms, openRooms } from '../../fleet/edge/door.ts';
import { fleetFolder } from '../../fleet/edge/open.ts';
import { roomsOfFleet } from '../../fleet/edge/rooms.ts';
import type { DeviceId, HouseholdId, MemberId } from '../../fleet/model.ts';
import type { HouseholdCommand } from '../decide.ts';
import type { ShareId } from '../model.ts';
import { householdDesk } from './desk.ts';
import { householdRoom } from './room.ts';

// Acts on several households at once, on members, devices and shares that all of them name.

const AT = Instant.parse('2026-11-01T00:00:00Z');
const UNTIL = Instant.plus(AT, Duration.days(30));
const id = <T extends string>(prefix: string, n: number) => `${prefix}_${String(n).padStart(20, '0')}` as T;
const HOMES = [1, 2, 3].map((n) => id<HouseholdId>('h', n));
const DEVICES = ['cam-1', 'cam-2'] as DeviceId[];
const home = fc.constantFrom(...HOMES);
const member = fc.constantFrom(...[1, 2, 3, 4, 5].map((n) => id<MemberId>('u', n)));
const device = fc.constantFrom(...DEVICES);
const share = fc.constantFrom(...[1, 2].map((n) => id<ShareId>('s', n)));

const step = fc.oneof(
  fc.record({ do: fc.constant('found' as const), home, member }),
  fc.record({ do: fc.constant('join' as const), home, member, by: member }),
  fc.record({ do: fc.constant('leave' as const), home, member }),
  fc.record({ do: fc.constant('share' as const), home, device, share, to: member, by: member }),
  fc.record({ do: fc.constant('own' as const), home, device }),
  fc.record({ do: fc.constant('transfer' as const), device }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function commandOf(one: Extract<Step, { do: 'found' | 'join' | 'leave' }>): HouseholdCommand {
  switch (one.do) {
    case 'found':
      return { type: 'found', household: one.home, owner: one.member, at: AT };
    case 'join':
      return { type: 'join', member: one.member, role: 'household', by: one.by, at: AT };
    case 'leave':
      return { type: 'leave', member: one.member, by: one.member, at: AT };
  }
}

function perform(open: OpenRooms, one: Step): Promise<unknown> {
  switch (one.do) {
    case 'own':
      return own(open.fleet, one.device, one.home);
    case 'transfer':
      return open.ask('retirement.transfer', { device: one.device, reason: 'sold' });
    case 'share':
      return open.ask('household.share', { household: one.home, by: one.by, device: one.device, to: one.to, share: one.share, until: Instant.format(UNTIL) });
    default:
      return householdDesk(open.fleet).act(one.home, commandOf(one));
  }
}

/** What any order of acts has to leave on the ledger, read as somebody would who believes every fact. */
function believed(open: OpenRooms): void {
  const homeOf = new Map<string, string>();
  const shareOf = new Map<string, string>();
  const ownerOf = new Map<string, string>();
  for (const { type, body } of open.fleet.ledger.read(0 as Seq, 10_000)) {
    const fact = body as { readonly [key: string]: Json };
    const text = (key: string) => String(fact[key]);
    const once = (kept: Map<string, string>, key: string) => {
      expect(kept.get(key) ?? text('household'), `${type} of ${key}`).toBe(text('household'));
      kept.set(key, text('household'));
    };
    if (type === 'household.founded') once(homeOf, text('owner'));
    if (type === 'member.joined') once(homeOf, text('member'));
    if (type === 'ownership.began') ownerOf.set(text('device'), text('household'));
    if (type === 'ownership.ended') ownerOf.delete(text('device'));
    if (type === 'share.given') {
      once(shareOf, text('share'));
      expect(ownerOf.get(text('device')), 'whose device is shared').toBe(text('household'));
      expect(homeOf.has(text('to'))).toBe(true);
    }
  }
  const rows = open.fleet.db.prepare('SELECT id, household FROM household_member').all();
  expect(new Map(rows.map((row) => [String(row['id']), String(row['household'])]))).toEqual(homeOf);
}

describe('acts of several households side by side', () => {
  const inFleet = async (run: (begin: () => Promise<OpenRooms>, folder: string) => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-side-'));
    try {
      await run(() => openRooms({ dir: folder, now: () => AT, rooms: roomsOfFleet([{ room: authorizationRoom }, { room: householdRoom }]) }), folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('that name one new member let one of them have it', () =>
    inFleet(async (begin) => {
      const open = await begin();
      const desk = householdDesk(open.fleet);
      const owner = id<MemberId>('u', 9);
      const done = await Promise.allSettled(HOMES.map((household) => desk.act(household, { type: 'found', household, owner, at: AT })));
      expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
      believed(open);
      await open.close();
    }));

  it('of any kind and in any order apply, keep what holds between households, and give the same tables from the ledger', { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 }), async (rounds) =>
        inFleet(async (begin, folder) => {
          const open = await begin();
          await open.ask('device.register', { devices: DEVICES.map((one) => ({ device: one, product: 'camera' })) });
          for (const round of rounds) {
            const done = await Promise.allSettled(round.map((one) => perform(open, one)));
            for (const one of done) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(Refused);
          }
          expect(open.fleet.asides()).toEqual([]);
          believed(open);
          const live = dump(open.fleet.db);
          await open.close();
          rmSync(join(fleetFolder(folder), 'fleet.db'));
          const again = await begin();
          expect(dump(again.fleet.db)).toEqual(live);
          await again.close();
        }),
      ),
      { numRuns: 60 },
    ),
  );
});
