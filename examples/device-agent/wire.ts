import type { X509Certificate } from 'node:crypto';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request as ask } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { Refusal } from './backoff.ts';
import type { Clock } from './clock.ts';
import { type Verified, verifyServer } from './trust.ts';

/** What a device shows of itself on a connection. */
export interface Shown {
  /** PKCS #8 in PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface Way {
  readonly roots: () => readonly X509Certificate[];
  readonly clock: Clock;
  /** The address to speak from, where the machine has several. */
  readonly from?: string;
}

export interface Line {
  readonly socket: TLSSocket;
  readonly server: Verified;
}

const PATIENCE_MS = 15_000;

/** A connection over TLS 1.2 or later, whose other end was verified before anything is said on it. Sessions are not resumed. Throws `Refusal`. */
export function line(host: string, port: number, { roots, clock, from }: Way, shown?: Shown): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      servername: host,
      minVersion: 'TLSv1.2',
      // Judged below, by roots of our own and the device's own idea of the time: OpenSSL would go by the clock of the machine.
      rejectUnauthorized: false,
      ...(from === undefined ? {} : { localAddress: from, family: from.includes(':') ? 6 : 4 }),
      ...(shown ?? {}),
    });
    const fail = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error instanceof Refusal ? error : new Refusal(error.message));
    };
    const timer = setTimeout(() => fail(new Refusal('no TLS within 15 s')), PATIENCE_MS);
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      try {
        const server = verifyServer(socket.getPeerX509Certificate(), host, roots(), clock.now());
        clearTimeout(timer);
        socket.off('error', fail);
        resolve({ socket, server });
      } catch (error) {
        fail(error as Error);
      }
    });
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly server: Verified;
}

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly shown?: Shown;
  /** Milliseconds to wait for the answer. */
  readonly patience?: number;
}

const MOST_BYTES = 256 * 1024;

const KEPT_MS = 4000;
const verified = new WeakMap<Duplex, Verified>();
const keepers = new WeakMap<Way, Agent>();

/** Keeps connections for the next request, for a few seconds: what costs is agreeing on TLS. Each was verified as `line` has it, and is of one certificate of the device. */
function keeperOf(way: Way): Agent {
  const known = keepers.get(way);
  if (known !== undefined) return known;
  const made = new Agent({ keepAlive: true, timeout: KEPT_MS });
  made.createConnection = (options, callback) => {
    const { host, port, key, cert } = options as { readonly host: string; readonly port: number; readonly key?: string; readonly cert?: string };
    line(host, Number(port), way, key === undefined || cert === undefined ? undefined : { key, cert }).then(
      ({ socket, server }) => {
        verified.set(socket, server);
        callback?.(null, socket);
      },
      (error: Error) => callback?.(error, undefined as never),
    );
    return undefined;
  };
  keepers.set(way, made);
  return made;
}

/** One request. Throws `Refusal` where there is no answer. */
export async function exchange(way: Way, { method, url, headers = {}, body = '', shown, patience = PATIENCE_MS }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request: ClientRequest = ask({
      method,
      host: url.hostname,
      port: url.port === '' ? 443 : Number(url.port),
      path: `${url.pathname}${url.search}`,
      agent: keeperOf(way),
      ...(shown ?? {}),
      headers: { Host: url.host, ...headers, ...(method === 'POST' ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}) },
    });
    const fail = (error: Error) => {
      clearTimeout(timer);
      request.destroy();
      reject(error instanceof Refusal ? error : new Refusal(error.message));
    };
    const timer = setTimeout(() => fail(new Refusal('no answer in time')), patience);
    request.once('error', fail);
    request.once('response', (response: IncomingMessage) => {
      const server = verified.get(response.socket);
      if (server === undefined) return fail(new Refusal('the connection was not verified'));
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        length += part.length;
        if (length > MOST_BYTES) fail(new Refusal('the answer is too long'));
        else parts.push(part);
      });
      response.once('error', fail);
      response.once('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts), server });
      });
    });
    request.end(body);
  });
}

/** Seconds after which the server wants to see us again. */
export function retryAfter({ headers }: Pick<Answer, 'headers'>): number | undefined {
  const text = headers['retry-after'];
  return typeof text === 'string' && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
