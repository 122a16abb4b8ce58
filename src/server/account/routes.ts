import { z } from '@hono/zod-openapi';
import { type Duration, Instant } from '../../core/index.ts';
import { actionOf } from '../../product/index.ts';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '../../product/passkeys/edge/ceremonies.ts';
import { endsAt } from '../../product/sessions/life.ts';
import { sessionLengths } from '../../product/settings/model.ts';
import { FRESH_MS } from '../guard/admission.ts';
import { dropCookie, makeCookie } from '../guard/cookie.ts';
import { type Route, route } from '../route.ts';
import { appOffer, ceremony } from '../sign-in/model.ts';
import { ceremonyBrowser, entering, visitOf } from '../sign-in/visit.ts';
import {
  account,
  addedPasskey,
  addPasskeyBody,
  appBody,
  ended,
  means,
  passkeyId,
  recoveryCodes,
  renameBody,
  renamePasskeyBody,
  sessionId,
  sessions,
  setPasswordBody,
  steppedUp,
  stepUpCodeBody,
  stepUpPasskeyBody,
} from './model.ts';
import { ownAccount, selfOf } from './own.ts';

const FRESH = FRESH_MS as Duration;
const passkey = { passkey: passkeyId };

/**
 * One's own account: who one is, how one signs in, where one is signed in. What only begins a ceremony is a reading: nothing has changed yet that could
 * be entered, and the step-up is asked of what ends it.
 */
