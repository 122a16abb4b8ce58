import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { serverFaults } from './faults.ts';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
};

/**
 * Refusals of what is no request that the application may see. After bytes that were not understood nobody knows where the next request begins, so each of
 * them ends its connection, and what follows on it is not heeded: a proxy may have sent it for somebody else.
 */
export class Refusals {
  readonly #refused = new WeakSet<Duplex>();
  readonly #running = new WeakMap<Duplex, Set<readonly [IncomingMessage, ServerResponse]>>();

  /** Whether a request is to be answered at all. Every request is shown here first. */
  heed(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    if (this.#refused.has(incoming.socket)) return false;
    const running = this.#running.get(incoming.socket) ?? new Set();
    const one = [incoming, outgoing] as const;
    this.#running.set(incoming.socket, running.add(one));
    outgoing.once('close', () => running.delete(one));
    return true;
  }

  /** Refuses a request that was parsed, behind the answers to those that came before it on the same connection. */
  answer(incoming: IncomingMessage, outgoing: ServerResponse, status: number, why: string): void {
    this.#refused.add(incoming.socket);
    const { head, body } = said(status, why);
    outgoing.shouldKeepAlive = false;
    outgoing.writeHead(status, Object.fromEntries(head)).end(body);
  }

  /** Refuses bytes that could not be parsed. Says so only where nobody could take it for the answer to a request before it. */
  cutOff(socket: Duplex, status: number, why: string): void {
    this.#refused.add(socket);
    // The request that is being read has no answer yet; one that was read whole waits for its own.
    const own = [...(this.#running.get(socket) ?? [])].every(([incoming, outgoing]) => !incoming.complete && !outgoing.headersSent);
    if (!socket.writable || !own) {
      socket.destroy();
      return;
    }
    const { head, body } = said(status, why);
    const lines = [`HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`, ...head.map(([name, value]) => `${name}: ${value}`), 'Connection: close'];
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
    // Whoever keeps sending is not listened to.
    setTimeout(() => socket.destroy(), 500).unref();
  }
}

function said(status: number, why: string): { readonly head: readonly (readonly [string, string])[]; readonly body: string } {
  const { whose: _, ...fault } = serverFaults.fault('020', {
    message: `the request was not taken: ${why}`,
    expected: 'HTTP/1.1 as RFC 9112 has it, within the limits of docs/server.md',
    remedy: 'Send it again in another form.',
  });
  const body = JSON.stringify({
    type: `urn:assay:error:${fault.code}`,
    title: REASONS[status] ?? 'Bad Request',
    status,
    code: fault.code,
    request: '-',
    faults: [fault],
  });
  return {
    head: [
      ['Content-Type', 'application/problem+json; charset=utf-8'],
      ['Content-Length', String(Buffer.byteLength(body))],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body,
  };
}
