import { gitText } from '../../git/edge/child.ts';
import type { Repository } from '../../git/edge/open.ts';
import { objectsOf } from '../../git/edge/read.ts';
import type { Resolved } from '../../git/edge/resolve.ts';
import { isObjectId, type ObjectId } from '../../git/object.ts';
import { readTag, type Tag } from '../../git/tag.ts';
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
const TAG_BYTES = 64 * 1024 * 1024;

/** Judges the signatures of these commits and of the tags that lead to the release. Throws `Refused` (ASSAY-GIT-001 to -003, -007, -008). */
export async function signaturesOf(repository: Repository, release: Resolved, ids: readonly ObjectId[], judge: SignatureJudge): Promise<SignaturesFound> {
  const commits = await judge.commits(repository, ids);
  const verdicts = await judge.tags(repository, release.tags);
  const tags = release.tags.map(({ id, tag }, at) => ({ id, name: tag.name, signatures: verdicts[at] ?? [] }));
  const before = tags.length === 0 ? [] : await earlierTags(repository, release, judge);
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

/** Annotated tags that say that they are older than the release's own, judged. Their clocks are their makers' word, which is enough to say who is new. */
async function earlierTags(repository: Repository, release: Resolved, judge: SignatureJudge): Promise<readonly SignedRelease[]> {
  const own = new Set(release.tags.map(({ id }) => id));
  const made = Math.max(...release.tags.map(({ tag }) => tag.tagger?.seconds ?? 0));
  const listed = await gitText(repository.gitDir, [
    'for-each-ref',
    `--count=${TAGS}`,
    '--sort=-creatordate',
    '--format=%(objecttype) %(objectname)',
    'refs/tags',
  ]);
  const ids = (listed ?? '').split('\n').flatMap((line) => {
    const [kind, id = ''] = line.split(' ');
    return kind === 'tag' && isObjectId(id) && !own.has(id) ? [id] : [];
  });
  const earlier: { readonly id: ObjectId; readonly tag: Tag }[] = [];
  let size = 0;
  for await (const answers of objectsOf(repository, ids)) {
    for (const answer of answers) {
      if (answer.kind !== 'tag' || size > TAG_BYTES) continue;
      size += answer.bytes.length;
      const tag = readTag(answer.bytes.slice(), repository.format);
      if ((tag.tagger?.seconds ?? 0) < made) earlier.push({ id: answer.id, tag });
    }
  }
  const verdicts = await judge.tags(repository, earlier);
  return earlier.map(({ tag }, at) => ({ name: tag.name, signatures: verdicts[at] ?? [] }));
}
