import type { Instant } from '../../core/index.ts';
import type { DeviceId, ProductId } from '../fleet/model.ts';

/** What can be asked below `/.well-known/est` (RFC 7030 section 3.2.2). */
export type Operation = 'cacerts' | 'simpleenroll' | 'simplereenroll' | 'fullcmc' | 'serverkeygen' | 'csrattrs';

/** How devices of one product enrol: the operator's word. */
export interface ProductSettings {
  readonly product: ProductId;
  /** The profile where the address has no label; a label may name any of them. */
  readonly profiles: readonly string[];
  /** Certificates of manufacturers whose device certificates are believed, PEM. */
  readonly anchors: string;
  /** What the first enrolment takes. */
  readonly proof: 'either' | 'token' | 'certificate' | 'both';
  /** A request has to carry what binds it to its connection (RFC 7030 section 3.5, RFC 9266). */
  readonly binding: 'if-given' | 'required';
  /** A manufacturer's certificate asks again while the device holds a certificate that is in use, or one for another key that waits for its first use. */
  readonly again: 'refuse' | 'alarm';
  /** Below which a device may ask for the one DNS name `ID.DOMAIN`. */
  readonly domain?: string;
  readonly attributes: 'none' | 'plain' | 'template';
}

/** A one-time token as it is kept: never itself. */
export interface Token {
  /** SHA-256, 64 hex digits. */
  readonly digest: string;
  readonly device: DeviceId;
  readonly until: Instant;
  /** Replaced by a newer one, used, to be used, or ended with the ownership or the life that it was made in. */
  readonly state: 'open' | 'used' | 'replaced' | 'ended';
  /** Of a request that waits: SHA-256 of the public key that alone may still use it. */
  readonly key?: string;
}

/** A request that a person looks at. */
export interface Waiting {
  /** `er_` and 20 of a-z0-9. */
  readonly id: string;
  readonly device: DeviceId;
  readonly profile: string;
  /** SHA-256 of the SubjectPublicKeyInfo, 64 hex digits. A client that binds its request to the connection signs it anew each time; its key stays. */
  readonly key: string;
  readonly by: Proof;
  readonly at: Instant;
  readonly state: 'waiting' | 'approved' | 'declined' | 'done' | 'ended';
}

/** By what somebody showed who they are. */
export type Proof = 'token' | 'manufacturer' | 'manufacturer-and-token' | 'credential' | 'credential-and-token';

/** Who asks, as far as it was shown. */
export interface Caller {
  readonly device: DeviceId;
  readonly by: Proof;
  /** SHA-256 of the token, where one was given and is good. */
  readonly token?: string;
  /** Of the device's own certificate, where it was shown. */
  readonly credential?: { readonly serial: string; readonly fingerprint: string; readonly profile: string; readonly renewOnly: boolean };
}
