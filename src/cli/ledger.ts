import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { VIEWS } from '../assurance/folded.ts';
import { standardFileNamed } from '../assurance/imported/index.ts';
import { figure, Instant, type Json, Refused } from '../core/index.ts';
import { verifyLedger } from '../ledger/edge/check.ts';
import { verifyEd25519 } from '../ledger/edge/ed25519.ts';
import { exportLedger } from '../ledger/edge/export.ts';
import { verifyExport } from '../ledger/edge/export-check.ts';
import type { Seq } from '../ledger/model.ts';
import { foldDigests } from '../ledger/projections.ts';
import { formatProof, parseProof, verifyProof } from '../ledger/proof.ts';
import { readTextFile } from '../map/edge/files.ts';
import { mapFileNamed } from '../map/events.ts';
import type { Command, Option } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed, wholeNumber } from './parse.ts';
import { counted } from './table.ts';
import { dataFolder, withLedger } from './workspace.ts';

const DATA: Option = { name: 'data', kind: 'text', value: 'DIR', about: 'the data folder (default: ASSAY_DATA, else ./.assay)' };
const TRUSTED: readonly Option[] = [
  { name: 'checkpoint', kind: 'text', value: 'FILE', about: 'a checkpoint that was kept elsewhere, to hold the ledger against' },
  { name: 'key', kind: 'text', value: 'KEY', about: 'the verifier key, as it was noted elsewhere' },
];

const head: Command = {
  noun: 'ledger',
  verb: 'head',
  usage: '',
  most: 0,
  about: 'Shows how many entries there are, and the signed checkpoint over them.',
  options: [DATA, { name: 'checkpoint', kind: 'flag', about: 'print the signed checkpoint alone, to be kept elsewhere' }],
  examples: ['assay ledger head', 'assay ledger head --checkpoint > kept-elsewhere.txt'],
  run: (args, io) =>
    withLedger(
      args,
      io,
      async (ledger) => {
        const { size, root } = ledger.head();
        const checkpoint = ledger.checkpoint();
        if (args.flag('checkpoint')) return { json: { checkpoint }, text: checkpoint, code: 0 };
        const json = { origin: ledger.origin, size, root, checkpoint, verifierKey: ledger.verifierKey };
        const text = [
          `${ledger.origin} holds ${counted(size, 'entry', 'entries')}.`,
          '',
          `  root          ${root}`,
          `  verifier key  ${ledger.verifierKey}`,
          '',
          checkpoint.trimEnd(),
          '',
          'Keep this checkpoint somewhere else: with it, anybody can later show that nothing was removed.',
        ];
        return { json, text: text.join('\n'), code: 0 };
      },
      'read',
    ),
};

const verify: Command = {
  noun: 'ledger',
  verb: 'verify',
  usage: '[EXPORT]',
  most: 1,
  about: 'Recomputes every hash and signature, of the data folder or of an exported folder, and names the first bad entry. Exits 1 on any.',
  options: [DATA, ...TRUSTED],
  examples: ['assay ledger verify', 'assay ledger verify --checkpoint kept-elsewhere.txt', 'assay ledger verify exported/'],
  async run(args, io) {
    const kept = args.text('checkpoint');
    const key = args.text('key');
    const trusted = {
      ...(kept === undefined ? {} : { checkpoint: readTextFile(kept) }),
      ...(key === undefined ? {} : { verifierKey: key }),
    };
    const folder = args.positionals[0];
    if (folder !== undefined && !existsSync(resolve(io.cwd, folder))) {
      throw new Refused(
        cliFaults.fault('005', {
          message: `there is no folder ${folder}`,
          expected: 'a folder that assay ledger export wrote',
          found: folder,
          remedy: 'Name the exported folder, or none for the data folder.',
        }),
      );
    }
    const report =
      folder === undefined
        ? verifyLedger(dataFolder(args, io), trusted, (entry) => mapFileNamed(entry) ?? standardFileNamed(entry))
        : verifyExport(resolve(io.cwd, folder), trusted);
    if (report.ok) {
      const against = report.trusted
        ? ' It agrees with what you kept elsewhere.'
        : ' Nothing from outside was held against it: give --checkpoint or --key for that.';
      return {
        json: report,
        text: `${counted(report.head.size, 'entry', 'entries')} and ${counted(report.checkpoints, 'checkpoint')} of ${report.origin} hold.${against}`,
        code: 0,
      };
    }
    const first = report.firstBad === undefined ? 'The ledger is not whole.' : `Entry ${report.firstBad} is the first that does not hold.`;
    return { json: report, text: [first, ...report.faults.map((fault) => `  ${fault.code}  ${fault.message}`)].join('\n'), code: 1 };
  },
};

