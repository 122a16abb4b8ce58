import type { Batch, Rejection } from '../event/model.ts';

/** What became of everything that was offered. `offered = evaluated + sum of rejected + waiting`, at every moment. */
export interface Account {
  readonly offered: number;
  readonly evaluated: number;
  readonly waiting: number;
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>;
}

/**
 * Keeps the count of what was offered and what became of it. Every step says both sides (how many were taken up, how many were done), and a difference is a fault of ours: it throws.
 * `lost`: what never came to us but is known to be missing, as the kernel's count of datagrams that nobody fetched in time. It is shown beside, as it was not offered.
 */
export class Accounting {
  private offered = 0;
  private evaluated = 0;
  private waiting = 0;
  private readonly rejections = new Map<Rejection, number>();
  private rejectedAll = 0;
  private missing = 0;

  /** A batch came from a reader: its events wait, what it rejected is settled. `items` is what the source counted, where it does. */
  took(batch: Batch, items: number = batch.events.length + batch.rejected.length): void {
    this.offered += items;
    this.waiting += batch.events.length;
    for (const { why } of batch.rejected) {
      this.rejections.set(why, (this.rejections.get(why) ?? 0) + 1);
      this.rejectedAll += 1;
    }
    this.check('a batch came');
  }

  /** The engines are through with so many events. */
  judged(events: number): void {
    this.evaluated += events;
    this.waiting -= events;
    this.check(`${events} events were judged`);
  }

  lost(items: number): void {
    this.missing += items;
  }

  get known(): Account & { readonly lost: number } {
    return {
      offered: this.offered,
      evaluated: this.evaluated,
      waiting: this.waiting,
      rejected: Object.fromEntries([...this.rejections].sort()),
      lost: this.missing,
    };
  }

  private check(after: string): void {
    const settled = this.evaluated + this.rejectedAll + this.waiting;
    if (this.offered === settled && this.waiting >= 0) return;
    throw new Error(
      `The account of what came does not close after ${after}: ${this.offered} offered, ${this.evaluated} evaluated, ${this.rejectedAll} rejected, ${this.waiting} waiting`,
    );
  }
}
