import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import type { Detection } from '../detection/model.ts';
import { alerts } from './alerts.ts';

const START = Instant.parse('2026-11-20T00:00:00Z');
const detection = (subject: string, cause: string, minute: number, more: Partial<Detection> = {}): Detection => {
  const at = Instant.of(START + minute * 60_000);
  return {
    rule: 'behaviour/horizontal-scan',
    engine: 'behaviour',
    title: 'Scan',
    level: 'high',
    techniques: ['T1046'],
    subject,
    cause,
    first: at,
    last: at,
    raised: at,
    count: 1,
    events: [{ input: 'a', offset: minute, length: 1 }],
    why: `at minute ${minute}`,
    ...more,
  };
};

describe('alerts', () => {
  it('are one of a rule and a cause, on however many devices, with the first sentence and the highest level', () => {
    const all = alerts();
    all.take(detection('cam-1', 'port 23', 5));
    all.take(detection('cam-2', 'port 23', 3, { level: 'critical' }));
    all.take(detection('cam-2', 'port 23', 9));
    all.take(detection('cam-2', 'port 80', 1));
    expect(all.list().map(({ cause, level, deviceCount, detections, first, last, why }) => [cause, level, deviceCount, detections, first, last, why])).toEqual([
      ['port 23', 'critical', 2, 3, START + 180_000, START + 540_000, 'at minute 5'],
      ['port 80', 'high', 1, 1, START + 60_000, START + 60_000, 'at minute 1'],
    ]);
  });

  it('have a bound, and a flood of what matters less pushes out nothing that matters more', () => {
    const all = alerts(3);
    all.take(detection('cam-1', 'the one that matters', 0));
    for (let n = 0; n < 100; n += 1) all.take(detection('cam-1', `low ${n}`, n, { level: 'low' }));
    expect(all.list().map(({ cause }) => cause)).toEqual(['low 99', 'low 98', 'the one that matters']);
    expect(all.dropped).toBe(98);
  });
});
