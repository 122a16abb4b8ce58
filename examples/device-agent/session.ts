import mqtt from 'mqtt';
import { Refusal } from './backoff.ts';
import { line, type Shown, type Way } from './wire.ts';

/** A live session over MQTT 5. */
export interface Session {
  publish(channel: string, payload: string): Promise<void>;
  /** Resolves with why, once it is over: in the words of the server where it said some. */
  readonly over: Promise<string>;
  /** Says goodbye. */
  end(): Promise<void>;
  /** Is gone without a word, as when the power fails. */
  cut(): void;
}

const PATIENCE_MS = 15_000;
const KEEPALIVE_S = 60;

/** A device's id as it stands in topics: NATS parts its subjects at dots. */
const level = (device: string) => device.replaceAll('.', '~');

/** Opens a session with the device's certificate, and hears what it is told to do. Resolves once the server has let it in. Throws `Refusal`, with the server's hint when to come back. */
export async function openSession(way: Way, url: URL, device: string, shown: Shown, told: (verb: string, payload: Buffer) => void): Promise<Session> {
  const { socket } = await line(url.hostname, Number(url.port), way, shown);
  const client = new mqtt.MqttClient(() => socket, {
    clientId: device,
    protocolVersion: 5,
    clean: true,
    keepalive: KEEPALIVE_S,
    connectTimeout: PATIENCE_MS,
    // When to come back is for the device to say, and not for the library.
    reconnectPeriod: 0,
  });
  let said = '';
  let ended = false;
  const over = new Promise<string>((resolve) => {
    client.on('close', () => {
      ended = true;
      resolve(said === '' ? 'the connection ended' : said);
    });
  });
  client.on('disconnect', (packet) => {
    said = `${packet.reasonCode ?? 0}: ${packet.properties?.reasonString ?? ''}`;
  });
  // What is wrong with a connection ends it; `over` tells.
  client.on('error', () => undefined);
  client.on('message', (topic, payload) => told(topic.slice(topic.lastIndexOf('/') + 1), payload));

  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => fail(new Refusal('no answer to CONNECT')), PATIENCE_MS);
    const fail = (refusal: Refusal) => {
      clearTimeout(timer);
      socket.destroy();
      reject(refusal);
    };
    client.on('packetreceive', (packet) => {
      if (packet.cmd !== 'connack' || (packet.reasonCode ?? 0) === 0) return;
      const hint = Number(packet.properties?.userProperties?.['retry-after']);
      fail(new Refusal(`CONNECT ${packet.reasonCode}: ${packet.properties?.reasonString ?? ''}`, Number.isInteger(hint) ? { retryAfter: hint } : {}));
    });
    client.once('connect', () => {
      clearTimeout(timer);
      resolve();
    });
    client.once('close', () => fail(new Refusal(said === '' ? 'the connection ended before the session began' : said)));
  });
  client.subscribe(`d/${level(device)}/command/+`, { qos: 1 }, () => undefined);

  return {
    over,
    publish: (channel, payload) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new Refusal('the session is over'));
        client.publish(`d/${level(device)}/${channel}`, payload, { qos: 1 }, (error) => (error ? reject(new Refusal(error.message)) : resolve()));
        return undefined;
      }),
    end: () => new Promise((resolve) => (ended ? resolve() : client.end(false, {}, () => resolve()))),
    cut() {
      socket.destroy();
    },
  };
}
