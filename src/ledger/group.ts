import { type Fault, Instant } from '../core/index.ts';
import { type Fit, writeEntry } from './entry.ts';
import { ledgerFaults } from './faults.ts';
import { type Hash, leafHash } from './hash.ts';
import type { Receipt, Seq, TreeSize } from './model.ts';
import { rootOf } from './range.ts';
import { EMPTY_EDGE, extend, type Tile, type TreeEdge } from './tiles.ts';

/** What a writer knows of the log between two commits. Everything in it can be read back from the stored tiles and the newest entry. */
export interface Tip {
  readonly edge: TreeEdge;
  readonly root: Hash;
  readonly recordedAt: Instant;
}

export const EMPTY_TIP: Tip = { edge: EMPTY_EDGE, root: rootOf(EMPTY_EDGE.range), recordedAt: Instant.of(0) };

/** One call of `append` that waits to be entered. */
export interface Call {
  readonly drafts: readonly Fit[];
  readonly expectedSize: TreeSize | undefined;
}

type Outcome = { readonly ok: true; readonly receipts: readonly Receipt[] } | { readonly ok: false; readonly fault: Fault };

/** What one commit writes, all or nothing. */
export interface Group {
  readonly tip: Tip;
  /** Canonical texts, from `firstSeq` on. */
  readonly firstSeq: number;
  readonly entries: readonly string[];
  readonly tiles: readonly Tile[];
  /** One per call, in the order of the calls. */
  readonly outcomes: readonly Outcome[];
}

/**
 * Plans the commit of the calls that came in during one turn: gives every draft its place, moment and leaf hash, and the tree its new tiles.
 * A call whose `expectedSize` is wrong at its turn is refused alone (ASSAY-LEDGER-003); the others go in.
 * The recorded moment never runs backwards: a clock that was set back repeats the last moment until it has caught up.
 */
export function planGroup(tip: Tip, now: Instant, calls: readonly Call[]): Group {
  const recordedAt = Instant.of(Math.max(now, tip.recordedAt));
  const moment = Instant.format(recordedAt);
  const firstSeq = tip.edge.range.size;
  const entries: string[] = [];
  const leaves: Hash[] = [];
  const outcomes = calls.map((call): Outcome => {
    const size = firstSeq + entries.length;
    if (call.expectedSize !== undefined && call.expectedSize !== size) return { ok: false, fault: unexpected(call.expectedSize, size) };
    return {
      ok: true,
      receipts: call.drafts.map((draft) => {
        const seq = firstSeq + entries.length;
        const canonical = writeEntry(draft, seq, moment);
        const leaf = leafHash(canonical);
        entries.push(canonical);
        leaves.push(leaf);
        return { seq: seq as Seq, recordedAt, leafHash: leaf };
      }),
    };
  });
  const { edge, tiles } = extend(tip.edge, leaves);
  return { tip: { edge, root: rootOf(edge.range), recordedAt: entries.length === 0 ? tip.recordedAt : recordedAt }, firstSeq, entries, tiles, outcomes };
}

function unexpected(expected: number, found: number): Fault {
  return ledgerFaults.fault('003', {
    message: `the ledger has ${found} entries, not ${expected}`,
    expected: `${expected} entries`,
    found: `${found} entries`,
    remedy: 'Read what has been entered since, decide again, and repeat the append with the new size.',
  });
}
