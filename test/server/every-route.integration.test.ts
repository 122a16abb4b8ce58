import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from '@hono/zod-openapi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Instant } from '../../src/core/index.ts';
import { ROLES } from '../../src/product/access/model.ts';
import { actionOf } from '../../src/product/index.ts';
import { csrfTokenOf } from '../../src/product/sessions/edge/session-store.ts';
import { reason } from '../../src/server/model.ts';
import { actionsOf, statusesOf } from '../../src/server/openapi.ts';
import type { Route } from '../../src/server/route.ts';
import { ROUTES } from '../../src/server/routes.ts';
import { type Furnished, furnishedHouse, HERE } from './house.ts';

// Every route of the table × every role, and × every way of asking that must be refused. A new route is walked without a line added here, but for one that
// lets a stranger in: that one has to be named.

/** What a stranger may ask. Everything else is refused before its body is read. */
const OPEN = ['get /api/health', 'get /api/ready', 'get /api/openapi.json', 'get /api/sign-in', 'get /api/federation/callback', 'post /api/federation/begin'];
const OPEN_BELOW = ['/api/setup', '/api/sign-in/', '/api/invitation', '/api/links', '/api/federation/', '/api/home/'];

const NOW = Instant.parse('2026-11-20T12:00:00Z');
const nameOf = ({ method, path }: Route) => `${method} ${path}`;
const isOpen = (route: Route) => actionsOf(route).every((action) => actionOf(action).kind === 'public');
const closed = ROUTES.filter((route) => !isOpen(route));
const unsafe = closed.filter(({ method }) => method !== 'get');

let house: Furnished;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'assay-routes-'));
  house = await furnishedHouse(dataDir, () => NOW);
});
afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true });
});

/** The path with something in every place of it: the service is real, everything else is an id that nothing has. */
function pathOf({ path }: Route, service = 'camera-service'): string {
  return path.replace('{service}', service).replaceAll(/\{[a-z]+\}/gi, '1');
}

