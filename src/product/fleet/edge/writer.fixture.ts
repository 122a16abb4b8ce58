import { writeSync } from 'node:fs';
import process from 'node:process';
import { AT, counted, countOf, counts } from './counts.fixture.ts';
import { openFleet } from './open.ts';

/*
 * A process that counts for ever, eight things side by side, and prints each count once its act has resolved, to be killed by a test.
 */
const dir = process.argv[2];
if (dir === undefined) throw new TypeError('usage: writer DATA-FOLDER');
const fleet = await openFleet({ dir, now: () => AT, projectors: [counts()] });
const forever = async (thing: string) => {
  for (;;) {
    let n = 0;
    await fleet.act(thing, () => {
      n = countOf(fleet.db, thing) + 1;
      return { ok: true, events: counted(thing, n) };
    });
    // A synchronous write: what was printed has left the process before the next act begins.
    writeSync(1, `${thing} ${n}\n`);
  }
};
await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(forever));
