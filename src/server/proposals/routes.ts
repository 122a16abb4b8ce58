import { z } from '@hono/zod-openapi';
import { Instant, Refused } from '../../core/index.ts';
import { approvalFaults } from '../../product/approval/faults.ts';
import { type Proposal, waits } from '../../product/approval/model.ts';
import { actionOf, type Principal, type Resource } from '../../product/index.ts';
import type { House } from '../house.ts';
import { paging } from '../model.ts';
import { handed } from '../people/model.ts';
import { nameOf } from '../people/name.ts';
import { type Route, route } from '../route.ts';
import { agreement, carriedOut, PROPOSAL_STATES, type ProposalView, proposal, proposalId, proposalInFull, proposalList, refusal } from './model.ts';
import { tellWaiting } from './tell.ts';

const params = { proposal: proposalId };

function which({ params: { proposal: id }, house }: { readonly params: { readonly proposal: string }; readonly house: House }): Resource | undefined {
  const found = house.proposals.get(id);
  return found === undefined ? undefined : { kind: 'proposal', id, owner: found.proposer };
}

/** Found by `which` before. */
function found(house: House, id: string): Proposal {
  const one = house.proposals.get(id);
  if (one === undefined) throw new TypeError('which() has found this proposal');
  return one;
}

function viewOf(house: House, one: Proposal, asker: Principal): ProposalView {
  const now = house.now();
  const open = waits(one, now);
  const on: Resource = { kind: 'proposal', id: one.id, owner: one.proposer };
  return {
    id: one.id,
    action: one.action,
    title: actionOf(one.action).title,
    proposer: nameOf(house, one.proposer),
    on: { kind: one.resource.kind, id: one.resource.id },
    ...(one.reason === undefined ? {} : { reason: one.reason }),
    digest: one.digest,
    proposedAt: Instant.format(one.proposedAt),
    expiresAt: Instant.format(one.expiresAt),
    state: one.state === 'waiting' && !open ? 'lapsed' : one.state,
    ...(one.decidedBy === undefined ? {} : { decidedBy: nameOf(house, one.decidedBy) }),
    ...(one.decidedAt === undefined ? {} : { decidedAt: Instant.format(one.decidedAt) }),
    ...(one.outcome === undefined ? {} : { outcome: one.outcome }),
    mayDecide: open && house.access.permits(asker, 'proposal.decide', on) && house.access.permits(asker, one.action, one.resource),
    mayCollect: house.proposals.isKeptFor(one.id, asker.person) && house.access.permits(asker, 'proposal.collect', on),
    mayWithdraw: open && house.access.permits(asker, 'proposal.withdraw', on),
  };
}

export const PROPOSAL_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/proposals',
    action: 'proposal.read',
    summary: 'What waits for a second person, and what became of what did; newest first',
    query: { ...paging, state: z.enum(PROPOSAL_STATES).optional() },
    answer: proposalList,
    async handle({ house, query, who }) {
      const all = house.proposals.list().map((one) => viewOf(house, one, who()));
      const wanted = query.state === undefined ? all : all.filter(({ state }) => state === query.state);
      const start = query.after === undefined ? 0 : wanted.findIndex(({ id }) => id === query.after) + 1;
      const some = wanted.slice(start, start + query.limit);
      const last = some.at(-1);
      const waiting = all.filter(({ state }) => state === 'waiting').length;
      return { body: { proposals: some, waiting, ...(last !== undefined && start + some.length < wanted.length ? { next: last.id } : {}) } };
    },
  }),
  route({
    method: 'get',
    path: '/api/proposals/{proposal}',
    action: 'proposal.read',
    summary: 'A proposal, with its request for whoever may decide on it',
    params,
    resource: which,
    answer: proposalInFull,
    async handle({ house, params: { proposal: id }, who }) {
      const one = found(house, id);
      const view = viewOf(house, one, who());
      const request = view.mayDecide || view.mayWithdraw ? house.proposals.request(id) : undefined;
      if (request === undefined) return { body: view };
      const { method, path, params: given, query, body } = request;
      return { body: { ...view, request: { method, path, params: given, query, body } } };
    },
  }),
  route({
    method: 'post',
    path: '/api/proposals/{proposal}/agree',
    action: 'proposal.decide',
    summary: "Agree: the act is done at once, as the proposer's",
    params,
    resource: which,
    body: agreement,
    answer: carriedOut,
    async handle({ house, params: { proposal: id }, body, who, record }) {
      if (body.digest !== found(house, id).digest) throw new Refused(anotherOne(found(house, id).digest, body.digest));
      const waiting = house.proposals.request(id);
      if (waiting !== undefined) house.reconsider(waiting);
      const { proposal: agreed, request, proposer } = await house.proposals.take(id, who(), (drafts) => record(drafts));
      tellWaiting(house);
      try {
        const { status, body: answer } = await house.carryOut({ ...request, proposal: agreed.id, proposer, approvedBy: who().person });
        if (actionOf(agreed.action).givesLink !== true) return { body: { proposal: agreed.id, status, answer: answer ?? null, withProposer: false } };
        const link = handed.parse(answer);
        house.proposals.keepAnswer(agreed.id, link, Instant.parse(link.expiresAt));
        // Told again: only now is there something to collect.
        tellWaiting(house);
        return { body: { proposal: agreed.id, status, answer: null, withProposer: true } };
      } catch (error) {
        // It was agreed to and could not be done: said on the ledger, so that an agreement without its act can be told from a loss.
        await house.proposals.failed(agreed.id, error instanceof Refused ? error.faults : [], house.append);
        throw error;
      }
    },
  }),
  route({
    method: 'post',
    path: '/api/proposals/{proposal}/collect',
    action: 'proposal.collect',
    summary: 'Collect the one-time link that came of what you proposed: it is shown once, and to nobody else',
    params,
    resource: which,
    answer: handed,
    async handle({ house, params: { proposal: id }, who, record }) {
      const answer = handed.parse(await house.proposals.collect(id, who().person, (drafts) => record(drafts)));
      tellWaiting(house);
      return { body: answer };
    },
  }),
  route({
    method: 'post',
    path: '/api/proposals/{proposal}/refuse',
    action: 'proposal.decide',
    summary: 'Refuse, and say why',
    params,
    resource: which,
    body: refusal,
    answer: proposal,
    async handle({ house, params: { proposal: id }, body, who, record }) {
      const refused = await house.proposals.refuse(id, who().person, body.reason, (drafts) => record(drafts));
      tellWaiting(house);
      return { body: viewOf(house, refused, who()) };
    },
  }),
  route({
    method: 'post',
    path: '/api/proposals/{proposal}/withdraw',
    action: 'proposal.withdraw',
    summary: 'Take back what you proposed',
    params,
    resource: which,
    answer: proposal,
    async handle({ house, params: { proposal: id }, who, record }) {
      const withdrawn = await house.proposals.withdraw(id, who().person, (drafts) => record(drafts));
      tellWaiting(house);
      return { body: viewOf(house, withdrawn, who()) };
    },
  }),
];

function anotherOne(expected: string, found: string) {
  return approvalFaults.fault('006', {
    message: 'this is not the request that was proposed',
    field: 'digest',
    expected,
    found,
    remedy: 'Open the proposal anew, and read it.',
  });
}
