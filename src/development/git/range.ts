import type { History } from './history.ts';
import type { ObjectId } from './object.ts';

/** The parents of commits that were read, by their names. */
export type ParentsOf = Pick<ReadonlyMap<ObjectId, readonly ObjectId[]>, 'get' | 'has' | 'size'> & { keys(): Iterable<ObjectId> };

export interface CommitRange {
  /** What the release has and the one before it does not, in the order of the history. */
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
export function rangeOf(history: History, release: ObjectId, since?: ObjectId): CommitRange {
  const { ancestry, order } = history;
  const [tip, end] = [ancestry.numberOf(release), since === undefined ? -1 : ancestry.numberOf(since)];
  const old = reached(history, end);
  const inside = reached(history, tip, old);
  const [commits, unread]: [ObjectId[], Set<ObjectId>] = [[], new Set()];
  for (const number of order) {
    if (inside[number] !== 1) continue;
    commits.push(ancestry.idOf(number));
    for (const parent of ancestry.parentsOf(number)) if (!history.holds(parent)) unread.add(ancestry.idOf(parent));
  }
  if (!history.has(release)) unread.add(release);
  // An earlier release that was not read is in no history that was.
  const linear = since === undefined || (end >= 0 && reached(history, tip)[end] === 1);
  return { commits, unread: [...unread], linear };
}

/** Flags by number: what can be reached from there, and not without passing through `without`. */
function reached(history: History, from: number, without?: Uint8Array): Uint8Array {
  const found = new Uint8Array(history.ancestry.size);
  const waiting = [from];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    if (!history.holds(number) || found[number] === 1 || without?.[number] === 1) continue;
    found[number] = 1;
    for (const parent of history.ancestry.parentsOf(number)) waiting.push(parent);
  }
  return found;
}
