import { z } from '@hono/zod-openapi';
import { FLOW_MS, type Purpose } from '../../product/federation/model.ts';
import { makeCookie } from '../guard/cookie.ts';
import type { House } from '../house.ts';
import { type Route, route } from '../route.ts';
import { arrive } from './arrival.ts';
import { address, begin, callbackQuery, offered } from './model.ts';

async function beginning(house: House, purpose: Purpose) {
  const { address: to, secret } = await house.federation.begin(purpose);
  // Lax, the only cookie of Assay that is: the browser comes back from another site, and must bring this one.
  const cookie = makeCookie('oidc', secret, { https: house.https, maxAgeSeconds: FLOW_MS / 1000, sameSite: 'Lax' });
  return { body: { address: to }, cookies: [cookie] };
}

export const FEDERATION_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/federation/provider',
    action: 'public.read',
    summary: 'Whether people may sign in by an identity provider, and what it is called',
    answer: offered,
    async handle({ house }) {
      const provider = house.federation.provider();
      return { body: provider === undefined ? {} : { provider: { label: provider.label } } };
    },
  }),
  route({
    method: 'post',
    path: '/api/federation/begin',
    action: 'public.sign-in',
    summary: 'Begin to sign in by the identity provider; with the secret of a one-time link, for the first time',
    // Nothing here can be guessed: a link has 256 random bits, and is not looked up before the browser is back.
    body: begin,
    answer: address,
    handle: ({ house, body, principal }) => {
      const before = principal?.via === 'session' ? { replaces: { person: principal.person, session: principal.credential } } : {};
      return beginning(house, body.link === undefined ? { kind: 'sign-in', ...before } : { kind: 'enrol', link: body.link, ...before });
    },
  }),
  route({
    method: 'post',
    path: '/api/federation/link',
    action: 'self.manage',
    summary: 'Begin to add the identity provider to your own ways in',
    rate: 'heavy',
    answer: address,
    // Entered when the browser is back, and a link was made.
    handle: async ({ house, who }) => ({ ...(await beginning(house, { kind: 'link', person: who().person, session: who().credential })), entered: 'nothing' }),
  }),
  route({
    method: 'post',
    path: '/api/federation/step-up',
    action: 'self.step-up',
    summary: 'Begin to prove anew by the identity provider that it is you',
    rate: 'heavy',
    answer: address,
    // Entered when the browser is back.
    handle: async ({ house, who }) => ({
      ...(await beginning(house, { kind: 'step-up', person: who().person, session: who().credential })),
      entered: 'nothing',
    }),
  }),
  route({
    method: 'get',
    path: '/api/federation/callback',
    action: 'public.sign-in',
    // Nothing here can be guessed: the cookie of the flow has 256 bits, and beginning one is bounded. A person at this address could not read a refusal.
    summary: 'Where the identity provider sends the browser back to',
    query: callbackQuery,
    otherQuery: 'dropped',
    answer: z.undefined(),
    statuses: [303],
    // A person looks at this address, not a script: whatever comes of it, they are sent to a page that says so.
    handle: (call) => arrive(call),
  }),
];
