import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { connect as connectNats } from '@nats-io/transport-node';
import { connectAsync } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Instant, Refused } from '../../../core/index.ts';
import type { SecurityEvent } from '../../event/model.ts';
import { subscribeMqtt, subscribeNats } from './brokers.ts';
import { ingest } from './http.ts';
import { Inbox } from './inbox.ts';
import { readFile, readInput } from './stream.ts';
import { kernelDrops, listenTcp, listenUdp } from './syslog-socket.ts';

const CONN = '{"ts":1700000000.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":1025,"id.resp_h":"10.0.0.2","id.resp_p":23,"proto":"tcp","conn_state":"S0"}\n';
const LINE = '<86>1 2026-11-01T00:00:00Z cam-17 sshd 12 - - Failed password for root from 192.0.2.7 port 4022 ssh2';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'assay-intake-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function collecting(most?: number): { readonly inbox: Inbox; readonly events: SecurityEvent[] } {
  const events: SecurityEvent[] = [];
  return { inbox: new Inbox((more) => void events.push(...more), most), events };
}

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof Refused ? error.faults[0]?.code : String(error);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function until(true_: () => boolean): Promise<void> {
  for (let left = 200; left > 0 && !true_(); left -= 1) await pause(25);
  expect(true_()).toBe(true);
}

describe('files and streams', () => {
  it.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['gzip', (text: string) => gzipSync(text)],
  ])('reads a %s file and closes its account', async (kind, packed) => {
    const path = join(dir, `conn-${kind}.log`);
    writeFileSync(path, packed(CONN.repeat(20_000)));
    const { inbox, events } = collecting(500);
    expect(await readFile(path, inbox)).toBe('zeek-json');
    await inbox.settled();
    expect(events).toHaveLength(20_000);
    expect(inbox.accounting.known).toEqual({ offered: 20_000, evaluated: 20_000, waiting: 0, rejected: {}, lost: 0 });
  });

  it('waits for a slow judge instead of holding everything', async () => {
    let highest = 0;
    const inbox: Inbox = new Inbox(async () => {
      highest = Math.max(highest, inbox.accounting.known.waiting);
      await pause(1);
    }, 100);
    const chunks = Readable.from(Array.from({ length: 200 }, () => Buffer.from(CONN.repeat(10))));
    expect(await readInput(chunks, inbox)).toBe('zeek-json');
    await inbox.settled();
    expect(inbox.accounting.known.evaluated).toBe(2000);
    expect(highest).toBeLessThanOrEqual(110);
  });

  it('says what is wrong with an input, each by its code', async () => {
    const noise = join(dir, 'noise');
    writeFileSync(noise, 'one two three\nfour\n');
    const cut = join(dir, 'cut.gz');
    writeFileSync(cut, gzipSync(CONN.repeat(1000)).subarray(0, 60));
    expect(await codeOf(readFile(noise, collecting().inbox))).toBe('ASSAY-INTAKE-001');
    expect(await codeOf(readFile(join(dir, 'absent'), collecting().inbox))).toBe('ASSAY-INTAKE-002');
    expect(await codeOf(readFile(cut, collecting().inbox))).toBe('ASSAY-INTAKE-003');
  });

  it('gives back what the judge threw', async () => {
    const inbox = new Inbox(() => {
      throw new Error('the engine broke');
    });
    const path = join(dir, 'one.log');
    writeFileSync(path, CONN);
    await expect(readFile(path, inbox).then(() => inbox.settled())).rejects.toThrow('the engine broke');
  });
});

describe('requests', () => {
  it('takes what is read, and says why not', async () => {
    const { inbox, events } = collecting();
    const take = ingest(inbox, { bytes: 100_000 });
    expect(await take(Buffer.from(CONN))).toEqual({ status: 202 });
    expect(await take(gzipSync(CONN))).toEqual({ status: 202 });
    expect((await take(Buffer.from('what is this'))).status).toBe(415);
    expect((await take(Buffer.alloc(100_001))).status).toBe(413);
    expect((await take(gzipSync(CONN.repeat(5000)))).status).toBe(413);
    expect((await take(gzipSync(CONN).subarray(0, 40))).status).toBe(400);
    await inbox.settled();
    expect(events).toHaveLength(2);
  });

  it('asks to come again while there is no room', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const inbox = new Inbox(() => gate, 1);
    const take = ingest(inbox);
    const first = take(Buffer.from(CONN));
    expect(await take(Buffer.from(CONN))).toEqual({ status: 429, retryAfter: 1 });
    go();
    expect(await first).toEqual({ status: 202 });
    await inbox.settled();
    expect(inbox.accounting.known).toMatchObject({ offered: 1, evaluated: 1 });
  });
});

