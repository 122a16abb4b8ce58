import { describe, expect, it } from 'vitest';
import type { SecurityEvent } from '../event/model.ts';
import { failed, flow, fresh, login, stranger, times } from './flows.fixture.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const own = '192.168.1.20';
/** A device that speaks to its cloud each ten minutes. */
const life = (hours: number, src = own) =>
  times(hours * 6, (i) => flow(i * 600, { src, dst: '203.0.113.10', service: 'ssl', bytesOut: 40_000, bytesIn: 4000 }));
const called = (seconds: number, dstPort: number, src = '192.168.1.9') => flow(seconds, { src, dst: own, dstPort, bytesOut: 100, bytesIn: 100 });
const inOrder = (events: readonly SecurityEvent[]) => [...events].sort((a, b) => a.time - b.time);

function summary(events: readonly SecurityEvent[], input: (event: SecurityEvent) => string = () => 'input') {
  const engine = fresh();
  return [
    ...new Set(
      events.flatMap((event) => engine.observe(event, input(event))).map(({ rule, level, subject }) => `${rule.replace('behaviour/', '')} ${level} ${subject}`),
    ),
  ];
}

describe('a port on which a device answers', () => {
  it.each<[string, readonly SecurityEvent[], readonly string[]]>([
    ['new after a day, to a neighbour', [...life(26), called(26 * HOUR, 8123)], [`new-service medium ${own}`]],
    ['new after a day, for remote control', [...life(26), called(26 * HOUR, 2323)], [`new-service high ${own}`]],
    ['new after a day, to a stranger', [...life(26), called(26 * HOUR, 48_101, '198.51.100.8')], [`new-service high ${own}`]],
    ['known since its first day', inOrder([...life(26), called(HOUR, 8123), called(26 * HOUR, 8123)]), []],
    ['in its first day', inOrder([...life(20), called(10 * HOUR, 8123)]), []],
    ['that is tried and not answered', [...life(26), failed(26 * HOUR, { src: '192.168.1.9', dst: own, dstPort: 8123 })], []],
  ])('%s', (_, events, expected) => {
    expect(summary(events)).toEqual(expected);
  });
});

describe('what a device sends', () => {
  const sends = (mb: number, more: Parameters<typeof flow>[1] = {}) =>
    flow(26 * HOUR, { dst: '198.51.100.7', bytesOut: mb * 1e6, bytesIn: 1000, service: 'ssl', ...more });
  it.each<[string, readonly SecurityEvent[], readonly string[]]>([
    ['a hundred times the most of an hour before', [...life(26), sends(60)], [`upload medium ${own}`]],
    ['within its own network', [...life(26), sends(60, { dst: '192.168.1.3' })], []],
    ['and is sent as much', [...life(26), sends(60, { bytesIn: 6e7 })], []],
    ['little more than ever', [...life(26), sends(4)], []],
    ['in its first day', [...life(20), { ...sends(60), time: life(20).at(-1)?.time ?? sends(60).time }], []],
  ])('%s', (_, events, expected) => {
    expect(summary(events)).toEqual(expected);
  });
});

describe('silence', () => {
  const two = (hours: number, silentFrom: number) => inOrder([...life(silentFrom), ...life(hours, '192.168.1.21')]);
  it.each<[string, readonly SecurityEvent[], readonly string[]]>([
    ['of a device that spoke each hour of a day', two(30, 25), [`silent low ${own}`]],
    [
      'of one that was suspected',
      inOrder([...two(30, 25), ...times(5, (i) => failed(24 * HOUR + i * 12, { dstPort: 50 }))]),
      [`dead-call-back high ${own}`, `silent medium ${own}`],
    ],
    ['of one that is seldom heard', inOrder([...times(6, (i) => flow(i * 4 * HOUR)), ...life(40, '192.168.1.21')]), []],
    ['of an hour', two(26, 25), []],
    ['of all, as the stream ends', life(25), []],
  ])('%s', (_, events, expected) => {
    expect(summary(events)).toEqual(expected);
  });

  it('is told once, and again after the device spoke again', () => {
    const engine = fresh();
    const back = [
      ...two(30, 25),
      ...inOrder([...life(30), ...life(36, '192.168.1.21')].map((event) => ({ ...event, time: (event.time + 31 * HOUR * 1000) as typeof event.time }))),
    ];
    expect(back.flatMap((event) => engine.observe(event, 'input')).filter(({ rule }) => rule === 'behaviour/silent')).toHaveLength(2);
  });

  it('of a sensor is one matter, and none of each of its devices', () => {
    const events = two(30, 25);
    const sensor = ({ flow }: SecurityEvent) => (flow?.src === own ? 'north' : 'south');
    expect(summary(events, sensor)).toEqual(['sensor-silent low north']);
  });

  it('is not told because one event claims to be of a far future', () => {
    const events = [
      ...inOrder([...life(26), ...life(26, '192.168.1.21')]),
      flow(400 * DAY, { src: '192.168.1.22' }),
      ...inOrder([...life(2), ...life(2, '192.168.1.21')].map((event) => ({ ...event, time: (event.time + 26 * HOUR * 1000) as typeof event.time }))),
    ];
    expect(summary(events)).toEqual([]);
  });
});

describe('a slow scan', () => {
  it('of one machine every ten minutes is found within a day, among ordinary traffic and other failures', () => {
    const events = inOrder([
      ...life(24),
      ...times(144, (i) => failed(i * 600 + 7, { dst: stranger(i), dstPort: 80 })),
      ...times(2000, (i) => failed(i * 40, { dst: '203.0.113.10', dstPort: 8883 })),
      ...times(500, (i) => failed(i * 170, { dst: '203.0.113.77', dstPort: 5228 })),
      ...times(300, (i) => flow(i * 280, { dst: stranger(9000 + i), dstPort: 443, service: 'ssl' })),
    ]);
    expect(summary(events)).toEqual([`horizontal-scan high ${own}`]);
  });

  it('is not made of log-ins', () => {
    expect(summary(times(5, (i) => login(i * 600, false)))).toEqual([]);
  });
});
