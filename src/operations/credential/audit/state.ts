import type { AuthorityFact, CertificateFact, PoliciesFact } from './facts.ts';
import type { Finding } from './finding.ts';

/** What the audit keeps of the ledger. Changed in place: whoever folds owns it. */
export interface AuditState {
  /** Entries read, whatever they were. */
  size: number;
  readonly authorities: Map<string, AuthorityFact>;
  /** By the serial of its own certificate: which authority that is. */
  readonly bySerial: Map<string, string>;
  readonly certificates: Map<string, CertificateFact>;
  readonly ofDevice: Map<string, readonly string[]>;
  /** By key: each device that has a certificate over it, and the entry. */
  readonly ofKey: Map<string, ReadonlyMap<string, number>>;
  readonly retired: Map<string, number>;
  /** The newest minute with refused client ids. */
  conflict: { readonly seq: number; readonly at: number; readonly count: number } | undefined;
  /** Something was said by the fleet's endpoint: without it nothing can be said of client ids. */
  endpoint: number | undefined;
  policies: PoliciesFact | undefined;
  policiesChanged: number | undefined;
  /** By subject. A subject without findings is not here. */
  readonly findings: Map<string, readonly Finding[]>;
}

export const emptyAudit = (): AuditState => ({
  size: 0,
  authorities: new Map(),
  bySerial: new Map(),
  certificates: new Map(),
  ofDevice: new Map(),
  ofKey: new Map(),
  retired: new Map(),
  conflict: undefined,
  endpoint: undefined,
  policies: undefined,
  policiesChanged: undefined,
  findings: new Map(),
});

export const isActive = ({ revoked, superseded, retired }: CertificateFact): boolean =>
  revoked === undefined && superseded === undefined && retired === undefined;
