import { standardsOwed } from '../assurance/compare/standards.ts';
import { CONTROLS } from '../assurance/controls/index.ts';
import { type ExclusionCommand, exclusionDecider } from '../assurance/exclusion.ts';
import { foldLedger } from '../assurance/folded.ts';
import { pickStandards } from '../assurance/imported/index.ts';
import type { Standard } from '../assurance/model.ts';
import { buildReport } from '../assurance/report/build.ts';
import { REPORT_FORMATS, renderReport } from '../assurance/report/formats.ts';
import type { Report } from '../assurance/report/model.ts';
import { STANDARDS } from '../assurance/standards/index.ts';
import { indexMap, owedAt } from '../assurance/subjects.ts';
import { Instant, LAYERS, Refused } from '../core/index.ts';
import { graphOf } from './attack.ts';
import type { Arguments, Command, Io } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { POLICIES, policyGaps } from './gap-policies.ts';
import { wrap } from './help.ts';
import { choice, JUDGED, needed, WORKSPACE } from './parse.ts';
import { counted, table } from './table.ts';
import { momentOf, openWorkspace, readServiceMap, type Workspace, withLedger } from './workspace.ts';

/** The standards that --standard names, else those the map says are owed, else all, imported ones too. Throws `Refused` (ASSAY-GAP-001, ASSAY-STANDARD-006). */
export function standardsOf(args: Arguments, workspace: Pick<Workspace, 'map' | 'standards'>): readonly Standard[] {
  return pickStandards(workspace.standards, standardsWanted(args, workspace.map), args.text('edition'), owesRemedy(args));
}

/** Their names, as they were asked for. */
export function standardsWanted(args: Arguments, map: Workspace['map']): readonly string[] {
  const asked = args.texts('standard');
  return asked.length > 0 ? asked : standardsOwed(map.service.owes);
}

/** What to do about a name that the shelf has nothing for; `undefined` where it came from the command line. */
export function owesRemedy(args: Arguments): string | undefined {
  return args.texts('standard').length > 0 ? undefined : 'Correct service.owes in the map, or import the standard: assay standards import FILE';
}

export function reportOf(workspace: Workspace, standards: readonly Standard[]): Report {
  const { map, mapDigest, head, at, position, evidence, exclusions } = workspace;
  return buildReport({
    map,
    mapDigest,
    head,
    at,
    position,
    graph: graphOf(workspace),
    evidence,
    exclusions,
    standards,
  });
}

const report: Command = {
  noun: 'gap',
  verb: 'report',
  usage: '[FILE]',
  most: 1,
  about:
    'Says where the service stands against the standards it owes: every gap with why, the attacks it lets through, and what closes it. Exits 1 while a requirement falls short.',
  options: [
    {
      name: 'standard',
      kind: 'texts',
      value: 'ID',
      about: `of ${STANDARDS.map((standard) => standard.id).join(', ')}, an imported one, or all (default: those the map says are owed); ID@EDITION for another edition`,
    },
    {
      name: 'edition',
      kind: 'text',
      value: 'EDITION',
      about:
        'the edition of the standard that --standard names (default: the shipped one, unless an import supersedes it; of what is not shipped, the newest import)',
    },
    { name: 'format', kind: 'text', value: 'FORMAT', about: 'text, html, md, json, csv, sarif, oscal (assessment results) or oscal-poam (default: text)' },
    ...DELIVER,
    { name: 'no-gate', kind: 'flag', about: 'exit 0 whatever the position' },
    POLICIES,
    ...JUDGED,
  ],
  examples: ['assay gap report', 'assay gap report --standard en-303-645,cra,nist-csf,ssdf --format html --out report.html --at 2026-11-01T00:00:00Z'],
  async run(args, io) {
    const format = choice(args, 'format', FORMATS, 'text');
    const workspace = await openWorkspace(args, io, args.positionals[0]);
    const built = reportOf(workspace, standardsOf(args, workspace));
    const { text, lost } = format === 'text' ? { text: positionText(built), lost: [] } : renderReport(built, format);
    const enforced = await policyGaps(args, io, workspace);
    // Of the forms that other tools read none has a place for it: there it is said beside them.
    const delivered = deliver(args, format === 'text' && enforced !== undefined ? `${text}\n\n${enforced.text}` : text, 'The report');
    return {
      json: enforced === undefined ? built : { ...built, policies: enforced.policies },
      ...delivered,
      notes: [
        ...(delivered.notes ?? []),
        ...lost.map((one) => `Not carried: ${one}`),
        ...(format === 'text' || enforced === undefined ? [] : enforced.text.split('\n')),
      ],
      code: (built.gaps.length === 0 && enforced?.any !== true) || args.flag('no-gate') ? 0 : 1,
    };
  },
};

