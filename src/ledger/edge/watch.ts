import type { Entry, Seq } from '../model.ts';

export interface Followed {
  /** At most `limit` entries from `from` on; `undefined` once the ledger is closed. */
  readonly read: (from: Seq, limit: number) => readonly Entry[] | undefined;
  /** Called when entries became durable or the ledger was closed. */
  readonly listeners: Set<() => void>;
  /** True where another process writes, whose commits wake nobody here. */
  readonly polls: boolean;
}

const PAGE = 256;
const POLL_MS = 250;

/** Every entry after `after`, then each new one. Ends, without an error, when `signal` aborts or the ledger is closed. */
export async function* follow(after: Seq, signal: AbortSignal, followed: Followed): AsyncGenerator<Entry> {
  let next = (after + 1) as Seq;
  while (!signal.aborted) {
    // Listen before reading: an entry that comes between the two wakes us for nothing rather than never.
    const woken = wake(signal, followed);
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

function wake(signal: AbortSignal, followed: Followed): { readonly promise: Promise<void>; forget(): void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  followed.listeners.add(resolve);
  signal.addEventListener('abort', resolve, { once: true });
  const timer = followed.polls ? setTimeout(resolve, POLL_MS) : undefined;
  return {
    promise,
    forget() {
      followed.listeners.delete(resolve);
      signal.removeEventListener('abort', resolve);
      clearTimeout(timer);
    },
  };
}
