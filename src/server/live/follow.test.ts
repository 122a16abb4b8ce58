import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Instant, Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';
import type { Service } from '../services/registry.ts';
import { followPositions } from './follow.ts';
import type { Published } from './hub.ts';
import type { Pulse } from './pulse.ts';

const START = Instant.parse('2026-11-01T00:00:00Z');
const away = () => new Refused(serverFaults.fault('010', { message: 'the judge of this service is not running', remedy: 'Ask again.' }));

beforeEach(() => vi.useFakeTimers({ now: START }));
afterEach(() => vi.useRealTimers());

/** A service whose judge gives these, one after the other, and the last of them for ever. */
function followed(...answers: readonly (Error | Partial<Pulse> | undefined)[]) {
  const told: Published[] = [];
  const failures: unknown[] = [];
  let asked = 0;
  const service = {
    id: 'cameras',
    faults: undefined as Service['faults'],
    ledger: { head: () => ({ size: 7 }) },
    ask: async () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer === undefined ? undefined : { at: Instant.format(Instant.of(Date.now())), size: 7, layers: [], ...answer };
    },
  };
  const following = followPositions({
    hub: { publish: (event) => told.push(event) },
    now: () => Instant.of(Date.now()),
    failed: (_, error) => failures.push(error),
  });
  // Of a service the follower uses these alone.
  return {
    following,
    service: service as unknown as Service,
    set: (faults: Service['faults']) => (service.faults = faults),
    told,
    failures,
    asked: () => asked,
  };
}

const pulse = (proven: number, next?: string): Partial<Pulse> => ({
  layers: [{ layer: 'product', tally: { proven, failing: 0, stale: 0, unproven: 0, excluded: 0 } }],
  ...(next === undefined ? {} : { next }),
});

describe('a position that is followed', () => {
  it('is told of when time alone has moved it, without anything having been entered', async () => {
    const { following, service, told } = followed(pulse(3, '2026-11-01T01:00:00Z'), pulse(2));
    following.follow(service);
    await vi.advanceTimersByTimeAsync(3_500_000);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(told.map(({ event }) => event)).toEqual(['position']);
    following.stop();
  });

  it('is asked for once for several entries that come together', async () => {
    const { following, service, told, asked } = followed(pulse(3));
    for (let n = 0; n < 5; n += 1) following.appended(service);
    await vi.advanceTimersByTimeAsync(1000);
    expect([told.map(({ event }) => event), asked()]).toEqual([['head', 'head', 'head', 'head', 'head'], 1]);
    following.stop();
  });

  it.each([
    ['a judge that is away', away(), 0],
    ['a fault of ours', new TypeError('broken'), 1],
  ])('is asked for again after %s, and what moved meanwhile is told', async (_, error, failures) => {
    const all = followed(pulse(3, '2026-11-01T00:01:00Z'), error, pulse(2));
    all.following.follow(all.service);
    await vi.advanceTimersByTimeAsync(80_000);
    expect([all.asked(), all.told]).toEqual([2, []]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([all.asked(), all.told.map(({ event }) => event), all.failures.length]).toEqual([3, ['position'], failures]);
    all.following.stop();
  });

  it('is let be where the record does not verify, and after the end', async () => {
    const broken = followed(away());
    broken.set(away().faults);
    broken.following.follow(broken.service);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(broken.asked()).toBe(1);
    broken.following.stop();
    broken.following.follow(broken.service);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(broken.asked()).toBe(1);
  });
});
