import { Refused } from '../../../core/index.ts';
import { type Commit, readCommit } from '../commit.ts';
import type { ObjectId } from '../object.ts';
import type { ParentsOf } from '../range.ts';
import { readTree } from '../tree.ts';
import type { Repository } from './open.ts';
import { commitsFrom, objectsOf } from './read.ts';
import { damaged } from './resolve.ts';

/**
 * The parents of every commit that can be reached. All of the history is read and hashed, also what is older than the range that is asked about: a commit whose
 * bytes do not have its name could otherwise name parents that make new commits look old. Throws `Refused` (ASSAY-GIT-001 to -003, -007, -008).
 */
export async function readHistory(repository: Repository, tips: readonly ObjectId[]): Promise<ParentsOf> {
  const parents = new Map<ObjectId, readonly ObjectId[]>();
  for await (const answers of commitsFrom(repository, tips)) {
    for (const answer of answers) {
      if (answer.kind === 'damaged') throw new Refused(damaged(repository.folder, answer.id));
      if (answer.kind === 'commit') parents.set(answer.id, readCommit(answer.bytes, repository.format).parents);
    }
  }
  return parents;
}

/** These commits, read. Throws as above. */
export async function* readCommits(repository: Repository, ids: readonly ObjectId[]): AsyncGenerator<{ readonly id: ObjectId; readonly commit: Commit }> {
  for await (const answers of objectsOf(repository, ids)) {
    for (const answer of answers) {
      if (answer.kind === 'damaged') throw new Refused(damaged(repository.folder, answer.id));
      if (answer.kind === 'commit') yield { id: answer.id, commit: readCommit(answer.bytes, repository.format) };
    }
  }
}

/** A file at the root of a commit's tree, as text; nothing where there is none, or where this copy left it out. Throws as above. */
export async function rootFile(repository: Repository, tree: ObjectId, name: string): Promise<string | undefined> {
  const wanted = new TextEncoder().encode(name).join();
  const found = (await one(repository, tree, 'tree', (bytes) => readTree(bytes, repository.format)))?.find(
    (entry) => (entry.kind === 'file' || entry.kind === 'program') && entry.name.join() === wanted,
  );
  return found === undefined ? undefined : await one(repository, found.id, 'blob', (bytes) => new TextDecoder().decode(bytes));
}

async function one<T>(repository: Repository, id: ObjectId, kind: 'tree' | 'blob', read: (bytes: Uint8Array) => T): Promise<T | undefined> {
  let found: T | undefined;
  for await (const answers of objectsOf(repository, [id])) {
    for (const answer of answers) {
      if (answer.kind === 'damaged') throw new Refused(damaged(repository.folder, id));
      if (answer.kind === kind) found = read(answer.bytes);
    }
  }
  return found;
}
