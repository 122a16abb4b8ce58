import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldLedger } from '../assurance/folded.ts';
import { leaningOf } from '../assurance/leaning.ts';
import { oscalResults } from '../assurance/oscal/results-evidence.ts';
import { Digest, type Fault, type Json, Refused } from '../core/index.ts';
import { type Batch, batchOf } from '../evidence/import/batch.ts';
import { IMPORTERS, type Imported, type Importer, importerFor, importFaults, type Mapping, readMapping } from '../evidence/import/index.ts';
import { type Unrepeated, unrepeated } from '../evidence/import/repeat.ts';
import { nearSubjects, resolveSubject, upTo } from '../evidence/import/resolve.ts';
import { EVIDENCE_RECORDED, type Evidence, evidenceFaults, type ReadContext, readEvidence } from '../evidence/index.ts';
import { DATABASE_FILE } from '../ledger/edge/database.ts';
import { writeDurably } from '../ledger/edge/durable-file.ts';
import { fitDraft } from '../ledger/entry.ts';
import { readFileBytes, textOfBytes } from '../map/edge/files.ts';
import type { ServiceMap } from '../map/index.ts';
import { subjectsOf } from '../map/subjects.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { needed, WORKSPACE } from './parse.ts';
import { counted, table } from './table.ts';
import { dataFolder, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const MAX_FILE = 64 * 1024 * 1024;
const MOST_LINES = 10;
const MOST_ROWS = 50;

/** Importers of this command line: those of the evidence room, and those that need the rooms beyond it. */
const ALL: readonly Importer[] = [oscalResults, ...IMPORTERS];

/** Every id that evidence may name, and the words by which else a source may name them: each word of one subject alone. */
function subjectWords(
  map: ServiceMap,
  known: NonNullable<ReadContext['subjects']>,
): { readonly subjects: ReadonlySet<string>; readonly names: ReadonlyMap<string, string>; readonly populations: ReadonlyMap<string, number> } {
  const words: [string, string][] = [];
  for (const part of map.parts) {
    words.push([part.name, part.id]);
    const purl = part.origin?.fields?.['purl'];
    if (typeof purl === 'string') words.push([upTo(purl, '@?#'), part.id]);
    for (const { id, name } of part.variants ?? []) if (name !== undefined) words.push([name, `${part.id}/${id}`]);
  }
  words.push([map.service.name, map.service.id]);
  for (const { id, name } of map.assets) words.push([name, id]);
  const owners = new Map<string, Set<string>>();
  for (const [word, subject] of words) {
    const small = word.trim().toLowerCase();
    owners.set(small, (owners.get(small) ?? new Set()).add(subject));
  }
  const names = new Map([...owners].flatMap(([word, [only, ...others]]) => (only !== undefined && others.length === 0 ? [[word, only] as const] : [])));
  const populations = map.parts.flatMap((part) => [
    [part.id, part.population] as const,
    ...(part.variants ?? []).map(({ id, population }) => [`${part.id}/${id}`, population] as const),
  ]);
  return { subjects: new Set([...known.elements, ...known.variants]), names, populations: new Map(populations.filter(([, population]) => population > 1)) };
}

interface Source {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly imported: Imported;
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
      { name: 'from', kind: 'text', value: 'FORMAT', about: `${ALL.map(({ format }) => format).join(', ')} (default: what the file looks like)` },
      { name: 'subject', kind: 'text', value: 'SUBJECT', about: 'what the files are about, where they name nothing that is on the map' },
      { name: 'mapping', kind: 'text', value: 'FILE', about: 'rules that say which items are which claim; see docs/evidence-import.md' },
      { name: 'dry-run', kind: 'flag', about: 'say what would be recorded, and record nothing' },
    ],
    examples: ['assay evidence import scan.sarif --subject firmware-source', 'assay evidence import drills.xml --mapping drills.yaml --dry-run'],
    async run(args, io) {
      needed(args, 0, 'a file to import', command);
      const { map } = readServiceMap(args, io);
      const known = subjectsOf(map);
      const { mapping, sources } = readAll(args, io, map, known);
      const batch = batchOf(
        sources.map(({ imported }) => imported),
        leaningOf,
      );
      checkAll(batch.evidence, sources, { now: io.now(), subjects: known });
      const recorded = args.flag('dry-run') ? await foreseen(args, io, map, batch) : await record(args, io, map, batch, sources, mapping);
      return outcome(sources, batch, recorded);
    },
  };
  return command;
}

