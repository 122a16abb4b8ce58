import { isBelow } from '../filter.ts';
import { groupOf, type StoredPacket, sizeOf } from './packet.ts';

export interface QueueLimits {
  /** Messages, and their bytes, that wait for one client. */
  readonly queued: number;
  readonly queuedBytes: number;
  /** Of these, what may be of one device that is not the client itself. */
  readonly queuedOfOne: number;
  /** Bytes that wait for all of them together. */
  readonly allQueuedBytes: number;
}

/** A message that waits for a client. */
export interface Queued {
  /** Grows with each, also over a restart: the order in which they are given. */
  readonly row: number;
  readonly client: string;
  packet: StoredPacket;
  /** Whose the device was when it was said. */
  readonly home: string;
  /** Of the topic that it was said on. */
  readonly group: string;
  gone: boolean;
  /** It is in the file. */
  kept: boolean;
}

/** What waits for sessions that outlive their connection, in memory and within bounds. What does not fit is not queued: a client that is there still gets it, once. */
export class Queues {
  readonly #limits: QueueLimits;
  readonly #changed: (entry: Queued) => void;
  readonly #queues = new Map<string, Queued[]>();
  readonly #bytes = new Map<string, number>();
  /** How much of each device waits, by client. */
  readonly #groups = new Map<string, Map<string, number>>();
  #all = 0;
  #last: number;

  constructor(limits: QueueLimits, changed: (entry: Queued) => void) {
    this.#limits = limits;
    this.#changed = changed;
    this.#last = 0;
  }

  /** As it was in the file. */
  restore(entry: Omit<Queued, 'group' | 'gone' | 'kept'>): void {
    this.#last = Math.max(this.#last, entry.row);
    this.#add({ ...entry, group: groupOf(entry.packet.topic ?? ''), gone: false, kept: true });
  }

  /** `own`: the client is the message's device, or its gateway. False where there is no room. */
  put(client: string, packet: StoredPacket, home: string, own: boolean): boolean {
    const size = sizeOf(packet);
    const { queued, queuedBytes, queuedOfOne, allQueuedBytes } = this.#limits;
    if (this.of(client).length >= queued || (this.#bytes.get(client) ?? 0) + size > queuedBytes || this.#all + size > allQueuedBytes) return false;
    if (!own && (this.#groups.get(groupOf(packet.topic))?.get(client) ?? 0) >= queuedOfOne) return false;
    this.#last += 1;
    // Its id on the wire is each receiver's own.
    const entry = { row: this.#last, client, packet: { ...packet, messageId: undefined }, home, group: groupOf(packet.topic), gone: false, kept: false };
    this.#add(entry);
    this.#changed(entry);
    return true;
  }

  #add(entry: Queued): void {
    const queue = this.#queues.get(entry.client) ?? [];
    queue.push(entry);
    this.#queues.set(entry.client, queue);
    this.#weigh(entry, 1, sizeOf(entry.packet));
  }

  of(client: string): readonly Queued[] {
    return this.#queues.get(client) ?? [];
  }

  /** Another packet in its place: of QoS 2, once it was received. */
  replace(entry: Queued, packet: StoredPacket): void {
    this.#weigh(entry, 0, sizeOf(packet) - sizeOf(entry.packet));
    entry.packet = packet;
    this.#changed(entry);
  }

  remove(entry: Queued): void {
    if (entry.gone) return;
    const queue = this.#queues.get(entry.client) ?? [];
    const at = queue.indexOf(entry);
    if (at >= 0) queue.splice(at, 1);
    if (queue.length === 0) this.#queues.delete(entry.client);
    entry.gone = true;
    this.#weigh(entry, -1, -sizeOf(entry.packet));
    this.#changed(entry);
  }

  drop(client: string): number {
    const all = [...this.of(client)];
    for (const entry of all) this.remove(entry);
    return all.length;
  }

  /** Messages under a topic that do not pass, in every queue. What was begun with QoS 2 and received is ended as it was begun. */
  sift(prefix: string, passes: (entry: Queued) => boolean): number {
    const group = groupOf(`${prefix}/`);
    const clients = prefix.split('/').length < 2 ? [...this.#queues.keys()] : [...(this.#groups.get(group)?.keys() ?? [])];
    const gone = clients.flatMap((client) => this.of(client).filter((one) => one.packet.cmd !== 'pubrel' && isBelow(prefix, one.packet.topic) && !passes(one)));
    for (const entry of gone) this.remove(entry);
    return gone.length;
  }

  #weigh({ client, group: name }: Queued, n: number, bytes: number): void {
    const weight = (this.#bytes.get(client) ?? 0) + bytes;
    if (weight <= 0) this.#bytes.delete(client);
    else this.#bytes.set(client, weight);
    this.#all += bytes;
    if (n === 0) return;
    const group = this.#groups.get(name) ?? new Map<string, number>();
    const left = (group.get(client) ?? 0) + n;
    if (left > 0) group.set(client, left);
    else group.delete(client);
    if (group.size > 0) this.#groups.set(name, group);
    else this.#groups.delete(name);
  }
}
