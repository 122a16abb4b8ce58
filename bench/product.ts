import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import type { Carried } from '../src/product/endpoint/edge/endpoint.fixture.ts';
import { type BenchOptions, type BenchResult, MACHINE } from './result.ts';

// The device endpoint under load: the endpoint, the same broker without its guard, and Mosquitto, each in a process of its own, with the same clients over mTLS.

const DEVICES = 10;
const BATCH = 100;
const IN_FLIGHT = 400;
const CLIENTS = 1000;

interface Serving {
  readonly port: number;
  readonly openPort: number;
  readonly ca: string;
  readonly dir: string;
  readonly shown: { readonly key: string; readonly cert: string };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function run({ full = false }: BenchOptions = {}): Promise<BenchResult[]> {
  const child = fork(new URL('product-broker.ts', import.meta.url), { execArgv: ['--expose-gc'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  try {
    return await measured(child, full);
  } finally {
    const gone = new Promise((done) => child.once('exit', done));
    child.disconnect();
    await gone;
  }
}

function asking(child: ChildProcess) {
  const waiting = new Map<number, (answer: never) => void>();
  let last = 0;
  child.on('message', ({ id, answer }: { readonly id: number; readonly answer: never }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const ready = new Promise<Serving>((resolve) => waiting.set(0, resolve));
  const ask = <T>(command: string, given: unknown = null): Promise<T> => {
    last += 1;
    const id = last;
    child.send({ id, command, given });
    return new Promise<T>((resolve) => waiting.set(id, resolve));
  };
  return { ready, ask };
}

async function measured(child: ChildProcess, full: boolean): Promise<BenchResult[]> {
  const { ready, ask } = asking(child);
  const serving = await ready;
  const devices = await ask<Carried[]>('devices', { from: 0, to: DEVICES });
  const seconds = full ? 10 : 3;
  const cpu = () => ask<number>('cpu');
  const results: BenchResult[] = [];
  const input = `${DEVICES} devices over mTLS, MQTT 3.1.1, QoS 0, 32 bytes, one to one, ${seconds} s; clients in another process of the same machine`;
  const of = { bench: 'product', machine: MACHINE, runs: 1 };

  const authorised = await throughput(devices, serving.port, serving.ca, seconds, cpu);
  const unhooked = await throughput(devices, serving.openPort, serving.ca, seconds, cpu);
  const mosquitto = await withMosquitto(serving, (port, spent) => throughput(devices, port, serving.ca, seconds, spent));
  results.push(
    { ...of, input, figure: 'messages a second, each authorised', unit: 'msg/s', value: Math.round(authorised.perSecond), budget: { least: 50_000 } },
    { ...of, input, figure: 'messages a second of processor time of the endpoint', unit: 'msg/s', value: Math.round(1e6 / authorised.micros) },
    { ...of, input, figure: 'messages a second, no guard', unit: 'msg/s', value: Math.round(unhooked.perSecond) },
    {
      ...of,
      input,
      figure: 'processor time a message, authorised by no guard',
      unit: 'times',
      value: round(authorised.micros / unhooked.micros),
      budget: { most: 1.3 },
    },
    {
      ...of,
      input,
      figure: 'processor time a message',
      unit: 'µs',
      value: round(authorised.micros),
      against: { what: 'Mosquitto', value: round(mosquitto.micros), ratio: round(mosquitto.micros / authorised.micros) },
    },
  );
  results.push(...(await idle(ask, serving)).map((one) => ({ ...of, ...one })));
  results.push(...(await changes(ask, serving, devices[0] as Carried)).map((one) => ({ ...of, ...one })));
  results.push(...(await endings(ask, serving)).map((one) => ({ ...of, ...one })));
  return results;
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** MQTT 3.1.1 as bytes: what is measured is a broker, and not a client. */
const text = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
};
const packet = (first: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([body.length < 128 ? Buffer.from([first, body.length]) : Buffer.from([first, (body.length & 127) | 128, body.length >> 7]), body]);
};
const publishing = (topic: string, payload: string) => packet(0x30, text(topic), Buffer.from(payload));

interface Dialled {
  readonly socket: TLSSocket;
  /** Told of each PUBLISH that comes. */
  hear: (topic: string, payload: string) => void;
  readonly closed: Promise<void>;
}

/** A client that is in, with its subscription. */
async function dialled(
  port: number,
  ca: string,
  who: { readonly id: string; readonly key?: string; readonly cert?: string; readonly pass?: string },
  filter?: string,
): Promise<Dialled> {
  const socket = connect({ host: 'localhost', port, ca, ...(who.key === undefined ? {} : { key: who.key, cert: who.cert }) });
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  const client: Dialled = { socket, hear: () => undefined, closed: new Promise((done) => socket.once('close', () => done())) };
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  const [flags, login] = who.pass === undefined ? [2, []] : [0xc2, [text('pass'), text(who.pass)]];
  const answered = new Promise<Buffer>((resolve, reject) => {
    socket.once('data', resolve);
    socket.once('close', () => reject(new Error('turned away')));
  });
  socket.write(packet(0x10, text('MQTT'), Buffer.from([4, flags, 0, 0]), text(who.id), ...login));
  if ((await answered)[3] !== 0) throw new Error('refused');
  if (filter !== undefined) {
    const taken = new Promise<Buffer>((resolve) => socket.once('data', resolve));
    socket.write(packet(0x82, Buffer.from([0, 1]), text(filter), Buffer.from([0])));
    if ((await taken)[4] === 128) throw new Error(`not allowed: ${filter}`);
  }
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    let at = 0;
    while (rest.length - at >= 2) {
      const long = (rest[at + 1] ?? 0) > 127;
      const length = long ? ((rest[at + 1] ?? 0) & 127) + ((rest[at + 2] ?? 0) << 7) : (rest[at + 1] ?? 0);
      const body = at + (long ? 3 : 2);
      if (rest.length < body + length) break;
      if ((rest[at] ?? 0) >> 4 === 3) {
        const topic = rest.readUInt16BE(body);
        client.hear(rest.toString('latin1', body + 2, body + 2 + topic), rest.toString('latin1', body + 2 + topic, body + length));
      }
      at = body + length;
    }
    rest = rest.subarray(at);
  });
  return client;
}

/** Each device hears what it says itself. `spent`: microseconds of processor time that the broker took so far. */
async function throughput(devices: readonly Carried[], port: number, ca: string, seconds: number, spent: () => Promise<number>) {
  let got = 0;
  let over = false;
  const clients = await Promise.all(
    devices.map(async ({ device, key, cert }) => {
      const topic = `d/${device}/telemetry`;
      const client = await dialled(port, ca, { id: device, key, cert }, topic);
      const batch = Buffer.concat(Array.from({ length: BATCH }, () => publishing(topic, 'x'.repeat(32))));
      let ahead = 0;
      const send = () => {
        while (!over && ahead <= IN_FLIGHT - BATCH) {
          ahead += BATCH;
          client.socket.write(batch);
        }
      };
      client.hear = () => {
        got += 1;
        ahead -= 1;
        if (ahead <= IN_FLIGHT - BATCH) send();
      };
      return { client, send };
    }),
  );
  for (const { send } of clients) send();
  // What is compiled while it runs is no matter of the messages after.
  await pause(1000);
  const [before, from, had] = [await spent(), performance.now(), got];
  await pause(seconds * 1000);
  const [n, took, used] = [got - had, (performance.now() - from) / 1000, (await spent()) - before];
  over = true;
  for (const { client } of clients) client.socket.destroy();
  await pause(200);
  return { perSecond: n / took, micros: used / n };
}

async function withMosquitto<T>({ ca, shown }: Serving, work: (port: number, spent: () => Promise<number>) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const at = server.address();
      server.close(() => resolve(typeof at === 'object' && at !== null ? at.port : 0));
    });
  });
  const files = {
    'ca.pem': ca,
    'own.key': shown.key,
    'own.pem': shown.cert,
    acl: 'pattern readwrite d/%u/#\n',
    'mosquitto.conf': `listener ${port} 127.0.0.1\ncafile ca.pem\nkeyfile own.key\ncertfile own.pem\nrequire_certificate true\nuse_identity_as_username true\nacl_file acl\npersistence false\nuser root\nmax_queued_messages 0\nmax_inflight_messages 0\nset_tcp_nodelay true\n`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
  const child = spawn('/usr/sbin/mosquitto', ['-c', 'mosquitto.conf'], { cwd: folder, stdio: 'ignore' });
  try {
    await pause(500);
    // proc(5): user and system time stand in hundredths of a second.
    return await work(port, async () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ');
      return (Number(fields[13]) + Number(fields[14])) * 10_000;
    });
  } finally {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

type Figure = Omit<BenchResult, 'bench' | 'machine' | 'runs'>;
type Ask = ReturnType<typeof asking>['ask'];

async function idle(ask: Ask, { port, ca }: Serving): Promise<readonly Figure[]> {
  const devices = await ask<Carried[]>('devices', { from: 1000, to: 1000 + CLIENTS });
  const before = await ask<number>('memory');
  const clients: Dialled[] = [];
  for (let i = 0; i < devices.length; i += 50)
    clients.push(
      ...(await Promise.all(devices.slice(i, i + 50).map(({ device, key, cert }) => dialled(port, ca, { id: device, key, cert }, `d/${device}/command/+`)))),
    );
  const after = await ask<number>('memory');
  for (const { socket } of clients) socket.destroy();
  await pause(500);
  return [
    {
      figure: 'memory of 1,000 idle clients over mTLS',
      unit: 'MB',
      value: round((after - before) / 2 ** 20),
      input: `${CLIENTS} devices, one subscription each`,
    },
  ];
}

/** A probe publishes all the while; what was said after a change was done, and reaches anybody, has leaked. */
async function changes(ask: Ask, { port, ca }: Serving, cam: Carried): Promise<readonly Figure[]> {
  await ask('consent', true);
  const { pass } = await ask<{ readonly pass: string }>('pass', { service: 'insights', purpose: 'analytics' });
  const topic = `d/${cam.device}/telemetry`;
  let [last, leaks, done] = [0, 0, Number.POSITIVE_INFINITY];
  const clients: Dialled[] = [];
  const subscribed = async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    for (let i = 0; i < CLIENTS; i += 50)
      clients.push(...(await Promise.all(Array.from({ length: 50 }, (_, n) => dialled(port, ca, { id: `app-${i + n}`, pass }, topic)))));
    for (const client of clients)
      client.hear = (_topic, payload) => {
        last = performance.now();
        if (Number(payload) > done) leaks += 1;
      };
  };
  const probe = await dialled(port, ca, { id: cam.device, key: cam.key, cert: cam.cert });
  let n = 0;
  const timer = setInterval(() => {
    n += 1;
    probe.socket.write(publishing(topic, String(n)));
  }, 100);
  const figures: Figure[] = [];
  const input = `${CLIENTS} clients over TLS that hear one device, which says something ten times a second`;
  for (const [what, change, back] of [
    ['withdrawn consent', () => ask('consent', false), () => ask('consent', true)],
    [
      'changed policies',
      () => ask('policies', '@id("none") @because("not now") forbid (principal is Service, action, resource) when { context.class == "telemetry" };'),
      () => ask('policies', ''),
    ],
  ] as const) {
    done = Number.POSITIVE_INFINITY;
    await subscribed();
    await pause(1000);
    const from = performance.now();
    await change();
    done = n;
    await pause(2000);
    figures.push({
      figure: `${what}: until the last client heard the last message`,
      unit: 'ms',
      value: round(Math.max(0, last - from)),
      input,
      budget: { most: 1000 },
    });
    await back();
  }
  clearInterval(timer);
  figures.push({ figure: 'messages that leaked after a change', unit: 'messages', value: leaks, input, budget: { most: 0 } });
  for (const { socket } of [probe, ...clients]) socket.destroy();
  return figures;
}

async function endings(ask: Ask, { port, ca }: Serving): Promise<readonly Figure[]> {
  const devices = await ask<(Carried & { readonly notAfter: number })[]>('devices', { from: 5000, to: 5020, forMs: 3000 });
  let latest = Number.NEGATIVE_INFINITY;
  const clients = await Promise.all(
    devices.map(async ({ device, key, cert, notAfter }) => {
      const client = await dialled(port, ca, { id: device, key, cert }, `d/${device}/command/+`);
      client.hear = () => {
        latest = Math.max(latest, Date.now() - notAfter);
      };
      return client;
    }),
  );
  const until = Math.max(...devices.map(({ notAfter }) => notAfter)) + 2000;
  while (Date.now() < until) {
    await Promise.all(devices.map(({ device }) => ask('tell', device)));
    await pause(20);
  }
  for (const { socket } of clients) socket.destroy();
  if (!Number.isFinite(latest)) throw new Error('nobody heard anything');
  return [
    {
      figure: 'the last delivery, after the end of a certificate',
      unit: 'ms',
      value: round(Math.max(0, latest)),
      input: '20 devices that are told something all the while',
      budget: { most: 1000 },
    },
  ];
}
