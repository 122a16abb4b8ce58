import { Digest, Duration, type Fault, Refused } from '../../../core/index.ts';
import type { LedgerStore } from '../../../ledger/model.ts';
import type { AccessPolicy, PersonId, Principal, Resource } from '../../access/model.ts';
import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';
import { shortLived } from '../../people/edge/short-lived.ts';
import { opaqueId } from '../../people/model.ts';
import { type Enter, keep } from '../../record/kept.ts';
import { approvalDecider } from '../decide.ts';
import type { ApprovalEvent } from '../events.ts';
import { approvalFaults } from '../faults.ts';
import { type KeptRequest, MOST_BYTES, type Proposal, requestText, sameWaits, WAITS_MS, waits } from '../model.ts';

/** A row is of a proposal that waits; what was decided leaves none. */
const TABLES: TableSet = { name: 'proposal', migrations: [['CREATE TABLE proposal_request (proposal TEXT PRIMARY KEY, request TEXT NOT NULL) STRICT']] };

/** Of answers that wait to be collected. Two have to agree on each. */
const MOST_ANSWERS = 1000;

/** Who somebody is now: `undefined` where they may not sign in at all. The people's desk answers. */
export type Standing = (person: PersonId) => Principal | undefined;

export interface Asked {
  readonly request: KeptRequest;
  readonly proposer: PersonId;
  readonly resource: Resource;
  readonly reason?: string;
}

/** What two agreed on, to be run once, now. */
export interface Taken {
  readonly proposal: Proposal;
  readonly request: KeptRequest;
  /** As they stand now. */
  readonly proposer: Principal;
}

export interface Proposals {
  /** Keeps the request until a second person decides. The same request of the same person that waits already is that proposal. Throws `Refused` (ASSAY-APPROVAL-007, -008). */
  propose(asked: Asked, enter: Enter): Promise<Proposal>;
  /** Agrees, and hands over the request to be run, once: who asks again is refused. Throws `Refused` (ASSAY-APPROVAL-001 to -006). */
  take(id: string, approver: Principal, enter: Enter): Promise<Taken>;
  /** What was taken could not be done. */
  failed(id: string, faults: readonly Fault[], enter: Enter): Promise<void>;
  /**
   * Keeps what an act answered that is a way in, until whoever proposed it collects it: in memory alone, so that no file has it, and for as long as the longest link is good. A
   * restart forgets it.
   */
  keepAnswer(id: string, answer: unknown): void;
  /** Whether an answer is kept for this person. */
  isKeptFor(id: string, person: PersonId): boolean;
  /** Gives it out, once, to whoever proposed it. `enter` comes first. Throws `Refused` (ASSAY-APPROVAL-011). */
  collect(id: string, by: PersonId, enter: Enter): Promise<unknown>;
  refuse(id: string, by: PersonId, reason: string, enter: Enter): Promise<Proposal>;
  withdraw(id: string, by: PersonId, enter: Enter): Promise<Proposal>;
  /** Enters whose time is over, and forgets their requests. To be called now and then; nothing depends on when. */
  lapse(enter: Enter): Promise<void>;
  /** Newest first. */
  list(): readonly Proposal[];
  get(id: string): Proposal | undefined;
  /** The request of a proposal that waits: what the second person reads before they agree. `undefined` once decided. */
  request(id: string): KeptRequest | undefined;
}

export interface ProposalsOptions {
  readonly office: Pick<LedgerStore, 'read'>;
  readonly database: PeopleDatabase;
  readonly access: AccessPolicy;
  readonly standing: Standing;
}

