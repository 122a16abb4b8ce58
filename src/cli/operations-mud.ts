import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Fault, Refused } from '../core/index.ts';
import { type SignatureState, signatureOf } from '../operations/declared/edge/signature.ts';
import { mudFaults } from '../operations/declared/faults.ts';
import { entriesInWords } from '../operations/declared/words.ts';
import { type Command, faultJson } from './command.ts';
import { cliFaults } from './faults.ts';
import { bytesOf, certificatesIn, mudNamed } from './operations-mud-files.ts';
import { type Checked, checkText } from './operations-mud-text.ts';
import { needed } from './parse.ts';

const NAMED = { noun: 'operations', verb: 'mud check', usage: 'FILE… [--trust CERT] [--signature FILE]' } as const;

export const operationsMudCheck: Command = {
  ...NAMED,
  most: 1000,
  about:
    'Reads files in which makers declare what a device speaks to (MUD, RFC 8520) and says each in words, with every fault, every member that is not known, and how its signature stands. Exits 1 where there is a fault, or with --trust where a signature does not hold.',
  options: [
    { name: 'trust', kind: 'texts', value: 'CERT', about: 'certificates that are trusted to sign, or to vouch for who signs: PEM, or one in DER' },
    {
      name: 'signature',
      kind: 'text',
      value: 'FILE',
      about: 'the signature of the one file that is named (default: the file with .p7s after its name, where there is one)',
    },
  ],
  examples: ['assay operations mud check lamp.json', 'assay operations mud check lamp.json --signature lamp.p7s --trust maker.pem --json'],
  async run(args, io) {
    needed(args, 0, 'a MUD file', NAMED);
    const trust = args.texts('trust');
    const trusted = certificatesIn(trust, io);
    const given = args.text('signature');
    if (given !== undefined && args.positionals.length > 1) {
      throw new Refused(
        cliFaults.fault('005', {
          message: '--signature is of one file',
          expected: 'one MUD file',
          found: `${args.positionals.length} files`,
          remedy: 'Check them one at a time, or lay each signature beside its file.',
        }),
      );
    }
    const checked = args.positionals.map((path): Checked => {
      const beside = `${path}.p7s`;
      const signature = given ?? (existsSync(resolve(io.cwd, beside)) ? beside : undefined);
      try {
        const read = mudNamed(path, io);
        const state = signatureOf(read.bytes, signature === undefined ? undefined : bytesOf(signature, io), trusted, io.now());
        return { path, read, state, faults: [...read.faults, ...signatureFaults(path, state, trust.length > 0)] };
      } catch (error) {
        // One that is no MUD file does not keep the others from being checked.
        if (!(error instanceof Refused) || args.positionals.length === 1) throw error;
        return { path, read: undefined, state: undefined, faults: error.faults };
      }
    });
    return {
      json: checked.map(({ path, read, state, faults }) => ({
        file: path,
        ...(read === undefined ? {} : { mud: read.mud, says: entriesInWords(read.mud), unknown: read.unknown, recognised: read.recognised }),
        ...(state === undefined ? {} : { signature: state }),
        faults: faults.map((fault) => faultJson([fault])),
      })),
      text: checkText(checked),
      code: checked.some(({ faults }) => faults.length > 0) ? 1 : 0,
    };
  },
};

function signatureFaults(file: string, state: SignatureState, asked: boolean): readonly Fault[] {
  if (state.is === 'good' || (!asked && state.is !== 'unread')) return [];
  return [
    mudFaults.fault('009', {
      message: `the signature of ${file} does not hold: ${state.why}`,
      file,
      expected: 'a detached signature (CMS) of exactly this file, by a certificate that --trust vouches for',
      found: state.is,
      remedy: 'Fetch file and signature anew from the maker, or name the certificate that the maker publishes.',
    }),
  ];
}
