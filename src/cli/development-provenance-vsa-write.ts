import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { canonicalJson, Digest, type Json, Refused } from '../core/index.ts';
import { codeLogFolder, openCodeLog } from '../development/codelog/edge/open.ts';
import { findMoves, readRefs } from '../development/codelog/edge/refs.ts';
import { refsOf } from '../development/codelog/refs.ts';
import { openRepository, type Repository } from '../development/git/edge/open.ts';
import { readBranchRules } from '../development/provenance/branch-rules.ts';
import { type SourceQuestion, sourceLevel } from '../development/provenance/source-level.ts';
import { summaryStatement } from '../development/provenance/summary.ts';
import { reviewOf } from '../development/review/edge/review.ts';
import { envelopeText, IN_TOTO } from '../development/statement/dsse.ts';
import { openSigningKey } from '../development/statement/edge/key.ts';
import { signEnvelope } from '../development/statement/verify.ts';
import { readTextFile, writeFileWhole } from '../map/edge/files.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { registerFor } from './development-people.ts';
import { sourceText } from './development-provenance-vsa-text.ts';
import { neededOption } from './development-release-ledger.ts';
import { signaturesFor } from './development-signatures.ts';
import { sourcesFor } from './development-sources.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';
import { secretAt } from './secret.ts';
import { dataFolder } from './workspace.ts';

const VERB = 'provenance vsa';
const VERSION = '0.1.0';
const OUT = 'source-vsa.dsse.json';

/** Works out the Source level of a release, signs a summary of it and writes that. */
export async function writeSummary(args: Arguments, io: Io): Promise<Outcome> {
  const folder = resolve(io.cwd, needed(args, 1, 'a repository', { noun: 'development', verb: VERB, usage: 'write REPO' }));
  const [release, address] = [neededOption(args, 'release', VERB), neededOption(args, 'repo', VERB)];
  const [verifier, policy, keyFile] = [neededOption(args, 'verifier', VERB), neededOption(args, 'policy', VERB), neededOption(args, 'key', VERB)];
  const wanted = wantedLevel(args);
  const passphrase = args.text('passphrase');
  const key = openSigningKey(resolve(io.cwd, keyFile), () => (passphrase === undefined ? undefined : secretAt(passphrase, io, 'passphrase of the key')));
  const { register, file } = registerFor(args, io);
  const people = file === undefined ? [] : [{ name: 'people', digest: Digest.of(canonicalJson(register.people as unknown as Json)) }]; // Plain data, as the file had it.
  const { judge } = signaturesFor(args, io, register);
  const rulesFile = args.text('rules');
  const rules = rulesFile === undefined ? undefined : readBranchRules(readTextFile(resolve(io.cwd, rulesFile)), rulesFile);
  const repository = openRepository(folder);
  try {
    const since = args.text('since');
    const besides = await sourcesFor(args, io, repository, register);
    const reviewed = await reviewOf(repository, { release, ...(since === undefined ? {} : { since }) }, register, besides.sources, judge);
    const { commit, ref } = reviewed.release;
    const tag = ref ?? full(release, 'refs/tags/');
    const branch = full(args.text('branch') ?? 'main', 'refs/heads/');
    const log = await logOf(args, io, repository, args.text('log-repository') ?? basename(folder).replace(/\.git$/, ''));
    const question: SourceQuestion = {
      repository: address,
      commit,
      tag,
      branch,
      review: reviewed.review,
      weakIsEnough: args.flag('weak-is-enough'),
      at: io.now(),
      ...(log === undefined ? {} : { log: log.said }),
      ...(rules === undefined ? {} : { rules }),
      ...(since === undefined ? {} : { since: reviewed.since?.ref ?? full(since, 'refs/tags/') }),
    };
    const source = sourceLevel(question);
    const tree = reviewed.review.changes.find(({ change }) => change.id === commit)?.change.tree;
    const inputs = [
      ...people,
      ...besides.inputs,
      ...(rules === undefined ? [] : [{ name: 'branch-rules', digest: rules.digest }]),
      ...(log === undefined ? [] : [{ name: 'code-log', digest: log.digest }]),
    ];
    const statement = summaryStatement({
      source,
      wanted,
      verifier,
      version: VERSION,
      at: io.now(),
      repository: address,
      commit,
      refs: [branch, tag],
      policy: { uri: policy },
      inputs,
      ...(tree === undefined ? {} : { tree }),
      ...(question.since === undefined ? {} : { since: question.since }),
    });
    const envelope = envelopeText(signEnvelope(IN_TOTO, statement, [{ sign: key.sign, keyid: key.id }]));
    const out = args.text('out') ?? OUT;
    writeFileWhole(resolve(io.cwd, out), envelope, { overwrite: args.flag('overwrite') });
    return {
      json: { release, commit, ...source, wanted, file: out, digest: Digest.of(envelope), key: key.id },
      text: sourceText({ release, commit, source, wanted }),
      code: source.level >= wanted ? 0 : 1,
      notes: [`Written: ${out}, signed by ${key.id}.`, ...besides.notes],
    };
  } finally {
    judge.close();
    repository.close();
  }
}

const full = (name: string, prefix: string) => (name.startsWith('refs/') ? name : `${prefix}${name}`);

function wantedLevel(args: Arguments): number {
  const [text = '1', ...more] = args.texts('level');
  if (/^[1-4]$/.test(text) && more.length === 0) return Number(text);
  throw new Refused(
    cliFaults.fault('005', {
      message: '--level takes another value',
      expected: '1, 2, 3 or 4',
      found: args.texts('level').join(', ').slice(0, 80),
      remedy: 'Name the Source level to pass.',
    }),
  );
}

/** What the code log says, where there is one. */
async function logOf(
  args: Arguments,
  io: Io,
  repository: Repository,
  id: string,
): Promise<{ readonly said: NonNullable<SourceQuestion['log']>; readonly digest: Digest } | undefined> {
  const dataDir = dataFolder(args, io);
  if (!existsSync(codeLogFolder(dataDir))) return undefined;
  const { history, take } = refsOf(id);
  const log = await openCodeLog({ dataDir, now: io.now, mode: 'read', take });
  try {
    const { refs } = await readRefs(repository);
    return { said: { history, findings: await findMoves(repository, history, refs) }, digest: Digest.of(log.ledger.checkpoint()) };
  } finally {
    await log.close();
  }
}
