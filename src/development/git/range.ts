import type { ObjectId } from './object.ts';

/** The parents of every commit that was read, newest first as git listed them. */
export type ParentsOf = ReadonlyMap<ObjectId, readonly ObjectId[]>;

export interface CommitRange {
  /** What the release has and the one before it does not, in the order of `parents`. */
  readonly commits: readonly ObjectId[];
  /** Parents of these commits that could not be read: what is behind them is not in `commits`, and may be in the release. */
  readonly unread: readonly ObjectId[];
  /** False where the earlier release is no ancestor of the later: then the range says what was added, and not what was taken back. */
  readonly linear: boolean;
}

/**
 * The commits that are reached from `release` and not from `since`, by the parents that the commits themselves name. A parent that was not read is taken for none of `since`,
 * so that what is missing can add to the range and never take away from it.
 */
export function rangeOf(parents: ParentsOf, release: ObjectId, since?: ObjectId): CommitRange {
  const old = since === undefined ? new Set<ObjectId>() : reached(parents, since);
  const inside = reached(parents, release, old);
  const unread = new Set<ObjectId>();
  for (const id of inside) for (const parent of parents.get(id) ?? []) if (!parents.has(parent)) unread.add(parent);
  if (!parents.has(release)) unread.add(release);
  const linear = since === undefined || reached(parents, release).has(since);
  const commits: ObjectId[] = [];
  for (const id of parents.keys()) if (inside.has(id)) commits.push(id);
  return { commits, unread: [...unread], linear };
}

function reached(parents: ParentsOf, from: ObjectId, without?: ReadonlySet<ObjectId>): Set<ObjectId> {
  const found = new Set<ObjectId>();
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id) || without?.has(id) === true) continue;
    const known = parents.get(id);
    if (known === undefined) continue;
    found.add(id);
    waiting.push(...known);
  }
  return found;
}
