import { Refused } from '../../../core/index.ts';
import { readCommit } from '../../git/commit.ts';
import { readCommits, readHistory } from '../../git/edge/history.ts';
import type { Repository } from '../../git/edge/open.ts';
import type { History } from '../../git/history.ts';
import type { ObjectId } from '../../git/object.ts';
import { type CommitRange, rangeOf } from '../../git/range.ts';
import { type ChangeFacts, factsOf } from '../facts.ts';
import { Names } from '../named.ts';

export interface Changes {
  /** Who stands on whom, in all of the history behind both names. */
  readonly history: History;
  readonly range: CommitRange;
  /** What each commit of the range says of itself, in the order of the range. */
  readonly changes: ReadonlyMap<ObjectId, ChangeFacts>;
}

/** Bytes of commits whose facts are kept before it is known whether they are asked about: whoever may push a branch chooses how many there are and how long. */
const KEPT_BYTES = 128 * 1024 * 1024;

/**
 * What `release` adds to `since`. Without a `since` that is nearly all that is kept, and so the facts of each commit are taken as it passes; else, and for what there was no room for, the commits
 * of the range are read once more when it is known which they are. Throws `Refused` (ASSAY-GIT-001 to -003, -007, -008).
 */
export async function readChanges(repository: Repository, release: ObjectId, since?: ObjectId, room = since === undefined ? KEPT_BYTES : 0): Promise<Changes> {
  const taken = new Map<ObjectId, ChangeFacts>();
  const names = new Names();
  const history = await readHistory(repository, since === undefined ? [release] : [release, since], (id, bytes) => {
    if (room < bytes.length) return;
    room -= bytes.length;
    const facts = factsTaken(id, bytes, repository, names);
    if (facts !== undefined) taken.set(id, facts);
  });
  const range = rangeOf(history, release, since);
  const lacking = range.commits.filter((id) => !taken.has(id));
  if (lacking.length > 0) for await (const { id, commit } of readCommits(repository, lacking)) taken.set(id, factsOf(id, commit, names));
  const changes = new Map<ObjectId, ChangeFacts>();
  for (const id of range.commits) {
    const facts = taken.get(id);
    if (facts !== undefined) changes.set(id, facts);
  }
  return { history, range, changes };
}

/** Nothing of a commit that cannot be read: where it is asked about it is read once more, and refused then. */
function factsTaken(id: ObjectId, bytes: Uint8Array, { format }: Repository, names: Names): ChangeFacts | undefined {
  try {
    return factsOf(id, readCommit(bytes, format), names);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