interface Kept {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

function readAll(
  args: Arguments,
  io: Io,
  map: ServiceMap,
  known: NonNullable<ReadContext['subjects']>,
): { readonly mapping: Kept | undefined; readonly sources: readonly Source[] } {
  const words = subjectWords(map, known);
  const wanted = args.text('subject');
  const subject = wanted === undefined ? undefined : resolveSubject(wanted, words);
  if (wanted !== undefined && subject === undefined) {
    const near = nearSubjects(wanted, words);
    throw new Refused(
      evidenceFaults.fault('004', {
        message: `"${wanted}" is not on the map`,
        field: '--subject',
        expected: near.length > 0 ? `a subject of the map, such as ${near.join(' or ')}` : 'a subject of the map',
        found: wanted,
        remedy: 'Correct the subject, or put the element on the map first.',
      }),
    );
  }
  const file = args.text('mapping');
  const bytes = file === undefined ? undefined : readFileBytes(file, { bytes: MAX_FILE });
  const mapping: (Mapping & Kept) | undefined =
    file === undefined || bytes === undefined
      ? undefined
      : { ...readMapping(textOfBytes(bytes, file), file), file: base(file), digest: Digest.of(bytes), bytes };
  const faults: Fault[] = [];
  const sources: Source[] = [];
  const now = io.now();
  for (const name of args.positionals) {
    try {
      const raw = readFileBytes(name, { bytes: MAX_FILE });
      const text = textOfBytes(raw, name);
      const digest = Digest.of(raw);
      const importer = importerFor(text, name, ALL, args.text('from'));
      const context = { file: name, now, digest, ...words, ...(subject === undefined ? {} : { subject }) };
      sources.push({ file: name, bytes: raw, digest, imported: importer.read(text, context, mapping) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new Refused(...faults);
  return { mapping, sources };
}

function base(file: string): string {
  return file.split(/[/\\]/).at(-1) ?? file;
}

/** An importer's statements are held to the same rules as anybody's, and to what an entry can hold, before the first is recorded. */
function checkAll(evidence: readonly Evidence[], sources: readonly Source[], context: ReadContext): void {
  if (evidence.length > 0) readEvidence(JSON.stringify(evidence), 'the imported statements', context);
  const faults = evidence.flatMap((body) => {
    try {
      fitDraft({ type: EVIDENCE_RECORDED, body: body as Json });
      return [];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [fault] = error.faults;
      return [
        importFaults.fault('008', {
          message: `the statement "${body.claim}" about "${body.subject}" does not fit into an entry of the ledger`,
          ...(sources.find(({ digest }) => digest === body.raw.digest) === undefined
            ? {}
            : { file: sources.find(({ digest }) => digest === body.raw.digest)?.file ?? '' }),
          expected: fault?.expected ?? 'a smaller statement',
          found: fault?.found ?? 'a larger one',
          remedy: 'Import fewer runs at a time, or name a narrower claim in a mapping.',
        }),
      ];
    }
  });
  if (faults.length > 0) throw new Refused(...faults);
}

interface Recorded {
  readonly recorded: number;
  readonly alreadyKnown: number;
  readonly outdated: Unrepeated['outdated'];
  readonly dryRun: boolean;
  readonly first?: number;
  readonly last?: number;
}

async function foreseen(args: Arguments, io: Io, map: ServiceMap, batch: Batch): Promise<Recorded> {
  const dataDir = dataFolder(args, io);
  if (!existsSync(join(dataDir, DATABASE_FILE))) {
    const { fresh, known, outdated } = unrepeated(batch.evidence, [], leaningOf);
    return { recorded: fresh.length, alreadyKnown: known, outdated, dryRun: true };
  }
  return withLedger(
    args,
    io,
    async (ledger) => {
      const folded = foldLedger(ledger);
      refuseOtherService(folded, map, dataDir);
      const { fresh, known, outdated } = unrepeated(batch.evidence, folded.evidence, leaningOf);
      return { recorded: fresh.length, alreadyKnown: known, outdated, dryRun: true };
    },
    'read',
  );
}

async function record(args: Arguments, io: Io, map: ServiceMap, batch: Batch, sources: readonly Source[], mapping: Kept | undefined): Promise<Recorded> {
  const dataDir = dataFolder(args, io);
  return withLedger(args, io, async (ledger) => {
    const folded = foldLedger(ledger);
    refuseOtherService(folded, map, dataDir);
    const { fresh, known, outdated } = unrepeated(batch.evidence, folded.evidence, leaningOf);
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
      dryRun: false,
      ...(first === undefined || last === undefined ? {} : { first, last }),
    };
  });
}

/** Under its own digest, readable by its owner alone. It may hold names of people and code, so it stands beside the ledger, where it can be erased. */
function keepRaw(dataDir: string, bytes: Uint8Array, digest: Digest): void {
  const folder = join(dataDir, 'raw');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, digest.slice('sha256:'.length));
  if (existsSync(path) && Digest.of(readFileSync(path)) === digest) return;
  writeDurably(path, bytes, 0o600);
}

function outcome(sources: readonly Source[], batch: Batch, recorded: Recorded): Outcome {
  const files = sources.map(({ file, digest, imported }) => ({ file, digest, ...imported, withheld: imported.withheld ?? [] }));
  const short =
    batch.contradicted.length > 0 ||
    recorded.outdated.length > 0 ||
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
      end,
    ].join('\n'),
    code: short ? 1 : 0,
  };
}

function sum(files: readonly Imported[], field: 'carried' | 'items'): number {
  return files.reduce((total, each) => total + each[field], 0);
}

function described(imported: Imported & { readonly file: string }): readonly string[] {
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
    ...section('Fields that no statement carries (the input is kept whole)', lost, ({ field, count }) => `${field}: ${count}`),
  ];
}

/** A value in a few words: of lists how long they are. */
function shown(value: Json): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value).slice(0, 24);
  const lists = Object.entries(value).flatMap(([name, list]) => (Array.isArray(list) ? [`${list.length} ${name}`] : []));
  return lists.length === 0 ? '{…}' : lists.join(', ').slice(0, 40);
}

function section<T>(title: string, rows: readonly T[], line: (row: T) => string): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length > MOST_LINES ? [`  and ${rows.length - MOST_LINES} more; --json lists them`] : [];
  return [`${title}: ${rows.length}`, ...rows.slice(0, MOST_LINES).map((row) => `  ${line(row)}`.slice(0, 200)), ...more, ''];
}
