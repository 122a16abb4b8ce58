import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { DeviceId } from '../fleet/model.ts';
import { USUAL } from './declared.ts';
import { openFleetPolicies } from './edge/cedar.ts';
import { factsOf, given, memberNamed } from './given.ts';
import type { Asked } from './model.ts';
import { decisionRecord, readRecord, shadowOf } from './record.ts';

const AT = Instant.parse('2026-11-20T12:00:00Z');
const asks = (n: number, name = 'video'): Asked => ({
  subject: { kind: 'member', member: memberNamed('anna') },
  action: 'read',
  on: { device: `cam-${n}` as DeviceId, name },
  at: 'server',
  purpose: 'operation',
  moment: AT,
});

describe('the record of decisions', () => {
  it('is bounded, counts every decision, and keeps a fair sample of questions with their counts', () => {
    const record = decisionRecord(AT, 500);
    for (let round = 0; round < 3; round += 1) for (let n = 0; n < 8000; n += 1) record.seen(asks(n), { allowed: true });
    const { all, share, distinct } = record.record();
    expect(all).toBe(24_000);
    expect(distinct.length).toBeLessThanOrEqual(500);
    // What is kept speaks for all, give or take a fourth.
    expect(distinct.length / share / 8000).toBeGreaterThan(0.75);
    expect(distinct.length / share / 8000).toBeLessThan(1.25);
    expect(new Set(distinct.map(({ count }) => count))).toEqual(new Set([3]));
  });

  it('is read back as it was written, and nothing else is', () => {
    const record = decisionRecord(AT);
    record.seen(asks(1), { allowed: true });
    expect(readRecord(JSON.stringify(record.record()), 'x.json')).toEqual(record.record());
    for (const text of ['', '{}', '{"assay":"decisions/1","from":0,"all":1,"share":0,"distinct":[]}'])
      expect(() => readRecord(text, 'x.json')).toThrow('ASSAY-AUTHORIZATION-011');
  });

  it('says what other policies would have decided otherwise, what was asked most first', async () => {
    const facts = factsOf(given.parse({ households: { oak: { members: { anna: 'owner' }, devices: { 'cam-1': 'camera', 'cam-2': 'camera' } } } }));
    const record = decisionRecord(AT);
    for (let n = 0; n < 5; n += 1) record.seen(asks(2), { allowed: true });
    record.seen(asks(1), { allowed: true });
    record.seen(asks(1, 'telemetry'), { allowed: true });
    const before = { policies: await openFleetPolicies(), declared: USUAL };
    const text = '@id("no-video") @because("nobody sees video") forbid (principal is Member, action, resource) when { resource.name == "video" };';
    const after = { policies: await openFleetPolicies([{ file: 'new.cedar', text }]), declared: USUAL };
    const shadow = shadowOf(record.record(), facts, { before, after });
    expect(shadow).toMatchObject({ decisions: 7, changed: 6, share: 1 });
    expect(shadow.changes.map(({ decided, ...change }) => [decided.on, decided.count, change.before, change.after])).toEqual([
      ['device:cam-2/video', 5, 'allow', 'deny'],
      ['device:cam-1/video', 1, 'allow', 'deny'],
    ]);
    expect(shadow.changes[0]?.sentence).toContain('nobody sees video');
    expect(shadowOf(record.record(), facts, { before, after: before }).changes).toEqual([]);
  });
});
