import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../core/index.ts';
import type { ControlId, RecordedEvidence } from '../evidence/model.ts';
import { readMap } from '../map/index.ts';
import { exclusionDecider } from './exclusion.ts';
import { positionOf } from './position.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const MAP = readMap(
  `
assay: service/1
service: { id: homes, name: Homes }
parts:
  - { id: net, kind: network, name: Net, facts: { wireless: false } }
  - { id: out, kind: server, name: Somebody else's, inScope: false }
  - id: camera
    kind: device
    name: Camera
    population: 100
    attached: [net]
    variants: [{ id: old, population: 60 }, { id: new, population: 40 }]
  - { id: store, kind: datastore, name: Store, attached: [net], facts: { multi-tenant: false } }
  - { id: log, kind: datastore, name: Log, attached: [net] }
flows:
  - { id: up, from: camera, to: store, carries: [video] }
  - { id: ping, from: camera, to: log, carries: [] }
assets:
  - { id: video, name: Video, kind: information, needs: { privacy: 4 }, personal: { category: sensitive }, at: [{ part: camera }] }
`,
  'homes.yaml',
);

function seen(seq: number, subject: string, claim: string, value: boolean): RecordedEvidence {
  return {
    seq,
    subject,
    claim,
    value,
    observedAt: '2026-10-31T00:00:00Z',
    validFor: 'P30D',
    source: 's',
    method: 'drill',
    raw: { digest: Digest.of('x'), mediaType: 'text/plain' },
  };
}

const position = (evidence: readonly RecordedEvidence[]) => positionOf({ map: MAP, evidence, exclusions: new Map(), at: AT });
const of = (evidence: readonly RecordedEvidence[], control: string) => position(evidence).controls.find((one) => one.control.id === control);

describe('where a control is owed', () => {
  it.each<[string, readonly string[]]>([
    ['no-remote-shell', ['camera']],
    ['flow-protected', ['up', 'ping']], // what carries nothing that the map names can still be posed as
    ['stored-data-encrypted', ['store', 'log']],
    ['retention-enforced', ['store']], // the flow brings video there; nothing personal comes to the log
    ['tenant-isolation', ['log']], // the map says that the store serves one customer, and says nothing of the log
    ['wireless-protected', []],
    ['end-to-end-encryption', ['video']],
    ['risk-analysis-current', ['homes']],
    ['server-baseline', ['store', 'log']], // not the server that is out of scope
  ])('%s: %j', (control, subjects) => expect(of([], control)?.subjects.map((subject) => subject.subject)).toEqual(subjects));

  it('a control that the map has no object for is not owed, rather than green', () => expect(of([], 'wireless-protected')?.verdict).toBe('not-owed'));
});

