import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { addressKey } from '../../product/endpoint/edge/address.ts';
import { BUCKETS, limiter } from './rate.ts';

const START = Instant.parse('2026-11-01T00:00:00Z');

function clocked(most?: number) {
  let now: number = START;
  const limits = limiter({ now: () => Instant.of(now), buckets: BUCKETS, ...(most === undefined ? {} : { most }) });
  return {
    limits,
    wait: (ms: number) => {
      now += ms;
    },
    times: (count: number, bucket: keyof typeof BUCKETS, key: string) =>
      Array.from({ length: count }, () => limits.take(bucket, key)).filter(({ ok }) => ok).length,
  };
}

describe('a bucket', () => {
  it.each([
    ['guess', 10, 12],
    ['guesses', 60, 2],
    ['heavy', 10, 1],
    ['usual', 200, 1],
  ] as const)('%s gives its burst, then refuses and says when', (name, burst, retryAfterSeconds) => {
    const { times, limits } = clocked();
    expect(times(burst + 5, name, 'a')).toBe(burst);
    expect(limits.take(name, 'a')).toEqual({ ok: false, retryAfterSeconds });
    expect(limits.take(name, 'b')).toEqual({ ok: true });
  });

  it('fills at its pace: five guesses a minute', () => {
    const { times, wait } = clocked();
    times(10, 'guess', 'a');
    wait(60_000);
    expect(times(20, 'guess', 'a')).toBe(5);
    wait(3_600_000);
    expect(times(20, 'guess', 'a')).toBe(10);
  });

  it('gives a token at the very second it promised', () => {
    const { times, wait, limits } = clocked();
    times(10, 'guess', 'a');
    wait(4_300);
    const refused = limits.take('guess', 'a');
    expect(refused).toEqual({ ok: false, retryAfterSeconds: 8 });
    wait(8_000);
    expect(limits.take('guess', 'a')).toEqual({ ok: true });
  });

  it('is not filled by a clock that is set back, nor emptied', () => {
    const { times, wait } = clocked();
    times(8, 'guess', 'a');
    wait(-3_600_000);
    expect(times(5, 'guess', 'a')).toBe(2);
  });

  it('never lets through more than its burst and its pace, however the calls are spread', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }), (pauses) => {
        const { limits, wait } = clocked();
        let passed = 0;
        for (const pause of pauses) {
          wait(pause);
          if (limits.take('heavy', 'a').ok) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(10 + pauses.reduce((sum, pause) => sum + pause, 0) / 1000 + 1e-6);
      }),
    );
  });
});

describe('memory', () => {
  it('forgets buckets that are full again', () => {
    const { limits, wait } = clocked();
    for (let i = 0; i < 1000; i += 1) limits.take('usual', `k${i}`);
    expect(limits.size()).toBe(1000);
    wait(1000);
    limits.take('usual', 'another');
    expect(limits.size()).toBe(1);
  });

  it('stays within its bound, and a flood of other keys does not reset an empty bucket', () => {
    const { limits, times } = clocked(100);
    times(10, 'guess', 'mine');
    for (let i = 0; i < 10_000; i += 1) limits.take('guess', `flood${i}`);
    expect(limits.size()).toBeLessThanOrEqual(100 + 256);
    expect(limits.take('guess', 'mine').ok).toBe(false);
  });

  it('a flood leaves those alone who are known', () => {
    const { limits } = clocked(100);
    limits.take('guess', 'mine');
    for (let i = 0; i < 10_000; i += 1) limits.take('guess', `flood${i}`);
    expect(limits.take('guess', 'mine').ok).toBe(true);
  });
});

describe('an address', () => {
  it.each([
    ['192.0.2.7', '4:192.0.2.7'],
    ['::ffff:192.0.2.7', '4:192.0.2.7'],
    ['::ffff:c000:207', '4:192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '6:2001:db8:1:2'],
    ['2001:db8:1:2::9', '6:2001:db8:1:2'],
    ['2001:0DB8:0001:0002::', '6:2001:db8:1:2'],
    ['fe80::1%eth0', '6:fe80:0:0:0'],
    ['::1', '6:0:0:0:0'],
    ['64:ff9b::192.0.2.33', '6:64:ff9b:0:0'],
    ['', 'unknown'],
    ['not an address', 'unknown'],
  ])('%s is counted as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
