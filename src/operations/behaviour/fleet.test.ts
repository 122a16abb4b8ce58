import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { SecurityEvent } from '../event/model.ts';
import type { BehaviourOptions } from './engine.ts';
import { failed, flow, fresh, times } from './flows.fixture.ts';

const HOUR = 3600;
const camera = (i: number) => `192.168.1.${i + 30}`;
/** A camera that speaks to the cloud each quarter of an hour, for so many hours. */
const life = (devices: number, hours: number) =>
  times(devices * hours * 4, (n) =>
    flow(Math.floor(n / devices) * 900 + (n % devices), { src: camera(n % devices), dst: '203.0.113.10', service: 'ssl', bytesOut: 50_000, bytesIn: 50_000 }),
  );
const name = (seconds: number, answer: string, query = 'cloud.example.com') =>
  flow(seconds, { src: camera(0), dst: '192.168.1.1', dstPort: 53, transport: 'udp' }, { kind: 'dns', query, type: 'A', answers: [answer] });

function told(events: readonly SecurityEvent[], more: Partial<BehaviourOptions> = {}) {
  const engine = fresh({ groupOf: () => 'cameras', ...more });
  return events.flatMap((event) => engine.observe(event, 'input'));
}

const summary = (events: readonly SecurityEvent[], more: Partial<BehaviourOptions> = {}) => [
  ...new Set(told(events, more).map(({ rule, level }) => `${rule.replace('behaviour/', '')} ${level}`)),
];

describe('many devices that begin to speak to one machine at once', () => {
  const victim = '198.51.100.77';
  const all = (seconds: number, more: Parameters<typeof failed>[1]) => times(8, (i) => failed(seconds + i * 5, { src: camera(i), dst: victim, ...more }));

  it('are told, each of them, and are one cause', () => {
    const found = told([...life(8, 3), ...all(3 * HOUR, { dstPort: 80, transport: 'tcp' })]);
    expect(new Set(found.map(({ subject }) => subject))).toEqual(new Set(times8(camera)));
    expect(new Set(found.map(({ cause }) => cause))).toEqual(new Set([`all at once to ${victim}:80/tcp`]));
  });

  it.each<[string, readonly SecurityEvent[], Partial<BehaviourOptions>, readonly string[]]>([
    ['on an odd port that answers', [...life(8, 3), ...all(3 * HOUR, { dstPort: 4821, outcome: 'answered' })], {}, ['all-at-once high']],
    ['on a port of products, nothing known of names', [...life(8, 3), ...all(3 * HOUR, { dstPort: 443, outcome: 'answered' })], {}, ['all-at-once medium']],
    [
      'on a port of products, after a day, by an address that no name has',
      [name(0, '203.0.113.10'), ...life(8, 26), ...all(26 * HOUR, { dstPort: 443, outcome: 'answered' })],
      {},
      ['all-at-once high'],
    ],
    [
      'at a further address of a cloud, given for its name',
      [...life(8, 3), name(3 * HOUR - 5, victim), ...all(3 * HOUR, { dstPort: 443, outcome: 'answered' })],
      {},
      ['all-at-once low'],
    ],
    [
      'at a declared host, by its name: an update is rolled out',
      [...life(8, 3), name(3 * HOUR - 5, victim, 'files.update.example.com'), ...all(3 * HOUR, { dstPort: 443, outcome: 'answered', bytesIn: 9e6 })],
      { hosts: ['update.example.com'] },
      [],
    ],
    ['at a declared host, by its network', [...life(8, 3), ...all(3 * HOUR, { dstPort: 8000, outcome: 'answered' })], { hosts: ['198.51.100.0/24'] }, []],
    ['four of them', [...life(8, 3), ...all(3 * HOUR, { dstPort: 4821, outcome: 'answered' }).slice(0, 4)], {}, []],
    [
      'one an hour',
      [...life(8, 9), ...times(8, (i) => flow(9 * HOUR + i * HOUR, { src: camera(i), dst: victim, dstPort: 4821 }))].sort((a, b) => a.time - b.time),
      {},
      [],
    ],
    ['in their first minutes', life(30, 1), {}, []],
  ])('%s', (_, events, more, expected) => {
    expect(summary(events, more)).toEqual(expected);
  });

  it('are told among ten thousand other machines that one device each begins to speak to', () => {
    const noise = times(20_000, (i) =>
      flow(3 * HOUR - 500 + i / 40, { src: camera(i % 8), dst: `100.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`, dstPort: 443 }),
    );
    const strange = noise.map((event, i) =>
      event.flow === undefined ? event : { ...event, flow: { ...event.flow, dst: `45.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}` } },
    );
    const events = [...life(8, 3), ...strange, ...all(3 * HOUR - 250, { dstPort: 80 })].sort((a, b) => a.time - b.time);
    expect(told(events).some(({ rule, cause }) => rule === 'behaviour/all-at-once' && cause.includes(victim))).toBe(true);
  });
});

