import type { Instant } from '../core/index.ts';
import type { PersonId, Principal, Role } from '../product/index.ts';
import { csrfTokenOf } from '../product/sessions/edge/session-store.ts';
import type { AppOptions } from './app.ts';

/** What the worlds of this folder's tests share: an application without a socket, and requests to it as the console sends them. */

export const HERE = 'http://localhost:8420';
const HOST = 'localhost:8420';

export const personId = (name: string): PersonId => `p_${name.padEnd(20, 'x')}` as PersonId;

/** People who have just signed in, by the secrets of their sessions, which are their names. */
export function signedIn(roles: Readonly<Record<string, readonly Role[]>>, at: Instant): Map<string, Principal> {
  return new Map(
    Object.entries(roles).map(([name, held]) => [name, { person: personId(name), roles: held, via: 'session', credential: `s_${name}`, steppedUpAt: at }]),
  );
}

/** A test asks faster than a person; the frame's own tests hold the rates. */
export const WITHOUT_SOCKET: Pick<AppOptions, 'limiter' | 'hosts' | 'behindProxy' | 'ticks' | 'newRequestId' | 'observe' | 'page'> = {
  limiter: { take: () => ({ ok: true }), size: () => 0 },
  hosts: () => [HOST],
  behindProxy: false,
  ticks: () => 0,
  newRequestId: () => 'r1',
  observe: () => undefined,
  page: () => new Response('page'),
};

/** As the console sends it: with the session's cookie and its CSRF token, and from our own page. */
export function sentByConsole(who: string | undefined, method: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method,
    ...(text === undefined ? {} : { body: text }),
    headers: {
      host: HOST,
      ...(who === undefined ? {} : { cookie: `assay-session=${who}`, 'x-csrf-token': csrfTokenOf(who) }),
      ...(method === 'GET' ? {} : { origin: HERE, 'sec-fetch-site': 'same-origin' }),
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
      ...headers,
    },
  };
}
