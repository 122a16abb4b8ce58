import type { AllowedSigner } from './allowed-signers.ts';
import type { Certificate } from './certificate.ts';

/** The public keys that the operator gives, read. */
export interface KeyRing {
  readonly signers: readonly AllowedSigner[];
  /** Fingerprints of SSH keys without an owner beside them. */
  readonly sshKeys: readonly string[];
  /** Roots of certificates. */
  readonly roots: readonly Certificate[];
  /** Files of OpenPGP keys, as they are; `gpg` reads them. */
  readonly openpgp: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** Files of the folder that are none of these. */
  readonly unread: readonly string[];
}

export const NO_KEYS: KeyRing = { signers: [], sshKeys: [], roots: [], openpgp: [], unread: [] };
