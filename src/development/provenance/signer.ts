import type { SignerIdentity } from './signing-certificate.ts';

/** Whose signature holds over the provenance, or why none is known to. */
export type ProvenanceSigner =
  | { readonly kind: 'identity'; readonly signer: SignerIdentity }
  | { readonly kind: 'key'; readonly spki: Uint8Array }
  | { readonly kind: 'none'; readonly why: string };
