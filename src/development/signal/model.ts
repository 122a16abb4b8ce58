import type { ObjectId } from '../git/object.ts';

export const SIGNAL_KINDS = [
  'check-never-succeeds',
  'merge-beside-conflicts',
  'identity-new-in-control',
  'signer-new',
  'tag-moved',
  'branch-moved',
  'binary-opaque',
  'outside-working-pattern',
] as const;

/**
 * Something that stands beside the verdict and never changes it: not proof of anything, and what people who looked back at inserted backdoors wished that they had looked at.
 * `weak` is one that has an innocent reason more often than not.
 */
export interface Signal {
  readonly kind: (typeof SIGNAL_KINDS)[number];
  readonly weak: boolean;
  /** Where to look: a commit and a path, a tag, a branch. */
  readonly place: { readonly commit?: ObjectId; readonly path?: string; readonly line?: number; readonly ref?: string };
  readonly who?: string;
  /** One sentence. */
  readonly what: string;
}

/** What was looked for, what was found, and, a sentence each, what was not looked at. */
export interface SignalsFound {
  readonly signals: readonly Signal[];
  readonly looked: {
    readonly files: number;
    readonly checks: number;
    readonly earlierCommits: number;
    readonly earlierTags: number;
    /** Refs of the earlier listing; absent where none was given. */
    readonly refs?: number;
  };
  readonly left: readonly string[];
}
