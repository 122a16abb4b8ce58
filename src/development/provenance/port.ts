import type { Bundle } from './bundle.ts';
import type { TrustedRoot } from './trusted-root.ts';

/** What is verified: a bundle that was read, by a trusted root, over the bytes of an artifact. `spki`: the key that signed, in DER, where no certificate did. */
export interface BundleQuestion {
  readonly bundle: Bundle;
  readonly root: TrustedRoot;
  readonly artifact: Uint8Array;
  readonly spki?: Uint8Array;
}

/** Verifies the chain, the log, the time stamps and the signature of a bundle, from these bytes alone. Whatever it cannot do is an answer of no; it throws nothing. */
export type VerifyBundle = (question: BundleQuestion) => { readonly ok: true } | { readonly ok: false; readonly why: string };
