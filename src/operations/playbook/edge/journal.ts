import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../../core/index.ts';
import { playbookFaults } from '../faults.ts';
import type { Journal } from '../ports.ts';
import type { Fact } from '../run.ts';

/** Facts of runs in one file of SQLite in `folder`, which is made. Each append is on the disk when it returns. */
export function openJournal(folder: string): Journal & { close(): void } {
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, 'runs.db'));
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;
    CREATE TABLE IF NOT EXISTS fact (run TEXT NOT NULL, seq INTEGER NOT NULL, fact TEXT NOT NULL, PRIMARY KEY (run, seq)) STRICT, WITHOUT ROWID;`);
  const insert = db.prepare('INSERT INTO fact (run, seq, fact) SELECT ?, coalesce(max(seq), 0) + 1, ? FROM fact WHERE run = ?');
  const select = db.prepare('SELECT fact FROM fact WHERE run = ? ORDER BY seq');
  return {
    append(run, facts) {
      db.exec('BEGIN IMMEDIATE');
      try {
        for (const fact of facts) insert.run(run, JSON.stringify(fact), run);
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    facts: (run) => select.all(run).map(({ fact }) => parsed(String(fact), run)),
    runs: () =>
      db
        .prepare('SELECT run, fact FROM fact WHERE seq = 1 ORDER BY run')
        .all()
        .map(({ run, fact }) => ({ run: String(run), begun: parsed(String(fact), String(run)).at })),
    hold: (run) => held(folder, run),
    close: () => db.close(),
  };
}

/** A lock that the system lets go of when the process ends, however it ends. */
function held(folder: string, run: string): () => void {
  const lock = new DatabaseSync(join(folder, `${run}.lock`));
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new Refused(
      playbookFaults.fault('027', {
        message: `another process is working on run ${run}`,
        expected: 'one process to a run',
        found: 'a lock that is held',
        remedy: 'Wait for it, or end it; answers can be given while it works.',
      }),
    );
  }
  return () => {
    lock.exec('ROLLBACK');
    lock.close();
  };
}

const KINDS =
  /^(?:run\.(?:begun|ended)|step\.(?:begun|chose|failed|timed-out)|approved|declined|action\.(?:previewed|intended|done|failed)|undo\.(?:intended|done|failed))$/;

function parsed(text: string, run: string): Fact {
  let fact: unknown;
  try {
    fact = JSON.parse(text);
  } catch {
    fact = undefined;
  }
  if (typeof fact === 'object' && fact !== null && 'kind' in fact && 'at' in fact && typeof fact.at === 'number' && KINDS.test(String(fact.kind)))
    return fact as Fact;
  throw new Refused(
    playbookFaults.fault('026', {
      message: `the journal of run ${run} holds what is no fact`,
      expected: 'facts, as Assay wrote them',
      found: text.slice(0, 80).replaceAll(/\p{C}/gu, '·'),
      remedy: 'Restore the file from a backup; nothing of the run is done until it can be read.',
    }),
  );
}
