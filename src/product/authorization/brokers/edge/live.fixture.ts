import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import mqtt from 'mqtt';
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

/** Mosquitto lets anybody subscribe, and holds each delivery against the file: so a subscription counts as allowed where its topic's message arrives. */
export async function mosquittoWith(acl: string): Promise<LiveBroker> {
  const program = '/usr/sbin/mosquitto';
  // As root it would become the user "mosquitto", who may not read the folder.
  const config = (port: number) =>
    `listener ${port} 127.0.0.1\nallow_anonymous true\nacl_file acl\npersistence false\nuser root\nmax_queued_messages 0\nmax_inflight_messages 0\n`;
  const broker = await started(
    program,
    () => ['-c', 'mosquitto.conf'],
    (port) => ({ 'mosquitto.conf': config(port), acl: `topic read done\n\nuser ${PROBE}\ntopic readwrite #\n\n${acl}` }),
  );
  const open = (username: string) =>
    mqtt.connectAsync({
      port: broker.port,
      host: '127.0.0.1',
      protocolVersion: 5,
      username,
      clientId: username.replace(/[^a-z0-9]/gi, '-'),
      reconnectPeriod: 0,
    });
  return {
    close: broker.close,
    async tryAll(attempts) {
      const users = [...new Set(attempts.map(({ user }) => user))];
      const heard = new Map<string, Set<string>>();
      const clients = new Map(await Promise.all(users.map(async (user) => [user, await open(user)] as const)));
      const probe = await open(PROBE);
      const done: Promise<void>[] = [];
      for (const [user, client] of clients) {
        const topics = new Set<string>();
        heard.set(user, topics);
        done.push(
          new Promise((resolve) => {
            client.on('message', (topic, payload) => {
              if (topic === 'done') resolve();
              else if (payload.toString() === 'probe') topics.add(topic);
            });
          }),
        );
        await client.subscribeAsync(['d/#', 'done'], { qos: 1 });
      }
      for (const topic of new Set(attempts.map((attempt) => attempt.topic))) await probe.publishAsync(topic, 'probe', { qos: 1 });
      await probe.publishAsync('done', '', { qos: 1 });
      await Promise.all(done);
      const results = await Promise.all(
        attempts.map(async ({ user, does, topic }) => {
          if (does === 'subscribe') return heard.get(user)?.has(topic) ?? false;
          const client = clients.get(user);
          if (client === undefined) return false;
          // 135 is "not authorised" (MQTT 5 section 3.4.2.1), which the client gives as an error.
          return client.publishAsync(topic, 'x', { qos: 1 }).then(
            () => true,
            () => false,
          );
        }),
      );
      await Promise.all([probe, ...clients.values()].map((client) => client.endAsync(true)));
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
