import { createServer as createHttp, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import type { Issued } from './certificates.fixture.ts';

// Servers on loopback, sound ones and those with a fault.

export interface Running {
  readonly port: number;
  readonly requests: string[];
  close(): Promise<void>;
}

async function running(server: Server | HttpServer, requests: string[] = [], address = '127.0.0.1'): Promise<Running> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, address, done));
  return {
    port: (server.address() as { port: number }).port,
    requests,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

export function web(own: Issued | undefined, answer: RequestListener, more: SecureContextOptions = {}, address?: string): Promise<Running> {
  const requests: string[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(
      `${request.method} ${request.url} ${request.headers.host} ${request.headers['user-agent']} ${request.headers['content-length'] ?? 'no body'}`,
    );
    answer(request, response);
  };
  return running(own === undefined ? createHttp(listener) : createHttps({ cert: own.cert, key: own.key, ...more }, listener), requests, address);
}

/** Speaks whatever it is told to, byte by byte. */
export function bytes(speak: (socket: Socket) => void): Promise<Running> {
  return running(createServer(speak));
}

export interface MailFault {
  readonly greeting?: string;
  readonly ehlo?: string;
  readonly starttls?: string;
  /** Stays silent from this stage on. */
  readonly silentAt?: 'greeting' | 'ehlo' | 'starttls' | 'handshake';
}

/** A mail server that knows EHLO, STARTTLS and QUIT, and notes every line that it is sent. */
export async function mail(own: Issued, fault: MailFault = {}): Promise<Running> {
  const lines: string[] = [];
  const server = await bytes((socket) => {
    if (fault.silentAt !== 'greeting') socket.write(fault.greeting ?? '220 mx ready\r\n');
    const talk = (chunk: Buffer): void => {
      for (const line of chunk
        .toString('latin1')
        .split('\r\n')
        .filter((each) => each !== '')) {
        lines.push(line.replace(/\[.*\]/, '[…]'));
        if (/^EHLO/.test(line) && fault.silentAt !== 'ehlo') socket.write(fault.ehlo ?? '250-mx\r\n250-SIZE 1000\r\n250 STARTTLS\r\n');
        if (line === 'QUIT') socket.end('221 bye\r\n');
        if (line === 'STARTTLS' && fault.silentAt !== 'starttls') {
          socket.write(fault.starttls ?? '220 go ahead\r\n');
          if (fault.starttls !== undefined && !fault.starttls.startsWith('220')) return;
          socket.removeListener('data', talk);
          if (fault.silentAt === 'handshake') return;
          const tls = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert: own.cert, key: own.key }) });
          tls.on('error', () => undefined);
          tls.on('data', (inner) => {
            lines.push(`${inner.toString('latin1').trim()} (encrypted)`);
            tls.end('221 bye\r\n');
          });
        }
      }
    };
    socket.on('data', talk);
  });
  return { ...server, requests: lines };
}
