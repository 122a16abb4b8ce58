import type { TLSSocket } from 'node:tls';
import { Refused } from '../../../core/index.ts';
import type { Decisions } from '../../authorization/model.ts';
import { channelOf, topicOf } from '../../authorization/topic.ts';
import { credentialOf, deviceOf, viewOf } from '../../device/edge/questions.ts';
import { admitCredential } from '../../device/edge/room.ts';
import { standingOf } from '../../device/standing.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { householdQuestions } from '../../household/edge/tables.ts';
import { type AdmissionLimits, admissions } from '../admission.ts';
import { endpointGuard, ownerName, refusalOf } from '../guard.ts';
import { belonging } from '../membership.ts';
import type { Message, Peer } from '../model.ts';
import type { PassOf } from '../pass.ts';
import { aedesBroker, type BrokerLimits, type Connection, type Said } from './aedes.ts';
import { alarmsOf } from './alarms.ts';
import { tlsDoor } from './door.ts';
import { GATE_LIMITS, type GateLimits } from './gate.ts';
import { HTTPS_LIMITS, type HttpsLimits, httpsDoor } from './https.ts';
import { liveSessions, prefixOf } from './live.ts';
import { Mailbox } from './mailbox.ts';
import { Passes } from './passes.ts';
import { selfRoutes } from './self.ts';
import { openSessionFile } from './session-file.ts';
import { peerStandings } from './standing.ts';
import { HANDSHAKE_MS, presentedBy, type Shown } from './tls.ts';
import { wiping } from './wiping.ts';

export interface EndpointLimits {
  /** CONNECTs and requests that are looked at; the others are told when to come back. */
  readonly asked: AdmissionLimits;
  readonly gate: GateLimits;
  /** How long agreeing on TLS may take. */
  readonly handshakeMs: number;
  readonly broker: Partial<BrokerLimits>;
  readonly https: HttpsLimits;
}

export const ENDPOINT_LIMITS: EndpointLimits = {
  asked: { all: { perSecond: 300, burst: 1000 }, perAddress: { perSecond: 60, burst: 300 }, addresses: 50_000 },
  gate: GATE_LIMITS,
  handshakeMs: HANDSHAKE_MS,
  broker: {},
  https: HTTPS_LIMITS,
};

export interface EndpointOptions {
  readonly fleet: Fleet;
  readonly decisions: Decisions;
  /** Channels that a device's product declares. */
  readonly channels: (device: DeviceId) => readonly string[];
  /** What a service is declared for now; `undefined` for one that is not. */
  readonly services?: (name: string) => readonly string[] | undefined;
  /** Calls whenever policies or declarations have changed, until what it gives is called. */
  readonly changed?: (listener: () => Promise<void>) => () => void;
  readonly shown: Shown;
  readonly host: string;
  /** 0 for any that is free. */
  readonly mqttPort: number;
  readonly httpsPort: number;
  readonly limits?: Partial<EndpointLimits>;
  /** Told what broke here, for the operator's log: never what a stranger sent. */
  readonly broke?: (error: unknown) => void;
}

/** A message that was allowed, with who sent it; nobody for what the service itself says. */
export type Hearing = (message: Message, from: Peer | undefined) => void;

export interface DeviceEndpoint {
  readonly mqttPort: number;
  readonly httpsPort: number;
  /** What lets apps and services in. */
  readonly passes: Pick<Passes, 'issue'>;
  /** Whether a pass may be given: to who has business here, or a service for a purpose that it is declared for. */
  lets(of: PassOf, purpose: string): boolean;
  /** Ends a pass, or all of a member or service, and what they let in. Gives how many. */
  withdraw(what: Parameters<Passes['withdraw']>[0]): number;
  /** Live MQTT sessions. */
  sessions(): number;
  hasSession(device: DeviceId): boolean;
  /** Tells a device to do something. Whoever calls has asked whether it is allowed. Resolves when a live session has been given it; else it waits in the mailbox, for a day. */
  tell(device: DeviceId, verb: string, payload: Uint8Array): Promise<void>;
  hear(hearing: Hearing): () => void;
  /** Ends the live session of a device, by hand. */
  disconnect(device: DeviceId): Promise<void>;
  /** Drops what is kept of a device: retained messages, queues, commands, its session. */
  forget(device: DeviceId): Promise<{ readonly retained: number; readonly queued: number }>;
  /** Shows another certificate from the next connection on. */
  show(shown: Shown): void;
  close(): Promise<void>;
}

