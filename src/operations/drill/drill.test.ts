import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import type { Detection } from '../detection/model.ts';
import type { SecurityEvent } from '../event/model.ts';
import { declarationOf, declared, notJudged } from './decide.ts';
import { drillEvidence } from './evidence.ts';
import { judging } from './judge.ts';
import { type Drill, drillSchema } from './model.ts';
import { drillView } from './views.ts';

const DRILL: Drill = drillSchema.parse({
  assay: 'drill/1',
  id: 'scan-november',
  what: 'A test camera asks 60 addresses of its own network for telnet',
  part: 'camera',
  devices: ['10.20.0.50', '10.20.0.51'],
  begins: '2026-11-10T10:00:00Z',
  within: 'PT5M',
  rules: ['behaviour/horizontal-scan'],
});
const BEGINS = Instant.parse(DRILL.begins);
const RAW = { digest: Digest.of('a drill'), mediaType: 'application/json' };

const at = (seconds: number) => Instant.of(BEGINS + seconds * 1000);
const event = (src: string, seconds: number): SecurityEvent => ({
  class: 'network-activity',
  time: at(seconds),
  logSource: {},
  record: {},
  flow: { src, srcPort: 1, dst: '10.20.0.1', dstPort: 23, transport: 'tcp', outcome: 'unanswered' },
  offset: 0,
  length: 1,
});
const detection = (subject: string, seconds: number, rule = 'behaviour/horizontal-scan'): Detection => ({
  rule,
  engine: 'behaviour',
  title: 'Scan',
  level: 'high',
  techniques: [],
  subject,
  cause: rule,
  first: at(seconds),
  last: at(seconds),
  raised: at(seconds),
  count: 1,
  events: [],
  why: '',
});

describe('a drill', () => {
  const [one = '', two = ''] = DRILL.devices;
  it.each<readonly [string, readonly SecurityEvent[], readonly Detection[], readonly string[], boolean]>([
    ['seen at once', [event(one, 1), event(two, 1)], [detection(one, 40), detection(two, 300)], ['seen 40', 'seen 300'], true],
    ['of which one is seen too late', [event(one, 1), event(two, 1)], [detection(one, 40), detection(two, 301)], ['seen 40', 'late 301'], false],
    ['of which one is missed', [event(one, 1), event(two, 1)], [detection(one, 40)], ['seen 40', 'missed'], false],
    ['found by another rule', [event(one, 1), event(two, 1)], [detection(one, 4), detection(two, 4, 'behaviour/flood')], ['seen 4', 'missed'], false],
    ['found before it began', [event(one, 1), event(two, 1)], [detection(one, -1), detection(two, 4)], ['missed', 'seen 4'], false],
    ['of another device', [event(one, 1), event(two, 1)], [detection('10.20.0.9', 4), detection(two, 4)], ['missed', 'seen 4'], false],
    ['whose sensor is silent', [event(one, 1), event(two, -60), event(two, 301)], [detection(one, 4)], ['seen 4', 'silent'], false],
    ['told twice, the first counts', [event(one, 1)], [detection(one, 9), detection(one, 4), detection(two, 7)], ['seen 4', 'seen 7'], true],
  ])('%s', (_, events, detections, outcomes, value) => {
    const judge = judging(DRILL);
    for (const each of events) judge.observe(each);
    for (const each of detections) judge.take(each);
    const found = judge.outcomes();
    expect(found.map(({ outcome, latency }) => (latency === undefined ? outcome : `${outcome} ${latency / 1000}`))).toEqual(outcomes);
    const [first, ...times] = drillEvidence(DRILL, found, true, RAW);
    expect([first?.claim, first?.value, first?.finding === undefined]).toEqual(['fleet.intrusion-detected', value, value]);
    expect(first?.observedAt).toBe('2026-11-10T10:05:00Z');
    expect(times.map((time) => `${time.claim} ${String(time.value)}`)).toEqual(
      found.flatMap(({ latency }) => (latency === undefined ? [] : [`detection.latency PT${latency / 1000}S`])),
    );
    // What a drill says of devices never names one.
    expect(JSON.stringify(drillEvidence(DRILL, found, true, RAW))).not.toContain('10.20');
    expect(drillEvidence(DRILL, found, false, RAW)[0]?.claim).toBe('monitoring.alerts-tested');
  });

  const EMPTY = drillView.initial();
  const DECLARED = {
    ...EMPTY,
    declared: [{ drill: DRILL.id, part: 'camera', begins: DRILL.begins, within: 'PT5M', devices: 2, declaration: declarationOf(DRILL), seq: 3 }],
  };

  it('is declared before it begins, and once', () => {
    expect(declared(DRILL, EMPTY, at(-1))).toMatchObject({ fact: { drill: 'scan-november', devices: 2, declaration: declarationOf(DRILL) } });
    expect(declared(DRILL, EMPTY, at(0))).toMatchObject({ faults: [{ code: 'ASSAY-DRILL-002' }] });
    expect(declared(DRILL, DECLARED, at(-1))).toMatchObject({ faults: [{ code: 'ASSAY-DRILL-005' }] });
  });

  it.each<readonly [string, Drill, ReturnType<typeof drillView.initial>, number, readonly string[]]>([
    ['as it was declared, when its time has passed', DRILL, DECLARED, 300, []],
    ['not before', DRILL, DECLARED, 299, ['ASSAY-DRILL-004']],
    ['not where nobody declared it', DRILL, EMPTY, 300, ['ASSAY-DRILL-003']],
    ['not by another declaration', { ...DRILL, rules: ['behaviour/flood'] }, DECLARED, 300, ['ASSAY-DRILL-003']],
    ['not twice', DRILL, { ...DECLARED, judged: [DRILL.id] }, 300, ['ASSAY-DRILL-005']],
  ])('is judged %s', (_, drill, view, seconds, codes) => {
    expect(notJudged(drill, view, at(seconds)).map(({ code }) => code)).toEqual(codes);
  });

  it.each<readonly [string, object]>([
    ['without devices', { devices: [] }],
    ['with a moment of no zone', { begins: '2026-11-10 10:00' }],
    ['with a field it has not', { when: 'now' }],
  ])('is no declaration %s', (_, more) => {
    expect(drillSchema.safeParse({ ...DRILL, ...more }).success).toBe(false);
  });
});
