import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import type { Detection } from '../../detection/model.ts';
import { Detector } from '../detector.ts';
import { eventWith, rulesOf } from '../made.fixture.ts';

const BASE = ['fail', 'ok', 'move']
  .map((name) => `title: ${name}\nname: ${name}\nlogsource: {}\ndetection:\n  s: {a: ${name}}\n  condition: s\n`)
  .join('---\n');

function setOf(...correlations: readonly string[]) {
  const set = rulesOf([BASE, ...correlations].join('---\n'));
  expect(set.faults).toEqual([]);
  return set;
}

const correlation = (name: string, type: string, rules: string, more: string) =>
  `title: ${name}\nname: ${name}\ncorrelation:\n  type: ${type}\n  rules: [${rules}]\n  timespan: 5m\n${more
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;

type Seen = readonly [second: number, a: string, more?: Readonly<Record<string, unknown>> | undefined];

function eventsOf(seen: readonly Seen[]) {
  return seen.map(([second, a, more], i) => eventWith({ a, ip: '1', ...more }, { time: Instant.of(second * 1000), offset: i }));
}

function run(set: ReturnType<typeof setOf>, events: ReturnType<typeof eventsOf>): readonly Detection[] {
  const detector = new Detector(set);
  return [...events.flatMap((event) => detector.feed(event, 'in')), ...detector.end()];
}

const raised = (set: ReturnType<typeof setOf>, seen: readonly Seen[]) => run(set, eventsOf(seen)).map(({ rule }) => rule);
const times = (many: number, step: number, a = 'fail', more?: (i: number) => Readonly<Record<string, unknown>>): readonly Seen[] =>
  Array.from({ length: many }, (_, i) => [i * step, a, more?.(i)] as const);

const groupIn = (why: string) => why.slice(why.indexOf('(ip'), why.indexOf(')'));

describe('correlations', () => {
  const count = setOf(correlation('c', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gte: 5}'));
  it.each([
    ['enough within the window', count, times(5, 10), ['c']],
    ['too few', count, times(4, 10), []],
    ['too slow', count, times(9, 100), []],
    ['other groups', count, times(8, 1, 'fail', (i) => ({ ip: String(i) })), []],
    [
      'a range that is met when the window is over',
      setOf(correlation('c', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gt: 2, lte: 4}')),
      times(4, 10),
      ['c'],
    ],
    ['a range that is passed', setOf(correlation('c', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gt: 2, lte: 4}')), times(5, 10), []],
    ['exactly', setOf(correlation('c', 'event_count', 'fail', 'group-by: [ip]\ncondition: {eq: 3}')), times(3, 10), ['c']],
    [
      'different values',
      setOf(correlation('c', 'value_count', 'fail', 'group-by: [ip]\ncondition: {field: u, gte: 3}')),
      times(6, 1, 'fail', (i) => ({ u: i % 3 })),
      ['c'],
    ],
    [
      'too few different values',
      setOf(correlation('c', 'value_count', 'fail', 'group-by: [ip]\ncondition: {field: u, gte: 3}')),
      times(9, 1, 'fail', (i) => ({ u: i % 2 })),
      [],
    ],
    [
      'different pairs',
      setOf(correlation('c', 'value_count', 'fail', 'group-by: [ip]\ncondition: {field: [u, v], gte: 4}')),
      times(4, 1, 'fail', (i) => ({ u: i % 2, v: i >> 1 })),
      ['c'],
    ],
    ['a sum', setOf(correlation('c', 'value_sum', 'fail', 'group-by: [ip]\ncondition: {field: n, gt: 100}')), times(3, 1, 'fail', () => ({ n: '40' })), ['c']],
    [
      'an average',
      setOf(correlation('c', 'value_avg', 'fail', 'group-by: [ip]\ncondition: {field: n, gt: 10}')),
      times(3, 1, 'fail', (i) => ({ n: i * 20 })),
      ['c'],
    ],
    [
      'a median',
      setOf(correlation('c', 'value_median', 'fail', 'group-by: [ip]\ncondition: {field: n, lt: 10}')),
      times(3, 1, 'fail', (i) => ({ n: [1, 2, 900][i] })),
      ['c'],
    ],
    [
      'a percentile',
      setOf(correlation('c', 'value_percentile', 'fail', 'group-by: [ip]\ncondition: {field: n, percentile: 90, gte: 9}')),
      times(10, 1, 'fail', (i) => ({ n: i + 1 })),
      ['c'],
    ],
    [
      'a rare value',
      setOf(correlation('c', 'value_percentile', 'fail', 'group-by: [ip]\ncondition: {field: n, lte: 10}')),
      times(10, 1, 'fail', (i) => ({ n: i === 4 ? 'odd' : 'even' })),
      ['c'],
    ],
    [
      'all rules in any order',
      setOf(correlation('c', 'temporal', 'fail, ok', 'group-by: [ip]')),
      [
        [9, 'ok'],
        [20, 'fail'],
      ],
      ['c'],
    ],
    [
      'two of three rules',
      setOf(correlation('c', 'temporal', 'fail, ok, move', 'group-by: [ip]\ncondition: {gte: 2}')),
      [
        [9, 'ok'],
        [20, 'fail'],
      ],
      ['c'],
    ],
    [
      'rules in their order',
      setOf(correlation('c', 'temporal_ordered', 'fail, ok', 'group-by: [ip]')),
      [
        [9, 'fail'],
        [20, 'ok'],
      ],
      ['c'],
    ],
    [
      'rules in another order',
      setOf(correlation('c', 'temporal_ordered', 'fail, ok', 'group-by: [ip]')),
      [
        [9, 'ok'],
        [20, 'fail'],
      ],
      [],
    ],
    [
      'an alias',
      setOf(correlation('c', 'temporal', 'fail, ok', 'group-by: [who]\naliases: {who: {fail: src, ok: dst}}')),
      [
        [9, 'fail', { src: 'x' }],
        [20, 'ok', { dst: 'x' }],
      ],
      ['c'],
    ],
    ['an event without the field', setOf(correlation('c', 'event_count', 'fail', 'group-by: [none]\ncondition: {gte: 1}')), times(3, 1), []],
    [
      'what it stands on as well',
      setOf(correlation('c', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gte: 2}\ngenerate: true')),
      times(2, 1),
      ['fail', 'fail', 'c'],
    ],
    [
      'a chain',
      setOf(
        correlation('many', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gte: 3}'),
        correlation('then', 'temporal_ordered', 'many, ok', 'group-by: [ip]'),
      ),
      [...times(3, 10), [60, 'ok']],
      ['then'],
    ],
  ] as const)('%s', (_, set, seen, expected) => {
    expect(raised(set, seen)).toEqual(expected);
  });

  it('say how many, when and why', () => {
    expect(run(count, eventsOf(times(6, 10)))[0]).toMatchObject({
      count: 5,
      first: 0,
      last: 40_000,
      raised: 40_000,
      why: 'Events: 5 within 5m, where at least 5 is asked (ip 1).',
    });
  });

  describe('of a source that tells a moment far away', () => {
    const range = setOf(correlation('c', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gt: 2, lte: 4}'));
    const [first, far, long] = [times(3, 10), 4_070_908_800, 2_000_000] as const;
    const fed = (seen: readonly Seen[]): number => {
      const detector = new Detector(range);
      return eventsOf(seen)
        .flatMap((event) => detector.feed(event, 'in'))
        .filter(({ rule }) => rule === 'c').length;
    };
    it.each<readonly [string, readonly Seen[], number]>([
      ['once, ends no window before its time', [...first, [far, 'ok'], [30, 'fail'], [31, 'fail']], 0],
      ['once, and windows end after it', [...first, [far, 'ok'], [1000, 'ok']], 1],
      ['first of all, and windows end after it', [[far, 'ok'], ...first, [1000, 'ok']], 1],
      ['again and again, and windows end between', [...first, [far, 'ok'], [30, 'ok'], [far, 'ok'], [31, 'ok'], [far, 'ok'], [1000, 'ok']], 1],
      ['because it was silent for weeks', [...first, [long, 'ok'], [long + 1, 'ok'], [long + 2, 'ok']], 1],
      ['until its clock is set back', [[far, 'ok'], [far + 1, 'ok'], ...first, [1000, 'ok'], [1001, 'ok']], 1],
    ])('%s', (_, seen, count) => {
      expect(fed(seen)).toBe(count);
    });
  });

  it('give the same verdicts in whatever order the events come within a minute', () => {
    const set = setOf(
      correlation('count', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gte: 4}'),
      correlation('range', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gte: 2, lt: 6}'),
      correlation('values', 'value_count', 'fail', 'group-by: [ip]\ncondition: {field: u, gte: 3}'),
      correlation('sum', 'value_sum', 'fail', 'group-by: [ip]\ncondition: {field: u, gte: 6}'),
      correlation('average', 'value_avg', 'fail', 'group-by: [ip]\ncondition: {field: u, gt: 1}'),
      correlation('any', 'temporal', 'fail, ok', 'group-by: [ip]'),
      correlation('ordered', 'temporal_ordered', 'fail, ok, move', 'group-by: [ip]'),
      correlation('chain', 'temporal_ordered', 'count, ok', 'group-by: [ip]'),
    );
    const seen = fc.tuple(
      fc.integer({ min: 0, max: 3000 }),
      fc.constantFrom('fail', 'fail', 'ok', 'move'),
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom('1', '2'),
      fc.integer({ min: -60, max: 60 }),
    );
    const told = (detections: readonly Detection[]) =>
      detections.map(({ rule, why, raised: at }) => `${rule} ${groupIn(why)} ${Math.floor(at / 3_600_000)}`).sort();
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 60 }), (all) => {
        const events = all.map(([second, a, u, ip], i) => eventWith({ a, u, ip }, { time: Instant.of(second * 1000), offset: i }));
        const order = (key: (i: number) => number) =>
          events
            .map((event, i) => [key(i), event] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, event]) => event);
        const inOrder = run(
          set,
          order((i) => all[i]?.[0] ?? 0),
        );
        const mixed = run(
          set,
          order((i) => (all[i]?.[0] ?? 0) + (all[i]?.[4] ?? 0)),
        );
        expect(told(mixed)).toEqual(told(inOrder));
      }),
    );
  });

  it('keep a slow group through a flood of others', () => {
    const set = setOf(correlation('c', 'event_count', 'fail', 'group-by: [ip]\ncondition: {gte: 6}').replace('5m', '1d'));
    const detector = new Detector(set, { mostGroups: 50 });
    const found: Detection[] = [];
    for (let beat = 0; beat < 6; beat += 1) {
      const time = Instant.of(beat * 1_800_000);
      found.push(...detector.feed(eventWith({ a: 'fail', ip: 'beacon' }, { time }), 'in'));
      for (let i = 0; i < 500; i += 1) found.push(...detector.feed(eventWith({ a: 'fail', ip: `flood-${beat}-${i}` }, { time: Instant.of(time + i) }), 'in'));
    }
    expect(found.map(({ why }) => why)).toEqual(['Events: 6 within 1d, where at least 6 is asked (ip beacon).']);
  });
});
