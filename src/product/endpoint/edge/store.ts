import { Readable } from 'node:stream';
import { isBelow, matches } from '../filter.ts';
import { ownerName } from '../guard.ts';
import type { Peer } from '../model.ts';
import { groupOf, type StoredPacket, sizeOf } from './packet.ts';
import { type Queued, type QueueLimits, Queues } from './queues.ts';
import { type RetainedLimits, RetainedMessages } from './retained.ts';
import type { Kept, SessionFile } from './session-file.ts';

interface Who {
  readonly id: string;
  /** MQTT 5, in seconds; what the broker took of 3.1.1 for its own. */
  readonly sessionExpiryInterval?: number;
}

export interface Sub {
  readonly topic: string;
  readonly qos: number;
  readonly rh?: number;
  readonly rap?: boolean;
  readonly nl?: boolean;
  readonly subscriptionIdentifier?: number;
}

export interface StoreLimits extends RetainedLimits, QueueLimits {
  /** Messages of QoS 2 that a client began and has not ended. */
  readonly incoming: number;
  /** Sessions that outlive their connection, of one member and of one service. */
  readonly sessionsEach: { readonly member: number; readonly service: number };
  /** No session outlives its connection by more, in seconds. */
  readonly sessionSeconds: number;
}

export const STORE_LIMITS: StoreLimits = {
  queued: 500,
  queuedBytes: 1 << 20,
  queuedOfOne: 200,
  allQueuedBytes: 128 << 20,
  retained: 200_000,
  retainedBytes: 128 << 20,
  retainedEach: 64,
  retainedBytesEach: 1 << 20,
  incoming: 64,
  sessionsEach: { member: 16, service: 1000 },
  sessionSeconds: 7 * 86_400,
};

/** What the store asks of whoever knows devices and people. */
export interface StoreQuestions {
  readonly now: () => number;
  /** Who a client is that is there. */
  owner(client: Who): Peer | undefined;
  /** Whether a client may keep this filter: one refused filter among several must not be kept with the others. */
  may(owner: Peer, filter: string): boolean;
  /** Whether a message may wait for somebody who is not there. */
  waits(owner: Peer, topic: string): boolean;
  /** Who says this now. */
  saidBy?(packet: StoredPacket): Peer | undefined;
  /** Whether what somebody said earlier may reach anybody now. */
  stands?(sayer: Peer, topic: string): boolean;
  /** Whose the device of a topic is now; `''` of nobody. What was kept while it was another's is given to nobody. */
  home(topic: string): string;
}

interface Session {
  readonly owner: Peer;
  readonly subs: Map<string, Sub>;
  lasts: number;
  /** Since when nobody is connected; absent while somebody is. */
  gone?: number;
}

/**
 * What the broker remembers of sessions, within bounds: retained messages, subscriptions and queues of sessions that outlive their connection, wills. The package's own store has no bounds, keeps
 * subscriptions that were refused, and cannot drop what waits under a topic. With a file, what it remembers survives a restart; wills do not. The methods of the first part are those that aedes calls, with its names.
 */
export class SessionStore {
  readonly #limits: StoreLimits;
  readonly #ask: StoreQuestions;
  readonly #file: SessionFile | undefined;
  readonly #retained: RetainedMessages;
  readonly #queues: Queues;
  readonly #sessions = new Map<string, Session>();
  /** Sessions by who has them. */
  readonly #owners = new Map<string, Set<string>>();
  /** Clients by filters of QoS 1 and 2, filters by their first two levels; those with a wildcard there stand under ''. */
  readonly #filters = new Map<string, Map<string, Map<string, Sub>>>();
  readonly #incoming = new Map<string, Map<number, StoredPacket>>();
  readonly #wills = new Map<string, StoredPacket>();
  #broker: { readonly id: string } = { id: '' };

  constructor(ask: StoreQuestions, limits: StoreLimits = STORE_LIMITS, file?: SessionFile) {
    this.#ask = ask;
    this.#limits = limits;
    this.#file = file;
    this.#retained = new RetainedMessages(limits, ask.home, (topic, held) => file?.retained(topic, held));
    this.#queues = new Queues(limits, (entry) => file?.queued(entry));
    if (file !== undefined) this.#restore(file.load());
  }

