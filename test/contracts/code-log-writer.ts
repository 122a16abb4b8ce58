import { writeSync } from 'node:fs';
import { Digest, Instant } from '../../src/core/index.ts';
import { initCodeLog } from '../../src/development/codelog/edge/open.ts';

/*
 * A process that submits to a code log for ever, some of it twice and at once, and prints what it was told of each leaf, to be killed by a test.
 */
const dataDir = process.argv[2];
if (dataDir === undefined) throw new TypeError('usage: code-log-writer DATA-FOLDER');
const log = await initCodeLog(dataDir, () => Instant.parse('2026-11-01T00:00:00Z'), 'log.example/killed');
for (let n = log.ledger.head().size as number; ; n += 3) {
  const leaf = (i: number) => ({ kind: 'build', digest: Digest.of(`${i}`) }) as const;
  const calls = [[leaf(n)], [leaf(n + 1), leaf(n), leaf(n + 2)], [leaf(Math.max(0, n - 3))]];
  const told = await Promise.all(calls.map((leaves) => log.submit(leaves).then((entered) => entered.map(({ index }, i) => `${leaves[i]?.digest} ${index}\n`))));
  writeSync(1, told.flat().join(''));
}
