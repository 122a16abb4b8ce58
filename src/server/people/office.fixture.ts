import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Instant } from '../../core/index.ts';
import type { Seq } from '../../ledger/model.ts';
import { eyesFor } from '../../product/approval/alone.ts';
import type { PersonId, Role } from '../../product/index.ts';
import { makeApp } from '../app.ts';
import { BREAK_GLASS_ROUTES } from '../break-glass/routes.ts';
import { HERE, sentByConsole } from '../console-request.fixture.ts';
import { FEDERATION_ROUTES } from '../federation/routes.ts';
import { carryOut, reconsider } from '../frame.ts';
import type { House } from '../house.ts';
import { type Office, openOffice } from '../office.ts';
import { PROPOSAL_ROUTES } from '../proposals/routes.ts';
import { SETTINGS_ROUTES } from '../settings/routes.ts';
import { TOKEN_ROUTES } from '../tokens/routes.ts';
import { activeOperators } from './operators.ts';
import { PEOPLE_ROUTES } from './routes.ts';

/** The rooms of the office behind the real frame, on real stores; people are let in without their passkeys. */

export const ROUTES = [...PEOPLE_ROUTES, ...PROPOSAL_ROUTES, ...BREAK_GLASS_ROUTES, ...TOKEN_ROUTES, ...FEDERATION_ROUTES, ...SETTINGS_ROUTES];
export { HERE };

let dataDir: string;
export let office: Office;
export let house: House;
let app: ReturnType<typeof makeApp>;
let now: Instant;
export let told: string[];

/** Opens it anew, for one test. */
export async function openHouse(): Promise<void> {
  told = [];
  now = Instant.parse('2026-11-20T12:00:00Z');
  dataDir = mkdtempSync(join(tmpdir(), 'assay-office-'));
  await start();
}

/** Closes it and opens the same folder again. */
export async function restartHouse(): Promise<void> {
  await office.close();
  await start();
}

async function start(): Promise<void> {
  office = await openOffice({ dataDir, now: () => now, publicUrl: HERE, env: {} });
  const { close: _, ...rooms } = office;
  house = {
    ...rooms,
    now: () => now,
    publicUrl: HERE,
    https: false,
    dataDir,
    reconsider: (proposal: Parameters<House['reconsider']>[0]) => reconsider({ house }, ROUTES, proposal),
    carryOut: (agreed: Parameters<House['carryOut']>[0]) => carryOut({ house }, ROUTES, agreed),
    append: (...given: Parameters<House['append']>) => office.office.append(given[0], given[1] as never),
    services: { has: () => false },
    hub: { publish: ({ event }: { readonly event: string }) => told.push(event) },
    // No route of these rooms reaches services or metrics.
  } as unknown as House;
  app = makeApp({
    house,
    identities: {
      session: (secret) => {
        const found = office.standing(secret as PersonId);
        return found === undefined ? undefined : { ...found, credential: `s_${secret.slice(2)}`, steppedUpAt: now };
      },
      token: (bearer) => office.tokens.resolve(bearer),
    },
    fourEyes: {
      propose: (request, by, resource, reason) =>
        office.proposals.propose({ request, proposer: by.person, resource, ...(reason === undefined ? {} : { reason }) }, (drafts) => house.append(drafts)),
      eyes: (by, action) => eyesFor(by, action, activeOperators(house), now),
      alone: async (by, action, resource) => {
        await office.breakGlass.use(by.person, action, resource, (drafts) => house.append(drafts));
      },
    },
    routes: ROUTES,
    limiter: { take: () => ({ ok: true }), size: () => 0 },
    hosts: () => ['localhost:8420'],
    behindProxy: false,
    ticks: () => 0,
    newRequestId: () => randomBytes(4).toString('hex'),
    observe: ({ failure }) => {
      if (failure !== undefined) throw failure;
    },
    page: () => new Response('page'),
  });
}

export async function closeHouse(): Promise<void> {
  await office.close();
  rmSync(dataDir, { recursive: true });
}

export function pass(ms: number): void {
  now = Instant.of(now + ms);
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked at by the expectations.
  readonly body: any;
}

export async function ask(who: PersonId | undefined, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await app.request(HERE + path, sentByConsole(who, method, body, headers));
  const answered = await response.text();
  return { status: response.status, body: answered === '' ? undefined : JSON.parse(answered) };
}

/** Uses a link as who comes by the identity provider does. */
export async function enrolled(url: string): Promise<void> {
  const granted = { facts: [], write: () => undefined };
  await office.people.enrolment.byProvider(url.split('#')[1] ?? '', granted, { browser: '', userAgent: '' }, (drafts) => house.append(drafts));
}

/** Somebody who is in, as they would be after the link was used. */
export async function person(name: string, roles: readonly Role[]): Promise<PersonId> {
  const { person: id, url } = await office.people.administration.invite({ displayName: name, roles }, (drafts) => house.append(drafts));
  await enrolled(url);
  return id;
}

export const entries = () => office.office.read(0 as Seq, 1000);
export const types = () => entries().map(({ type }) => type);
export const acts = () =>
  entries()
    .filter(({ type }) => type === 'act.done')
    .map(({ body }) => body as unknown as Record<string, unknown>);
export const because = { reason: 'cover for December' };
