import { z } from '@hono/zod-openapi';
import { Instant } from '../../core/index.ts';
import { personId, ROLES } from '../../product/access/model.ts';
import { SECOND_EYES } from '../../product/access/second-eyes.ts';
import { ACTIONS, actionOf, type PersonId, type Principal, type Resource } from '../../product/index.ts';
import type { Handed } from '../../product/people/edge/administration.ts';
import type { Person } from '../../product/people/model.ts';
import type { House } from '../house.ts';
import { paging } from '../model.ts';
import { type Route, route } from '../route.ts';
import { because, handed, invitation, type PersonView, person, personList, roleList, rolesChange, sessionList } from './model.ts';
import { activeOperators } from './operators.ts';

const params = { person: personId };

/** The person of the path, whose own they are: so that policies can tell oneself from others. `undefined` for who is not there. */
function whom({ params: { person: id }, house }: { readonly params: { readonly person: string }; readonly house: House }): Resource | undefined {
  const found = house.people.administration.find(id);
  return found === undefined ? undefined : { kind: 'person', id: found.id, owner: found.id };
}

function viewOf(house: House, { id, displayName, userName, state, roles, createdAt }: Person, asker: Principal): PersonView {
  return {
    id,
    displayName,
    ...(userName === undefined ? {} : { userName }),
    state,
    roles: [...roles],
    createdAt: Instant.format(createdAt),
    self: id === asker.person,
    lastOperator: state === 'active' && roles.includes('operator') && activeOperators(house) === 1,
    openSessions: house.people.administration.sessions(id).length,
    identities: house.federation.identitiesOf(id).map(({ issuer, linkedAt }) => ({ issuer, linkedAt: Instant.format(linkedAt) })),
  };
}

const linkOf = ({ person: id, url, expiresAt }: Handed) => ({ person: id, url, expiresAt: Instant.format(expiresAt) });

/** Found by `whom` before, so known: but ids from a path are texts. */
const idOf = (text: string) => text as PersonId;

