import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { serviceMapSchema } from '../../map/model.ts';
import type { Detail, Flow, SecurityEvent } from '../event/model.ts';
import { compiled } from './compile.ts';
import { type DeclaredOptions, declared } from './declared.ts';
import { ACE, aceWith, mudText } from './mud.fixture.ts';
import { matchesPattern, type Policy } from './policy.ts';
import { readMud } from './read.ts';
import { tableOfPart } from './service-flows.ts';

const BASE = Instant.parse('2026-03-01T12:00:00Z');
const DEVICE = '10.0.0.5';
const table = (entries: { readonly from?: readonly unknown[]; readonly to?: readonly unknown[] }) => compiled(readMud(mudText(entries), 'x').mud);
const CLOUD: Policy = { id: 'lamp', device: DEVICE, table: table({ from: [ACE] }) };

function event(seconds: number, flow: Partial<Flow>, detail?: Detail, record: Record<string, unknown> = {}): SecurityEvent {
  return {
    class: 'network-activity',
    time: Instant.of(BASE + seconds * 1000),
    logSource: {},
    record,
    flow: { src: DEVICE, srcPort: 50_000, dst: '203.0.113.7', dstPort: 443, transport: 'tcp', outcome: 'answered', ...flow },
    ...(detail === undefined ? {} : { detail }),
    offset: 0,
    length: 1,
  };
}
const answer = (seconds: number, answers: readonly string[], ttl = 60, query = 'cloud.example.org', server = '10.0.0.1') =>
  event(seconds, { dst: server, dstPort: 53, transport: 'udp' }, { kind: 'dns', query, type: 'A', answers }, { TTLs: answers.map(() => ttl) });

function run(policies: readonly Policy[], events: readonly SecurityEvent[], options: DeclaredOptions = {}) {
  const said: string[] = [];
  const detector = declared(policies, { ...options, onVerdict: ({ verdict }) => said.push(verdict.is) });
  const detections = [...events.flatMap((one) => detector.observe(one, 'x')), ...detector.end()];
  return { detections, said, tally: detector.tally };
}

describe('peers by name', () => {
  it.each([
    ['one answer', [answer(0, ['203.0.113.7']), event(1, {})], ['allowed']],
    ['several', [answer(0, ['203.0.113.6', '203.0.113.7']), event(1, {})], ['allowed']],
    ['a chain', [answer(0, ['edge.example.net', '203.0.113.7']), event(1, {})], ['allowed']],
    ['the end of a chain', [answer(0, ['cloud.example.org', '203.0.113.7'], 60, 'other.example.org'), event(1, {})], ['allowed']],
    ['an answer that comes late', [event(1, {}), answer(20, ['203.0.113.7'])], ['allowed']],
    ['an answer of afterwards', [answer(0, ['203.0.113.6']), event(1, {}), answer(300, ['203.0.113.7'])], ['denied']],
    ['another name', [answer(0, ['203.0.113.7'], 60, 'other.example.org'), event(1, {})], ['denied']],
    ['an answer whose time is over by little', [answer(0, ['203.0.113.7']), event(3600, {})], ['allowed']],
    ['one whose time is over by days', [answer(0, ['203.0.113.7']), event(3 * 86_400, {})], ['not known']],
    ['no answer at all', [event(1, {})], ['not known']],
    ['an answer of whoever the device may not ask', [answer(0, ['203.0.113.7'], 60, 'cloud.example.org', '198.51.100.1'), event(1, {})], ['not known']],
    [
      'text that looks like an address',
      [
        event(0, { dst: '10.0.0.1', dstPort: 53, transport: 'udp' }, { kind: 'dns', query: 'cloud.example.org', type: 'TXT', answers: ['203.0.113.7'] }),
        event(1, {}),
      ],
      ['denied'],
    ],
    ['none, and a name of its own in TLS', [event(0, {}, { kind: 'tls', serverName: 'evil.example' }), event(1, {})], ['denied']],
    [
      'none for it, and the name in TLS',
      [answer(0, ['203.0.113.6'], 60, 'x.example'), event(0, {}, { kind: 'tls', serverName: 'cloud.example.org' }), event(1, {})],
      ['not known'],
    ],
    ['another, and the name in TLS', [answer(0, ['203.0.113.6']), event(0, {}, { kind: 'tls', serverName: 'cloud.example.org' }), event(1, {})], ['denied']],
  ] as const)('%s', (_, events, verdicts) => {
    expect(run([CLOUD], events).said).toEqual(verdicts);
  });

  it('are raised at the first flow, though an answer is waited for', () => {
    const { detections, tally } = run(
      [CLOUD],
      [answer(0, ['203.0.113.6']), event(10, {}), event(20, {}), event(500, { dst: '10.0.0.1', dstPort: 53, transport: 'udp' })],
    );
    expect(detections.map(({ rule, raised, cause, level }) => [rule, raised, cause, level])).toEqual([
      ['declared/undeclared-peer', BASE + 10_000, 'lamp: to 203.0.113.7 on 443/tcp', 'high'],
    ]);
    expect(tally).toMatchObject({ allowed: 1, denied: 2, notKnown: 0, waiting: 0, devices: 1, turnedAway: 0 });
  });

  it('are waited for by the clock of each input, one of which may be a day ahead', () => {
    const detector = declared([CLOUD]);
    const found = [
      ...detector.observe(event(1, {}), 'one'),
      ...detector.observe(event(86_400, { src: '10.0.0.6' }), 'two'),
      ...detector.observe(answer(20, ['203.0.113.7']), 'one'),
      ...detector.end(),
    ];
    expect([found, detector.tally.allowed]).toEqual([[], 1]);
  });

  it('say why something is not known, and how often', () => {
    expect([...run([CLOUD], [event(0, {}), event(5, {})]).tally.reasons]).toEqual([
      ['the peer is declared by name, and no answer of DNS to the device was seen', 2],
    ]);
  });
});

