import { connect as connectNats } from '@nats-io/transport-node';
import { connectAsync, type IClientOptions } from 'mqtt';
import { Refused } from '../../../core/index.ts';
import { intakeFaults } from '../faults.ts';
import type { Inbox } from './inbox.ts';
import { readWhole, type StreamOptions } from './stream.ts';

export interface Subscription {
  /** Ends once all that came is evaluated. Rejects with what the judge threw. */
  close(): Promise<void>;
}

export interface SubscribeOptions extends StreamOptions {
  /** Messages that may wait here before further ones are counted as lost, for brokers that cannot be held back. */
  readonly most?: number;
  readonly user?: string;
  readonly password?: string;
}

function unreachable(url: string, error: unknown): Refused {
  const shown = url.replace(/\/\/[^@/]*@/, '//');
  return new Refused(
    intakeFaults.fault('005', {
      message: `the broker at ${shown} is not reached: ${(error as Error).message}`,
      expected: 'a broker that lets us in',
      found: shown,
      remedy: 'Check its address and our credential.',
    }),
  );
}

/** A message that is of no format is one thing offered and rejected. */
async function taken(bytes: Uint8Array, inbox: Inbox, options: StreamOptions): Promise<void> {
  try {
    await readWhole(bytes, inbox, options);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await inbox.put({ events: [], rejected: [{ why: 'unknown-kind', offset: 0, length: bytes.length, detail: 'a message of no format that is read' }] });
  }
}

/** Subscribes to topics of an MQTT broker at QoS 1. A message is acknowledged once there is room for the next, so the broker holds back what we are too slow for. Throws `Refused` (ASSAY-INTAKE-005). */
export async function subscribeMqtt(url: string, topics: readonly string[], inbox: Inbox, options: SubscribeOptions = {}): Promise<Subscription> {
  const credential: IClientOptions = {
    ...(options.user === undefined ? {} : { username: options.user }),
    ...(options.password === undefined ? {} : { password: options.password }),
  };
  let failed: { readonly error: unknown } | undefined;
  const client = await connectAsync(url, { ...credential, connectTimeout: 10_000, reconnectPeriod: 1000 }, false).catch((error: unknown) => {
    throw unreachable(url, error);
  });
  client.handleMessage = (packet, done) => {
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    taken(payload, inbox, options).then(
      () => done(),
      (error: unknown) => {
        failed ??= { error };
        done(error as Error);
      },
    );
  };
  await client.subscribeAsync([...topics], { qos: 1 });
  return {
    async close() {
      await client.endAsync();
      if (failed !== undefined) throw failed.error;
      await inbox.settled();
    },
  };
}

/** Subscribes to a subject of NATS. Core NATS cannot be held back: beyond `most` that wait here, messages are counted as lost. Throws `Refused` (ASSAY-INTAKE-005). */
export async function subscribeNats(url: string, subject: string, inbox: Inbox, options: SubscribeOptions = {}): Promise<Subscription> {
  const credential = { ...(options.user === undefined ? {} : { user: options.user }), ...(options.password === undefined ? {} : { pass: options.password }) };
  const connection = await connectNats({ servers: url, timeout: 10_000, ...credential }).catch((error: unknown) => {
    throw unreachable(url, error);
  });
  const subscription = connection.subscribe(subject);
  const most = options.most ?? 10_000;
  const reading = (async () => {
    for await (const message of subscription) {
      if (subscription.getPending() > most) inbox.accounting.lost(1);
      else await taken(message.data, inbox, options);
    }
  })();
  await connection.flush();
  return {
    async close() {
      await connection.drain();
      await reading;
      await inbox.settled();
    },
  };
}
