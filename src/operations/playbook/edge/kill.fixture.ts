import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Instant } from '../../../core/index.ts';
import { checkPlaybook } from '../check.ts';
import type { Actions, Journal } from '../ports.ts';
import { advance } from './advance.ts';
import { openJournal } from './journal.ts';

/** Runs the playbook of a folder on its journal, and kills itself before or after the fact or the deed of a number. What was done stands in the file `deeds`, a key a line. */
const [folder = '', when = '', nth = '0'] = process.argv.slice(2);
let count = 0;
const dies = (moment: string) => {
  if (moment === when && ++count === Number(nth)) process.kill(process.pid, 'SIGKILL');
};
const deeds = join(folder, 'deeds');
const did = (key: string) => existsSync(deeds) && readFileSync(deeds, 'utf8').split('\n').includes(key);
const done = { kind: 'done', out: {}, said: 'done' } as const;
const actions: Actions = {
  preview: () => Promise.resolve({ devices: 1, of: 1000, said: '1 device' }),
  perform: (call) => {
    dies('before-deed');
    appendFileSync(deeds, `${call.key}\n`);
    dies('after-deed');
    return Promise.resolve(done);
  },
  outcome: (call) => Promise.resolve(did(call.key) ? done : { kind: 'never-begun' }),
  undo: () => Promise.resolve(done),
};
const kept = openJournal(folder);
const journal: Journal = {
  ...kept,
  append: (run, facts) => {
    for (const fact of facts) {
      dies('before-fact');
      kept.append(run, [fact]);
      dies('after-fact');
    }
  },
};
const { playbook } = checkPlaybook(readFileSync(join(folder, 'playbook.json'), 'utf8'), 'playbook.json');
if (playbook === undefined) throw new Error('the playbook of the test is refused');
await advance({ playbook, library: new Map() }, 'run-1', { journal, actions, now: () => Instant.of(Date.now()), patience: 10_000 });
process.stdout.write('ended\n');
