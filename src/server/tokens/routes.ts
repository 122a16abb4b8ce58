import { Instant } from '../../core/index.ts';
import { ACTIONS, type Principal, type Resource } from '../../product/index.ts';
import type { TokenSeen } from '../../product/tokens/edge/tokens.ts';
import { LONGEST_MS, TOKEN_SCOPES } from '../../product/tokens/model.ts';
import type { House } from '../house.ts';
import { nameOf } from '../people/name.ts';
import { type Route, route } from '../route.ts';
import { issued, issuing, scopeList, type TokenView, token, tokenId, tokenList } from './model.ts';

function which({ params: { token: id }, house }: { readonly params: { readonly token: string }; readonly house: House }): Resource | undefined {
  const found = house.tokens.get(id);
  return found === undefined ? undefined : { kind: 'token', id, owner: found.person };
}

const own = ({ principal }: { readonly principal: Principal }): Resource => ({ kind: 'token', id: 'own', owner: principal.person });

function viewOf(house: House, one: TokenSeen): TokenView {
  return {
    id: one.id,
    name: one.name,
    person: nameOf(house, one.person),
    scope: [...one.scope],
    issuedAt: Instant.format(one.issuedAt),
    expiresAt: Instant.format(one.expiresAt),
    ...(one.revokedAt === undefined ? {} : { revokedAt: Instant.format(one.revokedAt) }),
    ...(one.usedAt === undefined ? {} : { usedAt: Instant.format(one.usedAt) }),
    state: one.state,
  };
}

export const TOKEN_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/tokens',
    action: 'token.read',
    summary: 'Your own tokens, newest first',
    resource: own,
    answer: tokenList,
    handle: async ({ house, who }) => ({ body: { tokens: house.tokens.list(who().person).map((one) => viewOf(house, one)) } }),
  }),
  route({
    method: 'get',
    path: '/api/tokens/all',
    action: 'token.read',
    summary: "Everybody's tokens, newest first",
    answer: tokenList,
    handle: async ({ house }) => ({ body: { tokens: house.tokens.list().map((one) => viewOf(house, one)) } }),
  }),
  route({
    method: 'get',
    path: '/api/tokens/scopes',
    action: 'token.read',
    summary: 'What a token of yours can be issued for',
    resource: own,
    answer: scopeList,
    async handle({ house, who }) {
      const scopes = house.access.permitted(who()).filter((id) => TOKEN_SCOPES.includes(id));
      return { body: { scopes: scopes.map((id) => ({ id, title: ACTIONS[id].title })), longestDays: LONGEST_MS / 86_400_000 } };
    },
  }),
  route({
    method: 'post',
    path: '/api/tokens',
    action: 'token.issue',
    summary: 'Issue a token of your own: it is shown once',
    resource: own,
    body: issuing,
    answer: issued,
    statuses: [201],
    async handle({ house, body: { name, scope, expiresAt }, who, record }) {
      const made = await house.tokens.issue({ principal: who(), name, scope, expiresAt: Instant.parse(expiresAt) }, (drafts) => record(drafts));
      return { status: 201, body: { token: viewOf(house, made.token), secret: made.secret } };
    },
  }),
  route({
    method: 'delete',
    path: '/api/tokens/{token}',
    action: 'token.revoke',
    summary: 'Revoke a token: it lets nobody in any more',
    params: { token: tokenId },
    resource: which,
    answer: token,
    handle: async ({ house, params: { token: id }, who, record }) => ({
      body: viewOf(house, await house.tokens.revoke(id, who().person, (drafts) => record(drafts))),
    }),
  }),
];
