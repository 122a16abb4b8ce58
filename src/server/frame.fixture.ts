import { z } from '@hono/zod-openapi';
import type { Hono } from 'hono';
import { Instant, Refused } from '../core/index.ts';
import { memoryStore } from '../ledger/memory-store.ts';
import type { Entry, Seq } from '../ledger/model.ts';
import { openCedarPolicy } from '../product/access/edge/cedar.ts';
import type { PersonId, Principal, Role } from '../product/index.ts';
import { TooManyTries } from '../product/passwords/edge/tries.ts';
import { makeApp, type Observed } from './app.ts';
import { askerNow, ofOurOwn } from './asker.ts';
import { HERE, sentByConsole } from './console-request.fixture.ts';
import { serverFaults } from './faults.ts';
import { carryOut, type FourEyes } from './frame.ts';
import type { Identities } from './guard/admission.ts';
import { BUCKETS, limiter } from './guard/rate.ts';
import type { Agreed, House } from './house.ts';
import { type Route, route } from './route.ts';

/** A server without sockets around a small table of routes: what the frame does, it does to these as to all others. */

export const URL_HERE = HERE;
export const NOW = Instant.parse('2026-11-20T12:00:00Z');
export const ANNA = 'p_annaannaannaannaanna' as PersonId;
export const BERT = 'p_bertbertbertbertbert' as PersonId;

export const ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/open',
    summary: 'Open to all',
    action: 'public.read',
    answer: z.object({ ok: z.boolean() }),
    handle: async () => ({ body: { ok: true } }),
  }),
  route({
    method: 'get',
    path: '/api/things/{thing}',
    summary: 'A thing',
    action: 'people.read',
    params: { thing: z.string().max(20) },
    query: { limit: z.coerce.number().int().max(10).optional() },
    answer: z.object({ thing: z.string() }),
    handle: async ({ params }) => ({ body: { thing: params.thing }, etag: `thing-${params.thing}` }),
  }),
  route({
    method: 'post',
    path: '/api/things',
    summary: 'Make a thing',
    action: 'proposal.withdraw',
    body: z.strictObject({ name: z.string(), reason: z.string().optional() }),
    answer: z.object({ name: z.string() }),
    statuses: [201],
    handle: async ({ body, record }) => {
      await record([{ type: 'thing.made', body: { thing: 't1' } }], { about: { thing: 't1' } });
      return { status: 201, body: { name: body.name } };
    },
  }),
  route({
    method: 'post',
    path: '/api/quiet',
    summary: 'An act without a fact of its own',
    action: 'proposal.withdraw',
    answer: z.undefined(),
    handle: async () => ({ status: 204, body: undefined }),
  }),
  route({
    method: 'post',
    path: '/api/idle',
    summary: 'An act that had nothing to do',
    action: 'proposal.withdraw',
    answer: z.object({ done: z.number() }),
    handle: async () => ({ body: { done: 0 }, entered: 'nothing' }),
  }),
  route({
    method: 'delete',
    path: '/api/fresh',
    summary: 'Needs a fresh sign-in',
    action: 'session.revoke',
    body: z.strictObject({ reason: z.string() }),
    answer: z.undefined(),
    handle: async () => ({ status: 204, body: undefined }),
  }),
  route({
    method: 'post',
    path: '/api/two',
    summary: 'Needs two',
    action: 'settings.change',
    body: z.strictObject({ value: z.number(), reason: z.string() }),
    rehearsed: true,
    answer: z.object({ value: z.number() }),
    handle: async ({ body, record, approvedBy }) => {
      if (body.value > 100) throw new Refused(serverFaults.fault('018', { message: 'this could never be done', remedy: 'Do another thing.' }));
      await record([{ type: 'setting.changed', body: { value: body.value, ...(approvedBy === undefined ? {} : { approvedBy }) } }]);
      return { body: { value: body.value } };
    },
  }),
  route({
    method: 'get',
    path: '/api/broken',
    summary: 'A fault of ours',
    action: 'public.read',
    answer: z.unknown(),
    handle: () => Promise.reject(new Error('secret /home/of/somebody')),
  }),
  route({
    method: 'get',
    path: '/api/guessable',
    summary: 'Can be guessed',
    action: 'public.read',
    rate: 'guess',
    answer: z.unknown(),
    handle: async () => ({ body: {} }),
  }),
  route({
    method: 'get',
    path: '/api/held',
    summary: 'Holds up a name',
    action: 'public.read',
    answer: z.unknown(),
    handle: async () => {
      throw new TooManyTries(Instant.of(NOW + 41_500), NOW);
    },
  }),
  route({
    method: 'get',
    path: '/api/slow',
    summary: 'Answers when who asked gives up',
    action: 'public.read',
    answer: z.unknown(),
    handle: ({ signal }) =>
      new Promise((_, reject) => (signal.aborted ? reject(signal.reason) : signal.addEventListener('abort', () => reject(signal.reason)))),
  }),
  route({
    method: 'get',
    path: '/api/asker',
    summary: 'Who asks, as what is shared out among people sees it',
    action: 'people.read',
    answer: z.object({ asker: z.string(), own: z.string() }),
    handle: async () => ({ body: { asker: askerNow(), own: ofOurOwn(askerNow) } }),
  }),
  route({
    method: 'get',
    path: '/api/back',
    summary: 'Where others send browsers to',
    action: 'public.read',
    query: { code: z.string() },
    otherQuery: 'dropped',
    answer: z.unknown(),
    handle: async () => ({ body: {} }),
  }),
  route({
    method: 'get',
    path: '/api/file',
    summary: 'A file',
    action: 'public.read',
    answer: { mediaTypes: ['text/plain'] },
    handle: async () => ({ file: 'hello', mediaType: 'text/plain; charset=utf-8', name: '../a"b\r\nX: y.txt' }),
  }),
];

