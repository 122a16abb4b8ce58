import { isBelow, matches } from '../filter.ts';
import { groupOf, type StoredPacket, sizeOf } from './packet.ts';

export interface RetainedLimits {
  /** Retained messages of all topics together, and their bytes. */
  readonly retained: number;
  readonly retainedBytes: number;
  /** Of one device. */
  readonly retainedEach: number;
  readonly retainedBytesEach: number;
}

interface Held {
  readonly packet: StoredPacket;
  /** Whose the device was when it was said: nobody else is ever given it. */
  readonly home: string;
}

/** The last message of each topic that was to be kept, in memory and within bounds: of all, and of each device, so that none fills the place of the others. */
export class RetainedMessages {
  readonly #limits: RetainedLimits;
  readonly #home: (topic: string) => string;
  readonly #changed: (topic: string, held: Held | undefined) => void;
  readonly #held = new Map<string, Held>();
  /** By the first two levels: what a device has, so that nobody's subscription walks over all of them. */
  readonly #groups = new Map<string, { readonly topics: Set<string>; bytes: number }>();
  #bytes = 0;

  /** `home`: whose the device of a topic is now. `changed`: told of each topic that holds something else from now on, or nothing. */
  constructor(limits: RetainedLimits, home: (topic: string) => string, changed: (topic: string, held: Held | undefined) => void) {
    this.#limits = limits;
    this.#home = home;
    this.#changed = changed;
  }

  /** False where it does not fit: then what was there before stays. */
  put(packet: StoredPacket, home = this.#home(packet.topic)): boolean {
    const { topic, payload } = packet;
    if (payload.length === 0) {
      this.drop(topic);
      return true;
    }
    const group = this.#groups.get(groupOf(topic));
    const before = this.#held.get(topic);
    const [more, bytes] = before === undefined ? [1, sizeOf(packet)] : [0, sizeOf(packet) - sizeOf(before.packet)];
    const { retained, retainedBytes, retainedEach, retainedBytesEach } = this.#limits;
    if (this.#held.size + more > retained || this.#bytes + bytes > retainedBytes) return false;
    if ((group?.topics.size ?? 0) + more > retainedEach || (group?.bytes ?? 0) + bytes > retainedBytesEach) return false;
    const held = { packet: { ...packet }, home };
    this.#held.set(topic, held);
    this.#weigh(topic, true, bytes);
    this.#changed(topic, held);
    return true;
  }

  *under(filters: readonly string[]): Generator<StoredPacket> {
    for (const filter of filters) {
      if (!filter.includes('+') && !filter.includes('#')) yield* this.#given(filter);
      else for (const topic of this.#near(filter)) if (matches(filter, topic)) yield* this.#given(topic);
    }
  }

  *#given(topic: string): Generator<StoredPacket> {
    const held = this.#held.get(topic);
    if (held === undefined) return;
    if (held.home === this.#home(topic)) yield held.packet;
    else this.drop(topic);
  }

  /** Topics that this filter may match. */
  #near(filter: string): readonly string[] {
    const group = groupOf(filter);
    return group === '' || !filter.includes('/') ? [...this.#held.keys()] : [...(this.#groups.get(group)?.topics ?? [])];
  }

  forget(prefix: string): number {
    const gone = this.#near(prefix.split('/').length < 2 ? '' : prefix).filter((topic) => isBelow(prefix, topic));
    for (const topic of gone) this.drop(topic);
    return gone.length;
  }

  drop(topic: string): void {
    const before = this.#held.get(topic);
    if (before === undefined) return;
    this.#held.delete(topic);
    this.#weigh(topic, false, -sizeOf(before.packet));
    this.#changed(topic, undefined);
  }

  #weigh(topic: string, there: boolean, bytes: number): void {
    const name = groupOf(topic);
    const group = this.#groups.get(name) ?? { topics: new Set<string>(), bytes: 0 };
    this.#bytes += bytes;
    group.bytes += bytes;
    if (there) group.topics.add(topic);
    else group.topics.delete(topic);
    if (group.topics.size === 0) this.#groups.delete(name);
    else this.#groups.set(name, group);
  }
}