describe('detections', () => {
  const LOCAL: Policy = {
    id: 'lamp',
    device: '10.0.*',
    table: table({ from: [aceWith({ ipv4: { 'destination-ipv4-network': '10.0.0.9/32' }, tcp: { 'destination-port': { port: 80 } } })] }),
  };
  it.each([
    ['a peer outside', { dst: '198.51.100.1', dstPort: 23 }, [['declared/undeclared-peer', 'high']]],
    ['a peer inside', { dst: '10.9.0.8', dstPort: 23 }, [['declared/undeclared-peer', 'medium']]],
    [
      'a port',
      { dst: '10.0.0.9', dstPort: 23, src: '10.0.1.1' },
      [
        ['declared/undeclared-port', 'medium'],
        ['declared/undeclared-service', 'medium'],
      ],
    ],
    ['a service', { src: '198.51.100.1', dst: DEVICE, dstPort: 23 }, [['declared/undeclared-service', 'high']]],
    ['a service that does not answer', { src: '198.51.100.1', dst: DEVICE, dstPort: 23, outcome: 'refused' }, []],
    ['what goes on', { dst: '198.51.100.1', dstPort: 23, part: 'updated' }, []],
  ] as const)('%s', (_, flow, found) => {
    expect(run([LOCAL], [event(0, flow)]).detections.map(({ rule, level }) => [rule, level])).toEqual(found);
  });

  it('of very many peers fold into one', () => {
    const scan = Array.from({ length: 300 }, (_, i) => event(i / 100, { dst: `198.51.${i >> 8}.${i % 256}`, dstPort: 23, outcome: 'unanswered' }));
    const { detections, tally } = run([LOCAL], scan);
    expect(tally.denied).toBe(300);
    expect(detections).toHaveLength(33);
    expect(detections.at(-1)?.cause).toBe('lamp: to many peers on 23/tcp');
  });

  it('name a device by its hardware address, also where only its address is told', () => {
    const policy = { ...CLOUD, device: '02:00:00:00:00:05' };
    const events = [event(0, { srcMac: '02:00:00:00:00:05', dst: '10.0.0.1', dstPort: 53, transport: 'udp' }), event(1, { dst: '198.51.100.1', dstPort: 23 })];
    expect(run([policy], events).detections.map(({ subject }) => subject)).toEqual(['02:00:00:00:00:05']);
    const lease = event(0, { src: '10.0.0.1' }, { kind: 'dhcp', message: 'ack', mac: '02:00:00:00:00:05', assigned: DEVICE });
    expect(run([policy], [lease, event(1, { dst: '198.51.100.1', dstPort: 23 })]).detections).toHaveLength(1);
  });

  it('are the same whatever the order within a minute', () => {
    const events = [answer(0, ['203.0.113.7']), event(5, {}), event(20, { dst: '198.51.100.1' }), event(30, { dst: '198.51.100.2', dstPort: 23 })];
    const causes = (list: readonly SecurityEvent[]) =>
      run([CLOUD], list)
        .detections.map(({ cause, raised }) => `${raised} ${cause}`)
        .toSorted();
    expect(causes(events.toReversed())).toEqual(causes(events));
    expect(causes(events)).toHaveLength(2);
  });

  it('remember no more devices than they may', () => {
    const { tally } = run([LOCAL], [event(0, {}), event(1, { src: '10.0.0.6' })], { most: 1 });
    expect(tally).toMatchObject({ devices: 1, turnedAway: 1 });
  });
});

