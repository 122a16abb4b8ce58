import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../src/product/access/model.ts';
import { ROUTES } from '../../src/server/routes.ts';
import { type Opened, openServer, type Visitor } from './visitor.ts';

// What belongs to one person, asked for by every other: each id that Ada has, put into every route that takes an id of its kind, by one person of each role.
// Whoever may not is told the same as of an id that nothing has, so that asking tells nobody what exists.

const REASON = 'This is asked to see that it is refused.';
/** An id of the right shape that nothing has. */
const NONE: Readonly<Record<string, string>> = {
  session: 's_aaaaaaaaaaaaaaaaaaaa',
  passkey: 'k_aaaaaaaaaaaaaaaaaaaa',
  token: 'tkaaaaaaaaaaaaaaaaaaaa',
  proposal: 'pr_aaaaaaaaaaaaaaaaaaaa',
  glass: 'bg_aaaaaaaaaaaaaaaaaaaa',
  person: 'p_aaaaaaaaaaaaaaaaaaaa',
};
const FAMILIES = Object.keys(NONE);

let house: Opened;
let ada: Visitor;
const others = new Map<Role, Visitor>();
const ids: Record<string, string> = {};

beforeAll(async () => {
  house = await openServer();
  ada = house.visitor();
  await ada.join(house.server.setupUrl ?? '', 'Ada');
  for (const role of ROLES) {
    const other = house.visitor();
    await ada.prove();
    // With a second operator the invitations of weight would wait for them, so that one comes last.
    if (role === 'operator') continue;
    await other.join(await ada.invite(`Somebody, ${role}`, [role]));
    others.set(role, other);
    ada.rest();
  }
  const second = house.visitor();
  await ada.prove();
  await second.join(await ada.invite('Second operator', ['operator']));
  others.set('operator', second);
  ada.rest();
  await ada.prove();

  ids['person'] = String((await ada.ask('GET', '/api/account')).body['person'] ?? '');
  ids['session'] = String(((await ada.ask('GET', '/api/account/sessions')).body['sessions'] as { id: string }[])[0]?.id);
  ids['passkey'] = String(((await ada.ask('GET', '/api/account/means')).body['passkeys'] as { id: string }[])[0]?.id);
  const issued = await ada.ask('POST', '/api/tokens', {
    name: 'Nightly report',
    scope: ['service.read'],
    expiresAt: new Date(house.now() + 30 * 86_400_000).toISOString(),
    reason: REASON,
  });
  ids['token'] = String((issued.body['token'] as { id?: string } | undefined)?.id ?? issued.body['id']);
  const developer = String((await others.get('developer')?.ask('GET', '/api/account'))?.body['person']);
  const proposed = await ada.ask('PUT', `/api/people/${developer}/roles`, { roles: ['installer'], reason: REASON });
  ids['proposal'] = String(proposed.body['proposal']);
  ids['glass'] = String((await ada.ask('POST', '/api/break-glass', { reason: REASON })).body['id']);
});
afterAll(() => house?.close());

/** A body that the route would take, as far as an id is all that is in question. */
const BODIES: Readonly<Record<string, unknown>> = {
  'patch /api/account/passkeys/{passkey}': { label: 'Mine now' },
  'put /api/people/{person}/roles': { roles: ['installer'], reason: REASON },
  'post /api/proposals/{proposal}/agree': { digest: `sha256:${'0'.repeat(64)}` },
  'post /api/proposals/{proposal}/refuse': { reason: REASON },
  'post /api/break-glass/{glass}/review': { finding: 'justified', reason: REASON },
};
const asking = ROUTES.flatMap((route) => {
  const family = FAMILIES.find((one) => route.path.includes(`{${one}}`));
  return family === undefined ? [] : [{ name: `${route.method} ${route.path}`, route, family }];
});

/** Who contains an attack shuts people out, decides with another, and acts at night. */
const SHUT_OUT = new Set([
  'post /api/people/{person}/suspend',
  'delete /api/people/{person}/sessions',
  'post /api/proposals/{proposal}/agree',
  'post /api/proposals/{proposal}/refuse',
  'post /api/break-glass/{glass}/close',
  'post /api/break-glass/{glass}/review',
  'delete /api/tokens/{token}',
]);

