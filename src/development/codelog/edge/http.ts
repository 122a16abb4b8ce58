import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Refused } from '../../../core/index.ts';
import { codelogFaults } from '../faults.ts';

/** An answer of one of the doors here. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Door {
  readonly url: string;
  close(): Promise<void>;
}

export interface DoorOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly answer: (request: IncomingMessage, path: string) => Answer | Promise<Answer>;
  /** Told what broke here: never what a stranger sent. */
  readonly broke: (error: unknown) => void;
}

const HEADER_BYTES = 8 * 1024;
/** Headers, and a body with them, whole by then: who sends a byte a second is cut off. */
const REQUEST_MS = 15_000;
const CONNECTIONS = 500;
const REQUESTS = 10_000;
const GRACE_MS = 2000;

/** Thrown while a request is answered, to answer so instead. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(status: number, why: string, headers: Readonly<Record<string, string>> = {}) {
    super(why);
    this.name = 'Refusal';
    this.answer = { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body: `${why}\n` };
  }
}

/** Opens a door of HTTP for bytes of strangers. Throws `Refused` (ASSAY-CODELOG-011). */
export async function openDoor({ host, port, answer, broke }: DoorOptions): Promise<Door> {
  const server = createServer({
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: HEADER_BYTES,
  });
  server.maxConnections = CONNECTIONS;
  server.maxRequestsPerSocket = REQUESTS;
  server.timeout = 2 * REQUEST_MS; // A reader that does not read.
  server.on('request', (request, response) => {
    Promise.resolve()
      .then(() => answer(request, (request.url ?? '').split('?', 1)[0] ?? ''))
      .catch((error: unknown) => {
        if (error instanceof Refusal) return error.answer;
        if (!request.destroyed || request.complete) broke(error);
        return { status: 500 };
      })
      .then((one) => send(request, response, one))
      .catch(() => response.destroy());
  });
  await listening(server, host, port);
  const at = server.address();
  const found = typeof at === 'object' && at !== null ? at.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${found}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
      }),
  };
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  // What was not read of a request must not be taken for the next one.
  const close = request.complete ? {} : { Connection: 'close' };
  response.writeHead(status, { 'Content-Length': bytes.length, 'X-Content-Type-Options': 'nosniff', ...headers, ...close });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** The body, up to `most` bytes. Throws a `Refusal` (413) for more. */
export async function bodyWithin(request: IncomingMessage, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  if (Number(request.headers['content-length'] ?? 0) > most) throw new Refusal(413, `at most ${most} bytes`);
  for await (const piece of request) {
    length += (piece as Buffer).length;
    if (length > most) throw new Refusal(413, `at most ${most} bytes`);
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new Refused(
          codelogFaults.fault('011', {
            message: `${host}:${port} cannot be listened on: ${error.message}`,
            expected: 'an address of this machine, and a port that is free',
            found: `${host}:${port}`,
            remedy: 'Name another with --host and --port; --port 0 takes any that is free.',
          }),
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}
