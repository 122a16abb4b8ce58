import { type Decision, type Digest, type Fault, Instant } from '../../core/index.ts';
import type { ActionId } from '../access/actions.ts';
import type { PersonId, Resource } from '../access/model.ts';
import { mapDecider } from '../record/map-decider.ts';
import type { ActAgreed, ActFailed, ActLapsed, ActRefused, ActWithdrawn, ApprovalEvent } from './events.ts';
import { approvalFaults } from './faults.ts';
import { DAY_MS, MOST_A_DAY, MOST_WAITING, type Proposal, type Proposals, sameWaits, WAITS_MS, waits } from './model.ts';

export interface Propose {
  readonly type: 'propose';
  /** Fresh and random. */
  readonly id: string;
  readonly action: ActionId;
  readonly proposer: PersonId;
  readonly resource: Resource;
  readonly digest: Digest;
  readonly reason?: string;
}

export interface Agree {
  readonly type: 'agree';
  readonly id: string;
  readonly approver: PersonId;
  /** Of the request as it is kept now. */
  readonly kept: Digest | undefined;
  /** That the approver is active, and may both decide and do what is proposed, now. */
  readonly approverMay: boolean;
  /** That the proposer is active and may do it, now: whoever was shut out meanwhile gets nothing done any more. */
  readonly proposerMay: boolean;
}

export type ApprovalCommand = { readonly at: Instant } & (
  | Propose
  | Agree
  | { readonly type: 'refuse'; readonly id: string; readonly by: PersonId; readonly reason: string }
  | { readonly type: 'withdraw'; readonly id: string; readonly by: PersonId }
  | { readonly type: 'fail'; readonly id: string; readonly codes: readonly string[] }
  /** Enters that the time of everything that waited too long is over. */
  | { readonly type: 'lapse' }
);

/**
 * Four eyes, as two pure functions. A proposal is agreed to at most once, by somebody other than its proposer, before its time is over; only then does it run. All
 * security of the rule is here: the frame only asks, and runs what it is given.
 */
export const approvalDecider = mapDecider<ApprovalCommand, Proposal, ApprovalEvent>({ decide, change: entryOf });

function decide(command: ApprovalCommand, state: Proposals): Decision<ApprovalEvent> {
  const at = Instant.format(command.at);
  switch (command.type) {
    case 'propose': {
      if ([...state.values()].some((one) => sameWaits(one, command.proposer, command.digest, command.at))) return accept();
      const waiting = [...state.values()].filter((one) => one.proposer === command.proposer && waits(one, command.at));
      if (waiting.length >= MOST_WAITING)
        return refuse('008', `${waiting.length} proposals of yours wait already`, `at most ${MOST_WAITING}`, 'Withdraw one, or ask a second person to decide.');
      const lately = [...state.values()].filter((one) => one.proposer === command.proposer && one.proposedAt > command.at - DAY_MS).length;
      if (lately >= MOST_A_DAY)
        return refuse('010', `you proposed ${lately} acts within a day`, `at most ${MOST_A_DAY}`, 'Wait for a while, or let another person propose it.');
      const { id, action, proposer, resource, digest, reason } = command;
      const expiresAt = Instant.format(Instant.of(command.at + WAITS_MS));
      return accept({ type: 'act.proposed', proposal: id, action, proposer, resource, digest, ...(reason === undefined ? {} : { reason }), at, expiresAt });
    }
    case 'agree':
      return onWaiting(state, command, (found) => agree(command, found, at));
    case 'refuse':
      return onWaiting(state, command, (found) =>
        command.by === found.proposer
          ? themselves('Withdraw it instead.')
          : accept({ type: 'act.refused', proposal: found.id, by: command.by, reason: command.reason, at }),
      );
    case 'withdraw':
      return onWaiting(state, command, (found) =>
        command.by === found.proposer
          ? accept({ type: 'act.withdrawn', proposal: found.id, by: command.by, at })
          : refuse('009', 'another person proposed this', 'a proposal of your own', 'Refuse it instead, and say why.'),
      );
    case 'fail': {
      const found = state.get(command.id);
      if (found?.state !== 'agreed') return refuse('002', 'this proposal was not agreed to', 'one that was agreed to', 'Look at what became of it.');
      return accept({ type: 'act.failed', proposal: found.id, codes: command.codes, at });
    }
    case 'lapse':
      return accept(
        ...[...state.values()]
          .filter((one) => one.state === 'waiting' && !waits(one, command.at))
          .map(({ id }) => ({ type: 'act.lapsed' as const, proposal: id, at })),
      );
  }
}

