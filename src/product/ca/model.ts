import type { Fault, Instant } from '../../core/index.ts';
import type { DeviceId, FleetEvent } from '../fleet/model.ts';

/** Signs `bytes` with a key that never leaves it. Resolves with the DER signature (ECDSA) or the raw one (Ed25519); rejects with a `Refused` (peer: the token is gone). Not idempotent, safe to repeat. */
export interface Signer {
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** Kinds of public keys that are signed. */
export type KeyKind = 'p-256' | 'p-384' | 'ed25519' | 'rsa-2048' | 'rsa-3072' | 'rsa-4096';

/** What a certificate may be used for. `registrar`: to ask manufacturers for vouchers (RFC 8995 section 5.5.4, id-kp-cmcRA); no profile of devices has it. */
export type Usage = 'client' | 'server' | 'registrar';

/** What certificates of one kind look like: data, chosen by the EST label or by the operator. */
export interface Profile {
  readonly name: string;
  /** How long a certificate is good. */
  readonly days: number;
  /** How long after its end it may still ask for renewal. */
  readonly graceDays: number;
  readonly usages: readonly Usage[];
  /** Public keys that are signed. */
  readonly keys: readonly KeyKind[];
  /** A person looks at each request before it is signed (EST: 202). */
  readonly approval: boolean;
  /** Keys made by the server are given out under this profile (EST serverkeygen). */
  readonly serverKeys: boolean;
}

/** What is asked to be signed. Everything in it has been decided: nothing is copied from a request unread. */
export interface Issuance {
  readonly profile: Profile;
  /** Common name. */
  readonly name: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly dnsNames?: readonly string[];
  readonly uris?: readonly string[];
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** Whose certificate it is, as the fleet's ledger names it. Nothing of it enters the certificate. */
  readonly device?: DeviceId;
  /** Asked once more in the act that enters the certificate, in which nothing else of the device changes: its faults refuse, and what was signed is thrown away. Reads tables, and nothing else. */
  readonly allowed?: () => readonly Fault[];
  /** Given what was signed, before it is entered: for who keeps it for an answer that is lost. Where it throws, nothing is entered. */
  readonly before?: (issued: Issued) => void;
  /** Facts of whoever has it issued, entered with the certificate in one act: a token is used with the certificate that it led to, or not at all. Asked after `allowed`. */
  readonly along?: () => readonly FleetEvent[];
}

export interface Issued {
  /** Lower-case hex, no leading zeros. */
  readonly serial: string;
  readonly certificate: Uint8Array;
  /** SHA-256 of the certificate, 64 hex digits. */
  readonly fingerprint: string;
}

export type RevocationReason = 'unspecified' | 'keyCompromise' | 'affiliationChanged' | 'superseded' | 'cessationOfOperation' | 'privilegeWithdrawn';

export interface Revoked {
  readonly serial: string;
  readonly at: Instant;
  readonly reason: RevocationReason;
}

/** The issuing authority as other rooms see it. */
export interface Authority {
  issue(asked: Issuance): Promise<Issued>;
  /** The chain that a client needs, issuing authority first; what links the root to older ones; the root last. DER. */
  readonly chain: readonly Uint8Array[];
  /** Every certificate that a client should trust now: roots, and what links an old root to a new one (RFC 4210 section 4.4). DER. */
  readonly anchors: readonly Uint8Array[];
}
