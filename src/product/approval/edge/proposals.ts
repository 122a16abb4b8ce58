import { Digest, type Fault, type Instant, type Json, Refused } from '../../../core/index.ts';
import type { LedgerStore } from '../../../ledger/model.ts';
import type { AccessPolicy, PersonId, Principal, Resource } from '../../access/model.ts';
import type { PeopleKey } from '../../people/edge/key-file.ts';
import type { PeopleDatabase, TableSet } from '../../people/edge/people-database.ts';
import { opaqueId } from '../../people/model.ts';
import { type Enter, keep } from '../../record/kept.ts';
import { approvalDecider } from '../decide.ts';
import type { ApprovalEvent } from '../events.ts';
import { approvalFaults } from '../faults.ts';
import { type KeptRequest, MOST_BYTES, type Proposal, requestText, sameWaits, waits } from '../model.ts';

/** A row is of a proposal that waits; what was decided leaves none. */
const TABLES: TableSet = { name: 'proposal', migrations: [['CREATE TABLE proposal_request (proposal TEXT PRIMARY KEY, request TEXT NOT NULL) STRICT']] };

/** What an act answered that is a way in, sealed: whoever has the file alone has no link. Gone when it was collected, and when the link is over. */
const ANSWERS: TableSet = {
  name: 'proposal-answer',
  migrations: [['CREATE TABLE proposal_answer (proposal TEXT PRIMARY KEY, sealed BLOB NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID']],
};

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
  /** Keeps what an act answered that is a way in, sealed by the key file, until whoever proposed it collects it, and no longer than `until`: a restart does not lose it. */
  keepAnswer(id: string, answer: Json, until: Instant): void;
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
  /** Keeps secret what has to be given out again. */
  readonly key: Pick<PeopleKey, 'seal' | 'unseal'>;
}

/** Opens the proposals of an office: state from its ledger, requests from people.db. */
export function openProposals({ office, database, access, standing, key }: ProposalsOptions): Proposals {
  const { db, now, random } = database;
  database.ensure(TABLES);
  database.ensure(ANSWERS);
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

  const answers = keptAnswers(database, key);
  const collecting = new Set<string>();
  const isKeptFor = (id: string, person: PersonId) => stateOf(id)?.proposer === person && !collecting.has(id) && answers.has(id);

  const known = (id: string): Proposal => {
    const found = stateOf(id);
    // Only after a decision about it was entered.
    if (found === undefined) throw new TypeError('a proposal that was decided is known');
    return found;
  };
  const may = (principal: Principal | undefined, { action, resource }: Proposal) => principal !== undefined && access.permits(principal, action, resource);

  async function lapse(enter: Enter): Promise<void> {
    answers.forgetOld();
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

    keepAnswer: answers.put,
    isKeptFor,
    async collect(id, by, enter) {
      if (!isKeptFor(id, by)) throw nothingKept();
      const answer = answers.read(id);
      if (answer === undefined) throw nothingKept();
      // Marked before anything is waited for: of two that come at once one is refused. Erased when it is entered, so that nothing is lost where it cannot be.
      collecting.add(id);
      try {
        await enter([]);
        answers.erase(id);
      } finally {
        collecting.delete(id);
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

function keptAnswers(database: PeopleDatabase, key: Pick<PeopleKey, 'seal' | 'unseal'>) {
  const { db, now } = database;
  const put = db.prepare(
    'INSERT INTO proposal_answer (proposal, sealed, until) VALUES (?, ?, ?) ON CONFLICT (proposal) DO UPDATE SET sealed = excluded.sealed, until = excluded.until',
  );
  const find = db.prepare('SELECT sealed FROM proposal_answer WHERE proposal = ? AND until > ?');
  const remove = db.prepare('DELETE FROM proposal_answer WHERE proposal = ?');
  const removeOld = db.prepare('DELETE FROM proposal_answer WHERE until <= ?');
  const place = (id: string) => `proposal-answer ${id}`;
  const forgetOld = () => {
    if (removeOld.run(now()).changes > 0) database.erased();
  };
  forgetOld();
  return {
    forgetOld,
    put(id: string, answer: Json, until: Instant): void {
      forgetOld();
      put.run(id, key.seal(Buffer.from(JSON.stringify(answer)), place(id)), until);
    },
    has: (id: string): boolean => find.get(id, now()) !== undefined,
    /** `undefined` also where the key was lost meanwhile: then nobody can read it any more. */
    read(id: string): unknown {
      const sealed = find.get(id, now())?.['sealed'];
      if (!(sealed instanceof Uint8Array)) return undefined;
      try {
        return JSON.parse(Buffer.from(key.unseal(sealed, place(id))).toString());
      } catch (error) {
        if (error instanceof Refused) return undefined;
        throw error;
      }
    },
    erase(id: string): void {
      remove.run(id);
      database.erased();
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
      message: 'nothing is kept for you of this proposal: it was collected, or it is too old',
      expected: 'the link of an act that you proposed, once, while the link is good',
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
