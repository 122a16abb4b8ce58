import type { Instant } from '../../core/index.ts';
import type { DeviceId } from '../fleet/model.ts';

/** `psa`: a PSA attestation token (RFC 9783), `tpm`: a key that a TPM 2.0 certified. `other`: what is not read here. */
export type Format = 'psa' | 'tpm' | 'other';

/** `verified`: by what the operator declared. `not-verified`: sound as far as it can be read, and nobody said by what to verify it. `refused`: with the code of the refusal. */
export type Outcome = 'verified' | 'not-verified' | 'refused';

/**
 * What the evidence says of the key of the certificate. `in-hardware`: it was made in the hardware and cannot leave it. `named`: who signed was given this key, and says nothing of where it lives.
 * `unbound`: nothing.
 */
export type KeyBound = 'in-hardware' | 'named' | 'unbound';

/** RFC 9783 section 4.3.1. */
export const LIFECYCLES = ['unknown', 'assembly-and-test', 'rot-provisioning', 'secured', 'non-rot-debug', 'recoverable-rot-debug', 'decommissioned'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** How something was signed. `ecdsa-raw`: both numbers one after the other, as COSE has them, and not in DER. */
export interface SignedBy {
  readonly scheme: 'ecdsa' | 'ecdsa-raw' | 'rsa' | 'rsa-pss' | 'ed25519';
  readonly digest: 'sha256' | 'sha384' | 'sha512' | undefined;
}

/** One piece of software that was measured when the device started. */
export interface Software {
  readonly kind?: string;
  /** Hex. */
  readonly measurement: string;
  readonly version?: string;
  /** Digest of the key that signed it, hex. */
  readonly signer: string;
}

/** What evidence says, in words and digests that may stand on the ledger. Believed only where it was verified. */
export interface Said {
  readonly lifecycle?: Lifecycle;
  /** Which make of hardware, hex. */
  readonly implementation?: string;
  /** The one piece of hardware, hex. */
  readonly instance?: string;
  readonly software?: readonly Software[];
  /** Of a TPM's own firmware, hex. */
  readonly firmware?: string;
}

/** What became of one piece of evidence. */
export interface Appraisal {
  readonly format: Format;
  readonly outcome: Outcome;
  /** Why it is not verified. */
  readonly code?: string;
  /** SHA-256 of the evidence, 64 hex digits. */
  readonly evidence: string;
  readonly key: KeyBound;
  /** SHA-256 of the signer's SubjectPublicKeyInfo, where its signature holds and the operator's declarations speak for it. */
  readonly signer?: string;
  readonly said: Said;
}

/** The newest appraisal of a device. */
export interface Attested {
  readonly device: DeviceId;
  readonly format: Format;
  readonly outcome: Outcome;
  readonly code?: string;
  readonly evidence: string;
  readonly key: KeyBound;
  readonly said: Said;
  readonly at: Instant;
}
