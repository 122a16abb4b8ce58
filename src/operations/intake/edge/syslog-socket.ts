import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { Instant, Refused } from '../../../core/index.ts';
import { intakeFaults } from '../faults.ts';
import { syslogReader } from '../syslog.ts';
import type { Inbox } from './inbox.ts';

export interface SyslogSocketOptions {
  /** Loopback unless it is said otherwise: syslog has no sign-in. */
  readonly host?: string;
  readonly port?: number;
  readonly now?: () => Instant;
  /** Connections at once. */
  readonly connections?: number;
}

export interface SyslogSocket {
  readonly port: number;
  close(): Promise<void>;
}

function refused(what: string, error: unknown): Refused {
  return new Refused(
    intakeFaults.fault('004', {
      message: `nothing can be listened on at ${what}: ${(error as Error).message}`,
      expected: 'an address of this host and a free port',
      found: what,
      remedy: 'Name another port, or end what holds it.',
    }),
  );
}

const clock = (): Instant => Instant.of(Date.now());

/** Listens for syslog over TCP (RFC 6587). Who sends faster than is evaluated is read slower. Throws `Refused` (ASSAY-INTAKE-004). */
export async function listenTcp(inbox: Inbox, options: SyslogSocketOptions = {}): Promise<SyslogSocket> {
  const open = new Set<Socket>();
  const reading = new Set<Promise<void>>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    const done = read(socket).finally(() => {
      open.delete(socket);
      reading.delete(done);
    });
    reading.add(done);
  });
  server.maxConnections = options.connections ?? 256;

  async function read(socket: Socket): Promise<void> {
    const reader = syslogReader({ near: (options.now ?? clock)() });
    try {
      for await (const chunk of socket) await inbox.put(reader.feed(chunk as Uint8Array));
    } catch {
      // The sender went away: what it sent up to then is read.
      socket.destroy();
    }
    await inbox.put(reader.end());
  }

  const host = options.host ?? '127.0.0.1';
  server.listen(options.port ?? 0, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw refused(`${host}:${options.port ?? 0}`, error);
  });
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await Promise.all(reading);
    },
  };
}

/** Datagrams that the kernel let go as nobody fetched them in time (the last column of /proc/net/udp); 0 where the kernel does not tell. */
export async function kernelDrops(port: number): Promise<number> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  let sum = 0;
  for (const file of ['/proc/net/udp', '/proc/net/udp6']) {
    const table = await readFile(file, 'utf8').catch(() => '');
    for (const row of table.split('\n').slice(1)) {
      const cells = row.trim().split(/\s+/);
      if (cells[1]?.endsWith(`:${hex}`) === true) sum += Number(cells.at(-1)) || 0;
    }
  }
  return sum;
}

/** Listens for syslog over UDP (RFC 5426), a message a datagram. Nobody can be held back here: what finds no room is counted as lost, as is what the kernel dropped. Throws `Refused` (ASSAY-INTAKE-004). */
export async function listenUdp(inbox: Inbox, options: SyslogSocketOptions = {}): Promise<SyslogSocket & { counted(): Promise<void> }> {
  const host = options.host ?? '127.0.0.1';
  const socket: Datagrams = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  let dropped = 0;
  let failed: { readonly error: unknown } | undefined;
  const pending = new Set<Promise<void>>();
  socket.on('message', (bytes) => {
    if (inbox.full) return inbox.accounting.lost(1);
    const reader = syslogReader({ near: (options.now ?? clock)() });
    const [fed, ended] = [reader.feed(bytes), reader.end()];
    const put = inbox
      .put({ events: [...fed.events, ...ended.events], rejected: [...fed.rejected, ...ended.rejected] })
      .catch((error: unknown) => {
        failed = { error };
      })
      .finally(() => pending.delete(put));
    pending.add(put);
  });
  socket.bind(options.port ?? 0, host);
  await once(socket, 'listening').catch((error: unknown) => {
    throw refused(`${host}:${options.port ?? 0}`, error);
  });
  const { port } = socket.address();

  /** Takes what the kernel has dropped by now into the account. */
  async function counted(): Promise<void> {
    const now = await kernelDrops(port);
    if (now > dropped) inbox.accounting.lost(now - dropped);
    dropped = Math.max(dropped, now);
  }

  return {
    port,
    counted,
    async close() {
      await counted();
      socket.close();
      await once(socket, 'close');
      await Promise.all(pending);
      if (failed !== undefined) throw failed.error;
    },
  };
}
