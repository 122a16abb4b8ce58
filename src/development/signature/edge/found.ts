import type { Repository } from '../../git/edge/open.ts';
import { type Resolved, tagsBefore } from '../../git/edge/resolve.ts';
import type { History } from '../../git/history.ts';
import type { ObjectId } from '../../git/object.ts';
import type { ReviewSource } from '../../review/source.ts';
import type { ReleaseSignatures } from '../link.ts';
import { type ReleaseSigners, releaseSigners, type SignedRelease } from '../release-signers.ts';
import type { CommitSignature, SignatureJudge } from './verify.ts';

/** What is known of the signatures of a release: its commits', its tags', and who signed those before. */
export interface SignaturesFound {
  readonly commits: ReadonlyMap<ObjectId, CommitSignature>;
  readonly tags: ReleaseSignatures['tags'];
  readonly signers: ReleaseSigners;
}

const TAGS = 5000;

/** Judges the signatures of these commits and of the tags that lead to the release. Throws `Refused` (ASSAY-GIT-001 to -003, -007, -008). */
export async function signaturesOf(
  repository: Repository,
  release: Resolved,
  history: History,
  ids: readonly ObjectId[],
  judge: SignatureJudge,
): Promise<SignaturesFound> {
  const commits = await judge.commits(repository, ids);
  const verdicts = await judge.tags(repository, release.tags);
  const tags = release.tags.map(({ id, tag }, at) => ({ id, name: tag.name, signatures: verdicts[at] ?? [] }));
  const before = tags.length === 0 ? [] : await earlierTags(repository, release, history, judge);
  return { commits, tags, signers: releaseSigners({ name: release.name, signatures: tags.flatMap(({ signatures }) => signatures) }, before) };
}

/** Gives each commit the fact of its signature. */
export function signatureSource(commits: SignaturesFound['commits']): ReviewSource {
  return {
    facts: ({ id }) => {
      const verdict = commits.get(id)?.verdict;
      return verdict === undefined || verdict.state === 'none' ? [] : [{ source: 'signature', verdict }];
    },
  };
}

/** The same of the tags before it. */
async function earlierTags(repository: Repository, release: Resolved, history: History, judge: SignatureJudge): Promise<readonly SignedRelease[]> {
  const earlier = await tagsBefore(repository, release, history, TAGS);
  const verdicts = await judge.tags(repository, earlier);
  return earlier.map(({ tag }, at) => ({ name: tag.name, signatures: verdicts[at] ?? [] }));
}
