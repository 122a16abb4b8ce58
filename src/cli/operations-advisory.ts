import { resolve } from 'node:path';
import { type Json, parseJson, Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import { composeCsaf } from '../operations/advisory/compose.ts';
import { checkCsaf, editionOf } from '../operations/advisory/csaf/check.ts';
import { readFacts } from '../operations/advisory/facts.ts';
import { advisoryFaults } from '../operations/advisory/faults.ts';
import type { Finding } from '../operations/advisory/finding.ts';
import { checkOpenVex, composeOpenVex, isOpenVex } from '../operations/advisory/openvex.ts';
import { checkSecurityTxt, composeSecurityTxt } from '../operations/advisory/security-txt.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { cliFaults } from './faults.ts';
import { checkedText } from './operations-advisory-text.ts';
import { choice, needed } from './parse.ts';

const FORMATS = ['csaf-2.0', 'csaf-2.1', 'openvex', 'security.txt'] as const;
const NAMING = { noun: 'operations', verb: 'advisory', usage: 'check FILE… | write FACTS --format FORMAT' } as const;

/** What a file turned out to be, and what is wrong with it. */
export interface Checked {
  readonly file: string;
  readonly format: string;
  readonly findings: readonly Finding[];
}

export const operationsAdvisory: Command = {
  ...NAMING,
  most: 1000,
  about:
    'Advisories of CSAF 2.0 and 2.1, OpenVEX and security.txt. "check" judges files, CSAF by its schema and every mandatory test, and exits 1 with each that failed and where. "write" makes one from facts given as JSON; what it writes is valid, or it says what is missing.',
  options: [{ name: 'format', kind: 'text', value: 'FORMAT', about: 'write: csaf-2.0, csaf-2.1, openvex or security.txt (default: csaf-2.1)' }, ...DELIVER],
  examples: ['assay operations advisory check advisory.json', 'assay operations advisory write facts.json --format csaf-2.1 --out advisory.json'],
  async run(args, io) {
    const act = needed(args, 0, 'check or write', NAMING);
    if (act === 'check') return check(args, io);
    if (act === 'write') return write(args, io);
    throw new Refused(
      cliFaults.fault('005', {
        message: `"operations advisory" does not "${act}"`,
        expected: 'check, write',
        found: act,
        remedy: 'See: assay operations advisory --help',
      }),
    );
  },
};

function check(args: Arguments, io: Io): Outcome {
  needed(args, 1, 'a file', { ...NAMING, usage: 'check FILE…' });
  const checked = args.positionals.slice(1).map((file) => judge(file, readTextFile(resolve(io.cwd, file)), io.now()));
  const failed = checked.filter(({ findings }) => findings.length > 0).length;
  return { json: { files: checked, failed }, text: checkedText(checked), code: failed === 0 ? 0 : 1 };
}

function judge(file: string, text: string, now: number): Checked {
  if (file.toLowerCase().endsWith('.txt')) return { file, format: 'security.txt', findings: checkSecurityTxt(text, now) };
  const root = parseJson(text, file);
  const edition = editionOf(root);
  if (edition !== undefined) return { file, format: `CSAF ${edition}`, findings: checkCsaf(root, edition) };
  if (isOpenVex(root)) return { file, format: 'OpenVEX', findings: checkOpenVex(root) };
  throw new Refused(
    advisoryFaults.fault('004', {
      message: `${file} is no advisory that Assay knows`,
      file,
      expected: 'JSON with document.csaf_version 2.0 or 2.1, or with @context of OpenVEX; or a file that ends in .txt',
      remedy: 'Check that it is the right file, and of one of these versions.',
    }),
  );
}

function write(args: Arguments, io: Io): Outcome {
  const file = needed(args, 1, 'a file of facts', { ...NAMING, usage: 'write FACTS' });
  const format = choice(args, 'format', FORMATS, 'csaf-2.1');
  const facts = readFacts(parseJson(readTextFile(resolve(io.cwd, file)), file), file);
  const paper = (): Json => {
    switch (format) {
      case 'csaf-2.0':
        return composeCsaf(facts, file)['2.0'];
      case 'csaf-2.1':
        return composeCsaf(facts, file)['2.1'];
      case 'openvex':
        return composeOpenVex(facts, file);
      case 'security.txt':
        return composeSecurityTxt(facts, file);
    }
  };
  const made = paper();
  const delivered = deliver(args, typeof made === 'string' ? made : JSON.stringify(made, null, 2), format === 'security.txt' ? 'The file' : 'The advisory');
  const later = format === 'security.txt' ? ['It is not signed: sign it with the key that Encryption names.'] : [];
  return { json: { format, paper: made, file: delivered.file ?? null }, text: delivered.text, code: 0, notes: [...(delivered.notes ?? []), ...later] };
}
