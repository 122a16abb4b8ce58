import type { PersonKind } from '../person/model.ts';

/** What an armour says that it is. */
export type SignatureFormat = 'ssh' | 'openpgp' | 'x509' | 'other';

/**
 * What the bytes of a signature and the mathematics say, before anybody asked whose the key is. `holds`: the key made it, over these bytes. `broken`: it did not, or the bytes
 * are no signature. `unchecked`: no answer, and why.
 */
export type Outcome =
  | { readonly kind: 'holds'; readonly key: VerifiedKey }
  | { readonly kind: 'broken'; readonly reason: BrokenReason; readonly claimed?: string }
  | { readonly kind: 'unchecked'; readonly reason: UncheckedReason; readonly claimed?: string; readonly found?: string };

export type BrokenReason = 'bytes-do-not-match' | 'unreadable' | 'other-namespace';

/** A key that is shown to have made a signature. Moments are seconds since 1970. */
export type VerifiedKey =
  | { readonly format: 'ssh'; readonly id: string; readonly certificate?: SshAuthority; readonly touched?: boolean }
  | {
      readonly format: 'openpgp';
      /** Of the key or subkey that signed, upper-case hex. */
      readonly id: string;
      readonly primary: string;
      /** When the signature says that it was made. */
      readonly made: number;
      readonly keyEnds?: number;
      readonly keyEnded: boolean;
      readonly revoked: boolean;
      readonly signatureEnded: boolean;
      readonly weakHash: boolean;
    }
  | {
      readonly format: 'x509';
      /** `SHA256:…` of the certificate. */
      readonly id: string;
      /** `email:…`, `uri:…` of the alternative names, and `name:` with the common name. */
      readonly subjects: readonly string[];
      /** Who vouched to the authority for the subject, where the certificate says so: the address of an OpenID provider. */
      readonly provider?: string;
      readonly issuer: string;
      readonly begins: number;
      readonly ends: number;
      readonly made?: number;
      /** Whether the certificate leads to a root that was given, and what is in the way. */
      readonly chain: 'given-root' | { readonly broken: string };
    };

/** An OpenSSH certificate whose authority's signature holds. */
export interface SshAuthority {
  readonly authority: string;
  readonly principals: readonly string[];
  readonly begins: number;
  readonly ends: number;
}

export type UncheckedReason =
  | 'key-not-given'
  | 'kind-not-known'
  | 'algorithm-not-accepted'
  | 'form-not-read'
  | 'other-object-format'
  | 'several-signatures'
  | 'tool-missing'
  | 'tool-failed';

/** Why a signature that holds is nobody's that is known. */
export type NotKnownReason =
  | 'owner-not-declared'
  | 'owners-differ'
  | 'root-not-given'
  | 'before-its-key'
  | 'key-past-its-end'
  | 'certificate-past-its-end'
  | 'key-compromised'
  | 'key-revoked'
  | 'signature-past-its-end'
  | 'hash-too-weak'
  | 'no-touch';

export type SignatureState = 'valid' | 'invalid' | 'not-checkable' | 'none';

export const SIGNATURE_STATES: readonly SignatureState[] = ['valid', 'invalid', 'not-checkable', 'none'];

/** What is known of the signature of one commit or tag. */
export interface SignatureVerdict {
  readonly state: SignatureState;
  readonly format?: SignatureFormat;
  /** The key that made it, or the one that it names where nothing is verified. */
  readonly key?: string;
  /** An id of the register: of whoever signed where the state is valid, else of whose the key would be. */
  readonly by?: string;
  /** What the key stands for. Only a person's signature tells of a person. */
  readonly role?: PersonKind;
  readonly reason?: BrokenReason | UncheckedReason | NotKnownReason;
  /** In words. */
  readonly why: string;
  /** What would make it checkable. */
  readonly remedy?: string;
}