describe('versions of firmware', () => {
  const old: Policy = { id: 'v1', device: 'lamp-*', versions: ['1.*'], table: table({ from: [ACE] }) };
  const young: Policy = {
    id: 'v2',
    device: 'lamp-*',
    versions: ['2.*'],
    table: table({ from: [aceWith({ ipv4: { 'destination-ipv4-network': '198.51.100.0/24' } })] }),
  };
  const flow = event(100, { dst: '198.51.100.1', dstPort: 8883 });
  const options = (version: string | undefined): DeclaredOptions => ({
    deviceOf: (address) => (address === DEVICE ? 'lamp-7' : undefined),
    versionOf: () => version,
  });

  it.each([
    ['2.0', 'allowed', 0],
    ['1.9', 'denied', 1],
    ['3.0', 'not known', 0],
    [undefined, 'not known', 0],
  ])('%s', (version, verdict, found) => {
    const { said, detections } = run([old, young], [flow], options(version));
    expect(said).toEqual([verdict]);
    expect(detections).toHaveLength(found);
  });

  it('are asked of the moment, so that a roll-out alarms nobody', () => {
    const versionOf = (_: string, at: Instant) => (at < BASE + 50_000 ? '1.0' : '2.0');
    expect(run([old, young], [flow, event(10, { dst: '198.51.100.1', dstPort: 8883 })], { ...options(undefined), versionOf }).said).toEqual([
      'allowed',
      'denied',
    ]);
  });

  it.each([
    ['*', 'x', true],
    ['a*b*c', 'axxbyyc', true],
    ['a*b', 'abc', false],
    ['1.*', '1.', true],
    ['1.*', '2.1', false],
    ['', 'a', false],
    ['.*', 'ab', false],
  ])('pattern %s of %s', (pattern, text, is) => {
    expect(matchesPattern(pattern, text)).toBe(is);
  });
});

describe('what the map declares', () => {
  const map = serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 's', name: 'S' },
    parts: [
      { id: 'lamp', kind: 'device', name: 'Lamp', interfaces: [{ id: 'lamp-api', protocol: 'http', port: 8080, purpose: 'local-control' }] },
      { id: 'broker', kind: 'broker', name: 'Broker' },
      { id: 'app', kind: 'app', name: 'App' },
    ],
    flows: [
      { id: 'f1', from: 'lamp', to: 'broker', protocol: 'mqtts' },
      { id: 'f2', from: 'app', to: 'lamp', protocol: 'http', interface: 'lamp-api' },
    ],
    targets: [{ host: 'broker.example.org', part: 'broker', probes: ['tls'] }],
  });
  const policy: Policy = { id: 'lamp', device: DEVICE, table: tableOfPart(map, 'lamp') };

  it.each([
    ['a flow of the map', [answer(0, ['203.0.113.7'], 60, 'broker.example.org'), event(1, { dstPort: 8883 })], 'allowed'],
    ['another port', [answer(0, ['203.0.113.7'], 60, 'broker.example.org'), event(1, { dstPort: 23 })], 'denied'],
    ['another peer', [answer(0, ['203.0.113.7'], 60, 'broker.example.org'), event(1, { dst: '203.0.113.8', dstPort: 8883 })], 'denied'],
    ['somebody whose address the map does not say', [event(1, { src: '10.0.0.77', dst: DEVICE, dstPort: 8080 })], 'not known'],
    ['another service', [event(1, { src: '10.0.0.77', dst: DEVICE, dstPort: 23 })], 'denied'],
  ] as const)('%s', (_, events, verdict) => {
    expect(run([policy], events).said).toEqual([verdict]);
  });

  it('takes addresses that are given', () => {
    const given: Policy = { ...policy, table: tableOfPart(map, 'lamp', (part) => (part === 'app' ? ['10.0.0.0/24'] : [])) };
    expect(run([given], [event(1, { src: '10.0.0.77', dst: DEVICE, dstPort: 8080 })]).said).toEqual(['allowed']);
  });
});
