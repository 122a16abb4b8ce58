import { resolve } from 'node:path';
import { canonicalJson, Digest, type Json, Refused } from '../core/index.ts';
import { openRepository } from '../development/git/edge/open.ts';
import { insidersKept } from '../development/insider/kept.ts';
import { alikePairs } from '../development/person/alike.ts';
import type { Register } from '../development/person/register.ts';
import type { LinkFact } from '../development/release/link.ts';
import { type Reviewed, reviewOf } from '../development/review/edge/review.ts';
import { reviewLink } from '../development/review/link.ts';
import type { Command, Io } from './command.ts';
import { insidersFor } from './development-insiders.ts';
import { registerNow } from './development-people.ts';
import { POLICY_FILE, policyHere } from './development-release-judge.ts';
import { RECORD, recordFact } from './development-release-record.ts';
import { lookingFor, REFS_OPTION } from './development-signals.ts';
import { KEY_OPTION, signatureFact, signatureJson, signatureNotes, signaturesFor } from './development-signatures.ts';
import { SOURCE_OPTIONS, sourcesFor } from './development-sources.ts';
import { type Judged, reviewJson, reviewText } from './development-text.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';

const NAMING = { noun: 'development', verb: 'review', usage: 'REPO --release TAG [--since TAG]' } as const;

export const developmentReview: Command = {
  ...NAMING,
  most: 1,
  about:
    'Judges every commit of a release: reviewed, not reviewed, or cannot be known, by whom and by what proof. Reads the repository without running anything that it names. Exits 1 unless each commit is reviewed.',
  options: [
    { name: 'release', kind: 'text', value: 'TAG', about: 'the release: a tag, a branch or a whole commit id' },
    { name: 'since', kind: 'text', value: 'TAG', about: 'the release before it; without, everything back to the first commit' },
    { name: 'people', kind: 'text', value: 'FILE', about: 'the register of people (default: ./people.yaml, where there is one)' },
    KEY_OPTION,
    ...SOURCE_OPTIONS,
    REFS_OPTION,
    { name: 'weak-is-enough', kind: 'flag', about: 'let a review count whose tie to the commit anybody could have written who makes commits' },
    ...RECORD,
    {
      name: 'policy',
      kind: 'text',
      value: 'FILE',
      about: `with --record and --since: the policy whose start a review may begin from (default: ./${POLICY_FILE}, where there is one)`,
    },
  ],
  examples: [
    'assay development review ../camera-firmware --release v1.2.3 --since v1.2.2',
    'assay development review . --release v1.2.3 --people people.yaml --json',
  ],
  async run(args, io) {
    const folder = resolve(io.cwd, needed(args, 0, 'a repository', NAMING));
    const release = args.text('release');
    if (release === undefined) {
      throw new Refused(
        cliFaults.fault('003', {
          message: '"development review" needs a release',
          expected: `assay development review ${NAMING.usage}`,
          found: 'no --release',
          remedy: 'Name its tag: --release v1.2.3',
        }),
      );
    }
    const since = args.text('since');
    const { register, file } = await registerNow(args, io);
    const { ring, judge } = signaturesFor(args, io, register);
    const repository = openRepository(folder);
    try {
      const besides = await sourcesFor(args, io, repository, register);
      const reviewed = await reviewOf(
        repository,
        { release, ...(since === undefined ? {} : { since }) },
        register,
        besides.sources,
        judge,
        await lookingFor(args, io, repository),
      );
      const judged: Judged = {
        reviewed,
        repository: args.positionals[0] ?? '',
        shallow: repository.shallow.size > 0,
        partial: repository.partial,
        borrows: repository.borrows,
        people: file,
        entries: register.people.length,
        alike: alikePairs(register.people),
        weakIsEnough: args.flag('weak-is-enough'),
        besides,
        insiders: insidersFor(reviewed, register),
        signatures: { notes: signatureNotes(reviewed, ring), json: signatureJson(reviewed, ring) },
      };
      const { state, weak } = reviewed.review;
      const code = state === 'reviewed' && (weak === 0 || judged.weakIsEnough) ? 0 : 1;
      const json = reviewJson(judged);
      if (!args.flag('record')) return { json, text: reviewText(judged), code };
      const fact = { ...factOf(reviewed, register, io, besides.inputs), insiders: insidersKept(judged.insiders) };
      const policy = policyHere(args, io);
      const recorded = await recordFact(args, io, fact, undefined, policy);
      const signed = await recordFact(args, io, signatureFact(reviewed, fact.about, register, ring, io.now()), undefined, policy);
      return {
        json: { ...json, recorded: recorded.json, recordedSignatures: signed.json },
        text: reviewText(judged),
        code,
        notes: [...recorded.notes, ...signed.notes],
      };
    } finally {
      judge.close();
      repository.close();
    }
  },
};

/** What the gate of the release is told: the commit and the tree, from where on it was looked at, and which register said who is who. */
function factOf({ release, since, review }: Reviewed, register: Register, io: Io, inputs: LinkFact['inputs']): LinkFact {
  const tree = review.changes.find(({ change }) => change.id === release.commit)?.change.tree;
  const about = {
    release: release.name,
    ...(since === undefined ? {} : { since: since.name }),
    commit: release.commit,
    ...(tree === undefined ? {} : { tree }),
  };
  const people = { name: 'people', digest: Digest.of(canonicalJson(register.people as unknown as Json)) }; // Plain data, as the file had it.
  return reviewLink(review, about, io.now(), [people, ...inputs, ...(since === undefined ? [] : [{ name: 'since', digest: Digest.of(since.commit) }])]);
}
