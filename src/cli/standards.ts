import { crosswalkOf, edgesTo } from '../assurance/crosswalk/index.ts';
import { detailsAt, rememberStandard, standardsAt } from '../assurance/edge/shelf.ts';
import { otherEdition } from '../assurance/edition.ts';
import { foldLedger } from '../assurance/folded.ts';
import { currentOf, importsAt, leftOut, placingOf, type ReadStandard, readStandard, shippedOf, vanished } from '../assurance/imported/index.ts';
import type { Standard } from '../assurance/model.ts';
import { looksLikeOscal } from '../assurance/oscal/document.ts';
import { openOscal } from '../assurance/oscal/index.ts';
import { type Stated, statedBy } from '../assurance/oscal/stated.ts';
import { figure } from '../core/index.ts';
import type { Command, Outcome } from './command.ts';
import { wrap } from './help.ts';
import { finder } from './oscal-files.ts';
import { needed, WORKSPACE } from './parse.ts';
import { crosswalk } from './standards-crosswalk.ts';
import { drift } from './standards-drift.ts';
import { ALWAYS, given, shelfOf, standardNamed } from './standards-named.ts';
import { describeRequirement, requirementOf } from './standards-show.ts';
import { counted, table } from './table.ts';
import { dataFolder, withLedger } from './workspace.ts';

const DATA = WORKSPACE.filter((option) => option.name === 'data');

const inForce = (standard: Standard) => standard.requirements.filter((requirement) => requirement.withdrawn === undefined);

const list: Command = {
  noun: 'standards',
  verb: 'list',
  usage: '',
  most: 0,
  about: 'Lists the standards at hand, shipped and imported: edition, requirements in force and withdrawn, and how many have a control that answers them.',
  options: DATA,
  examples: ['assay standards list', 'assay standards list --json'],
  async run(args, io) {
    const standards = await shelfOf(args, io);
    const counting = new Set(currentOf(standards));
    const json = standards.map((standard) => ({
      id: standard.id,
      title: standard.title,
      edition: standard.edition,
      source: standard.source,
      inForce: inForce(standard).length,
      withdrawn: standard.requirements.length - inForce(standard).length,
      answered: inForce(standard).filter((requirement) => edgesTo(standard.id, requirement.id).length > 0).length,
      counts: counting.has(standard),
      ...(standard.imported === undefined ? { shipped: true } : { shipped: false, imported: standard.imported }),
    }));
    const rows = json.map((one) => [one.id, one.inForce, one.withdrawn, one.answered, placeOf(one), one.edition]);
    return { json: { standards: json }, text: table(['standard', 'in force', 'withdrawn', 'answered', 'from', 'edition'], rows), code: 0 };
  },
};

interface Listed {
  readonly shipped: boolean;
  readonly counts: boolean;
  readonly id: string;
  readonly imported?: Standard['imported'];
}

/** Where a standard is from, and whether it is what its id means. */
function placeOf({ shipped, counts, id, imported }: Listed): string {
  const isShipped = shippedOf(id) !== undefined;
  if (shipped) return counts ? 'shipped' : 'shipped, superseded by import';
  if (imported?.supersedes !== undefined) return counts ? 'counted by import' : 'imported, older';
  return counts ? 'imported' : isShipped ? 'imported, by name only' : 'imported, older';
}

const show: Command = {
  noun: 'standards',
  verb: 'show',
  usage: 'ID [REQUIREMENT]',
  most: 2,
  about:
    'Shows a standard with the controls that answer each requirement, or one requirement with what an imported file says of it, each relation and its reason.',
  options: DATA,
  examples: ['assay standards show cra', 'assay standards show en-303-645 5.1-1', 'assay standards show nist-csf@2.0'],
  async run(args, io) {
    const name = needed(args, 0, 'a standard', show);
    const standard = await standardNamed(name, args, io);
    const asked = args.positionals[1];
    if (asked !== undefined) {
      const requirement = requirementOf(standard, asked);
      const details = standard.imported === undefined || standard.imported.at === '' ? {} : detailsAt(dataFolder(args, io), standard.imported.digest);
      return describeRequirement(standard, requirement, details[requirement.id]);
    }
    const rows = standard.requirements.map((requirement) => [
      requirement.id,
      [
        ...(requirement.level === undefined ? [] : [requirement.level]),
        ...(requirement.levels ?? []),
        ...(requirement.withdrawn === undefined ? [] : ['withdrawn']),
      ].join(' '),
      requirement.withdrawn === undefined ? edgesTo(standard.id, requirement.id).length : 0,
      requirement.title,
    ]);
    const judged = crosswalkOf(standard.id);
    const other = standard.imported === undefined ? undefined : otherEdition(standard);
    const about = [
      `${standard.title}, ${standard.edition}: ${counted(inForce(standard).length, 'requirement')} in force, ${standard.requirements.length - inForce(standard).length} withdrawn.`,
      `Source: ${standard.source}.`,
      ...(judged === undefined
        ? ['No crosswalk is held for it: nothing answers its requirements, and none of them can be proven.']
        : other !== undefined
          ? [`${other} So nothing is proven by it.`]
          : judged.edition === standard.edition
            ? []
            : [`The crosswalk was judged on ${judged.edition}.`]),
    ];
    return {
      json: {
        standard: {
          ...standard,
          requirements: standard.requirements.map((one) => ({
            ...one,
            answers: edgesTo(standard.id, one.id).map(({ control, relation, reason }) => ({ control, relation, reason })),
          })),
        },
        ...(judged === undefined ? {} : { crosswalkEdition: judged.edition }),
        ...(other === undefined ? {} : { otherEdition: other }),
      },
      text: [...about.flatMap((line) => wrap(line, 100)), '', table(['requirement', 'level', 'controls', 'title'], rows)].join('\n'),
      code: 0,
    };
  },
};

