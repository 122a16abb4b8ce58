import { Refused } from '../../../core/index.ts';
import { nameText, shown } from '../../archive/path.ts';
import { readCommit } from '../../git/commit.ts';
import { gitChild, notStarted } from '../../git/edge/child.ts';
import type { Repository } from '../../git/edge/open.ts';
import { objectsOf } from '../../git/edge/read.ts';
import { damaged } from '../../git/edge/resolve.ts';
import { GIT_LIMITS } from '../../git/limits.ts';
import { isObjectId, type ObjectId, type ObjectKind } from '../../git/object.ts';
import { readTree } from '../../git/tree.ts';
import { artifactFaults } from '../faults.ts';
import type { SourceTree, TreeFile } from '../tree.ts';

const FILES = 1_000_000;

/**
 * The tree of a commit, each of its objects once its bytes hash to its name; the trees of submodules in their places, where their repositories are given by path. Throws `Refused`
 * (ASSAY-GIT-…, ASSAY-ARTIFACT-006).
 */
export async function treeOfCommit(repository: Repository, commit: ObjectId, given: ReadonlyMap<string, Repository>): Promise<SourceTree> {
  const files = new Map<string, TreeFile>();
  const submodules: { path: string; commit: ObjectId; followed: boolean }[] = [];
  const { tree: root, seconds } = await treeId(repository, commit);
  const follow = async (from: Repository, tree: ObjectId, prefix: string): Promise<void> => {
    for (const inner of await filed(from, tree, prefix, files)) {
      const other = given.get(inner.path);
      submodules.push({ ...inner, followed: other !== undefined });
      if (other === undefined) continue;
      if (other.format !== repository.format)
        throw new Refused(misplaced(inner.path, 'a repository whose objects are named otherwise', 'the same kind of names'));
      await follow(other, (await treeId(other, inner.commit, inner.path)).tree, `${inner.path}/`);
    }
  };
  await follow(repository, root, '');
  for (const path of given.keys())
    if (!submodules.some((one) => one.path === path))
      throw new Refused(misplaced(path, 'no submodule there', submodules.map((one) => one.path).join(', ') || 'a tree with submodules'));
  return { format: repository.format, files, submodules, commit, tree: root, by: 'git', ...(seconds === undefined ? {} : { seconds }) };
}

/** The files of one tree; gives the submodules in it. Level by level: one `cat-file` each, and not one for each folder. */
async function filed(repository: Repository, root: ObjectId, prefix: string, files: Map<string, TreeFile>): Promise<{ path: string; commit: ObjectId }[]> {
  const inner: { path: string; commit: ObjectId }[] = [];
  let level: { readonly id: ObjectId; readonly prefix: string }[] = [{ id: root, prefix }];
  while (level.length > 0) {
    const next: typeof level = [];
    let at = 0;
    for await (const answers of objectsOf(
      repository,
      level.map(({ id }) => id),
    )) {
      for (const answer of answers) {
        const { prefix: below } = level[at++] ?? { prefix };
        if (answer.kind !== 'tree')
          throw new Refused(answer.kind === 'damaged' ? damaged(repository.folder, answer.id) : absent(repository, answer.id, answer.kind));
        for (const { kind, name, id } of readTree(answer.bytes, repository.format)) {
          const path = below + nameText(name);
          if (kind === 'folder') next.push({ id, prefix: `${path}/` });
          else if (kind === 'submodule') inner.push({ path, commit: id });
          else files.set(path, { path, kind, id });
          if (files.size + next.length > FILES) throw new Refused(misplaced(shown(path), `more than ${FILES} files`, 'fewer'));
        }
      }
    }
    level = next;
  }
  return inner;
}

async function treeId(repository: Repository, commit: ObjectId, submodule?: string): Promise<{ tree: ObjectId; seconds: number | undefined }> {
  for await (const answers of objectsOf(repository, [commit])) {
    for (const answer of answers) {
      if (answer.kind === 'commit') {
        const { tree, committer } = readCommit(answer.bytes.slice(), repository.format);
        return { tree, seconds: committer.seconds };
      }
      if (answer.kind === 'damaged') throw new Refused(damaged(repository.folder, commit));
    }
  }
  throw new Refused(misplaced(submodule ?? repository.folder, `no commit ${commit} in ${repository.folder}`, 'a repository that has the commit'));
}

/** Contents of some blobs, those that are not too long; by their names. `most` bytes in all. */
export async function blobsOf(repositories: readonly Repository[], ids: ReadonlySet<ObjectId>, most: number): Promise<ReadonlyMap<ObjectId, Uint8Array>> {
  const found = new Map<ObjectId, Uint8Array>();
  let held = 0;
  for (const repository of repositories) {
    for await (const answers of objectsOf(
      repository,
      await short(
        repository,
        [...ids].filter((id) => !found.has(id)),
      ),
    )) {
      for (const answer of answers) {
        if (answer.kind !== 'blob' || held + answer.bytes.length > most) continue;
        held += answer.bytes.length;
        found.set(answer.id, answer.bytes.slice());
      }
    }
  }
  return found;
}

/** Those of the blobs that the repository has, and that are not longer than is read of one object. */
async function short(repository: Repository, ids: readonly ObjectId[]): Promise<readonly ObjectId[]> {
  if (ids.length === 0) return [];
  const child = gitChild(repository.gitDir, ['cat-file', '--batch-check']);
  child.stdin.end(`${ids.join('\n')}\n`);
  let text = '';
  for await (const piece of child.stdout) {
    child.alive();
    text += String(piece);
  }
  const { code, said } = await child.ended;
  if (code === null) throw new Refused(notStarted(said));
  const sizes = text.split('\n').map((line) => /^([0-9a-f]+) blob (\d+)$/.exec(line));
  return sizes.flatMap((match) => (match?.[1] !== undefined && isObjectId(match[1]) && Number(match[2]) <= GIT_LIMITS.object ? [match[1]] : []));
}

function absent(repository: Repository, id: ObjectId, kind: ObjectKind | 'missing') {
  return misplaced(repository.folder, kind === 'missing' ? `no tree ${id}` : `a ${kind} where a tree is named`, 'a whole repository');
}

function misplaced(path: string, found: string, expected: string) {
  return artifactFaults.fault('006', {
    message: `the tree cannot be read at ${path}`,
    file: path,
    expected,
    found,
    remedy: 'Give a whole copy of the repository; of a submodule one that has the commit: --submodule path=REPO, the path as in the tag’s tree.',
  });
}