describe('a whole is as good as its worst piece', () => {
  it('over variants', () => {
    const half = [seen(0, 'camera/new', 'device.no-remote-shell', true)];
    expect(of(half, 'no-remote-shell')).toMatchObject({ verdict: 'unproven', subjects: [{ shares: { proven: 40, unproven: 60 } }] });
    expect(of([...half, seen(1, 'camera/old', 'device.no-remote-shell', false)], 'no-remote-shell')).toMatchObject({
      verdict: 'failing',
      subjects: [{ shares: { proven: 40, failing: 60 } }],
    });
    expect(of([...half, seen(1, 'camera/old', 'device.no-remote-shell', true)], 'no-remote-shell')).toMatchObject({
      verdict: 'proven',
      subjects: [{ shares: { proven: 100 } }],
    });
  });

  it('over members', () => {
    const all = [seen(0, 'camera', 'device.no-remote-shell', true), seen(1, 'camera/new#7', 'device.no-remote-shell', false)];
    expect(of(all, 'no-remote-shell')).toMatchObject({ verdict: 'failing', subjects: [{ shares: { proven: 99, failing: 1 } }] });
    expect(of([seen(0, 'camera', 'device.no-remote-shell', true), seen(1, 'camera#9', 'device.no-remote-shell', false)], 'no-remote-shell')?.verdict).toBe(
      'failing',
    );
  });

  it('though there are more members than the map counts', () => {
    const store = (member: string, value: boolean, seq: number) => seen(seq, `store#${member}`, 'server.baseline-held', value);
    expect(of([store('a', true, 0), store('b', true, 1), store('c', false, 2)], 'server-baseline')?.subjects[0]).toMatchObject({
      subject: 'store',
      verdict: 'failing',
      population: 3,
      shares: { proven: 2, failing: 1 },
    });
  });

  it('and out of scope is no place to hide from evidence', () => {
    expect(of([seen(0, 'out', 'server.baseline-held', false)], 'server-baseline')?.subjects.map((one) => [one.subject, one.verdict])).toContainEqual([
      'out',
      'failing',
    ]);
    expect(of([seen(0, 'store', 'cloud.tenant-isolation-tested', false)], 'tenant-isolation')?.subjects.map((one) => one.subject)).toContain('store');
  });

  it('and the attack graph is told the same, of the whole, a variant and a member', () => {
    const { stateOf } = position([seen(0, 'camera/new', 'device.no-remote-shell', true), seen(1, 'camera/new#7', 'device.no-remote-shell', false)]);
    const at = (subject: string) => stateOf({ control: 'no-remote-shell' as ControlId, subject }).verdict;
    expect([at('camera'), at('camera/new'), at('camera/new#7'), at('camera/new#8'), at('camera/old')]).toEqual([
      'failing',
      'proven',
      'failing',
      'proven',
      'unproven',
    ]);
    const share = (value: number) =>
      position([{ ...seen(0, 'camera', 'fleet.versions-known', true), value }]).stateOf({ control: 'fleet-inventory' as ControlId, subject: 'camera' });
    expect([share(0.99), share(1)]).toMatchObject([
      { verdict: 'proven', complete: false },
      { verdict: 'proven', complete: true },
    ]);
    expect(stateOf({ control: 'no-such-control' as ControlId, subject: 'camera' })).toEqual({ verdict: 'unproven', evidence: [] });
  });
});

describe('excluding a control', () => {
  const grant = {
    kind: 'grant',
    control: 'no-remote-shell',
    subject: 'camera',
    reason: 'needed by the installer until spring',
    approver: 'head of product',
    until: '2027-03-01T00:00:00Z',
    now: AT,
    subjects: ['camera'],
  } as const;

  it('needs a reason, an approver and an end within a year', () => {
    const decided = exclusionDecider.decide(grant, new Map());
    expect(decided).toMatchObject({ ok: true, events: [{ type: 'exclusion.granted', control: 'no-remote-shell', until: '2027-03-01T00:00:00Z' }] });
  });

  it.each([
    ['a control nobody knows', { control: 'no-remote-shel' }, 'ASSAY-GAP-002'],
    ['a subject that does not owe it', { subject: 'store' }, 'ASSAY-GAP-003'],
    ['no reason', { reason: 'later' }, 'ASSAY-GAP-004'],
    ['nobody who agreed', { approver: ' ' }, 'ASSAY-GAP-004'],
    ['an end that has passed', { until: '2026-10-01T00:00:00Z' }, 'ASSAY-GAP-005'],
    ['no end to speak of', { until: '2099-01-01T00:00:00Z' }, 'ASSAY-GAP-005'],
    ['an end that is no moment', { until: 'spring' }, 'ASSAY-GAP-005'],
  ])('is refused with %s', (_, change, code) => {
    const decided = exclusionDecider.decide({ ...grant, ...change }, new Map());
    expect(decided.ok ? [] : decided.faults.map((fault) => fault.code)).toEqual([code]);
  });

  it('can be taken back, once', () => {
    const granted = exclusionDecider.decide(grant, new Map());
    const state = granted.ok ? granted.events.reduce(exclusionDecider.evolve, exclusionDecider.initial) : exclusionDecider.initial;
    const withdraw = {
      kind: 'withdraw',
      control: 'no-remote-shell',
      subject: 'camera',
      reason: 'no longer needed at all',
      approver: 'head of product',
    } as const;
    const taken = exclusionDecider.decide(withdraw, state);
    expect(taken.ok).toBe(true);
    expect(taken.ok && taken.events.reduce(exclusionDecider.evolve, state).size).toBe(0);
    const again = exclusionDecider.decide(withdraw, new Map());
    expect(again.ok ? [] : again.faults.map((fault) => fault.code)).toEqual(['ASSAY-GAP-006']);
  });
});
