import { alikeInWords } from '../change/classes.ts';
import type { ChangeFacts, Named } from '../change/facts.ts';
import type { Person } from '../person/model.ts';
import { keyKey, type Register } from '../person/register.ts';
import { apart, sameOrOther } from '../person/same.ts';
import type { SignatureVerdict } from '../signature/model.ts';
import type { Account, ExportFact, GerritFact, GittufFact, SourceFact, SourceReason, StatementFact } from './source.ts';

export interface SourceFinding {
  readonly reason: SourceReason;
  readonly by?: string;
}

/** What a fact of a source proves of a commit by these authors, and nothing else. One finding for each who may have reviewed. */
export function provenBySource(
  fact: SourceFact,
  change: ChangeFacts,
  authors: readonly Named[],
  register: Register,
  signature?: SignatureVerdict,
): readonly SourceFinding[] {
  switch (fact.source) {
    case 'statement':
      return [byStatement(fact, authors, register)];
    case 'forge-export':
      return byExport(fact, authors, register, signature);
    case 'gerrit-note':
      return byNote(fact, authors, register);
    case 'gittuf':
      return byGittuf(fact, change, authors, register);
  }
}

function byStatement(fact: StatementFact, authors: readonly Named[], register: Register): SourceFinding {
  const by = fact.reviewer;
  // What takes a review back does so whatever its clock says.
  const held = heldBy(register, fact.key, fact.outcome === 'approved' ? fact.seconds : undefined);
  if (held === undefined || held.person.id !== fact.reviewer) return { reason: 'statement-key-unknown', by };
  if (held.person.kind !== 'person' || held.role !== 'person' || fact.role !== 'person') return { reason: 'statement-of-no-person', by };
  if (fact.covers === 'other-tree') return { reason: 'statement-of-other-tree', by };
  if (fact.outcome !== 'approved') return { reason: 'statement-not-approved', by };
  switch (fromAuthors(held.person, authors, register)) {
    case 'same':
      return { reason: 'statement-of-author', by };
    case 'not-known':
      return { reason: 'statement-of-somebody-unknown', by };
    case 'different':
      return { reason: fact.whole ? 'statement-of-other' : 'statement-of-part', by };
  }
}

function byExport(fact: ExportFact, authors: readonly Named[], register: Register, signature: SignatureVerdict | undefined): readonly SourceFinding[] {
  // What the forge's own key signed is the squash that the forge made.
  const squash = fact.squash === 'not-shown' && signature?.state === 'valid' && signature.role === 'forge' ? 'same' : fact.squash;
  const found = fact.approvals.map(({ by, of, dismissed }): SourceFinding => {
    const person = register.account(by.account);
    const named = { by: person?.id ?? by.account };
    if (by.bot || (person !== undefined && person.kind !== 'person')) return { reason: 'export-of-no-person', ...named };
    // One account is one somebody, in any capitals; that two are two people is the forge's word, unless the register knows better.
    const ofChange = authors.map((author) => answerOf(by, person, author, register));
    const ofRequest = fact.addresses.map((email) => answerOf(by, person, { name: '', email }, register));
    if (ownAccount(by, person, fact.authors, register) || [...ofChange, ...ofRequest].includes('same')) return { reason: 'export-of-author', ...named };
    if (dismissed) return { reason: 'export-dismissed', ...named };
    if (of === 'earlier') return { reason: 'export-of-earlier', ...named };
    if (of === 'not-said') return { reason: 'export-revision-unknown', ...named };
    if (squash === 'other') return { reason: 'export-squash-of-other', ...named };
    // Whom the forge ties to no account, only the register can tell apart; and nothing can tell whom nobody names, but for a commit that has its author in it.
    const hidden = fact.authorsUnknown || ofRequest.includes('not-known');
    if (hidden && !(fact.own === true && !ofChange.includes('not-known'))) return { reason: 'export-approver-unknown', ...named };
    return { reason: squash === 'not-shown' ? 'export-squash-not-shown' : 'export-approved', ...named };
  });
  return found.length === 0 ? [{ reason: 'export-not-approved' }] : found;
}

function byNote(fact: GerritFact, authors: readonly Named[], register: Register): readonly SourceFinding[] {
  const found = fact.approvals.map((who): SourceFinding => {
    const person = register.whose(who);
    const by = person?.id ?? (who.name === '' ? (who.email ?? '') : who.name);
    if (person !== undefined && person.kind !== 'person') return { reason: 'gerrit-of-no-person', by };
    const answers = authors.map((author) => (alikeInWords(author, who) ? 'same' : byAddress(who, sameOrOther(register, who, author).answer)));
    if (answers.includes('same')) return { reason: 'gerrit-of-author', by };
    return { reason: answers.includes('not-known') ? 'gerrit-approver-unknown' : fact.vouched ? 'gerrit-approved' : 'gerrit-approved-unvouched', by };
  });
  return found.length === 0 ? [{ reason: 'gerrit-not-approved' }] : found;
}

