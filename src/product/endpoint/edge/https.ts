import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type Fault, Instant, Refused } from '../../../core/index.ts';
import { channelOf, topicOf } from '../../authorization/topic.ts';
import type { DeviceId } from '../../fleet/model.ts';
import type { Admissions } from '../admission.ts';
import { endpointFaults } from '../faults.ts';
import type { Guard, Message, Peer, Refusal } from '../model.ts';
import { addressKey } from './address.ts';
import type { Connection } from './aedes.ts';
import { readAtMost } from './body.ts';
import { type GateLimits, gate } from './gate.ts';
import { listening } from './listening.ts';
import type { Mailbox } from './mailbox.ts';
import type { SelfRoutes } from './self.ts';
import { type Shown, tlsOptions } from './tls.ts';

export interface HttpsLimits {
  readonly bodyBytes: number;
  readonly waitSeconds: number;
  /** Devices that wait at once. */
  readonly waiting: number;
  /** How long a request may take to arrive whole; its headers half of that. */
  readonly requestMs: number;
}

export const HTTPS_LIMITS: HttpsLimits = { bodyBytes: 256 * 1024, waitSeconds: 30, waiting: 5000, requestMs: 20_000 };

const LAST_WORDS_MS = 100;

export interface HttpsDoor {
  open(): Promise<number>;
  show(shown: Shown): void;
  close(): Promise<void>;
}

/**
 * For devices that cannot hold a session: the path is a topic, and the same guard answers.
 *   POST /d/cam-17/telemetry                     says something on a channel
 *   GET  /d/cam-17/command?wait=25&received=812  what it is told to do, oldest first; waits up to 30 s where there is nothing
 */
export function httpsDoor(given: {
  readonly host: string;
  readonly port: number;
  readonly shown: Shown;
  readonly now: () => Instant;
  readonly chance: () => number;
  readonly requests: Admissions;
  readonly identify: (socket: TLSSocket) => ReturnType<Connection['identify']>;
  readonly guard: Guard;
  readonly mailbox: Mailbox;
  /** What concerns a device itself, whether it belongs to somebody or not. */
  readonly self: SelfRoutes;
  readonly publish: (message: Message, from: Peer) => Promise<void>;
  readonly refused: (reason: string, address: string) => void;
  readonly broke: (error: unknown) => void;
  readonly limits?: HttpsLimits;
  readonly gate?: GateLimits;
  readonly handshakeMs: number;
}): HttpsDoor {
  const { host, port, shown, now, chance, requests, identify, guard, mailbox, self, publish, refused, broke, limits = HTTPS_LIMITS } = given;
  const server = createServer({
    ...tlsOptions(shown, given.handshakeMs),
    ALPNProtocols: ['http/1.1'],
    headersTimeout: limits.requestMs / 2,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: 10_000,
    connectionsCheckingInterval: Math.min(1000, limits.requestMs / 4),
    maxHeaderSize: 8 * 1024,
  });
  const front = gate(server, {
    now,
    chance,
    turnedAway: (address) => refused('turned-away', address),
    ...(given.gate === undefined ? {} : { limits: given.gate }),
  });
  server.on('secureConnection', (socket) => front.agreed(socket));
  server.on('tlsClientError', (_error, socket) => socket.destroy());

  async function peerOf(request: IncomingMessage): Promise<Peer> {
    const address = addressKey(request.socket.remoteAddress ?? '');
    const admitted = requests.admit(address, now());
    if (!admitted.ok) throw busy(admitted.retryAfterSeconds);
    // A server of HTTPS has no other sockets.
    const who = await identify(request.socket as TLSSocket);
    if (!who.ok) throw turnedAway(who.code);
    const found = guard.connect(who.peer, '');
    if (!found.ok) throw turnedAway(found.code);
    return who.peer;
  }

  async function said(request: IncomingMessage, topic: string): Promise<Answered> {
    const peer = await peerOf(request);
    if (!guard.publish(peer, topic)) throw notAllowed();
    const payload = await readAtMost(request, limits.bodyBytes, () => tooLarge(limits.bodyBytes));
    // A body takes its time: what was allowed before it came may not be now.
    const still = guard.connect(peer, '');
    if (!still.ok) throw turnedAway(still.code);
    if (!guard.publish(peer, topic)) throw notAllowed();
    await publish({ topic, payload, qos: 1, retain: false }, peer);
    return { status: 204 };
  }

  async function fetched(request: IncomingMessage, device: DeviceId, query: URLSearchParams): Promise<Answered> {
    const peer = await peerOf(request);
    const topic = topicOf({ kind: 'command', device, verb: 'any' });
    if (!guard.subscribe(peer, topic)) throw notAllowed();
    const received = wholeNumber(query.get('received'), Number.MAX_SAFE_INTEGER);
    const seconds = wholeNumber(query.get('wait'), limits.waitSeconds);
    let waiting = mailbox.take(device, received, now());
    if (waiting.length === 0 && seconds > 0) {
      if (mailbox.waiting >= limits.waiting) throw busy(limits.waitSeconds);
      const gone = () => mailbox.wake(device);
      request.socket.once('close', gone);
      await mailbox.wait(device, seconds * 1000);
      request.socket.off('close', gone);
      waiting = mailbox.take(device, received, now());
    }
    // It may have been retired, or its certificate may have ended, while it waited.
    const still = guard.connect(peer, '');
    if (!still.ok) throw turnedAway(still.code);
    const commands = waiting
      .filter((one) => guard.deliver(peer, one.topic) && (one.from === undefined || guard.stands(one.from, one.topic)))
      .map(({ id, topic: told, payload, at }) => ({
        id,
        verb: told.slice(told.lastIndexOf('/') + 1),
        payload: Buffer.from(payload).toString('base64'),
        at: Instant.format(at),
      }));
    return { status: 200, body: { commands } };
  }

  async function answered(request: IncomingMessage): Promise<Answered> {
    const [path = '', query = ''] = (request.url ?? '').slice(0, 2048).split('?', 2);
    if (path === '/self' || path.startsWith('/self/')) {
      const admitted = requests.admit(addressKey(request.socket.remoteAddress ?? ''), now());
      if (!admitted.ok) throw busy(admitted.retryAfterSeconds);
      const own = await self.answer(request, path, new URLSearchParams(query));
      if (own === undefined) throw noAddress();
      return own;
    }
    const topic = path.startsWith('/') ? path.slice(1) : '';
    const down = /^d\/([^/]+)\/command$/.exec(topic);
    if (down !== null && request.method === 'GET') {
      const where = channelOf(`${topic}/any`);
      if (where !== undefined) return fetched(request, where.device, new URLSearchParams(query));
    }
    if (channelOf(topic) === undefined) throw noAddress();
    if (request.method !== 'POST') throw noAddress(down === null ? 'POST' : 'GET');
    return said(request, topic);
  }

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answered(request)
      .catch((error: unknown) => {
        if (!(error instanceof Answer)) {
          // One who went away, or was too slow and was sent away, broke nothing here.
          if (!request.destroyed || request.complete) broke(error);
          return { status: 500 };
        }
        if (error.status !== 404 && error.status !== 405) refused(error.code, addressKey(request.socket.remoteAddress ?? ''));
        return error;
      })
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  });

  return {
    open: () => listening(server, host, port),
    show: (next) => server.setSecureContext(next),
    async close() {
      server.close();
      front.clear();
      mailbox.wakeAll();
      self.close();
      server.closeIdleConnections();
      // What is under way is let end.
      await new Promise((done) => setTimeout(done, LAST_WORDS_MS));
      front.end();
    },
  };
}

interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** A refusal over HTTPS: a fault of the catalogue and its status. */
class Answer extends Refused implements Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: string;
  constructor(status: number, fault: Fault, headers: Readonly<Record<string, string>> = {}) {
    super(fault);
    this.status = status;
    this.headers = headers;
    this.code = fault.code;
  }

  get body(): object {
    return { faults: this.faults };
  }
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers = {}, body }: Answered): void {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    ...headers,
    ...(status === 204 ? {} : { 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) }),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    // What was not read of the body would stand before the next request.
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(bytes);
}

const wholeNumber = (text: string | null, most: number): number => (text !== null && /^\d{1,15}$/.test(text) ? Math.min(Number(text), most) : 0);

function turnedAway(code: Refusal): Answer {
  const because = { expected: 'a certificate that was issued here, of a device in service that belongs to somebody', found: `one that is ${code}` };
  switch (code) {
    case 'unknown':
    case 'outsider':
    case 'wrong-client':
      return new Answer(
        401,
        endpointFaults.fault('002', { message: 'no certificate that is known here', ...because, remedy: 'Enrol, and come with that certificate.' }),
      );
    case 'nobodys':
      return new Answer(
        403,
        endpointFaults.fault('004', { message: 'this device belongs to nobody yet', ...because, remedy: 'Introduce the device to its household.' }),
      );
    case 'busy':
      return busy(1);
    case 'expired':
    case 'revoked':
    case 'retired':
      return new Answer(
        403,
        endpointFaults.fault('003', {
          message: `this certificate may do nothing here any more: ${code}`,
          ...because,
          remedy: code === 'expired' ? 'Renew it over EST while its grace lasts.' : 'Ask the operator.',
        }),
      );
  }
}

function busy(seconds: number): Answer {
  return new Answer(
    503,
    endpointFaults.fault('007', { message: 'too much at once', expected: 'fewer requests', found: 'more', remedy: `Come back in ${seconds} s.` }),
    { 'Retry-After': String(seconds) },
  );
}

function notAllowed(): Answer {
  return new Answer(
    403,
    endpointFaults.fault('005', {
      message: 'this is not allowed',
      expected: 'a channel of this device that it may use',
      found: 'another',
      remedy: 'Let the operator ask why: assay product access explain',
    }),
  );
}

function tooLarge(most: number): Answer {
  return new Answer(
    413,
    endpointFaults.fault('006', { message: 'the message is too large', expected: `at most ${most} bytes`, found: 'more', remedy: 'Send it in parts.' }),
  );
}

function noAddress(allow?: string): Answer {
  return new Answer(
    allow === undefined ? 404 : 405,
    endpointFaults.fault('008', {
      message: 'there is nothing at this address',
      expected: 'POST /d/DEVICE/CHANNEL or GET /d/DEVICE/command',
      found: 'another',
      remedy: 'See docs/product-endpoint.md.',
    }),
    allow === undefined ? {} : { Allow: allow },
  );
}
