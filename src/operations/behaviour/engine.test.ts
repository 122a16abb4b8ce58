import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Detection } from '../detection/model.ts';
import type { SecurityEvent } from '../event/model.ts';
import { behaviour } from './engine.ts';
import { failed, flow, fresh, login, stranger, times } from './flows.fixture.ts';

function rules(events: readonly SecurityEvent[]): readonly string[] {
  const engine = fresh();
  return [...new Set(events.flatMap((event) => engine.observe(event, 'input')).map(({ rule }) => rule.replace('behaviour/', '')))].sort();
}

describe('behaviour that is told', () => {
  it.each<[string, readonly SecurityEvent[], readonly string[]]>([
    ['a fast scan of one port', times(20, (i) => failed(i, { dst: stranger(i), dstPort: 80 })), ['horizontal-scan']],
    ['a slow scan: one machine every ten minutes for a day', times(144, (i) => failed(i * 600, { dst: stranger(i), dstPort: 80 })), ['horizontal-scan']],
    ['a scan of the home', times(20, (i) => failed(i, { dst: `192.168.1.${i + 30}`, dstPort: 8080 })), ['horizontal-scan']],
    ['a scan of many ports', times(40, (i) => failed(i, { dst: '192.168.1.1', dstPort: 1000 + i })), ['vertical-scan']],
    ['calls at a dead machine on a port of nobody', times(5, (i) => failed(i * 12, { dstPort: 50 })), ['dead-call-back']],
    ['telnet outward', [flow(0, { dstPort: 23 })], ['led-from-outside']],
    ['chat outward by what the sensor saw', [flow(0, { dstPort: 9999, service: 'irc' })], ['led-from-outside']],
    ['other than TLS on its port', [flow(0, { bytesOut: 20, bytesIn: 20, examined: true })], ['not-tls']],
    [
      'fetches among tries that fail',
      times(12, (i) => (i % 2 === 0 ? failed(i, { dstPort: 80 }) : flow(i, { dstPort: 80, service: 'http', bytesOut: 100, bytesIn: 90_000 }))),
      ['fetch-by-address', 'loader'],
    ],
    [
      'a flood by one long conversation',
      [
        flow(-5, { transport: 'udp', dstPort: 123 }),
        flow(0, { transport: 'udp', dstPort: 80, outcome: 'unanswered', packetsOut: 18_000, bytesOut: 7e7, duration: 20_000 }),
      ],
      ['flood'],
    ],
    ['a flood by many conversations', times(150, (i) => failed(i / 50, { dstPort: 80, srcPort: 1000 + i })), ['flood']],
    ['a beacon on a port of everybody', times(60, (i) => flow(i * 2 + (i % 3) / 10, { service: 'ssl', bytesOut: 500, bytesIn: 900 })), ['beacon']],
    [
      'a second device that calls where the first was led',
      [flow(0, { dstPort: 23 }), flow(60, { src: '192.168.1.21', dstPort: 8443, service: 'ssl' })],
      ['implicated-peer', 'led-from-outside'],
    ],
    ['log-ins that fail', times(12, (i) => login(i, false)), ['brute-force']],
    ['a log-in that succeeds after them', [...times(8, (i) => login(i, false)), login(9, true)], ['log-in-after-failures']],
    ['short sessions of a shell', times(25, (i) => flow(i / 2, { src: '203.0.113.5', dst: '192.168.1.20', dstPort: 902, service: 'ssh' })), ['brute-force']],
  ])('%s', (_, events, expected) => {
    expect(rules(events)).toEqual(expected);
  });
});

describe('behaviour of every day', () => {
  it.each<[string, readonly SecurityEvent[]]>([
    ['time servers that do not answer', times(300, (i) => failed(i * 5, { dst: stranger(i), transport: 'udp', dstPort: 123 }))],
    ['announcements to all', times(300, (i) => failed(i, { dst: '239.255.255.250', transport: 'udp', dstPort: 1900, packetsOut: 700 }))],
    [
      'a stream of video that is answered',
      [flow(0, { transport: 'udp', dstPort: 32_100, packetsOut: 900_000, bytesOut: 9e8, bytesIn: 1e6, duration: 600_000 })],
    ],
    [
      'a capture that sees only what goes out',
      times(300, (i) => failed(i * 2, { transport: 'udp', dstPort: 40_000, packetsOut: 500, bytesOut: 1e5, duration: 1000 })),
    ],
    ['a cloud that is away for a day', times(2000, (i) => failed(i * 40, { dstPort: 8883 }))],
    [
      'a recorder that answered and is away',
      [...times(5, (i) => flow(i * 60, { dstPort: 37_777, bytesIn: 1000 })), ...times(100, (i) => failed(400 + i * 5, { dstPort: 37_777 }))],
    ],
    ['a poll every minute', times(600, (i) => flow(i * 60, { service: 'ssl', bytesOut: 400, bytesIn: 400 }))],
    ['a burst of fetches of one page', times(30, (i) => flow(i / 20, { service: 'ssl', bytesOut: 400, bytesIn: 4000 }))],
    ['TLS whose beginning was not seen', [flow(0, { outcome: 'unknown', bytesOut: 900, bytesIn: 900 })]],
    ['bytes that the sensor did not look at', [flow(0, { bytesOut: 20, bytesIn: 20 })]],
    [
      'the same after a name was asked for',
      [
        flow(0, { dst: '192.168.1.1', transport: 'udp', dstPort: 53, service: 'dns' }),
        flow(1, { dstPort: 80, service: 'http', bytesOut: 90, bytesIn: 90_000 }),
        flow(2, { dstPort: 4915, bytesOut: 90, bytesIn: 90 }),
      ],
    ],
    ['a person at a shell', times(8, (i) => flow(i * 100, { src: '192.168.1.9', dst: '192.168.1.20', dstPort: 22, service: 'ssh' }))],
    ['three wrong passwords and the right one', [...times(3, (i) => login(i * 5, false)), login(20, true)]],
  ])('is not told: %s', (_, events) => {
    expect(rules(events)).toEqual([]);
  });
});

