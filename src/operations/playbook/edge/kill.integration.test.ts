import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { action, begun, book, id } from '../playbook.fixture.ts';
import { openJournal } from './journal.ts';

const RUNNER = fileURLToPath(new URL('./kill.fixture.ts', import.meta.url));
const [A, B, C, D, E] = [id('action', 1), id('action', 2), id('action', 3), id('action', 4), id('end', 5)];
const BOOK = book({
  [A]: action('a', { on_completion: id('parallel', 1) }),
  [id('parallel', 1)]: { type: 'parallel', next_steps: [B, C], on_completion: D },
  [B]: action('b', { on_completion: E }),
  [C]: action('c', { on_completion: E }),
  [D]: action('d', { on_completion: E }),
  [E]: { type: 'end' },
});

const runner = (folder: string, when: string, nth: number) => spawnSync(process.execPath, [RUNNER, folder, when, String(nth)], { encoding: 'utf8' });

function begunIn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-playbook-kill-'));
  writeFileSync(join(folder, 'playbook.json'), JSON.stringify(BOOK));
  const journal = openJournal(folder);
  journal.append('run-1', [begun()]);
  journal.close();
  return folder;
}

function leftIn(folder: string) {
  const journal = openJournal(folder);
  const facts = journal.facts('run-1');
  journal.close();
  return { facts, deeds: readFileSync(join(folder, 'deeds'), 'utf8').trim().split('\n') };
}

describe('a run that is killed', () => {
  it.each(['after-fact', 'before-deed', 'after-deed'])('at every turn (%s) does each action once and loses none', { timeout: 240_000 }, (when) => {
    let kills = 0;
    for (let nth = 1; ; nth += 1) {
      const folder = begunIn();
      const first = runner(folder, when, nth);
      if (first.signal !== 'SIGKILL') {
        expect(first.stdout, first.stderr).toBe('ended\n');
        rmSync(folder, { recursive: true });
        break;
      }
      kills += 1;
      expect(runner(folder, 'never', 0).stdout).toBe('ended\n');
      const { facts, deeds } = leftIn(folder);
      expect(new Set(deeds).size, `${when} ${nth}`).toBe(4);
      expect(deeds.length, `${when} ${nth}`).toBe(4);
      expect(facts.at(-1)).toMatchObject({ kind: 'run.ended', outcome: 'done' });
      rmSync(folder, { recursive: true });
    }
    // As many turns as there are: facts of a run without a kill, or deeds.
    expect(kills).toBe(when.endsWith('deed') ? 4 : 21);
  });
});
