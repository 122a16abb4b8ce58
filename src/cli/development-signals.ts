import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { openCodeLog } from '../development/codelog/edge/open.ts';
import { refsOf } from '../development/codelog/refs.ts';
import type { Repository } from '../development/git/edge/open.ts';
import type { Looking } from '../development/review/edge/review.ts';
import { refsNow } from '../development/signal/edge/refs.ts';
import { SIGNAL_KINDS, type Signal, type SignalsFound } from '../development/signal/model.ts';
import { type Refs, readRefs, refsLogged } from '../development/signal/ref.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Io, Option } from './command.ts';
import { cliFaults } from './faults.ts';
import { wrap } from './help.ts';
import { counted } from './table.ts';
import { dataFolder } from './workspace.ts';

export const REFS_OPTION: Option = {
  name: 'refs-before',
  kind: 'text',
  value: 'FILE',
  about: 'where tags and branches pointed earlier: what git show-ref wrote, or the word log for what the code log of --data says',
};

/** What is looked for beside the verdict, as the options say. Throws `Refused` (ASSAY-CLI-005, ASSAY-CODELOG-002). */
export async function lookingFor(args: Arguments, io: Io, repository: Repository): Promise<Looking> {
  const named = args.text('refs-before');
  if (named === undefined) return {};
  const file = resolve(io.cwd, named);
  if (named === 'log' && !existsSync(file)) return { refsBefore: await loggedRefs(args, io, repository) };
  const refsBefore = readRefs(readTextFile(file));
  if (refsBefore.size > 0) return { refsBefore };
  throw new Refused(
    cliFaults.fault('005', {
      message: `${named} lists no refs`,
      file: named,
      expected: 'lines such as git show-ref writes: the name of an object, and a ref',
      found: 'none',
      remedy: 'Keep such a list with each release: git show-ref > refs.txt',
    }),
  );
}

async function loggedRefs(args: Arguments, io: Io, repository: Repository): Promise<Refs> {
  const { take, history } = refsOf(basename(repository.folder).replace(/\.git$/, ''));
  const log = await openCodeLog({ dataDir: dataFolder(args, io), now: io.now, mode: 'read', take });
  try {
    return refsLogged(history, await refsNow(repository));
  } finally {
    await log.close();
  }
}

const SHOWN = 12;
const WEAK: Readonly<Partial<Record<Signal['kind'], readonly [string, string]>>> = {
  'binary-opaque': ['file that shows a reader nothing', 'files that show a reader nothing'],
  'outside-working-pattern': ['person at unusual hours', 'people at unusual hours'],
  'branch-moved': ['branch that moved, perhaps forward', 'branches that moved, perhaps forward'],
};

/** What stands beside the verdict: each that is strong, and of the weak how many. */
export function signalLines({ signals, left }: SignalsFound): readonly string[] {
  const strong = signals.filter(({ weak }) => !weak);
  const weak = SIGNAL_KINDS.flatMap((kind) => {
    const count = signals.filter((one) => one.weak && one.kind === kind).length;
    const [one = kind, many = kind] = WEAK[kind] ?? [];
    return count === 0 ? [] : [counted(count, one, many)];
  });
  if (strong.length === 0 && weak.length === 0 && left.length === 0) return [];
  return [
    'Beside the verdict, to look at:',
    ...strong.slice(0, SHOWN).flatMap((one) => bullet(`${whereOf(one)}${one.what}`)),
    ...(strong.length > SHOWN ? bullet(`and ${counted(strong.length - SHOWN, 'further signal')}, with --json`) : []),
    ...(weak.length === 0 ? [] : bullet(`more often harmless than not: ${weak.join(', ')}; --json lists them`)),
    ...left.flatMap(bullet),
    '',
  ];
}

function whereOf({ place: { commit, path, line } }: Signal): string {
  const file = path === undefined ? '' : ` ${path}${line === undefined ? '' : `:${line}`}`;
  return commit === undefined && path === undefined ? '' : `${commit?.slice(0, 12) ?? ''}${file}: `.trimStart();
}

function bullet(text: string): readonly string[] {
  return wrap(text, 96).map((line, at) => (at === 0 ? `  - ${line}` : `    ${line}`));
}
