import { writeSync } from 'node:fs';
import { Instant } from '../../src/core/index.ts';
import { openLedger } from '../../src/ledger/edge/open.ts';
import type { Seq } from '../../src/ledger/model.ts';

/*
 * A process that appends for ever and prints each seq once it has been acknowledged, to be killed by a test. Each entry says which seq it expects to
 * become, so that a reader can tell that the entry found is the one acknowledged.
 */
const dataDir = process.argv[2];
if (dataDir === undefined) throw new TypeError('usage: ledger-writer DATA-FOLDER');
const ledger = await openLedger({ dataDir, now: () => Instant.parse('2026-11-01T00:00:00Z'), mode: 'write' });
for (let size = ledger.head().size as number; ; ) {
  // One alone, then a few in a call, then several calls in one turn.
  const counts = [[1], [7], [1, 2, 3, 40]][size % 3] ?? [1];
  const calls = counts.map((count) => {
    const from = size;
    size += count;
    return ledger.append(Array.from({ length: count }, (_, i) => ({ type: 'test', body: { said: (from + i) as Seq } })));
  });
  // A synchronous write: what was printed has left the process before the next append begins.
  for (const receipts of await Promise.all(calls)) writeSync(1, receipts.map(({ seq }) => `${seq}\n`).join(''));
}
