import type { Commit } from '../git/commit.ts';
import type { ObjectFormat } from '../git/object.ts';
import { type Signature, signatureKind } from '../git/signature.ts';
import type { Tag } from '../git/tag.ts';
import type { SignatureFormat } from './model.ts';

/** A signature, what it is over, and when the signer says that it was made. */
export interface Signed {
  readonly format: SignatureFormat;
  readonly signature: Uint8Array;
  readonly payload: Uint8Array;
  /** Seconds since 1970 by the committer's or tagger's own clock. */
  readonly claimed?: number;
  /** Set where it is over the object in the format that this repository does not have. */
  readonly elsewhere?: true;
  /** Set where git's own reader finds two: which one is meant depends on who reads. */
  readonly one?: false;
  /** Set where it stands in a tag that cannot be read. */
  readonly unreadable?: true;
}

const FORMATS = { ssh: 'ssh', pgp: 'openpgp', x509: 'x509', unknown: 'other' } as const;

/** The signatures of a commit. `payload` is its object without them (`signedPayload`). */
export function signedCommit(commit: Commit, payload: Uint8Array, format: ObjectFormat): readonly Signed[] {
  return signedAll(commit.signatures, payload, format, commit.committer.seconds, commit.flaws.includes('two-signatures'));
}

/** The signatures of an annotated tag. */
export function signedTag(tag: Tag, format: ObjectFormat): readonly Signed[] {
  return signedAll(tag.signatures, tag.payload, format, tag.tagger?.seconds, false);
}

function signedAll(signatures: readonly Signature[], payload: Uint8Array, format: ObjectFormat, claimed: number | undefined, two: boolean): readonly Signed[] {
  return signatures.map(({ of, bytes }) => ({
    format: FORMATS[signatureKind(bytes)],
    signature: bytes,
    payload,
    ...(claimed === undefined ? {} : { claimed }),
    ...(of === format ? {} : { elsewhere: true as const }),
    ...(two ? { one: false as const } : {}),
  }));
}
