import type { Batch, Rejected, Rejection, SecurityEvent } from './model.ts';

/** What a reader has made of its bytes and not yet given away. */
export class Gathering {
  private events: SecurityEvent[] = [];
  private rejected: Rejected[] = [];

  event(event: SecurityEvent): void {
    this.events.push(event);
  }

  reject(why: Rejection, offset: number, length: number, detail?: string): void {
    this.rejected.push(detail === undefined ? { why, offset, length } : { why, offset, length, detail });
  }

  take(): Batch {
    const { events, rejected } = this;
    this.events = [];
    this.rejected = [];
    return { events, rejected };
  }
}
