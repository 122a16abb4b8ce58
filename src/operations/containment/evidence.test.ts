import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import type { Incident, IncidentDevice } from '../incident/model.ts';
import { containmentEvidence, handledOf } from './evidence.ts';

const at = (minutes: number) => Instant.of(Date.UTC(2026, 10, 1) + minutes * 60_000);
const RAW = { digest: Digest.of('report'), mediaType: 'application/json' };
const entered = (minutes: number, by = 'assay') => ({ seq: 1, at: at(minutes), by });
const DAY = 1440;

/** Seen at 0, enough at 5, last at 6; acted upon at 10. */
const incident = (devices: readonly IncidentDevice[], more: Partial<Incident> = {}): Incident => ({
  id: 'incident-1',
  exercise: false,
  state: 'closed',
  level: 'high',
  severity: 'high',
  openedAt: at(7),
  first: at(0),
  raised: at(5),
  last: at(6),
  origins: new Map(),
  absorbed: new Set(),
  devices: new Map(devices.map((one) => [one.id, one])),
  deviceCount: devices.length,
  causes: new Set(),
  causeNames: [],
  rules: [{ rule: 'behaviour/flood', title: 'Flood', level: 'high', techniques: [], first: at(0), last: at(6), detections: 1 }],
  detectionCount: 1,
  evidence: [],
  verdicts: [],
  roles: new Map(),
  duties: [],
  said: [],
  told: [],
  actions: [{ ...entered(10), run: 'run-1', outcome: 'done', devices: devices.map(({ id }) => id) }],
  improvements: [],
  timeline: [],
  ...more,
});
const WELL: IncidentDevice = {
  id: 'aa',
  contained: { ...entered(20), since: at(8), heardUntil: at(19) },
  firmware: { ...entered(DAY + 60), digest: 'sha256:1', expected: 'sha256:1' },
  credential: { ...entered(DAY + 60), digest: 'sha256:2', issuedAt: at(30) },
  behaviour: { ...entered(DAY + 61), since: at(40), until: at(DAY + 50), heardUntil: at(DAY + 50) },
};
const { contained: _, ...TALKING } = WELL;
const { credential: __, ...OLD_KEY } = WELL;
const drawn = (of: Incident) => containmentEvidence(of, { part: 'camera', observed: at(DAY + 100), raw: RAW });
const said = (of: Incident) => drawn(of).map(({ claim, value }) => [claim, value]);

describe('what the handling of an incident shows', () => {
  it('is that each device was cut off and brought back, and after how long', () => {
    expect(said(incident([WELL]))).toEqual([
      ['fleet.quarantine-drilled', true],
      ['recovery.verified', true],
      // From enough at 5 to the action at 10: it was last heard before that.
      ['csirt.containment-latency', 'PT300S'],
      ['recovery.duration', `PT${(DAY + 51) * 60}S`],
    ]);
    expect(drawn(incident([WELL])).map(({ method }) => method)).toEqual(['runtime', 'runtime', 'runtime', 'runtime']);
    expect(drawn(incident([WELL], { exercise: true }))[0]?.method).toBe('drill');
  });

  it('goes by when it was last heard, where that is later than the action', () => {
    const late = { ...WELL, contained: { ...entered(20), since: at(14), heardUntil: at(19) } };
    expect(said(incident([late]))).toContainEqual(['csirt.containment-latency', 'PT540S']);
  });

  const BAD: readonly [string, Incident, boolean, boolean][] = [
    ['another device talked on', incident([WELL, { ...TALKING, id: 'bb' }]), false, true],
    ['its key is the old one', incident([OLD_KEY]), false, false],
    ['it runs other firmware', incident([{ ...WELL, firmware: { ...entered(DAY), digest: 'sha256:3', expected: 'sha256:1' } }]), false, false],
    [
      'a person said that it is well',
      incident([{ ...WELL, behaviour: { ...entered(DAY + 61, 'lead'), since: at(40), until: at(DAY + 50), heardUntil: at(DAY + 50) } }]),
      false,
      false,
    ],
    ['there are devices that nobody named', incident([WELL], { deviceCount: 3 }), false, false],
  ];
  it.each(BAD)('is held against it where %s', (_why, of, quarantine, recovery) => {
    const found = drawn(of);
    expect(said(of).slice(0, 2)).toEqual([
      ['fleet.quarantine-drilled', quarantine],
      ['recovery.verified', recovery],
    ]);
    expect(found[0]?.finding?.severity).toBe('high');
  });

  const NOTHING: readonly [string, Incident][] = [
    ['no sensor showed silence', incident([TALKING])],
    ['nothing was done to it', incident([WELL], { actions: [] })],
    ['what was done failed', incident([WELL], { actions: [{ ...entered(10), run: 'run-1', outcome: 'failed', devices: ['aa'] }] })],
    ['the sensor was last heard before the action', incident([{ ...WELL, contained: { ...entered(20), since: at(7), heardUntil: at(9) } }])],
    ['silence is the word of a person', incident([{ ...WELL, contained: { ...entered(20, 'lead'), since: at(8), heardUntil: at(19) } }])],
    ['it was a false alarm', incident([WELL], { verdicts: [{ ...entered(30, 'lead'), rule: 'behaviour/flood', verdict: 'false' }] })],
  ];
  it.each(NOTHING)('is nothing at all where %s', (_why, of) => {
    expect(drawn(of)).toEqual([]);
    expect(handledOf(of).every(({ cut }) => cut === undefined)).toBe(true);
  });
});
