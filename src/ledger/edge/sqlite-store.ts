import { setImmediate as nextTurn } from 'node:timers';
import { type Instant, Refused } from '../../core/index.ts';
import { signCheckpoint } from '../checkpoint.ts';
import { type Fit, fitDraft } from '../entry.ts';
import { ledgerFaults } from '../faults.ts';
import { type Call, planGroup, type Tip } from '../group.ts';
import type { LedgerStore, Receipt, TreeSize } from '../model.ts';
import { rootOf } from '../range.ts';
import type { Ed25519Sign, VerifierKey } from '../signed-note.ts';
import { edgeFromTiles } from '../tiles.ts';
import { follow } from '../watch.ts';
import { asRefused } from './database.ts';
import type { Tables } from './tables.ts';

export interface SqliteStoreOptions {
  readonly tables: Tables;
  /** Named in faults. */
  readonly file: string;
  readonly now: () => Instant;
  /** Absent when open for reading: then every append is refused. */
  readonly signer: { readonly key: VerifierKey; readonly sign: Ed25519Sign } | undefined;
  /** Called after each durable commit, and never before. Must not throw. */
  readonly committed: () => void;
}

const POLL_MS = 250;

interface Waiting extends Call {
  readonly drafts: readonly Fit[];
  readonly resolve: (receipts: readonly Receipt[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Finds the tip again from what is stored: one row of `entry`, one tile a level. It runs at opening and after every commit that failed, so the
 * path back from a crash is the path of an ordinary day. A crash before a commit left nothing; after it, everything.
 */
function recoverTip(tables: Tables): Tip {
  const size = tables.size();
  const edge = edgeFromTiles(size, tables.tile);
  const [last] = size === 0 ? [] : tables.entries(size - 1, 1);
  return { edge, root: rootOf(edge.range), recordedAt: last?.recordedAt ?? (0 as Instant) };
}

/** The LedgerStore port on node:sqlite. The appends of one turn of the event loop share one transaction and one signed checkpoint. */
export function sqliteStore(options: SqliteStoreOptions): LedgerStore {
  const { tables, signer } = options;
  let tip = recoverTip(tables);
  let waiting: Waiting[] = [];
  let scheduled = false;
  let closed = false;
  const listeners = new Set<() => void>();
  const wakeAll = () => {
    for (const listener of listeners) listener();
  };

  function flush(): void {
    scheduled = false;
    const calls = waiting;
    waiting = [];
    if (calls.length === 0 || signer === undefined) return;
    let group: ReturnType<typeof planGroup>;
    try {
      group = planGroup(tip, options.now(), calls);
      // Killed before the commit: nobody was told, nothing is there. Killed after it and before the promises resolve: the entries are there
      // though nobody was told, which is why a caller whose call died must look before it repeats.
      if (group.entries.length > 0) tables.commit(group, signCheckpoint(group.tip.edge.range.size, group.tip.root, signer.key, signer.sign));
      tip = group.tip;
    } catch (error) {
      const refused = asRefused(error, options.file);
      try {
        tip = recoverTip(tables);
      } catch {
        closed = true; // The file no longer reads back: nothing more may be entered or answered from it.
      }
      for (const call of calls) call.reject(refused);
      return;
    }
    calls.forEach((call, i) => {
      const outcome = group.outcomes[i];
      if (outcome === undefined) return;
      if (outcome.ok) call.resolve(outcome.receipts);
      else call.reject(new Refused(outcome.fault));
    });
    if (group.entries.length === 0) return;
    options.committed();
    wakeAll();
  }

  /** A reader sees what a writer in another process commits; the writer knows it. */
  const current = (): Tip => {
    if (signer === undefined && tables.size() !== tip.edge.range.size) tip = recoverTip(tables);
    return tip;
  };

  return {
    append(drafts, expectedSize) {
      if (closed || signer === undefined) return Promise.reject(unavailable(closed));
      let fit: Fit[];
      try {
        fit = drafts.map(fitDraft);
      } catch (error) {
        return Promise.reject(error);
      }
      return new Promise<readonly Receipt[]>((resolve, reject) => {
        waiting.push({ drafts: fit, expectedSize, resolve, reject });
        if (scheduled) return;
        scheduled = true;
        nextTurn(flush);
      });
    },
    read(from, limit) {
      if (closed) throw unavailable(closed);
      return tables.entries(from, limit);
    },
    head() {
      if (closed) throw unavailable(closed);
      const { edge, root } = current();
      return { size: edge.range.size as TreeSize, root };
    },
    async *watch(after, signal) {
      // Another process's commits wake nobody here: a reader looks four times a second.
      const poll = signer === undefined ? setInterval(wakeAll, POLL_MS) : undefined;
      try {
        yield* follow(after, signal, { read: (from, limit) => (closed ? undefined : tables.entries(from, limit)), listeners });
      } finally {
        clearInterval(poll);
      }
    },
    close() {
      flush();
      closed = true;
      wakeAll();
      return Promise.resolve();
    },
  };
}

function unavailable(closed: boolean): Refused {
  return new Refused(
    ledgerFaults.fault('008', {
      message: closed ? 'the ledger has been closed' : 'the ledger is open for reading',
      expected: 'a ledger that is open for writing',
      found: closed ? 'a closed one' : 'one opened for reading',
      remedy: closed ? 'Open it again.' : 'Open it for writing.',
    }),
  );
}