describe('a machine that the fleet speaks to', () => {
  it('is not named by what one device of it does', () => {
    const engine = fresh();
    const others = times(40, (i) => flow(i, { src: `192.168.1.${i + 50}`, service: 'ssl' }));
    const all = [...others, flow(50, { dstPort: 23 }), ...others.map((event) => ({ ...event, time: Instant.of(event.time + 60_000) }))].flatMap((event) =>
      engine.observe(event, 'input'),
    );
    expect(all.map(({ rule, subject }) => [rule, subject])).toEqual([['behaviour/led-from-outside', '192.168.1.20']]);
  });
});

describe('memory', () => {
  it('of a beacon every thirty minutes outlives a million peers that are spoken to once', () => {
    const engine = behaviour({ key: [11, 12], filterBits: 2 ** 25 });
    const found: Detection[] = [];
    // Eight hours: between two calls of the beacon some sixty thousand strangers, each once, all answered.
    for (let half = 0; half < 16; half += 1) {
      for (const event of [0, 1, 2, 3].map((i) => failed(half * 1800 + i * 3, { dstPort: 4444, dst: '198.51.100.99' })))
        found.push(...engine.observe(event, 'input'));
      for (let i = 0; i < 62_500; i += 1)
        engine.observe(flow(half * 1800 + 10 + i / 50, { dst: stranger(half * 62_500 + i), dstPort: 80, service: 'http' }), 'input');
    }
    expect(found.map(({ cause }) => cause)).toContain('call back to port 4444/tcp');
    // Once an hour, and not once a beat: eight hours.
    expect(found.filter(({ rule }) => rule === 'behaviour/dead-call-back').length).toBeLessThanOrEqual(9);
    // Long on a machine that has much else to do.
  }, 600_000);

  it('holds as many devices as it may, and counts those that it turns away', () => {
    const engine = behaviour({ key: [1, 2], filterBits: 2 ** 16, most: 5000 });
    for (let i = 0; i < 6000; i += 1) engine.observe(flow(i, { src: `10.0.${i >> 8}.${i & 255 || 1}`, dstPort: 443 }), 'input');
    expect(engine.devices).toBe(5000);
    expect(engine.turnedAway).toBeGreaterThan(900);
    expect(engine.memory).toBeLessThan(10 * 1024 * 1024);
  });
});

describe('any order', () => {
  it('within a minute tells the same', () => {
    const events = [
      ...times(30, (i) => failed(i * 3, { dst: stranger(i), dstPort: 81 })),
      ...times(8, (i) => failed(i * 7, { dstPort: 50, dst: '198.51.100.9' })),
      ...times(12, (i) => login(i * 2, false)),
    ];
    const expected = rules(events);
    expect(expected).toEqual(['brute-force', 'dead-call-back', 'horizontal-scan']);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 59 }), { minLength: events.length, maxLength: events.length }), (delays) => {
        const late = events.map((event, i) => ({ event, arrives: event.time + (delays[i] ?? 0) * 1000 })).sort((a, b) => a.arrives - b.arrives);
        expect(rules(late.map(({ event }) => event))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('with events between that claim to be of years to come tells the same: they make it forget nobody', () => {
    const beacon = times(60, (i) => flow(i * 2 + (i % 3) / 10, { service: 'ssl', bytesOut: 500, bytesIn: 900 }));
    const claims = (i: number) => flow((i + 1) * 6_000_000, { src: '192.168.1.77', dst: stranger(i) });
    expect(rules(beacon.flatMap((one, i) => [one, claims(i)]))).toContain('beacon');
  });

  it('by a clock that is a day wrong tells the same', () => {
    const events = times(30, (i) => failed(i * 3, { dst: stranger(i), dstPort: 81 }));
    for (const skew of [-86_400_000, 86_400_000]) {
      expect(rules(events.map((event) => ({ ...event, time: Instant.of(event.time + skew) })))).toEqual(rules(events));
    }
  });
});
