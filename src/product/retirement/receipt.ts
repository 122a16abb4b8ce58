import { canonicalJson, Instant, type Json } from '../../core/index.ts';
import type { Head } from '../../ledger/model.ts';
import { missingOf, standsOf } from './decide.ts';
import type { Retirement } from './model.ts';

/** One entry of the fleet's ledger that a receipt rests on. */
export interface Rested {
  readonly seq: number;
  readonly type: string;
  /** RFC 6962 leaf hash of the entry: by it, and a proof of inclusion, the entry is found in the ledger again. */
  readonly leaf: string;
}

/**
 * The statement that is signed: what was done, by which entries, and what is still missing. Canonical JSON (RFC 8785), one line without an end, so that its bytes are what any tool signs and verifies.
 * Nothing personal stands in it.
 */
export function receiptText(
  retirement: Retirement,
  rested: readonly Rested[],
  ledger: { readonly origin: string; readonly head: Head },
  at: Instant,
  receipt: string | undefined,
): string {
  const { device, kind, household, data, reason, begunAt, wipe, order, wipedAt, intents } = retirement;
  const statement: { [key: string]: Json } = {
    format: 'assay-retirement-receipt/1',
    retirement: retirement.id,
    device,
    kind,
    data,
    reason,
    begunAt: Instant.format(begunAt),
    issuedAt: Instant.format(at),
    stands: standsOf(retirement),
    missing: [...missingOf(retirement)],
    done: intents
      .filter(({ state }) => state === 'done')
      .map(({ closer, says, doneAt }) => ({ closer, says: says ?? '', at: Instant.format(doneAt ?? begunAt) })),
    wipe: {
      course: wipe,
      ...(order === undefined ? {} : { order }),
      ...(wipedAt === undefined ? {} : { confirmedAt: Instant.format(wipedAt) }),
      ...(receipt === undefined ? {} : { receipt }),
    },
    entries: rested.map(({ seq, type, leaf }) => ({ seq, type, leaf })),
    ledger: { origin: ledger.origin, size: ledger.head.size, root: ledger.head.root },
  };
  if (household !== undefined) statement['household'] = household;
  return canonicalJson(statement);
}
