import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Digest, type Instant } from '../../../core/index.ts';
import type { Visit } from '../model.ts';
import { identityOf } from '../tls/certificate.ts';
import { KEPT_HEADERS } from '../web/headers.ts';
import { marksOf } from '../web/interfaces.ts';
import { completed, failed, NO_WAY, noWay, type Place, type Roots, raw, secured } from './handshake.ts';
import { textOf } from './text.ts';

const MOST_BYTES = 256 * 1024;
const MOST_HEADERS = 32 * 1024;
const LONGEST_HEADER = 8192;
const MOST_TEXT = 64 * 1024;

export interface Asked extends Place {
  readonly scheme: 'http' | 'https';
  readonly path: string;
  readonly userAgent: string;
  /** The text of the answer is kept. */
  readonly isFile?: boolean;
}

/**
 * One GET over a connection of its own: no body, no cookie, no credential, no redirect followed. What comes back was written by whoever answered; of it at most
 * 256 KiB are read, within the deadline, however slowly it comes. Never throws.
 */
export function visit(asked: Asked, roots: Roots, deadlineMs: number, now: Instant): Promise<Visit> {
  const socket = raw(asked);
  return new Promise((resolve) => {
    let isConnected = false;
    let tls: TLSSocket | undefined;
    let request: ClientRequest | undefined;
    const end = (seen: Visit) => {
      clearTimeout(timer);
      request?.destroy();
      tls?.destroy();
      socket.destroy();
      resolve(seen);
    };
    const timer = setTimeout(() => end({ outcome: 'unseen', why: isConnected ? 'no whole answer in time' : 'no connection in time' }), deadlineMs);
    const broke = (error: NodeJS.ErrnoException) => {
      if (!isConnected && error.code === 'ECONNREFUSED') end({ outcome: 'refused' });
      else if (!isConnected && NO_WAY.has(error.code ?? '')) end({ outcome: 'unseen', why: noWay(error) });
      else end({ outcome: 'unseen', why: `it broke off (${(error.code ?? 'error').slice(0, 80)})` });
    };
    socket.on('error', broke);
    socket.on('connect', () => {
      isConnected = true;
      if (asked.scheme === 'http') {
        send(socket, undefined);
        return;
      }
      try {
        tls = secured(socket, asked, roots, undefined, ['http/1.1']);
      } catch (error) {
        broke(error as NodeJS.ErrnoException);
        return;
      }
      tls.on('error', (error) => {
        const why = failed(error, socket.bytesRead);
        end({ outcome: 'unseen', why: why.outcome === 'unseen' ? why.why : `no TLS (${why.outcome})` });
      });
      tls.on('secureConnect', () => {
        if (tls === undefined) return;
        const shown = completed(tls);
        send(tls, shown.outcome === 'completed' ? identityOf(shown, asked.host, now) : shown.why);
      });
      // Once there is a request, it says itself what a close meant.
      tls.on('close', () => request === undefined && end({ outcome: 'unseen', why: 'it broke off' }));
    });

    function send(over: NonNullable<typeof tls> | typeof socket, identity: string | undefined): void {
      const standard = asked.scheme === 'https' ? 443 : 80;
      const name = isIP(asked.host) === 6 ? `[${asked.host}]` : asked.host;
      request = plainRequest({
        // Without an agent: one would ignore the connection that is there, and make its own.
        createConnection: () => over,
        method: 'GET',
        path: asked.path,
        setHost: false,
        maxHeaderSize: MOST_HEADERS,
        headers: {
          Host: asked.port === standard ? name : `${name}:${asked.port}`,
          'User-Agent': asked.userAgent,
          Accept: '*/*',
          'Accept-Encoding': 'identity',
          Connection: 'close',
        },
      });
      request.on('error', broke);
      request.on('response', (response) => read(response, identity, asked.isFile === true, end));
      request.end();
    }
  });
}

function read(response: IncomingMessage, identity: string | undefined, isFile: boolean, end: (seen: Visit) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = (isCut: boolean) => {
    const body = Buffer.concat(chunks).subarray(0, MOST_BYTES);
    const all = pairs(response.rawHeaders);
    const { text, unreadable } = textOf(body, all);
    end({
      outcome: 'response',
      status: response.statusCode ?? 0,
      headers: all.filter(([name]) => KEPT_HEADERS.includes(name)),
      length: body.length,
      cut: isCut || (isFile && body.length > MOST_TEXT),
      digest: Digest.of(body),
      marks: marksOf(all, text),
      ...(unreadable === undefined ? {} : { unreadable }),
      ...(isFile && unreadable === undefined && body.length <= MOST_TEXT ? { text: text.toWellFormed().slice(0, MOST_TEXT) } : {}),
      ...(identity === undefined ? {} : { identity }),
    });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) finish(true);
  });
  response.on('end', () => finish(false));
  response.on('error', () => end({ outcome: 'unseen', why: 'the answer broke off' }));
  response.on('aborted', () => end({ outcome: 'unseen', why: 'the answer broke off' }));
}

function pairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) found.push([(raw[i] ?? '').toLowerCase(), (raw[i + 1] ?? '').slice(0, LONGEST_HEADER)]);
  return found;
}
