import type { Batch, SecurityEvent } from '../../event/model.ts';
import { Accounting } from '../accounting.ts';

/** Whoever evaluates events. A promise holds back what comes next. */
export type Judge = (events: readonly SecurityEvent[]) => void | Promise<void>;

/** What came and is not yet evaluated, with its account. Whoever puts more in than is taken out waits. */
export class Inbox {
  readonly accounting = new Accounting();
  private readonly waiting: (readonly SecurityEvent[])[] = [];
  private count = 0;
  private running = false;
  private broken: { readonly error: unknown } | undefined;
  private readonly held: (() => void)[] = [];
  private readonly judge: Judge;
  private readonly most: number;

  /** `most`: events that may wait before whoever brings more has to. */
  constructor(judge: Judge, most = 50_000) {
    this.judge = judge;
    this.most = most;
  }

  get full(): boolean {
    return this.count >= this.most;
  }

  /** Resolves when there is room for more. Rejects with what the judge threw, now and from then on. */
  async put(batch: Batch): Promise<void> {
    this.accounting.took(batch);
    if (batch.events.length > 0) {
      this.waiting.push(batch.events);
      this.count += batch.events.length;
      if (!this.running) void this.run();
    }
    while (this.full && this.broken === undefined) await this.room();
    if (this.broken !== undefined) throw this.broken.error;
  }

  /** Resolves when all that came is evaluated. */
  async settled(): Promise<void> {
    while (this.count > 0 && this.broken === undefined) await this.room();
    if (this.broken !== undefined) throw this.broken.error;
  }

  private room(): Promise<void> {
    return new Promise((resolve) => {
      this.held.push(resolve);
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let events = this.waiting.shift(); events !== undefined; events = this.waiting.shift()) {
        await this.judge(events);
        this.count -= events.length;
        this.accounting.judged(events.length);
        this.wake();
      }
    } catch (error) {
      this.broken = { error };
    }
    this.running = false;
    this.wake();
  }

  private wake(): void {
    for (const resume of this.held.splice(0)) resume();
  }
}
