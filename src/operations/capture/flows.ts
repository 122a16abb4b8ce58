import type { SecurityEvent } from '../event/model.ts';
import type { Seen } from './application.ts';
import { Conversation, type Ends } from './conversation.ts';

/** How many conversations are kept at once and when one is over, in milliseconds of the capture's own clock. */
export interface FlowLimits {
  readonly conversations: number;
  /** A TCP attempt that nobody answers. */
  readonly attempt: number;
  /** After both sides ended it, for what still comes. */
  readonly closed: number;
  /** TCP without a packet. */
  readonly tcp: number;
  /** All else without a packet. */
  readonly other: number;
  /** A conversation that lives so long is told of, */
  readonly begun: number;
  /** and then again so often, where something happened. */
  readonly updated: number;
}

export const FLOW_LIMITS: FlowLimits = { conversations: 200_000, attempt: 5_000, closed: 5_000, tcp: 300_000, other: 45_000, begun: 10_000, updated: 60_000 };

/** The conversations that are going on. What is told of them goes to `emit`. */
export class Flows {
  private readonly live = new Map<string, Conversation>();
  private sweptAt = Number.NEGATIVE_INFINITY;
  private sinceSweep = 0;
  /** Ended before their time as there was no room. */
  evicted = 0;
  private readonly limits: FlowLimits;
  private readonly emit: (event: SecurityEvent) => void;

  constructor(limits: FlowLimits, emit: (event: SecurityEvent) => void) {
    this.limits = limits;
    this.emit = emit;
  }

  get size(): number {
    return this.live.size;
  }

  find(key: string): Conversation | undefined {
    return this.live.get(key);
  }

  open(key: string, ends: Ends, seen: Seen): Conversation {
    if (this.live.size >= this.limits.conversations) {
      // Who has lived longest without being told of gives way: the map keeps the order of coming.
      const [oldest] = this.live.values();
      if (oldest !== undefined) {
        this.evicted += 1;
        this.close(oldest);
      }
    }
    const made = new Conversation(key, ends, seen.time, seen.offset, seen.length);
    this.live.set(key, made);
    return made;
  }

  /** A packet of it was taken in. */
  touched(conversation: Conversation, now: number) {
    if (now > conversation.last) conversation.last = now;
    this.tell(conversation, now);
  }

  close(conversation: Conversation) {
    this.live.delete(conversation.key);
    const { application, out, back } = conversation;
    const seen: Seen = { time: conversation.last, offset: conversation.offset, length: conversation.length };
    for (const side of [out, back]) {
      if (!side.stream.begun) continue;
      const outward = side === out;
      // What came early and was never caught up with is still something that was seen.
      side.stream.finish(
        (bytes) => application?.data(outward, bytes, seen),
        () => application?.gap(outward),
      );
      side.bytes = side.stream.seen;
    }
    application?.over(seen);
    this.emit(conversation.event(true, conversation.last));
  }

  closeAll() {
    for (const conversation of this.live.values()) this.close(conversation);
  }

  /** Looks through all from time to time: at most once a second of the capture, and no oftener than its cost is spread over packets. */
  sweep(now: number) {
    this.sinceSweep += 1;
    if (now - this.sweptAt < 1000 && now >= this.sweptAt) return;
    if (this.sinceSweep < this.live.size / 16) return;
    this.sweptAt = now;
    this.sinceSweep = 0;
    for (const conversation of this.live.values()) {
      if (now - conversation.last > this.patience(conversation)) this.close(conversation);
      // An open connection on which nothing is said is told of as well.
      else if (conversation.told === 'nothing' && conversation.established) this.tell(conversation, now);
    }
  }

  private patience(conversation: Conversation): number {
    const { limits } = this;
    if (conversation.ends.transport !== 'tcp') return limits.other;
    if (conversation.over) return limits.closed;
    return conversation.out.syn && conversation.back.packets === 0 ? limits.attempt : limits.tcp;
  }

  private tell(conversation: Conversation, now: number) {
    const { told, toldAt, start } = conversation;
    if (told === 'nothing' ? now - start >= this.limits.begun : now - toldAt >= this.limits.updated) this.emit(conversation.event(false, now));
  }
}
