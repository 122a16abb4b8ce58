import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { verifyLedger } from '../../../ledger/edge/check.ts';
import { AT, countOf, counts } from './counts.fixture.ts';
import { fleetFolder, openFleet } from './open.ts';

const ROUNDS = 30;
// A fleet is killed this often before a new one is begun: it should be old enough to have been recovered.
const LIVES = 5;
const WRITER = fileURLToPath(new URL('./writer.fixture.ts', import.meta.url));
const folder = () => mkdtempSync(join(tmpdir(), 'assay-fleet-kill-'));

/** Starts a writer and gives the highest count of each thing that was acknowledged before it was killed. */
async function killedAfter(dir: string, round: number): Promise<ReadonlyMap<string, number>> {
  const child = spawn(process.execPath, [WRITER, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length === text.length) setTimeout(() => child.kill('SIGKILL'), (round * 13) % 60);
  });
  await once(child, 'close');
  const lines = output.slice(0, output.lastIndexOf('\n') + 1).split('\n');
  return new Map(lines.filter((line) => line !== '').map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

/** Things of which one fact of a count was applied and the other was not. */
function halves(db: DatabaseSync): readonly unknown[] {
  return db.prepare('SELECT thing FROM count_thing WHERE counted <> noted').all();
}

describe('a fleet that is killed', () => {
  it(`loses no act that was acknowledged and shows none by half, ${ROUNDS} times over`, { timeout: 180_000 }, async () => {
    let dir = folder();
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round % LIVES === 0) {
        rmSync(dir, { recursive: true });
        dir = folder();
      }
      const counted = await killedAfter(dir, round);
      // As the dead process left them: no half before anything is mended, either.
      const left = new DatabaseSync(join(fleetFolder(dir), 'fleet.db'), { readOnly: true });
      expect(halves(left), `round ${round}`).toEqual([]);
      left.close();
      const fleet = await openFleet({ dir, now: () => AT, projectors: [counts()] });
      expect(halves(fleet.db), `round ${round}`).toEqual([]);
      for (const [thing, n] of counted) {
        expect(countOf(fleet.db, thing), `round ${round}, ${thing}`).toBeGreaterThanOrEqual(n);
        acknowledged += 1;
      }
      // Two facts of each act, and nothing else.
      const all = Number(fleet.db.prepare('SELECT sum(counted + noted) AS n FROM count_thing').get()?.['n']);
      expect(fleet.ledger.head().size).toBe(all);
      await fleet.close();
      expect(verifyLedger(fleetFolder(dir)).faults, `round ${round}`).toEqual([]);
    }
    expect(acknowledged).toBeGreaterThan(ROUNDS);
    rmSync(dir, { recursive: true });
  });
});
