import type { Duplex } from 'node:stream';
import type { Client } from 'aedes';

/** aedes keeps what clients chose as keys of plain objects: `constructor` would be found in each. What is not in its types is named here. */
export interface Inside {
  subscriptions: Record<string, unknown>;
  duplicates: Record<string, unknown>;
  connecting: boolean;
  connected: boolean;
  /** Seconds for which its session outlives the connection; what it asked for; whether it is told of another answer. */
  sessionExpiryInterval: number;
  _connectSessionExpiryInterval: number;
  _sessionExpiryClamped: boolean;
  /** The largest packet that it takes, in bytes. */
  readonly maximumPacketSize?: number;
  _assignedClientId?: string;
  _disconnected?: boolean;
  /** `packet`: what has been read of the next one. */
  readonly _parser: NodeJS.EventEmitter & { readonly packet?: { readonly length: number } };
}

export function inside(client: Client): Inside {
  // The fields that aedes keeps on its client, and its types leave out.
  return client as unknown as Inside;
}

/** A session that ends with its connection, whatever it asked for now or will ask for when it leaves. */
export function bindToConnection(client: Client): void {
  Object.assign(client, { sessionExpiryInterval: 0, _connectSessionExpiryInterval: 0, _sessionExpiryClamped: client.version === 5, clean: true });
}

/** Cuts off whoever announces more than `most` bytes before they are anybody: what comes of it would be kept until it is whole. */
export function boundFirst(client: Client, stream: Duplex, most: number): void {
  const it = inside(client);
  // aedes listens as well, and has read by now.
  stream.on('readable', () => {
    if (!it.connecting && !it.connected && (it._parser.packet?.length ?? 0) > most) stream.destroy();
  });
}

/**
 * aedes looks filters up by name in plain objects: one that every object has (`__proto__`, `constructor`) is no filter of ours, and must not get that far. It is exchanged for one that the guard
 * refuses, so that it is answered as any other that is not allowed.
 */
export function disarm(packet: { readonly cmd: string; readonly subscriptions?: { topic: string }[]; readonly unsubscriptions?: string[] }): void {
  const safe = (topic: string) => (topic in Object.prototype ? '$SYS/nothing' : topic);
  if (packet.cmd === 'subscribe') for (const one of packet.subscriptions ?? []) one.topic = safe(one.topic);
  if (packet.cmd === 'unsubscribe')
    packet.unsubscriptions?.forEach((topic, i, all) => {
      all[i] = safe(topic);
    });
}
