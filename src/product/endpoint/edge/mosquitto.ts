import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { Refused } from '../../../core/index.ts';
import { endpointFaults } from '../faults.ts';
import type { Broker, Message } from '../model.ts';

/** What this broker cannot do of the port, in plain words: whoever puts it in the place of ours has to know. */
export const MOSQUITTO_LIMITS = {
  guard: 'It asks a file and nobody else: a fact counts once the file is written anew and read again.',
  connect: 'Whoever has a certificate of the authority is let in, a revoked one too; who is not in the file says and hears nothing.',
  subscribe: 'A subscription that is not allowed is taken, and brings nothing.',
  recheck: 'A subscription that is not allowed any more stays, and brings nothing once the file is read again.',
  farewell: 'A client is put out by another connection under its id: MQTT 5 hears of that, and not why.',
  keepAlive: 'Silence is noticed some seconds late.',
  queued: 'What waits for others under a topic cannot be dropped nor counted; it is held to the file when it is delivered.',
} as const;

export interface MosquittoOptions {
  /** Of the broker alone: its settings, its files and the socket that it is told by. 0700. */
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** PEM: what it shows, and the authority of its clients. Absent: no TLS, for the tests of the contract. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
  /** What `product access export --to mosquitto` writes. */
  readonly acl: string;
  readonly program?: string;
}

export interface MosquittoBroker extends Broker {
  /** Another file of what is allowed, from when this resolves. */
  apply(acl: string): Promise<void>;
}

const PATIENCE_MS = 5000;

