import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { Refused } from '../core/index.ts';
import { addressKey } from '../product/endpoint/edge/address.ts';
import { serverFaults } from './faults.ts';
import { Refusals } from './http-refusal.ts';
import { refusalOf, unfit } from './http-strictness.ts';

/** Milliseconds, bytes and counts. docs/server.md says what each is for. */
export const HTTP_LIMITS = {
  headerBytes: 16 * 1024,
  /** Headers whole by then: a line a second (slowloris) is cut off. */
  headersWithinMs: 10_000,
  /** The request whole by then, its body too; body.ts is stricter where a body is read. */
  requestWithinMs: 30_000,
  keepAliveMs: 5_000,
  /** A connection on which nothing moves: a reader that does not read. Live streams send something every 15 s. */
  idleMs: 60_000,
  requestsPerConnection: 1_000,
  connections: 2_000,
  connectionsPerAddress: 200,
  /** How long a running request may still take when the server stops. */
  graceMs: 10_000,
  /** How often the two times above are looked at. */
  checkEveryMs: 1_000,
} as const;

export type HttpLimits = { readonly [Name in keyof typeof HTTP_LIMITS]: number };

export interface ListenOptions {
  /** The application: Hono's `fetch`. `bindings` are `{ incoming, outgoing }` of node:http, as @hono/node-server hands them. */
  readonly fetch: (request: Request, bindings: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse }) => Response | Promise<Response>;
  readonly host: string;
  readonly port: number;
  /** PEM. With it the server speaks HTTPS alone. */
  readonly tls?: { readonly cert: string | Uint8Array; readonly key: string | Uint8Array };
  /** All connections come from a proxy of ours: then none of its connections is one too many for an address. */
  readonly behindProxy: boolean;
  /** Told once, when the server has stopped to take connections and waits for those that run: ends what would never end by itself. */
  readonly stopping?: () => void;
  readonly limits?: Partial<HttpLimits>;
}

export interface Listening {
  readonly port: number;
  connections(): Promise<number>;
  /** Takes no more connections, lets running requests end within `graceMs`, then cuts off what is left. Calling it again waits for the same stop. */
  stop(): Promise<void>;
}

/** Starts to listen. Throws `Refused` (ASSAY-SERVER-014) where the address is taken or may not be, or where the TLS files are none. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const limits: HttpLimits = { ...HTTP_LIMITS, ...options.limits };
  let stopped: Promise<void> | undefined;
  const answer = getRequestListener((request, bindings) => options.fetch(request, bindings as Parameters<ListenOptions['fetch']>[1]));
  const refusals = new Refusals();
  const server = makeServer(options, limits, (incoming, outgoing) => {
    if (!refusals.heed(incoming, outgoing)) return;
    // Node answers `Connection: keep-alive` on a connection that was open before the server was closed.
    if (stopped !== undefined) outgoing.shouldKeepAlive = false;
    const why = unfit(incoming.url, incoming.rawHeaders);
    if (why === undefined) void answer(incoming, outgoing);
    else refusals.answer(incoming, outgoing, 400, why);
  });
  guardConnections(server, options.behindProxy, limits);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const { status, why } = refusalOf(error.code);
    refusals.cutOff(socket, status, why);
  });
  // `100-continue` is answered by Node; another expectation is one that we do not know.
  server.on('checkExpectation', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (refusals.heed(incoming, outgoing)) refusals.answer(incoming, outgoing, 417, 'an expectation that this server does not know');
  });
  const port = await bound(server, options);
  return {
    port,
    connections: () => new Promise((resolve, reject) => server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))),
    stop() {
      stopped ??= stop(server, limits.graceMs, options.stopping);
      return stopped;
    },
  };
}

function makeServer({ tls }: ListenOptions, limits: HttpLimits, listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void): Server {
  const strict: ServerOptions = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersWithinMs,
    requestTimeout: limits.requestWithinMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    insecureHTTPParser: false,
    // Node would answer in its own words; http-strictness.ts looks.
    requireHostHeader: false,
    joinDuplicateHeaders: false,
    noDelay: true,
  };
  try {
    const server =
      tls === undefined
        ? createServer(strict, listener)
        : createTlsServer({ ...strict, cert: Buffer.from(tls.cert), key: Buffer.from(tls.key), minVersion: 'TLSv1.2' }, listener);
    server.maxRequestsPerSocket = limits.requestsPerConnection;
    server.maxConnections = limits.connections;
    server.timeout = limits.idleMs;
    return server;
  } catch (error) {
    throw cannot(
      'the certificate and its key cannot be used',
      'a certificate and its key in PEM',
      (error as NodeJS.ErrnoException).code ?? 'another form',
      'Give --tls-cert and --tls-key files that belong together.',
    );
  }
}

/** One address does not take every connection. Told apart by /64, as for the rates. */
function guardConnections(server: Server, behindProxy: boolean, limits: HttpLimits): void {
  if (behindProxy) return;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const key = addressKey(socket.remoteAddress ?? '');
    const count = (open.get(key) ?? 0) + 1;
    if (count > limits.connectionsPerAddress) {
      socket.destroy();
      return;
    }
    open.set(key, count);
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1;
      if (left === 0) open.delete(key);
      else open.set(key, left);
    });
  });
}

function bound(server: Server, { host, port }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        cannot(
          taken ? `another process listens on ${host}, port ${port}` : `the server cannot listen on ${host}, port ${port}`,
          'an address of this machine and a port that is free',
          error.code ?? 'another error',
          taken ? 'Stop it, or give --port another value.' : 'Give --host an address of this machine, and --port one that you may use.',
        ),
      );
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function cannot(message: string, expected: string, found: string, remedy: string): Refused {
  return new Refused(serverFaults.fault('014', { message, expected, found, remedy }));
}

async function stop(server: Server, graceMs: number, stopping: (() => void) | undefined): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  stopping?.();
  server.closeIdleConnections();
  // A connection whose request has ended is idle, and would otherwise be kept for the next.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const end = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
}
