import { canonicalJson, type Digest, type Instant, type Json } from '../../core/index.ts';
import type { ActionId } from '../access/actions.ts';
import type { PersonId, Resource } from '../access/model.ts';

/** How long a second person has. Long enough for a weekend, short enough that who agrees still knows what it was about. */
export const WAITS_MS = 72 * 3_600_000;
/** Of one person, so that nobody fills the list that another has to read. */
export const MOST_WAITING = 20;
/** Of one person within a day, decided and withdrawn ones as well: each stays on the ledger for ever. */
export const MOST_A_DAY = 50;
export const DAY_MS = 24 * 3_600_000;
/** Of a request that is kept, in bytes of UTF-8. */
export const MOST_BYTES = 1024 * 1024;

/**
 * A request as the frame checked it, kept until a second person decides. Personal data may be in it: it is in people.db, and gone once decided. Its canonical
 * text (RFC 8785) is what is kept, so that what runs is what was proposed, to the byte.
 */
export interface KeptRequest {
  readonly method: string;
  /** As the route declares it. */
  readonly path: string;
  readonly params: Readonly<Record<string, Json>>;
  readonly query: Readonly<Record<string, Json>>;
  readonly body: Json;
  readonly action: ActionId;
}

/** The text that is kept, and whose digest stands on the ledger. */
export function requestText({ method, path, params, query, body, action }: KeptRequest): string {
  return canonicalJson({ method, path, params, query, body, action });
}

export type ProposalState = 'waiting' | 'agreed' | 'failed' | 'refused' | 'withdrawn' | 'lapsed';

export interface Proposal {
  readonly id: string;
  readonly action: ActionId;
  readonly proposer: PersonId;
  readonly resource: Resource;
  readonly digest: Digest;
  readonly reason?: string;
  readonly proposedAt: Instant;
  readonly expiresAt: Instant;
  readonly state: ProposalState;
  readonly decidedBy?: PersonId;
  readonly decidedAt?: Instant;
  /** Why it was refused, or the codes of what it failed by after it was agreed to. */
  readonly outcome?: string;
}

/** What waits and what was decided, by id, in the order of proposing. */
export type Proposals = ReadonlyMap<string, Proposal>;

/** A proposal whose time is over waits no longer, also before somebody has entered that it lapsed. */
export function waits(proposal: Proposal, at: Instant): boolean {
  return proposal.state === 'waiting' && at < proposal.expiresAt;
}

/** Asked twice, as by two clicks: the same request of the same person, which waits already. */
export function sameWaits(proposal: Proposal, proposer: PersonId, digest: Digest, at: Instant): boolean {
  return proposal.proposer === proposer && proposal.digest === digest && waits(proposal, at);
}
