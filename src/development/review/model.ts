import type { Named, NamedLine } from '../change/facts.ts';
import type { ObjectId } from '../git/object.ts';
import type { SignatureVerdict } from '../signature/model.ts';
import type { SourceFact, SourceReason } from './source.ts';

export type ReviewState = 'reviewed' | 'not-reviewed' | 'cannot-be-known';

export const REVIEW_STATES: readonly ReviewState[] = ['reviewed', 'not-reviewed', 'cannot-be-known'];

/**
 * What one source says of the review of one commit. Each source that Assay learns to read adds a member here, and the switch of `verdictOf` does not compile until
 * it says what that proves.
 */
export type ReviewFact =
  | { readonly source: 'trailer'; readonly key: string; readonly reviewer: Named; readonly place: NamedLine['place'] }
  | { readonly source: 'pull-merge'; readonly merge: ObjectId; readonly pull: string; readonly merger: Named }
  | { readonly source: 'forge-squash'; readonly pull: string }
  | { readonly source: 'signature'; readonly verdict: SignatureVerdict }
  | SourceFact;

export type ReviewReason =
  | SourceReason
  | 'trailer-signed-by-reviewer'
  | 'trailer-applied-by-reviewer'
  | 'merge-adds-nothing'
  | 'trailer-not-bound'
  | 'trailer-of-somebody-unknown'
  | 'trailer-quoted'
  | 'forge-squash'
  | 'merge-not-compared'
  | 'merge-adds-changes'
  | 'merge-by-hand'
  | 'trailer-of-author'
  | 'trailer-of-no-person'
  | 'merged-by-other-only'
  | 'applied-by-other-only'
  | 'signature-invalid'
  | 'signed-only'
  | 'nothing';

/**
 * What ties a review to its commit. `signed`: a signature of the reviewer's own key over the commit or its tree. `forge`: a signature of a key that the forge holds for everybody.
 * `export`: the word of whoever made the export. `note`: the word of whoever may write the notes. `weak`: anybody who can make commits could have written it so.
 */
export type Binding = 'signed' | 'forge' | 'export' | 'note' | 'weak';

export interface ReviewVerdict {
  readonly state: ReviewState;
  readonly reason: ReviewReason;
  /** How firmly the review is tied to the commit; only where it is reviewed. */
  readonly binding?: Binding;
  /** Whose review it is, or whose it would be: an id of the register, else the name as written. */
  readonly by: readonly string[];
  /** In words, what is missing for more. */
  readonly why: string;
}