export const PEOPLE_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/people',
    action: 'people.read',
    summary: 'Everybody who is known, in the order in which they came',
    query: paging,
    answer: personList,
    async handle({ house, query, who }) {
      const all = house.people.administration.list();
      const start = query.after === undefined ? 0 : all.findIndex(({ id }) => id === query.after) + 1;
      const some = all.slice(start, start + query.limit);
      const last = some.at(-1);
      return {
        body: { people: some.map((one) => viewOf(house, one, who())), ...(last !== undefined && start + some.length < all.length ? { next: last.id } : {}) },
      };
    },
  }),
  route({
    method: 'get',
    path: '/api/people/roles',
    action: 'people.read',
    summary: 'What each role may do',
    answer: roleList,
    async handle({ house, who }) {
      const roles = ROLES.map((role) => ({
        role,
        actions: house.access
          .permitted({ person: who().person, roles: [role], via: 'session', credential: 'none' })
          .map((id) => ({ id, title: ACTIONS[id].title, stepUp: actionOf(id).stepUp === true, fourEyes: actionOf(id).fourEyes === true })),
      }));
      return { body: { roles } };
    },
  }),
  route({
    method: 'get',
    path: '/api/people/{person}',
    action: 'people.read',
    summary: 'A person',
    params,
    resource: whom,
    answer: person,
    async handle({ house, params: { person: id }, who }) {
      const found = house.people.administration.find(id);
      if (found === undefined) throw new TypeError('whom() has found this person');
      return { body: viewOf(house, found, who()) };
    },
  }),
  route({
    method: 'post',
    path: '/api/people',
    action: ['people.invite', 'people.invite-operator'],
    actionFor: ({ body }) => (body.roles.some((one) => SECOND_EYES.includes(one)) ? 'people.invite-operator' : 'people.invite'),
    summary: 'Invite a person: gives a link that is shown once',
    body: invitation,
    answer: handed,
    statuses: [201],
    async handle({ house, body, record }) {
      const { displayName, userName, roles } = body;
      const made = await house.people.administration.invite({ displayName, roles, ...(userName === undefined ? {} : { userName }) }, (drafts) =>
        record(drafts),
      );
      return { status: 201, body: linkOf(made) };
    },
  }),
  route({
    method: 'put',
    path: '/api/people/{person}/roles',
    action: 'people.change-roles',
    summary: "Change a person's roles",
    params,
    resource: whom,
    body: rolesChange,
    answer: person,
    async handle({ house, params: { person: id }, body, who, record }) {
      await house.people.administration.changeRoles(idOf(id), body.roles, (drafts) =>
        house.tokens.narrow(idOf(id), body.roles, who().person, 'roles-changed', (revoked) => record([...drafts, ...revoked])),
      );
      const found = house.people.administration.find(id);
      if (found === undefined) throw new TypeError('a person whose roles were changed is known');
      return { body: viewOf(house, found, who()) };
    },
  }),
  route({
    method: 'post',
    path: '/api/people/{person}/suspend',
    action: ['people.suspend', 'people.suspend-operator'],
    actionFor: ({ params: { person: id }, house }) =>
      house.people.administration.find(id)?.roles.some((one) => SECOND_EYES.includes(one)) === true ? 'people.suspend-operator' : 'people.suspend',
    summary: 'Suspend a person: their sessions and tokens end at once',
    params,
    resource: whom,
    body: because,
    answer: z.undefined(),
    async handle({ house, params: { person: id }, who, record }) {
      await house.people.administration.suspend(idOf(id), (drafts) =>
        house.tokens.narrow(idOf(id), [], who().person, 'suspended', (revoked) => record([...drafts, ...revoked])),
      );
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'post',
    path: '/api/people/{person}/restore',
    action: 'people.restore',
    summary: 'Let a suspended person in again',
    params,
    resource: whom,
    body: because,
    answer: z.undefined(),
    async handle({ house, params: { person: id }, record }) {
      await house.people.administration.restore(idOf(id), (drafts) => record(drafts));
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'post',
    path: '/api/people/{person}/reset-sign-in',
    action: 'people.reset-sign-in',
    summary: 'Take every way in from a person, and give a link for a new one that is shown once',
    params,
    resource: whom,
    body: because,
    answer: handed,
    async handle({ house, params: { person: id }, record }) {
      const made = await house.people.administration.resetSignIn(
        idOf(id),
        (drafts) => record(drafts),
        () => house.federation.drop(idOf(id)),
      );
      return { body: linkOf(made) };
    },
  }),
  route({
    method: 'delete',
    path: '/api/people/{person}',
    action: 'people.erase',
    summary: "Erase a person's data: the id stays on the ledger and means nothing any more",
    params,
    resource: whom,
    body: because,
    answer: z.undefined(),
    async handle({ house, params: { person: id }, who, record }) {
      await house.people.administration.erase(idOf(id), (drafts) =>
        house.tokens.narrow(idOf(id), [], who().person, 'erased', (revoked) => record([...drafts, ...revoked])),
      );
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'get',
    path: '/api/people/{person}/sessions',
    action: 'people.read',
    summary: "A person's open sessions",
    params,
    resource: whom,
    answer: sessionList,
    async handle({ house, params: { person: id } }) {
      const sessions = house.people.administration.sessions(id).map(({ id: session, method, browser, system, createdAt, lastSeenAt }) => ({
        id: session,
        method,
        browser,
        system,
        createdAt: Instant.format(createdAt),
        lastSeenAt: Instant.format(lastSeenAt),
      }));
      return { body: { sessions } };
    },
  }),
  route({
    method: 'delete',
    path: '/api/people/{person}/sessions',
    action: 'session.revoke',
    summary: "End all of a person's sessions",
    params,
    resource: whom,
    body: because,
    answer: z.object({ ended: z.number().int() }),
    async handle({ house, params: { person: id }, record }) {
      const ended = await house.people.administration.endSessions(id, 'revoked', undefined, (drafts) => record(drafts));
      return { body: { ended } };
    },
  }),
];
