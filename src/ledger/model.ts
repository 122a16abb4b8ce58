import type { Brand, Instant, Json } from '../core/index.ts';

/** Position in the log, from 0. */
export type Seq = Brand<number, 'Seq'>;
/** Number of entries a head or a proof speaks of. */
export type TreeSize = Brand<number, 'TreeSize'>;

/** What is handed in: one fact. `body` never holds personal data or raw telemetry; digests of them, yes. */
export interface Draft {
  readonly type: string;
  readonly body: Json;
}

/**
 * What is kept. The leaf is the RFC 6962 leaf hash over the RFC 8785 canonical JSON of `{ seq, recordedAt, type, body }`.
 * Unknown types and fields are kept byte-exact, so an old binary verifies a newer ledger.
 */
export interface Entry {
  readonly seq: Seq;
  readonly recordedAt: Instant;
  readonly type: string;
  readonly body: Json;
  /** The canonical bytes as text: what was hashed, and what is exported. */
  readonly canonical: string;
}

export interface Receipt {
  readonly seq: Seq;
  readonly recordedAt: Instant;
  /** 64 hex digits. */
  readonly leafHash: string;
}

export interface Head {
  readonly size: TreeSize;
  /** 64 hex digits; of the empty tree, SHA-256 of nothing (RFC 6962 section 2.1). */
  readonly root: string;
}

/**
 * The store port. One contract suite (test/contracts/ledger-store.ts) runs against every adapter; adapters share no base class.
 *
 * Durability: `append` resolves only when every draft would survive the process being killed and the machine losing power.
 * Atomicity: all drafts of one call are entered next to one another and in order, or none is.
 * Retry: a rejected `append` entered nothing and may be repeated; a call whose fate is unknown (the process died) must be looked up first.
 * `expectedSize`: when given, the append is refused (ASSAY-LEDGER-…) unless the tree has exactly that many entries.
 */
export interface LedgerStore {
  append(drafts: readonly Draft[], expectedSize?: TreeSize): Promise<readonly Receipt[]>;
  /** Entries from `from` on, ascending, at most `limit`. */
  read(from: Seq, limit: number): readonly Entry[];
  head(): Head;
  /** Every entry after `after`, then each new one as it becomes durable, until `signal` aborts. */
  watch(after: Seq, signal: AbortSignal): AsyncIterable<Entry>;
  close(): Promise<void>;
}
