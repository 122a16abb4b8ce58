import type { DeviceId, FleetEvent } from '../fleet/model.ts';
import type { KeyKind, RevocationReason } from './model.ts';

// The facts of the authority on the fleet's ledger. Certificates stand there whole where they are the authority's own, by their digest where they are a device's.

/** Where the private key of an authority is. Never the key, and never what opens it. */
export type KeyPlace = { readonly kind: 'file'; readonly file: string } | { readonly kind: 'pkcs11'; readonly uri: string };

/** A root or an issuing authority exists from here on. */
export interface AuthorityMade extends FleetEvent {
  readonly type: 'authority.made';
  /** Such as `root-1` or `issuing-2`. */
  readonly authority: string;
  readonly role: 'root' | 'issuing';
  /** The root that signed it; of a root, itself. */
  readonly parent: string;
  /** DER in base64. */
  readonly certificate: string;
  readonly fingerprint: string;
  readonly serial: string;
  readonly key: KeyPlace;
  /** What the addresses in its certificates begin with; absent: they name none. */
  readonly url?: string;
  /** Into how many lists its revoked certificates are divided. */
  readonly shards: number;
}

/** A root took the place of another. The links let whoever trusts one of them verify what stands below the other (RFC 4210 section 4.4). */
export interface AuthorityRotated extends FleetEvent {
  readonly type: 'authority.rotated';
  readonly from: string;
  readonly to: string;
  /** DER in base64: the old root's key signed by the new one, and the other way round. Absent for issuing authorities. */
  readonly oldWithNew?: string;
  readonly newWithOld?: string;
}

export interface CertificateIssued extends FleetEvent {
  readonly type: 'certificate.issued';
  readonly serial: string;
  readonly issuer: string;
  readonly profile: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly fingerprint: string;
  /** SHA-256 of the SubjectPublicKeyInfo, 64 hex digits: by it the ledger shows that no two devices have one key. Absent in what was entered before it was kept. */
  readonly key?: string;
  /** Of that key: an audit asks how strong it is. Absent in what was entered before it was kept. */
  readonly keyKind?: KeyKind;
  /** Until when it may still ask for renewal; absent: no longer than it is good. */
  readonly graceUntil?: string;
  readonly device?: DeviceId;
}

export interface CertificateRevoked extends FleetEvent {
  readonly type: 'certificate.revoked';
  readonly serial: string;
  readonly issuer?: string;
  readonly device?: DeviceId;
  readonly reason: RevocationReason;
}

/** One run of lists: all shards of an authority under one number. */
export interface CrlIssued extends FleetEvent {
  readonly type: 'crl.issued';
  readonly authority: string;
  readonly number: number;
  /** Of a delta: the number of the full list that it adds to. */
  readonly base?: number;
  /** The revocations up to this entry of the ledger are in it. */
  readonly upTo: number;
  readonly nextUpdate: string;
  readonly entries: number;
  /** SHA-256 of each shard's list, 64 hex digits. */
  readonly digests: readonly string[];
}

export type CaEvent = AuthorityMade | AuthorityRotated | CertificateIssued | CertificateRevoked | CrlIssued;
