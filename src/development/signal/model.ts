import type { ObjectId } from '../git/object.ts';

/**
 * Something that stands beside the verdict and never changes it: not proof of anything, and what people who looked back at inserted backdoors wished that they had looked at.
 * `weak` is one that has an innocent reason more often than not.
 */
export interface Signal {
  readonly kind:
    | 'check-never-succeeds'
    | 'binary-opaque'
    | 'identity-new-in-control'
    | 'outside-working-pattern'
    | 'signer-new'
    | 'tag-moved'
    | 'branch-moved'
    | 'merge-beside-conflicts';
  readonly weak: boolean;
  /** Where to look: a commit and a path, a tag, a branch. */
  readonly place: { readonly commit?: ObjectId; readonly path?: string; readonly line?: number; readonly ref?: string };
  readonly who?: string;
  /** One sentence. */
  readonly what: string;
}
