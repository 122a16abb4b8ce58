import { writeSync } from 'node:fs';
import { loggedBy } from '../../src/development/codelog/edge/log.fixture.ts';
import { openWitness } from '../../src/development/codelog/edge/witness-store.ts';

/*
 * A witness that is asked for ever to go on by one entry, and prints each size once it has signed it, to be killed by a test. The log is made of the same key by the test and by this process.
 */
const [, , dataDir, secret] = process.argv;
if (dataDir === undefined || secret === undefined) throw new TypeError('usage: code-log-witness DATA-FOLDER KEY');
const log = loggedBy(secret);
const witness = openWitness(dataDir, 'w.example/killed');
for (let size = witness.seen(log.key.name).size + 1; size < 100_000; size += 1) {
  const answer = witness.answer(log.request(size - 1, size), log.known, 1_790_000_000);
  if (answer.status !== 200) throw new TypeError(`the witness answered ${answer.status} at ${size}`);
  writeSync(1, `${size}\n`);
}
