import { Refused } from '../../../core/index.ts';
import { readCommit } from '../../git/commit.ts';
import { remerge } from '../../git/edge/merge.ts';
import type { Repository } from '../../git/edge/open.ts';
import { objectsOf } from '../../git/edge/read.ts';
import type { ObjectId } from '../../git/object.ts';
import type { SquashTie } from '../../review/source.ts';
import { type ForgeExport, type Squashes, squashKey } from '../forge.ts';
import { SOURCE_LIMITS } from '../limits.ts';

/** Requests that name one commit, beyond which nobody needs an answer. */
const ROUNDS = 4;

interface Kept {
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
}

/**
 * What the repository shows of the commits that requests of these exports are said to have become: where it has the request's last revision as well, git merges that once more onto the commit's parent, and
 * what comes of it is compared. Where it has not, nothing is said. Throws `Refused` (ASSAY-GIT-002, -003, -007, -008).
 */
export async function squashesOf(repository: Repository, exports: readonly ForgeExport[]): Promise<Squashes> {
  const pairs = exports
    .flatMap(({ requests }) => requests)
    .flatMap(({ merged, head, made }) => (merged && head !== undefined ? made.filter((id) => id !== head).map((id) => ({ id, head })) : []))
    .slice(0, SOURCE_LIMITS.squashes);
  const kept = await commitsOf(repository, new Set(pairs.flatMap(({ id, head }) => [id, head])));
  const again = new Map<string, { readonly id: ObjectId; readonly tree: ObjectId; readonly parents: readonly ObjectId[] }>();
  for (const { id, head } of pairs) {
    const [commit, branch] = [kept.get(id), kept.get(head)];
    const [parent] = commit?.parents ?? [];
    if (commit === undefined || branch === undefined || parent === undefined || commit.parents.length !== 1) continue;
    again.set(squashKey(id, head), { id, tree: commit.tree, parents: [parent, head] });
  }
  const ties = new Map<string, SquashTie>();
  // One commit may be named by several requests: each is merged by itself, since the answers go by the commit's name.
  for (let round = [...again], left = ROUNDS; round.length > 0 && left > 0; left -= 1) {
    const seen = new Set<ObjectId>();
    const now = round.filter(([, { id }]) => !seen.has(id) && seen.add(id));
    const outcomes = await remerge(
      repository,
      now.map(([, merge]) => merge),
    );
    for (const [key, { id }] of now) {
      // The last commit of a rebase gives another tree as well, where it goes back on an earlier one: what is not the same is not known to be another.
      ties.set(key, outcomes.get(id)?.kind === 'clean' ? 'same' : 'not-shown');
    }
    const done = new Set(now.map(([key]) => key));
    round = round.filter(([key]) => !done.has(key));
  }
  return ties;
}

async function commitsOf(repository: Repository, ids: ReadonlySet<ObjectId>): Promise<ReadonlyMap<ObjectId, Kept>> {
  const kept = new Map<ObjectId, Kept>();
  for await (const answers of objectsOf(repository, ids)) {
    for (const answer of answers) {
      if (answer.kind !== 'commit') continue;
      try {
        const { tree, parents } = readCommit(answer.bytes);
        kept.set(answer.id, { tree, parents });
      } catch (error) {
        // Whoever opens a request chooses its commits: one that cannot be read shows nothing, and stops nothing.
        if (!(error instanceof Refused)) throw error;
      }
    }
  }
  return kept;
}
