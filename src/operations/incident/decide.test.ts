import { describe, expect, it } from 'vitest';
import { canonicalJson, Digest, type Json } from '../../core/index.ts';
import type { HandleIncident } from './command.ts';
import { incidentDecider } from './decide.ts';
import { INCIDENT_SCHEMAS } from './events.ts';
import { detection, foldedOf, minutes, ROLES, recorded, SECRET, taken } from './incident.fixture.ts';
import { keyedBy } from './keyed.ts';

const BY = 'csirt-lead';
const told = { incident: 'incident-1', by: BY } as const;
const folded = foldedOf(detection('10.0.0.5', 'x', 0), detection('10.0.0.6', 'x', 5));
const opened = taken(new Map(), ...folded.map(recorded));
const id = keyedBy(SECRET);
const VERIFIED: HandleIncident = { ...told, type: 'verify', verdict: 'true', reason: 'seen on the device' };
const DIGEST = Digest.of('firmware');
const well = (device: string): HandleIncident => ({
  ...told,
  type: 'recover',
  device,
  firmware: { digest: DIGEST, expected: DIGEST },
  credential: { digest: Digest.of('key'), issuedAt: minutes(60) },
  behaviour: { since: minutes(60), until: minutes(60 + 1440), heardUntil: minutes(60 + 1440) },
});
const one = (incidents: typeof opened, name = 'incident-1') => {
  const found = incidents.get(name);
  if (found === undefined) throw new Error('none');
  return found;
};

describe('where a device stands', () => {
  it('is what was said last, by its keyed id, and stays when it is seen again', () => {
    const at = (part: string): HandleIncident => ({ ...told, type: 'place', device: '10.0.0.5', part });
    const placed = taken(opened, at('camera'), at('camera/fw-1.8'));
    const again = taken(placed, ...foldedOf(detection('10.0.0.5', 'x', 0), detection('10.0.0.6', 'x', 9)).map(recorded));
    expect([...one(again).devices.values()].map(({ name, part }) => [name, part])).toEqual([
      ['10.0.0.5', 'camera/fw-1.8'],
      ['10.0.0.6', undefined],
    ]);
    expect(one(placed).timeline.at(-1)?.says).toBe(`${id('10.0.0.5')} is of the part camera/fw-1.8`);
    expect(() => taken(opened, { ...told, type: 'place', device: '10.0.0.9', part: 'camera' })).toThrow('ASSAY-INCIDENT-006');
  });
});

describe('what was seen', () => {
  it('opens an incident with its devices, rules and the places of its events', () => {
    const incident = one(opened);
    expect(incident).toMatchObject({
      id: 'incident-1',
      state: 'open',
      level: 'high',
      severity: 'high',
      title: 'Title of x',
      detectionCount: 2,
      deviceCount: 2,
    });
    expect([...incident.devices.values()].map(({ name }) => name)).toEqual(['10.0.0.5', '10.0.0.6']);
    expect(incident.evidence[0]?.raw.detections[0]?.events).toEqual([{ input: 0, offset: 0, length: 50, digest: Digest.of('line 0') }]);
  });

  it('puts neither names nor lines on the ledger, and what it puts there is of its shape', () => {
    const [first] = folded;
    if (first === undefined) throw new Error('none');
    const decision = incidentDecider.decide({ ...recorded(first), at: minutes(9), roles: ROLES, secret: SECRET }, new Map());
    const [event] = decision.ok ? decision.events : [];
    expect(INCIDENT_SCHEMAS['incident.opened'].safeParse(event?.body).success).toBe(true);
    const text = canonicalJson(event?.body as Json);
    for (const private_ of ['10.0.0.5', '10.0.0.6', 'conn.log', 'line 0', 'Title of']) expect(text).not.toContain(private_);
  });

  it('fits an entry of the ledger, however large it is', () => {
    const rules = Array.from({ length: 100 }, (_, i) => detection('10.0.0.1', `cause ${i}`.padEnd(150, 'x'), i, { techniques: Array(10).fill('T1234.001') }));
    const many = foldedOf(...rules, ...Array.from({ length: 2000 }, (_, i) => detection(`camera-${i}`, 'cause 1'.padEnd(150, 'x'), i % 100)));
    const [first] = many;
    if (first === undefined) throw new Error('none');
    const decision = incidentDecider.decide({ ...recorded(first), at: minutes(9999), roles: ROLES, secret: SECRET }, new Map());
    const body = decision.ok ? decision.events[0]?.body : undefined;
    expect(INCIDENT_SCHEMAS['incident.opened'].safeParse(body).error).toBeUndefined();
    expect(canonicalJson(body as Json).length).toBeLessThan(64 * 1024 - 300);
  });

  it.each([
    ['the same', foldedOf(detection('10.0.0.5', 'x', 0), detection('10.0.0.6', 'x', 5)), 1, 2],
    ['a part of it', foldedOf(detection('10.0.0.5', 'x', 0)), 1, 2],
    ['more of it', foldedOf(detection('10.0.0.5', 'x', 0), detection('10.0.0.6', 'x', 5), detection('10.0.0.7', 'x', 9)), 1, 3],
    ['the same cause within a day, from a log that begins later', foldedOf(detection('10.0.0.8', 'x', 100)), 1, 3],
    ['the same device within a day', foldedOf(detection('10.0.0.5', 'z', 100)), 1, 3],
    ['another cause on another device', foldedOf(detection('10.0.0.9', 'y', 100)), 2, 2],
    ['the same two days later', foldedOf(detection('10.0.0.5', 'x', 2880)), 2, 2],
  ])('again, as %s, is entered once', (_, again, incidents, detections) => {
    const next = taken(opened, ...again.map(recorded));
    expect(next.size).toBe(incidents);
    expect(one(next).detectionCount).toBe(detections);
    // And once more tells nothing.
    expect(taken(next, ...again.map(recorded))).toBe(next);
  });

  it('that joins two makes them one, which says so', () => {
    const two = taken(opened, ...foldedOf(detection('10.0.0.9', 'y', 20)).map(recorded));
    const joined = taken(two, ...foldedOf(detection('10.0.0.9', 'x', 30)).map(recorded));
    expect([...joined.values()].map(({ state, mergedInto }) => [state, mergedInto])).toEqual([
      ['open', undefined],
      ['merged', 'incident-1'],
    ]);
    expect(() => taken(joined, { ...VERIFIED, incident: 'incident-2' })).toThrow('ASSAY-INCIDENT-002');
  });

  it('of an exercise is kept apart from what happened', () => {
    const both = taken(opened, ...folded.map((each) => ({ ...recorded(each), exercise: true })));
    expect([...both.values()].map(({ exercise }) => exercise)).toEqual([false, true]);
  });
});

