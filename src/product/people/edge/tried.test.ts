import { describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../../core/index.ts';
import { triedAt } from './tried.ts';

describe('how signing in goes', () => {
  const at = (start: { now: Instant }) => () => start.now;

  it('says how long it took and how many tries failed before', () => {
    const clock = { now: Instant.of(0) };
    const tried = triedAt({ now: at(clock) });
    tried.begun('a', 'passkey');
    clock.now = Instant.of(3000);
    tried.failed('a');
    tried.begun('a', 'password');
    clock.now = Instant.of(9000);
    expect(tried.done('a')).toEqual({ took: 9000, failed: 1 });
    expect(tried.done('a')).toEqual({});
    expect(tried.unfinished()).toEqual([]);
  });

  it('counts who failed and gave up, once, and not who only looked at the page', () => {
    const clock = { now: Instant.of(0) };
    const tried = triedAt({ now: at(clock), most: 3 });
    tried.begun('looked', 'passkey');
    tried.begun('gave-up', 'password');
    tried.failed('gave-up');
    tried.failed('never-seen');
    clock.now = Instant.plus(clock.now, Duration.minutes(15));
    expect(tried.unfinished()).toEqual([{ type: 'sign-in.unfinished', method: 'password', count: 1 }]);
    expect(tried.unfinished()).toEqual([]);
  });

  it('is bounded: the oldest go first, and are counted where they failed', () => {
    const tried = triedAt({ now: () => Instant.of(0), most: 3 });
    for (const browser of ['a', 'b', 'c', 'd', 'e']) {
      tried.begun(browser, 'passkey');
      tried.failed(browser);
    }
    expect(tried.unfinished()).toEqual([{ type: 'sign-in.unfinished', method: 'passkey', count: 2 }]);
  });

  it('says no time of a page that stood open', () => {
    const clock = { now: Instant.of(0) };
    const tried = triedAt({ now: at(clock) });
    tried.begun('a', 'passkey');
    clock.now = Instant.plus(clock.now, Duration.minutes(14));
    tried.failed('a');
    clock.now = Instant.plus(clock.now, Duration.minutes(14));
    expect(tried.done('a')).toEqual({ failed: 1 });
  });
});
