import type { Duplex } from 'node:stream';
import { Aedes, type Client } from 'aedes';
import { disconnecting, ENDING, refusingConnack } from '../farewell.ts';
import type { Broker, Ending, Guard, Message, Peer, Refusal } from '../model.ts';
import { bindToConnection, boundFirst, disarm, inside } from './aedes-inside.ts';
import { Lingering } from './lingering.ts';
import { groupOf } from './packet.ts';
import type { SessionFile } from './session-file.ts';
import { SessionStore, STORE_LIMITS, type StoreLimits } from './store.ts';
import { wireSize } from './wire-size.ts';

/** Where connections come from. `open` gives each as it comes; whose it is is asked at its CONNECT, once. */
export interface Door {
  open(accept: (connection: Connection) => void): Promise<{ readonly port: number }>;
  close(): Promise<void>;
}

export interface Connection {
  readonly stream: Duplex;
  readonly address: string;
  /** Who is there, asked when it sends CONNECT: nobody is anybody before. */
  identify(
    said: Said,
  ): Promise<{ readonly ok: true; readonly peer: Peer } | { readonly ok: false; readonly code: Refusal; readonly retryAfterSeconds?: number }>;
}

/** What a CONNECT says of who it is. */
export interface Said {
  readonly username?: string;
  readonly password?: Uint8Array;
}

export interface BrokerLimits {
  readonly connectMs: number;
  readonly packetBytes: number;
  /** Of the first packet: whoever sends it is nobody yet. */
  readonly connectBytes: number;
  readonly topicLevels: number;
  readonly subscriptions: number;
  /** Packets sent ahead of the answer to CONNECT. */
  readonly ahead: number;
  /** How long a client may take nothing before it is closed. */
  readonly drainMs: number;
  /** Bytes that may wait on a connection before messages of QoS 0 are left out for it. */
  readonly backlogBytes: number;
  /** The longest silence that a client may choose. It is told so in MQTT 5; before, there is no word for it, and a longer wish counts as this. */
  readonly keepAliveSeconds: number;
  readonly store: StoreLimits;
}

export const BROKER_LIMITS: BrokerLimits = {
  connectMs: 10_000,
  packetBytes: 256 * 1024,
  connectBytes: 16 * 1024,
  topicLevels: 8,
  subscriptions: 64,
  ahead: 64,
  drainMs: 5_000,
  backlogBytes: 4 << 20,
  keepAliveSeconds: 1200,
  store: STORE_LIMITS,
};

/** What the adapter tells of sessions. None of it is on the path of a message but `heard`. */
export interface Watcher {
  /** `replaced`: the session that this one takes over, still there. */
  began?(session: LiveSession, replaced: LiveSession | undefined): void;
  ended?(session: LiveSession): void;
  refused?(code: Refusal | 'malformed', address: string): void;
  /** A message that was allowed, before anybody is given it. */
  heard?(peer: Peer | undefined, message: Message): void;
  broke?(error: unknown): void;
}

export interface LiveSession {
  readonly peer: Peer;
  readonly client: string;
  readonly address: string;
}

interface Session extends LiveSession {
  readonly client: string;
  readonly link: Client;
  filters: number;
  /** Under which it stands among those who hear. */
  readonly groups: Set<string>;
  /** Set once it ends from our side: nothing is delivered from here on. */
  over: Ending | undefined;
}

interface ConnectPacket {
  clientId: string;
  keepalive?: number;
  readonly clean?: boolean;
  readonly protocolVersion?: number;
  readonly username?: string;
  readonly password?: Uint8Array;
  readonly will?: { readonly topic: string; readonly retain?: boolean };
}

const FAREWELL_MS = 500;

/** What this broker can besides the port. */
export interface AedesBroker extends Broker {
  readonly sessions: () => Iterable<LiveSession>;
  readonly session: (client: string) => LiveSession | undefined;
  /** Live sessions with a filter on what stands below this device's topic, and some that had one. */
  readonly hearers: (prefix: string) => readonly LiveSession[];
  /** Asks the guard again about what waits under a topic, and gives how many messages are dropped. */
  readonly sift: (prefix: string) => number;
  /** Ends sessions without a connection whose time has passed, and those of whoever `over` says. */
  readonly sweep: (over: (owner: Peer) => boolean) => number;
}

