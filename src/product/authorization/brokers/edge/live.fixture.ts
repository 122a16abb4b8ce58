import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { subjectOfTopic } from '../files.ts';

/** One attempt of a client, and what came of it. */
export interface Attempt {
  readonly user: string;
  readonly does: 'publish' | 'subscribe';
  readonly topic: string;
}

/** A broker of others that runs on the file that was exported. `try` gives for each attempt whether the broker let it. */
export interface LiveBroker {
  tryAll(attempts: readonly Attempt[]): Promise<readonly boolean[]>;
  close(): Promise<void>;
}

const PROBE = 'probe@all';

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

async function reached(port: number, child: ChildProcess): Promise<void> {
  for (let left = 100; left > 0; left -= 1) {
    if (child.exitCode !== null) throw new Error(`the broker ended with ${child.exitCode}`);
    const socket = connectTcp(port, '127.0.0.1');
    const up = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
    socket.destroy();
    if (up) return;
    await pause(50);
  }
  throw new Error('the broker does not listen');
}

async function started(program: string, args: (folder: string, port: number) => readonly string[], files: (port: number) => Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-broker-'));
  const port = await freePort();
  for (const [name, text] of Object.entries(files(port))) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const child = spawn(program, args(folder, port), { stdio: 'ignore', cwd: folder });
  const close = async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await reached(port, child);
  } catch (error) {
    await close();
    throw error;
  }
  return { port, close };
}

/** As much of MQTT 3.1.1 as an attempt takes, all at QoS 0. Debian's Mosquitto 2.0.11 closes the connection upon a message that it refuses, whatever the version and QoS. */
class MqttClient {
  /** Topics and payloads. */
  readonly heard: (readonly [topic: string, payload: string])[] = [];
  closed = false;
  private readonly pings: (() => void)[] = [];
  private readonly answers = new Map<number, () => void>();
  private readonly socket: Socket;
  private rest = Buffer.alloc(0);
  private next = 1;
  private finish: () => void = () => undefined;
  /** The message has come behind which nothing of interest comes. */
  readonly finished = new Promise<void>((resolve) => {
    this.finish = resolve;
  });

  constructor(port: number, user: string) {
    this.socket = connectTcp(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closed = true;
      for (const answer of this.pings.splice(0)) answer();
    });
    this.socket.on('data', (data: Buffer) => this.read(data));
    // Section 3.1: a clean session, a user and no password, a keep-alive of a minute.
    this.send(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, 0x82, 0, 60]), text(user.replaceAll('@', '-')), text(user)]));
  }

  subscribe(...filters: readonly string[]): Promise<void> {
    return this.asked((id) => this.send(0x82, Buffer.concat([id, ...filters.map((filter) => Buffer.concat([text(filter), Buffer.from([0])]))])));
  }

  publish(topic: string, payload: string): void {
    this.send(0x30, Buffer.concat([text(topic), Buffer.from(payload)]));
  }

  /** Resolves once the broker has dealt with all that was sent before, or has closed. */
  ping(): Promise<void> {
    return new Promise((resolve) => {
      this.pings.push(resolve);
      this.send(0xc0, Buffer.alloc(0));
    });
  }

  end(): void {
    this.socket.destroy();
  }

  private asked(send: (id: Buffer) => void): Promise<void> {
    const id = this.next;
    this.next += 1;
    return new Promise((resolve) => {
      this.answers.set(id, resolve);
      send(Buffer.from([id >> 8, id & 0xff]));
    });
  }

  private send(first: number, body: Buffer): void {
    const length: number[] = [];
    for (let left = body.length; ; left >>= 7) {
      length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
      if (left <= 0x7f) break;
    }
    this.socket.write(Buffer.concat([Buffer.from([first, ...length]), body]));
  }

  private read(data: Buffer): void {
    this.rest = Buffer.concat([this.rest, data]);
    for (;;) {
      let [at, length, shift] = [1, 0, 0];
      for (; at < this.rest.length; at += 1, shift += 7) {
        length |= ((this.rest[at] ?? 0) & 0x7f) << shift;
        if (((this.rest[at] ?? 0) & 0x80) === 0) break;
      }
      if (at >= this.rest.length || this.rest.length < at + 1 + length) return;
      this.packet(this.rest[0] ?? 0, this.rest.subarray(at + 1, at + 1 + length));
      this.rest = this.rest.subarray(at + 1 + length);
    }
  }

  private packet(first: number, body: Buffer): void {
    const kind = first >> 4;
    if (kind === 3) {
      const end = 2 + body.readUInt16BE(0);
      const topic = body.subarray(2, end).toString();
      if (topic === 'done') this.finish();
      else this.heard.push([topic, body.subarray(end).toString()]);
    } else if (kind === 13) {
      this.pings.shift()?.();
    } else if (kind === 9) {
      const id = body.readUInt16BE(0);
      this.answers.get(id)?.();
      this.answers.delete(id);
    }
  }
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

