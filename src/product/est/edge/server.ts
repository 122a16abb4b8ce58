import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { sameBytes } from '../../../core/der/hex.ts';
import { Refused } from '../../../core/index.ts';
import type { Certificate } from '../../ca/certificate-read.ts';
import type { OpenAuthority } from '../../ca/edge/authority.ts';
import { addressKey } from '../../endpoint/edge/address.ts';
import { GATE_LIMITS, type GateLimits, gate } from '../../endpoint/edge/gate.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { methodOf, readAddress } from '../address.ts';
import { readBasic } from '../basic.ts';
import { certsOnly } from '../cms.ts';
import { csrAttrs, plainAttributes, templateAttribute } from '../csr-attributes.ts';
import { estFaults } from '../faults.ts';
import { type Binding, profileFor } from '../judge.ts';
import type { ProductSettings } from '../model.ts';
import { type Answer, CERTS_ONLY, encoded, refusal } from './answer.ts';
import { readBody } from './body.ts';
import { identify, type Shown } from './caller.ts';
import { BOUNDS, type Bounds, type Enroller, enroller } from './enrol.ts';
import type { Identity } from './identity.ts';
import { shownCertificate } from './trust.ts';

export interface EstOptions {
  readonly fleet: Fleet;
  readonly authority: OpenAuthority;
  readonly identity: Identity;
  readonly host: string;
  /** What its certificate calls it, for the address that is shown (default: the host). */
  readonly name?: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly bounds?: Bounds;
  /** Connections, and an address's share of them. */
  readonly gate?: GateLimits;
  /** How long a request may take to arrive whole, in milliseconds (default: 15 seconds). */
  readonly requestMs?: number;
  /** Told what broke here, for the operator's log: never what a stranger sent. */
  readonly broke?: (error: unknown) => void;
  /** What else is served over the same connections: gives no answer for what is not its own. */
  readonly also?: Beside;
}

/** `shown`: the client's certificate and what was sent beside it; `own`: the certificate that this connection showed to the client. What it answers, it answers itself, refusals too. */
export type Beside = (
  request: IncomingMessage,
  connection: { readonly shown: readonly Certificate[]; readonly own: Uint8Array | undefined; readonly address: string },
) => Promise<Answer> | undefined;

export interface EstEndpoint {
  readonly url: string;
  readonly port: number;
  /** Shows another certificate from the next connection on. */
  show(identity: Identity): void;
  close(): Promise<void>;
}

/** A line of a factory comes from one address, and enrols by the hundred. */
const EST_GATE: GateLimits = {
  connections: 2000,
  handshakes: 200,
  perAddress: { connections: 400, handshakes: 100 },
  sockets: { ...GATE_LIMITS.sockets, perAddress: { perSecond: 350, burst: 1000 } },
};
const DEEPEST_CHAIN = 6;
/** Of one connection: a client that keeps it open for longer comes back. */
const MOST_REQUESTS = 64;

/**
 * Serves EST over TLS 1.2 and later (RFC 7030, RFC 8996). Sessions are not resumed: a resumed one would show a certificate that nobody looked at since, and what it costs is one handshake a renewal.
 * The client's certificate is asked for and never needed by TLS: whose it is, and whether it still counts, is our own code's to say, with every request.
 * Throws `Refused` (ASSAY-EST-026) where the port cannot be had.
 */