/** Mosquitto 2.0 behind the port, as far as it goes (`MOSQUITTO_LIMITS`). It is told what to do over a socket in its folder, which nobody else can reach. */
export function mosquittoBroker({ folder, host, port, tls, acl, program = '/usr/sbin/mosquitto' }: MosquittoOptions): MosquittoBroker {
  let child: ChildProcess | undefined;
  const admin = join(folder, 'admin.sock');
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content, { mode: 0o600 });

  function settings(): string {
    const own = tls === undefined ? ['allow_anonymous true'] : TLS;
    const lines = ['per_listener_settings true', `listener ${port} ${host}`, ...own, 'acl_file acl'];
    return [...lines, `listener 0 ${admin}`, 'allow_anonymous true', ...COMMON, ''].join('\n');
  }

  async function asked<T>(client: string, work: (link: Link) => Promise<T>, clean = true): Promise<T> {
    const link = await linked(admin, client, clean);
    try {
      return await work(link);
    } finally {
      link.end();
    }
  }

  return {
    async listen() {
      chmodSync(folder, 0o700);
      if (tls !== undefined) {
        write('own.key', tls.key);
        write('own.pem', tls.cert);
        write('ca.pem', tls.ca);
      }
      write('acl', acl);
      write('mosquitto.conf', settings());
      child = spawn(program, ['-c', 'mosquitto.conf'], { cwd: folder, stdio: 'ignore' });
      child.on('error', () => undefined);
      await answering(admin, child);
      return { port };
    },
    // MQTT 3.1.1 section 3.1.4: another connection under a client's id puts it out before it is answered. Its session stays.
    disconnect: (client) => asked(client, async () => undefined, false),
    recheck: () => 0,
    async drop(client) {
      await asked(client, async () => undefined, true);
      return { queued: 0 };
    },
    forget: (prefix) =>
      asked('assay-forget', async (link) => {
        const topics = await link.retained([prefix, `${prefix}/#`]);
        for (const topic of topics) await link.publish({ topic, payload: new Uint8Array(), qos: 1, retain: true });
        return { retained: topics.length, queued: 0 };
      }),
    publish: (message) => asked('assay-publish', (link) => link.publish(message)),
    async apply(allowed) {
      write('acl', allowed);
      child?.kill('SIGHUP');
      // It reads them in the turn of its loop that takes the signal: what is asked after that is answered after it.
      await new Promise((done) => setTimeout(done, RELOAD_MS));
      await asked('assay-apply', async (link) => link.retained(['assay/none']));
    },
    async close() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((done) => child?.once('exit', done));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const RELOAD_MS = 200;
const TLS = ['cafile ca.pem', 'certfile own.pem', 'keyfile own.key', 'require_certificate true', 'use_identity_as_username true', 'tls_version tlsv1.2'];
/** As root it would become another user, who may not read the folder. */
const COMMON = ['persistence false', 'user root', 'max_queued_messages 500', 'message_size_limit 262144', 'set_tcp_nodelay true'];

async function answering(path: string, child: ChildProcess): Promise<void> {
  for (let left = PATIENCE_MS; left > 0 && child.exitCode === null; left -= 50) {
    const up = await linked(path, 'assay-first', true).catch(() => undefined);
    if (up !== undefined) {
      up.end();
      return;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  throw notOpened(`it ended with ${child.exitCode ?? 'no answer'}`);
}

function notOpened(found: string): Refused {
  return new Refused(
    endpointFaults.fault('001', {
      message: 'Mosquitto does not open, or does not answer',
      expected: 'a Mosquitto 2.0 that answers on the socket in its folder',
      found,
      remedy: 'Try its settings by hand: mosquitto -c mosquitto.conf, in its folder.',
    }),
  );
}

/** As much of MQTT 3.1.1 as it takes to tell a broker what to do. */
interface Link {
  publish(message: Message): Promise<void>;
  /** Topics of the retained messages that these filters bring. */
  retained(filters: readonly string[]): Promise<readonly string[]>;
  end(): void;
}

function linked(path: string, client: string, clean: boolean): Promise<Link> {
  const socket = createConnection(path);
  const waiting: ((answer: Packet) => void)[] = [];
  const kept: string[] = [];
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    for (let next = packetOf(rest); next !== undefined; next = packetOf(rest)) {
      rest = rest.subarray(next.size);
      if (next.kind !== 3) waiting.shift()?.(next);
      else if ((next.flags & 1) === 1) kept.push(next.body.toString('utf8', 2, 2 + next.body.readUInt16BE(0)));
    }
  });
  const answer = (first: number, ...parts: readonly Buffer[]): Promise<Packet> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(notOpened('no answer')), PATIENCE_MS);
      waiting.push((packet) => {
        clearTimeout(timer);
        resolve(packet);
      });
      socket.once('close', () => {
        clearTimeout(timer);
        reject(notOpened('a connection that was closed'));
      });
      send(socket, first, ...parts);
    });
  const link: Link = {
    async publish({ topic, payload, qos, retain }) {
      const id = qos === 0 ? [] : [Buffer.from([0, 1])];
      const first = 0x30 | (qos === 0 ? 0 : 2) | (retain ? 1 : 0);
      if (qos === 0) send(socket, first, text(topic), Buffer.from(payload));
      else await answer(first, text(topic), ...id, Buffer.from(payload));
      // What was sent before is dealt with when this is answered.
      await answer(0xc0);
    },
    async retained(filters) {
      await answer(0x82, Buffer.from([0, 1]), ...filters.flatMap((filter) => [text(filter), Buffer.from([0])]));
      await answer(0xc0);
      return [...new Set(kept)];
    },
    end() {
      socket.end(Buffer.from([0xe0, 0]));
    },
  };
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      const flags = clean ? 2 : 0;
      answer(0x10, text('MQTT'), Buffer.from([4, flags, 0, 60]), text(client)).then(
        ({ body }) => (body[1] === 0 ? resolve(link) : reject(notOpened(`code ${body[1]}`))),
        reject,
      );
    });
  });
}

interface Packet {
  readonly kind: number;
  readonly flags: number;
  readonly body: Buffer;
  readonly size: number;
}

function packetOf(bytes: Buffer): Packet | undefined {
  let [at, length, shift] = [1, 0, 0];
  for (; at < bytes.length; at += 1, shift += 7) {
    length |= ((bytes[at] ?? 0) & 0x7f) << shift;
    if (((bytes[at] ?? 0) & 0x80) === 0) break;
  }
  if (at >= bytes.length || bytes.length < at + 1 + length) return undefined;
  const first = bytes[0] ?? 0;
  return { kind: first >> 4, flags: first & 15, body: bytes.subarray(at + 1, at + 1 + length), size: at + 1 + length };
}

function send(socket: Socket, first: number, ...parts: readonly Buffer[]): void {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let left = body.length; ; left >>= 7) {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    if (left <= 0x7f) break;
  }
  socket.write(Buffer.concat([Buffer.from([first, ...length]), body]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
