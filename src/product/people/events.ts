import type { Role } from '../access/model.ts';

// Facts on the office's ledger. Ids alone: names are in people.db, and can be erased there. Roles and states stand here and nowhere else, so whoever changes
// the database makes nobody an operator.

/** A place was made for somebody, with what they will be allowed. They are nobody until they have enrolled. */
export interface PersonInvited {
  readonly type: 'person.invited';
  readonly person: string;
  readonly roles: readonly Role[];
}

/** They have a way to sign in, and are active from here on. The first operator comes by the set-up link, and has not been invited. */
export interface PersonEnrolled {
  readonly type: 'person.enrolled';
  readonly person: string;
  readonly roles: readonly Role[];
  readonly by: 'setup' | 'invitation' | 'identity-provider';
}

export interface PersonRolesChanged {
  readonly type: 'person.roles-changed';
  readonly person: string;
  readonly from: readonly Role[];
  readonly to: readonly Role[];
}

export interface PersonSuspended {
  readonly type: 'person.suspended';
  readonly person: string;
}

export interface PersonRestored {
  readonly type: 'person.restored';
  readonly person: string;
}

/** Every way in was taken from them, and a link given out to make a new one. */
export interface PersonSignInReset {
  readonly type: 'person.sign-in-reset';
  readonly person: string;
}

/** Their row is gone: the id means nothing any more. */
export interface PersonErased {
  readonly type: 'person.erased';
  readonly person: string;
}

export type PersonEvent = PersonInvited | PersonEnrolled | PersonRolesChanged | PersonSuspended | PersonRestored | PersonSignInReset | PersonErased;

export const PERSON_EVENT_TYPES = [
  'person.invited',
  'person.enrolled',
  'person.roles-changed',
  'person.suspended',
  'person.restored',
  'person.sign-in-reset',
  'person.erased',
] as const satisfies readonly PersonEvent['type'][];

/** A link to set Assay up, or to come back in, was made by the server or by an operator; `link` is its id, never its secret. */
export interface LinkMade {
  readonly type: 'link.made';
  readonly link: string;
  readonly kind: 'setup' | 'invitation' | 'reset' | 'recovery';
  readonly person?: string;
  readonly expiresAt: string;
}
