import { z } from 'zod';
import type { Instant } from '../../core/index.ts';
import type { PersonId } from '../access/model.ts';
import { issuerFault } from './issuer.ts';

/** The operator's identity provider, as settings name it. Nothing secret is in here: the settings stand on the ledger. */
export const provider = z.strictObject({
  /** As people know it: "Sign in with …". */
  label: z.string().trim().min(1).max(60),
  issuer: z
    .string()
    .max(500)
    .refine((text) => issuerFault(text) === undefined, 'an https: address without a query (http: for this machine alone)'),
  clientId: z.string().min(1).max(300),
  /** Name of a file in the folder `secrets` of the data folder. Absent: ASSAY_OIDC_CLIENT_SECRET, and without that a public client, by PKCE alone. */
  secretFile: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
    .optional(),
  /** What the provider is asked to assure, in its own words (`acr_values`). */
  acrValues: z
    .string()
    .max(300)
    .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/)
    .optional(),
});
export type Provider = z.infer<typeof provider>;

/** Who somebody is at the provider, after everything about the answer was checked. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** How the provider says that it knows (OpenID Connect Core section 2), where it says so. */
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** When the person proved to the provider that it is them, where it says so. */
  readonly authenticatedAt?: Instant;
}

/** The session that the browser had when it left. Its cookie does not come along on the way back, so it is remembered: it ends by the new one. */
export interface Replaced {
  readonly person: PersonId;
  readonly session: string;
}

/** What a way to the provider and back is for. */
export type Purpose =
  | { readonly kind: 'sign-in'; readonly replaces?: Replaced }
  /** With the secret of a one-time link, which says who this will be. */
  | { readonly kind: 'enrol'; readonly link: string; readonly replaces?: Replaced }
  /** A signed-in person adds this way in. */
  | { readonly kind: 'link'; readonly person: PersonId; readonly session: string }
  /** A signed-in person proves anew that it is them. */
  | { readonly kind: 'step-up'; readonly person: PersonId; readonly session: string };

/** What is remembered between going to the provider and coming back. */
export interface Flow {
  readonly purpose: Purpose;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly issuer: string;
  readonly expiresAt: Instant;
}

/** Long enough for a password and a second factor at the provider. */
export const FLOW_MS = 10 * 60_000;
/** A fresh sign-in has to be that fresh at the provider too. */
export const FRESH_SECONDS = 60;