const FORMATS = ['text', ...REPORT_FORMATS] as const;

/** Columns for an edition: some are sentences, and the figures beside them have to be seen. */
const EDITION = 24;

const cut = (text: string, length: number) => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);

/** The position on one screen. */
export function positionText(built: Report): string {
  const bar = (tally: Report['standards'][number]['tally'], width: number) => {
    const total = Object.values(tally).reduce((sum, n) => sum + n, 0);
    if (total === 0) return '·'.repeat(width);
    let out = '';
    let passed = 0;
    for (const [verdict, mark] of MARKS) {
      passed += tally[verdict];
      out = out.padEnd(Math.round((passed / total) * width), mark);
    }
    return out.padEnd(width, '░');
  };
  const layers = LAYERS.toReversed().map((layer) => {
    const own = built.layers.find((one) => one.layer === layer);
    const tally = own?.controls ?? { proven: 0, failing: 0, stale: 0, unproven: 0, excluded: 0 };
    return `  ${layer.padEnd(12)} ${bar(tally, 30)}  ${counts(tally)}`;
  });
  const rows = built.standards.map((standard) => [
    standard.id,
    cut(standard.edition.replace(/ \([^)]*\d{4}[^)]*\)$/, ''), EDITION),
    standard.requirements.length - standard.notApplicable,
    standard.applicabilityUndecided,
    standard.tally.proven,
    standard.tally.failing,
    standard.tally.stale,
    standard.tally.unproven,
    standard.tally.excluded,
  ]);
  const moves = built.moves
    .slice(0, 5)
    .flatMap((move) =>
      wrap(
        `${move.rank}. ${move.title} (${move.who}, about ${move.effort} ${move.effort === 1 ? 'day' : 'days'}${move.tooCloseToCall ? ', too close to call with the one before' : ''}).`,
        96,
      ).map((line, i) => (i === 0 ? `  ${line}` : `     ${line}`)),
    );
  return [
    ...wrap(built.answer, 100),
    '',
    ...built.points.flatMap((point) => wrap(point, 100)),
    '',
    `Controls by layer   ${MARKS.map(([verdict, mark]) => `${mark} ${verdict}`).join('  ')}`,
    ...layers,
    '',
    table(['standard', 'edition', 'owed', 'perhaps', 'proven', 'failing', 'stale', 'unproven', 'excluded'], rows),
    ...(built.standards.some((standard) => standard.applicabilityUndecided > 0)
      ? wrap('Perhaps: of those owed, how many of which the map does not say whether they apply; gap settle names the facts to state.', 100)
      : []),
    ...built.standards.flatMap((standard) =>
      standard.later.map((one) => `Of ${standard.id}, ${counted(one.requirements, 'requirement')} bind from ${one.from.slice(0, 10)}.`),
    ),
    '',
    'Next:',
    ...moves,
    '',
    `Judged at ${built.at} on ${counted(built.head.size, 'ledger entry', 'ledger entries')}, root ${built.head.root.slice(0, 16)}…`,
  ].join('\n');
}

const MARKS = [
  ['proven', '█'],
  ['failing', '×'],
  ['stale', '~'],
  ['unproven', '░'],
  ['excluded', '-'],
] as const;

function counts(tally: Report['standards'][number]['tally']): string {
  return MARKS.filter(([verdict]) => tally[verdict] > 0)
    .map(([verdict]) => `${tally[verdict]} ${verdict}`)
    .join(', ');
}

const controls: Command = {
  noun: 'gap',
  verb: 'controls',
  usage: '[WORD]',
  most: 1,
  about: 'Lists the controls: what each is for, what proves it, and what to do.',
  options: [],
  examples: ['assay gap controls', 'assay gap controls two-person --json'],
  async run(args) {
    const word = args.positionals[0]?.toLowerCase();
    const shown = CONTROLS.filter((control) => word === undefined || `${control.id} ${control.title} ${control.intent}`.toLowerCase().includes(word));
    if (shown.length === 1) {
      const [one] = shown;
      const text = [
        `${one?.id} (${one?.layer}): ${one?.title}.`,
        ...wrap(one?.intent ?? '', 100),
        '',
        ...wrap(`Proven by: ${one?.checks.map((check) => `${check.claim} (${check.atLeast ?? 'attestation'} or stronger)`).join(' and ')}.`, 100),
        ...wrap(`To do: ${one?.remedy}`, 100),
        `Serves: ${one?.outcomes.join(', ')}. Who: ${one?.who}. Effort: about ${one?.effort} days.`,
      ];
      return { json: { controls: shown }, text: text.join('\n'), code: 0 };
    }
    return {
      json: { controls: shown },
      text:
        shown.length === 0
          ? `No control speaks of "${word}".`
          : table(
              ['control', 'layer', 'title'],
              shown.map((control) => [control.id, control.layer, control.title]),
            ),
      code: 0,
    };
  },
};

