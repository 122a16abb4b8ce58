import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Detection, Level } from '../detection/model.ts';
import { folding, MOST_NAMED } from './fold.ts';

const START = Instant.parse('2026-11-01T00:00:00Z');

function detection(subject: string, cause: string, minute: number, more: Partial<Detection> = {}): Detection {
  const at = Instant.of(START + minute * 60_000);
  return {
    rule: `rule/${cause}`,
    engine: 'behaviour',
    title: `Title of ${cause}`,
    level: 'high',
    techniques: ['T1046'],
    subject,
    cause,
    first: at,
    last: at,
    raised: at,
    count: 1,
    events: [],
    why: '',
    ...more,
  };
}

function folded(detections: readonly Detection[]) {
  const all = folding();
  for (const one of detections) all.take(one);
  return all.incidents();
}

/** Which devices and causes stand together, whatever they are called. */
const parts = (detections: readonly Detection[]) =>
  folded(detections).map(({ id, title, level, devices, causes, detectionCount, first, raised, last }) => ({
    id,
    title,
    level,
    devices,
    causes,
    detectionCount,
    first,
    raised,
    last,
  }));

describe('detections', () => {
  it.each<[string, readonly Detection[], readonly (readonly string[])[]]>([
    ['of one cause on many devices are one incident', [detection('a', 'x', 0), detection('b', 'x', 5), detection('c', 'x', 9)], [['a', 'b', 'c']]],
    ['of many causes on one device are one', [detection('a', 'x', 0), detection('a', 'y', 5)], [['a']]],
    ['of two causes on two devices are two', [detection('a', 'x', 0), detection('b', 'y', 5)], [['a'], ['b']]],
    ['that a third has both of are one', [detection('a', 'x', 0), detection('b', 'y', 5), detection('a', 'y', 9)], [['a', 'b']]],
    ['of the same a day later are another', [detection('a', 'x', 0), detection('a', 'x', 1441)], [['a'], ['a']]],
    ['of the same within a day of the last are the same', [detection('a', 'x', 0), detection('a', 'x', 1400), detection('a', 'x', 2800)], [['a']]],
    ['that are only worth a look are none', [detection('a', 'x', 0, { level: 'low' }), detection('a', 'y', 1, { level: 'low' })], []],
    ['of one rule that are medium are none', [detection('a', 'x', 0, { level: 'medium' }), detection('a', 'x', 5, { level: 'medium' })], []],
    ['of two rules that are medium are one', [detection('a', 'x', 0, { level: 'medium' }), detection('a', 'y', 5, { level: 'medium' })], [['a']]],
    ['that are medium join one of the cause', [detection('a', 'x', 0), detection('b', 'x', 5, { level: 'medium' })], [['a', 'b']]],
    [
      'that are low join the device’s own, and no other',
      [detection('a', 'x', 0), detection('a', 'z', 2, { level: 'low' }), detection('b', 'z', 3), detection('c', 'x', 3, { level: 'low' })],
      [['a'], ['b']],
    ],
  ])('%s', (_, detections, devices) => {
    expect(folded(detections).map((one) => one.devices)).toEqual(devices);
  });

  it('are told by the highest level, the earliest name and the first and last moments', () => {
    const [one] = folded([detection('b', 'x', 5), detection('a', 'x', 3, { level: 'critical' }), detection('a', 'y', 9, { level: 'medium' })]);
    expect(one).toMatchObject({
      title: 'Title of x',
      level: 'critical',
      first: START + 180_000,
      last: START + 540_000,
      deviceCount: 2,
      causeCount: 2,
      detectionCount: 3,
    });
    expect(one?.stages.map(({ rule, detections }) => [rule, detections])).toEqual([
      ['rule/x', 2],
      ['rule/y', 1],
    ]);
    // It was named by b's detection before a's, which began earlier, came.
    expect(one?.absorbed).toHaveLength(1);
  });

  it('of ten thousand devices are one incident that names a thousand and counts all', () => {
    const [one, ...others] = folded(Array.from({ length: 10_000 }, (_, i) => detection(`camera-${i}`, 'x', i / 100)));
    expect(others).toEqual([]);
    expect(one?.deviceCount).toBe(10_000);
    expect(one?.devices).toHaveLength(MOST_NAMED);
    expect(one?.detections.length).toBeLessThanOrEqual(100);
    expect(one?.detectionCount).toBe(10_000);
  });

  it('fold into the same incidents in whatever order they come, and none is lost', () => {
    const any = fc.record({
      subject: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      cause: fc.constantFrom('x', 'y', 'z', 'constructor'),
      minute: fc.integer({ min: 0, max: 600 }),
      level: fc.constantFrom<Level>('high', 'critical'),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (all, draws) => {
        const detections = all.map(({ subject, cause, minute, level }) => detection(subject, cause, minute, { level }));
        const shuffled = detections
          .map((one) => [draws.next().value, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        expect(parts(shuffled)).toEqual(parts(detections));
        expect(folded(detections).reduce((sum, one) => sum + one.detectionCount, 0)).toBe(detections.length);
      }),
    );
  });
});
