import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Fault, Refused } from '../../../core/index.ts';
import { type AdmissionLimits, admissions } from '../../endpoint/admission.ts';
import { addressKey } from '../../endpoint/edge/address.ts';
import { readAtMost } from '../../endpoint/edge/body.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { caFaults } from '../faults.ts';
import { ocspRequestIn, readOcspRequest } from '../ocsp.ts';
import type { OpenAuthority } from './authority.ts';
import { publishedAt } from './lists.ts';
import { type OcspResponder, ocspResponder } from './responder.ts';
import { authoritiesIn } from './tables.ts';

export interface PublishedOptions {
  readonly fleet: Fleet;
  readonly authority: OpenAuthority;
  readonly host: string;
  /** What it is called in the address that is shown (default: the host). */
  readonly name?: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly limits?: AdmissionLimits;
  /** Told what broke here, for the operator's log: never what a stranger sent. */
  readonly broke?: (error: unknown) => void;
}

export interface PublishedDoor {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const MOST_CONNECTIONS = 1000;
const MOST_REQUESTS = 256;
const MOST_BODY = 16 * 1024;
/** Base64 of the longest request, percent-encoded throughout, has three letters for each of its own; what is longer belongs into POST (RFC 6960 appendix A.1: GET below 255 bytes). */
const MOST_HEADER = 16 * 1024;
const REQUEST_MS = 10_000;
/** An answer of OCSP costs one signature. */
const LIMITS: AdmissionLimits = { all: { perSecond: 2000, burst: 4000 }, perAddress: { perSecond: 100, burst: 400 }, addresses: 50_000 };

/** Seconds for which what is published may be kept. A list may be kept for as long as the next delta takes to come; an answer of OCSP for less than the hour that it is good. */
const KEPT = { list: 3600, delta: 300, certificate: 86_400, ocsp: 300 } as const;

/**
 * Serves what certificates name, over plain HTTP: whoever verifies a certificate cannot verify another one first, and what is served is signed (RFC 5280 section 8, RFC 6960 appendix A, RFC 5019 section 6).
 * Below the path of the address that certificates bear, and below `/`, for whoever stands behind another server.
 * Throws `Refused` (ASSAY-CA-022) where the port cannot be had.
 */
export async function servePublished(options: PublishedOptions): Promise<PublishedDoor> {
  const { fleet, authority, host, name = host, port, limits = LIMITS, broke = () => undefined } = options;
  const responder = ocspResponder(fleet, authority);
  const admitted = admissions(limits, () => new DataView(fleet.random(4).slice().buffer).getUint32(0) / 2 ** 32);
  const server = createServer({
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: MOST_HEADER,
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.maxRequestsPerSocket = MOST_REQUESTS;
  server.on('request', (request, response) => {
    answered()
      .catch((error: unknown) => {
        if (error instanceof Refusal) return error.answer;
        if (!(request.destroyed && !request.complete)) broke(error);
        return { status: 500, headers: {}, body: new Uint8Array() };
      })
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());

    async function answered(): Promise<Answer> {
      const may = admitted.admit(addressKey(request.socket.remoteAddress ?? ''), fleet.now());
      if (!may.ok) throw new Refusal(429, tooMany(may.retryAfterSeconds), { 'Retry-After': String(may.retryAfterSeconds) });
      const path = withinBase(fleet, (request.url ?? '').split('?', 1)[0] ?? '');
      if (path === '/ocsp' || path.startsWith('/ocsp/')) return ocsp(request, path, responder);
      const found = publishedAt(fleet, authority, path);
      if (found === undefined) throw new Refusal(404, noAddress());
      if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(405, noAddress(), { Allow: 'GET, HEAD' });
      return kept(request, found, path.endsWith('-delta.crl') ? KEPT.delta : path.endsWith('.crl') ? KEPT.list : KEPT.certificate);
    }
  });
  await listening(server, host, port);
  const at = server.address();
  const found = typeof at === 'object' && at !== null ? at.port : port;
  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${found}`,
    port: found,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
}

/** Without the path that the addresses in certificates begin with, of whichever authority. */
function withinBase(fleet: Fleet, path: string): string {
  for (const { url } of authoritiesIn(fleet.db)) {
    const base = url === undefined ? '' : new URL(url).pathname.replace(/\/$/, '');
    if (base !== '' && path.startsWith(`${base}/`)) return path.slice(base.length);
  }
  return path;
}

async function ocsp(request: IncomingMessage, path: string, responder: OcspResponder): Promise<Answer> {
  const get = request.method === 'GET' || request.method === 'HEAD';
  if (get && path === '/ocsp') throw new Refusal(404, noAddress());
  if (!get && (request.method !== 'POST' || path !== '/ocsp')) throw new Refusal(405, noAddress(), { Allow: path === '/ocsp' ? 'POST' : 'GET, HEAD' });
  const sent = get ? sentIn(path.slice('/ocsp/'.length)) : await readAtMost(request, MOST_BODY, () => new Refusal(413, tooLong()));
  const { response, refused } = await responder.answer(sent);
  // One that answers a nonce answers nobody else; one that was refused says nothing of any certificate.
  const lasts = get && refused === undefined && readOcspRequest(sent).nonce === undefined;
  return {
    status: 200,
    headers: { 'Content-Type': 'application/ocsp-response', 'Cache-Control': lasts ? keptFor(KEPT.ocsp) : 'no-store' },
    body: response,
  };
}

/** What cannot be read is answered as OCSP answers it (section 2.3), and not here. */
function sentIn(part: string): Uint8Array {
  try {
    return ocspRequestIn(part);
  } catch (error) {
    if (error instanceof Refused) return new Uint8Array();
    throw error;
  }
}

function kept(request: IncomingMessage, { mediaType, bytes }: { readonly mediaType: string; readonly bytes: Uint8Array }, seconds: number): Answer {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = { 'Content-Type': mediaType, 'Cache-Control': keptFor(seconds), ETag: etag };
  const same = (request.headers['if-none-match'] ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
  return same ? { status: 304, headers, body: new Uint8Array() } : { status: 200, headers, body: bytes };
}

const keptFor = (seconds: number) => `public, max-age=${seconds}, no-transform, must-revalidate`;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Something of the catalogue, as one line of text: the code, what is wrong, what to do. */
class Refusal extends Refused {
  readonly answer: Answer;
  constructor(status: number, fault: Fault, headers: Readonly<Record<string, string>> = {}) {
    super(fault);
    const text = `${fault.code}: ${fault.message}. ${fault.remedy}\n`;
    this.answer = { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers }, body: Buffer.from(text) };
  }
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, {
    ...headers,
    ...(status === 304 ? {} : { 'Content-Length': String(body.length) }),
    'X-Content-Type-Options': 'nosniff',
    // What was not read of the body would stand before the next request.
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(request.method === 'HEAD' || status === 304 ? undefined : body);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new Refused(
          caFaults.fault('022', {
            message: `the port of lists and OCSP cannot be opened: ${error.message}`,
            expected: `port ${port} of ${host}`,
            found: error.message,
            remedy: 'Choose another port with --http-port, or end what holds it.',
          }),
        ),
      ),
    );
    server.listen(port, host, () => resolve());
  });
}

function noAddress(): Fault {
  return caFaults.fault('023', {
    message: 'there is nothing at this address for this method',
    expected: 'GET /crl/…, GET /ca/…, GET /ocsp/… or POST /ocsp',
    found: 'another',
    remedy: 'Use the addresses that stand in certificates.',
  });
}

function tooLong(): Fault {
  return caFaults.fault('024', {
    message: 'the request is too long',
    expected: `at most ${MOST_BODY} bytes`,
    found: 'more',
    remedy: 'Ask about fewer certificates at once.',
  });
}

function tooMany(seconds: number): Fault {
  return caFaults.fault('025', { message: 'too much at once', expected: 'fewer requests', found: 'more', remedy: `Come back in ${seconds} s.` });
}
