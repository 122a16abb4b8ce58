import { Refused } from '../../../core/index.ts';
import { readChanges } from '../../change/edge/changes.ts';
import { rootFile } from '../../git/edge/history.ts';
import { remerge } from '../../git/edge/merge.ts';
import type { Repository } from '../../git/edge/open.ts';
import { type Resolved, resolveName } from '../../git/edge/resolve.ts';
import { gitFaults } from '../../git/faults.ts';
import { type Proposal, proposalsOf, readMailmap } from '../../person/mailmap.ts';
import type { Register } from '../../person/register.ts';
import { lookForSignals } from '../../signal/edge/look.ts';
import type { SignalsFound } from '../../signal/model.ts';
import type { Refs } from '../../signal/ref.ts';
import { type SignaturesFound, signatureSource, signaturesOf } from '../../signature/edge/found.ts';
import type { SignatureJudge } from '../../signature/edge/verify.ts';
import { addsNothing, type ReleaseReview, reviewRelease } from '../release.ts';
import type { ReviewSource } from '../source.ts';

export interface Reviewed {
  readonly release: Resolved;
  readonly since?: Resolved;
  /** False where the earlier release is no ancestor of the later. */
  readonly linear: boolean;
  readonly review: ReleaseReview;
  /** What the release's own `.mailmap` proposes and the register does not say. */
  readonly proposals: readonly Proposal[];
  /** Where signatures were judged. */
  readonly signatures?: SignaturesFound;
  /** What stands beside the verdict, where it was looked for. */
  readonly signals?: SignalsFound;
}

/** That signals are looked for, and where refs pointed earlier. */
export interface Looking {
  readonly refsBefore?: Refs;
}

/**
 * Reads the whole history behind both names, and judges what the release adds. Memory holds the parents of every commit and the facts of those in the range.
 * `judge` verifies signatures, where they are asked for. Throws `Refused` (ASSAY-GIT-001 to -003, -006 to -009).
 */
export async function reviewOf(
  repository: Repository,
  names: { readonly release: string; readonly since?: string },
  register: Register,
  sources: readonly ReviewSource[] = [],
  judge?: SignatureJudge,
  looking?: Looking,
): Promise<Reviewed> {
  const release = await resolveName(repository, names.release);
  const since = names.since === undefined ? undefined : await resolveName(repository, names.since);
  const { history: parents, range, changes } = await readChanges(repository, release.commit, since?.commit);
  if (since !== undefined && range.commits.length === 0 && since.commit !== release.commit) throw new Refused(wrongWayRound(repository.folder, names));
  const signatures = judge === undefined ? undefined : await signaturesOf(repository, release, parents, range.commits, judge);
  const merges = await remerge(
    repository,
    [...changes.values()].filter((change) => change.parents.length > 1 && !addsNothing(change, changes, parents)),
  );
  const tree = changes.get(release.commit)?.tree;
  const signals =
    looking === undefined
      ? undefined
      : await lookForSignals(repository, { release, since, parents, changes, merges, refsBefore: looking.refsBefore }, register);
  const mailmap = tree === undefined ? undefined : await rootFile(repository, tree, '.mailmap');
  return {
    release,
    ...(since === undefined ? {} : { since }),
    linear: range.linear,
    ...(signatures === undefined ? {} : { signatures }),
    ...(signals === undefined ? {} : { signals }),
    review: reviewRelease(
      { tip: release.commit, range, parents, changes, merges },
      register,
      signatures === undefined ? sources : [...sources, signatureSource(signatures.commits)],
    ),
    proposals: mailmap === undefined ? [] : proposalsOf(readMailmap(mailmap), register),
  };
}

/** Of nothing it would be true that all of it was reviewed. */
function wrongWayRound(folder: string, { release, since }: { readonly release: string; readonly since?: string }) {
  return gitFaults.fault('009', {
    message: `"${since}" has every commit of "${release}": it is not the release before it`,
    file: folder,
    expected: 'an earlier release after --since',
    found: `${since}`,
    remedy: `Perhaps it is the other way round: --release ${since} --since ${release}`,
  });
}
