import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenFile } from '../assurance/intake/index.ts';
import { reportText } from '../business/import/encoding.ts';
import { EVERY_IMPORTER } from '../business/import/index.ts';
import { citedBy, decideOffice, type OfficeIntake, officeDrafts, takeOffice } from '../business/import/taking.ts';
import { type JoinsChosen, keepJoins } from '../business/inventory/edge/joins-file.ts';
import { keepDiscovery } from '../business/inventory/edge/kept.ts';
import { Digest, type Fault, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import type { Importer } from '../evidence/import/index.ts';
import { DATABASE_FILE } from '../ledger/edge/database.ts';
import type { Draft } from '../ledger/model.ts';
import { readFileBytes } from '../map/edge/files.ts';
import type { ServiceMap } from '../map/index.ts';
import { foldTaken, JOINS, joinsOf, readDiscoveries, type Taken } from './business-discoveries.ts';
import { importOutcome } from './business-import-text.ts';
import type { Arguments, Command, Io } from './command.ts';
import { needed, WORKSPACE } from './parse.ts';
import { dataFolder, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const MAX_FILE = 64 * 1024 * 1024;

/** The command over these importers: those that there are, or a test's own. */
export function businessImportOf(importers: readonly Importer[]): Command {
  const command: Command = {
    noun: 'business',
    verb: 'import',
    usage: 'FORMAT FILE…',
    most: 1000,
    about:
      'Records what a tool reports of the office: what it checked as evidence, and what it discovered in the inventory, joined to the map. Says what became of every item; exits 1 where something that should have become a statement did not.',
    options: [
      ...WORKSPACE.filter((option) => option.name !== 'at'),
      { name: 'subject', kind: 'text', value: 'SUBJECT', about: 'what the files are about, where they name nothing that is on the map' },
      { name: 'observed-at', kind: 'text', value: 'MOMENT', about: 'when the tool looked, where the files do not say' },
      { name: 'mapping', kind: 'text', value: 'FILE', about: 'rules that say which items are which claim; see docs/evidence-import.md' },
      JOINS,
      { name: 'whole', kind: 'flag', about: 'the reports were asked for without a filter, where they cannot tell (SCIM): what they lack is gone' },
      { name: 'dry-run', kind: 'flag', about: 'say what would be recorded, and record nothing' },
    ],
    examples: ['assay business import scuba ScubaResults.json', 'assay business import opengraph github.json --joins joins.yaml --dry-run'],
    async run(args, io) {
      const format = needed(args, 0, `a format: ${importers.map((each) => each.format).join(', ')}`, command);
      needed(args, 1, 'a file to import', command);
      const named = readServiceMap(args, io);
      const given = readGiven(args, io, { format, importers, map: named.map, chosen: joinsOf(args, io, named) });
      const dataDir = dataFolder(args, io);
      if (!args.flag('dry-run')) return withLedger(args, io, (ledger) => record(dataDir, given, foldTaken(ledger), (drafts) => ledger.append(drafts)));
      if (!existsSync(join(dataDir, DATABASE_FILE))) return foreseen(given, []);
      return withLedger(args, io, async (ledger) => foreseen(given, [{ dataDir, taken: foldTaken(ledger) }]), 'read');
    },
  };
  return command;
}

export const businessImport = businessImportOf(EVERY_IMPORTER);

interface Asked {
  readonly format: string;
  readonly importers: readonly Importer[];
  readonly map: ServiceMap;
  readonly chosen: JoinsChosen;
}

interface Given {
  readonly chosen: JoinsChosen;
  readonly mapping: (GivenFile & { readonly bytes: Uint8Array }) | undefined;
  readonly files: readonly (GivenFile & { readonly bytes: Uint8Array })[];
  readonly office: OfficeIntake;
}

/** Everything is read and checked before anything is written: one file that cannot be read refuses them all. */
function readGiven(args: Arguments, io: Io, { format, importers, map, chosen }: Asked): Given {
  const faults: Fault[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const read = (file: string) =>
    attempt(() => {
      const bytes = readFileBytes(file, { bytes: MAX_FILE });
      return { file, bytes, text: reportText(bytes, file), digest: Digest.of(bytes) };
    });
  const mappingFile = args.text('mapping');
  const mapping = mappingFile === undefined ? undefined : read(mappingFile);
  const files = args.positionals.slice(1).flatMap((name) => read(name) ?? []);
  if (faults.length > 0) throw new Refused(...faults);
  const [subject, observedAt] = [args.text('subject'), args.text('observed-at')];
  const office = takeOffice({
    files,
    map,
    now: io.now(),
    format,
    importers,
    joins: chosen.joins,
    subjectField: '--subject',
    momentField: '--observed-at',
    asOther: (other, file) => `Import it with: assay business import ${other} ${file}`,
    ...(observedAt === undefined ? {} : { observedAt }),
    ...(args.flag('whole') ? { whole: true } : {}),
    ...(mapping === undefined ? {} : { mapping }),
    ...(subject === undefined ? {} : { subject }),
  });
  return { chosen, mapping, files, office };
}

function decided({ office }: Given, { folded, taken }: Pick<Taken, 'taken'> & { readonly folded: Pick<Taken['folded'], 'evidence'> }, dataDir: string) {
  return decideOffice(office, { taken, before: readDiscoveries(dataDir, taken), recorded: folded.evidence });
}

const noted = ({ chosen: { note } }: Given) => (note === undefined ? {} : { notes: [note] });

function foreseen(given: Given, ledgers: readonly { readonly dataDir: string; readonly taken: Taken }[]) {
  const [ledger] = ledgers;
  const { intake, map } = given.office;
  if (ledger !== undefined) refuseOtherService(ledger.taken.folded, map, ledger.dataDir);
  const { entered, entering, statements } = decided(given, ledger?.taken ?? { taken: [], folded: { evidence: [] } }, ledger?.dataDir ?? '');
  return { ...importOutcome(intake, entering, entered, { dryRun: true, recorded: statements.length }), ...noted(given) };
}

async function record(dataDir: string, given: Given, taken: Taken, append: (drafts: readonly Draft[]) => Promise<readonly { readonly seq: number }[]>) {
  const { intake, map } = given.office;
  refuseOtherService(taken.folded, map, dataDir);
  const { entered, entering, statements } = decided(given, taken, dataDir);
  const cited = citedBy(statements, entered.taken);
  // What entries name is kept before them: a crash between the two leaves a file that nothing cites, never an entry without its file.
  for (const { bytes, digest } of given.files) if (cited.has(digest)) keepRaw(dataDir, bytes, digest);
  if (given.mapping !== undefined && entering.fresh.length > 0) keepRaw(dataDir, given.mapping.bytes, given.mapping.digest);
  for (const { text, digest } of entered.taken) keepDiscovery(dataDir, text, digest);
  keepJoins(dataDir, given.chosen);
  const receipts = await append(officeDrafts(statements, entered.taken));
  const [first, last] = [receipts[0]?.seq, receipts.at(-1)?.seq];
  return importOutcome(intake, entering, entered, {
    dryRun: false,
    recorded: statements.length,
    ...(first === undefined || last === undefined ? {} : { first, last }),
  });
}
