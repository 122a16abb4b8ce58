import { byForge } from '../change/classes.ts';
import type { ChangeFacts } from '../change/facts.ts';
import type { ReviewFact } from './model.ts';

/** Words that say that somebody looked. `Tested-by` and `Signed-off-by` do not: the one ran it, the other passed it on. */
const REVIEW = /^(?:reviewed|acked|approved)-by$/i;

/** What the commits themselves say of a review: trailers, merges of pull requests, squashes of a forge. `merge` is the merge that brought the commit in. */
export function reviewFactsOf(change: ChangeFacts, merge: ChangeFacts | undefined): readonly ReviewFact[] {
  const facts: ReviewFact[] = change.lines
    .filter(({ key }) => REVIEW.test(key))
    .map(({ key, who, place }) => ({ source: 'trailer', key, reviewer: who, place }));
  if (merge?.pull !== undefined) facts.push({ source: 'pull-merge', merge: merge.id, pull: merge.pull, merger: merge.author });
  if (change.squash !== undefined && byForge(change.committer)) facts.push({ source: 'forge-squash', pull: change.squash });
  return facts;
}
