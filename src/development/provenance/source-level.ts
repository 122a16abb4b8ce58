import { Instant } from '../../core/index.ts';
import { ALARMING, type RefFinding, type RefHistory } from '../codelog/refs.ts';
import type { ObjectId } from '../git/object.ts';
import type { ReleaseReview } from '../review/release.ts';
import { type BranchRules, rulesGap } from './branch-rules.ts';
import { repositoryOf, sameRepository } from './repository.ts';

/** What Assay knows of the source of a release. */
export interface SourceQuestion {
  /** The address of the repository, as consumers know it. */
  readonly repository: string;
  readonly commit: ObjectId;
  /** `refs/tags/v1.2.3`. */
  readonly tag: string;
  /** `refs/heads/main`: the branch that consumers may build from. */
  readonly branch: string;
  readonly review: Pick<ReleaseReview, 'state' | 'counts' | 'weak' | 'unread'>;
  readonly weakIsEnough: boolean;
  /** What the code log says of this repository's refs, held against the repository. Absent where there is no log. */
  readonly log?: { readonly history: RefHistory; readonly findings: readonly RefFinding[] };
  readonly rules?: BranchRules;
  /** The tag before, from which on the release was looked at. */
  readonly since?: string;
  readonly at: Instant;
}

export interface SourceRequirement {
  /** The Source level of SLSA 1.2 that first asks for it. */
  readonly level: 1 | 2 | 3 | 4;
  /** The anchor of the requirement in the specification (source-requirements). */
  readonly name: 'repository-ids' | 'revision-ids' | 'history' | 'tags' | 'source-provenance' | 'protected-refs' | 'two-party-review';
  readonly state: 'proven' | 'broken' | 'unknown';
  readonly code: string;
  readonly what: string;
  readonly remedy: string;
}

export interface SourceLevel {
  /** The highest level of which each requirement, and each below it, is proven. */
  readonly level: 0 | 1 | 2 | 3 | 4;
  readonly twoParty: boolean;
  readonly requirements: readonly SourceRequirement[];
}

/** The Source level of SLSA 1.2 that is shown of a release, with each requirement in three states. Pure. */
export function sourceLevel(question: SourceQuestion): SourceLevel {
  const requirements = [
    repositoryIds(question),
    revisionIds(question),
    history(question),
    tags(question),
    provenance(question),
    protectedRefs(question),
    twoParty(question),
  ];
  const reached = ([1, 2, 3, 4] as const).findLast((level) => requirements.every((one) => one.level > level || one.state === 'proven'));
  return { level: reached ?? 0, twoParty: requirements.some(({ name, state }) => name === 'two-party-review' && state === 'proven'), requirements };
}

type Answer = Pick<SourceRequirement, 'state' | 'code' | 'what' | 'remedy'>;
const asked =
  (level: SourceRequirement['level'], name: SourceRequirement['name']) =>
  (answer: Answer): SourceRequirement => ({ level, name, ...answer });
const fine = (what: string): Answer => ({ state: 'proven', code: '', what, remedy: '' });
const bad = (code: string, what: string, remedy: string): Answer => ({ state: 'broken', code, what, remedy });
const open = (code: string, what: string, remedy: string): Answer => ({ state: 'unknown', code, what, remedy });

function repositoryIds({ repository }: SourceQuestion): SourceRequirement {
  const say = asked(1, 'repository-ids');
  return repositoryOf(repository) === undefined
    ? say(bad('no-repository-address', `${repository.slice(0, 200)} is no address of a repository.`, 'Name it as git+https://host/path.'))
    : say(fine(`The repository is ${repository}.`));
}

function revisionIds({ commit, review }: SourceQuestion): SourceRequirement {
  const say = asked(1, 'revision-ids');
  return review.unread.length > 0
    ? say(
        open(
          'commits-not-read',
          `Commits on which the release stands and which this copy lacks: ${review.unread.length}.`,
          'Give a whole copy: git fetch --unshallow',
        ),
      )
    : say(fine(`Every object of the release hashes to its name; the revision is ${commit.slice(0, 12)}.`));
}

const NO_LOG = open('no-code-log', 'No code log was kept of where refs pointed.', 'Keep one: assay development log refs REPO');

function history({ log, branch }: SourceQuestion): SourceRequirement {
  const say = asked(2, 'history');
  if (log === undefined) return say(NO_LOG);
  const finding = log.findings.find(({ ref }) => ref === branch);
  const places = log.history.get(branch)?.length ?? 0;
  if (places === 0)
    return say(open('branch-not-logged', `The code log has no entry of ${branch}.`, 'Log it each time it moves: assay development log refs REPO'));
  if (finding === undefined) return say(open('branch-not-here', `This copy has no ${branch} to hold against the log.`, 'Give a copy that has the branch.'));
  if (ALARMING.has(finding.state)) return say(bad('branch-rewritten', `${branch} no longer holds what the log saw in it.`, 'Find out who rewrote it.'));
  return say(fine(`${branch} only went on, by the code log (entries of it: ${places}).`));
}

