import { resolve } from 'node:path';
import { Digest, Duration, Refused } from '../core/index.ts';
import { isObjectId } from '../development/git/object.ts';
import { openTrustedRoot, readArtifact } from '../development/provenance/edge/files.ts';
import { unsigned } from '../development/provenance/edge/unsigned.ts';
import { PROVENANCE_LIMITS } from '../development/provenance/limits.ts';
import { readSigned, statementIn } from '../development/provenance/signed.ts';
import { readSummary } from '../development/provenance/summary.ts';
import { checkSummary } from '../development/provenance/summary-check.ts';
import { readFileBytes } from '../map/edge/files.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { signerNamed } from './development-provenance.ts';
import { summaryText } from './development-provenance-vsa-text.ts';
import { writeSummary } from './development-provenance-vsa-write.ts';
import { neededOption, noAct } from './development-release-ledger.ts';
import { SOURCE_OPTIONS } from './development-sources.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';

const VERB = 'provenance vsa';
const NAMING = { noun: 'development', verb: VERB, usage: 'write REPO --release TAG | check FILE' } as const;
const ACTS: Readonly<Record<string, (args: Arguments, io: Io) => Promise<Outcome>>> = { write: writeSummary, check: checkFile };

export const developmentProvenanceVsa: Command = {
  ...NAMING,
  most: 2,
  about:
    'Verification summaries of SLSA. write: works out the Source level of a release from its commits, the code log and the record of branch rules, and signs a summary of it; exits 1 where the level falls short. check: holds a summary of somebody else against what you expect, without asking any network; exits 1 where it falls short.',
  options: [
    { name: 'release', kind: 'text', value: 'TAG', about: 'write: the tag of the release' },
    { name: 'since', kind: 'text', value: 'TAG', about: 'write: the release before it, from which on it is looked at (default: from the first commit)' },
    {
      name: 'repo',
      kind: 'text',
      value: 'URI',
      about: 'the address of the repository, such as git+https://git.example.org/camera; check: of the artifact, as well',
    },
    { name: 'branch', kind: 'text', value: 'NAME', about: 'the branch that it was released from (write: default main; check: that it has to have been on)' },
    { name: 'rules', kind: 'text', value: 'FILE', about: 'write: the record of the rules of that branch' },
    {
      name: 'level',
      kind: 'texts',
      value: 'LEVEL',
      about: 'write: the Source level to pass, 1 to 4 (default: 1); check: such as SLSA_SOURCE_LEVEL_3, may be repeated',
    },
    { name: 'verifier', kind: 'text', value: 'URI', about: 'the address of the verifier: yours, or the one that is trusted' },
    { name: 'policy', kind: 'text', value: 'URI', about: 'write: the address of what you hold the source against' },
    { name: 'key', kind: 'text', value: 'FILE', about: 'write: the private key that signs; check: the public key of the verifier' },
    { name: 'passphrase', kind: 'text', value: 'env:NAME', about: 'write: where the passphrase of a sealed key is: env:NAME, file:PATH or fd:NUMBER' },
    { name: 'out', kind: 'text', value: 'FILE', about: 'write: the file for the summary (default: source-vsa.dsse.json)' },
    { name: 'overwrite', kind: 'flag', about: 'write: replace that file where it exists' },
    { name: 'people', kind: 'text', value: 'FILE', about: 'write: the register of people (default: ./people.yaml, where there is one)' },
    { name: 'keys', kind: 'text', value: 'FOLDER', about: 'write: public keys to verify signatures of commits by' },
    { name: 'weak-is-enough', kind: 'flag', about: 'write: let a review count whose tie to the commit anybody could have written who makes commits' },
    { name: 'log-repository', kind: 'text', value: 'ID', about: 'write: what the code log calls the repository (default: the name of its folder)' },
    { name: 'data', kind: 'text', value: 'DIR', about: 'write: the data folder with the code log (default: ASSAY_DATA, else ./.assay)' },
    ...SOURCE_OPTIONS.map((option) => ({ ...option, about: `write: ${option.about}` })),
    { name: 'commit', kind: 'text', value: 'ID', about: 'check: the revision that it has to be about' },
    { name: 'artifact', kind: 'text', value: 'FILE', about: 'check: the artifact that it has to be about' },
    { name: 'within', kind: 'text', value: 'DURATION', about: 'check: how old it may be, such as P30D' },
    { name: 'identity', kind: 'text', value: 'URI', about: 'check: who has to have signed a Sigstore bundle' },
    { name: 'issuer', kind: 'text', value: 'URI', about: 'check: with --identity, the provider who vouched for them' },
    { name: 'trusted-root', kind: 'text', value: 'FILE', about: 'check: whom to trust, of a Sigstore bundle (default: the public-good instance)' },
  ],
  examples: [
    'assay development provenance vsa write ../camera --release v1.2.3 --repo git+https://git.example.org/camera --rules branch-rules.yaml --verifier https://example.org/assay --policy https://example.org/source-policy --key vsa.pem',
    'assay development provenance vsa check source-vsa.dsse.json --key vsa.pub --verifier https://example.org/assay --repo git+https://git.example.org/camera --commit 286c821010d0c3ad4a1b6d2f7f1c9f5e8a7b6c5d --level SLSA_SOURCE_LEVEL_3 --within P30D',
  ],
  async run(args, io) {
    const word = needed(args, 0, 'what to do', NAMING);
    const act = Object.hasOwn(ACTS, word) ? ACTS[word] : undefined;
    if (act === undefined) throw noAct(VERB, Object.keys(ACTS), word.slice(0, 60));
    return act(args, io);
  },
};

