import type { ObjectId } from './object.ts';
import type { ParentsOf } from './range.ts';

/**
 * What can be reached from `tips` through `known`, children before their parents; of two branches that a merge joins, the one that was merged first. Nothing is followed
 * behind an id of `ends`, where a shallow copy says that it ends. `lacking` are those on the way that are not known.
 */
export function walk(
  known: ParentsOf,
  tips: readonly ObjectId[],
  ends: ReadonlySet<ObjectId>,
): { readonly order: readonly ObjectId[]; readonly lacking: readonly ObjectId[] } {
  const seen = new Set<ObjectId>();
  const finished: ObjectId[] = [];
  const lacking: ObjectId[] = [];
  // The way, and of each step how many of its parents were begun: a history is far deeper than calls may be.
  const way: ObjectId[] = [];
  const nexts: number[] = [];
  const begin = (id: ObjectId) => {
    if (seen.has(id)) return;
    seen.add(id);
    const parents = known.get(id);
    if (parents === undefined) lacking.push(id);
    else {
      way.push(id);
      nexts.push(0);
    }
  };
  for (const tip of tips.toReversed()) {
    begin(tip);
    for (let id = way.at(-1); id !== undefined; id = way.at(-1)) {
      const next = nexts.at(-1) ?? 0;
      const parent = ends.has(id) ? undefined : known.get(id)?.[next];
      if (parent !== undefined) {
        nexts[nexts.length - 1] = next + 1;
        begin(parent);
      } else {
        finished.push(id);
        way.pop();
        nexts.pop();
      }
    }
  }
  return { order: finished.reverse(), lacking };
}