function ask(
  route: Route,
  who: string | undefined,
  { service, body, headers }: { readonly service?: string; readonly body?: unknown; readonly headers?: Record<string, string> } = {},
): Promise<Response> {
  const media = route.textBody ?? route.bytesBody;
  const text =
    route.method === 'get' || (route.body === undefined && media === undefined) ? undefined : media === undefined ? JSON.stringify(body ?? {}) : 'text';
  return house.ask(pathOf(route, service), {
    method: route.method.toUpperCase(),
    ...(text === undefined ? {} : { body: text }),
    headers: {
      host: new URL(HERE).host,
      ...(who === undefined ? {} : { cookie: `assay-session=${who}`, 'x-csrf-token': csrfTokenOf(who) }),
      ...(route.method === 'get' ? {} : { origin: HERE, 'sec-fetch-site': 'same-origin' }),
      ...(text === undefined ? {} : { 'content-type': media ?? 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
      ...headers,
    },
  });
}

async function refusal(response: Response): Promise<{ readonly status: number; readonly code: string | undefined }> {
  const type = response.headers.get('content-type') ?? '';
  const code = type.startsWith('application/problem+json') ? ((await response.json()) as { code: string }).code : undefined;
  if (code === undefined) await response.body?.cancel();
  return { status: response.status, code };
}

describe('the table', () => {
  it('has routes, each once, each with an action that is declared', () => {
    expect(ROUTES.length).toBeGreaterThan(60);
    expect(new Set(ROUTES.map(nameOf)).size).toBe(ROUTES.length);
    for (const route of ROUTES) for (const action of actionsOf(route)) expect([nameOf(route), actionOf(action)?.kind]).not.toContain(undefined);
  });

  it('lets a stranger ask what is named here and nothing else', () => {
    const strange = ROUTES.filter(isOpen)
      .map(nameOf)
      .filter((name) => !OPEN.includes(name) && !OPEN_BELOW.some((below) => name.split(' ')[1]?.startsWith(below)));
    expect(strange).toEqual([]);
  });

  it('acts by unsafe methods alone, and asks for a reason where its action does', () => {
    for (const route of closed) {
      const actions = actionsOf(route).map(actionOf);
      if (route.method === 'get') expect([nameOf(route), actions.map(({ kind }) => kind)]).toEqual([nameOf(route), actions.map(() => 'read')]);
      if (actions.some(({ reason }) => reason === true)) {
        const asked = (route.body as { readonly shape?: Record<string, z.ZodType> } | undefined)?.shape?.['reason'];
        // One contract of a reason, wherever it is given; absent alone where the act is no act yet.
        expect([nameOf(route), asked instanceof z.ZodOptional ? asked.unwrap() : asked]).toEqual([nameOf(route), reason]);
        expect([nameOf(route), asked instanceof z.ZodOptional]).toEqual([nameOf(route), actions.some((action) => action.reason !== true)]);
      }
    }
  });
});

describe('what a stranger may ask', () => {
  const open = ROUTES.filter((route) => isOpen(route) && route.method === 'get');
  it.each(open.map((route) => [nameOf(route), route] as const))('is answered: %s', async (_, route) => {
    const response = await ask(route, undefined);
    expect(statusesOf(route)).toContain(response.status);
    await response.body?.cancel();
  });

  it('is told the whole interface', async () => {
    const told = (await (await house.ask('/api/openapi.json', { headers: { host: new URL(HERE).host } })).json()) as { readonly paths: object };
    expect(Object.keys(told.paths).sort()).toEqual([...new Set(ROUTES.map(({ path }) => path))].sort());
  });
});

describe('a stranger', () => {
  it.each(closed.map((route) => [nameOf(route), route] as const))('is refused: %s', async (_, route) => {
    expect(await refusal(await ask(route, undefined))).toEqual({ status: 401, code: 'ASSAY-SERVER-002' });
    expect(await refusal(await ask(route, 'a-session-that-is-none'))).toEqual({ status: 401, code: 'ASSAY-SERVER-002' });
    expect(await refusal(await ask(route, undefined, { headers: { authorization: 'Bearer assay_none' } }))).toEqual({ status: 401, code: 'ASSAY-SERVER-002' });
  });
});

describe.each(ROLES)('a person who is %s alone', (role) => {
  it.each(closed.map((route) => [nameOf(route), route] as const))('%s', async (_, route) => {
    const permitted = house.access.permitted(house.principal(role));
    const may = actionsOf(route).some((action) => permitted.includes(action));
    const found = await refusal(await ask(route, role));
    if (!may) expect(found).toEqual({ status: 403, code: 'ASSAY-SERVER-003' });
    else {
      expect(found.status).toBeLessThan(500);
      expect([401, 405]).not.toContain(found.status);
    }
  });
});

describe('an act that finds nothing to do', () => {
  it('enters nothing, however often it is asked for', async () => {
    const endOthers = ROUTES.find(({ path }) => path === '/api/account/sessions/end-others') ?? expect.unreachable('there is no such route');
    const ended = async () => ((await (await ask(endOthers, 'developer')).json()) as { readonly ended: number }).ended;
    await ended();
    const { size } = house.house.office.head();
    expect([await ended(), await ended(), house.house.office.head().size]).toEqual([0, 0, size]);
  });
});

describe('whoever may', () => {
  const withService = closed.filter(({ path }) => path.includes('{service}'));
  it.each(withService.map((route) => [nameOf(route), route] as const))(
    'is refused for a service that is none, as for one that may not be seen: %s',
    async (_, route) => {
      const found = await refusal(await ask(route, 'operator', { service: 'another-service' }));
      // What is wrong with the shape may be said first; nothing of a service is.
      expect([403, 400]).toContain(found.status);
    },
  );

  it.each(unsafe.map((route) => [nameOf(route), route] as const))('is refused from elsewhere, and without the CSRF token: %s', async (_, route) => {
    const forged = { status: 403, code: 'ASSAY-SERVER-005' };
    expect(await refusal(await ask(route, 'operator', { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } }))).toEqual(forged);
    expect(await refusal(await ask(route, 'operator', { headers: { 'x-csrf-token': 'guessed' } }))).toEqual(forged);
  });

  const withBody = unsafe.filter(({ body }) => body !== undefined);
  it.each(withBody.map((route) => [nameOf(route), route] as const))('cannot set what the route does not take: %s', async (_, route) => {
    const found = await refusal(await ask(route, 'operator', { body: { __assigned: true, roles: ['operator'], person: 'p_x', approvedBy: 'p_y' } }));
    expect(found).toEqual({ status: 400, code: 'ASSAY-SERVER-001' });
  });
});
