import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Instant, type Json } from '../../core/index.ts';
import { readEvidence } from '../../evidence/index.ts';
import { openLedger } from '../../ledger/edge/open.ts';
import { rememberMap } from '../../map/edge/kept.ts';
import { readMap } from '../../map/index.ts';
import { openCedarPolicy } from '../../product/access/edge/cedar.ts';
import type { PersonId, Principal, Role } from '../../product/index.ts';
import { makeApp } from '../app.ts';
import { BUSINESS_ROUTES } from '../business/routes.ts';
import { HERE, personId, sentByConsole, signedIn, WITHOUT_SOCKET } from '../console-request.fixture.ts';
import { carryOut, type FourEyes } from '../frame.ts';
import { GAPS_ROUTES } from '../gaps/routes.ts';
import type { House, Waiting } from '../house.ts';
import { REPORTS_ROUTES } from '../reports/routes.ts';
import { openServices } from '../services/registry.ts';
import { POSITION_ROUTES } from './routes.ts';

// The camera service in the real frame: its ledger in a folder of its own, its judge in a thread. No socket.

const EXAMPLE = 'examples/camera-service';
export const AT = Instant.parse('2026-11-01T00:00:00Z');
export const SERVICE = 'cameras';
export const PATH = `/api/services/${SERVICE}`;
const ROUTES = [...POSITION_ROUTES, ...GAPS_ROUTES, ...REPORTS_ROUTES, ...BUSINESS_ROUTES];

export { personId };

/** The example's map and evidence in a data folder, everything recorded at the moment it is judged at. */
export async function cameraFolder(dataDir: string, now: () => Instant = () => AT): Promise<void> {
  const map = readMap(readFileSync(`${EXAMPLE}/service.yaml`, 'utf8'), 'service.yaml');
  const files = readdirSync(`${EXAMPLE}/evidence`).sort();
  const evidence = files.flatMap((file) => readEvidence(readFileSync(`${EXAMPLE}/evidence/${file}`, 'utf8'), file, { now: AT }));
  const ledger = await openLedger({ dataDir, now, mode: 'write' });
  await rememberMap(ledger, dataDir, map);
  await ledger.append(evidence.map((body) => ({ type: 'evidence.recorded', body: body as Json })));
  await ledger.close();
}

export interface World {
  readonly dataDir: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  json<T>(path: string): Promise<T>;
  send(who: string, method: string, path: string, body: unknown): Promise<Response>;
  /** Runs what waits for a second person, as agreed by them. */
  agree(by: PersonId): Promise<unknown>;
  close(): Promise<void>;
}

export async function cameraWorld(roles: Readonly<Record<string, readonly Role[]>> = { anna: ['operator'] }): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), 'assay-position-'));
  const dataDir = join(root, 'services', SERVICE);
  await cameraFolder(dataDir);
  const services = await openServices({ dataDir: root, now: () => AT, appended: () => undefined, asked: () => undefined, failed: () => undefined });
  const people = signedIn(roles, AT);
  const waiting: { readonly waiting: Waiting; readonly by: Principal }[] = [];
  const fourEyes: FourEyes = {
    propose: async (kept, by) => {
      waiting.push({ waiting: kept, by });
      return { id: 'pr_1', expiresAt: Instant.of(AT + 1000) };
    },
    alone: async () => undefined,
    eyes: () => 'proposal',
  };
  // The rooms that these routes do not reach are not furnished.
  const house = { now: () => AT, publicUrl: HERE, https: false, dataDir: root, services, access: await openCedarPolicy() } as unknown as House;
  const app = makeApp({
    house,
    identities: { session: (secret) => people.get(secret), token: () => undefined },
    fourEyes,
    routes: ROUTES,
    ...WITHOUT_SOCKET,
  });
  const send = async (who: string, method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(`${HERE}${PATH}${path}`, sentByConsole(who, method, body, headers));
  return {
    dataDir,
    get: (path, headers = {}) => send('anna', 'GET', path, undefined, headers),
    json: async <T>(path: string) => (await (await send('anna', 'GET', path, undefined)).json()) as T,
    send: (who, method, path, body) => send(who, method, path, body),
    async agree(by) {
      const one = waiting.pop();
      if (one === undefined) throw new TypeError('nothing waits');
      return (await carryOut({ house }, ROUTES, { ...one.waiting, proposal: 'pr_1', proposer: one.by, approvedBy: by })).body;
    },
    async close() {
      await services.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
