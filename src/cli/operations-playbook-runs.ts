import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, type Fault, type Instant, Refused } from '../core/index.ts';
import { readTextFile, writeFileWhole } from '../map/edge/files.ts';
import { checkPlaybook, notNow } from '../operations/playbook/check.ts';
import { playbookFaults } from '../operations/playbook/faults.ts';
import type { Playbook } from '../operations/playbook/model.ts';
import type { Journal } from '../operations/playbook/ports.ts';
import type { Limits, Program } from '../operations/playbook/run.ts';
import { isOf } from '../operations/playbook/variable.ts';
import { RUNNABLE } from './operations-playbook-acts.ts';

export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** The first is run, the others are those that it may call. Throws `Refused` with every fault of them. */
export function programOf(texts: readonly NamedText[]): Program & { readonly playbook: Playbook } {
  const checked = texts.map(({ file, text }) => checkPlaybook(text, file));
  const faults = checked.flatMap((one) => one.faults);
  if (faults.length > 0) throw new Refused(...faults);
  const books = checked.flatMap(({ playbook }) => (playbook === undefined ? [] : [playbook]));
  const library = new Map(books.map((book) => [book.id, book]));
  const [playbook] = books;
  if (playbook === undefined) throw new Refused(noRun('nothing'));
  const calling = [...callFaults(playbook, library, [], texts[0]?.file ?? '')];
  if (calling.length > 0) throw new Refused(...calling);
  return { playbook, library };
}

/** Playbooks that are called and are not at hand, or that call themselves in the end. */
function callFaults(playbook: Playbook, library: ReadonlyMap<string, Playbook>, above: readonly string[], file: string): readonly Fault[] {
  const path = [...above, playbook.id];
  return Object.entries(playbook.workflow).flatMap(([id, step]) => {
    if (step.type !== 'playbook-action') return [];
    const called = library.get(step.playbook_id);
    if (called !== undefined && !path.includes(called.id)) return callFaults(called, library, path, file);
    return [
      playbookFaults.fault('017', {
        message: called === undefined ? `${step.playbook_id} is called and is not at hand` : `${step.playbook_id} calls itself in the end`,
        file,
        field: `workflow.${id}.playbook_id`,
        expected: 'a playbook that --with names, and none that is at work already',
        found: step.playbook_id,
        remedy: 'Name its file with --with, or call another.',
      }),
    ];
  });
}

export interface Beginning {
  readonly texts: readonly NamedText[];
  readonly values: Readonly<Record<string, string>>;
  readonly by: string;
  readonly drill: boolean;
  readonly limits: Limits;
  readonly at: Instant;
}

const textsFile = (folder: string, run: string) => join(folder, `${run}.playbooks.json`);

/** Begins a run in the journal. Throws `Refused` (ASSAY-PLAYBOOK-020, -021, -022, and what the check refuses). */
export function beginRun(journal: Journal, folder: string, { texts, values, by, drill, limits, at }: Beginning): string {
  const { playbook, library } = programOf(texts);
  const file = texts[0]?.file ?? '';
  const faults: Fault[] = [...notNow(playbook, at, file), ...valueFaults(playbook, values, file)];
  for (const book of library.values())
    for (const [id, step] of Object.entries(book.workflow))
      if (step.type === 'action' && !drill)
        for (const { type } of step.commands)
          if (!RUNNABLE.has(type))
            faults.push(
              playbookFaults.fault('021', {
                message: `Assay does not run commands of the type ${type.slice(0, 40)}`,
                file,
                field: `workflow.${id}`,
                expected: [...RUNNABLE].join(', '),
                found: type.slice(0, 40),
                remedy: 'Let a person do it (manual), or try the order of the steps with --drill.',
              }),
            );
  if (faults.length > 0) throw new Refused(...faults);
  const run = `run-${randomBytes(6).toString('hex')}`;
  const kept = JSON.stringify(texts);
  mkdirSync(folder, { recursive: true });
  writeFileWhole(textsFile(folder, run), kept);
  journal.append(run, [{ kind: 'run.begun', at, run, playbook: playbook.id, digest: Digest.of(kept), by, drill, values, limits }]);
  return run;
}

function valueFaults({ playbook_variables: variables = {} }: Playbook, values: Readonly<Record<string, string>>, file: string): readonly Fault[] {
  const wrong = (field: string, expected: string, found: string) =>
    playbookFaults.fault('022', { message: `${field} needs ${expected}`, file, field, expected, found, remedy: `Give it with --set ${field}=VALUE.` });
  const missing = Object.entries(variables).flatMap(([name, { external, value, type }]) =>
    external === true && typeof value !== 'string' && !Object.hasOwn(values, name) ? [wrong(name, type, 'nothing')] : [],
  );
  const given = Object.entries(values).flatMap(([name, value]) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (variable === undefined) return [wrong(name, 'to be a variable of the playbook', 'none of this name')];
    return isOf(variable.type, value) ? [] : [wrong(name, variable.type, value.slice(0, 80))];
  });
  return [...missing, ...given];
}

/** The playbooks of a run as they were when it began. Throws `Refused` (ASSAY-PLAYBOOK-023, -025). */
export function programOfRun(journal: Journal, folder: string, run: string): Program {
  const [begun] = /^run-[0-9a-f]{12}$/.test(run) ? journal.facts(run) : [];
  if (begun?.kind !== 'run.begun' || !existsSync(textsFile(folder, run))) throw new Refused(noRun(run));
  const kept = readTextFile(textsFile(folder, run));
  if (Digest.of(kept) !== begun.digest) {
    throw new Refused(
      playbookFaults.fault('025', {
        message: `the playbook of ${run} is not the one that it began with`,
        expected: begun.digest,
        found: Digest.of(kept),
        remedy: 'Restore the folder of runs from a backup, or begin a new run.',
      }),
    );
  }
  return programOf(JSON.parse(kept) as readonly NamedText[]);
}

function noRun(found: string): Fault {
  return playbookFaults.fault('023', {
    message: `there is no run ${found.slice(0, 60)}`,
    expected: 'the id of a run',
    found: found.slice(0, 60),
    remedy: 'See them with: assay operations playbook list',
  });
}