describe('syslog sockets', () => {
  const now = () => Instant.parse('2026-11-02T00:00:00Z');

  it('reads both framings over TCP', async () => {
    const { inbox, events } = collecting();
    const listening = await listenTcp(inbox, { now });
    const socket = connectTcp(listening.port, '127.0.0.1');
    socket.write(`${LINE}\n`);
    socket.end(`${LINE.length} ${LINE}${LINE.length} ${LINE}`);
    await until(() => events.length === 3);
    expect(events.map(({ class: of, detail, device }) => [of, detail, device])).toEqual(
      Array.from({ length: 3 }, () => ['authentication', { kind: 'login', protocol: 'ssh', user: 'root', success: false, attempts: 1 }, 'cam-17']),
    );
    expect(await codeOf(listenTcp(inbox, { port: listening.port }))).toBe('ASSAY-INTAKE-004');
    await listening.close();
  });

  it('counts over UDP what found no room', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const inbox = new Inbox(() => gate, 1);
    const listening = await listenUdp(inbox, { now });
    const socket = createSocket('udp4');
    for (let i = 0; i < 5; i += 1) socket.send(LINE, listening.port, '127.0.0.1');
    await until(() => inbox.accounting.known.lost === 4);
    go();
    await inbox.settled();
    expect(inbox.accounting.known).toMatchObject({ offered: 1, evaluated: 1, lost: 4 });
    expect(await kernelDrops(listening.port)).toBe(0);
    socket.close();
    await listening.close();
  });
});

describe('brokers of others', () => {
  const running: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });

  async function started(program: string, args: readonly string[], port: number): Promise<void> {
    running.push(spawn(program, args, { stdio: 'ignore' }));
    for (let left = 200; left > 0; left -= 1) {
      const socket = connectTcp(port, '127.0.0.1');
      const up = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
      socket.destroy();
      if (up) return;
      await pause(25);
    }
    throw new Error(`${program} does not listen`);
  }

  it.skipIf(!existsSync('/usr/sbin/mosquitto'))('takes events from topics of Mosquitto, none lost however slow the judge', async () => {
    const port = await freePort();
    const file = join(dir, 'mosquitto.conf');
    writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n`);
    await started('/usr/sbin/mosquitto', ['-c', file], port);
    let count = 0;
    const inbox = new Inbox(async (events) => {
      await pause(1);
      count += events.length;
    }, 5);
    const subscription = await subscribeMqtt(`mqtt://127.0.0.1:${port}`, ['sensors/#'], inbox);
    const sender = await connectAsync(`mqtt://127.0.0.1:${port}`);
    for (let i = 0; i < 100; i += 1) await sender.publishAsync('sensors/gate', CONN, { qos: 1 });
    await sender.publishAsync('sensors/gate', 'no format of ours', { qos: 1 });
    await until(() => inbox.accounting.known.offered === 101);
    await sender.endAsync();
    await subscription.close();
    expect(count).toBe(100);
    expect(inbox.accounting.known).toEqual({ offered: 101, evaluated: 100, waiting: 0, rejected: { 'unknown-kind': 1 }, lost: 0 });
  });

  it.skipIf(!existsSync('/usr/sbin/nats-server'))('takes events from a subject of NATS and counts what it is too slow for', async () => {
    const port = await freePort();
    await started('/usr/sbin/nats-server', ['-a', '127.0.0.1', '-p', String(port)], port);
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const inbox = new Inbox(() => gate, 1);
    const subscription = await subscribeNats(`nats://127.0.0.1:${port}`, 'sensors.*', inbox, { most: 10 });
    const sender = await connectNats({ servers: `127.0.0.1:${port}` });
    for (let i = 0; i < 50; i += 1) sender.publish('sensors.gate', CONN);
    await sender.flush();
    await until(() => inbox.accounting.known.offered === 1);
    await pause(200);
    go();
    await sender.close();
    await subscription.close();
    const { offered, evaluated, lost } = inbox.accounting.known;
    expect(offered).toBe(evaluated);
    expect(offered + lost).toBe(50);
    expect(lost).toBeGreaterThan(0);
  });

  it('names a broker that is not there, without its password', async () => {
    const port = await freePort();
    expect(await codeOf(subscribeNats(`nats://127.0.0.1:${port}`, 'x', collecting().inbox))).toBe('ASSAY-INTAKE-005');
    const refused = await subscribeMqtt(`mqtt://one:secret@127.0.0.1:${port}`, ['x'], collecting().inbox).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).message).toContain('ASSAY-INTAKE-005');
    expect((refused as Refused).message).not.toContain('secret');
  });
});
