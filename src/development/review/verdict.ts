import type { ChangeFacts, Named } from '../change/facts.ts';
import type { MergeOutcome } from '../git/merge.ts';
import type { Register } from '../person/register.ts';
import { sameOrOther } from '../person/same.ts';
import type { SignatureVerdict } from '../signature/model.ts';
import type { Binding, ReviewFact, ReviewReason, ReviewState, ReviewVerdict } from './model.ts';
import { provenBySource } from './proven.ts';
import { SOURCE_ROWS, type SourceReason } from './source.ts';

const SOURCE_REASONS = Object.keys(SOURCE_ROWS) as readonly SourceReason[];
const of = <Field extends 'state' | 'why'>(field: Field) =>
  Object.fromEntries(SOURCE_REASONS.map((reason) => [reason, SOURCE_ROWS[reason][field]])) as Record<SourceReason, (typeof SOURCE_ROWS)[SourceReason][Field]>;

const STATE: Readonly<Record<ReviewReason, ReviewState>> = {
  ...of('state'),
  'trailer-signed-by-reviewer': 'reviewed',
  'trailer-applied-by-reviewer': 'reviewed',
  'merge-adds-nothing': 'reviewed',
  'trailer-not-bound': 'cannot-be-known',
  'trailer-of-somebody-unknown': 'cannot-be-known',
  'trailer-quoted': 'cannot-be-known',
  'forge-squash': 'cannot-be-known',
  'merge-not-compared': 'cannot-be-known',
  'merge-adds-changes': 'not-reviewed',
  'merge-by-hand': 'not-reviewed',
  'trailer-of-author': 'not-reviewed',
  'trailer-of-no-person': 'not-reviewed',
  'merged-by-other-only': 'not-reviewed',
  'applied-by-other-only': 'not-reviewed',
  'signature-invalid': 'not-reviewed',
  'signed-only': 'not-reviewed',
  nothing: 'not-reviewed',
};

const WHY: Readonly<Record<ReviewReason, string>> = {
  ...of('why'),
  'trailer-signed-by-reviewer': 'a trailer names another person, and that person’s key signed the commit',
  'trailer-applied-by-reviewer': 'a trailer names another person, and that person applied the commit',
  'merge-adds-nothing': 'the merge has the tree that its parents give by themselves, and adds nothing',
  'trailer-not-bound': 'a trailer names another, and nothing ties it to them: anybody can write one',
  'trailer-of-somebody-unknown': 'a trailer names somebody who is not known to be another than the author',
  'trailer-quoted': 'a line amid the message names a reviewer, where messages quote others',
  'forge-squash': 'the forge squashed a pull request; who approved it is not in the commit',
  'merge-not-compared': 'the merge could not be done again; it may hold changes that no parent has',
  'merge-adds-changes': 'the merge holds changes that none of its parents has',
  'merge-by-hand': 'the merge was resolved by hand, and nothing says that anybody looked at how',
  'trailer-of-author': 'the trailer names an author of the commit',
  'trailer-of-no-person': 'the trailer names a program or a forge; a review is a person’s',
  'merged-by-other-only': 'somebody merged the pull request; merging is not reading',
  'applied-by-other-only': 'somebody else applied the commit; applying is not reading',
  'signature-invalid': 'the signature is broken: it is not of this commit',
  'signed-only': 'the commit carries a signature and no review',
  nothing: 'nothing says that anybody but its author saw it',
};

// The best that any fact proves is the verdict; of what proves nothing, the reason that says most.
const BEST: readonly ReviewState[] = ['reviewed', 'cannot-be-known', 'not-reviewed'];
const ORDER = (Object.keys(STATE) as readonly ReviewReason[]).toSorted((a, b) => BEST.indexOf(STATE[a]) - BEST.indexOf(STATE[b]));

interface Finding {
  readonly reason: ReviewReason;
  readonly by?: string;
}

/**
 * The verdict on one commit by the table of docs/design/development.md: what each fact proves, and nothing else. `outcome` is how the tree of a
 * merge relates to the clean merge of its parents, where that was worked out. Pure; every word of `change` and `facts` is its writer's.
 */
