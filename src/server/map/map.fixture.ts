import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Instant } from '../../core/index.ts';
import { openCedarPolicy } from '../../product/access/edge/cedar.ts';
import type { Role } from '../../product/index.ts';
import { makeApp } from '../app.ts';
import { HERE, sentByConsole, signedIn, WITHOUT_SOCKET } from '../console-request.fixture.ts';
import type { House } from '../house.ts';
import { openServices, type Services } from '../services/registry.ts';
import { SERVICE_ROUTES } from '../services/routes.ts';
import { MAP_ROUTES } from './routes.ts';

// The rooms of maps and services in the real frame, over a data folder of their own, with the judge in its thread. No socket.

const NOW = Instant.parse('2026-11-20T12:00:00Z');

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
  const people = signedIn(roles, NOW);
  // The rooms that these routes do not reach are not furnished.
  const house = { now: () => NOW, publicUrl: HERE, https: false, dataDir, services, access: await openCedarPolicy() } as unknown as House;
  const app = makeApp({
    house,
    identities: { session: (secret) => people.get(secret), token: () => undefined },
    // None of these acts needs a second person.
    fourEyes: {} as never,
    routes: [...SERVICE_ROUTES, ...MAP_ROUTES],
    ...WITHOUT_SOCKET,
  });
  const send: MapWorld['send'] = async (method, path, body, headers = {}, who = 'anna') =>
    app.request(`${HERE}${path}`, sentByConsole(who, method, body, headers));
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