describe('order and clocks', () => {
  const victim = '198.51.100.77';
  const events = [...life(8, 3), ...times(8, (i) => flow(3 * HOUR + i * 5, { src: camera(i), dst: victim, dstPort: 4821 }))];
  const who = (all: readonly SecurityEvent[]) => [...new Set(told(all).map(({ subject, cause }) => `${subject} ${cause}`))].sort();

  it('a minute out of order tell the same of many devices at once', () => {
    const expected = who(events);
    expect(expected).toHaveLength(8);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 16, maxLength: 16 }), (delays) => {
        const late = events.map((event, i) => ({ event, arrives: event.time + (delays[i % 16] ?? 0) * 1000 })).sort((a, b) => a.arrives - b.arrives);
        expect(who(late.map(({ event }) => event))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it.each([-86_400_000, 86_400_000])('by a clock that is wrong by %i ms tell the same', (skew) => {
    expect(who(events.map((event) => ({ ...event, time: Instant.of(event.time + skew) })))).toEqual(who(events));
  });
});

describe('a device far above its group', () => {
  const burst = (more: Parameters<typeof flow>[1], n: number) =>
    times(n, (i) => flow(20 * HOUR + i * 2, { src: camera(3), dst: '203.0.113.10', service: 'ssl', ...more }));

  it('in bytes out is told with the figures', () => {
    const [found] = told([...life(8, 20), ...burst({ bytesOut: 5e6, bytesIn: 5e6 }, 20)]);
    expect(found).toMatchObject({ rule: 'behaviour/above-group', subject: camera(3), level: 'high', cause: 'bytes out far above group cameras' });
    expect(found?.why).toMatch(/bytes out in this hour; of \d+ hours of about [78] devices of cameras, 99 % stayed below \d+/);
  });

  it('in connections is told', () => {
    expect(summary([...life(8, 20), ...burst({ bytesOut: 10, bytesIn: 10 }, 300)])).toContain('above-group high');
  });

  it.each<[string, readonly SecurityEvent[], Partial<BehaviourOptions>]>([
    ['of a group of which little is known', [...life(8, 2), ...burst({ bytesOut: 5e6, bytesIn: 5e6 }, 20)], {}],
    ['of no group', [...life(8, 20), ...burst({ bytesOut: 5e6, bytesIn: 5e6 }, 20)], { groupOf: () => undefined }],
    ['of a group of two', [...life(2, 60), ...times(20, (i) => flow(60 * HOUR + i, { src: camera(1), dst: '203.0.113.10', bytesOut: 5e6, bytesIn: 5e6 }))], {}],
    ['by five times as much', [...life(8, 20), ...burst({ bytesOut: 50_000, bytesIn: 50_000 }, 20)], {}],
  ])('is not told: %s', (_, events, more) => {
    expect(summary(events, more)).toEqual([]);
  });
});

function times8(each: (i: number) => string): readonly string[] {
  return Array.from({ length: 8 }, (_, i) => each(i));
}