/** MQTT 3.1.1 and 5 by aedes, behind the port. `home`: whose the device of a topic is. With `file`, queues and retained messages survive a restart. */
export function aedesBroker(given: {
  readonly guard: Guard;
  readonly door: Door;
  readonly limits?: Partial<BrokerLimits>;
  readonly watcher?: Watcher;
  readonly now?: () => number;
  readonly home?: (topic: string) => string;
  readonly file?: SessionFile;
}): AedesBroker {
  const { guard, door, watcher = {} } = given;
  const limits = { ...BROKER_LIMITS, ...given.limits };
  const connections = new WeakMap<Duplex, Connection>();
  const links = new WeakMap<Client, Session>();
  const live = new Map<string, Session>();
  const strangers = new Set<Duplex>();
  const senders = new WeakMap<object, Peer>();
  const hearing = new Map<string, Set<Session>>();
  /** Whose will is being said. */
  const departed = new Map<string, Peer>();
  const store = new SessionStore(
    {
      now: given.now ?? Date.now,
      home: given.home ?? (() => ''),
      owner: (client) => links.get(client as Client)?.peer,
      may: (owner, filter) => guard.subscribe(owner, filter),
      waits: (owner, topic) => guard.wait(owner, topic),
      saidBy: ({ clientId = '' }) => departed.get(clientId) ?? live.get(clientId)?.peer,
      stands: (sayer, topic) => guard.stands(sayer, topic),
    },
    limits.store,
    given.file,
  );

  const lingering = new Lingering(limits.store.sessionsEach, given.now ?? Date.now, (client) => store.ended(client));

  const aedes = new Aedes({
    persistence: store,
    // Each slow client waits by itself: with a bound here a hundred of them would stop everybody.
    concurrency: 0,
    connectTimeout: limits.connectMs,
    drainTimeout: limits.drainMs,
    queueLimit: limits.ahead,
    maxTopicLevels: limits.topicLevels,
    maximumPacketSize: limits.packetBytes,
    receiveMaximum: limits.store.incoming,
    sessionExpiryIntervalLimit: limits.store.sessionSeconds,
    pendingSessionsLimit: 100_000,
    topicAliasMaximum: 16,
    keepaliveLimit: limits.keepAliveSeconds,
    preConnect(client, packet, done) {
      welcome(client, packet as ConnectPacket).then(
        (welcomed) => done(welcomed ? null : new Error('refused'), welcomed),
        (error: unknown) => {
          watcher.broke?.(error);
          done(new Error('refused'), false);
        },
      );
    },
    authenticate(client, _user, _password, done) {
      const session = links.get(client);
      if (session === undefined || session.over !== undefined) return done(Object.assign(new Error('refused'), { returnCode: 5 }), false);
      if (inside(client).sessionExpiryInterval > 0 && !lingering.take(session.peer, session.client)) bindToConnection(client);
      // An empty client id of MQTT 5 is told what it stands for.
      if (unnamed.has(client) && client.version === 5) inside(client)._assignedClientId = session.client;
      done(null, true);
    },
    authorizePublish(client, packet, done) {
      const session = client === null ? undefined : links.get(client);
      if (session === undefined || !speaks(session) || !guard.publish(session.peer, packet.topic, packet.retain)) return done(new Error('not allowed'));
      // The copies that wait for somebody say whose they are.
      Object.assign(packet, { clientId: session.client });
      if (live.get(session.client) !== session) departed.set(session.client, session.peer);
      done(null);
    },
    authorizeSubscribe(client, subscription, done) {
      const session = links.get(client);
      if (session === undefined || session.over !== undefined || !guard.subscribe(session.peer, subscription.topic)) return done(null, null);
      const known = inside(client).subscriptions[subscription.topic] !== undefined;
      if (!known && Object.keys(inside(client).subscriptions).length + session.filters >= limits.subscriptions) return done(null, null);
      if (!known) {
        // Those of one packet are asked about before any of them is kept.
        session.filters += 1;
        setImmediate(() => {
          session.filters -= 1;
        });
        const group = groupOf(subscription.topic);
        hearing.set(group, (hearing.get(group) ?? new Set()).add(session));
        session.groups.add(group);
      }
      done(null, subscription);
    },
    authorizeForward(client, packet) {
      const session = links.get(client);
      if (session === undefined || session.over !== undefined || !guard.deliver(session.peer, packet.topic)) return null;
      // MQTT 5 section 3.1.2.11.4: what is larger than a client takes is discarded; it would close the connection over it, again and again where it waits.
      const { maximumPacketSize: most } = inside(client);
      if (most !== undefined && wireSize(packet) > most) return null;
      if (packet.qos === 0 && client.conn.writableLength > limits.backlogBytes) return null;
      return packet;
    },
    published(packet, client, done) {
      if (client !== null) departed.delete(client.id);
      if (watcher.heard !== undefined && !packet.topic.startsWith('$')) {
        const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
        watcher.heard(client === null ? senders.get(packet) : links.get(client)?.peer, {
          topic: packet.topic,
          payload,
          qos: packet.qos,
          retain: packet.retain,
        });
      }
      done(null);
    },
  });
  /** A will too comes here, up to days after its session: whoever was put out says nothing more, and whoever left is asked who they are now. */
  function speaks(session: Session): boolean {
    if (live.get(session.client) === session) return session.over === undefined;
    const byItself = session.over === undefined || session.over === 'taken-over';
    return byItself && session.link.closed && guard.connect(session.peer, '').ok;
  }

  // A device may be called `constructor`.
  const clients: Record<string, Client> = Object.create(null);
  Object.assign(aedes, { clients });
  const unnamed = new WeakSet<Client>();

  async function welcome(link: Client, packet: ConnectPacket): Promise<boolean> {
    Object.assign(inside(link), { subscriptions: Object.create(null), duplicates: Object.create(null) });
    const connection = connections.get(link.conn);
    const version = packet.protocolVersion ?? 4;
    if (connection === undefined || link.closed) return false;
    const refuse = (code: Refusal, retryAfterSeconds?: number): Promise<false> => {
      watcher.refused?.(code, connection.address);
      return farewell(link.conn, refusingConnack(version, code, retryAfterSeconds));
    };
    // MQTT 3.1.1 section 3.1.3.1: who leaves its id to us has no session to come back to.
    if (packet.clientId === '' && version < 5 && packet.clean === false) return refuse('wrong-client');
    const who = await connection.identify({
      ...(packet.username === undefined ? {} : { username: packet.username }),
      ...(packet.password === undefined ? {} : { password: packet.password }),
    });
    if (!who.ok) return refuse(who.code, who.retryAfterSeconds);
    // Asked once more, now: between the answer and here nothing else can happen.
    const admitted = guard.connect(who.peer, packet.clientId);
    if (!admitted.ok) return refuse(admitted.code, admitted.retryAfterSeconds);
    if (link.closed || link.conn.destroyed) return false;
    if (packet.will !== undefined && !guard.publish(who.peer, packet.will.topic, packet.will.retain)) return refuse('unknown');
    if (packet.clientId === '') unnamed.add(link);
    packet.clientId = admitted.client;
    if (version < 5 && (!packet.keepalive || packet.keepalive > limits.keepAliveSeconds)) packet.keepalive = limits.keepAliveSeconds;
    const session: Session = { peer: who.peer, client: admitted.client, address: connection.address, link, filters: 0, groups: new Set(), over: undefined };
    const before = live.get(session.client);
    watcher.began?.(session, before);
    if (before !== undefined) before.over ??= 'taken-over';
    links.set(link, session);
    live.set(session.client, session);
    store.held(session.client, session.peer);
    strangers.delete(link.conn);
    link.conn.once('close', () => {
      if (live.get(session.client) === session) {
        live.delete(session.client);
        const lasts = inside(link).sessionExpiryInterval;
        lingering.left(session.peer, session.client, lasts);
        if (lasts === 0) store.ended(session.client);
        store.held(session.client, undefined);
      }
      for (const group of session.groups) {
        hearing.get(group)?.delete(session);
        if (hearing.get(group)?.size === 0) hearing.delete(group);
      }
      // Where aedes turned the new one away after all, it has left the old one open, and nobody would find it any more.
      if (before !== undefined && !before.link.conn.destroyed) before.link.conn.destroy();
      watcher.ended?.(session);
    });
    return true;
  }

  aedes.on('connectionError', (_client, error) => {
    if (error.message !== 'refused') watcher.refused?.('malformed', '');
  });
  // What a client does wrong ends its own connection, and is no news of ours.
  aedes.on('clientError', () => undefined);
  (aedes as unknown as NodeJS.EventEmitter).on('error', (error: unknown) => watcher.broke?.(error));

  function close(session: Session, reason: Ending): Promise<void> {
    if (session.link.conn.destroyed) return Promise.resolve();
    session.over ??= reason;
    const { conn, version, connected } = session.link;
    const { code, says } = ENDING[reason];
    return new Promise((resolve) => {
      conn.once('close', () => resolve());
      // What waits on the connection would still be delivered: then there is no farewell.
      if (version !== 5 || conn.writableLength > 0 || !connected) conn.destroy();
      else void farewell(conn, disconnecting(code, says)).then(() => conn.destroy());
    });
  }

  return {
    sessions: () => live.values(),
    session: (client) => live.get(client),
    hearers: (prefix) => [...(hearing.get(groupOf(prefix)) ?? [])],
    sift: (prefix) => store.sift(prefix),
    sweep(over) {
      lingering.sweep();
      return store.sweep(over);
    },
    async listen() {
      await aedes.listen();
      return door.open((connection) => {
        connections.set(connection.stream, connection);
        strangers.add(connection.stream);
        connection.stream.once('close', () => strangers.delete(connection.stream));
        const client = aedes.handle(connection.stream);
        inside(client)._parser.prependListener('packet', disarm);
        boundFirst(client, connection.stream, limits.connectBytes);
      });
    },
    async disconnect(client, reason) {
      const session = live.get(client);
      if (session !== undefined) await close(session, reason);
    },
    recheck(client) {
      const session = live.get(client);
      if (session === undefined || session.over !== undefined) return 0;
      const gone = Object.keys(inside(session.link).subscriptions).filter((filter) => !guard.subscribe(session.peer, filter));
      if (gone.length > 0) {
        // Until it is out of the tables, each delivery is refused by itself.
        session.link.unsubscribe({ cmd: 'unsubscribe', unsubscriptions: gone } as never, () => undefined);
        store.removeSubscriptions({ id: client }, gone).catch((error: unknown) => watcher.broke?.(error));
      }
      return gone.length;
    },
    async drop(client) {
      (aedes as unknown as { clearDelayedWill(client: string): void }).clearDelayedWill(client);
      return { queued: store.drop({ id: client }) };
    },
    forget: async (prefix) => store.forget(prefix),
    publish: ({ topic, payload, qos, retain }, from) =>
      new Promise((resolve, reject) => {
        const packet = { cmd: 'publish' as const, topic, payload: Buffer.from(payload), qos, retain, dup: false };
        if (from !== undefined) senders.set(packet, from);
        aedes.publish(packet, (error) => (error === undefined || error === null ? resolve() : reject(error)));
      }),
    async close() {
      await door.close();
      await Promise.all([...live.values()].map((session) => close(session, 'shutting-down')));
      for (const stranger of strangers) stranger.destroy();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
    },
  };
}

/** Sends the last words and ends; who does not take them is cut off. Resolves once they are gone. */
function farewell(stream: Duplex, bytes: Uint8Array): Promise<false> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), FAREWELL_MS);
    const gone = () => {
      clearTimeout(timer);
      resolve(false);
    };
    stream.once('close', gone);
    stream.end(bytes, gone);
  });
}
