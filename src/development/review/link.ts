import type { Digest, Instant } from '../../core/index.ts';
import type { About, LinkFact, LinkReason } from '../release/link.ts';
import type { ReviewState } from './model.ts';
import type { ReleaseReview, ReviewedChange } from './release.ts';

/** The worst are listed by commit; all are counted, each under the code of its reason. */
const MOST = 500;
const ORDER: readonly ReviewState[] = ['not-reviewed', 'cannot-be-known'];

/**
 * The review of a release as a link of its chain. Proven where each commit is reviewed and none by a weak binding alone: whether weak ones are enough is for the policy of the gate to say, which
 * allows reasons of the code `weak-binding`. Names of people stand in no reason.
 */
export function reviewLink(
  review: ReleaseReview,
  about: About,
  at: Instant,
  inputs: readonly { readonly name: string; readonly digest: Digest }[] = [],
): LinkFact {
  const open = ORDER.flatMap((state) => review.changes.filter(({ verdict }) => verdict.state === state));
  const weak = review.changes.filter(({ verdict }) => verdict.state === 'reviewed' && verdict.binding === 'weak');
  const codes: Record<string, number> = {};
  for (const { verdict } of open) codes[verdict.reason] = (codes[verdict.reason] ?? 0) + 1;
  const reasons: readonly LinkReason[] = [
    ...open.slice(0, MOST).map(openReason),
    ...review.unread.slice(0, MOST).map((id) => ({
      code: 'commit-unread',
      place: id,
      what: 'This copy of the repository does not have the commit, so nobody could look at it.',
      remedy: 'Judge the release on a whole copy: git fetch --unshallow',
    })),
    ...(review.linear
      ? []
      : [
          {
            code: 'since-beside',
            place: about.since ?? about.release,
            what: 'The release before it is not in its history, so what this one took back of it was not looked at.',
            remedy: 'Judge the release since one that it was made from.',
          },
        ]),
    ...weak.slice(0, MOST).map(({ change }) => ({
      code: 'weak-binding',
      place: change.id,
      what: 'It is reviewed by a word that anybody who makes commits could have written.',
      remedy: 'Record the review as a signed statement, or let the policy allow weak bindings until a day.',
    })),
  ];
  const state = review.state === 'not-reviewed' ? 'broken' : review.state === 'reviewed' && weak.length === 0 ? 'proven' : 'unknown';
  return {
    link: 'review',
    about,
    state,
    reasons,
    counts: {
      commits: review.changes.length,
      ...review.counts,
      weak: weak.length,
      unread: review.unread.length,
      ...codes,
      ...(review.unread.length === 0 ? {} : { 'commit-unread': review.unread.length }),
      ...(review.linear ? {} : { 'since-beside': 1 }),
      ...(weak.length === 0 ? {} : { 'weak-binding': weak.length }),
    },
    at,
    inputs,
  };
}

function openReason({ change, verdict }: ReviewedChange): LinkReason {
  const known = verdict.state === 'not-reviewed';
  return {
    code: verdict.reason,
    place: change.id,
    what: `The commit ${known ? 'is not reviewed' : 'cannot be known to be reviewed'}: ${verdict.why}.`,
    remedy: known
      ? 'Have somebody else review it and sign that they did (assay development review record), then look again with --statements and --record; or take it back.'
      : 'Bring what proves its review: a signed statement, or the export of the forge.',
  };
}
