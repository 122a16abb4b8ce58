import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { Refused } from '../../../core/index.ts';
import { addressKey } from '../../endpoint/edge/address.ts';
import type { Answer } from '../../est/edge/answer.ts';
import { tries } from '../../est/limits.ts';
import { brskiFaults } from '../faults.ts';
import type { Masa } from './masa.ts';
import { MOST_REGISTRAR, operationOf, readMessage, refused, VOUCHER, voucherAnswer } from './wire.ts';

export interface MasaServerOptions {
  readonly masa: Masa;
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  readonly host: string;
  /** What its certificate calls it, for the address that is shown (default: the host). */
  readonly name?: string;
  readonly port: number;
  readonly now: () => number;
  readonly broke?: (error: unknown) => void;
}

export interface MasaServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const SERVED = ['requestvoucher', 'requestauditlog'] as const;

/** Serves a manufacturer's service over TLS. Who asks is known by what it signed, so that no certificate is asked for by TLS. Throws `Refused` (ASSAY-BRSKI-029). */
export async function serveMasa({ masa, key, cert, host, name = host, port, now, broke = () => undefined }: MasaServerOptions): Promise<MasaServer> {
  const limit = tries({ within: 60_000, allowed: 120 });
  const server = createServer({
    key,
    cert,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    handshakeTimeout: 10_000,
    headersTimeout: 10_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 8 * 1024,
  });
  server.maxConnections = 1000;
  server.maxRequestsPerSocket = 16;
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('request', (request, response) => {
    answered(request)
      .catch((error: unknown) => {
        if (!(error instanceof Refused) || error.faults.some(({ whose }) => whose === 'us')) broke(error);
        return refused(error);
      })
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  });

  async function answered(request: IncomingMessage): Promise<Answer> {
    const operation = operationOf(request, SERVED);
    const address = addressKey(request.socket.remoteAddress ?? '');
    if (limit.wait(address, now()) > 0) {
      throw new Refused(brskiFaults.fault('021', { message: 'too many tries', expected: 'at most 120 in a minute', found: 'more', remedy: 'Wait a minute.' }));
    }
    limit.count(address, now());
    const body = await readMessage(request, VOUCHER, MOST_REGISTRAR);
    if (operation === 'requestvoucher') return voucherAnswer(await masa.requestVoucher(body));
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: await masa.requestAuditLog(body) };
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Refused(unopened(host, port, error.message))));
    server.listen(port, host, () => resolve());
  });
  const at = server.address();
  const found = typeof at === 'object' && at !== null ? at.port : port;
  return {
    url: `https://${name.includes(':') ? `[${name}]` : name}:${found}`,
    port: found,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2_000).unref();
      }),
  };
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...headers,
    'Content-Length': String(bytes.length),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  response.end(bytes);
}

function unopened(host: string, port: number, found: string) {
  return brskiFaults.fault('029', {
    message: `the manufacturer’s service cannot be opened: ${found}`,
    expected: `port ${port} of ${host}`,
    found,
    remedy: 'Choose another port with --port, or end what holds it.',
  });
}
