import type { ChangeFacts } from '../change/facts.ts';
import type { ObjectId } from '../git/object.ts';
import type { Register } from '../person/register.ts';
import type { ReviewSource, StatementFact } from '../review/source.ts';
import type { SignedReview } from './review-read.ts';

/**
 * Signed reviews as a source: of each reviewer what they said last of a commit, by the moment that they signed; where they said two things at one moment, the one that does not approve.
 * A statement covers the commits that it names, and a commit or merge that makes the very tree it names on the very commit it begins from, so that a squash of the change
 * is covered and a later return to that tree is not.
 */
export function reviewSource(reviews: readonly SignedReview[], register: Register): ReviewSource {
  const byCommit = new Map<ObjectId, SignedReview[]>();
  const byParent = new Map<string, SignedReview[]>();
  const put = <Key>(map: Map<Key, SignedReview[]>, key: Key, one: SignedReview) => {
    const found = map.get(key);
    if (found === undefined) map.set(key, [one]);
    else found.push(one);
  };
  for (const one of reviews) {
    for (const commit of one.commits) put(byCommit, commit, one);
    put(byParent, one.review.range.from ?? 'none', one);
  }
  return {
    facts: (change) => {
      const onParent = byParent.get(change.parents[0] ?? 'none') ?? [];
      const named = byCommit.get(change.id) ?? [];
      const covered = [
        ...named.map((signed) => ({ signed, covers: 'commit' as const })),
        ...onParent.filter((signed) => !named.includes(signed)).map((signed) => ({ signed, covers: treeOf(signed, change) })),
      ];
      const last = new Map<string, (typeof covered)[number]>();
      for (const one of covered) {
        // Whose it is at any time: what somebody takes back by a key that has ended is taken back.
        const who = register.keyed(one.signed.key)?.person.id ?? one.signed.key;
        const before = last.get(who);
        if (before === undefined || outdoes(one, before)) last.set(who, one);
      }
      return [...last.values()].map(({ signed, covers }): StatementFact => factOf(signed, covers));
    },
  };
}

type Covers = StatementFact['covers'];

function treeOf({ review }: SignedReview, change: ChangeFacts): Covers {
  return review.range.tree === change.tree ? 'tree' : 'other-tree';
}

/** What was said of this very change goes before what was said of another on the same parent; then the later; then the one that does not approve. */
function outdoes(one: { readonly signed: SignedReview; readonly covers: Covers }, other: { readonly signed: SignedReview; readonly covers: Covers }): boolean {
  const [ours, theirs] = [one.covers === 'other-tree' ? 0 : 1, other.covers === 'other-tree' ? 0 : 1];
  if (ours !== theirs) return ours > theirs;
  if (one.signed.seconds !== other.signed.seconds) return one.signed.seconds > other.signed.seconds;
  return one.signed.review.outcome !== 'approved';
}

function factOf({ digest, key, seconds, review }: SignedReview, covers: Covers): StatementFact {
  return {
    source: 'statement',
    digest,
    reviewer: review.reviewer.id,
    key,
    seconds,
    role: review.role,
    outcome: review.outcome,
    covers,
    whole: review.looked.at === 'whole',
  };
}
