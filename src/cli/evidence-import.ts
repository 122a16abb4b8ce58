import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foldLedger } from '../assurance/folded.ts';
import { type Entering, entering, type TakenIn, takeIn } from '../assurance/intake/index.ts';
import { markedUtf16, reportText } from '../business/import/encoding.ts';
import { EVERY_IMPORTER } from '../business/import/index.ts';
import { Digest, type Fault, type Json, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import type { Batch } from '../evidence/import/batch.ts';
import type { Imported } from '../evidence/import/index.ts';
import { EVIDENCE_RECORDED } from '../evidence/index.ts';
import { DATABASE_FILE } from '../ledger/edge/database.ts';
import { readFileBytes, textOfBytes } from '../map/edge/files.ts';
import type { ServiceMap } from '../map/index.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { needed, WORKSPACE } from './parse.ts';
import { counted, table } from './table.ts';
import { dataFolder, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const MAX_FILE = 64 * 1024 * 1024;
const MOST_LINES = 10;
const MOST_ROWS = 50;

interface Source extends TakenIn {
  readonly bytes: Uint8Array;
}

export function importCommand(): Command {
  const command: Command = {
    noun: 'evidence',
    verb: 'import',
    usage: 'FILE…',
    most: 1000,
    about:
      'Records what other tools saw: SARIF, JUnit, CycloneDX, OSCAL assessment results, or a table with a mapping file. Says what became of every item; exits 1 where something that should have become a statement did not.',
    options: [
      ...WORKSPACE.filter((option) => option.name !== 'at'),
      { name: 'from', kind: 'text', value: 'FORMAT', about: `${EVERY_IMPORTER.map(({ format }) => format).join(', ')} (default: what the file looks like)` },
      { name: 'subject', kind: 'text', value: 'SUBJECT', about: 'what the files are about, where they name nothing that is on the map' },
      { name: 'observed-at', kind: 'text', value: 'MOMENT', about: 'when the tool looked, where the files do not say' },
      { name: 'mapping', kind: 'text', value: 'FILE', about: 'rules that say which items are which claim; see docs/evidence-import.md' },
      { name: 'dry-run', kind: 'flag', about: 'say what would be recorded, and record nothing' },
    ],
    examples: ['assay evidence import scan.sarif --subject firmware-source', 'assay evidence import drills.xml --mapping drills.yaml --dry-run'],
    async run(args, io) {
      needed(args, 0, 'a file to import', command);
      const { map } = readServiceMap(args, io);
      const { mapping, sources, batch } = readAll(args, io, map);
      const recorded = args.flag('dry-run') ? await foreseen(args, io, map, batch, sources) : await record(args, io, map, batch, sources, mapping);
      return outcome(sources, batch, recorded);
    },
  };
  return command;
}

interface Kept {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

interface ReadAll {
  readonly mapping: Kept | undefined;
  readonly sources: readonly Source[];
  readonly batch: Batch;
}

function readAll(args: Arguments, io: Io, map: ServiceMap): ReadAll {
  const mappingFile = args.text('mapping');
  const faults: Fault[] = [];
  const read = (file: string) => {
    try {
      const bytes = readFileBytes(file, { bytes: MAX_FILE });
      return { file, bytes, text: markedUtf16(bytes) ? reportText(bytes, file) : textOfBytes(bytes, file), digest: Digest.of(bytes) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const mapping = mappingFile === undefined ? undefined : read(mappingFile);
  const files = args.positionals.flatMap((name) => read(name) ?? []);
  if (faults.length > 0) throw new Refused(...faults);
  const [subject, format, observedAt] = [args.text('subject'), args.text('from'), args.text('observed-at')];
  const { sources, batch } = takeIn({
    files,
    map,
    now: io.now(),
    importers: EVERY_IMPORTER,
    subjectField: '--subject',
    momentField: '--observed-at',
    ...(observedAt === undefined ? {} : { observedAt }),
    ...(mapping === undefined ? {} : { mapping }),
    ...(subject === undefined ? {} : { subject }),
    ...(format === undefined ? {} : { format }),
  });
  return { mapping, batch, sources: sources.map((source, i) => ({ ...source, bytes: files[i]?.bytes ?? new Uint8Array() })) };
}

interface Recorded {
  readonly recorded: number;
  readonly alreadyKnown: number;
  readonly outdated: Entering['outdated'];
  readonly othersStand: Entering['othersStand'];
  readonly dryRun: boolean;
  readonly first?: number;
  readonly last?: number;
}

async function foreseen(args: Arguments, io: Io, map: ServiceMap, batch: Batch, sources: readonly Source[]): Promise<Recorded> {
  const dataDir = dataFolder(args, io);
  if (!existsSync(join(dataDir, DATABASE_FILE))) {
    const { fresh, known, outdated, othersStand } = entering(batch.evidence, [], { sources });
    return { recorded: fresh.length, alreadyKnown: known, outdated, othersStand, dryRun: true };
  }
  return withLedger(
    args,
    io,
    async (ledger) => {
      const folded = foldLedger(ledger);
      refuseOtherService(folded, map, dataDir);
      const { fresh, known, outdated, othersStand } = entering(batch.evidence, folded.evidence, { sources });
      return { recorded: fresh.length, alreadyKnown: known, outdated, othersStand, dryRun: true };
    },
    'read',
  );
}

async function record(args: Arguments, io: Io, map: ServiceMap, batch: Batch, sources: readonly Source[], mapping: Kept | undefined): Promise<Recorded> {
  const dataDir = dataFolder(args, io);
  return withLedger(args, io, async (ledger) => {
    const folded = foldLedger(ledger);
    refuseOtherService(folded, map, dataDir);
    const { fresh, known, outdated, othersStand } = entering(batch.evidence, folded.evidence, { sources });
    const cited = new Set(fresh.map(({ raw }) => raw.digest));
    // The inputs first: a crash between the two leaves a file that nothing cites, never a statement without its input.
    for (const { bytes, digest } of sources) if (cited.has(digest)) keepRaw(dataDir, bytes, digest);
    if (mapping !== undefined && fresh.length > 0) keepRaw(dataDir, mapping.bytes, mapping.digest);
    const receipts = await ledger.append(fresh.map((body) => ({ type: EVIDENCE_RECORDED, body: body as Json })));
    const first = receipts[0]?.seq;
    const last = receipts.at(-1)?.seq;
    return {
      recorded: receipts.length,
      alreadyKnown: known,
      outdated,
      othersStand,
      dryRun: false,
      ...(first === undefined || last === undefined ? {} : { first, last }),
    };
  });
}

function outcome(sources: readonly Source[], batch: Batch, recorded: Recorded): Outcome {
  const files = sources.map(({ file, digest, imported }) => ({ file, digest, ...imported, withheld: imported.withheld ?? [] }));
  const short =
    batch.contradicted.length > 0 ||
    recorded.outdated.length > 0 ||
    recorded.othersStand.length > 0 ||
    files.some((each) => each.evidence.length === 0 || each.withheld.length > 0 || each.unknownSubjects.length > 0);
  const { recorded: count, alreadyKnown, dryRun, first, last } = recorded;
  const known = alreadyKnown === 0 ? '' : `; ${counted(alreadyKnown, 'statement')} already known`;
  const end = dryRun
    ? `Would record ${counted(count, 'statement')}${known}. Nothing was recorded.`
    : `Recorded ${counted(count, 'statement')}${first === undefined ? '' : ` as entries ${first} to ${last}`}${known}.`;
  return {
    json: { ...recorded, files, contradicted: batch.contradicted, carried: sum(files, 'carried'), items: sum(files, 'items') },
    text: [
      ...files.flatMap(described),
      ...section(
        'Not recorded, since sources of this import disagree',
        batch.contradicted,
        ({ source, claim, subject, why }) => `${claim} of ${subject} by ${source}: ${why}`,
      ),
      ...section(
        'Not recorded again, although a failure was recorded since',
        recorded.outdated,
        ({ source, claim, subject, why }) => `${claim} of ${subject} by ${source}: ${why}`,
      ),
      ...section(
        'Not recorded, since what another tool found stands',
        recorded.othersStand,
        ({ source, claim, subject, why }) => `${claim} of ${subject} by ${source}: ${why}`,
      ),
      end,
    ].join('\n'),
    code: short ? 1 : 0,
  };
}

function sum(files: readonly Imported[], field: 'carried' | 'items'): number {
  return files.reduce((total, each) => total + each[field], 0);
}

/** One file's account: what became of each item, in lines. */
export function described(imported: Imported & { readonly file: string }): readonly string[] {
  const { evidence, unclaimed, unknownSubjects, lost, assumed, withheld = [], mapped } = imported;
  const unknown = unknownSubjects.reduce((total, each) => total + each.items, 0);
  const whys = new Map<string, number>();
  for (const { why } of unclaimed) whys.set(why, (whys.get(why) ?? 0) + 1);
  return [
    `${imported.file}: ${imported.format}, ${counted(imported.items, 'item')}: ${imported.carried} in statements, ${unclaimed.length} in none, ${unknown} of unknown subjects.`,
    ...(evidence.length === 0
      ? []
      : [
          '',
          table(
            ['subject', 'claim', 'value', 'method', 'seen', 'by'],
            evidence.slice(0, MOST_ROWS).map((each) => [each.subject, each.claim, shown(each.value), each.method, each.observedAt.slice(0, 10), each.source]),
          ),
          ...(evidence.length > MOST_ROWS ? [`and ${evidence.length - MOST_ROWS} more statements; --json lists them`] : []),
        ]),
    '',
    ...section('Mapped', mapped, ({ from, claim, items }) => `${from} to ${claim}: ${counted(items, 'item')}`),
    ...section('Held back', withheld, ({ subject, claim, why }) => `${claim} of ${subject}: ${why}`),
    ...section('In no statement', [...whys], ([why, items]) => `${counted(items, 'item')}: ${why}`),
    ...section(
      'Not on the map',
      unknownSubjects,
      ({ name, items, nearest }) => `"${name}", ${counted(items, 'item')}${nearest.length === 0 ? '' : `; nearest: ${nearest.join(', ')}`}`,
    ),
    ...section('Assumed', assumed, (each) => each),
    ...section('Fields that no statement carries (the input is kept whole)', lost, ({ field, count }) => `${namedField(field)}: ${count}`),
  ];
}

/** A column without a name, and what stands under it, has to be told from nothing. */
function namedField(field: string): string {
  return field
    .split('.')
    .map((step) => (step === '' ? '(no name)' : step))
    .join('.');
}

/** A value in a few words: of lists how long they are. */
function shown(value: Json): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value).slice(0, 24);
  const lists = Object.entries(value).flatMap(([name, list]) => (Array.isArray(list) ? [`${list.length} ${name}`] : []));
  return lists.length === 0 ? '{…}' : lists.join(', ').slice(0, 40);
}

/** A titled list, the first ten of it. */
export function section<T>(title: string, rows: readonly T[], line: (row: T) => string): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length > MOST_LINES ? [`  and ${rows.length - MOST_LINES} more; --json lists them`] : [];
  return [`${title}: ${rows.length}`, ...rows.slice(0, MOST_LINES).map((row) => `  ${line(row)}`.slice(0, 200)), ...more, ''];
}
