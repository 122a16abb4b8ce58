import type { Instant } from '../../core/index.ts';
import type { DeviceId } from '../fleet/model.ts';

/** Who is at the other end of a connection, from its certificate or token, never from what it says of itself. */
export type Peer =
  | { readonly kind: 'device'; readonly device: DeviceId; readonly serial: string; readonly notAfter: Instant }
  | { readonly kind: 'member'; readonly member: string; readonly credential: string; readonly until: Instant }
  | { readonly kind: 'service'; readonly service: string; readonly credential: string; readonly until: Instant };

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/**
 * The broker behind Assay's own port; contract suite in test/contracts/broker.ts. An adapter asks `Guard` at connect, publish, subscribe and for each delivery, and does nothing that the guard did not allow.
 * `disconnect` closes every live session of a client and resolves when no further byte will be delivered to it. `forget` also drops its queued and retained messages. No call is retried by the adapter.
 */
export interface Broker {
  listen(): Promise<{ readonly port: number }>;
  disconnect(client: string, reason: 'retired' | 'revoked' | 'expired' | 'transferred' | 'policy' | 'taken-over'): Promise<void>;
  forget(topicPrefix: string): Promise<{ readonly retained: number; readonly queued: number }>;
  publish(message: Message): Promise<void>;
  close(): Promise<void>;
}

/** What the broker asks. Synchronous: it is on the path of every message. */
export interface Guard {
  connect(
    peer: Peer,
    client: string,
  ):
    | { readonly ok: true }
    | { readonly ok: false; readonly code: 'expired' | 'revoked' | 'retired' | 'unknown' | 'busy' | 'wrong-client'; readonly retryAfterSeconds?: number };
  publish(peer: Peer, topic: string): boolean;
  subscribe(peer: Peer, filter: string): boolean;
  deliver(peer: Peer, topic: string): boolean;
}
