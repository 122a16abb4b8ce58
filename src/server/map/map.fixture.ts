import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Instant } from '../../core/index.ts';
import { openCedarPolicy } from '../../product/access/edge/cedar.ts';
import type { PersonId, Principal, Role } from '../../product/index.ts';
import { csrfTokenOf as csrfToken } from '../../product/sessions/edge/session-store.ts';
import { makeApp } from '../app.ts';
import type { House } from '../house.ts';
import { openServices, type Services } from '../services/registry.ts';
import { SERVICE_ROUTES } from '../services/routes.ts';
import { MAP_ROUTES } from './routes.ts';

// The rooms of maps and services in the real frame, over a data folder of their own, with the judge in its thread. No socket.

const NOW = Instant.parse('2026-11-20T12:00:00Z');
const HERE = 'http://localhost:8420';

export interface MapWorld {
  readonly services: Services;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>, who?: string): Promise<Response>;
  /** Creates the service and waits until it can be asked. */
  bring(yaml: string): Promise<string>;
  close(): Promise<void>;
}

export async function mapWorld(roles: Readonly<Record<string, readonly Role[]>> = { anna: ['operator'], audit: ['auditor'] }): Promise<MapWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-map-'));
  const services = await openServices({ dataDir, now: () => NOW, appended: () => undefined, asked: () => undefined, failed: () => undefined });
  const people = new Map<string, Principal>(
    Object.entries(roles).map(([name, held]) => [
      name,
      { person: `p_${name.padEnd(20, 'x')}` as PersonId, roles: held, via: 'session', credential: `s_${name}`, steppedUpAt: NOW },
    ]),
  );
  // The rooms that these routes do not reach are not furnished.
  const house = { now: () => NOW, publicUrl: HERE, https: false, dataDir, services, access: await openCedarPolicy() } as unknown as House;
  const app = makeApp({
    house,
    identities: { session: (secret) => people.get(secret), token: () => undefined },
    // None of these acts needs a second person.
    fourEyes: {} as never,
    routes: [...SERVICE_ROUTES, ...MAP_ROUTES],
    // A test asks faster than a person; the frame's own tests hold the rates.
    limiter: { take: () => ({ ok: true }) } as never,
    hosts: () => ['localhost:8420'],
    behindProxy: false,
    ticks: () => 0,
    newRequestId: () => 'r1',
    observe: () => undefined,
    page: () => new Response('page'),
  });
  const send: MapWorld['send'] = async (method, path, body, headers = {}, who = 'anna') =>
    app.request(`${HERE}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        host: 'localhost:8420',
        cookie: `assay-session=${who}`,
        'x-csrf-token': csrfToken(who),
        ...(method === 'GET' ? {} : { origin: HERE, 'sec-fetch-site': 'same-origin' }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
  return {
    services,
    send,
    async bring(yaml) {
      const answer = await send('POST', '/api/services', { from: 'yaml', yaml });
      const { id } = (await answer.json()) as { readonly id: string };
      await services.get(id).judge?.settled();
      return id;
    },
    async close() {
      await services.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
