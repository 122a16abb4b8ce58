import { z } from '@hono/zod-openapi';
import { ACTION_IDS } from '../../product/access/actions.ts';
import { ROLES } from '../../product/access/model.ts';
import { displayName, userName } from '../../product/people/model.ts';
import { METHODS } from '../../product/sessions/events.ts';
import { moment } from '../model.ts';
import { codeText, passkeyLabel, passkeyMade, passkeyUsed, passwordText } from '../sign-in/model.ts';

/** Who somebody is to themselves, and what they may. */
export const account = z
  .object({
    person: z.string(),
    name: z.string(),
    userName: z.string().optional(),
    roles: z.array(z.enum(ROLES)),
    /** What the same policies permit that judge every request. */
    permitted: z.array(z.enum(ACTION_IDS)),
    /** Of this session; it changes with every step-up. Absent for a token. */
    csrf: z.string().optional(),
    /** Id of this session. Absent for a token. */
    session: z.string().optional(),
    /** Until then the session counts as freshly proven. */
    freshUntil: moment.optional(),
    breakGlassUntil: moment.optional(),
    /** The session came of a recovery code: the page of the account says so until it ends. */
    recovered: z.boolean(),
  })
  .openapi('Account');
export type Account = z.infer<typeof account>;

export const renameBody = z.strictObject({ name: displayName.optional(), userName: userName.optional() });

export const passkeyShown = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: moment,
    lastUsedAt: moment.optional(),
    /** It is kept in step between several devices of its owner. */
    backedUp: z.boolean(),
    /** Its counter went back then: there may be a copy of it. */
    suspectAt: moment.optional(),
  })
  .openapi('Passkey');
export type PasskeyShown = z.infer<typeof passkeyShown>;

/** How somebody signs in. Nothing of it is a secret. */
export const means = z
  .object({
    passkeys: z.array(passkeyShown),
    password: z.boolean(),
    app: z.boolean(),
    recoveryCodesLeft: z.number().int(),
    /** False where the page that showed them may have been lost: nobody has said since that they have them. */
    recoveryCodesKept: z.boolean(),
    /** Accounts at the operator's identity provider. Who somebody is there is not shown. */
    identities: z.array(z.object({ issuer: z.string(), linkedAt: moment })),
  })
  .openapi('Means');
export type MeansShown = z.infer<typeof means>;

export const sessionShown = z
  .object({
    id: z.string(),
    /** The one that this was asked in. */
    current: z.boolean(),
    method: z.enum(METHODS),
    recovered: z.boolean(),
    browser: z.string(),
    system: z.string(),
    createdAt: moment,
    /** To the minute. */
    lastSeenAt: moment,
    /** At the latest, if nothing more is done in it. */
    endsAt: moment,
  })
  .openapi('Session');
export type SessionShown = z.infer<typeof sessionShown>;
export const sessions = z.object({ sessions: z.array(sessionShown) });
export const ended = z.object({ ended: z.number().int() });

export const passkeyId = z.string().regex(/^k_[a-z0-9]{20}$/);
export const sessionId = z.string().regex(/^s_[a-z0-9]{20}$/);
export const addPasskeyBody = z.strictObject({ response: passkeyMade, label: passkeyLabel });
export const addedPasskey = z.object({ passkey: z.string() });
export const renamePasskeyBody = z.strictObject({ label: passkeyLabel });
/** For a new app: the password that it will go with is judged before there is anything to scan. */
export const appBody = z.strictObject({ password: passwordText, userName: userName.optional() });
/** `code` only where an app was just set up: else the one there is stays. */
export const setPasswordBody = z.strictObject({ password: passwordText, code: codeText.optional(), userName: userName.optional() });
export const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });
export const stepUpPasskeyBody = z.strictObject({ response: passkeyUsed });
export const stepUpCodeBody = z.strictObject({ code: codeText });
/** The session has another secret from here on, and another token with it. */
export const steppedUp = z.object({ csrf: z.string(), freshUntil: moment }).openapi('SteppedUp');
export type SteppedUpAnswer = z.infer<typeof steppedUp>;
