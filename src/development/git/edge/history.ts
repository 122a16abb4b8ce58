import { Refused } from '../../../core/index.ts';
import { Ancestry } from '../ancestry.ts';
import type { BatchAnswer } from '../batch.ts';
import { type Commit, plainParents, readCommit } from '../commit.ts';
import { History } from '../history.ts';
import type { ObjectId } from '../object.ts';
import { readTree } from '../tree.ts';
import { walk } from '../walk.ts';
import type { Repository } from './open.ts';
import { broken, commitsKept, objectsOf } from './read.ts';
import { damaged } from './resolve.ts';

/**
 * The parents of every commit that can be reached, children before their parents. All of the history is read and hashed, also what is older than the range that is asked about: a
 * commit whose bytes do not have its name could otherwise name parents that make new commits look old. Git is not asked which commits those are: every commit that is kept is read,
 * and the way is followed by the parents that hashed bytes name. Throws `Refused` (ASSAY-GIT-001 to -003, -007, -008).
 */
export async function readHistory(repository: Repository, tips: readonly ObjectId[], see?: Seeing): Promise<History> {
  const known = new Ancestry(repository.format);
  // What is wrong with a commit counts only where a tip leads to it: anybody who may push a branch could otherwise stop every release.
  const wrong = new Map<ObjectId, Refused>();
  await take(repository, commitsKept(repository), known, wrong, see);
  for (;;) {
    const ends = new Set([...repository.shallow].map((id) => known.numberOf(id)));
    const { order, lacking } = walk(
      known,
      tips.map((tip) => known.numberOf(tip, true)),
      ends,
    );
    const ids = lacking.map((number) => known.idOf(number));
    for (const id of ids) if (wrong.has(id)) throw wrong.get(id);
    if (ids.length === 0) return new History(known, order);
    // What git did not list, where its list is damaged or this commit too long, is asked for by name.
    await take(repository, objectsOf(repository, ids), known, wrong, see);
    const none = ids.find((id) => !known.isRead(known.numberOf(id)) && !wrong.has(id));
    if (none !== undefined) throw new Refused(broken(repository, `${none} is missing`));
  }
}

/** Whoever wants the bytes of the commits too gets them as they pass, of all that are kept and in no order; they are valid until it returns. What it throws ends the reading. */
export type Seeing = (id: ObjectId, bytes: Uint8Array) => void;

async function take(
  repository: Repository,
  groups: AsyncGenerator<readonly BatchAnswer[]>,
  known: Ancestry,
  wrong: Map<ObjectId, Refused>,
  see?: Seeing,
): Promise<void> {
  const { format } = repository;
  for await (const answers of groups) {
    for (const answer of answers) {
      if (answer.kind === 'damaged') wrong.set(answer.id, new Refused(damaged(repository.folder, answer.id)));
      else if (answer.kind === 'commit') {
        const { id, bytes } = answer;
        const count = plainParents(bytes, format);
        try {
          if (count === -1) known.add(id, readCommit(bytes, format).parents);
          else known.addPlain(id, bytes, count);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          wrong.set(id, error);
          continue;
        }
        see?.(id, bytes);
      }
    }
  }
}

/** These commits, read. Throws as above. */
export async function* readCommits(repository: Repository, ids: Iterable<ObjectId>): AsyncGenerator<{ readonly id: ObjectId; readonly commit: Commit }> {
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
