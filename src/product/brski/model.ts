import type { Instant } from '../../core/index.ts';

/** How sure the manufacturer is that device and registrar met (RFC 8366 section 5.3). */
export type Assertion = 'verified' | 'logged' | 'proximity';

/** What a manufacturer says of a device: whose it is from here on (RFC 8366 section 5). */
export interface Voucher {
  readonly assertion: Assertion;
  readonly createdOn: Instant;
  /** Of a voucher without a nonce alone: one with a nonce answers one request, and no clock is needed to know that it is new. */
  readonly expiresOn?: Instant;
  readonly serial: string;
  /** Base64 of the authority key identifier of the manufacturer's certificate. */
  readonly idevidIssuer?: string;
  /** DER: what the registrar has to lead to. */
  readonly pinnedDomainCert: Uint8Array;
  /** As it was written: compared, and never read. */
  readonly nonce?: string;
}

/** What a device asks its registrar, and the registrar the manufacturer (RFC 8995 section 3.2). */
export interface VoucherRequest {
  readonly assertion?: Assertion;
  /** A device without a clock says none, or a wrong one: nobody goes by it. */
  readonly createdOn?: Instant;
  readonly serial: string;
  readonly idevidIssuer?: string;
  readonly nonce?: string;
  /** DER: the certificate that the registrar showed to the device. */
  readonly proximityRegistrarCert?: Uint8Array;
  /** The device's own request, whole, as the registrar passes it on. */
  readonly priorSigned?: Uint8Array;
}

/** What a device says of how a step went (RFC 8995 sections 5.7 and 5.9.4). */
export interface Report {
  readonly status: boolean;
  /** In the device's words, at most 200 letters. */
  readonly reason?: string;
}

/** One voucher in a manufacturer's log (RFC 8995 section 5.8.1). */
export interface AuditEvent {
  readonly date: Instant;
  /** Base64: whom it was given to. */
  readonly domainId: string;
  readonly nonce?: string;
  readonly assertion: Assertion;
}
