import { timingSafeEqual } from 'node:crypto';
import { type Instant, Refused } from '../../core/index.ts';
import { type ActionId, actionOf, type Principal, type Resource } from '../../product/index.ts';
import { csrfTokenOf } from '../../product/sessions/edge/session-store.ts';
import { serverFaults } from '../faults.ts';
import { REASON } from '../model.ts';
import { noSuchService } from '../services/registry.ts';
import { readCookie } from './cookie.ts';
import { fromConsole, isSafe } from './origin.ts';

/** Finds out who asks. Both sides give nothing for what is unknown, ended or expired, and never say which. */
export interface Identities {
  session(secret: string, now: Instant): Principal | undefined;
  token(bearer: string, now: Instant): Principal | undefined;
}

/** Who asks, by what they sent. */
export interface Asking {
  readonly principal: Principal | undefined;
  readonly sessionSecret: string | undefined;
}

/** A sign-in counts as fresh for five minutes. */
export const FRESH_MS = 5 * 60_000;
export const CSRF_HEADER = 'x-csrf-token';

/**
 * Who asks. A session and a token at once are refused: which of them counts would be for a caller to play with. Throws `Refused`: ASSAY-SERVER-002 for a
 * bearer that is none, -005 for an unsafe request with a session that was not sent by the console.
 */
export function identify(
  request: { readonly method: string; readonly headers: Headers },
  identities: Identities,
  now: Instant,
  publicUrl: string,
  isPublic: boolean,
): Asking {
  const { headers, method } = request;
  const bearer = bearerOf(headers.get('authorization'));
  const secret = readCookie(headers.get('cookie'), 'session', publicUrl.startsWith('https:'));
  if (bearer !== undefined) {
    if (secret !== undefined) throw notSignedIn('a session or a token', 'both');
    const principal = identities.token(bearer, now);
    if (principal === undefined) throw notSignedIn('a token that holds', 'another');
    return { principal, sessionSecret: undefined };
  }
  // Signing in is unsafe as well: a page elsewhere must not sign a person in as somebody else (login CSRF).
  if (!isSafe(method) && (secret !== undefined || isPublic)) refuseElsewhere(headers, publicUrl);
  const principal = secret === undefined ? undefined : identities.session(secret, now);
  if (principal !== undefined && secret !== undefined && !isSafe(method) && !isPublic) refuseWithoutToken(headers.get(CSRF_HEADER), secret);
  return { principal, sessionSecret: secret };
}

function bearerOf(header: string | null): string | undefined {
  if (header === null) return undefined;
  const match = /^Bearer ([A-Za-z0-9._~+/-]{1,512}=*)$/i.exec(header);
  if (match?.[1] === undefined) throw notSignedIn('Authorization: Bearer with a token of Assay', 'another kind');
  return match[1];
}

function refuseElsewhere(headers: Headers, publicUrl: string): void {
  const from = fromConsole({ origin: headers.get('origin'), fetchSite: headers.get('sec-fetch-site') }, publicUrl);
  if (!from.ok) throw elsewhere(`a request of the console at ${publicUrl}`, from.why);
}

function refuseWithoutToken(sent: string | null, secret: string): void {
  const expected = Buffer.from(csrfTokenOf(secret));
  const found = Buffer.from(sent ?? '');
  if (found.length !== expected.length || !timingSafeEqual(found, expected))
    throw elsewhere(`the header ${CSRF_HEADER} as /api/account gives it`, sent === null ? 'none' : 'another');
}

function elsewhere(expected: string, found: string): Refused {
  return new Refused(
    serverFaults.fault('005', {
      message: 'the request did not come from the console',
      expected,
      found,
      remedy: 'Open the console at its own address and do it there, or use a token.',
    }),
  );
}

/** ASSAY-SERVER-002. */
export function notSignedIn(expected = 'a session or a token', found = 'neither'): Refused {
  return new Refused(serverFaults.fault('002', { message: 'nobody is signed in', expected, found, remedy: 'Sign in, or send a token that still holds.' }));
}

/** Throws `Refused`: ASSAY-SERVER-002 where nobody is signed in, -003 where the policy does not permit it, -004 where a fresh sign-in is needed. */
export function admit(
  asked: { readonly principal: Principal | undefined; readonly action: ActionId; readonly resource: Resource | undefined; readonly now: Instant },
  permits: (principal: Principal, action: ActionId, resource: Resource) => boolean,
): void {
  const { principal, action, resource, now } = asked;
  const declared = actionOf(action);
  if (declared.kind === 'public') return;
  if (principal === undefined) throw notSignedIn();
  if (resource === undefined || !permits(principal, action, resource)) throw noSuchService();
  if (declared.stepUp === true && !(principal.steppedUpAt !== undefined && now - principal.steppedUpAt < FRESH_MS)) {
    throw new Refused(
      serverFaults.fault('004', {
        message: `"${declared.title}" needs a fresh sign-in`,
        expected: 'a passkey or a code within the last five minutes',
        found: principal.via === 'token' ? 'a token' : 'an older sign-in',
        remedy: principal.via === 'token' ? 'A person does this in the console.' : 'Prove anew that it is you, and do it again.',
      }),
    );
  }
}

/** The reason in the body, where the action needs one. Throws `Refused` (ASSAY-SERVER-015). */
export function reasonOf(action: ActionId, body: unknown): string | undefined {
  const given = typeof body === 'object' && body !== null && 'reason' in body && typeof body.reason === 'string' ? body.reason.trim() : undefined;
  if (actionOf(action).reason !== true) return given === undefined || given === '' ? undefined : given.slice(0, REASON.longest);
  if (given !== undefined && given.length >= REASON.shortest && given.length <= REASON.longest) return given;
  throw new Refused(
    serverFaults.fault('015', {
      message: `"${actionOf(action).title}" needs a reason`,
      field: 'body.reason',
      expected: `${REASON.shortest} to ${REASON.longest} characters that a colleague can follow later`,
      found: given === undefined ? 'none' : `${given.length} characters`,
      remedy: 'Say why, without naming people: it stays on the ledger.',
    }),
  );
}
