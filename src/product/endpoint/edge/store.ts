import { Readable } from 'node:stream';
import { isBelow, matches } from '../filter.ts';

/** A packet as the broker keeps it. `brokerId` and `brokerCounter` name one message, whatever its id on a wire is. */
export interface StoredPacket {
  cmd?: string;
  topic: string;
  payload: Uint8Array | string;
  qos?: number;
  retain?: boolean;
  messageId?: number | undefined;
  brokerId?: string | null;
  brokerCounter?: number;
  [more: string]: unknown;
}

interface Who {
  readonly id: string;
}

interface Sub {
  readonly topic: string;
  readonly qos: number;
  readonly rh?: number;
  readonly rap?: boolean;
  readonly nl?: boolean;
  readonly subscriptionIdentifier?: number;
}

export interface StoreLimits {
  /** Messages, and their bytes, that wait for one client. */
  readonly queued: number;
  readonly queuedBytes: number;
  /** Bytes that wait for all of them together. */
  readonly allQueuedBytes: number;
  /** Retained messages of all topics together, and their bytes. */
  readonly retained: number;
  readonly retainedBytes: number;
  /** Messages of QoS 2 that a client began and has not ended. */
  readonly incoming: number;
}

export const STORE_LIMITS: StoreLimits = {
  queued: 500,
  queuedBytes: 1 << 20,
  allQueuedBytes: 128 << 20,
  retained: 200_000,
  retainedBytes: 128 << 20,
  incoming: 64,
};

/**
 * What the broker remembers of sessions, in memory and within bounds: retained messages, subscriptions and queues of sessions that outlive their connection, wills. The package's own store has no bounds, keeps
 * subscriptions that were refused, and cannot drop what waits under a topic. What does not fit is not queued: a client that is there still gets it, once.
 * The methods are those that aedes calls, with its names.
 */
export class SessionStore {
  readonly #limits: StoreLimits;
  /** Whether a client may keep this filter: one refused filter among several must not be kept with the others. */
  readonly #may: (client: Who, filter: string) => boolean;
  readonly #retained = new Map<string, StoredPacket>();
  readonly #subscriptions = new Map<string, Map<string, Sub>>();
  /** Clients by filters of QoS 1 and 2, filters by their first two levels; those with a wildcard there stand under ''. */
  readonly #filters = new Map<string, Map<string, Map<string, Sub>>>();
  readonly #outgoing = new Map<string, StoredPacket[]>();
  readonly #bytes = new Map<string, number>();
  readonly #incoming = new Map<string, Map<number, StoredPacket>>();
  readonly #wills = new Map<string, StoredPacket>();
  #broker: { readonly id: string } = { id: '' };
  #queuedBytes = 0;
  #retainedBytes = 0;

  constructor(may: (client: Who, filter: string) => boolean, limits: StoreLimits = STORE_LIMITS) {
    this.#may = may;
    this.#limits = limits;
  }

  async setup(broker: { readonly id: string }): Promise<void> {
    this.#broker = broker;
  }