/** Opens the proposals of an office: state from its ledger, requests from people.db. */
export function openProposals({ office, database, access, standing }: ProposalsOptions): Proposals {
  const { db, now, random } = database;
  database.ensure(TABLES);
  const kept = keep(approvalDecider, ['act.proposed', 'act.agreed', 'act.failed', 'act.refused', 'act.withdrawn', 'act.lapsed'], office);
  const put = db.prepare('INSERT INTO proposal_request (proposal, request) VALUES (?, ?)');
  const find = db.prepare('SELECT request FROM proposal_request WHERE proposal = ?');
  const remove = db.prepare('DELETE FROM proposal_request WHERE proposal = ?');
  // A request may name somebody.
  const drop = (id: string) => {
    remove.run(id);
    database.erased();
  };
  const stateOf = (id: string) => kept.state().get(id);
  const textOf = (id: string) => {
    const text = find.get(id)?.['request'];
    return typeof text === 'string' ? text : undefined;
  };

  // A crash between the row and the ledger entry leaves a row that nothing names; one between agreeing and running, a request that must not run again.
  for (const row of db.prepare('SELECT proposal FROM proposal_request').all()) {
    const id = String(row['proposal']);
    const found = stateOf(id);
    if (found === undefined || found.state !== 'waiting') drop(id);
  }

  const answers = shortLived<unknown>({ now, life: Duration.hours(WAITS_MS / 3_600_000), most: MOST_ANSWERS });
  const isKeptFor = (id: string, person: PersonId) => stateOf(id)?.proposer === person && answers.peek(id) !== undefined;

  const known = (id: string): Proposal => {
    const found = stateOf(id);
    // Only after a decision about it was entered.
    if (found === undefined) throw new TypeError('a proposal that was decided is known');
    return found;
  };
  const may = (principal: Principal | undefined, { action, resource }: Proposal) => principal !== undefined && access.permits(principal, action, resource);

  async function lapse(enter: Enter): Promise<void> {
    const lapsed: readonly ApprovalEvent[] = await kept.decide(() => ({ type: 'lapse', at: now() }), enter);
    database.transaction(() => {
      for (const { proposal } of lapsed) drop(proposal);
    });
  }

  return {
    async propose({ request, proposer, resource, reason }, enter) {
      await lapse(enter);
      const text = requestText(request);
      if (Buffer.byteLength(text) > MOST_BYTES) throw tooLarge(Buffer.byteLength(text));
      const digest = Digest.of(text);
      const id = opaqueId('pr', random);
      // The row first: a crash between leaves a row that nothing names.
      put.run(id, text);
      try {
        await kept.decide(
          () => ({ type: 'propose', id, action: request.action, proposer, resource, digest, ...(reason === undefined ? {} : { reason }), at: now() }),
          enter,
        );
      } finally {
        if (stateOf(id) === undefined) drop(id);
      }
      const before = [...kept.state().values()].find((one) => sameWaits(one, proposer, digest, now()));
      return stateOf(id) ?? before ?? known(id);
    },

    async take(id, approver, enter) {
      let taken: Taken | undefined;
      await kept.decide((state) => {
        const proposal = state.get(id);
        const text = textOf(id);
        const proposer = proposal === undefined ? undefined : standing(proposal.proposer);
        const request = proposal === undefined ? undefined : parsed(text, proposal.digest);
        if (proposal !== undefined && request !== undefined && proposer !== undefined) taken = { proposal, request, proposer };
        // Asked of both anew: roles may have changed since, and being able to decide is not being permitted the act.
        const decides = proposal !== undefined && access.permits(approver, 'proposal.decide', { kind: 'proposal', id, owner: proposal.proposer });
        return {
          type: 'agree',
          id,
          approver: approver.person,
          kept: text === undefined ? undefined : Digest.of(text),
          approverMay: proposal !== undefined && decides && standing(approver.person) !== undefined && may(approver, proposal),
          proposerMay: proposal !== undefined && may(proposer, proposal),
          at: now(),
        };
      }, enter);
      drop(id);
      if (taken === undefined) throw new TypeError('what was agreed to was kept');
      return { ...taken, proposal: known(id) };
    },

    async failed(id, faults, enter) {
      await kept.decide(() => ({ type: 'fail', id, codes: faults.map(({ code }) => code), at: now() }), enter);
    },

    keepAnswer(id, answer) {
      answers.put(id, answer);
    },
    isKeptFor,
    async collect(id, by, enter) {
      if (!isKeptFor(id, by)) throw nothingKept();
      // Taken before anything is waited for: of two that come at once one is refused. Put back where it could not be entered.
      const answer = answers.take(id);
      try {
        await enter([]);
      } catch (error) {
        answers.put(id, answer);
        throw error;
      }
      return answer;
    },

    async refuse(id, by, reason, enter) {
      await kept.decide(() => ({ type: 'refuse', id, by, reason, at: now() }), enter);
      drop(id);
      return known(id);
    },

    async withdraw(id, by, enter) {
      await kept.decide(() => ({ type: 'withdraw', id, by, at: now() }), enter);
      drop(id);
      return known(id);
    },

    lapse,

    list: () => [...kept.state().values()].reverse(),
    get: stateOf,
    request(id) {
      const found = stateOf(id);
      return found !== undefined && waits(found, now()) ? parsed(textOf(id), found.digest) : undefined;
    },
  };
}

/** The text is people.db's owner's to change, so the digest on the ledger has the word before it is even parsed. */
function parsed(text: string | undefined, digest: Digest): KeptRequest | undefined {
  // What hashes to what was proposed is canonical text of our own writing.
  return text !== undefined && Digest.of(text) === digest ? (JSON.parse(text) as KeptRequest) : undefined;
}

function nothingKept(): Refused {
  return new Refused(
    approvalFaults.fault('011', {
      message: 'nothing is kept for you of this proposal: it was collected, it is too old, or the server was started anew since',
      expected: 'the link of an act that you proposed, once, within three days of its being agreed to',
      found: 'none',
      remedy: 'Propose to give the person a new way in.',
    }),
  );
}

function tooLarge(bytes: number): Refused {
  return new Refused(
    approvalFaults.fault('007', {
      message: `the request is ${bytes} bytes long, too long to wait for a second person`,
      expected: `at most ${MOST_BYTES} bytes`,
      found: `${bytes} bytes`,
      remedy: 'Ask for less at once.',
    }),
  );
}