function tags({ log, tag }: SourceQuestion): SourceRequirement {
  const say = asked(2, 'tags');
  if (log === undefined) return say(NO_LOG);
  const moved = log.findings.filter(({ ref, state }) => ref.startsWith('refs/tags/') && ALARMING.has(state));
  if (moved.some(({ ref }) => ref === tag))
    return say(bad('tag-moved', `${tag} moved, by the code log.`, 'Release under a new tag, and find out who moved it.'));
  if (moved.length > 0)
    return say(
      bad('other-tags-moved', `Of other tags, ${moved.length} moved or are gone, by the code log.`, 'Find out who moved them; fix tags on the forge.'),
    );
  return say(
    (log.history.get(tag)?.length ?? 0) === 0
      ? open('tag-not-logged', `The code log has no entry of ${tag}.`, 'Log it: assay development log refs REPO')
      : fine(`${tag} stands where the code log saw it, and no tag moved.`),
  );
}

function provenance({ log, tag, commit, branch }: SourceQuestion): SourceRequirement {
  const say = asked(2, 'source-provenance');
  if (log === undefined) return say(NO_LOG);
  const entry = log.history.get(tag)?.find((one) => one.commit === commit);
  if (entry === undefined)
    return say(
      open(
        'revision-not-logged',
        'No entry of the code log says how the tag came to this revision.',
        'Log it when the tag is made: assay development log refs REPO',
      ),
    );
  // "Contemporaneously": a log that first saw the branch with the release in it was written afterwards, and shows nothing of how that came there.
  if (log.history.get(branch)?.some((one) => one.index < entry.index && one.commit !== commit) !== true)
    return say(
      open(
        'logged-afterwards',
        `The code log did not see ${branch} before the release was on it.`,
        'Log the branch each time it moves: assay development log refs REPO',
      ),
    );
  return say(fine(`Entry ${entry.index} of the code log, of ${Instant.format(entry.at)}, has ${tag} at this revision.`));
}

function protectedRefs({ rules, repository, branch, tag, commit, log, since }: SourceQuestion): SourceRequirement {
  const say = asked(3, 'protected-refs');
  if (rules === undefined)
    return say(open('no-branch-rules', 'No record was given of what rules the branch had.', 'Record them at least every week: --rules FILE'));
  if (!sameRepository(rules.repository, repository) || rules.ref !== branch)
    return say(
      open('rules-of-other-branch', `The record of rules is of ${rules.ref} in ${rules.repository.slice(0, 200)}.`, 'Give the record of this branch.'),
    );
  const until = log?.history.get(tag)?.find((one) => one.commit === commit)?.at;
  const from = (since === undefined ? log?.history.get(branch) : log?.history.get(since))?.[0]?.at;
  if (until === undefined || from === undefined)
    return say(
      open(
        'span-not-known',
        'The code log does not say from when to when the rules had to hold.',
        'Log branch and tags when they move: assay development log refs REPO',
      ),
    );
  // A branch that was first logged with the release, or after it, shows nothing of the time before.
  if (from >= until)
    return say(
      open('span-not-known', 'The code log does not begin before the release.', 'Log branch and tags when they move: assay development log refs REPO'),
    );
  const gap = rulesGap(rules, from, until);
  return gap === undefined
    ? say(fine(`The rules of ${branch} held from ${Instant.format(from)} to ${Instant.format(until)}, for everybody.`))
    : say({
        state: gap.state,
        code: gap.code,
        what: gap.what,
        remedy: 'Hold the rules for everybody at all times, and look at least as often as the record says.',
      });
}

function twoParty({ review, weakIsEnough, since }: SourceQuestion): SourceRequirement {
  const say = asked(4, 'two-party-review');
  const { counts, state, weak } = review;
  const of = counts.reviewed + counts['not-reviewed'] + counts['cannot-be-known'];
  if (of === 0)
    return say(
      open('nothing-to-review', 'The release has no commits of its own, so nothing of it was looked at.', 'Name an earlier release with --since, or none.'),
    );
  if (state === 'not-reviewed')
    return say(
      bad('not-reviewed', `Not reviewed by another person: ${counts['not-reviewed']} of ${of} commits.`, 'Have somebody else review them, or take them back.'),
    );
  if (state === 'cannot-be-known')
    return say(
      open(
        'review-not-known',
        `Whether another person reviewed it cannot be known: ${counts['cannot-be-known']} of ${of} commits.`,
        'Bring what proves it: signed statements, or the export of the forge.',
      ),
    );
  if (weak > 0 && !weakIsEnough)
    return say(
      open('weak-binding', `Tied to the commit by a word that anybody could have written: ${weak} of ${of} reviews.`, 'Record reviews as signed statements.'),
    );
  return say(fine(`Reviewed by another person: ${of} of ${of} commits${since === undefined ? '' : ` since ${since}`}.`));
}
