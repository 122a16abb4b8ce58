import type { TLSSocket } from 'node:tls';
import { Refused } from '../../../core/index.ts';
import type { Decisions } from '../../authorization/model.ts';
import { channelOf, topicOf } from '../../authorization/topic.ts';
import { credentialOf, viewOf } from '../../device/edge/questions.ts';
import { admitCredential } from '../../device/edge/room.ts';
import { standingOf } from '../../device/standing.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { type AdmissionLimits, admissions } from '../admission.ts';
import { endpointGuard, refusalOf } from '../guard.ts';
import type { Message, Peer } from '../model.ts';
import { aedesBroker, type BrokerLimits, type Connection } from './aedes.ts';
import { alarmsOf } from './alarms.ts';
import { tlsDoor } from './door.ts';
import { GATE_LIMITS, type GateLimits } from './gate.ts';
import { HTTPS_LIMITS, type HttpsLimits, httpsDoor } from './https.ts';
import { liveSessions } from './live.ts';
import { Mailbox } from './mailbox.ts';
import { presentedBy, type Shown } from './tls.ts';

export interface EndpointLimits {
  /** Connections let in to agree on TLS. */
  readonly sockets: AdmissionLimits;
  /** CONNECTs and requests that are looked at; the others are told when to come back. */
  readonly asked: AdmissionLimits;
  readonly gate: GateLimits;
  readonly broker: Partial<BrokerLimits>;
  readonly https: HttpsLimits;
}

export const ENDPOINT_LIMITS: EndpointLimits = {
  sockets: { all: { perSecond: 400, burst: 1500 }, perAddress: { perSecond: 100, burst: 400 }, addresses: 50_000 },
  asked: { all: { perSecond: 300, burst: 1000 }, perAddress: { perSecond: 60, burst: 300 }, addresses: 50_000 },
  gate: GATE_LIMITS,
  broker: {},
  https: HTTPS_LIMITS,
};

export interface EndpointOptions {
  readonly fleet: Fleet;
  readonly decisions: Decisions;
  /** Channels that a device's product declares. */
  readonly channels: (device: DeviceId) => readonly string[];
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

/**
 * Opens the device endpoint: MQTT 3.1.1 and 5, and HTTPS, over TLS with client certificates. Sessions live in memory: they end with this process, and what is refused is refused by the fleet's tables after it as before.
 * `decisions` have to hear of facts before this does (`decidingOver`). Throws `Refused` (ASSAY-ENDPOINT-001).
 */
export async function openEndpoint(options: EndpointOptions): Promise<DeviceEndpoint> {
  const { fleet, decisions, channels, host, broke = () => undefined } = options;
  const limits = { ...ENDPOINT_LIMITS, ...options.limits };
  const view = viewOf(fleet.db);
  const alarms = alarmsOf(fleet, broke);
  const mailbox = new Mailbox(fleet.now());
  const hearings = new Set<Hearing>();
  const guard = endpointGuard({ decisions, channels, now: fleet.now, standing: (presented) => standingOf(view, presented, fleet.now()) });
  const chance = () => new DataView(fleet.random(4).slice().buffer).getUint32(0) / 2 ** 32;
  const bounded = (of: AdmissionLimits) => admissions(of, chance);

  /** The first use of a credential is entered here: what it supersedes is over when this resolves. */
  async function identify(socket: TLSSocket): ReturnType<Connection['identify']> {
    const presented = presentedBy(socket);
    if (presented === undefined) return { ok: false, code: 'unknown' };
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

  const refused = (reason: string) => alarms.refused(reason);
  const door = tlsDoor({
    host,
    port: options.mqttPort,
    shown: options.shown,
    now: fleet.now,
    sockets: bounded(limits.sockets),
    connects: bounded(limits.asked),
    identify,
    refused,
    limits: limits.gate,
  });

  const heard = (peer: Peer | undefined, message: Message): void => {
    const where = channelOf(message.topic);
    // Who has a session hears it there; the others come for it.
    if (where?.kind === 'command' && broker.session(where.device) === undefined) mailbox.put(where.device, message.topic, message.payload, fleet.now());
    for (const hearing of hearings) hearing(message, peer);
  };
  const broker = aedesBroker({
    guard,
    door,
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
    session: (device) => broker.session(device),
    sessions: broker.sessions,
    disconnect: (client, reason) => void broker.disconnect(client, reason),
    recheck: (client) => void broker.recheck(client),
    touched: (device) => mailbox.wake(device),
  });
  const https = httpsDoor({
    host,
    port: options.httpsPort,
    shown: options.shown,
    now: fleet.now,
    sockets: bounded(limits.sockets),
    requests: bounded(limits.asked),
    identify,
    guard,
    mailbox,
    publish: (message, from) => broker.publish(message, from),
    refused,
    broke,
    limits: limits.https,
    gate: limits.gate,
  });

  const close = async () => {
    live.close();
    await https.close();
    await broker.close();
    await alarms.close();
  };
  try {
    const { port: mqttPort } = await broker.listen();
    const httpsPort = await https.open();
    return {
      mqttPort,
      httpsPort,
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
        const { retained, queued } = await broker.forget(topicOf({ kind: 'channel', device, channel: '' }).replace(/\/$/, ''));
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