  /** Whoever held a session when the process ended is gone since now. What does not fit any more, or is of another owner, is left out. */
  #restore({ sessions, retained, queued }: Kept): void {
    for (const { client, owner, subs, lasts, gone } of sessions) {
      this.#count(client, owner);
      this.#sessions.set(client, { owner, subs: new Map(subs.map((sub) => [sub.topic, sub])), lasts, gone: gone ?? this.#ask.now() });
      for (const sub of subs) if (sub.qos > 0) this.#index(client, sub);
      if (gone === undefined) this.#changed(client);
    }
    for (const { packet, home } of retained) if (!this.#retained.put(packet, home)) this.#file?.retained(packet.topic, undefined);
    for (const entry of queued) this.#queues.restore(entry);
    this.sweep(() => false);
  }

  async setup(broker: { readonly id: string }): Promise<void> {
    this.#broker = broker;
  }

  async storeRetained(packet: StoredPacket): Promise<void> {
    this.#retained.put(packet);
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#retained.under(filters));
  }

  createRetainedStream(filter: string): Readable {
    return Readable.from(this.#retained.under([filter]));
  }

  async addSubscriptions(client: Who, subs: readonly Sub[]): Promise<void> {
    const owner = this.#ask.owner(client);
    if (owner === undefined) return;
    // What does not fit is not kept: the subscription lasts as long as the connection.
    if (!this.#sessions.has(client.id) && this.#isFull(owner)) return;
    this.#count(client.id, owner);
    const { sessionSeconds } = this.#limits;
    const lasts = Math.min(client.sessionExpiryInterval ?? sessionSeconds, sessionSeconds);
    const mine = this.#sessions.get(client.id)?.subs ?? new Map<string, Sub>();
    this.#sessions.set(client.id, { owner, subs: mine, lasts });
    for (const sub of subs) {
      if (sub.qos > 2 || !this.#ask.may(owner, sub.topic)) continue;
      this.#unindex(client.id, sub.topic);
      mine.set(sub.topic, { ...sub });
      if (sub.qos > 0) this.#index(client.id, sub);
    }
    this.#changed(client.id);
  }

  #count(id: string, owner: Peer): void {
    if (owner.kind !== 'device') this.#owners.set(ownerName(owner), (this.#owners.get(ownerName(owner)) ?? new Set()).add(id));
  }

  #isFull(owner: Peer): boolean {
    return owner.kind !== 'device' && (this.#owners.get(ownerName(owner))?.size ?? 0) >= this.#limits.sessionsEach[owner.kind];
  }

  #changed(id: string): void {
    const session = this.#sessions.get(id);
    if (session?.subs.size === 0) {
      this.#sessions.delete(id);
      const name = session.owner.kind === 'device' ? '' : ownerName(session.owner);
      const mine = this.#owners.get(name);
      if (mine?.delete(id) === true && mine.size === 0) this.#owners.delete(name);
    }
    this.#file?.session(id, session === undefined || session.subs.size === 0 ? undefined : { client: id, ...session, subs: [...session.subs.values()] });
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
    const session = this.#sessions.get(client.id);
    for (const topic of topics) {
      this.#unindex(client.id, topic);
      session?.subs.delete(topic);
    }
    if (session !== undefined) this.#changed(client.id);
  }

  async subscriptionsByClient(client: Who): Promise<readonly Sub[]> {
    return [...(this.#sessions.get(client.id)?.subs.values() ?? [])].map((sub) => ({ ...sub }));
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
    const session = this.#sessions.get(client.id);
    for (const topic of session?.subs.keys() ?? []) this.#unindex(client.id, topic);
    session?.subs.clear();
    this.ended(client.id);
    if (session !== undefined) this.#changed(client.id);
    return client;
  }

  async countOffline(): Promise<{ readonly subsCount: number; readonly clientsCount: number }> {
    return { subsCount: this.#filters.size, clientsCount: this.#sessions.size };
  }

  async outgoingEnqueue(sub: { readonly clientId: string }, packet: StoredPacket): Promise<void> {
    const owner = this.#sessions.get(sub.clientId)?.owner;
    // What somebody may not hear now does not wait for them until they may.
    if (owner === undefined || !this.#ask.waits(owner, packet.topic)) return;
    const said = this.#ask.saidBy?.(packet);
    // A device's own word stands for as long as it is its household's.
    const from = said === undefined || said.kind === 'device' ? {} : { from: said };
    this.#queues.put(sub.clientId, { ...packet, ...from }, this.#ask.home(packet.topic), owner.kind === 'device');
  }

  async outgoingEnqueueCombi(subs: readonly { readonly clientId: string }[], packet: StoredPacket): Promise<void> {
    for (const sub of subs) await this.outgoingEnqueue(sub, packet);
  }

  /** What was not queued for want of room is delivered all the same, and not repeated. */
  async outgoingUpdate(client: Who, packet: StoredPacket): Promise<void> {
    const found = this.#queues
      .of(client.id)
      .find(({ packet: one }) =>
        packet.brokerId !== undefined && packet.brokerId !== null
          ? one.brokerId === packet.brokerId && one.brokerCounter === packet.brokerCounter
          : one.messageId === packet.messageId && packet.messageId !== undefined,
      );
    if (found === undefined) return;
    if (packet.cmd === 'pubrel') this.#queues.replace(found, packet);
    else this.#queues.replace(found, { ...found.packet, messageId: packet.messageId });
  }

  async outgoingClearMessageId(client: Who, packet: StoredPacket): Promise<StoredPacket | undefined> {
    // Without an id on the wire it was never sent: it is then named by what the broker calls it.
    const found = this.#queues
      .of(client.id)
      .find(({ packet: one }) =>
        packet.messageId ? one.messageId === packet.messageId : one.brokerId === packet.brokerId && one.brokerCounter === packet.brokerCounter,
      );
    if (found !== undefined) this.#queues.remove(found);
    return found?.packet;
  }

  outgoingStream(client: Who): Readable {
    const waiting = [...this.#queues.of(client.id)];
    for (const entry of waiting) if (!this.#isOf(entry) || !this.#stands(entry)) this.#queues.remove(entry);
    return Readable.from(waiting.filter(({ gone }) => !gone).map(({ packet }) => packet));
  }

  /** Whoever told somebody what to do, and may not any more, has told them nothing. */
  #stands({ packet: { cmd, from, topic } }: Queued): boolean {
    return cmd === 'pubrel' || from === undefined || this.#ask.stands?.(from, topic) !== false;
  }

  #isOf({ packet, home }: Queued): boolean {
    return packet.cmd === 'pubrel' || home === this.#ask.home(packet.topic);
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
    return Readable.from([...this.#sessions].filter(([, { subs }]) => subs.has(topic)).map(([id]) => id));
  }

  async destroy(): Promise<void> {
    this.#file?.flush();
  }

  /** Somebody holds this session again, or nobody does any more. */
  held(id: string, by: Peer | undefined): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    const { gone: _, ...rest } = session;
    this.#sessions.set(id, by === undefined ? { ...rest, gone: this.#ask.now() } : { ...rest, owner: by });
    this.#changed(id);
  }

  /** A session is over: what it began and did not end is not taken for what the next one begins. */
  ended(id: string): void {
    this.#incoming.delete(id);
  }

  /** Ends sessions that nobody has come back to in time, and those of whoever `over` says, and gives how many. */
  sweep(over: (owner: Peer) => boolean): number {
    const now = this.#ask.now();
    const ended = [...this.#sessions]
      .filter(([, { owner, lasts, gone }]) => gone !== undefined && (gone + lasts * 1000 < now || over(owner)))
      .map(([id]) => id);
    for (const id of ended) this.drop({ id });
    return ended.length;
  }

  /** Everything of one client. Gives how many messages waited for it. */
  drop(client: Who): number {
    void this.cleanSubscriptions(client);
    this.#wills.delete(client.id);
    return this.#queues.drop(client.id);
  }

  /** Everything under a topic, in every queue. */
  forget(prefix: string): { readonly retained: number; readonly queued: number } {
    for (const [id, { topic }] of this.#wills) if (isBelow(prefix, topic)) this.#wills.delete(id);
    const gone = { retained: this.#retained.forget(prefix), queued: this.#queues.sift(prefix, () => false) };
    this.#file?.erase();
    return gone;
  }

  /** Asks again about what waits under a topic, and drops what may not reach its receiver any more, with the subscriptions of whoever is away. */
  sift(prefix: string): number {
    for (const [filter, clients] of [...(this.#filters.get(groupOf(prefix)) ?? [])])
      for (const id of [...clients.keys()]) {
        const session = this.#sessions.get(id);
        if (session?.gone !== undefined && !this.#ask.may(session.owner, filter)) void this.removeSubscriptions({ id }, [filter]);
      }
    return this.#queues.sift(prefix, (entry) => {
      const owner = this.#sessions.get(entry.client)?.owner;
      return owner !== undefined && this.#isOf(entry) && this.#stands(entry) && this.#ask.waits(owner, entry.packet.topic);
    });
  }
}

export { type StoredPacket, sizeOf };
