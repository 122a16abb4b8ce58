import { z } from 'zod';
import type { Brand, Instant } from '../../core/index.ts';
import type { ActionId } from './actions.ts';

/** Opaque and random, so that it may stand on a ledger for ever: what it means is in the people's database, and can be erased there. */
export type PersonId = Brand<string, 'PersonId'>;
export const personId = z.string().regex(/^p_[a-z0-9]{20}$/);

/** Who uses Assay (the table of people in docs/people.md). `installer` and the service's own end users get nothing of the operator's console. */
export const ROLES = ['operator', 'developer', 'responder', 'it-administrator', 'installer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** Whoever asks, as the frame has found out. Nothing of it comes from the request's body. */
export interface Principal {
  readonly person: PersonId;
  readonly roles: readonly Role[];
  readonly via: 'session' | 'token';
  /** Id of the session or the token, never its secret. */
  readonly credential: string;
  /** A token can do no more than its scope, whatever its person may. Absent for a session. */
  readonly scope?: readonly ActionId[];
  /** When this person last proved anew that it is them. */
  readonly steppedUpAt?: Instant;
  /** Break-glass is open for this person until then. */
  readonly breakGlassUntil?: Instant;
}

export const RESOURCE_KINDS = ['office', 'service', 'person', 'token', 'session', 'proposal', 'break-glass'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** What an action is asked for. `owner` is the person whose thing it is, where it is anybody's. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly id: string;
  readonly owner?: PersonId;
}

/** The port that the frame asks. Total: what it does not know it refuses. */
export interface AccessPolicy {
  permits(principal: Principal, action: ActionId, resource: Resource): boolean;
  /** Every action that the principal may ask of something of its own or of any service: what the console shows. Same policies, same answers. */
  permitted(principal: Principal): readonly ActionId[];
}
