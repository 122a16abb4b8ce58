import { expect, it } from 'vitest';
import { Duration, Instant, type Refused } from '../../../core/index.ts';
import { paceOf } from './pace.ts';

const START = Instant.parse('2026-11-23T12:00:00.000Z');
const HOUR = Duration.hours(1);

it('a clock that runs ahead is not believed, is told of once, and is believed again when it is right or somebody says so', () => {
  let [shown, passed] = [START, 0];
  const warned: (string | undefined)[] = [];
  const pace = paceOf(
    () => shown,
    () => passed,
    (refused: Refused) => warned.push(refused.faults[0]?.code),
  );
  passed = HOUR;
  shown = Instant.of(START + 2 * HOUR);
  // What corrects a clock by itself moves it by less.
  expect(pace.now()).toBe(shown);
  shown = Instant.of(START + 2 * HOUR + 1);
  expect(pace.now()).toBe(START + HOUR);
  passed = 2 * HOUR;
  shown = Instant.of(START + 300 * HOUR);
  expect([pace.now(), pace.now()]).toEqual([START + 2 * HOUR, START + 2 * HOUR]);
  expect(warned).toEqual(['ASSAY-DATA-011']);
  shown = Instant.of(START + 2 * HOUR);
  expect(pace.now()).toBe(shown);
  shown = Instant.of(START + 300 * HOUR);
  expect(pace.now()).toBe(START + 2 * HOUR);
  expect(warned).toHaveLength(2);
  pace.believe();
  passed = 3 * HOUR;
  shown = Instant.of(START + 301 * HOUR);
  expect(pace.now()).toBe(shown);
  expect(warned).toHaveLength(2);
});