const EXCLUDE = [
  { name: 'reason', kind: 'text', value: 'TEXT', about: 'why' },
  { name: 'approver', kind: 'text', value: 'WHO', about: 'who agreed' },
] as const;

/** Decides on the state as it stands on the ledger, and appends only if nobody else has in between. */
async function exclusion(args: Arguments, io: Io, command: (subjects: readonly string[]) => ExclusionCommand, said: string) {
  const { map } = readServiceMap(args, io);
  const control = CONTROLS.find((one) => one.id === args.positionals[0]);
  const owed = control === undefined ? [] : owedAt(control, indexMap(map)).flatMap((one) => [one.subject, ...one.variants.map((variant) => variant.subject)]);
  return withLedger(args, io, async (ledger) => {
    const { size } = ledger.head();
    const decision = exclusionDecider.decide(command(owed), foldLedger(ledger).exclusions);
    if (!decision.ok) throw new Refused(...decision.faults);
    const receipts = await ledger.append(
      decision.events.map(({ type, ...body }) => ({ type, body: { ...body } })),
      size,
    );
    return { json: { recorded: receipts.map((receipt) => receipt.seq) }, text: `${said} (entry ${receipts[0]?.seq}).`, code: 0 as const };
  });
}

const exclude: Command = {
  noun: 'gap',
  verb: 'exclude',
  usage: 'CONTROL SUBJECT --reason … --approver … --until …',
  most: 2,
  about: 'Records that a control is knowingly not applied at a subject: why, who agreed, and until when. It never hides a failure.',
  options: [
    ...EXCLUDE,
    { name: 'until', kind: 'text', value: 'MOMENT', about: 'when it ends, at most a year away' },
    ...WORKSPACE.filter((option) => option.name !== 'at'),
  ],
  examples: [
    'assay gap exclude debug-closed camera/fw-1.8 --reason "no longer sold, replaced by spring" --approver "head of product" --until 2027-03-01T00:00:00Z',
  ],
  run(args, io) {
    const control = needed(args, 0, 'a control', exclude);
    const subject = needed(args, 1, 'a subject', exclude);
    const text = (name: string) => args.text(name) ?? '';
    return exclusion(
      args,
      io,
      (subjects) => ({ kind: 'grant', control, subject, reason: text('reason'), approver: text('approver'), until: text('until'), now: io.now(), subjects }),
      `${control} is excluded at ${subject} until ${text('until')}`,
    );
  },
};

const include: Command = {
  noun: 'gap',
  verb: 'include',
  usage: 'CONTROL SUBJECT --reason … --approver …',
  most: 2,
  about: 'Takes an exclusion back.',
  options: [...EXCLUDE, ...WORKSPACE.filter((option) => option.name !== 'at')],
  examples: ['assay gap include debug-closed camera/fw-1.8 --reason "all replaced" --approver "head of product"'],
  run(args, io) {
    const control = needed(args, 0, 'a control', include);
    const subject = needed(args, 1, 'a subject', include);
    return exclusion(
      args,
      io,
      () => ({ kind: 'withdraw', control, subject, reason: args.text('reason') ?? '', approver: args.text('approver') ?? '' }),
      `${control} is owed at ${subject} again`,
    );
  },
};

const exclusions: Command = {
  noun: 'gap',
  verb: 'exclusions',
  usage: '',
  most: 0,
  about: 'Lists the exclusions that were granted, and whether each still stands.',
  options: WORKSPACE.filter((option) => option.name !== 'service'),
  examples: ['assay gap exclusions'],
  run: (args, io) =>
    withLedger(
      args,
      io,
      async (ledger) => {
        const at = momentOf(args, io);
        const rows = [...foldLedger(ledger).exclusions.values()].map(({ type: _, ...row }) => ({ ...row, stands: at < Instant.parse(row.until) }));
        return {
          json: { exclusions: rows },
          text:
            rows.length === 0
              ? 'Nothing is excluded.'
              : table(
                  ['control', 'subject', 'until', 'stands', 'approver', 'reason'],
                  rows.map((row) => [row.control, row.subject, row.until, row.stands ? 'yes' : 'no', row.approver, row.reason]),
                ),
          code: 0,
        };
      },
      'read',
    ),
};

export const GAP: readonly Command[] = [report, controls, exclude, include, exclusions];