/**
 * Mosquitto lets anybody subscribe, and holds each delivery against the file: so a subscription counts as allowed where its topic's message arrives,
 * and a message as allowed where it arrives with who hears everything.
 */
export async function mosquittoWith(acl: string): Promise<LiveBroker> {
  // As root it would become the user "mosquitto", who may not read the folder.
  const config = (port: number) =>
    `listener ${port} 127.0.0.1\nallow_anonymous true\nacl_file acl\npersistence false\nuser root\nmax_queued_messages 0\nset_tcp_nodelay true\n`;
  const broker = await started(
    '/usr/sbin/mosquitto',
    () => ['-c', 'mosquitto.conf'],
    (port) => ({ 'mosquitto.conf': config(port), acl: `pattern read done\n\nuser ${PROBE}\ntopic readwrite #\n\n${acl}` }),
  );
  return {
    close: broker.close,
    async tryAll(attempts) {
      const clients = new Map([...new Set(attempts.map(({ user }) => user))].map((user) => [user, new MqttClient(broker.port, user)]));
      const probe = new MqttClient(broker.port, PROBE);
      await Promise.all([...clients.values()].map((client) => client.subscribe('d/#', 'done')));
      for (const topic of new Set(attempts.map((attempt) => attempt.topic))) probe.publish(topic, 'probe');
      probe.publish('done', '');
      await Promise.all([...clients.values()].map((client) => client.finished));
      // Before anybody else publishes: what is heard now is the probe's.
      const heard = new Map([...clients].map(([user, client]) => [user, new Set(client.heard.map(([topic]) => topic))]));
      await probe.subscribe('d/#', 'done');
      const publishing = Map.groupBy(
        [...attempts.entries()].filter(([, { does }]) => does === 'publish'),
        ([, { user }]) => user,
      );
      await Promise.all(
        [...publishing].map(async ([user, own]) => {
          let client = new MqttClient(broker.port, user);
          for (const [i, { topic }] of own) {
            if (client.closed) client = new MqttClient(broker.port, user);
            client.publish(topic, String(i));
            await client.ping();
          }
          client.end();
        }),
      );
      probe.publish('done', '');
      await probe.finished;
      const through = new Set(probe.heard.map(([, payload]) => payload));
      const results = attempts.map(({ user, does, topic }, i) => (does === 'subscribe' ? heard.get(user)?.has(topic) === true : through.has(String(i))));
      for (const client of [probe, ...clients.values()]) client.end();
      return results;
    },
  };
}

/** NATS refuses by `-ERR`; a ping behind each attempt says where its answer ends. */
export async function natsWith(authorization: string): Promise<LiveBroker> {
  const config = (port: number) =>
    `listen: 127.0.0.1:${port}\nmax_control_line: 4096\n${authorization.replaceAll(/\{ user: ("[^"]+"),/g, '{ user: $1, password: "p",')}`;
  const broker = await started(
    '/usr/sbin/nats-server',
    () => ['-c', 'nats.conf'],
    (port) => ({ 'nats.conf': config(port) }),
  );
  return {
    close: broker.close,
    async tryAll(attempts) {
      const results = new Array<boolean>(attempts.length).fill(false);
      const byUser = Map.groupBy(attempts.keys(), (i) => attempts[i]?.user ?? '');
      await Promise.all([...byUser].map(([user, indexes]) => natsClient(broker.port, user, indexes, attempts, results)));
      return results;
    },
  };
}

/** Whoever is not in the file is not let in: then nothing was allowed. */
async function natsClient(port: number, user: string, indexes: readonly number[], attempts: readonly Attempt[], results: boolean[]): Promise<void> {
  const socket: Socket = connectTcp(port, '127.0.0.1');
  await once(socket, 'connect');
  const wanted = indexes.length + 1;
  const denied: boolean[] = [];
  let out = false;
  const end = new Promise<void>((resolve) => {
    let rest = '';
    let refused = false;
    socket.on('data', (data) => {
      const lines = (rest + data.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith("-ERR 'Authorization")) out = true;
        else if (line.startsWith('-ERR')) refused = true;
        else if (line === 'PONG') {
          denied.push(refused);
          refused = false;
          if (denied.length === wanted) resolve();
        }
      }
    });
    socket.on('close', () => resolve());
    socket.on('error', () => resolve());
  });
  const text = indexes.map((i, n) => {
    const { does, topic } = attempts[i] as Attempt;
    const subject = subjectOfTopic(topic);
    return `${does === 'publish' ? `PUB ${subject} 0\r\n\r\n` : `SUB ${subject} ${n + 1}\r\n`}PING\r\n`;
  });
  socket.write(`CONNECT ${JSON.stringify({ verbose: false, pedantic: false, user, pass: 'p' })}\r\nPING\r\n${text.join('')}`);
  await end;
  socket.destroy();
  if (out) return;
  for (const [n, i] of indexes.entries()) results[i] = denied[n + 1] === false;
}
