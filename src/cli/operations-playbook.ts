import { createPublicKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Fault, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import { checkPlaybook } from '../operations/playbook/check.ts';
import { advance, undoRun } from '../operations/playbook/edge/advance.ts';
import { openJournal } from '../operations/playbook/edge/journal.ts';
import { verifying } from '../operations/playbook/edge/verifying.ts';
import { playbookFaults } from '../operations/playbook/faults.ts';
import type { Journal } from '../operations/playbook/ports.ts';
import { type Fact, LIMITS, type Todo } from '../operations/playbook/run.ts';
import { type SignatureVerdict, signaturesOf } from '../operations/playbook/signature.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { actsOf, drill } from './operations-playbook-acts.ts';
import { tellIncident } from './operations-playbook-incident.ts';
import type { Reach } from './operations-playbook-reach.ts';
import { beginRun, type NamedText, programOfRun } from './operations-playbook-runs.ts';
import { checkedText, listText, standingOf, standingText, undoneText } from './operations-playbook-text.ts';
import { needed, WORKSPACE, wholeNumber } from './parse.ts';
import { secretAt } from './secret.ts';
import { dataFolder } from './workspace.ts';

const NAMED = { noun: 'operations', verb: 'playbook', usage: 'check FILE… | run FILE or RUN | approve RUN STEP | undo RUN | list' } as const;
const MOST = { bytes: 4 * 1024 * 1024 };

export const operationsPlaybook: Command = {
  ...NAMED,
  most: 100,
  about:
    'Playbooks of CACAO 2.0. "check" judges files whole; "run" does what one orders, or goes on with a run, until it ends or waits for people; "approve" gives the answer that a step waits for; "undo" takes back what a run did, the last first. Exits 1 where a playbook is refused, and where a run waits, failed, or met a failure.',
  options: [
    ...WORKSPACE.filter(({ name }) => name === 'data' || name === 'service'),
    {
      name: 'set',
      kind: 'texts',
      value: 'NAME=VALUE',
      about: 'run: the value of a variable; approve --done: what the step gives. Give the option again for a further one',
    },
    { name: 'with', kind: 'texts', value: 'FILE', about: 'run: a playbook that this one calls' },
    { name: 'drill', kind: 'flag', about: 'run: go through it and do nothing; no delay is waited for' },
    { name: 'approve', kind: 'texts', value: 'NAME', about: 'run: these people agree to every step that asks' },
    { name: 'by', kind: 'text', value: 'NAME', about: 'who begins the run, or who answers (default: USER)' },
    { name: 'decline', kind: 'flag', about: 'approve: no, it is not to be done' },
    { name: 'done', kind: 'flag', about: 'approve: the work that a person was asked for is done' },
    { name: 'failed', kind: 'text', value: 'WHY', about: 'approve: that work could not be done' },
    { name: 'trust', kind: 'texts', value: 'FILE', about: 'check: a public key, PEM, whose signatures count' },
    { name: 'devices', kind: 'text', value: 'N', about: 'run: how many devices are in service, of which the share is taken' },
    { name: 'seen', kind: 'texts', value: 'INPUT', about: 'run: what the sensors write, by which silence is measured' },
    {
      name: 'secret',
      kind: 'texts',
      value: 'NAME=SOURCE',
      about: 'run: a secret that http-api signs in with, by its kms_key_identifier: env:NAME, file:PATH or fd:NUMBER',
    },
    { name: 'incident', kind: 'text', value: 'ID', about: 'run, undo: the incident of the ledger on which actions and measurements are entered' },
    { name: 'allow-host', kind: 'texts', value: 'HOST', about: 'run: a host that http-api may speak to' },
    { name: 'patience', kind: 'text', value: 'SECONDS', about: 'run: how long delays are waited for before the run is left as it stands (default: 3600)' },
  ],
  examples: [
    'assay operations playbook check playbooks/*.json',
    'assay operations playbook run playbooks/cameras-enslaved.cacao.json --drill --approve ada,bob --set __devices__=10.0.0.5 --set __clients__=cam-5 --set __firmware__=2.4.1 --set __since__=2026-11-23T20:00:00Z',
  ],
  async run(args, io) {
    const act = needed(args, 0, 'check, run, approve, undo or list', NAMED);
    if (act === 'check') return check(args, io);
    const folder = join(dataFolder(args, io), 'playbooks');
    const journal = openJournal(folder);
    try {
      if (act === 'run') return await run(args, io, journal, folder);
      if (act === 'approve') return approve(args, io, journal, folder);
      if (act === 'undo') return await undo(args, io, journal, folder);
      if (act === 'list') {
        const runs = journal.runs().map(({ run: id }) => standingOf(id, journal.facts(id), []));
        return { json: { runs }, text: listText(runs), code: 0 };
      }
      throw new Refused(
        cliFaults.fault('003', {
          message: `"operations playbook" has no "${act}"`,
          expected: `assay operations playbook ${NAMED.usage}`,
          found: act,
          remedy: 'Name one of these.',
        }),
      );
    } finally {
      journal.close();
    }
  },
};

function check(args: Arguments, io: Io): Outcome {
  needed(args, 1, 'a file', NAMED);
  const trusted = args.texts('trust').map((path) => keyIn(resolve(io.cwd, path), path));
  const crypto = verifying(trusted);
  const judged = args.positionals.slice(1).map((file) => {
    const { playbook, document, faults, remarks } = checkPlaybook(readTextFile(resolve(io.cwd, file), MOST), file);
    const signatures = playbook === undefined || document === undefined ? [] : signaturesOf(document, io.now(), crypto);
    const broken = brokenOf(signatures, file);
    return {
      file,
      id: playbook?.id,
      name: playbook?.name,
      good: faults.length + broken.length === 0,
      faults: [...faults, ...broken].map(({ whose: _, ...rest }) => rest),
      remarks: remarks.map(({ whose: _, ...rest }) => rest),
      signatures,
    };
  });
  return { json: { playbooks: judged }, text: checkedText(judged), code: judged.every(({ good }) => good) ? 0 : 1 };
}

function brokenOf(signatures: readonly SignatureVerdict[], file: string): readonly Fault[] {
  return signatures.flatMap(({ state, why, id }, i) => {
    if (state !== 'broken') return [];
    return [
      playbookFaults.fault('016', {
        message: `a signature does not hold: ${why}`,
        file,
        field: `signatures[${i}]`,
        expected: 'a signature over this playbook',
        found: id,
        remedy: 'Get the playbook from who signed it.',
      }),
    ];
  });
}

/** What was changed after it was signed is not begun. */
function refuseBroken(texts: readonly NamedText[], io: Io): void {
  const crypto = verifying([]);
  const broken = texts.flatMap(({ file, text }) => {
    const { document, playbook } = checkPlaybook(text, file);
    return document === undefined || playbook === undefined ? [] : brokenOf(signaturesOf(document, io.now(), crypto), file);
  });
  if (broken.length > 0) throw new Refused(...broken);
}

function keyIn(path: string, file: string): Uint8Array {
  try {
    return createPublicKey(readTextFile(path, MOST)).export({ format: 'der', type: 'spki' });
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw wrong('trust', `${file} holds no public key`, 'a public key as PEM', file);
  }
}

const wrong = (option: string, message: string, expected: string, found: string): Refused =>
  new Refused(cliFaults.fault('005', { message, expected, found: found.slice(0, 100), remedy: `See --${option} in: assay operations playbook --help` }));

function valuesIn(args: Arguments): Readonly<Record<string, string>> {
  const values = new Map<string, string>();
  let last: string | undefined;
  for (const part of args.texts('set')) {
    const [, name, value] = /^(__[A-Za-z_][\w-]*__)=(.*)$/su.exec(part) ?? [];
    // A comma within a value divides it for the reader of arguments; what names no variable goes on with the last.
    if (name === undefined && last !== undefined) values.set(last, `${values.get(last) ?? ''},${part}`);
    else if (name === undefined || value === undefined) throw wrong('set', '--set takes a variable and its value', '__name__=value', part);
    else {
      last = name;
      values.set(name, value);
    }
  }
  return Object.fromEntries(values);
}

const who = (args: Arguments, io: Io): string => args.text('by') ?? io.env['USER'] ?? 'somebody';

function begunWith(args: Arguments, io: Io, named: string): readonly NamedText[] {
  const texts = [named, ...args.texts('with')].map((file) => ({ file, text: readTextFile(resolve(io.cwd, file), MOST) }));
  refuseBroken(texts, io);
  return texts;
}

function reachOf(args: Arguments, io: Io, folder: string): Reach {
  const sources = new Map(
    args.texts('secret').map((text) => {
      const [, name, source] = /^([^=]{1,200})=((?:env|file|fd):.+)$/s.exec(text) ?? [];
      if (name === undefined || source === undefined)
        throw wrong('secret', '--secret takes a name and where the secret stands', 'NAME=env:VARIABLE', text.split('=')[0] ?? '');
      return [name, source] as const;
    }),
  );
  return {
    args,
    io,
    folder,
    data: dataFolder(args, io),
    devices: args.text('devices') === undefined ? undefined : wholeNumber(args, 'devices', { least: 1, most: 1e12, otherwise: 1 }),
    hosts: args.texts('allow-host'),
    seen: args.texts('seen').map((file) => resolve(io.cwd, file)),
    tell: async (...told) => {
      const incident = args.text('incident');
      if (incident !== undefined && told.length > 0) await tellIncident(args, io, incident, told);
    },
    secret: (name) => {
      const source = sources.get(name);
      return source === undefined ? undefined : secretAt(source, io, `secret ${name}`);
    },
  };
}

async function run(args: Arguments, io: Io, journal: Journal, folder: string): Promise<Outcome> {
  const named = needed(args, 1, 'a file, or the id of a run', NAMED);
  const path = resolve(io.cwd, named);
  const id = existsSync(path)
    ? beginRun(journal, folder, {
        texts: begunWith(args, io, named),
        values: valuesIn(args),
        by: who(args, io),
        drill: args.flag('drill'),
        limits: LIMITS,
        at: io.now(),
      })
    : named;
  const program = programOfRun(journal, folder, id);
  const [begun] = journal.facts(id);
  const drilled = begun?.kind === 'run.begun' && begun.drill;
  const reach = reachOf(args, io, join(folder, id));
  const actions = drilled ? drill(reach) : actsOf(reach);
  const patience = wholeNumber(args, 'patience', { least: 0, most: 30 * 86_400, otherwise: 3600 }) * 1000;
  // What a drill waits for has passed already: its clock runs ahead.
  let ahead = 0;
  const now = () => (io.now() + ahead) as ReturnType<Io['now']>;
  let todos: readonly Todo[] = [];
  for (;;) {
    todos = await advance(program, id, { journal, actions, now, patience: drilled ? 0 : patience });
    const answers = todos.flatMap((todo): Fact[] => {
      if (todo.kind === 'approve')
        return args.texts('approve').flatMap((by) => (todo.given.includes(by) ? [] : [{ kind: 'approved' as const, at: now(), place: todo.place, by }]));
      if (todo.kind !== 'people' || !drilled) return [];
      return [{ kind: 'action.done', at: now(), place: todo.place, n: todo.n, out: {}, said: 'a drill: nobody was asked' }];
    });
    if (answers.length > 0) {
      journal.append(id, answers);
      continue;
    }
    const waits = todos.flatMap((todo) => (todo.kind === 'wait' ? [todo.until - now()] : []));
    if (!drilled || waits.length === 0 || todos.some(({ kind }) => kind === 'approve')) break;
    ahead += Math.max(1, Math.min(...waits));
  }
  return standing(id, journal, todos);
}

function standing(id: string, journal: Journal, todos: readonly Todo[]): Outcome {
  const shown = standingOf(id, journal.facts(id), todos);
  return { json: shown, text: standingText(shown), code: shown.outcome === 'done' ? 0 : 1 };
}

function approve(args: Arguments, io: Io, journal: Journal, folder: string): Outcome {
  const id = needed(args, 1, 'the id of a run', NAMED);
  const step = needed(args, 2, 'the step that waits', NAMED);
  programOfRun(journal, folder, id);
  const facts = journal.facts(id);
  const at = io.now();
  const by = who(args, io);
  const ended = facts.some(({ kind }) => kind === 'run.ended');
  const open = facts.filter(
    (fact): fact is Extract<Fact, { kind: 'step.begun' }> => fact.kind === 'step.begun' && !ended && (fact.place === step || fact.place.endsWith(`/${step}`)),
  );
  const place = open.at(-1)?.place;
  const failed = args.text('failed');
  const intended = facts.find(
    (fact) =>
      fact.kind === 'action.intended' &&
      fact.place === place &&
      fact.call.type === 'manual' &&
      !facts.some((other) => (other.kind === 'action.done' || other.kind === 'action.failed') && other.place === place && other.n === fact.n),
  );
  const answersWork = args.flag('done') || failed !== undefined;
  const previewed =
    facts.some((fact) => fact.kind === 'action.previewed' && fact.place === place) &&
    !facts.some((fact) => fact.kind === 'action.intended' && fact.place === place);
  if (place === undefined || (answersWork ? intended === undefined : !previewed)) {
    throw new Refused(
      playbookFaults.fault('024', {
        message: `nothing of ${id} waits for this answer`,
        expected: 'a step that waits, as run shows it',
        found: step.slice(0, 200),
        remedy: `See what waits with: assay operations playbook run ${id}`,
      }),
    );
  }
  if (!answersWork) journal.append(id, [{ kind: args.flag('decline') ? 'declined' : 'approved', at, place, by }]);
  else if (intended?.kind === 'action.intended')
    journal.append(id, [
      failed === undefined
        ? { kind: 'action.done', at, place, n: intended.n, out: valuesIn(args), said: `done, says ${by}` }
        : { kind: 'action.failed', at, place, n: intended.n, why: `${failed} (${by})` },
    ]);
  return { json: { run: id, place, by }, text: `Noted of ${by}. Go on with: assay operations playbook run ${id}`, code: 0 };
}

async function undo(args: Arguments, io: Io, journal: Journal, folder: string): Promise<Outcome> {
  const id = needed(args, 1, 'the id of a run', NAMED);
  programOfRun(journal, folder, id);
  const [begun] = journal.facts(id);
  const reach = reachOf(args, io, join(folder, id));
  const actions = begun?.kind === 'run.begun' && begun.drill ? drill(reach) : actsOf(reach);
  const taken = await undoRun(id, { journal, actions, now: io.now });
  return { json: { run: id, taken }, text: undoneText(taken), code: taken.every(({ undone }) => undone) ? 0 : 1 };
}
