import { z } from '@hono/zod-openapi';
import { ROLES } from '../../product/access/model.ts';
import { ALARMS } from '../../product/people/alarms.ts';
import { LINK_KINDS } from '../../product/people/link.ts';
import { displayName, userName } from '../../product/people/model.ts';
import { moment } from '../model.ts';

// base64url of what an authenticator writes; attestations with a chain of certificates are the longest, and none is asked for.
const binary = z.string().min(1).max(8192);
const words = z.string().max(40);

// Browsers add fields to these as the standard grows: unknown ones are let by, and read by nobody.
const credential = {
  id: z.string().min(1).max(1400),
  rawId: z.string().min(1).max(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.looseObject({}),
};

/** RegistrationResponseJSON of Web Authentication Level 3, section 5.1. */
export const passkeyMade = z
  .looseObject({
    ...credential,
    response: z.looseObject({ clientDataJSON: binary, attestationObject: binary, transports: z.array(words).max(10).optional() }),
  })
  .openapi('PasskeyMade');

/** AuthenticationResponseJSON, same place. */
export const passkeyUsed = z
  .looseObject({
    ...credential,
    response: z.looseObject({ clientDataJSON: binary, authenticatorData: binary, signature: binary, userHandle: z.string().max(200).optional() }),
  })
  .openapi('PasskeyUsed');

/** What the browser is to be asked for: the options of navigator.credentials, as JSON. */
export const ceremony = z.object({ options: z.looseObject({ challenge: z.string() }) }).openapi('PasskeyCeremony');

export const passkeyLabel = displayName.meta({ description: 'As its owner calls it', example: 'Work laptop' });
/** Taken as it was typed, pasted or filled in: nothing is cut off or trimmed. The bound is on the work of a request; the rules are the product's. */
export const passwordText = z.string().min(1).max(1024);
export const codeText = z.string().min(1).max(64);
/** 256 bits, base64url. */
const secret = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const ways = z
  .object({
    /** Nobody can sign in yet: the server's console has a link. */
    setUp: z.boolean(),
    /** This browser is signed in already: the page of the sign-in has nothing to ask and goes on. */
    signedIn: z.boolean(),
    /** The operator's identity provider, where there is one. */
    oidc: z.object({ title: z.string() }).optional(),
  })
  .openapi('WaysIn');
export type Ways = z.infer<typeof ways>;

/** Somebody is signed in: the cookie came with it. */
export const signedIn = z.object({ person: z.string(), csrf: z.string() }).openapi('SignedIn');
export type SignedInAnswer = z.infer<typeof signedIn>;

export const passwordBody = z.strictObject({ userName, password: passwordText });
export const codeBody = z.strictObject({ code: codeText });
/** Who has a password has to give it too. */
export const recoveryBody = z.strictObject({ userName: userName.optional(), password: passwordText.optional(), code: codeText });
export const recovered = z.object({ secret: z.string(), expiresAt: moment }).openapi('RecoveryLink');
export const passkeyUsedBody = z.strictObject({ response: passkeyUsed });

export const linkBody = z.strictObject({ secret });
export const linkOpened = z
  .object({
    kind: z.enum(LINK_KINDS),
    displayName: z.string().optional(),
    userName: z.string().optional(),
    roles: z.array(z.enum(ROLES)),
    expiresAt: moment,
  })
  .openapi('LinkOpened');
export type LinkOpened = z.infer<typeof linkOpened>;

export const linkPasskeyOptionsBody = z.strictObject({ secret, displayName: displayName.optional(), userName: userName.optional() });
export const linkPasskeyBody = z.strictObject({ secret, response: passkeyMade, label: passkeyLabel });
export const linkPasswordBody = z.strictObject({ secret, displayName: displayName.optional(), userName: userName.optional(), password: passwordText });
export const linkCodeBody = z.strictObject({ secret, code: codeText });
/** For an authenticator app: a link for the QR code, and the same secret to be typed. */
export const appOffer = z.object({ uri: z.string(), secret: z.string() }).openapi('AuthenticatorApp');
/** Signed in, with the recovery codes: shown this once. */
export const enrolled = z.object({ person: z.string(), csrf: z.string(), recoveryCodes: z.array(z.string()) }).openapi('Enrolled');
export type EnrolledAnswer = z.infer<typeof enrolled>;

/** Somebody came in another way than usual, or tried to: colleagues ask them whether it was they. */
export const alarms = z
  .object({
    alarms: z.array(
      z.object({
        seq: z.number().int(),
        at: moment,
        type: z.enum(ALARMS),
        person: z.string(),
        /** Absent where they have been erased. */
        name: z.string().optional(),
      }),
    ),
  })
  .openapi('SignInAlarms');
export type SignInAlarms = z.infer<typeof alarms>;
