import type { PersonId } from '../access/model.ts';
import type { Purpose } from './model.ts';

/** What is known here of who came back from the provider. */
export interface Found {
  /** Whom this identity was linked to before. */
  readonly linked: PersonId | undefined;
  /** Whether that person may sign in now. */
  readonly active: boolean;
  /** Whom the one-time link of an enrolment is for, if it is still good. */
  readonly invited: PersonId | undefined;
}

export type Settled =
  | { readonly kind: 'sign-in' | 'step-up'; readonly person: PersonId }
  /** The identity is linked to this person first, who is thereby enrolled if they were invited. */
  | { readonly kind: 'enrol' | 'link'; readonly person: PersonId }
  | { readonly kind: 'refused'; readonly code: '003' | '005' | '008' };

/**
 * Whom an identity lets in. Nobody becomes known by signing in: an identity is linked by a one-time link that an operator gave out, or by a signed-in person to themselves. It is
 * not linked because an e-mail address is equal: what a provider calls verified was verified by it alone, and at those that serve many houses, whoever
 * administers one can claim the addresses of another.
 */
export function settle(purpose: Purpose, { linked, active, invited }: Found): Settled {
  switch (purpose.kind) {
    case 'sign-in':
      return linked !== undefined && active ? { kind: 'sign-in', person: linked } : { kind: 'refused', code: '005' };
    case 'step-up':
      return linked === purpose.person && active ? { kind: 'step-up', person: linked } : { kind: 'refused', code: '005' };
    case 'enrol':
      if (invited === undefined) return { kind: 'refused', code: '005' };
      return linked === undefined || linked === invited ? { kind: 'enrol', person: invited } : { kind: 'refused', code: '008' };
    case 'link':
      return linked === undefined || linked === purpose.person ? { kind: 'link', person: purpose.person } : { kind: 'refused', code: '008' };
  }
}
