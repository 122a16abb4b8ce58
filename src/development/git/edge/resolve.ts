import { Refused } from '../../../core/index.ts';
import { readCommit } from '../commit.ts';
import { gitFaults } from '../faults.ts';
import type { History } from '../history.ts';
import { isObjectId, type ObjectId } from '../object.ts';
import { readTag, type Tag } from '../tag.ts';
import { gitText } from './child.ts';
import type { Repository } from './open.ts';
import { objectsOf } from './read.ts';

/** What a name stands for: the commit, and the annotated tags on the way to it. */
export interface Resolved {
  readonly name: string;
  /** The ref that was taken; absent where the name is that of an object. */
  readonly ref?: string;
  readonly commit: ObjectId;
  readonly tags: readonly { readonly id: ObjectId; readonly tag: Tag }[];
}

// What git-check-ref-format lets stand, and none of the words by which rev-parse walks, looks for messages or reads a reflog.
const NAME = /^(?!-)(?!.*(?:\.\.|@\{|\/\/|\.lock(?:\/|$)))[^\s~^:?*[\\\p{Cc}]{1,250}$/u;
const TAGS = 10;

/**
 * Finds the commit of a tag, a branch or an object's name; a tag is taken before a branch of the same name. Tags of tags are followed, ten at most, each once its
 * bytes hash to its name. Throws `Refused` (ASSAY-GIT-001, -003, -006).
 */
export async function resolveName(repository: Repository, name: string): Promise<Resolved> {
  for (const ref of refsOf(name)) {
    const id = (await gitText(repository.gitDir, ['rev-parse', '--verify', '--quiet', '--end-of-options', ref]))?.trim();
    if (id === undefined || !isObjectId(id)) continue;
    return { name, ...(isObjectId(ref) ? {} : { ref }), ...(await peeled(repository, name, id)) };
  }
  throw new Refused(
    gitFaults.fault('006', {
      message: `the repository has no tag, branch or commit "${name}"`,
      file: repository.folder,
      expected: 'a tag such as v1.2.3, a branch, or a whole commit id',
      found: name,
      remedy: 'List its tags with: git tag --list. A copy without tags gets them by: git fetch --tags',
    }),
  );
}

function refsOf(name: string): readonly string[] {
  if (!NAME.test(name)) return [];
  // A branch may be called HEAD, or like a commit: these words have one meaning, and whoever pushes branches does not choose another.
  if (name === 'HEAD' || name.startsWith('refs/') || isObjectId(name)) return [name];
  return [`refs/tags/${name}`, `refs/heads/${name}`, `refs/remotes/${name}`];
}

async function peeled(repository: Repository, name: string, first: ObjectId): Promise<Pick<Resolved, 'commit' | 'tags'>> {
  const tags: { id: ObjectId; tag: Tag }[] = [];
  for (let id = first; tags.length <= TAGS; ) {
    let next: ObjectId | undefined;
    for await (const answers of objectsOf(repository, [id])) {
      for (const answer of answers) {
        if (answer.kind === 'damaged') throw new Refused(damaged(repository.folder, id));
        if (answer.kind === 'commit') return { commit: id, tags };
        if (answer.kind === 'missing') throw new Refused(notHere(repository, name, id));
        if (answer.kind !== 'tag') throw new Refused(notACommit(repository.folder, name, answer.kind));
        const tag = readTag(answer.bytes.slice(), repository.format);
        tags.push({ id, tag });
        next = tag.object;
      }
    }
    if (next === undefined) throw new Refused(notACommit(repository.folder, name, 'nothing'));
    id = next;
  }
  throw new Refused(notACommit(repository.folder, name, `more than ${TAGS} tags of tags`));
}

const TAG_BYTES = 64 * 1024 * 1024;

/**
 * Annotated tags, `most` of them, newest first, that were there before the release. None that stands on the release's own commit is, whatever its clock says. Of those that the release stands on, and of
 * other branches, those are whose makers say that they are older than the release's own tag. A release without such a tag has no moment of its own: then all that it stands on, and of other branches what is
 * older than its commit. Throws `Refused` (ASSAY-GIT-001, -002, -007, -008).
 */
export async function tagsBefore(repository: Repository, release: Resolved, history: History, most: number): Promise<Resolved['tags']> {
  const own = new Set(release.tags.map(({ id }) => id));
  const made = release.tags.length === 0 ? await secondsOf(repository, release.commit) : Math.max(...release.tags.map(({ tag }) => tag.tagger?.seconds ?? 0));
  const later = history.standingOn(release.commit);
  const before = ({ object, tagger }: Tag) =>
    (release.tags.length === 0 && object !== release.commit && history.has(object)) || ((tagger?.seconds ?? 0) < made && !later(object));
  const listed = await gitText(repository.gitDir, [
    'for-each-ref',
    `--count=${most}`,
    '--sort=-creatordate',
    '--format=%(objecttype) %(objectname)',
    'refs/tags',
  ]);
  // Two refs may lead to one tag.
  const ids = (listed ?? '').split('\n').flatMap((line) => {
    const [kind, id = ''] = line.split(' ');
    return kind === 'tag' && isObjectId(id) && !own.has(id) ? [id] : [];
  });
  const earlier: { readonly id: ObjectId; readonly tag: Tag }[] = [];
  if (ids.length === 0) return earlier;
  let size = 0;
  for await (const answers of objectsOf(repository, new Set(ids))) {
    for (const answer of answers) {
      if (answer.kind !== 'tag' || size > TAG_BYTES) continue;
      size += answer.bytes.length;
      const tag = readTag(answer.bytes.slice(), repository.format);
      if (before(tag)) earlier.push({ id: answer.id, tag });
    }
  }
  return earlier;
}

async function secondsOf(repository: Repository, id: ObjectId): Promise<number> {
  let seconds = 0;
  for await (const answers of objectsOf(repository, [id]))
    for (const answer of answers) if (answer.kind === 'commit') seconds = readCommit(answer.bytes, repository.format).committer.seconds ?? 0;
  return seconds;
}

export function damaged(folder: string, id: ObjectId) {
  return gitFaults.fault('003', {
    message: `the bytes of ${id} do not have that name`,
    file: folder,
    expected: `bytes that hash to ${id}`,
    found: 'others',
    remedy: 'Look at the repository with: git fsck. Somebody or something changed its objects: give another copy, and keep this one to look into.',
  });
}

/** The name is there and its object is not: the copy is not whole. */
function notHere({ folder, borrows }: Repository, name: string, id: ObjectId) {
  return gitFaults.fault('006', {
    message:
      borrows.length > 0 ? `this copy borrows its objects from another, which is not read, and so lacks "${name}"` : `this copy lacks the object of "${name}"`,
    file: folder,
    expected: `the object ${id}`,
    found: borrows.length > 0 ? `objects of ${borrows[0]}` : 'nothing',
    remedy:
      borrows.length > 0
        ? 'Make it whole with: git repack -a -d && rm .git/objects/info/alternates. Or clone without --shared and --reference.'
        : 'Fetch it with: git fetch --tags. Or give a whole copy.',
  });
}

function notACommit(folder: string, name: string, found: string) {
  return gitFaults.fault('006', {
    message: `"${name}" does not lead to a commit`,
    file: folder,
    expected: 'a tag or branch of a commit',
    found,
    remedy: 'Name another. A release of a tree or a file alone has no history to judge.',
  });
}
