import type { ChangeFacts } from '../../change/facts.ts';
import { readCommits } from '../../git/edge/history.ts';
import { treeChanges } from '../../git/edge/merge.ts';
import type { Repository } from '../../git/edge/open.ts';
import type { MergeOutcome, TreeChange } from '../../git/merge.ts';
import { type ObjectId, objectName } from '../../git/object.ts';
import type { ParentsOf } from '../../git/range.ts';
import { SIGNAL_LIMITS } from '../limits.ts';

/** What one commit changes that its parents do not bring. */
export interface Changed {
  readonly commit: ChangeFacts;
  readonly paths: readonly TreeChange[];
}

/** The tree that is nowhere kept and has nothing in it. */
export function emptyTree({ format }: Repository): ObjectId {
  return objectName(format, 'tree', new Uint8Array(0));
}

/**
 * Tells, newest first, what each commit of a range changes; of a merge, what is in it of no parent. Gives how many could not be compared, or were over the bound.
 * Throws `Refused` (ASSAY-GIT-001 to -003, -007, -008).
 */
export async function changedBy(
  repository: Repository,
  changes: ReadonlyMap<ObjectId, ChangeFacts>,
  parents: ParentsOf,
  merges: ReadonlyMap<ObjectId, MergeOutcome>,
  take: (changed: Changed) => void,
): Promise<{ readonly left: number }> {
  const wanted = [...changes.values()].filter((change) => change.parents.length < 2 || heldBy(merges.get(change.id)).size > 0);
  const looked = wanted.slice(0, SIGNAL_LIMITS.commits);
  const trees = await treesBefore(repository, looked, changes, parents);
  let left = wanted.length - looked.length;
  for (let at = 0; at < looked.length; at += SIGNAL_LIMITS.together) {
    const some = looked.slice(at, at + SIGNAL_LIMITS.together);
    const pairs = some.flatMap((commit) => {
      const [parent] = commit.parents;
      const before = parent === undefined ? emptyTree(repository) : trees.get(parent);
      return before === undefined ? [] : [{ commit, pair: [before, commit.tree] as const }];
    });
    const found = await treeChanges(
      repository,
      pairs.map(({ pair }) => pair),
    );
    left += some.length - found.length;
    for (const [index, paths] of found.entries()) {
      const commit = (pairs[index] as (typeof pairs)[number]).commit;
      const own = heldBy(merges.get(commit.id));
      take({ commit, paths: commit.parents.length < 2 ? paths : paths.filter(({ path }) => own.has(path)) });
    }
  }
  return { left };
}

function heldBy(outcome: MergeOutcome | undefined): ReadonlySet<string> {
  if (outcome?.kind === 'changed') return new Set(outcome.paths);
  return outcome?.kind === 'by-hand' ? new Set([...outcome.paths, ...outcome.beside]) : new Set();
}

async function treesBefore(
  repository: Repository,
  looked: readonly ChangeFacts[],
  changes: ReadonlyMap<ObjectId, ChangeFacts>,
  parents: ParentsOf,
): Promise<ReadonlyMap<ObjectId, ObjectId>> {
  const trees = new Map<ObjectId, ObjectId>();
  const outside = new Set<ObjectId>();
  for (const { parents: named } of looked) {
    const [parent] = named;
    if (parent === undefined) continue;
    const known = changes.get(parent);
    if (known !== undefined) trees.set(parent, known.tree);
    else if (parents.has(parent)) outside.add(parent);
  }
  for await (const { id, commit } of readCommits(repository, outside)) trees.set(id, commit.tree);
  return trees;
}
