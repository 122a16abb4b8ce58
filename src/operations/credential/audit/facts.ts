import type { Json } from '../../../core/index.ts';
import type { Strength } from '../strength.ts';

// The entries of the fleet's ledger that the audit reads. Other layers write them: their shapes are read here by their names on the ledger, and what is absent in an older entry is not known.

export interface Fact {
  readonly seq: number;
  readonly type: string;
  readonly body: { readonly [key: string]: Json };
}

export const AUDITED = [
  'authority.made',
  'authority.rotated',
  'certificate.issued',
  'credential.used',
  'certificate.revoked',
  'crl.issued',
  'device.retired',
  'session.refused',
  'policies.changed',
] as const;

export interface AuthorityFact {
  readonly id: string;
  readonly role: string;
  readonly serial: string;
  /** Absent where the ledger does not say. */
  readonly notAfter?: number;
  readonly key: Strength;
  readonly made: number;
  readonly replaced?: number;
  readonly revoked?: number;
  /** What it signed after it was revoked: the first entry. */
  readonly signedAfter?: number;
  /** The newest list of it: up to which entry, and its own. */
  readonly list?: { readonly upTo: number; readonly seq: number };
  /** Revocations that are on no list yet: entry and moment, oldest first. */
  readonly unlisted: readonly { readonly seq: number; readonly at: number }[];
  /** Certificates of devices under it that are neither revoked, superseded nor of a retired device, and the latest end that any had. */
  readonly active: number;
  readonly latest: number;
}

export interface CertificateFact {
  readonly serial: string;
  readonly issuer: string;
  readonly device: string;
  readonly profile: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the key; absent in entries of older versions. */
  readonly key?: string;
  readonly strength?: Strength;
  readonly issued: number;
  readonly used?: number;
  readonly revoked?: number;
  readonly usedAfter?: number;
  readonly superseded?: number;
  readonly retired?: number;
}

/** A rule of who may do what, as far as the audit needs it. `any`: the part of its head that holds for everybody, every act, everything. */
export interface PolicyFact {
  readonly id: string;
  readonly permits: boolean;
  readonly anyPrincipal: boolean;
  readonly anyAction: boolean;
  readonly anyResource: boolean;
  readonly conditions: number;
  /** Texts compared for equality that hold a wildcard, which such a comparison does not heed. */
  readonly literalWildcards: readonly string[];
}

export interface PoliciesFact {
  readonly seq?: number;
  readonly rules: readonly PolicyFact[];
}

export const textIn = (body: Fact['body'], name: string): string | undefined => {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
};
export const numberIn = (body: Fact['body'], name: string): number | undefined => {
  const value = body[name];
  return typeof value === 'number' ? value : undefined;
};
