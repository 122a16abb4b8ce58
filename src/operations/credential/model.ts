import type { Strength } from './strength.ts';

export const KINDS = [
  'device-certificate',
  'server-certificate',
  'ca-key',
  'signing-key',
  'api-token',
  'admin-account',
  'wifi-secret',
  'broker-secret',
  'other',
] as const;
export type Kind = (typeof KINDS)[number];

/** Where it is known from. `map`: it is only known that it is there. */
export type Source = 'map' | 'fleet' | 'ledger' | 'office' | 'file' | 'declared';

/**
 * One credential that the service relies on; never the secret itself. Moments are milliseconds. What is absent is not known, and nothing is taken for fine by it.
 * `id`: the same from one inventory to the next, such as `authority:issuing-1` or `declared:home-wifi`.
 */
export interface Credential {
  readonly id: string;
  readonly kind: Kind;
  readonly name: string;
  readonly source: Source;
  /** The element of the map that stands for it. */
  readonly element?: string;
  readonly owner?: string;
  readonly strength?: Strength;
  /** Parts, files or devices that hold it or are opened by it. */
  readonly usedAt: readonly string[];
  readonly issuedAt?: number;
  readonly expiresAt?: number;
  /** When a new one last took the place of an older one. */
  readonly refreshedAt?: number;
  /** What tells this one from the one that comes after it: a fingerprint or an id, and never anything that a secret could be guessed from. */
  readonly mark?: string;
  /** What stays the same when a new one takes its place, where the id does not. */
  readonly lineage?: string;
  /** Whether Assay gives it out, and so can have it renewed without a person. */
  readonly issuedByAssay: boolean;
  /** Entries of the ledger of its source. */
  readonly by: readonly number[];
}

/** In milliseconds. Absent: no bound of that kind. */
export interface Limit {
  readonly maximumAge?: number;
  /** How long before its end it is due. */
  readonly before?: number;
}
export type Policy = Readonly<Record<Kind, Limit>>;

const DAY = 86_400_000;

/** Where nothing is declared. Device certificates are renewed by themselves at two thirds of their life: one that is 30 days from its end was not. */
export const USUAL_POLICY: Policy = {
  'device-certificate': { maximumAge: 365 * DAY, before: 30 * DAY },
  'server-certificate': { maximumAge: 398 * DAY, before: 21 * DAY },
  'ca-key': { maximumAge: 20 * 365 * DAY, before: 180 * DAY },
  'signing-key': { maximumAge: 730 * DAY, before: 60 * DAY },
  'api-token': { maximumAge: 90 * DAY, before: 14 * DAY },
  'admin-account': { maximumAge: 365 * DAY, before: 14 * DAY },
  'wifi-secret': { maximumAge: 365 * DAY, before: 30 * DAY },
  'broker-secret': { maximumAge: 90 * DAY, before: 14 * DAY },
  other: { maximumAge: 365 * DAY, before: 30 * DAY },
};
