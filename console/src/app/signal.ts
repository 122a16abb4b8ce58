import { useSyncExternalStore } from 'react';

/** A value outside React that components can follow. */
export interface Signal<T> {
  readonly get: () => T;
  readonly set: (next: T) => void;
  readonly follow: (heard: () => void) => () => void;
}

export function signal<T>(first: T): Signal<T> {
  let now = first;
  const heard = new Set<() => void>();
  return {
    get: () => now,
    set: (next) => {
      if (Object.is(next, now)) return;
      now = next;
      for (const one of heard) one();
    },
    follow: (one) => {
      heard.add(one);
      return () => heard.delete(one);
    },
  };
}

export function useSignal<T>(of: Signal<T>): T {
  return useSyncExternalStore(of.follow, of.get);
}
