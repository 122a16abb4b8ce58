import type { SignatureVerdict } from './model.ts';

/** A release's tag, with what is known of its signatures. */
export interface SignedRelease {
  readonly name: string;
  readonly signatures: readonly SignatureVerdict[];
}

export interface ReleaseSigners {
  /** Who signed the release: ids of the register. */
  readonly by: readonly string[];
  /** Those among them who signed none of the releases before: a signal to look at, and no fault. */
  readonly newcomers: readonly string[];
  /** True where releases before were signed and this one is not, by nobody who is known. */
  readonly ceased: boolean;
  /** Releases before whose signers are known; where it is 0, nobody is new, since nobody is known. */
  readonly known: number;
}

/** Who signed a release beside who signed those before it, in any order. Pure. */
export function releaseSigners(release: SignedRelease, before: readonly SignedRelease[]): ReleaseSigners {
  const by = signersOf(release);
  const earlier = before.map(signersOf).filter((signers) => signers.length > 0);
  const familiar = new Set(earlier.flat());
  return {
    by,
    newcomers: earlier.length === 0 ? [] : by.filter((one) => !familiar.has(one)),
    ceased: earlier.length > 0 && by.length === 0,
    known: earlier.length,
  };
}

/** Whoever has a valid signature among these, each once. */
function signersOf({ signatures }: SignedRelease): readonly string[] {
  return [...new Set(signatures.flatMap(({ state, by }) => (state === 'valid' && by !== undefined ? [by] : [])))];
}