export function verdictOf(change: ChangeFacts, facts: readonly ReviewFact[], register: Register, outcome?: MergeOutcome): ReviewVerdict {
  const signature = facts.find((fact) => fact.source === 'signature')?.verdict;
  // A signature that does not hold is no missing proof: whatever else is said of the commit is said of something that somebody tampered with.
  if (signature?.state === 'invalid')
    return {
      state: STATE['signature-invalid'],
      reason: 'signature-invalid',
      by: signature.by === undefined ? [] : [signature.by],
      why: WHY['signature-invalid'],
    };
  const merge = change.parents.length > 1;
  // Where a source tells of the pull request, the forge's silence about it in the commit says nothing more.
  const told = facts.some(({ source }) => TELLING.has(source));
  // A forge makes no merge that adds anything, and its committer's name is anybody's to write: the approval of a branch is none of what a merge has beside it.
  const adds = outcome?.kind === 'changed' || outcome?.kind === 'by-hand';
  const beside = (fact: ReviewFact) => (fact.source === 'forge-squash' && told) || (fact.source === 'forge-export' && fact.asMerge === true && adds);
  const found: Finding[] = facts.flatMap((fact) => (beside(fact) ? [] : proven(change, fact, register, signature)));
  if (merge) found.push({ reason: outcome === undefined ? 'merge-not-compared' : MERGED[outcome.kind] });
  // Applying: the register or the words must tell the two apart only to say so; it proves nothing either way.
  if (change.author.email?.toLowerCase() !== change.committer.email?.toLowerCase() && sameOrOther(register, change.author, change.committer).answer !== 'same')
    found.push({ reason: 'applied-by-other-only', by: whoIs(register, change.committer) });
  if (change.signature !== undefined) found.push({ reason: 'signed-only' });
  // What somebody signed last goes before what else tells of their review.
  const taken = new Set(found.filter(({ reason }) => reason === 'statement-not-approved').map(({ by }) => by));
  // Gerrit writes its trailers from the labels of its note: where that has no approval, a line that nothing else binds says no more.
  const refused = found.some(({ reason }) => GERRIT_NO.has(reason)) && !found.some(({ reason }) => GERRIT_YES.has(reason));
  const stands = found.filter(({ reason, by }) => !(refused && LOOSE.has(reason)) && (STATE[reason] !== 'reviewed' || by === undefined || !taken.has(by)));
  const reason = ORDER.find((one) => stands.some((finding) => finding.reason === one)) ?? 'nothing';
  const by = [...new Set(stands.flatMap((finding) => (finding.reason === reason && finding.by !== undefined ? [finding.by] : [])))];
  const binding = bindingOf(reason);
  return { state: STATE[reason], reason, ...(binding === undefined ? {} : { binding }), by, why: WHY[reason] };
}

const MERGED: Readonly<Record<MergeOutcome['kind'], ReviewReason>> = {
  clean: 'merge-adds-nothing',
  changed: 'merge-adds-changes',
  'by-hand': 'merge-by-hand',
  'not-compared': 'merge-not-compared',
};

const GERRIT_NO: ReadonlySet<ReviewReason> = new Set(['gerrit-of-author', 'gerrit-not-approved', 'gerrit-of-no-person']);
const GERRIT_YES: ReadonlySet<ReviewReason> = new Set(['gerrit-approved', 'gerrit-approved-unvouched', 'gerrit-approver-unknown']);
const LOOSE: ReadonlySet<ReviewReason> = new Set(['trailer-applied-by-reviewer', 'trailer-not-bound', 'trailer-of-somebody-unknown', 'trailer-quoted']);

const TELLING: ReadonlySet<ReviewFact['source']> = new Set(['statement', 'forge-export', 'gerrit-note', 'gittuf']);

function bindingOf(reason: ReviewReason): Binding | undefined {
  if (reason === 'trailer-applied-by-reviewer') return 'weak';
  if (reason === 'trailer-signed-by-reviewer') return 'signed';
  return reason in SOURCE_ROWS ? SOURCE_ROWS[reason as SourceReason].binding : undefined;
}

function proven(change: ChangeFacts, fact: ReviewFact, register: Register, signature: SignatureVerdict | undefined): Finding | readonly Finding[] {
  switch (fact.source) {
    case 'trailer':
      return { reason: trailer(change, fact, register, signature), by: whoIs(register, fact.reviewer) };
    case 'pull-merge':
      return sameOrOther(register, fact.merger, change.author).answer === 'same'
        ? { reason: 'nothing' }
        : { reason: 'merged-by-other-only', by: whoIs(register, fact.merger) };
    case 'forge-squash':
      return { reason: 'forge-squash' };
    case 'signature':
      // By itself it proves who made the commit, and no review; beside a trailer it is looked at there.
      return [];
    case 'statement':
    case 'forge-export':
    case 'gerrit-note':
    case 'gittuf':
      return provenBySource(fact, change, authorsOf(change), register, signature);
  }
}

function trailer(
  change: ChangeFacts,
  { reviewer, place }: Extract<ReviewFact, { readonly source: 'trailer' }>,
  register: Register,
  signature: SignatureVerdict | undefined,
): ReviewReason {
  const person = register.whose(reviewer);
  if (person !== undefined && person.kind !== 'person') return 'trailer-of-no-person';
  const authors = authorsOf(change);
  const answers = authors.map((author) => sameOrOther(register, reviewer, author).answer);
  if (answers.includes('same')) return 'trailer-of-author';
  // A bare name that is the author's own, to the letter, is the author's.
  if ((reviewer.email ?? '') === '' && authors.some(({ name }) => name.toLowerCase() === reviewer.name.toLowerCase())) return 'trailer-of-author';
  if (person === undefined || answers.includes('not-known')) return 'trailer-of-somebody-unknown';
  if (place === 'message') return 'trailer-quoted';
  // A key says who made the commit, whatever its lines say; only a forge signs what others made.
  if (signature?.state === 'valid' && signature.role !== 'forge')
    return signature.role === 'person' && signature.by === person.id ? 'trailer-signed-by-reviewer' : 'trailer-not-bound';
  // With two lines that name one, git shows now the first and now the last.
  const applied = register.whose(change.committer) === person && !change.flaws.includes('two-committers');
  return applied ? 'trailer-applied-by-reviewer' : 'trailer-not-bound';
}

/** The author and whoever the message names as another: none of them reviews what they wrote. */
export function authorsOf(change: ChangeFacts): readonly Named[] {
  return [
    change.author,
    ...(change.otherAuthors ?? []),
    ...change.lines.filter(({ key }) => /^co-(?:authored|developed|written)-by$/i.test(key)).map(({ who }) => who),
  ];
}

function whoIs(register: Register, named: Named): string {
  return register.whose(named)?.id ?? (named.name === '' ? (named.email ?? '') : named.name);
}
