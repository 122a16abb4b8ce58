import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { Instant, type Json, Refused } from '../../core/index.ts';
import { readEvidence } from '../../evidence/index.ts';
import { type Ledger, openLedger } from '../../ledger/edge/open.ts';
import { rememberMap } from '../../map/edge/kept.ts';
import { readMap } from '../../map/index.ts';
import { openCedarPolicy } from '../../product/access/edge/cedar.ts';
import type { Role } from '../../product/index.ts';
import { makeApp } from '../app.ts';
import { HERE, sentByConsole, signedIn, WITHOUT_SOCKET } from '../console-request.fixture.ts';
import { EVIDENCE_ROUTES } from '../evidence/routes.ts';
import type { House } from '../house.ts';
import { openServices, type Services } from '../services/registry.ts';
import { STANDARD_ROUTES } from '../standards/routes.ts';
import { LEDGER_ROUTES } from './routes.ts';

// The rooms of evidence, ledger and standards in the real frame, over a data folder with the camera service and an office, the judge in its thread.

export const NOW = Instant.parse('2026-11-01T00:00:00Z');
export const CAMERAS = 'cameras';
const EXAMPLE = new URL('../../../examples/camera-service/', import.meta.url);

export interface RecordWorld {
  readonly app: Hono;
  readonly dataDir: string;
  readonly services: Services;
  readonly office: Ledger;
  send(method: string, path: string, body?: unknown, who?: string): Promise<Response>;
  read<T>(path: string, who?: string): Promise<T>;
  close(): Promise<void>;
}

export const exampleFile = (path: string): Buffer => readFileSync(new URL(path, EXAMPLE));

/** The evidence of the example, as its files have it. */
export function exampleEvidence(): readonly Json[] {
  return readdirSync(new URL('evidence/', EXAMPLE))
    .sort()
    .flatMap((name) => readEvidence(exampleFile(`evidence/${name}`).toString(), name, { now: NOW }) as readonly Json[]);
}

async function fill(dataDir: string): Promise<void> {
  const ledger = await openLedger({ dataDir, now: () => NOW, mode: 'write', origin: 'assay.local/cameras' });
  await rememberMap(ledger, dataDir, readMap(exampleFile('service.yaml').toString(), 'service.yaml'));
  await ledger.append(exampleEvidence().map((body) => ({ type: 'evidence.recorded', body })));
  await ledger.close();
}

export async function recordWorld(roles: Readonly<Record<string, readonly Role[]>> = { anna: ['operator'], audit: ['auditor'] }): Promise<RecordWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-record-'));
  await fill(join(dataDir, 'services', CAMERAS));
  const office = await openLedger({ dataDir: join(dataDir, 'office'), now: () => NOW, mode: 'write', origin: 'assay.local/office' });
  await office.append([{ type: 'person.enrolled', body: { person: 'p_annaxxxxxxxxxxxxxxxx', roles: ['operator'], by: 'setup' } }]);
  const failures: string[] = [];
  const services = await openServices({ dataDir, now: () => NOW, appended: () => undefined, asked: () => undefined, failed: (_, what) => failures.push(what) });
  await services.get(CAMERAS).judge?.settled();
  const people = signedIn(roles, NOW);
  const append = async (drafts: Parameters<House['append']>[0], expectedSize?: number) => office.append(drafts, expectedSize as never);
  // The rooms that these routes do not reach are not furnished.
  const house = { now: () => NOW, publicUrl: HERE, https: false, dataDir, services, office, append, access: await openCedarPolicy() } as unknown as House;
  const app = makeApp({
    house,
    identities: { session: (secret) => people.get(secret), token: () => undefined },
    fourEyes: { propose: async () => ({ id: 'pr_1', expiresAt: NOW }), alone: async () => undefined, eyes: () => 'proposal' },
    routes: [...EVIDENCE_ROUTES, ...LEDGER_ROUTES, ...STANDARD_ROUTES],
    ...WITHOUT_SOCKET,
    observe: ({ failure }) => {
      if (failure !== undefined && !(failure instanceof Refused))
        failures.push(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
    },
  });
  const send: RecordWorld['send'] = async (method, path, body, who = 'anna') => {
    const answer = await app.request(`${HERE}${path}`, sentByConsole(who, method, body));
    if (failures.length > 0) throw new Error(failures.splice(0).join('\n'));
    return answer;
  };
  return {
    app,
    dataDir,
    services,
    office,
    send,
    read: async <T>(path: string, who?: string): Promise<T> => {
      const answer = await send('GET', path, undefined, who);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async close() {
      await services.close();
      await office.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