function agree(command: Agree, found: Proposal, at: string): Decision<ApprovalEvent> {
  if (command.approver === found.proposer) return themselves('Ask another operator or responder.');
  if (!command.approverMay)
    return refuse('004', 'you may not do this yourself', 'a second person who may do what is proposed', 'Leave it to somebody who may.');
  if (!command.proposerMay)
    return refuse(
      '005',
      'whoever proposed this may not do it any more',
      'a proposer who is active and permitted',
      'Refuse it, and propose it yourself if it is right.',
    );
  if (command.kept !== found.digest) {
    return refuse(
      '006',
      'the kept request is not the one that was proposed',
      found.digest,
      'Refuse it, find out who changed people.db, and let it be proposed anew.',
      command.kept ?? 'none',
    );
  }
  const { id: proposal, action, proposer, digest } = found;
  return accept({ type: 'act.agreed', proposal, action, proposer, approver: command.approver, digest, at });
}

function onWaiting(
  state: Proposals,
  { id, at }: { readonly id: string; readonly at: Instant },
  then: (found: Proposal) => Decision<ApprovalEvent>,
): Decision<ApprovalEvent> {
  const found = state.get(id);
  if (found === undefined) return refuse('001', 'no such proposal waits', 'the id of one that waits', 'Open the list of proposals anew.');
  if (!waits(found, at)) {
    const state = found.state === 'waiting' ? 'lapsed' : found.state;
    return refuse('002', `this proposal waits no longer: it is ${state}`, 'one that waits', 'Propose it anew if it is still wanted.', state);
  }
  return then(found);
}

function entryOf(state: Proposals, event: ApprovalEvent): readonly [string, Proposal] | undefined {
  if (event.type === 'act.proposed') {
    const { proposal: id, action, proposer, resource, digest, reason, at, expiresAt } = event;
    // Our own facts, written by `decide`: what stands in them has the types of the command they came from.
    const made: Proposal = {
      id,
      action: action as ActionId,
      proposer: proposer as PersonId,
      resource: resource as Resource,
      digest: digest as Digest,
      ...(reason === undefined ? {} : { reason }),
      proposedAt: Instant.parse(at),
      expiresAt: Instant.parse(expiresAt),
      state: 'waiting',
    };
    return [id, made];
  }
  const found = state.get(event.proposal);
  return found === undefined ? undefined : [found.id, { ...found, ...change(event) }];
}

function change(event: ActAgreed | ActFailed | ActRefused | ActWithdrawn | ActLapsed): Pick<Proposal, 'state'> & Partial<Proposal> {
  const decidedAt = Instant.parse(event.at);
  switch (event.type) {
    case 'act.agreed':
      return { state: 'agreed', decidedBy: event.approver as PersonId, decidedAt };
    case 'act.failed':
      return { state: 'failed', outcome: event.codes.join(', ') };
    case 'act.refused':
      return { state: 'refused', decidedBy: event.by as PersonId, decidedAt, outcome: event.reason };
    case 'act.withdrawn':
      return { state: 'withdrawn', decidedBy: event.by as PersonId, decidedAt };
    case 'act.lapsed':
      return { state: 'lapsed', decidedAt };
  }
}

const accept = (...events: readonly ApprovalEvent[]): Decision<ApprovalEvent> => ({ ok: true, events });

const themselves = (remedy: string) => refuse('003', 'you proposed this yourself', 'a second person', remedy);

function refuse(number: keyof typeof approvalFaults.declared, message: string, expected: string, remedy: string, found = message): Decision<ApprovalEvent> {
  const fault: Fault = approvalFaults.fault(number, { message, expected, found, remedy });
  return { ok: false, faults: [fault] };
}