const bring: Command = {
  noun: 'standards',
  verb: 'import',
  usage: 'FILE',
  most: 1,
  about:
    'Brings in a standard: an OSCAL catalogue or profile (JSON, XML, YAML), an export of OWASP ISVS, a library of CISO Assistant. Other OSCAL documents are shown and change nothing. Nothing that is imported is proven by it.',
  options: [
    { name: 'id', kind: 'text', value: 'ID', about: 'call it so (default: by what the file says it is)' },
    { name: 'edition', kind: 'text', value: 'TEXT', about: 'its edition, where the file names none or a poor one' },
    { name: 'level', kind: 'texts', value: 'LEVEL', about: 'the level or baseline that the file is of, such as low' },
    { name: 'profile', kind: 'text', value: 'FILE', about: 'read FILE through this OSCAL profile: what it chooses, as it sets it' },
    { name: 'with', kind: 'texts', value: 'FILE', about: 'a document that a profile imports, found by its file name (default: those beside the profile)' },
    {
      name: 'supersede',
      kind: 'flag',
      about: 'let it count in place of the edition that is shipped under its id (default: it counts by name only, as ID@EDITION)',
    },
    { name: 'acknowledge-drift', kind: 'flag', about: 'with --supersede: also where it leaves out requirements of the shipped edition' },
    { name: 'dry-run', kind: 'flag', about: 'read it and say what came of it, and record nothing' },
    ...DATA,
  ],
  examples: [
    'assay standards import NIST_CSF_v2.0_catalog.xml',
    'assay standards import catalog.json --profile low.json --id nist-800-53',
    'assay standards import isvs.csv --edition 1.0',
  ],
  async run(args, io) {
    const name = needed(args, 0, 'a file', bring);
    const through = args.text('profile');
    const { text, digest, file } = given(through ?? name, io);
    if (looksLikeOscal(text)) {
      const stated = statedBy(openOscal(text, file));
      if (stated !== undefined) return shown(stated);
    }
    const [id, edition, levels] = [args.text('id'), args.text('edition'), args.texts('level')];
    const read = readStandard(
      text,
      file,
      digest,
      { ...(id === undefined ? {} : { id }), ...(edition === undefined ? {} : { edition }), ...(levels.length === 0 ? {} : { levels }) },
      finder(args.texts('with'), io, through === undefined ? undefined : name),
    );
    const place = placingOf({
      standard: read.standard,
      file,
      supersede: args.flag('supersede'),
      acknowledged: args.flag('acknowledge-drift'),
      named: { edition: '--edition', supersede: '--supersede', acknowledge: '--acknowledge-drift' },
    });
    if (args.flag('dry-run')) return told(read, [...place.said, 'Nothing was recorded.'], undefined);
    const dataDir = dataFolder(args, io);
    return withLedger(args, io, async (ledger) => {
      const { imports } = foldLedger(ledger);
      const shelf = standardsAt(dataDir, imports, ALWAYS);
      const before = currentOf(shelf).find((standard) => standard.id === read.standard.id);
      const older = shelf.filter((standard) => standard.id === read.standard.id && standard.edition !== read.standard.edition).map((one) => one.edition);
      const { seq, digest: kept } = await rememberStandard(ledger, dataDir, importsAt(imports, ALWAYS), read, { text, digest }, place.superseding);
      const shipped = shippedOf(read.standard.id);
      const gaveBack =
        seq !== undefined && place.superseding === undefined && before?.imported?.supersedes !== undefined && before.edition === read.standard.edition
          ? ['It counted in place of the shipped edition until now, and no longer does.']
          : [];
      const gone = shipped !== undefined || before === undefined ? [] : vanished(before, read.standard);
      const leaves = gone.length === 0 || seq === undefined ? [] : [`It leaves out ${leftOut(gone)} of ${before?.edition}.`];
      const said =
        seq === undefined
          ? 'It was imported before, and nothing changed.'
          : `Recorded as entry ${seq}.${shipped !== undefined || older.length === 0 ? '' : ` It counts from now on; ${older.join(' and ')} can still be asked for with --edition.`}`;
      return told(read, [...place.said, ...gaveBack, ...leaves, said], { digest: kept, seq: seq ?? null });
    });
  },
};

