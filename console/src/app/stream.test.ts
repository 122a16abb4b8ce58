import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepOpen, type Source } from './stream.ts';

const [CONNECTING, OPEN, CLOSED] = [0, 1, 2];

class Pretended implements Source {
  onopen: Source['onopen'] = null;
  onerror: Source['onerror'] = null;
  readyState = CONNECTING;
  opens(): void {
    this.readyState = OPEN;
    this.onopen?.(new Event('open'));
  }
  /** The connection broke: the browser comes back by itself. */
  breaks(): void {
    this.readyState = CONNECTING;
    this.onerror?.(new Event('error'));
  }
  /** Another answer than a stream, such as a 503: the browser gives up. */
  isRefused(): void {
    this.readyState = CLOSED;
    this.onerror?.(new Event('error'));
  }
  close(): void {
    this.readyState = CLOSED;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const followed = (random: () => number = () => 1) => {
  const made: Pretended[] = [];
  const heard: string[] = [];
  const stream = keepOpen({
    open: () => {
      const one = new Pretended();
      made.push(one);
      return one;
    },
    live: (again) => heard.push(again ? 'live again' : 'live'),
    lost: () => heard.push('lost'),
    random,
  });
  const last = () => made.at(-1) as Pretended;
  return { stream, made, heard, last };
};

describe('a stream of live events', () => {
  it('is opened again after a refusal, which a browser gives up at, and says so meanwhile', () => {
    const { made, heard, last } = followed();
    last().opens();
    last().breaks();
    expect(made.length).toBe(1);
    last().isRefused();
    expect(heard).toEqual(['live', 'lost', 'lost']);
    vi.advanceTimersByTime(1000);
    expect(made.length).toBe(2);
    last().opens();
    expect(heard.at(-1)).toBe('live again');
  });

  it('waits twice as long after each refusal, a minute at most, and begins anew once it was open', () => {
    const { made, last } = followed();
    const waits = Array.from({ length: 8 }, () => {
      const before = made.length;
      last().isRefused();
      let waited = 0;
      for (; made.length === before; waited += 500) vi.advanceTimersByTime(500);
      return waited;
    });
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    last().opens();
    last().isRefused();
    vi.advanceTimersByTime(1000);
    expect(made.length).toBe(10);
  });

  it('is spread over the later half of its wait, so that not everybody comes at once', () => {
    for (const [random, expected] of [
      [0, 500],
      [0.5, 750],
    ] as const) {
      const { made, last } = followed(() => random);
      last().isRefused();
      vi.advanceTimersByTime(expected - 1);
      expect(made.length).toBe(1);
      vi.advanceTimersByTime(1);
      expect(made.length).toBe(2);
    }
  });

  it('tries at once when the network is back, and opens none beside the one that is open', () => {
    const { stream, made, last } = followed();
    last().isRefused();
    stream.hurry();
    expect(made.length).toBe(2);
    last().opens();
    stream.hurry();
    vi.advanceTimersByTime(120_000);
    expect(made.length).toBe(2);
  });

  it('ends with the page, also while it waits', () => {
    const { stream, made, heard, last } = followed();
    last().isRefused();
    stream.close();
    vi.advanceTimersByTime(120_000);
    expect([made.length, heard]).toEqual([1, ['lost']]);
  });
});
