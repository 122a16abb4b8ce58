import { describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../core/index.ts';
import type { DeviceId, HouseholdId, MemberId } from '../fleet/model.ts';
import type { Member, Role, Share, ShareId, Visit, VisitId } from '../household/model.ts';
import { belonging } from './membership.ts';

const NOW = Instant.parse('2026-11-01T00:00:00Z');
const inHours = (hours: number) => Instant.plus(NOW, Duration.hours(hours));
const ID = `u_${'a'.repeat(20)}` as MemberId;
const household = `h_${'a'.repeat(20)}` as HouseholdId;

const member = (role: Role, more: Partial<Member> = {}) => ({ id: ID, household, role, since: inHours(-10), ...more });
const share = (from: number, until: number, ended?: number): Share => ({
  id: `s_${'a'.repeat(20)}` as ShareId,
  device: 'cam-1' as DeviceId,
  to: ID,
  from: inHours(from),
  until: inHours(until),
  ...(ended === undefined ? {} : { endedAt: inHours(ended) }),
});
const visit = (until?: number): Visit => ({
  id: `v_${'a'.repeat(20)}` as VisitId,
  supporter: ID,
  minutes: 60,
  askedAt: inHours(-1),
  ...(until === undefined ? {} : { until: inHours(until) }),
});

describe('who has business here', () => {
  it.each([
    ['somebody who lives there', { member: member('household') }, true, undefined],
    ['an installer, until the end', { member: member('installer', { until: inHours(3) }) }, true, 3],
    ['an installer at the end', { member: member('installer', { until: NOW }) }, false, undefined],
    ['somebody who left, whatever is shared', { member: member('owner', { leftAt: inHours(-1) }), shares: [share(-1, 5)] }, false, undefined],
    ['a guest without a share', { member: member('guest') }, false, undefined],
    ['a guest with a share, until it ends', { member: member('guest'), shares: [share(-1, 2)] }, true, 2],
    ['a guest with a share that was ended', { member: member('guest'), shares: [share(-1, 2, -0.5)] }, false, undefined],
    ['a guest before a share begins', { member: member('guest'), shares: [share(1, 2)] }, false, 1],
    ['support that was not let in', { visits: [visit()] }, false, undefined],
    ['support that was let in', { visits: [visit(1)] }, true, 1],
    ['nobody', {}, false, undefined],
  ] as const)('%s', (_who, given, ok, hours) => {
    const facts = { shares: [], visits: [], member: undefined, ...given };
    const found = belonging(ID, { member: () => facts.member, sharedWith: () => facts.shares, visitsBy: () => facts.visits }, NOW);
    expect(found.ok).toBe(ok);
    if (found.ok || hours !== undefined) expect(found.until).toBe(hours === undefined ? undefined : inHours(hours));
  });
});
