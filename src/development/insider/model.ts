import type { ObjectId } from '../git/object.ts';

/** How somebody, or a system, could have put into the release what nobody else looked at. */
export const WAYS = ['own-change', 'applied-alone', 'own-word', 'system-word', 'approval-alone', 'release-alone'] as const;
export type Way = (typeof WAYS)[number];

/** What would tell of it. */
export interface Notice {
  readonly by: 'review' | 'signal' | 'signature' | 'artifact' | 'log' | 'nothing';
  /** `did`: it tells of it here. `would`: it does, where somebody looks. */
  readonly state: 'did' | 'would';
  /** One sentence part, such as `the comparison of what ships with the tag’s tree`. */
  readonly what: string;
}

export interface Means {
  readonly way: Way;
  /** The commits it is about; of `release-alone` none: it is all of the release. */
  readonly commits: readonly ObjectId[];
  /** Of these, how many cannot be known to be so. */
  readonly perhaps: number;
  readonly noticedBy: readonly Notice[];
}

export const INSIDER_KINDS = ['person', 'forge', 'bot', 'model', 'key', 'record', 'not-known'] as const;

/** Somebody or something that can put code into a release. */
export interface Insider {
  /** An id of the register, else an address or name as written; of a system, what it is called. */
  readonly who: string;
  readonly kind: (typeof INSIDER_KINDS)[number];
  /** Keys of theirs that signed commits or tags of this release. */
  readonly keys: readonly string[];
  readonly means: readonly Means[];
}
