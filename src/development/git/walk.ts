import type { Ancestry } from './ancestry.ts';

/**
 * What can be reached from `tips` through what was read, children before their parents; of two branches that a merge joins, the one that was merged first. Nothing is followed
 * behind a commit of `ends`, where a shallow copy says that it ends. `lacking` are those on the way that were not read. All are numbers of `known`.
 */
export function walk(known: Ancestry, tips: readonly number[], ends: ReadonlySet<number>): { readonly order: Int32Array; readonly lacking: readonly number[] } {
  const seen = new Uint8Array(known.size);
  const finished = new Int32Array(known.size);
  let count = 0;
  const lacking: number[] = [];
  // The way, and of each step how many of its parents were begun: a history is far deeper than calls may be.
  const way: number[] = [];
  const nexts: number[] = [];
  const begin = (one: number) => {
    if (seen[one] === 1) return;
    seen[one] = 1;
    if (!known.isRead(one)) lacking.push(one);
    else {
      way.push(one);
      nexts.push(0);
    }
  };
  for (const tip of tips.toReversed()) {
    begin(tip);
    for (let one = way.at(-1); one !== undefined; one = way.at(-1)) {
      const next = nexts.at(-1) ?? 0;
      const parent = ends.has(one) ? undefined : known.parentsOf(one)[next];
      if (parent !== undefined) {
        nexts[nexts.length - 1] = next + 1;
        begin(parent);
      } else {
        finished[count] = one;
        count += 1;
        way.pop();
        nexts.pop();
      }
    }
  }
  return { order: finished.slice(0, count).reverse(), lacking };
}