  async storeRetained(packet: StoredPacket): Promise<void> {
    const before = this.#retained.get(packet.topic);
    if (before !== undefined) {
      this.#retainedBytes -= sizeOf(before);
      this.#retained.delete(packet.topic);
    }
    if (packet.payload.length === 0) return;
    const size = sizeOf(packet);
    if (this.#retained.size >= this.#limits.retained || this.#retainedBytes + size > this.#limits.retainedBytes) return;
    this.#retained.set(packet.topic, { ...packet });
    this.#retainedBytes += size;
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#retainedUnder(filters));
  }

  createRetainedStream(filter: string): Readable {
    return Readable.from(this.#retainedUnder([filter]));
  }

  *#retainedUnder(filters: readonly string[]): Generator<StoredPacket> {
    for (const filter of filters) {
      if (!filter.includes('+') && !filter.includes('#')) {
        const one = this.#retained.get(filter);
        if (one !== undefined) yield one;
      } else for (const [topic, packet] of [...this.#retained]) if (matches(filter, topic)) yield packet;
    }
  }

  async addSubscriptions(client: Who, subs: readonly Sub[]): Promise<void> {
    let mine = this.#subscriptions.get(client.id);
    if (mine === undefined) {
      mine = new Map();
      this.#subscriptions.set(client.id, mine);
    }
    for (const sub of subs) {
      if (sub.qos > 2 || !this.#may(client, sub.topic)) continue;
      this.#unindex(client.id, sub.topic);
      mine.set(sub.topic, { ...sub });
      if (sub.qos > 0) this.#index(client.id, sub);
    }
  }

  #index(id: string, sub: Sub): void {
    const group = groupOf(sub.topic);
    const filters = this.#filters.get(group) ?? new Map<string, Map<string, Sub>>();
    const clients = filters.get(sub.topic) ?? new Map<string, Sub>();
    clients.set(id, sub);
    filters.set(sub.topic, clients);
    this.#filters.set(group, filters);
  }

  #unindex(id: string, topic: string): void {
    const group = groupOf(topic);
    const filters = this.#filters.get(group);
    const clients = filters?.get(topic);
    if (filters === undefined || clients === undefined) return;
    clients.delete(id);
    if (clients.size === 0) filters.delete(topic);
    if (filters.size === 0) this.#filters.delete(group);
  }

  async removeSubscriptions(client: Who, topics: readonly string[]): Promise<void> {
    const mine = this.#subscriptions.get(client.id);
    for (const topic of topics) {
      this.#unindex(client.id, topic);
      mine?.delete(topic);
    }
    if (mine?.size === 0) this.#subscriptions.delete(client.id);
  }

  async subscriptionsByClient(client: Who): Promise<readonly Sub[]> {
    return [...(this.#subscriptions.get(client.id)?.values() ?? [])].map((sub) => ({ ...sub }));
  }

  async subscriptionsByTopic(topic: string): Promise<readonly (Sub & { readonly clientId: string })[]> {
    // A client that hears a topic by two filters has it queued once, with the higher QoS.
    const found = new Map<string, Sub & { readonly clientId: string }>();
    for (const group of [groupOf(topic), '']) {
      for (const [filter, clients] of this.#filters.get(group) ?? []) {
        if (!matches(filter, topic)) continue;
        for (const [clientId, sub] of clients) if ((found.get(clientId)?.qos ?? -1) < sub.qos) found.set(clientId, { ...sub, clientId });
      }
    }
    return [...found.values()];
  }

  async cleanSubscriptions(client: Who): Promise<Who> {
    for (const topic of this.#subscriptions.get(client.id)?.keys() ?? []) this.#unindex(client.id, topic);
    this.#subscriptions.delete(client.id);
    return client;
  }

  async countOffline(): Promise<{ readonly subsCount: number; readonly clientsCount: number }> {
    return { subsCount: this.#filters.size, clientsCount: this.#subscriptions.size };
  }

  async outgoingEnqueue(sub: { readonly clientId: string }, packet: StoredPacket): Promise<void> {
    const queue = this.#outgoing.get(sub.clientId) ?? [];
    const size = sizeOf(packet);
    const { queued, queuedBytes, allQueuedBytes } = this.#limits;
    if (queue.length >= queued || (this.#bytes.get(sub.clientId) ?? 0) + size > queuedBytes || this.#queuedBytes + size > allQueuedBytes) return;
    // Its id on the wire is each receiver's own.
    queue.push({ ...packet, messageId: undefined });
    this.#outgoing.set(sub.clientId, queue);
    this.#weigh(sub.clientId, size);
  }

  async outgoingEnqueueCombi(subs: readonly { readonly clientId: string }[], packet: StoredPacket): Promise<void> {
    for (const sub of subs) await this.outgoingEnqueue(sub, packet);
  }

  /** What was not queued for want of room is delivered all the same, and not repeated. */
  async outgoingUpdate(client: Who, packet: StoredPacket): Promise<void> {
    const queue = this.#outgoing.get(client.id) ?? [];
    const at = queue.findIndex((one) =>
      packet.brokerId !== undefined && packet.brokerId !== null
        ? one.brokerId === packet.brokerId && one.brokerCounter === packet.brokerCounter
        : one.messageId === packet.messageId && packet.messageId !== undefined,
    );
    const found = queue[at];
    if (found === undefined) return;
    if (packet.cmd === 'pubrel') {
      this.#weigh(client.id, sizeOf(packet) - sizeOf(found));
      queue[at] = packet;
    } else found.messageId = packet.messageId;
  }

  async outgoingClearMessageId(client: Who, packet: StoredPacket): Promise<StoredPacket | undefined> {
    const queue = this.#outgoing.get(client.id) ?? [];
    // Without an id on the wire it was never sent: it is then named by what the broker calls it.
    const at = queue.findIndex((one) =>
      packet.messageId ? one.messageId === packet.messageId : one.brokerId === packet.brokerId && one.brokerCounter === packet.brokerCounter,
    );
    const [found] = at < 0 ? [] : queue.splice(at, 1);
    if (found !== undefined) this.#weigh(client.id, -sizeOf(found));
    if (queue.length === 0) this.#outgoing.delete(client.id);
    return found;
  }

  outgoingStream(client: Who): Readable {
    return Readable.from([...(this.#outgoing.get(client.id) ?? [])]);
  }

  async incomingStorePacket(client: Who, packet: StoredPacket): Promise<void> {
    const mine = this.#incoming.get(client.id) ?? new Map<number, StoredPacket>();
    if (mine.size >= this.#limits.incoming) throw new Error('too many messages begun and not ended');
    mine.set(packet.messageId ?? 0, { cmd: 'publish', topic: packet.topic, payload: '', messageId: packet.messageId });
    this.#incoming.set(client.id, mine);
  }

  async incomingGetPacket(client: Who, packet: StoredPacket): Promise<StoredPacket> {
    const found = this.#incoming.get(client.id)?.get(packet.messageId ?? 0);
    if (found === undefined) throw new Error('no such packet');
    return found;
  }

  async incomingDelPacket(client: Who, packet: StoredPacket): Promise<void> {
    const mine = this.#incoming.get(client.id);
    if (mine?.delete(packet.messageId ?? 0) !== true) throw new Error('no such packet');
    if (mine.size === 0) this.#incoming.delete(client.id);
  }

  async putWill(client: Who, packet: StoredPacket): Promise<void> {
    packet['brokerId'] = this.#broker.id;
    packet['clientId'] = client.id;
    this.#wills.set(client.id, packet);
  }

  async getWill(client: Who): Promise<StoredPacket | undefined> {
    return this.#wills.get(client.id);
  }

  async delWill(client: Who): Promise<StoredPacket | undefined> {
    const found = this.#wills.get(client.id);
    this.#wills.delete(client.id);
    return found;
  }

  streamWill(brokers: Readonly<Record<string, unknown>> = {}): Readable {
    return Readable.from([...this.#wills.values()].filter(({ brokerId }) => brokerId !== this.#broker.id && brokers[String(brokerId)] === undefined));
  }

  getClientList(topic: string): Readable {
    return Readable.from([...this.#subscriptions].filter(([, subs]) => subs.has(topic)).map(([id]) => id));
  }

  async destroy(): Promise<void> {
    this.#retained.clear();
    this.#outgoing.clear();
  }

  /** Everything of one client. Gives how many messages waited for it. */
  async drop(client: Who): Promise<number> {
    const waited = this.#outgoing.get(client.id)?.length ?? 0;
    await this.cleanSubscriptions(client);
    this.#weigh(client.id, -(this.#bytes.get(client.id) ?? 0));
    this.#outgoing.delete(client.id);
    this.#incoming.delete(client.id);
    this.#wills.delete(client.id);
    return waited;
  }

  /** Everything under a topic, in every queue. */
  forget(prefix: string): { readonly retained: number; readonly queued: number } {
    let [retained, queued] = [0, 0];
    for (const [topic, packet] of this.#retained) {
      if (!isBelow(prefix, topic)) continue;
      this.#retained.delete(topic);
      this.#retainedBytes -= sizeOf(packet);
      retained += 1;
    }
    for (const [id, queue] of this.#outgoing) {
      const left = queue.filter((packet) => packet.cmd === 'pubrel' || !isBelow(prefix, packet.topic));
      if (left.length === queue.length) continue;
      queued += queue.length - left.length;
      this.#weigh(id, left.reduce((sum, one) => sum + sizeOf(one), 0) - (this.#bytes.get(id) ?? 0));
      if (left.length === 0) this.#outgoing.delete(id);
      else this.#outgoing.set(id, left);
    }
    for (const [id, { topic }] of this.#wills) if (isBelow(prefix, topic)) this.#wills.delete(id);
    return { retained, queued };
  }

  #weigh(id: string, by: number): void {
    const weight = (this.#bytes.get(id) ?? 0) + by;
    if (weight <= 0) this.#bytes.delete(id);
    else this.#bytes.set(id, weight);
    this.#queuedBytes += by;
  }
}

const OVERHEAD = 200;

function sizeOf({ topic, payload }: StoredPacket): number {
  return OVERHEAD + (topic?.length ?? 0) + (payload?.length ?? 0);
}

/** Topics of one device stand together; a filter with a wildcard in the first two levels stands with those of all. */
function groupOf(topic: string): string {
  const [first = '', second = ''] = topic.split('/', 2);
  return /[+#]/.test(`${first}${second}`) ? '' : `${first}/${second}`;
}