function told(read: ReadStandard, said: readonly string[], recorded: { readonly digest: string; readonly seq: number | null } | undefined): Outcome {
  const { standard } = read;
  const judged = crosswalkOf(standard.id);
  const other = otherEdition(standard);
  const answered = inForce(standard).filter((requirement) => edgesTo(standard.id, requirement.id).length > 0).length;
  const crossed =
    judged === undefined
      ? `No crosswalk is held for ${standard.id}: no control answers its requirements.`
      : `The crosswalk of ${standard.id}, judged on ${judged.edition}, answers ${answered} of the ${inForce(standard).length} in force.${other === undefined ? '' : ` ${other} So nothing is proven by it.`}`;
  const lost = read.lost.reduce((sum, one) => sum + one.count, 0);
  const { requirements, ...about } = standard;
  return {
    json: {
      format: read.format,
      standard: { ...about, inForce: inForce(standard).length, withdrawn: requirements.length - inForce(standard).length, answered },
      ...(other === undefined ? {} : { otherEdition: other }),
      counts: read.counts,
      carried: read.carried,
      values: read.values,
      mapped: read.mapped,
      lost: read.lost,
      notes: read.notes,
      requirements,
      ...(recorded === undefined ? {} : { recorded }),
    },
    text: [
      ...wrap(`${standard.id}: ${standard.title}, ${standard.edition} (${read.format}).`, 100),
      table(
        ['kind', 'in force', 'withdrawn'],
        read.counts.map((one) => [one.class, one.active, one.withdrawn]),
      ),
      ...[
        ...read.notes,
        crossed,
        `${figure(read.carried)} of ${counted(read.values, 'value')} in the file are carried${lost === 0 ? '.' : `. The file is kept whole; these ${figure(lost)} are in it alone:`}`,
      ].flatMap((line) => wrap(line, 100)),
      ...lostLines(read.lost),
      ...said.flatMap((line) => wrap(line, 100)),
    ].join('\n'),
    code: 0,
  };
}

const SHOWN_LOST = 12;

function lostLines(lost: ReadStandard['lost']): readonly string[] {
  if (lost.length === 0) return [];
  const rows = [...lost].sort((a, b) => b.count - a.count || (a.field < b.field ? -1 : 1));
  const more = rows.length - SHOWN_LOST;
  return [
    table(
      ['values', 'field'],
      rows.slice(0, SHOWN_LOST).map((one) => [one.count, one.field]),
    ),
    ...(more > 0 ? [`and ${more} more fields; --json lists them all, with a value of each.`] : []),
  ];
}

// A document that is no standard: what it states, and that nothing follows from it.
function shown(stated: Stated): Outcome {
  const tables = stated.tables
    .filter((one) => one.rows.length > 0)
    .flatMap((one) => [
      '',
      `${one.title}:`,
      table(
        one.head,
        one.rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell.replace(/\s+/g, ' ') : cell))),
      ),
    ]);
  const lost = stated.lost.reduce((sum, one) => sum + one.count, 0);
  return {
    json: { ...stated, tables: undefined, lines: undefined, notes: stated.lines, mapped: [], recorded: null },
    text: [
      ...wrap(`${stated.title} (${stated.model})`, 100),
      ...stated.lines.flatMap((line) => wrap(line, 100)),
      ...tables,
      '',
      `${figure(stated.carried)} of ${counted(stated.values, 'value')} are read, ${figure(lost)} are not.`,
      ...lostLines(stated.lost),
      'Nothing was recorded.',
    ].join('\n'),
    code: 0,
  };
}

export const STANDARDS_COMMANDS: readonly Command[] = [list, show, bring, crosswalk, drift];
