import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACTION_IDS, actionOf } from '../../product/access/actions.ts';
import type { PersonId, Principal, Role } from '../../product/index.ts';
import type { House } from '../house.ts';
import { handed } from './model.ts';
import {
  type Answer,
  acts,
  ask,
  because,
  closeHouse,
  enrolled,
  entries,
  house,
  office,
  openHouse,
  pass,
  person,
  ROUTES,
  restartHouse,
  told,
  types,
} from './office.fixture.ts';

beforeEach(openHouse);
afterEach(closeHouse);

describe('inviting', () => {
  it('one operator alone invites the second, and it is said that nobody else was there', async () => {
    const anna = await person('Anna', ['operator']);
    const made = await ask(anna, 'POST', '/api/people', { displayName: 'Bert', roles: ['operator'], ...because });
    expect(made.status).toBe(201);
    expect(made.body.url).toMatch(/^http:\/\/localhost:8420\/setup#[A-Za-z0-9_-]{43}$/);
    expect(acts()).toEqual([expect.objectContaining({ action: 'people.invite-operator', actor: anna, without: 'nobody-else', reason: because.reason })]);
    expect(JSON.stringify(entries())).not.toContain('Bert');
  });

  it.each<[readonly Role[], number]>([
    [['developer'], 201],
    [['it-administrator', 'installer'], 201],
    [['operator'], 202],
    [['developer', 'responder'], 202],
    [['auditor'], 202],
  ])('of two operators, one invites to %j with the answer %i', async (roles, status) => {
    const anna = await person('Anna', ['operator']);
    await person('Bert', ['operator']);
    expect((await ask(anna, 'POST', '/api/people', { displayName: 'Cleo', roles, ...because })).status).toBe(status);
  });

  it('is refused to who is no operator, and without a role or a reason', async () => {
    const anna = await person('Anna', ['operator']);
    const rita = await person('Rita', ['responder']);
    expect((await ask(rita, 'POST', '/api/people', { displayName: 'X', roles: ['developer'], ...because })).status).toBe(403);
    expect((await ask(anna, 'POST', '/api/people', { displayName: 'X', roles: [], ...because })).status).toBe(400);
    expect((await ask(anna, 'POST', '/api/people', { displayName: 'X', roles: ['developer'] })).status).toBe(400);
  });
});

describe('what two agree on', () => {
  async function three() {
    const [anna, bert, cleo] = [await person('Anna', ['operator']), await person('Bert', ['operator']), await person('Cleo', ['developer'])];
    return { anna, bert, cleo };
  }

  it('is proposed by one, read and agreed to by another, and done once', async () => {
    const { anna, bert, cleo } = await three();
    const asked = await ask(anna, 'PUT', `/api/people/${cleo}/roles`, { roles: ['responder'], ...because });
    expect(asked.status).toBe(202);
    expect(office.people.administration.find(cleo)?.roles).toEqual(['developer']);
    const path = `/api/proposals/${asked.body.proposal}`;
    const read = await ask(bert, 'GET', path);
    expect(read.body).toMatchObject({
      mayDecide: true,
      mayWithdraw: false,
      proposer: { id: anna, name: 'Anna' },
      request: { params: { person: cleo }, body: { roles: ['responder'] } },
    });
    expect((await ask(bert, 'POST', `${path}/agree`, { digest: `sha256:${'0'.repeat(64)}` })).body.code).toBe('ASSAY-APPROVAL-006');
    expect((await ask(anna, 'POST', `${path}/agree`, { digest: read.body.digest })).status).toBe(403);
    const done = await ask(bert, 'POST', `${path}/agree`, { digest: read.body.digest });
    expect(done.body).toMatchObject({ status: 200, answer: { id: cleo, roles: ['responder'] } });
    expect(office.people.administration.find(cleo)?.roles).toEqual(['responder']);
    expect(acts().at(-1)).toMatchObject({ action: 'people.change-roles', actor: anna, approvedBy: bert, proposal: asked.body.proposal });
    expect((await ask(bert, 'POST', `${path}/agree`, { digest: read.body.digest })).body.code).toBe('ASSAY-APPROVAL-002');
    expect(types().filter((type) => type === 'person.roles-changed')).toHaveLength(1);
    expect(told).toEqual(['proposals']);
  });

  it.each<[string, (anna: PersonId, cleo: PersonId) => Promise<Answer>]>([
    ['an invitation', (anna) => ask(anna, 'POST', '/api/people', { displayName: 'Otto', roles: ['operator'], ...because })],
    ['a new way in', (anna, cleo) => ask(anna, 'POST', `/api/people/${cleo}/reset-sign-in`, because)],
  ])('gives the link of %s to who proposed it, once, and never to who agrees', async (_, propose) => {
    const { anna, bert, cleo } = await three();
    const path = `/api/proposals/${(await propose(anna, cleo)).body.proposal}`;
    expect((await ask(anna, 'POST', `${path}/collect`)).body.code).toBe('ASSAY-APPROVAL-011');
    const { body } = await ask(bert, 'GET', path);
    const agreed = await ask(bert, 'POST', `${path}/agree`, { digest: body.digest });
    expect(agreed.body).toMatchObject({ answer: null, withProposer: true });
    const seen = [agreed, await ask(bert, 'GET', path), await ask(bert, 'GET', '/api/proposals'), await ask(bert, 'POST', `${path}/collect`)];
    expect(JSON.stringify(seen.map((one) => one.body))).not.toContain('/setup#');
    expect([seen[1]?.body.mayCollect, seen[3]?.status]).toEqual([false, 403]);
    expect((await ask(anna, 'GET', path)).body.mayCollect).toBe(true);
    await restartHouse();
    expect((await ask(anna, 'GET', path)).body.mayCollect).toBe(true);
    const collected = await ask(anna, 'POST', `${path}/collect`);
    expect(collected.body.url).toMatch(/^http:\/\/localhost:8420\/setup#[A-Za-z0-9_-]{43}$/);
    expect(acts().at(-1)).toMatchObject({ action: 'proposal.collect', actor: anna });
    expect(JSON.stringify(entries())).not.toContain('setup#');
    expect((await ask(anna, 'POST', `${path}/collect`)).body.code).toBe('ASSAY-APPROVAL-011');
    expect((await ask(anna, 'GET', path)).body.mayCollect).toBe(false);
    await enrolled(collected.body.url);
  });

  it('that cannot be done any more is said to have failed', async () => {
    const { anna, bert, cleo } = await three();
    const asked = await ask(anna, 'POST', `/api/people/${cleo}/reset-sign-in`, because);
    await ask(anna, 'POST', `/api/people/${cleo}/suspend`, because);
    const path = `/api/proposals/${asked.body.proposal}`;
    const { body } = await ask(bert, 'GET', path);
    expect((await ask(bert, 'POST', `${path}/agree`, { digest: body.digest })).body.code).toBe('ASSAY-PEOPLE-001');
    expect((await ask(bert, 'GET', path)).body).toMatchObject({ state: 'failed', outcome: 'ASSAY-PEOPLE-001' });
  });

  it('that has become another act meanwhile is not agreed to, and waits on', async () => {
    const { anna, bert, cleo } = await three();
    const dana = await person('Dana', ['operator']);
    const asked = await ask(anna, 'POST', `/api/people/${dana}/suspend`, because);
    expect(asked.status).toBe(202);
    await office.people.administration.changeRoles(dana as PersonId, ['developer'], (drafts) => house.append(drafts));
    const path = `/api/proposals/${asked.body.proposal}`;
    const { body } = await ask(bert, 'GET', path);
    const refused = await ask(bert, 'POST', `${path}/agree`, { digest: body.digest });
    expect([refused.status, refused.body.code]).toEqual([412, 'ASSAY-SERVER-008']);
    expect((await ask(bert, 'GET', path)).body).toMatchObject({ state: 'waiting' });
    expect(types().filter((type) => ['act.agreed', 'act.failed'].includes(type))).toEqual([]);
    expect(cleo).toBeDefined();
  });

  it('is refused with a reason, or taken back by whoever proposed it and nobody else', async () => {
    const { anna, bert, cleo } = await three();
    const propose = async () => (await ask(anna, 'DELETE', `/api/people/${cleo}`, because)).body.proposal as string;
    const first = await propose();
    expect((await ask(bert, 'POST', `/api/proposals/${first}/withdraw`)).status).toBe(403);
    expect((await ask(bert, 'POST', `/api/proposals/${first}/refuse`, { reason: 'not before the audit' })).body).toMatchObject({
      state: 'refused',
      outcome: 'not before the audit',
    });
    const second = await propose();
    expect((await ask(anna, 'POST', `/api/proposals/${second}/withdraw`)).body.state).toBe('withdrawn');
    expect((await ask(bert, 'GET', '/api/proposals?state=waiting')).body.proposals).toEqual([]);
    expect((await ask(cleo, 'GET', '/api/proposals')).status).toBe(403);
  });

  it('shows its request to nobody who may not do it', async () => {
    const { anna, cleo } = await three();
    const audrey = await person('Audrey', ['auditor']);
    const { body } = await ask(anna, 'DELETE', `/api/people/${cleo}`, because);
    expect((await ask(audrey, 'GET', `/api/proposals/${body.proposal}`)).body.request).toBeUndefined();
  });
});

describe('shutting out', () => {
  it('ends sessions and tokens, and the last operator cannot be shut out', async () => {
    const anna = await person('Anna', ['operator']);
    const rita = await person('Rita', ['responder']);
    const dora = await person('Dora', ['developer']);
    const issued = await ask(dora, 'POST', '/api/tokens', { name: 'build', scope: ['service.read'], expiresAt: '2026-12-20T12:00:00Z', ...because });
    expect(issued.status).toBe(201);
    expect(office.tokens.resolve(issued.body.secret)?.person).toBe(dora);
    expect((await ask(rita, 'POST', `/api/people/${dora}/suspend`, because)).status).toBe(204);
    expect(office.tokens.resolve(issued.body.secret)).toBeUndefined();
    expect(types()).toContain('token.revoked');
    expect((await ask(dora, 'GET', '/api/tokens')).status).toBe(401);
    expect((await ask(rita, 'POST', `/api/people/${anna}/suspend`, because)).status).toBe(202);
    const [waiting] = (await ask(anna, 'GET', '/api/proposals')).body.proposals;
    // It is about her: she may not agree to it, nor would it be done.
    expect(waiting.mayDecide).toBe(false);
    expect((await ask(anna, 'GET', `/api/people/${anna}`)).body).toMatchObject({ lastOperator: true, self: true });
    expect((await ask(anna, 'POST', `/api/people/${anna}/suspend`, because)).status).toBe(403);
  });

  it('ends tokens in the append of the act, and leaves them where the act is refused', async () => {
    const anna = await person('Anna', ['operator']);
    const dora = await person('Dora', ['developer']);
    const { body } = await ask(dora, 'POST', '/api/tokens', { name: 'build', scope: ['service.read'], expiresAt: '2026-12-20T12:00:00Z', ...because });
    const appended: (readonly string[])[] = [];
    const taking = house.append;
    Object.assign(house, {
      append: (...given: Parameters<House['append']>) => {
        appended.push(given[0].map(({ type }) => type));
        return taking(...given);
      },
    });
    expect((await ask(anna, 'POST', `/api/people/${dora}/suspend`, because)).status).toBe(204);
    expect(appended).toEqual([['act.done', 'person.suspended', 'session.closed', 'token.revoked']]);
    expect((await ask(anna, 'POST', `/api/people/${dora}/suspend`, because)).body.code).toBe('ASSAY-PEOPLE-001');
    expect(appended).toHaveLength(1);
    expect(office.tokens.get(body.token.id)?.state).toBe('revoked');
  });

  it.each<[Role, number]>([
    ['developer', 204],
    ['installer', 204],
    ['operator', 202],
    ['responder', 202],
    ['auditor', 202],
  ])('somebody who is %s is answered by %i: who can be a second pair of eyes is shut out by two', async (role, status) => {
    const anna = await person('Anna', ['operator']);
    const other = await person('Other', [role]);
    expect((await ask(anna, 'POST', `/api/people/${other}/suspend`, because)).status).toBe(status);
  });

  it('and erasing leave no name behind', async () => {
    const anna = await person('Anna', ['operator']);
    const bert = await person('Bert', ['operator']);
    const dora = await person('Dora', ['developer']);
    const { body } = await ask(anna, 'DELETE', `/api/people/${dora}`, because);
    const { body: read } = await ask(bert, 'GET', `/api/proposals/${body.proposal}`);
    expect((await ask(bert, 'POST', `/api/proposals/${body.proposal}/agree`, { digest: read.digest })).body.status).toBe(204);
    expect((await ask(anna, 'GET', '/api/people')).body.people.map(({ displayName }: { displayName: string }) => displayName).sort()).toEqual(['Anna', 'Bert']);
    expect(types()).toContain('person.erased');
  });
});

describe('the list of people', () => {
  it('goes on from where it was', async () => {
    const anna = await person('Anna', ['operator']);
    for (const name of ['B', 'C', 'D']) {
      pass(1000);
      await person(name, ['developer']);
    }
    const first = await ask(anna, 'GET', '/api/people?limit=3');
    const second = await ask(anna, 'GET', `/api/people?limit=3&after=${first.body.next}`);
    expect([...first.body.people, ...second.body.people].map(({ displayName }) => displayName)).toEqual(['Anna', 'B', 'C', 'D']);
    expect(second.body.next).toBeUndefined();
    const roles = (await ask(anna, 'GET', '/api/people/roles')).body.roles as { readonly role: Role; readonly actions: readonly unknown[] }[];
    expect(roles.find(({ role }) => role === 'installer')?.actions).toHaveLength(6);
  });
});

describe('a route that answers with a one-time link', () => {
  it('is of an action that says so, so that who agrees is not shown it', () => {
    const giving = ROUTES.filter(({ answer }) => answer === handed).flatMap(({ action }) => (typeof action === 'string' ? [action] : [...action]));
    expect(giving.filter((action) => action !== 'proposal.collect').sort()).toEqual(ACTION_IDS.filter((id) => actionOf(id).givesLink === true).sort());
  });
});

// Whoever can be the second person is whoever the policies let decide or review: inviting to such a role takes two.
describe('second pairs of eyes', () => {
  it('are the roles that decide or review', async () => {
    const { SECOND_EYES } = await import('../../product/access/second-eyes.ts');
    const { ROLES } = await import('../../product/access/model.ts');
    const as = (role: Role): Principal => ({ person: 'p_x' as PersonId, roles: [role], via: 'session', credential: 's' });
    const deciding = ROLES.filter((role) =>
      ['proposal.decide', 'break-glass.review'].some((action) => house.access.permitted(as(role)).includes(action as never)),
    );
    expect([...SECOND_EYES].sort()).toEqual([...deciding].sort());
  });
});