async function checkFile(args: Arguments, io: Io): Promise<Outcome> {
  const file = needed(args, 1, 'a summary', { ...NAMING, usage: 'check FILE' });
  const at = (path: string) => resolve(io.cwd, path);
  const [verifier, resource] = [neededOption(args, 'verifier', VERB), neededOption(args, 'repo', VERB)];
  const expected = signerNamed(args, io);
  if (expected === undefined) throw wanting('the signer of the verifier', '--key FILE, or --identity URI with --issuer URI');
  const digests = digestsOf(args, at);
  const levels = args.texts('level');
  if (levels.length === 0) throw wanting('a level', '--level SLSA_SOURCE_LEVEL_3');
  const [within, root, branch] = [args.text('within'), args.text('trusted-root'), args.text('branch')];
  const bytes = readFileBytes(at(file), { bytes: PROVENANCE_LIMITS.bundle });
  const signed = readSigned(bytes, file);
  const statement = statementIn(signed, file);
  if (statement === undefined) throw wanting('a statement', 'a bundle with an envelope, or an envelope');
  const summary = readSummary(statement, file);
  const checks = checkSummary(
    statement,
    summary,
    {
      verifier,
      resource,
      digests,
      levels,
      at: io.now(),
      ...(within === undefined ? {} : { within: Duration.parse(within) }),
      ...(branch === undefined ? {} : { ref: branch.startsWith('refs/') ? branch : `refs/heads/${branch}` }),
    },
    unsigned(signed, { root: openTrustedRoot(root === undefined ? undefined : at(root)), expected, digests, file }),
  );
  const good = checks.every(({ state }) => state === 'proven');
  return { json: { file, digest: Digest.of(bytes), summary, checks, good }, text: summaryText(file, summary, checks), code: good ? 0 : 1 };
}

function digestsOf(args: Arguments, at: (path: string) => string): ReadonlyMap<string, string> {
  const [commit, artifact] = [args.text('commit'), args.text('artifact')];
  if (artifact !== undefined && commit === undefined) return readArtifact(at(artifact)).digests;
  if (commit !== undefined && artifact === undefined && isObjectId(commit)) return new Map([['gitCommit', commit]]);
  throw wanting('what it has to be about', '--commit with a whole commit id, or --artifact FILE');
}

function wanting(what: string, expected: string): Refused {
  return new Refused(
    cliFaults.fault('003', { message: `"development ${VERB}" needs ${what}`, expected, found: 'nothing', remedy: `See: assay development ${VERB} --help` }),
  );
}
