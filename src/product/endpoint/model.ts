import type { Instant } from '../../core/index.ts';
import type { DeviceId, MemberId } from '../fleet/model.ts';

/** Who is at the other end of a connection, from its certificate or token, never from what it says of itself. `until`: the last moment at which that counts. */
export type Peer =
  | {
      readonly kind: 'device';
      readonly device: DeviceId;
      readonly serial: string;
      readonly fingerprint: string;
      readonly notAfter: Instant;
      /** Let in for the order to erase itself, and for nothing else. */
      readonly only?: 'wipe';
    }
  | { readonly kind: 'member'; readonly member: MemberId; readonly credential: string; readonly purpose?: string; readonly notAfter: Instant }
  | { readonly kind: 'service'; readonly service: string; readonly credential: string; readonly purpose?: string; readonly notAfter: Instant };

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** Why a live session ends from our side. */
export type Ending = 'retired' | 'revoked' | 'expired' | 'transferred' | 'policy' | 'taken-over' | 'shutting-down';

export type Refusal = 'expired' | 'revoked' | 'retired' | 'unknown' | 'nobodys' | 'busy' | 'wrong-client' | 'outsider';

/** `client`: under which id its session is kept. */
export type Admission = { readonly ok: true; readonly client: string } | { readonly ok: false; readonly code: Refusal; readonly retryAfterSeconds?: number };

/**
 * The broker behind Assay's own port; contract suite in test/contracts/broker.ts. An adapter asks `Guard` at connect, publish, subscribe and for each delivery, and does nothing that the guard did not allow.
 * `disconnect` closes every live session of a client and resolves when no further byte will be delivered to it. `forget` drops what is queued or retained under a topic and everything below it.
 * No call is retried by the adapter.
 */
export interface Broker {
  listen(): Promise<{ readonly port: number }>;
  disconnect(client: string, reason: Ending): Promise<void>;
  /** Asks the guard again for each subscription of this client, and ends those that are not allowed any more. Gives how many ended. */
  recheck(client: string): number;
  /** Drops a client's session for good: subscriptions, what was queued for it, its will. Its live session has been disconnected before. */
  drop(client: string): Promise<{ readonly queued: number }>;
  forget(topicPrefix: string): Promise<{ readonly retained: number; readonly queued: number }>;
  /** Says something that has been allowed, on behalf of `from` or of the service itself. Resolves when every live session that may hear it has been given it. */
  publish(message: Message, from?: Peer): Promise<void>;
  close(): Promise<void>;
}

/** What the broker asks. Synchronous: it is on the path of every message. */
export interface Guard {
  /** `client`: what the connection calls itself; `''` where it leaves that to the broker. */
  connect(peer: Peer, client: string): Admission;
  /** `retain`: it is to be kept for whoever subscribes later. */
  publish(peer: Peer, topic: string, retain?: boolean): boolean;
  subscribe(peer: Peer, filter: string): boolean;
  deliver(peer: Peer, topic: string): boolean;
  /** Whether a message may wait for a peer that is not there, whatever its credential: it is asked about again when it is delivered. */
  wait(peer: Peer, topic: string): boolean;
  /** Whether what a peer said earlier may reach somebody now, whatever its credential by this time: it is asked about who said it. */
  stands(peer: Peer, topic: string): boolean;
}
