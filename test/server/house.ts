import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant, Json } from '../../src/core/index.ts';
import { readEvidence } from '../../src/evidence/index.ts';
import { openLedger } from '../../src/ledger/edge/open.ts';
import { rememberMap } from '../../src/map/edge/kept.ts';
import { readMap } from '../../src/map/index.ts';
import { ROLES } from '../../src/product/access/model.ts';
import type { AccessPolicy, PersonId, Principal, Role } from '../../src/product/index.ts';
import { makeApp } from '../../src/server/app.ts';
import { carryOut, reconsider } from '../../src/server/frame.ts';
import { frameOf } from '../../src/server/frame-of-house.ts';
import type { House } from '../../src/server/house.ts';
import { hub } from '../../src/server/live/hub.ts';
import { serverMetrics } from '../../src/server/metrics.ts';
import { openOffice } from '../../src/server/office.ts';
import { ROUTES } from '../../src/server/routes.ts';
import { openServices } from '../../src/server/services/registry.ts';

/** The whole table of routes on real stores and a real judge, without sockets; who asks is what the test says. */

export const HERE = 'http://localhost:8420';
const EXAMPLE = 'examples/camera-service';

export interface Furnished {
  readonly house: House;
  readonly access: AccessPolicy;
  principal(role: Role): Principal;
  ask(path: string, init: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** One person for each role, really there and just signed in; the name of the role is the secret of their session. Bearer tokens are the real ones. */
export async function furnishedHouse(dataDir: string, now: () => Instant): Promise<Furnished> {
  await furnish(join(dataDir, 'services', 'camera-service'), now);
  const office = await openOffice({ dataDir, now, publicUrl: HERE, env: {} });
  const metrics = serverMetrics();
  const live = hub();
  const failures: string[] = [];
  const services = await openServices({
    dataDir,
    now,
    appended: () => undefined,
    asked: () => undefined,
    failed: (service, message) => failures.push(`${service}: ${message}`),
  });
  const { close: _, ...rooms } = office;
  const house: House = {
    now,
    publicUrl: HERE,
    https: false,
    dataDir,
    services,
    ...rooms,
    metrics,
    hub: live,
    reconsider: (proposal) => reconsider({ house }, ROUTES, proposal),
    carryOut: (agreed) => carryOut({ house }, ROUTES, agreed),
    append: (drafts, expectedSize) => office.office.append(drafts, expectedSize as never),
  };
  const people = new Map<string, PersonId>();
  for (const role of ROLES) {
    const { person, url } = await office.people.administration.invite({ displayName: `Somebody, ${role}`, roles: [role] }, house.append);
    const granted = { facts: [], write: () => undefined };
    await office.people.enrolment.byProvider(url.split('#')[1] ?? '', granted, { browser: '', userAgent: '' }, (drafts) => house.append(drafts));
    people.set(role, person);
  }
  const session = (secret: string): Principal | undefined => {
    const person = people.get(secret);
    const standing = person === undefined ? undefined : office.standing(person);
    return standing === undefined ? undefined : { ...standing, credential: `s_${secret}`, steppedUpAt: now() };
  };
  // Sessions alone are stood in for: what is walked ends them. Who asks is found out, and where two have to agree it waits, as in the server that is started.
  const app = makeApp({
    ...frameOf(house, session),
    routes: ROUTES,
    // What is walked here is who may; that many requests are slowed down is tested beside the limiter.
    limiter: { take: () => ({ ok: true }), size: () => 0 },
    hosts: () => [new URL(HERE).host],
    behindProxy: false,
    ticks: () => performance.now(),
    newRequestId: () => 'request',
    observe: ({ failure, route }) => {
      if (failure !== undefined) failures.push(`${route}: ${failure instanceof Error ? failure.stack : String(failure)}`);
    },
    page: () => new Response('page'),
  });
  return {
    house,
    access: office.access,
    principal: (role) => session(role) as Principal,
    async ask(path, init) {
      const response = await app.request(`${HERE}${path}`, init);
      if (failures.length > 0) throw new Error(failures.splice(0).join('\n'));
      return response;
    },
    async close() {
      live.stop();
      metrics.stop();
      await services.close();
      await office.close();
    },
  };
}

/** The example service, as the command line records it. */
export async function furnish(dataDir: string, now: () => Instant): Promise<void> {
  const ledger = await openLedger({ dataDir, now, mode: 'write' });
  const drafts = readdirSync(`${EXAMPLE}/evidence`)
    .sort()
    .flatMap((file) => readEvidence(readFileSync(`${EXAMPLE}/evidence/${file}`, 'utf8'), file, { now: now() }))
    .map((body) => ({ type: 'evidence.recorded', body: body as Json }));
  await ledger.append(drafts);
  await rememberMap(ledger, dataDir, readMap(readFileSync(`${EXAMPLE}/service.yaml`, 'utf8'), 'service.yaml'));
  await ledger.close();
}
