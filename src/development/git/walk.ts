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
  // Each step of the way with how many of its parents were begun: a history is far deeper than calls may be.
  const way: { readonly id: ObjectId; readonly parents: readonly ObjectId[]; next: number }[] = [];
  const begin = (id: ObjectId) => {
    if (seen.has(id)) return;
    seen.add(id);
    const parents = known.get(id);
    if (parents === undefined) lacking.push(id);
    else way.push({ id, parents: ends.has(id) ? [] : parents, next: 0 });
  };
  for (const tip of tips.toReversed()) {
    begin(tip);
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const parent = step.parents[step.next];
      step.next += 1;
      if (parent !== undefined) begin(parent);
      else {
        finished.push(step.id);
        way.pop();
      }
    }
  }
  return { order: finished.reverse(), lacking };
}