describe('an incident is closed', () => {
  const verified = taken(opened, VERIFIED);
  it.each<[string, typeof opened, HandleIncident[]]>([
    [
      'as verified and each device shown to be well',
      verified,
      [well('10.0.0.5'), well(id('10.0.0.6')), { ...told, type: 'close', reason: 'well', running: 0 }],
    ],
    [
      'as a false alarm',
      opened,
      [
        { ...VERIFIED, verdict: 'false' },
        { ...told, type: 'close', reason: 'a test of ours', running: 0 },
      ],
    ],
    [
      'with one device that was harmless',
      verified,
      [{ ...VERIFIED, verdict: 'benign', device: '10.0.0.5' }, well('10.0.0.6'), { ...told, type: 'close', reason: 'well', running: 0 }],
    ],
    ['as two people let it pass', verified, [{ ...told, type: 'close', reason: 'scrapped', running: 1, approvedBy: 'platform-administrator' }]],
  ])('%s', (_, state, commands) => {
    expect(one(taken(state, ...commands)).state).toBe('closed');
  });

  it.each<[string, typeof opened, HandleIncident[], string]>([
    ['not before its alarms are verified', opened, [], 'ASSAY-INCIDENT-004 ASSAY-INCIDENT-004 ASSAY-INCIDENT-004'],
    ['not while a device lacks proof', verified, [well('10.0.0.5')], 'ASSAY-INCIDENT-004'],
    [
      'not on firmware that is another',
      verified,
      [well('10.0.0.5'), { ...well('10.0.0.6'), firmware: { digest: DIGEST, expected: Digest.of('b') } } as HandleIncident],
      'ASSAY-INCIDENT-004',
    ],
    [
      'not where the sensor fell silent',
      verified,
      [well('10.0.0.5'), { ...well('10.0.0.6'), behaviour: { since: minutes(60), until: minutes(1500), heardUntil: minutes(70) } } as HandleIncident],
      'ASSAY-INCIDENT-004',
    ],
  ])('%s', (_, state, commands, codes) => {
    const before = taken(state, ...commands);
    expect(() => taken(before, { ...told, type: 'close', reason: 'done', running: 0 })).toThrow(codes);
  });

  it('and goes on where it is seen again, or by hand', () => {
    const closed = taken(verified, { ...told, type: 'close', reason: 'scrapped', running: 0, approvedBy: 'platform-administrator' });
    expect(taken(closed, ...folded.map(recorded))).toBe(closed);
    const again = foldedOf(detection('10.0.0.5', 'x', 0), detection('10.0.0.6', 'x', 5), detection('10.0.0.6', 'x', 50)).map(recorded);
    expect(one(taken(closed, ...again)).state).toBe('open');
    expect(one(taken(closed, { ...told, type: 'reopen', reason: 'it was not' })).state).toBe('open');
  });
});

