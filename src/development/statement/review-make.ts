import type { ObjectId } from '../git/object.ts';
import { envelopeText, IN_TOTO } from './dsse.ts';
import { REVIEW_TYPE, type Review } from './review.ts';
import { type Statement, statementBytes } from './statement.ts';
import { type SignBytes, signEnvelope } from './verify.ts';

/** The statement of a review: each commit of the range, and the tree after it. */
function reviewStatement(review: Review, commits: readonly ObjectId[]): Omit<Statement, 'edition'> {
  return {
    subjects: [...commits.map((commit) => ({ digest: new Map([['gitCommit', commit]]) })), { digest: new Map([['gitTree', review.range.tree]]) }],
    predicateType: REVIEW_TYPE,
    predicate: JSON.parse(JSON.stringify(review)),
  };
}

/** The signed envelope as the text of its file. */
export function signedReview(review: Review, commits: readonly ObjectId[], key: string, sign: SignBytes): string {
  return envelopeText(signEnvelope(IN_TOTO, statementBytes(reviewStatement(review, commits)), [{ sign, keyid: key }]));
}
