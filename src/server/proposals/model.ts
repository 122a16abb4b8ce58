import { z } from '@hono/zod-openapi';
import { digest, moment, reason } from '../model.ts';
import { named } from '../people/model.ts';

export const proposalId = z.string().regex(/^pr_[a-z0-9]{20}$/);
export const PROPOSAL_STATES = ['waiting', 'agreed', 'failed', 'refused', 'withdrawn', 'lapsed'] as const;

export const proposal = z
  .object({
    id: proposalId,
    action: z.string(),
    title: z.string(),
    proposer: named,
    on: z.object({ kind: z.string(), id: z.string() }),
    reason: z.string().optional(),
    /** Of the request. Who agrees names it, so that they agree to what they saw. */
    digest,
    proposedAt: moment,
    expiresAt: moment,
    state: z.enum(PROPOSAL_STATES),
    decidedBy: named.optional(),
    decidedAt: moment.optional(),
    outcome: z.string().optional(),
    /** Whether who asks may agree: another than the proposer, who may do it themselves. */
    mayDecide: z.boolean(),
    /** Whether a one-time link that came of it waits for who asks: they proposed it, and have not collected it yet. */
    mayCollect: z.boolean(),
    mayWithdraw: z.boolean(),
  })
  .openapi('Proposal');
export type ProposalView = z.infer<typeof proposal>;

/** With the request, for whoever may do it themselves and for its proposer, while it waits. */
export const proposalInFull = proposal
  .extend({ request: z.object({ method: z.string(), path: z.string(), params: z.unknown(), query: z.unknown(), body: z.unknown() }).optional() })
  .openapi('ProposalInFull');

export const proposalList = z.object({ proposals: z.array(proposal), next: z.string().optional(), waiting: z.number().int() }).openapi('ProposalList');
export const agreement = z.strictObject({ digest });
export const refusal = z.strictObject({ reason });
/** What the act answered, once two had agreed. A one-time link is not in it: `withProposer` says that whoever proposed the act collects it. */
export const carriedOut = z.object({ proposal: proposalId, status: z.number().int(), answer: z.unknown(), withProposer: z.boolean() }).openapi('CarriedOut');