export async function serveEst(options: EstOptions): Promise<EstEndpoint> {
  const { fleet, authority, identity, host, name = host, port, bounds = BOUNDS, requestMs = 15_000, broke = () => undefined, also } = options;
  let shown = identity;
  const enrolling = enroller(fleet, authority, bounds, () => shown);
  const server = createServer({
    key: identity.key,
    cert: identity.cert,
    requestCert: true,
    // What OpenSSL thinks of its chain decides nothing: a certificate of a manufacturer, an expired one in its grace, one of an older authority are all let in to be looked at.
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_CIPHER_SERVER_PREFERENCE,
    handshakeTimeout: 10_000,
    headersTimeout: Math.min(10_000, requestMs),
    requestTimeout: requestMs,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 8 * 1024,
  });
  const front = gate(server, {
    now: fleet.now,
    chance: () => new DataView(fleet.random(4).slice().buffer).getUint32(0) / 2 ** 32,
    limits: options.gate ?? EST_GATE,
  });
  server.on('secureConnection', (socket) => front.agreed(socket));
  server.maxRequestsPerSocket = MOST_REQUESTS;
  // A stranger's broken handshake is nobody's news.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('request', (request, response) => {
    (beside(request, also) ?? answered(enrolling, fleet, authority, request))
      .catch((error: unknown) => {
        // One who went away, or was too slow and was sent away, broke nothing here.
        const gone = request.destroyed && !request.complete;
        if (!gone && (!(error instanceof Refused) || error.faults.some(({ whose }) => whose === 'us'))) broke(error);
        return refusal(error, allow(error, request));
      })
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  });
  await listening(server, host, port);
  const at = server.address();
  const found = typeof at === 'object' && at !== null ? at.port : port;
  return {
    url: `https://${name.includes(':') ? `[${name}]` : name}:${found}/.well-known/est`,
    port: found,
    show(next) {
      shown = next;
      server.setSecureContext({ key: next.key, cert: next.cert });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          enrolling.close();
          resolve();
        });
        server.closeIdleConnections();
        // What is under way is let end, for as long as a request may take.
        setTimeout(() => server.closeAllConnections(), 2_000).unref();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new Refused(
          estFaults.fault('026', {
            message: `the endpoint of enrolment cannot be opened: ${error.message}`,
            expected: `port ${port} of ${host}`,
            found: error.message,
            remedy: 'Choose another port with --est-port, or end what holds it.',
          }),
        ),
      ),
    );
    server.listen(port, host, () => resolve());
  });
}

async function answered(enrolling: Enroller, fleet: Fleet, authority: OpenAuthority, request: IncomingMessage): Promise<Answer> {
  const asked = readAddress(request.method ?? '', request.url ?? '');
  switch (asked.operation) {
    case 'cacerts':
      labelled(enrolling, asked.label);
      return encoded(CERTS_ONLY, authorities(authority));
    case 'csrattrs':
      return attributesFor(enrolling, request, asked.label);
    case 'fullcmc':
      throw new Refused(
        estFaults.fault('023', {
          message: 'full CMC is not served',
          expected: 'simpleenroll, simplereenroll or serverkeygen',
          found: 'fullcmc',
          remedy: 'Use one of these.',
        }),
      );
    case 'simpleenroll':
    case 'simplereenroll':
    case 'serverkeygen': {
      const { operation } = asked;
      const shown = shownBy(request);
      // Nobody's body is read: who says nothing of himself is asked first (RFC 7030 section 3.2.3).
      if (shown.certificates.length === 0 && shown.basic === undefined) return refusal(unnamed(fleet, enrolling, shown));
      const body = await readBody(request);
      return enrolling.enrol({ ...shown, asked: { ...asked, operation }, address: addressOf(request), body, binding: () => bindingOf(socketOf(request)) });
    }
  }
}

function beside(request: IncomingMessage, also: Beside | undefined): Promise<Answer> | undefined {
  const shown = also === undefined ? [] : shownBy(request).certificates;
  const own = socketOf(request).getX509Certificate()?.raw;
  return also?.(request, { shown, own: own === undefined ? undefined : new Uint8Array(own), address: addressOf(request) });
}

function unnamed(fleet: Fleet, { rules }: Enroller, shown: Shown): unknown {
  const found = identify(fleet, rules, shown);
  return 'fault' in found ? new Refused(found.fault) : undefined;
}

/** Kept by the chain it was made of: it changes with a roll-over. */
const made = new WeakMap<readonly Uint8Array[], Uint8Array>();

