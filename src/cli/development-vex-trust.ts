import { resolve } from 'node:path';
import { Digest, Refused } from '../core/index.ts';
import { openPublicKey } from '../development/statement/edge/public-key.ts';
import { verifySignature } from '../development/statement/edge/signatures.ts';
import { vexFaults } from '../development/vex/faults.ts';
import { VEX_LIMITS } from '../development/vex/read.ts';
import { type NamedKey, type ReceivedVex, receiveVex } from '../development/vex/received.ts';
import { readFileBytes } from '../map/edge/files.ts';
import type { Arguments, Io, Option } from './command.ts';
import { cliFaults } from './faults.ts';

export const STATEMENTS: readonly Option[] = [
  {
    name: 'vex',
    kind: 'texts',
    value: 'FILE',
    about: 'statements of exploitability: OpenVEX, CSAF or CycloneDX; OpenVEX and CycloneDX also signed, in a DSSE envelope',
  },
  {
    name: 'trust',
    kind: 'texts',
    value: 'KEY|FILE|DIGEST',
    about:
      'which statements close a match: those signed by the public KEY, those of a FILE of --vex, or those of the file with the DIGEST sha256:…; none without',
  },
];

/** The statements that were given, each with whether it counts. Throws `Refused` (ASSAY-CLI-003, ASSAY-VEX-005, ASSAY-STATEMENT-006, and what `receiveVex` and reading a file throw). */
export function receivedVex(args: Arguments, io: Io): readonly ReceivedVex[] {
  const given = args.texts('vex').map((file) => {
    const path = resolve(io.cwd, file);
    const bytes = readFileBytes(path, VEX_LIMITS);
    return { file, path, bytes, digest: Digest.of(bytes) };
  });
  const trust = args.texts('trust');
  if (trust.length > 0 && given.length === 0) {
    throw new Refused(
      cliFaults.fault('003', {
        message: '--trust says which statements close a match, and no statements were given',
        expected: '--vex FILE beside --trust',
        found: 'no --vex',
        remedy: 'Name the statements: --vex vendor.vex.json; or leave --trust out.',
      }),
    );
  }
  const files = new Set<Digest>();
  const keys: NamedKey[] = [];
  for (const text of trust) {
    const named = given.find(({ path }) => path === resolve(io.cwd, text));
    if (Digest.isText(text)) {
      if (!given.some(({ digest }) => digest === text)) throw new Refused(noFile(text, given));
      files.add(text);
    } else if (named !== undefined) files.add(named.digest);
    else keys.push({ name: text, key: openPublicKey(resolve(io.cwd, text), text) });
  }
  return given.map(({ file, bytes }) => receiveVex(bytes, file, { keys, files, verify: verifySignature }));
}

function noFile(digest: string, given: readonly { readonly file: string; readonly digest: Digest }[]) {
  return vexFaults.fault('005', {
    message: 'none of the statements has the digest that is to be trusted',
    expected: digest,
    found: given
      .map((each) => `${each.file} ${each.digest}`)
      .join(', ')
      .slice(0, 500),
    remedy: 'Compare the file with what its author published, and give the digest of the right one.',
  });
}
