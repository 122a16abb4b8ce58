import { z } from '@hono/zod-openapi';
import { Instant } from '../../core/index.ts';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '../../product/passkeys/edge/ceremonies.ts';
import type { Enrolled } from '../../product/people/edge/enrolment.ts';
import { type Route, route } from '../route.ts';
import {
  alarms,
  appOffer,
  ceremony,
  codeBody,
  type EnrolledAnswer,
  enrolled,
  linkBody,
  linkCodeBody,
  linkOpened,
  linkPasskeyBody,
  linkPasskeyOptionsBody,
  linkPasswordBody,
  passkeyUsedBody,
  passwordBody,
  recovered,
  recoveryBody,
  signedIn,
  ways,
} from './model.ts';
import { ceremonyBrowser, entering, knownAs, sessionCookies, visitOf } from './visit.ts';

/**
 * Ways in for who is not signed in. All but the alarms are public, so the frame asks of them only that the browser was on our own page.
 *
 * `guess` is for what a stranger can guess, and taken once a sign-in: by address and name, and by address in all, since a whole house may have one (guard/guess.ts). Codes
 * after the password are bounded by the name that they are for, and what goes on with a link has looked at it before.
 */
export const SIGN_IN_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/sign-in',
    summary: 'By what ways one can sign in here, and whether this browser is signed in already',
    action: 'public.read',
    answer: ways,
    handle: async ({ house, principal }) => {
      const provider = house.settings.now().provider;
      return {
        body: {
          setUp: house.people.needsSetUp(),
          signedIn: principal?.via === 'session',
          ...(provider === undefined ? {} : { oidc: { title: provider.label } }),
        },
      };
    },
  }),
  route({
    method: 'get',
    path: '/api/sign-in/alarms',
    summary: 'Recovery codes that were used, names that were locked, passkeys that may be copied, ways in that were reset',
    action: 'people.read',
    answer: alarms,
    handle: async ({ house }) => ({
      body: {
        alarms: house.people.alarms().map((alarm) => {
          const name = house.people.administration.find(alarm.person)?.displayName;
          return { ...alarm, ...(name === undefined ? {} : { name }) };
        }),
      },
    }),
  }),
  route({
    method: 'post',
    path: '/api/sign-in/passkey/options',
    summary: 'Begin to sign in by passkey, or by what the browser offers in the field of the user name',
    action: 'public.sign-in',
    body: z.strictObject({}),
    answer: ceremony,
    handle: async (call) => {
      const { browser, cookies } = ceremonyBrowser(call);
      return { body: { options: { ...(await call.house.people.signIn.passkeyOptions(browser)) } }, cookies };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/passkey',
    summary: 'Sign in by passkey',
    action: 'public.sign-in',
    body: passkeyUsedBody,
    answer: signedIn,
    handle: async (call) => {
      const response = call.body.response as AuthenticationResponseJSON;
      const signed = await call.house.people.signIn.passkey(response, visitOf(call), entering(call));
      return { body: { person: signed.person, csrf: signed.csrfToken }, cookies: sessionCookies(call, signed) };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/password',
    summary: 'Give a user name and a password; the code is asked for next, whatever was given',
    action: 'public.sign-in',
    rate: 'guess',
    body: passwordBody,
    answer: z.undefined(),
    handle: async (call) => {
      const { browser, cookies } = ceremonyBrowser(call);
      await call.house.people.signIn.password(call.body, browser, knownAs(call));
      return { status: 204, body: undefined, cookies };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/totp',
    summary: 'Sign in by the code of an authenticator app, after the password',
    action: 'public.sign-in',
    body: codeBody,
    answer: signedIn,
    handle: async (call) => {
      const signed = await call.house.people.signIn.code(call.body.code, visitOf(call), entering(call));
      return { body: { person: signed.person, csrf: signed.csrfToken }, cookies: sessionCookies(call, signed) };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/recovery',
    summary: 'Give a recovery code for a link to make a new way in',
    action: 'public.sign-in',
    rate: 'guess',
    body: recoveryBody,
    answer: recovered,
    handle: async (call) => {
      const { userName, password, code } = call.body;
      const asked = { code, ...(userName === undefined ? {} : { userName }), ...(password === undefined ? {} : { password }) };
      const { link, expiresAt } = await call.house.people.signIn.recover(asked, entering(call));
      return { body: { secret: link, expiresAt: Instant.format(expiresAt) } };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/link',
    summary: 'See what a one-time link is for, without using it',
    action: 'public.sign-in',
    rate: 'guess',
    body: linkBody,
    answer: linkOpened,
    handle: async ({ house, body }) => {
      const { expiresAt, roles, ...link } = house.people.enrolment.look(body.secret);
      return { body: { ...link, roles: [...roles], expiresAt: Instant.format(Instant.of(expiresAt)) } };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/link/passkey/options',
    summary: 'Begin to make a passkey by a one-time link',
    action: 'public.sign-in',
    body: linkPasskeyOptionsBody,
    answer: ceremony,
    handle: async (call) => {
      const { browser, cookies } = ceremonyBrowser(call);
      const { secret: link, ...names } = call.body;
      return { body: { options: { ...(await call.house.people.enrolment.passkeyOptions({ link, browser, ...given(names) })) } }, cookies };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/link/passkey',
    summary: 'Use a one-time link by the passkey that was made',
    action: 'public.sign-in',
    body: linkPasskeyBody,
    answer: enrolled,
    handle: async (call) => {
      const { secret: link, label: name, response } = call.body;
      const visit = visitOf(call);
      const made = { link, browser: visit.browser, name, response: response as RegistrationResponseJSON };
      const done = await call.house.people.enrolment.passkey(made, visit, entering(call));
      return { body: answerOf(done), cookies: sessionCookies(call, done) };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/link/password',
    summary: 'Choose a password by a one-time link; gives the secret for an authenticator app',
    action: 'public.sign-in',
    body: linkPasswordBody,
    answer: appOffer,
    handle: async (call) => {
      const { browser, cookies } = ceremonyBrowser(call);
      const { secret: link, password, ...names } = call.body;
      return { body: await call.house.people.enrolment.password({ link, browser, password, ...given(names) }), cookies };
    },
  }),
  route({
    method: 'post',
    path: '/api/sign-in/link/totp',
    summary: 'Use a one-time link by the first code of the authenticator app',
    action: 'public.sign-in',
    body: linkCodeBody,
    answer: enrolled,
    handle: async (call) => {
      const visit = visitOf(call);
      const done = await call.house.people.enrolment.code({ link: call.body.secret, browser: visit.browser, code: call.body.code }, visit, entering(call));
      return { body: answerOf(done), cookies: sessionCookies(call, done) };
    },
  }),
];

function answerOf({ person, csrfToken, recoveryCodes }: Enrolled): EnrolledAnswer {
  return { person, csrf: csrfToken, recoveryCodes: [...recoveryCodes] };
}

function given({ displayName, userName }: { readonly displayName?: string | undefined; readonly userName?: string | undefined }) {
  return { ...(displayName === undefined ? {} : { displayName }), ...(userName === undefined ? {} : { userName }) };
}