/** Of one member, at once. */
const MOST_SESSIONS = 20;
/** For clients that send no password without a name. */
const ANY_NAME = 'pass';
/** By which a device asks for the order to erase itself, once it is refused otherwise. */
const WIPE_NAME = 'wipe';
const SWEEP_MS = 3_600_000;

/**
 * Opens the device endpoint: MQTT 3.1.1 and 5 over TLS, for devices with their certificates and for apps and services with passes, and HTTPS for devices. Live sessions end with this process; what waits for those
 * that outlive a connection, and what is retained, is in the fleet's folder. `decisions` have to hear of facts before this does (`decidingOver`). Throws `Refused` (ASSAY-ENDPOINT-001, -011).
 */
export async function openEndpoint(options: EndpointOptions): Promise<DeviceEndpoint> {
  const { fleet, decisions, channels, host, services = () => undefined, broke = () => undefined } = options;
  const limits = { ...ENDPOINT_LIMITS, ...options.limits };
  const view = viewOf(fleet.db);
  const alarms = alarmsOf(fleet, broke);
  const mailbox = new Mailbox(fleet.now());
  const hearings = new Set<Hearing>();
  const passes = new Passes(fleet);
  const wipes = wiping(fleet, { publish: (message) => broker.publish(message), forget: (topic) => broker.forget(topic), broke });
  const standings = peerStandings(fleet.db, { now: fleet.now, passes, services, owes: wipes.owes });
  const own = endpointGuard({
    decisions,
    channels,
    now: fleet.now,
    turnedAway(peer) {
      const standing = standings.of(peer);
      if (!standing.ok) return standing.code;
      return peer.kind === 'member' && live.count(peer.member) >= MOST_SESSIONS ? 'busy' : undefined;
    },
  });
  const guard = wipes.guard(own);
  const chance = () => new DataView(fleet.random(4).slice().buffer).getUint32(0) / 2 ** 32;
  const bounded = (of: AdmissionLimits) => admissions(of, chance);

  /** The first use of a credential is entered here: what it supersedes is over when this resolves. */
  async function identify(socket: TLSSocket, said: Said = {}): ReturnType<Connection['identify']> {
    const presented = presentedBy(socket);
    if (presented === undefined) return passed(said);
    // A device that may only renew is refused before its certificate counts as used here.
    const before = standingOf(view, presented, fleet.now());
    if (before.may !== 'everything') return { ok: false, code: refusalOf(before) };
    try {
      const standing = await admitCredential(fleet, presented);
      const credential = credentialOf(fleet.db, presented.serial);
      if (standing.may !== 'everything' || credential === undefined)
        return { ok: false, code: standing.may === 'everything' ? 'unknown' : refusalOf(standing) };
      return { ok: true, peer: { kind: 'device', device: credential.device, ...presented, notAfter: credential.notAfter } };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { ok: false, code: 'revoked' };
    }
  }

  /** As `identify`; who is refused, has yet to erase itself and asks for that is let in for it. */
  async function identifyForMqtt(socket: TLSSocket, said?: Said): ReturnType<Connection['identify']> {
    const found = await identify(socket, said);
    const presented = !found.ok && said?.username === WIPE_NAME ? presentedBy(socket) : undefined;
    const peer = presented === undefined ? undefined : await wipes.admit(presented, socket.getPeerX509Certificate()?.raw);
    return peer === undefined ? found : { ok: true, peer };
  }

  /** Without a certificate: a pass in the place of a password. What is said of a name has to be so. */
  function passed({ username, password }: Said): Awaited<ReturnType<Connection['identify']>> {
    const pass = password === undefined ? undefined : passes.present(Buffer.from(password).toString('latin1'));
    if (pass === undefined) return { ok: false, code: 'unknown' };
    const peer: Peer = { ...pass.of, credential: pass.id, purpose: pass.purpose, notAfter: pass.until };
    return [undefined, '', ANY_NAME, ownerName(peer)].includes(username) ? { ok: true, peer } : { ok: false, code: 'unknown' };
  }

  const refused = (reason: string) => alarms.refused(reason);
  const door = tlsDoor({
    host,
    port: options.mqttPort,
    shown: options.shown,
    now: fleet.now,
    chance,
    connects: bounded(limits.asked),
    identify: identifyForMqtt,
    refused,
    limits: limits.gate,
    handshakeMs: limits.handshakeMs,
  });

  const heard = (peer: Peer | undefined, message: Message): void => {
    const where = channelOf(message.topic);
    // Who has a session hears it there; the others come for it.
    if (where?.kind === 'command' && broker.session(where.device) === undefined) mailbox.put(where.device, message.topic, message.payload, fleet.now(), peer);
    wipes.heard(peer, message);
    for (const hearing of hearings) hearing(message, peer);
  };
  const file = openSessionFile(fleet.folder, broke);
  const broker = aedesBroker({
    guard,
    door,
    now: fleet.now,
    file,
    home(topic) {
      const where = channelOf(topic);
      return (where === undefined ? undefined : deviceOf(fleet.db, where.device)?.household) ?? '';
    },
    limits: limits.broker,
    watcher: {
      began(session, replaced) {
        live.began(session);
        if (replaced !== undefined) alarms.replaced(session, replaced);
      },
      ended: (session) => live.ended(session),
      refused,
      heard,
      broke,
    },
  });
  const live = liveSessions(fleet, {
    standing: standings.of,
    session: (device) => broker.session(device),
    sessions: broker.sessions,
    hearers: broker.hearers,
    membersOf: householdQuestions(fleet.db).membersOf,
    disconnect(session, reason) {
      if (broker.session(session.client) === session) void broker.disconnect(session.client, reason);
    },
    recheck: (client) => void broker.recheck(client),
    touched(device, prefix) {
      mailbox.wake(device);
      broker.sift(prefix);
    },
    people(members) {
      const out = new Set([...members].filter((member) => !belonging(member, standings.people, fleet.now()).ok));
      if (out.size > 0) broker.sweep((owner) => owner.kind === 'member' && out.has(owner.member));
    },
  });
  const gone = (owner: Peer): boolean => owner.kind === 'device' && (deviceOf(fleet.db, owner.device)?.life ?? 'retired') === 'retired';
  broker.sweep(gone);
  const sweeping = setInterval(() => broker.sweep(gone), SWEEP_MS).unref();
  const stop = options.changed?.(() => live.everybody());
  const https = httpsDoor({
    host,
    port: options.httpsPort,
    shown: options.shown,
    now: fleet.now,
    chance,
    requests: bounded(limits.asked),
    identify,
    guard,
    mailbox,
    self: selfRoutes(fleet, limits.https),
    publish: (message, from) => broker.publish(message, from),
    refused,
    broke,
    limits: limits.https,
    gate: limits.gate,
    handshakeMs: limits.handshakeMs,
  });

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      clearInterval(sweeping);
      stop?.();
      live.close();
      wipes.close();
      await https.close();
      await broker.close();
      file.close();
      await alarms.close();
    })();
    return closing;
  };
  try {
    const { port: mqttPort } = await broker.listen();
    const httpsPort = await https.open();
    return {
      mqttPort,
      httpsPort,
      passes,
      lets: (of, purpose) => (of.kind === 'member' ? belonging(of.member, standings.people, fleet.now()).ok : services(of.service)?.includes(purpose) === true),
      withdraw(what) {
        const ended = passes.withdraw(what);
        live.withdrawn(ended);
        return ended.length;
      },
      sessions: () => [...broker.sessions()].length,
      hasSession: (device) => broker.session(device) !== undefined,
      tell: (device, verb, payload) => broker.publish({ topic: topicOf({ kind: 'command', device, verb }), payload, qos: 1, retain: false }),
      hear(hearing) {
        hearings.add(hearing);
        return () => hearings.delete(hearing);
      },
      disconnect: (device) => broker.disconnect(device, 'policy'),
      async forget(device) {
        const dropped = await broker.drop(device);
        const { retained, queued } = await broker.forget(prefixOf(device));
        return { retained, queued: queued + dropped.queued + mailbox.forget(device) };
      },
      show(shown) {
        door.show(shown);
        https.show(shown);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
