import type { Entry, Seq } from './model.ts';

export interface Followed {
  /** At most `limit` entries from `from` on; `undefined` once the store is closed. */
  readonly read: (from: Seq, limit: number) => readonly Entry[] | undefined;
  /** Whoever enters or closes calls each of these afterwards. */
  readonly listeners: Set<() => void>;
}

const PAGE = 256;

/** Every entry after `after`, then each new one. Ends, without an error, when `signal` aborts or the store is closed. */
export async function* follow(after: Seq, signal: AbortSignal, followed: Followed): AsyncGenerator<Entry> {
  let next = (after + 1) as Seq;
  while (!signal.aborted) {
    // Listen before reading: an entry that comes between the two wakes us for nothing rather than never.
    const woken = wake(signal, followed.listeners);
    try {
      const page = followed.read(next, PAGE);
      if (page === undefined) return;
      for (const entry of page) {
        if (signal.aborted) return;
        next = (entry.seq + 1) as Seq;
        yield entry;
      }
      if (page.length < PAGE) await woken.promise;
    } finally {
      woken.forget();
    }
  }
}

function wake(signal: AbortSignal, listeners: Set<() => void>): { readonly promise: Promise<void>; forget(): void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  listeners.add(resolve);
  signal.addEventListener('abort', resolve, { once: true });
  return {
    promise,
    forget() {
      listeners.delete(resolve);
      signal.removeEventListener('abort', resolve);
    },
  };
}
