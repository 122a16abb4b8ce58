/** What is needed of a platform to verify signatures. Rooms that are pure ask for it; `edge/crypto.ts` has it of Node. */
export interface SignatureCrypto {
  digest(algorithm: HashName, bytes: Uint8Array): Uint8Array;
  /** Whether the signature holds. Never throws: what cannot be a key of that kind verifies nothing. */
  verify(check: Check): boolean;
}

export type HashName = 'sha256' | 'sha384' | 'sha512';

/** One question to the mathematics. */
export interface Check {
  /** SubjectPublicKeyInfo in DER (RFC 5280 section 4.1.2.7). */
  readonly key: Uint8Array;
  readonly scheme: 'ed25519' | 'ecdsa' | 'rsa';
  /** Of what is signed; absent for Ed25519, which digests by itself. */
  readonly hash?: HashName;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** How ECDSA's two numbers are written: side by side in the curve's width, or in DER. */
  readonly encoding?: 'plain' | 'der';
}
