/** As `EventSource` is: a browser opens it again by itself after a break, and never after an answer that was no stream. */
export interface Source {
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  readonly readyState: number;
  close(): void;
}

export interface StreamOptions<S extends Source> {
  /** Makes a source; what it should hear is hung on it here. */
  readonly open: () => S;
  /** `again`: after it had been lost, so something may have been missed. */
  readonly live: (again: boolean) => void;
  readonly lost: () => void;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

export interface Stream {
  /** Tries now, where it is waiting to: the network is back. */
  hurry(): void;
  close(): void;
}

/** HTML, "Server-sent events", section 9.2.2. */
const CLOSED = 2;
const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/**
 * Keeps a stream of events open. A server that is stopping or starting, or has too many streams, answers with a refusal, after which a browser gives up: then it is opened
 * anew, each time after twice as long, and never at the same moment as everybody else who was refused with it.
 */
export function keepOpen<S extends Source>({ open, live, lost, random = Math.random }: StreamOptions<S>): Stream {
  let source: S | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasLost = false;
  let closed = false;

  function start(): void {
    timer = undefined;
    if (closed) return;
    const mine = open();
    source = mine;
    mine.onopen = () => {
      failures = 0;
      live(wasLost);
      wasLost = false;
    };
    mine.onerror = () => {
      if (source !== mine || closed) return;
      wasLost = true;
      lost();
      if (mine.readyState !== CLOSED) return;
      mine.close();
      source = undefined;
      const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
      failures += 1;
      timer = setTimeout(start, longest / 2 + (random() * longest) / 2);
    };
  }

  start();
  return {
    hurry() {
      if (timer === undefined) return;
      clearTimeout(timer);
      start();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      timer = undefined;
      source?.close();
    },
  };
}
