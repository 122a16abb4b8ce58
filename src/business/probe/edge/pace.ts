/** How fast and how long hosts are asked. */
export interface Pace {
  /** At least so long between two connections to one host. */
  readonly betweenMs: number;
  /** A connection, from its first packet to its last. */
  readonly deadlineMs: number;
  /** Of a query to the resolver, each of two tries. */
  readonly queryMs: number;
}

export const PACE: Pace = { betweenMs: 500, deadlineMs: 10_000, queryMs: 2500 };

/** One connection after the other, and no host more often than it should be. */
export class Turns {
  private readonly last = new Map<string, number>();
  private queue: Promise<unknown> = Promise.resolve();
  private readonly betweenMs: number;

  constructor(betweenMs: number) {
    this.betweenMs = betweenMs;
  }

  take<T>(host: string, work: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(async () => {
      const wait = (this.last.get(host) ?? Number.NEGATIVE_INFINITY) + this.betweenMs - performance.now();
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      this.last.set(host, performance.now());
      return work();
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }
}