export interface World {
  readonly app: Hono;
  readonly seen: Observed[];
  entries(): readonly Entry[];
  /** Sends as the console does: with the session's cookie, our origin and the CSRF token. */
  send(who: string | undefined, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  agree(change?: Partial<Agreed>): Promise<unknown>;
  set(who: string, change: Partial<Principal>): void;
}

export async function world(roles: Readonly<Record<string, readonly Role[]>> = { anna: ['operator'], bert: ['operator'], audit: ['auditor'] }): Promise<World> {
  const office = memoryStore(() => NOW);
  const people = new Map<string, Principal>(
    Object.entries(roles).map(([name, held]) => {
      const person = (name === 'anna' ? ANNA : name === 'bert' ? BERT : `p_${name.padEnd(20, 'x')}`) as PersonId;
      return [name, { person, roles: held, via: 'session', credential: `s_${name}`, steppedUpAt: NOW }];
    }),
  );
  const waiting: { readonly waiting: Parameters<FourEyes['propose']>[0]; readonly by: Principal }[] = [];
  const seen: Observed[] = [];
  const identities: Identities = {
    session: (secret) => people.get(secret),
    token: (bearer) => {
      const found = people.get(bearer.replace('assay_', ''));
      return found === undefined ? undefined : { ...found, via: 'token', scope: ['people.read', 'proposal.withdraw'] };
    },
  };
  const house = {
    now: () => NOW,
    publicUrl: URL_HERE,
    https: false,
    access: await openCedarPolicy(),
    services: { has: () => false },
    append: (...given: Parameters<House['append']>) => office.append(given[0], given[1] as never),
    // The rooms that these routes do not reach are not furnished.
  } as unknown as House;
  const fourEyes: FourEyes = {
    propose: async (kept, by) => {
      waiting.push({ waiting: kept, by });
      return { id: 'pr_1', expiresAt: Instant.of(NOW + 1000) };
    },
    alone: async () => undefined,
    eyes: (by) => (by.breakGlassUntil === undefined ? 'proposal' : 'break-glass'),
  };
  const app = makeApp({
    house,
    identities,
    fourEyes,
    routes: ROUTES,
    limiter: limiter({ now: () => NOW, buckets: BUCKETS }),
    hosts: () => ['localhost:8420'],
    behindProxy: false,
    ticks: () => 0,
    newRequestId: () => 'r1',
    observe: (one) => seen.push(one),
    page: () => new Response('page'),
  });
  return {
    app,
    seen,
    entries: () => office.read(0 as Seq, 1000),
    set: (who, change) => people.set(who, { ...(people.get(who) as Principal), ...change }),
    agree: (change = {}) => {
      const [one] = waiting;
      if (one === undefined) throw new TypeError('nothing waits');
      return carryOut({ house }, ROUTES, { ...one.waiting, proposal: 'pr_1', proposer: people.get('anna') as Principal, approvedBy: BERT, ...change });
    },
    send: async (who, method, path, body, headers = {}) => app.request(`${URL_HERE}${path}`, sentByConsole(who, method, body, headers)),
  };
}