/** Routes that let a role see or end what is another's, on purpose: the table of docs/people.md. */
function isTheirs(role: Role, { name, family }: { readonly name: string; readonly family: string }): boolean {
  if (role === 'operator') return family !== 'session' && family !== 'passkey' && !name.endsWith('/withdraw');
  if (role === 'auditor') return (family !== 'token' && name.startsWith('get ')) || name === 'post /api/break-glass/{glass}/review';
  if (role === 'responder') return SHUT_OUT.has(name) || (name.startsWith('get ') && family !== 'session');
  return false;
}

it('there is one of each to ask for', () => {
  for (const family of FAMILIES) expect([family, ids[family]]).toEqual([family, expect.stringMatching(/^[a-z]+_?[a-z0-9]{20}$/)]);
  expect(asking.length).toBeGreaterThan(12);
});

describe.each(ROLES)('somebody else, who is %s', (role) => {
  it.each(asking.map((one) => [one.name, one] as const))('%s', async (name, one) => {
    const other = others.get(role) as Visitor;
    ada.rest();
    if (one.route.method !== 'get') await other.prove();
    const body = BODIES[name] ?? (one.route.body === undefined ? undefined : { reason: REASON });
    const ask = (id: string) => other.ask(one.route.method.toUpperCase(), one.route.path.replace(`{${one.family}}`, id), body);
    if (isTheirs(role, one)) {
      // What it does there is tried elsewhere; a stranger's id gives nothing away here either.
      expect([403, 404]).toContain((await ask(NONE[one.family] ?? '')).status);
      return;
    }
    const real = await ask(ids[one.family] ?? '');
    const none = await ask(NONE[one.family] ?? '');
    expect([403, 404]).toContain(real.status);
    const same = ({ status, body: problem }: typeof real) => ({ status, ...problem, request: undefined, instance: undefined });
    expect(same(real)).toEqual(same(none));
  });
});

it('and everything of hers is as it was', async () => {
  const sessions = (await ada.ask('GET', '/api/account/sessions')).body['sessions'] as readonly { readonly id: string }[];
  expect(sessions).toHaveLength(1);
  const passkeys = (await ada.ask('GET', '/api/account/means')).body['passkeys'] as readonly { readonly id: string; readonly name: string }[];
  expect(passkeys).toEqual([expect.objectContaining({ id: ids['passkey'], name: 'Laptop' })]);
  expect((await ada.ask('GET', '/api/account')).body['roles']).toEqual(['operator']);
  expect((await ada.ask('GET', `/api/proposals/${ids['proposal']}`)).body['state']).toBe('waiting');
});

describe('fields that nobody asked for', () => {
  it.each([
    ['POST', '/api/people', { displayName: 'Eve', roles: ['installer'], reason: REASON, state: 'active', id: 'p_aaaaaaaaaaaaaaaaaaaa' }],
    ['POST', '/api/tokens', { name: 'x', scope: ['service.read'], expiresAt: '2026-12-01T00:00:00Z', reason: REASON, person: 'p_aaaaaaaaaaaaaaaaaaaa' }],
    ['PATCH', '/api/account', { name: 'Ada', roles: ['operator', 'auditor'] }],
    ['POST', '/api/break-glass', { reason: REASON, until: '2036-01-01T00:00:00Z' }],
    ['POST', '/api/services/camera-service/exclusions', { control: 'x', subject: 'y', until: '2026-12-01T00:00:00Z', reason: REASON, approver: 'me' }],
    ['POST', '/api/sign-in/link', { secret: 'a'.repeat(43), roles: ['operator'] }],
  ])('%s %s refuses what its route does not name', async (method, path, body) => {
    ada.rest();
    await ada.prove();
    const { status, body: problem } = await ada.ask(method, path, body);
    expect([status, problem['code']]).toEqual([400, 'ASSAY-SERVER-001']);
  });
});