/** What a client has to have and what leads there: the issuing authority, what links the roots, the roots (RFC 7030 section 4.1.3). */
function authorities({ chain, anchors }: OpenAuthority): Uint8Array {
  const known = made.get(chain);
  if (known !== undefined) return known;
  const all = [...chain, ...anchors];
  const der = certsOnly(all.filter((each, i) => all.findIndex((other) => sameBytes(each, other)) === i));
  made.set(chain, der);
  return der;
}

function labelled({ rules }: Enroller, label: string | undefined): void {
  if (label === undefined || rules.profiles().some(({ name }) => name === label)) return;
  throw new Refused(
    estFaults.fault('012', {
      message: 'the label names no profile',
      field: 'label',
      expected: 'a profile',
      found: 'another name',
      remedy: 'Leave the label out of the address.',
    }),
  );
}

/** RFC 7030 section 4.5: of whoever shows who it is, by its product; of others by the label, and nothing where there is none. */
function attributesFor(enrolling: Enroller, request: IncomingMessage, label: string | undefined): Answer {
  const { rules } = enrolling;
  labelled(enrolling, label);
  const device = enrolling.asker(shownBy(request), addressOf(request));
  const settings: ProductSettings | undefined = device === undefined ? (label === undefined ? undefined : rules.ofProfile(label)) : rules.of(device.product);
  const nothing: Answer = { status: 204, headers: {}, body: '' };
  if (settings === undefined || settings.attributes === 'none') return nothing;
  const chosen = profileFor(label, settings, rules.profiles());
  if ('fault' in chosen) throw new Refused(chosen.fault);
  const entries = [
    ...plainAttributes(chosen.profile, settings.binding),
    ...(settings.attributes === 'template' ? [templateAttribute(chosen.profile, settings.domain)] : []),
  ];
  return entries.length === 0 ? nothing : encoded('application/csrattrs', csrAttrs(entries));
}

function socketOf(request: IncomingMessage): TLSSocket {
  // A server of HTTPS has no other sockets.
  return request.socket as TLSSocket;
}

const seen = new WeakMap<TLSSocket, readonly Certificate[]>();

function shownBy(request: IncomingMessage): Shown {
  const socket = socketOf(request);
  // Without renegotiation the certificate of a connection is one for as long as it stands.
  const certificates = seen.get(socket) ?? certificatesOf(socket);
  seen.set(socket, certificates);
  const basic = readBasic(request.headers.authorization);
  return { certificates, ...(basic === undefined ? {} : { basic }) };
}

function certificatesOf(socket: TLSSocket): readonly Certificate[] {
  const found: Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  for (let depth = 0; next !== undefined && depth < DEEPEST_CHAIN; depth += 1) {
    const read = shownCertificate(new Uint8Array(next.raw));
    // The first is the client's own: where it cannot be read nobody was shown.
    if (read === undefined) break;
    found.push(read);
    next = next.issuerCertificate;
  }
  return found;
}

/** RFC 9266 on TLS 1.3; on TLS 1.2 the client's first Finished message (RFC 5929 section 3.1), as no session is resumed here. */
function bindingOf(socket: TLSSocket): Binding {
  const bytes = socket.getProtocol() === 'TLSv1.3' ? socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0)) : socket.getPeerFinished();
  return bytes?.toString('base64');
}

function addressOf(request: IncomingMessage): string {
  return addressKey(request.socket.remoteAddress ?? '');
}

function allow(error: unknown, request: IncomingMessage): Readonly<Record<string, string>> {
  const code = error instanceof Refused ? error.faults[0]?.code : undefined;
  if (code === 'ASSAY-EST-017') return { 'Retry-After': '60' };
  const method = methodOf(request.url ?? '');
  return code === 'ASSAY-EST-002' && method !== undefined ? { Allow: method } : {};
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  // What was not read of the body would stand before the next request.
  const rest = !request.complete;
  response.writeHead(status, {
    ...headers,
    ...(status === 204 ? {} : { 'Content-Length': String(bytes.length) }),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(rest ? { Connection: 'close' } : {}),
  });
  response.end(bytes);
}
