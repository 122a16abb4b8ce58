import { type Instant, Refused } from '../core/index.ts';
import { fitDraft, parseEntry } from './entry.ts';
import { ledgerFaults } from './faults.ts';
import { EMPTY_TIP, planGroup } from './group.ts';
import type { Draft, Entry, LedgerStore, Receipt, TreeSize } from './model.ts';
import { follow } from './watch.ts';

/**
 * The LedgerStore port in memory, for tests and for trying things out: the same entries, moments and hashes as the real one, and no durability at all.
 * It passes the same contract suite.
 */
export function memoryStore(now: () => Instant): LedgerStore {
  const entries: Entry[] = [];
  const listeners = new Set<() => void>();
  let tip = EMPTY_TIP;
  let closed = false;

  function enter(drafts: readonly Draft[], expectedSize: TreeSize | undefined): readonly Receipt[] {
    if (closed) throw unavailable();
    const group = planGroup(tip, now(), [{ drafts: drafts.map(fitDraft), expectedSize }]);
    const [outcome] = group.outcomes;
    if (outcome === undefined) return [];
    if (!outcome.ok) throw new Refused(outcome.fault);
    group.entries.forEach((canonical, i) => {
      entries.push(parseEntry(canonical, group.firstSeq + i));
    });
    tip = group.tip;
    for (const listener of listeners) listener();
    return outcome.receipts;
  }

  return {
    append: (drafts, expectedSize) => new Promise((resolve) => resolve(enter(drafts, expectedSize))),
    read(from, limit) {
      if (closed) throw unavailable();
      return entries.slice(from, from + limit);
    },
    head() {
      if (closed) throw unavailable();
      return { size: tip.edge.range.size as TreeSize, root: tip.root };
    },
    watch: (after, signal) => follow(after, signal, { read: (from, limit) => (closed ? undefined : entries.slice(from, from + limit)), listeners }),
    close() {
      closed = true;
      for (const listener of listeners) listener();
      return Promise.resolve();
    },
  };
}

function unavailable(): Refused {
  return new Refused(
    ledgerFaults.fault('008', { message: 'the ledger has been closed', expected: 'an open ledger', found: 'a closed one', remedy: 'Open it again.' }),
  );
}