const prove: Command = {
  noun: 'ledger',
  verb: 'prove',
  usage: 'SEQ | --check PROOF.json',
  most: 1,
  about: 'Gives everything that shows one entry to be in the log, or checks such a proof without any ledger.',
  options: [
    DATA,
    { name: 'check', kind: 'text', value: 'FILE', about: 'a proof to check' },
    { name: 'key', kind: 'text', value: 'KEY', about: 'the verifier key, from a source of your own' },
  ],
  examples: ['assay ledger prove 12', 'assay ledger prove 12 --json > proof.json', 'assay ledger prove --check proof.json --key "$KEY"'],
  async run(args, io) {
    const file = args.text('check');
    if (file !== undefined) {
      const proven = verifyProof(parseProof(readTextFile(file), file), verifyEd25519, args.text('key'));
      const whose = proven.keyFromOutside ? 'signed by the key you gave' : 'signed by the key in the proof itself: give --key to know whose that is';
      return {
        json: { holds: true, seq: proven.entry.seq, origin: proven.origin, treeSize: proven.treeSize, keyFromOutside: proven.keyFromOutside },
        text: `Entry ${proven.entry.seq} (${proven.entry.type}) is in ${proven.origin} as of ${counted(proven.treeSize, 'entry', 'entries')}, ${whose}.`,
        code: 0,
      };
    }
    const seq = needed(args, 0, 'the number of an entry', prove);
    if (!/^\d{1,15}$/.test(seq))
      throw new Refused(
        cliFaults.fault('005', {
          message: `"${seq}" is not the number of an entry`,
          expected: 'a number from 0',
          found: seq,
          remedy: 'See how many there are: assay ledger head',
        }),
      );
    return withLedger(
      args,
      io,
      async (ledger) => {
        const bundle = ledger.proveInclusion(Number(seq) as Seq);
        return { json: bundle, text: formatProof(bundle), code: 0 };
      },
      'read',
    );
  },
};

const list: Command = {
  noun: 'ledger',
  verb: 'list',
  usage: '',
  most: 0,
  about: 'Shows the entries, newest last.',
  options: [
    DATA,
    { name: 'from', kind: 'text', value: 'SEQ', about: 'the first entry to show (default: the last 20)' },
    { name: 'most', kind: 'text', value: 'N', about: 'how many to show (default: 20)' },
  ],
  examples: ['assay ledger list', 'assay ledger list --from 0 --most 5 --json'],
  run: (args, io) =>
    withLedger(
      args,
      io,
      async (ledger) => {
        const { size } = ledger.head();
        const most = wholeNumber(args, 'most', { least: 1, most: 100_000, otherwise: 20 });
        const from = wholeNumber(args, 'from', { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: Math.max(0, size - most) });
        const entries = ledger.read(from as Seq, most);
        const text = entries
          .map((entry) => `${String(entry.seq).padStart(6)}  ${Instant.format(entry.recordedAt)}  ${entry.type.padEnd(20)} ${brief(entry.body)}`.slice(0, 100))
          .join('\n');
        return {
          json: { size, entries: entries.map(({ canonical: _, ...entry }) => ({ ...entry, recordedAt: Instant.format(entry.recordedAt) })) },
          text,
          code: 0,
        };
      },
      'read',
    ),
};

function brief(body: Json): string {
  const fields = body as { readonly [key: string]: Json };
  return (
    [fields['subject'], fields['claim'], fields['control'], fields['service']].filter((value) => typeof value === 'string').join(' ') || JSON.stringify(body)
  );
}

const exporting: Command = {
  noun: 'ledger',
  verb: 'export',
  usage: 'FOLDER',
  most: 1,
  about: 'Writes the whole log into an empty folder as C2SP tiles, so that other people’s verifiers can check it.',
  options: [DATA],
  examples: ['assay ledger export exported/', 'assay ledger verify exported/'],
  run: (args, io) =>
    withLedger(
      args,
      io,
      async (ledger) => {
        const folder = needed(args, 0, 'a folder', exporting);
        const exported = exportLedger(ledger, resolve(io.cwd, folder));
        return {
          json: exported,
          text: `Exported ${counted(ledger.head().size, 'entry', 'entries')} to ${folder}: checkpoint, tile/, entries.ndjson, verifier-key.`,
          code: 0,
        };
      },
      'read',
    ),
};

const rebuild: Command = {
  noun: 'ledger',
  verb: 'rebuild',
  usage: '',
  most: 0,
  about: 'Folds every view again from the first entry, verifying each, and shows its digest: two folders with one root give the same.',
  options: [DATA],
  examples: ['assay ledger rebuild'],
  run: (args, io) =>
    withLedger(
      args,
      io,
      async (ledger) => {
        const { head: read, digests } = foldDigests(ledger, VIEWS);
        const views = digests.map((view) => ({ ...view, size: read.size }));
        const width = Math.max(...views.map((view) => view.name.length));
        const lines = views.map((view) => `${view.name.padEnd(width)}  version ${view.version}, ${figure(view.size)} entries: ${view.digest}`);
        return { json: { views }, text: lines.join('\n'), code: 0 };
      },
      'read',
    ),
};

export const LEDGER: readonly Command[] = [head, verify, prove, list, exporting, rebuild];