describe('measured', () => {
  const contain = (device: string, from: number): HandleIncident => ({
    ...told,
    type: 'contain',
    device,
    since: minutes(from),
    heardUntil: minutes(from + 30),
    method: 'runtime',
  });
  it('of every device is contained, until one is seen again', () => {
    const contained = taken(opened, contain('10.0.0.5', 10), contain('10.0.0.6', 10));
    expect(one(contained).state).toBe('contained');
    expect(one(taken(opened, contain('10.0.0.5', 10))).state).toBe('open');
    expect(one(taken(contained, ...foldedOf(detection('10.0.0.6', 'x', 60)).map(recorded))).state).toBe('open');
    expect(one(taken(contained, VERIFIED, well('10.0.0.5'), well('10.0.0.6'))).state).toBe('recovered');
  });
});

describe('refused is', () => {
  it.each<[string, HandleIncident, string]>([
    ['an incident that is not there', { ...VERIFIED, incident: 'incident-9' }, 'ASSAY-INCIDENT-001'],
    ['a name', { ...VERIFIED, by: 'Ada Lovelace' }, 'ASSAY-INCIDENT-003'],
    ['a decision of one person', { ...told, type: 'close', reason: 'x', running: 0, approvedBy: BY }, 'ASSAY-INCIDENT-005'],
    ['a word of the machine where a second person agrees', { ...told, type: 'close', reason: 'x', running: 0, approvedBy: 'assay' }, 'ASSAY-INCIDENT-003'],
    ['a rule that said nothing', { ...VERIFIED, rules: ['rule/other'] }, 'ASSAY-INCIDENT-006'],
    ['a device that is not of it', { ...VERIFIED, device: '10.0.0.99' }, 'ASSAY-INCIDENT-006'],
    ['no reason', { ...VERIFIED, reason: ' ' }, 'ASSAY-INCIDENT-008'],
    ['nothing shown', { ...told, type: 'recover', device: '10.0.0.5' }, 'ASSAY-INCIDENT-009'],
    [
      'a silence without a sensor',
      { ...told, type: 'contain', device: '10.0.0.5', since: minutes(9), heardUntil: minutes(9), method: 'runtime' },
      'ASSAY-INCIDENT-009',
    ],
    [
      'an action that was due before',
      { ...told, type: 'review', text: 'x', actions: [{ text: 'y', owner: BY, due: minutes(1), controls: [] }] },
      'ASSAY-INCIDENT-007',
    ],
    ['an action that is not there', { ...told, type: 'action-done', action: 'action-1' }, 'ASSAY-INCIDENT-010'],
    ['a field of no paper', { ...told, type: 'say', track: 'severe-incident', field: 'colour', kind: 'said', text: 'x' }, 'ASSAY-INCIDENT-011'],
    [
      'a paper of what nobody is aware of',
      { ...told, type: 'duty', fact: { kind: 'submitted', track: 'severe-incident', stage: 'notification', at: minutes(1), to: 'CSIRT' } },
      'ASSAY-DUTY-005',
    ],
  ])('%s', (_, command, code) => {
    expect(() => taken(opened, command)).toThrow(code);
  });
});

describe('people', () => {
  it('rank, assign, note, say, review and do what was decided, and the timeline has each with its words', () => {
    const incident = one(
      taken(
        opened,
        { ...told, type: 'rank', severity: 'critical', reason: 'video was taken' },
        { ...told, type: 'assign', role: 'lead', to: 'platform-administrator' },
        { ...told, type: 'note', text: 'called the owner' },
        { ...told, type: 'duty', fact: { kind: 'aware', track: 'severe-incident', at: minutes(3) } },
        { ...told, type: 'duty', fact: { kind: 'aware', track: 'personal-data-breach', at: minutes(4) } },
        { ...told, type: 'say', track: 'severe-incident', field: 'unlawful', kind: 'said', text: 'yes' },
        { ...told, type: 'act', run: 'run-1', call: 'quarantine', outcome: 'done', devices: ['10.0.0.5'] },
        { ...told, type: 'review', text: 'learnt', actions: [{ text: 'Rotate keys', owner: BY, due: minutes(9000), controls: ['device-identity'] }] },
        { ...told, type: 'action-done', action: 'action-1' },
      ),
    );
    expect(incident).toMatchObject({ severity: 'critical', improvements: [{ id: 'action-1', text: 'Rotate keys', controls: ['device-identity'] }] });
    expect(incident.improvements[0]?.done).toBeDefined();
    expect(incident.duties.map(({ id: duty, kind }) => [duty, kind])).toEqual([
      ['incident-1/duty-1', 'aware'],
      ['incident-1/duty-2', 'aware'],
    ]);
    expect(incident.timeline.map(({ says, text }) => [says, text])).toEqual([
      ['opened: high, 2 devices, 2 detections, last seen 2026-11-01T00:05:00Z', undefined],
      ['severity critical', 'video was taken'],
      ['lead is platform-administrator', undefined],
      ['note', 'called the owner'],
      ['law: aware severe-incident', undefined],
      ['law: aware personal-data-breach', undefined],
      ['severe-incident: unlawful said', 'yes'],
      ['quarantine done (run-1)', undefined],
      ['reviewed, 1 action', 'learnt'],
      ['action action-1 done', undefined],
    ]);
  });
});
