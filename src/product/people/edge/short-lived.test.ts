import { describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../../core/index.ts';
import { shortLived } from './short-lived.ts';

function kept(most = 3) {
  let at = 0;
  const store = shortLived<number>({ now: () => Instant.of(at), life: Duration.seconds(10), most });
  return { store, pass: (seconds: number) => (at += seconds * 1000) };
}

describe('what lives for minutes', () => {
  it('is taken once', () => {
    const { store } = kept();
    store.put('a', 1);
    expect([store.peek('a'), store.take('a'), store.take('a'), store.size()]).toEqual([1, 1, undefined, 0]);
  });

  it('is gone when its time is over, and forgotten when the next comes', () => {
    const { store, pass } = kept();
    store.put('a', 1);
    pass(10);
    expect([store.peek('a'), store.take('a')]).toEqual([undefined, undefined]);
    store.put('b', 2);
    pass(11);
    store.put('c', 3);
    expect(store.size()).toBe(1);
  });

  it('makes room by its oldest, and one that is put anew is young again', () => {
    const { store } = kept();
    for (const [n, key] of ['a', 'b', 'c', 'a', 'd'].entries()) store.put(key, n);
    expect(['a', 'b', 'c', 'd'].map(store.peek)).toEqual([3, undefined, 2, 4]);
  });
});
