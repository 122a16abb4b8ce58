import { canonicalJson, Instant, type Json } from '../../core/index.ts';
import type { Head } from '../../ledger/model.ts';
import type { Rested } from '../retirement/receipt.ts';
import type { RequestId } from './model.ts';

/** What somebody asked for of a household's data, and what came of it. */
export interface DataRequest {
  readonly id: RequestId;
  readonly kind: 'erasure' | 'export';
  readonly household: string;
  readonly device?: string;
  readonly by: string;
  readonly askedAt: Instant;
  readonly doneAt?: Instant;
  readonly records: number;
  /** Keys that were destroyed. */
  readonly keys: number;
  /** Digest of an export's manifest. */
  readonly manifest?: string;
  /** Entries of the fleet's ledger. */
  readonly entries: readonly number[];
}

/**
 * The statement that is signed, in the form of the other receipts of the fleet: canonical JSON (RFC 8785), one line without an end. Counts and digests alone.
 */
export function dataReceiptText(
  request: DataRequest & { readonly doneAt: Instant },
  rested: readonly Rested[],
  ledger: { readonly origin: string; readonly head: Head },
  at: Instant,
): string {
  const { id, kind, household, device, by, askedAt, doneAt, records, keys, manifest } = request;
  const statement: { [key: string]: Json } = {
    format: kind === 'erasure' ? 'assay-erasure-receipt/1' : 'assay-export-receipt/1',
    request: id,
    household,
    ...(device === undefined ? {} : { device }),
    by,
    askedAt: Instant.format(askedAt),
    doneAt: Instant.format(doneAt),
    issuedAt: Instant.format(at),
    records,
    ...(kind === 'erasure' ? { keysDestroyed: keys } : {}),
    ...(manifest === undefined ? {} : { manifest }),
    entries: rested.map(({ seq, type, leaf }) => ({ seq, type, leaf })),
    ledger: { origin: ledger.origin, size: ledger.head.size, root: ledger.head.root },
  };
  return canonicalJson(statement);
}
