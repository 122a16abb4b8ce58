import { trustFaults } from '../assurance/asc/faults.ts';
import {
  type ApplicationFramework,
  type ApplicationSecurityControl,
  holdsTarget,
  type NormativeFramework,
  normativeFrameworkOf,
  organisationLibrary,
} from '../assurance/asc/index.ts';
import { VERDICTS } from '../assurance/model.ts';
import { Instant, nearest, Refused } from '../core/index.ts';
import type { Arguments, Command } from './command.ts';
import { wrap } from './help.ts';
import { JUDGED } from './parse.ts';
import { counted, table } from './table.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export const levels: Command = {
  noun: 'assurance',
  verb: 'levels',
  usage: '[FILE]',
  most: 1,
  about:
    'Says of each application which level of trust its assets ask for, which one it has by evidence (ISO/IEC 27034), and which controls are missing. Exits 1 while one falls short.',
  options: [
    { name: 'application', kind: 'texts', value: 'ID', about: 'only these parts of the map, or the service, with every control that is missing' },
    { name: 'no-gate', kind: 'flag', about: 'exit 0 whatever the levels' },
    ...JUDGED,
  ],
  examples: ['assay assurance levels', 'assay assurance levels --application signing-server --at 2026-11-01T00:00:00Z', 'assay assurance levels --json'],
  async run(args, io) {
    const workspace = await openWorkspace(args, io, args.positionals[0]);
    const framework = normativeFrameworkOf(workspace.map, workspace.position);
    const shown = named(args, framework);
    const asked = new Set(shown.flatMap((one) => one.controls.map((control) => control.control)));
    const single = args.texts('application').length > 0;
    return {
      json: {
        at: Instant.format(workspace.at),
        head: workspace.head,
        levels: framework.levels,
        applications: shown,
        library: organisationLibrary().filter((asc) => asked.has(asc.id)),
      },
      text: [...(single ? shown.flatMap((one) => [...detail(one), '']) : [...overview(framework), '']), footer(workspace)].join('\n'),
      code: shown.every(holdsTarget) || args.flag('no-gate') ? 0 : 1,
    };
  },
};

/** The applications that --application names, else all. Throws `Refused` (ASSAY-TRUST-002). */
function named(args: Arguments, { applications }: NormativeFramework): readonly ApplicationFramework[] {
  const wanted = args.texts('application');
  if (wanted.length === 0) return applications;
  const known = applications.map((one) => one.application);
  const faults = wanted
    .filter((id) => !known.includes(id))
    .map((id) => {
      const near = nearest(id, known);
      return trustFaults.fault('002', {
        message: `the map has no application "${id}" in scope`,
        expected: near.length > 0 ? near.join(' or ') : 'the service, or a part in scope that is no network, place, role or supplier',
        found: id,
        remedy: 'List the applications with: assay assurance levels',
      });
    });
  if (faults.length > 0) throw new Refused(...faults);
  return applications.filter((one) => wanted.includes(one.application));
}

function overview({ applications, levels: defined }: NormativeFramework): readonly string[] {
  const open = applications.filter((one) => one.target.by === 'nothing').length;
  const rows = applications.map((one) => [
    one.application,
    one.target.by === 'nothing' ? '?' : one.target.level,
    one.actual,
    ...one.levels.map(({ asked, proven }) => (asked === 0 ? '-' : `${proven}/${asked}`)),
    reason(one),
  ]);
  return [
    ...wrap(
      `${applications.filter(holdsTarget).length} of ${counted(applications.length - open, 'application')} have the level of trust that they aim for.${
        open === 0 ? '' : ` Of ${open} more nobody has said what is at stake there: draw their assets with their needs, or state trust-level-target.`
      }`,
      100,
    ),
    '',
    table(['application', 'aims for', 'has', 'level 1', 'level 2', 'level 3', 'because of'], rows),
    '',
    'Columns of levels: controls proven of those that the level adds. A level is held where all of it is',
    'proven at this moment, and all below it.',
    ...defined.flatMap(({ level, name, upTo, meaning }) =>
      wrap(`${level} ${name}, for needs up to ${upTo}: ${meaning}`, 96).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`)),
    ),
  ];
}

function reason({ target }: ApplicationFramework): string {
  const { because, stated, unstated } = target;
  const none = unstated.length === 0 ? 'no asset on the map' : `no need stated of ${unstated.join(', ')}`;
  const need = because === undefined ? none : `${because.need} ${because.level} of ${because.asset}`;
  const via = because?.through === undefined ? '' : ` via ${because.through}`;
  return `${need}${via}${stated === undefined ? '' : statedBeside(stated, target)}`;
}

function statedBeside(stated: number, { level, fromNeeds }: ApplicationFramework['target']): string {
  return stated < level ? `; ${stated} stated, which is less than that asks for` : `; ${stated} stated, where needs ask for ${fromNeeds}`;
}

function detail(one: ApplicationFramework): readonly string[] {
  const aim = one.target.by === 'nothing' ? 'nobody has said what it aims for' : `it aims for ${one.target.level}`;
  const state = holdsTarget(one) ? 'has the level it aims for' : 'falls short';
  return [
    ...wrap(`${one.name} (${one.application}) ${state}: ${aim} (${reason(one)}), and it has ${one.actual}.`, 100),
    one.controls.length === 0
      ? 'No control is asked here, so nothing can be shown either.'
      : one.levels
          .map(({ level, asked, proven }) => (asked === 0 ? `level ${level}: nothing more` : `level ${level}: ${proven} of ${asked} proven`))
          .join(' · '),
    ...(one.missing.length === 0 ? [] : ['', `Missing for level ${one.target.level}:`, ...organisationLibrary().flatMap((asc) => missing(one, asc))]),
  ];
}

/** One control that is missing, with all the places where it is. */
function missing(one: ApplicationFramework, { id, activity, verification }: ApplicationSecurityControl): readonly string[] {
  const places = one.missing.filter(({ control }) => control === id);
  const [first] = places;
  if (first === undefined) return [];
  const where = VERDICTS.flatMap((verdict) => {
    const here = places.filter((place) => place.verdict === verdict).map((place) => place.subject);
    return here.length === 0 ? [] : [`${verdict} at ${here.join(', ')}`];
  });
  const seen = verification.map(({ claim, atLeast, validFor }) => `${claim} by ${atLeast} or stronger, good for ${validFor}`).join('; ');
  const line = (text: string, indent: string) => wrap(text, 100 - indent.length).map((words) => `${indent}${words}`);
  return [
    ...line(`${id}, level ${first.level}: ${where.join('; ')}`, '  '),
    ...line(`Activity: ${activity.what} (${activity.who}, about ${counted(activity.effort, 'day')})`, '    '),
    ...line(`Verification: ${seen}.`, '    '),
  ];
}

function footer({ at, head }: Workspace): string {
  return `Judged at ${Instant.format(at)} on ${counted(head.size, 'ledger entry', 'ledger entries')}, root ${head.root.slice(0, 16)}…`;
}