export const ACCOUNT_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/account',
    summary: 'Who you are, and what you may',
    action: 'self.read',
    resource: ownAccount,
    answer: account,
    handle: async ({ house, who, sessionSecret }) => {
      const principal = who();
      const { person, roles, steppedUpAt, breakGlassUntil } = principal;
      const known = house.people.administration.find(person);
      const resolved = sessionSecret === undefined ? undefined : house.people.resolveSession(sessionSecret, house.now());
      return {
        body: {
          person,
          name: known?.displayName ?? person,
          ...(known?.userName === undefined ? {} : { userName: known.userName }),
          roles: [...roles],
          permitted: house.access.permitted(principal).filter((id) => actionOf(id).kind !== 'public'),
          ...(resolved === undefined ? {} : { csrf: resolved.csrfToken, session: resolved.session.id }),
          ...(steppedUpAt === undefined ? {} : { freshUntil: Instant.format(Instant.plus(steppedUpAt, FRESH)) }),
          ...(breakGlassUntil === undefined ? {} : { breakGlassUntil: Instant.format(breakGlassUntil) }),
          recovered: resolved?.session.recovered === true,
        },
      };
    },
  }),
  route({
    method: 'patch',
    path: '/api/account',
    summary: 'Change how you are called, or the user name that you type',
    action: 'self.manage',
    resource: ownAccount,
    body: renameBody,
    answer: z.undefined(),
    handle: async (call) => {
      const { name: displayName, userName } = call.body;
      const names = { ...(displayName === undefined ? {} : { displayName }), ...(userName === undefined ? {} : { userName }) };
      await call.house.people.account.rename(selfOf(call.who()), names, entering(call));
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'get',
    path: '/api/account/means',
    summary: 'How you sign in',
    action: 'self.read',
    resource: ownAccount,
    answer: means,
    handle: async ({ house, who }) => {
      const { passkeys, ...rest } = house.people.account.means(who().person);
      return {
        body: {
          ...rest,
          identities: house.federation.identitiesOf(who().person).map(({ issuer, linkedAt }) => ({ issuer, linkedAt: Instant.format(linkedAt) })),
          passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt, backedUp, suspectAt }) => ({
            id,
            name,
            backedUp,
            createdAt: Instant.format(createdAt),
            ...(lastUsedAt === undefined ? {} : { lastUsedAt: Instant.format(lastUsedAt) }),
            ...(suspectAt === undefined ? {} : { suspectAt: Instant.format(suspectAt) }),
          })),
        },
      };
    },
  }),
  route({
    method: 'post',
    path: '/api/account/passkeys/options',
    summary: 'Begin to add a passkey',
    action: 'self.read',
    resource: ownAccount,
    body: z.strictObject({}),
    answer: ceremony,
    handle: async (call) => {
      const { browser, cookies } = ceremonyBrowser(call);
      return { body: { options: { ...(await call.house.people.account.passkeyOptions(selfOf(call.who()), browser)) } }, cookies };
    },
  }),
  route({
    method: 'post',
    path: '/api/account/passkeys',
    summary: 'Add the passkey that was made; other sessions end',
    action: 'self.manage',
    resource: ownAccount,
    body: addPasskeyBody,
    answer: addedPasskey,
    statuses: [201],
    handle: async (call) => {
      const { response, label: name } = call.body;
      const made = { browser: visitOf(call).browser, name, response: response as RegistrationResponseJSON };
      return { status: 201, body: { passkey: await call.house.people.account.addPasskey(selfOf(call.who()), made, entering(call)) } };
    },
  }),
  route({
    method: 'patch',
    path: '/api/account/passkeys/{passkey}',
    summary: 'Give a passkey another name',
    action: 'self.manage',
    resource: ownAccount,
    params: passkey,
    body: renamePasskeyBody,
    answer: z.undefined(),
    handle: async (call) => {
      await call.house.people.account.renamePasskey(selfOf(call.who()), call.params.passkey, call.body.label, entering(call));
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'delete',
    path: '/api/account/passkeys/{passkey}',
    summary: 'Remove a passkey; other sessions end',
    action: 'self.manage',
    resource: ownAccount,
    params: passkey,
    answer: z.undefined(),
    handle: async (call) => {
      await call.house.people.account.removePasskey(selfOf(call.who()), call.params.passkey, entering(call));
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'post',
    path: '/api/account/app',
    summary: 'Begin to set up an authenticator app, for a password that would be taken; both count once a code came with the password',
    action: 'self.read',
    resource: ownAccount,
    // By person: the list of breached passwords is read for it.
    rate: 'heavy',
    body: appBody,
    answer: appOffer,
    handle: async (call) => {
      const { browser, cookies } = ceremonyBrowser(call);
      const { password, userName } = call.body;
      const asked = { browser, password, ...(userName === undefined ? {} : { userName }) };
      return { body: await call.house.people.account.app(selfOf(call.who()), asked), cookies };
    },
  }),
  route({
    method: 'put',
    path: '/api/account/password',
    summary: 'Set the password, with the first code of a new app where one was set up; other sessions end',
    action: 'self.manage',
    resource: ownAccount,
    // By person: a password is hashed, slowly by design, and one at this address must not hold up the others.
    rate: 'heavy',
    body: setPasswordBody,
    answer: z.undefined(),
    handle: async (call) => {
      const { password, code, userName } = call.body;
      const made = { browser: visitOf(call).browser, password, ...(code === undefined ? {} : { code }), ...(userName === undefined ? {} : { userName }) };
      await call.house.people.account.setPassword(selfOf(call.who()), made, entering(call));
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'delete',
    path: '/api/account/password',
    summary: 'Remove password and authenticator app; other sessions end',
    action: 'self.manage',
    resource: ownAccount,
    answer: z.undefined(),
    handle: async (call) => {
      await call.house.people.account.removePassword(selfOf(call.who()), entering(call));
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'delete',
    path: '/api/account/identities',
    summary: 'Unlink your account at the identity provider; other sessions end',
    action: 'self.manage',
    resource: ownAccount,
    answer: z.undefined(),
    handle: async (call) => {
      const self = selfOf(call.who());
      const { people, federation } = call.house;
      await people.account.removeKeptElsewhere(self, () => federation.drop(self.person), entering(call));
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'post',
    path: '/api/account/recovery-codes',
    summary: 'Make new recovery codes in the place of all others; shown this once',
    action: 'self.manage',
    resource: ownAccount,
    body: z.strictObject({}),
    answer: recoveryCodes,
    handle: async (call) => ({ body: { recoveryCodes: [...(await call.house.people.account.renewRecoveryCodes(selfOf(call.who()), entering(call)))] } }),
  }),
  route({
    method: 'post',
    path: '/api/account/recovery-codes/kept',
    summary: 'Say that you have the recovery codes that were made last; until then the console offers to make new ones',
    // Nothing that anybody can do changes by it, so nothing is entered.
    action: 'self.read',
    resource: ownAccount,
    body: z.strictObject({}),
    answer: z.undefined(),
    handle: async ({ house, who }) => {
      house.people.account.codesKept(selfOf(who()).person);
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'get',
    path: '/api/account/sessions',
    summary: 'Where you are signed in',
    action: 'self.read',
    resource: ownAccount,
    answer: sessions,
    handle: async ({ house, who }) => {
      const { person, credential } = who();
      return {
        body: {
          sessions: house.people.administration.sessions(person).map((one) => ({
            id: one.id,
            current: one.id === credential,
            method: one.method,
            recovered: one.recovered,
            browser: one.browser,
            system: one.system,
            createdAt: Instant.format(one.createdAt),
            lastSeenAt: Instant.format(one.lastSeenAt),
            endsAt: Instant.format(endsAt(one, sessionLengths(house.settings.now()))),
          })),
        },
      };
    },
  }),
  route({
    method: 'delete',
    path: '/api/account/sessions/{session}',
    summary: 'End one of your sessions',
    action: 'self.sign-out',
    resource: ownAccount,
    params: { session: sessionId },
    answer: z.undefined(),
    handle: async (call) => {
      const { person } = call.who();
      await call.house.people.administration.endSessions(person, 'revoked', { only: call.params.session }, (drafts) => call.record(drafts));
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: 'post',
    path: '/api/account/sessions/end-others',
    summary: 'End all of your sessions but this one',
    rate: 'heavy',
    action: 'self.sign-out',
    resource: ownAccount,
    body: z.strictObject({}),
    answer: ended,
    handle: async (call) => {
      const { person, session } = selfOf(call.who());
      const count = await call.house.people.administration.endSessions(person, 'revoked', { but: session }, (drafts) => call.record(drafts));
      return { body: { ended: count }, ...(count === 0 ? { entered: 'nothing' } : {}) };
    },
  }),
  route({
    method: 'post',
    path: '/api/account/sign-out',
    summary: 'Sign out',
    action: 'self.sign-out',
    resource: ownAccount,
    body: z.strictObject({}),
    answer: z.undefined(),
    handle: async (call) => {
      const { https, people } = call.house;
      const { person, session } = selfOf(call.who());
      await people.administration.endSessions(person, 'signed-out', { only: session }, (drafts) => call.record(drafts));
      return { status: 204, body: undefined, cookies: [dropCookie('session', { https }), dropCookie('ceremony', { https })] };
    },
  }),
  route({
    method: 'post',
    path: '/api/account/step-up/passkey/options',
    summary: 'Begin to prove anew that it is you',
    action: 'self.read',
    resource: ownAccount,
    body: z.strictObject({}),
    answer: ceremony,
    handle: async (call) => {
      const { browser, cookies } = ceremonyBrowser(call);
      return { body: { options: { ...(await call.house.people.account.stepUpOptions(selfOf(call.who()), browser)) } }, cookies };
    },
  }),
  route({
    method: 'post',
    path: '/api/account/step-up/passkey',
    summary: 'Prove anew by passkey that it is you',
    action: 'self.step-up',
    resource: ownAccount,
    body: stepUpPasskeyBody,
    answer: steppedUp,
    handle: async (call) => {
      const proof = { browser: visitOf(call).browser, response: call.body.response as AuthenticationResponseJSON };
      const { secret, csrfToken } = await call.house.people.account.stepUp(selfOf(call.who()), proof, entering(call));
      return renewed(call.house, secret, csrfToken);
    },
  }),
  route({
    method: 'post',
    path: '/api/account/step-up/totp',
    summary: 'Prove anew by the code of your authenticator app that it is you',
    action: 'self.step-up',
    resource: ownAccount,
    body: stepUpCodeBody,
    answer: steppedUp,
    handle: async (call) => {
      const { secret, csrfToken } = await call.house.people.account.stepUp(selfOf(call.who()), { code: call.body.code }, entering(call));
      return renewed(call.house, secret, csrfToken);
    },
  }),
];

function renewed({ https, now }: { readonly https: boolean; readonly now: () => Instant }, secret: string, csrf: string) {
  return { body: { csrf, freshUntil: Instant.format(Instant.plus(now(), FRESH)) }, cookies: [makeCookie('session', secret, { https })] };
}
