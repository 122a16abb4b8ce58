import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type MergeOutcome, outcomeOf, type Remerged, readRemerged, readTreeChanges, type TreeChange } from '../merge.ts';
import { isObjectId, type ObjectId } from '../object.ts';
import { gitBytes } from './child.ts';
import type { Repository } from './open.ts';

export interface Merge {
  readonly id: ObjectId;
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
}

/** After so many merges that git could not do, the repository lacks what merges need; the rest is not tried. */
const FAILURES = 20;
const MOST_PARENTS = 64;
const MOST_BYTES = 256 * 1024 * 1024;
const NOT_DONE = 'git could not merge its parents here; this copy may lack their files';

/**
 * Does each merge again, and compares what comes of it with the tree that the merge has. Git writes what it makes into a private folder, which takes the repository's objects for
 * its own and puts none among them. No merge driver that the repository names is run: there is no configuration that could say which program it is.
 * Throws `Refused` (ASSAY-GIT-002, -007, -008).
 */
export async function remerge(repository: Repository, merges: readonly Merge[]): Promise<ReadonlyMap<ObjectId, MergeOutcome>> {
  const again = new Map<ObjectId, Remerged>();
  const two = merges.filter(({ parents }) => parents.length === 2);
  let failures = 0;
  for (let at = 0; at < two.length && failures < FAILURES; ) {
    const lines = two.slice(at).map(({ parents }) => parents.join(' '));
    const { code, bytes } = await git(repository, ['merge-tree', '--write-tree', '--stdin', '--no-messages', '--allow-unrelated-histories'], lines);
    const done = readRemerged(bytes);
    for (const one of done.slice(0, lines.length)) {
      again.set((two[at] as Merge).id, one);
      at += 1;
    }
    // Git ends at the first merge that it cannot do; the next is asked anew.
    if (code !== 0 || done.length === 0) {
      failures += 1;
      at += 1;
    }
  }
  for (const merge of merges.filter(({ parents }) => parents.length > 2 && parents.length <= MOST_PARENTS)) {
    const one = await octopus(repository, merge);
    if (one !== undefined) again.set(merge.id, one);
  }
  return outcomes(repository, merges, again);
}

/** Merges one head after the other, as git's own octopus does. Where one does not merge by itself, that is the answer. */
async function octopus(repository: Repository, { parents }: Merge): Promise<Remerged | undefined> {
  let [line] = parents;
  let last: Remerged | undefined;
  for (const head of parents.slice(1)) {
    const { bytes } = await git(repository, ['merge-tree', '--write-tree', '--stdin', '--no-messages', '--allow-unrelated-histories'], [`${line} ${head}`]);
    [last] = readRemerged(bytes);
    if (last === undefined || !last.clean) return last;
    const made = await git(repository, ['commit-tree', last.tree, '-p', `${line}`, '-p', head, '-m', 'merged'], []);
    const id = new TextDecoder().decode(made.bytes).trim();
    if (!isObjectId(id)) return undefined;
    line = id;
  }
  return last;
}

async function outcomes(
  repository: Repository,
  merges: readonly Merge[],
  again: ReadonlyMap<ObjectId, Remerged>,
): Promise<ReadonlyMap<ObjectId, MergeOutcome>> {
  const differing = merges.filter(({ id, tree }) => again.has(id) && again.get(id)?.tree !== tree);
  const changes = await treeChanges(
    repository,
    differing.map(({ id, tree }) => [again.get(id)?.tree as ObjectId, tree]),
  );
  const found = new Map(differing.map(({ id }, at) => [id, changes[at]]));
  return new Map(
    merges.map(({ id, tree }): [ObjectId, MergeOutcome] => {
      const one = again.get(id);
      const changed = one?.tree === tree ? [] : found.get(id);
      return [id, one === undefined || changed === undefined ? { kind: 'not-compared', why: NOT_DONE } : outcomeOf(one, changed)];
    }),
  );
}

/** At which paths each pair of trees differs, in order; fewer answers where git could not compare one. Throws as above. */
export async function treeChanges(repository: Repository, pairs: readonly (readonly [ObjectId, ObjectId])[]): Promise<readonly (readonly TreeChange[])[]> {
  if (pairs.length === 0) return [];
  const lines = pairs.map((pair) => pair.join(' '));
  const { code, bytes } = await git(repository, ['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-renames', '--no-ext-diff', '--no-abbrev'], lines);
  const changes = code === 0 ? readTreeChanges(bytes) : [];
  return changes.length === pairs.length ? changes : [];
}

async function git(repository: Repository, args: readonly string[], lines: readonly string[]) {
  const own = join(repository.gitDir, 'merged');
  mkdirSync(own, { recursive: true });
  return gitBytes(repository.gitDir, args, lines.map((line) => `${line}\n`).join(''), MOST_BYTES, {
    GIT_OBJECT_DIRECTORY: own,
    // Quoted as git reads it, since a colon in the path would end it.
    GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(join(repository.gitDir, 'objects')),
    GIT_AUTHOR_NAME: 'merged',
    GIT_AUTHOR_EMAIL: 'merged@localhost',
    GIT_AUTHOR_DATE: '@0 +0000',
    GIT_COMMITTER_NAME: 'merged',
    GIT_COMMITTER_EMAIL: 'merged@localhost',
    GIT_COMMITTER_DATE: '@0 +0000',
  });
}
