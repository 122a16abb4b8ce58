import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Instant } from '../../src/core/index.ts';
import type { Role } from '../../src/product/access/model.ts';
import { type Started, startServer } from '../../src/server/start.ts';
import { SoftwareAuthenticator } from '../software-authenticator.ts';
import { furnish } from './house.ts';

/** The real server on a real socket, and people who ask it as a browser would. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of JSON; empty of anything else. */
  readonly body: Record<string, unknown>;
}

export interface Opened {
  readonly server: Started;
  readonly port: number;
  /** Moves the clock of the server, which no test waits for. */
  pass(seconds: number): void;
  now(): number;
  visitor(): Visitor;
  /** Sends bytes as they stand, and gives all that comes back until the server ends the connection or `ms` have passed. */
  raw(bytes: string, ms?: number): Promise<string>;
  close(): Promise<void>;
}

export async function openServer({ at = Date.UTC(2026, 10, 1, 8) }: { readonly at?: number } = {}): Promise<Opened> {
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-server-'));
  let clock = at;
  const now = () => Instant.of(clock);
  await furnish(join(dataDir, 'services', 'camera-service'), now);
  const server = await startServer({ dataDir, host: '127.0.0.1', port: 0, behindProxy: false, quiet: true, now, env: {} });
  const port = Number(new URL(server.url).port);
  const pass = (seconds: number) => {
    clock += seconds * 1000;
  };
  return {
    server,
    port,
    pass,
    now: () => clock,
    visitor: () => new Visitor(server.url, pass),
    raw: (bytes, ms = 5_000) => raw(port, bytes, ms),
    async close() {
      await server.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}

function raw(port: number, bytes: string, ms: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setTimeout(ms, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
    });
    socket.on('close', () => resolve(text));
    socket.on('connect', () => socket.write(bytes, 'latin1'));
  });
}

/** One person's browser: a jar of cookies, our own Origin, the token against forgery. */
export class Visitor {
  readonly jar = new Map<string, string>();
  csrf = '';
  readonly authenticator: SoftwareAuthenticator;
  readonly #url: string;
  readonly #pass: (seconds: number) => void;

  constructor(url: string, pass: (seconds: number) => void) {
    this.#url = url;
    this.#pass = pass;
    this.authenticator = new SoftwareAuthenticator(url);
  }

  get cookie(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(method === 'GET' ? {} : { origin: this.#url, 'sec-fetch-site': 'same-origin' }),
        ...(this.jar.size === 0 ? {} : { cookie: this.cookie }),
        ...(method === 'GET' || this.csrf === '' ? {} : { 'x-csrf-token': this.csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.jar.delete(name);
      else this.jar.set(name, value);
    }
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {};
    if (typeof json['csrf'] === 'string') this.csrf = json['csrf'];
    return { status: response.status, headers: response.headers, text, body: json };
  }

  /** By a one-time link to a passkey of their own. */
  async join(link: string, displayName?: string): Promise<readonly string[]> {
    const secret = link.split('#')[1] ?? '';
    const named = displayName === undefined ? {} : { displayName };
    const { body } = await this.ask('POST', '/api/sign-in/link/passkey/options', { secret, ...named });
    const response = this.authenticator.create(body['options'] as never);
    const done = await this.ask('POST', '/api/sign-in/link/passkey', { secret, response, label: 'Laptop' });
    if (done.status !== 200) throw new Error(done.text);
    return done.body['recoveryCodes'] as readonly string[];
  }

  /** Proves anew that it is them. */
  async prove(): Promise<Answer> {
    const { body } = await this.ask('POST', '/api/account/step-up/passkey/options', {});
    return this.ask('POST', '/api/account/step-up/passkey', { response: this.authenticator.get(body['options'] as never) });
  }

  async signIn(): Promise<Answer> {
    const { body } = await this.ask('POST', '/api/sign-in/passkey/options', {});
    return this.ask('POST', '/api/sign-in/passkey', { response: this.authenticator.get(body['options'] as never) });
  }

  /** A link for somebody new. This visitor is an operator who has just proved that it is them. */
  async invite(displayName: string, roles: readonly Role[]): Promise<string> {
    const { status, body, text } = await this.ask('POST', '/api/people', { displayName, roles, reason: 'They begin their work with us today.' });
    if (status !== 201) throw new Error(text);
    return String(body['url']);
  }

  /** Time for the rates to be no part of what is tested. */
  rest(): void {
    this.#pass(5);
  }
}