function byGittuf(fact: GittufFact, change: ChangeFacts, authors: readonly Named[], register: Register): readonly SourceFinding[] {
  const held = fact.signatures.filter(({ state }) => state === 'holds');
  if (held.length === 0) return [{ reason: fact.signatures.some(({ state }) => state === 'unchecked') ? 'gittuf-key-unknown' : 'gittuf-signature-wrong' }];
  // Whose word counts there, a policy that has ended says no more.
  const inTime = (reason: SourceReason): SourceReason => (fact.policyExpired ? 'gittuf-policy-expired' : reason);
  return held.flatMap(({ key }): readonly SourceFinding[] => {
    const owner = heldBy(register, key, change.seconds);
    if (owner === undefined) return [{ reason: 'gittuf-key-unknown', by: key }];
    if (fact.kind === 'authorization') {
      const by = owner.person.id;
      if (owner.role !== 'person' || owner.person.kind !== 'person') return [{ reason: 'gittuf-of-no-person', by }];
      const answer = fromAuthors(owner.person, authors, register);
      return [{ reason: answer === 'same' ? 'gittuf-of-author' : answer === 'different' ? inTime('gittuf-authorized') : 'gittuf-approver-unknown', by }];
    }
    // Only a forge's key may tell what others did on its pages.
    if (owner.role !== 'forge') return [{ reason: 'gittuf-key-unknown', by: owner.person.id }];
    if (fact.approvers.length === 0) return [{ reason: 'gittuf-not-approved' }];
    return fact.approvers.map((approver): SourceFinding => {
      const person = register.account(approver.account);
      const by = person?.id ?? approver.account;
      if (approver.bot || (person !== undefined && person.kind !== 'person')) return { reason: 'gittuf-of-no-person', by };
      const answers = authors.map((author) => answerOf(approver, person, author, register));
      if (answers.includes('same') || ownAccount(approver, person, fact.authors, register)) return { reason: 'gittuf-of-author', by };
      // Whoever opened the request need not have pushed what is in it: only the register tells the author from who approved.
      const known = !answers.includes('not-known');
      return { reason: known ? inTime('gittuf-forge-approved') : 'gittuf-approver-unknown', by };
    });
  });
}

function ownAccount({ account, id }: Account, person: Person | undefined, authors: readonly Account[], register: Register): boolean {
  return authors.some(
    (author) =>
      author.account.toLowerCase() === account.toLowerCase() ||
      (id !== undefined && author.id === id && forgeOf(author.account) === forgeOf(account)) ||
      (person !== undefined && register.account(author.account) === person),
  );
}

/** Whose a key is. The moment is a signer's or committer's word: of a key that somebody else may have had, it tells nothing. */
function heldBy(register: Register, key: string, seconds: number | undefined): ReturnType<Register['keyed']> {
  const held = register.keyed(key, seconds);
  return held?.person.keys.some((one) => keyKey(one.id) === keyKey(key) && one.compromisedFrom !== undefined) === true ? undefined : held;
}

type Answer = 'same' | 'different' | 'not-known';

/** Whether somebody of the register is one of these authors. */
function fromAuthors(person: Person, authors: readonly Named[], register: Register): Answer {
  const answers = authors.map((author): Answer => {
    const other = register.whose(author);
    return other === undefined ? 'not-known' : byAddress(author, apart(person, other).answer);
  });
  return answers.includes('same') ? 'same' : answers.includes('not-known') || answers.length === 0 ? 'not-known' : 'different';
}

/** Whether an account is an author's: by the register, or where the author's address is that account's own at the forge. */
function answerOf({ account, id }: Account, person: Person | undefined, author: Named, register: Register): Answer {
  const [, number, login, forge] = /^(?:(\d+)[+-])?([^@+\s]+)@users\.noreply\.(github|gitlab)\.com$/i.exec(author.email ?? '') ?? [];
  if (forge !== undefined && (`${forge}:${login}`.toLowerCase() === account.toLowerCase() || (number === id && forge === forgeOf(account) && id !== undefined)))
    return 'same';
  const other = register.whose(author);
  if (person !== undefined && other !== undefined) return byAddress(author, apart(person, other).answer);
  return 'not-known';
}

function forgeOf(account: string): string {
  return account.slice(0, account.indexOf(':')).toLowerCase();
}

/** A name without an address is whatever its writer liked: it may show that two are one, and never that they are two. */
function byAddress({ email }: Named, answer: Answer): Answer {
  return answer === 'different' && (email ?? '') === '' ? 'not-known' : answer;
}
