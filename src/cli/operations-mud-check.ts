import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Fault, Refused } from '../core/index.ts';
import { type SignatureState, signatureOf } from '../operations/declared/edge/signature.ts';
import { mudFaults } from '../operations/declared/faults.ts';
import { entriesInWords } from '../operations/declared/words.ts';
import { type Arguments, faultJson, type Io, type Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { bytesOf, certificatesIn, mudNamed } from './operations-mud-files.ts';
import { type Checked, checkText } from './operations-mud-text.ts';
import { needed } from './parse.ts';

/** What the files say, with their faults and signatures. */
export function checkMud(args: Arguments, io: Io): Outcome {
  needed(args, 1, 'a MUD file', { noun: 'operations', verb: 'mud', usage: 'check FILE…' });
  const files = args.positionals.slice(1);
  const trust = args.texts('trust');
  const trusted = certificatesIn(trust, io);
  const given = args.text('signature');
  if (given !== undefined && files.length > 1) {
    throw new Refused(
      cliFaults.fault('005', {
        message: '--signature is of one file',
        expected: 'one MUD file',
        found: `${files.length} files`,
        remedy: 'Check them one at a time, or lay each signature beside its file.',
      }),
    );
  }
  const checked = files.map((path): Checked => {
    const beside = `${path}.p7s`;
    const signature = given ?? (existsSync(resolve(io.cwd, beside)) ? beside : undefined);
    try {
      const read = mudNamed(path, io);
      const state = signatureOf(read.bytes, signature === undefined ? undefined : bytesOf(signature, io), trusted, io.now());
      return { path, read, state, faults: [...read.faults, ...signatureFaults(path, state, trust.length > 0)] };
    } catch (error) {
      // One that is no MUD file does not keep the others from being checked.
      if (!(error instanceof Refused) || files.length === 1) throw error;
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
}

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
