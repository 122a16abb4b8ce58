/** A row of a breakdown, with the groups behind it. */
export interface Row {
  readonly row: string;
  readonly groups: ReadonlySet<string>;
}

/** `everything`: each row and the total. `total`: that alone, and not even which rows there would be. */
export type Showable = 'everything' | 'total' | 'nothing';

/**
 * What may be shown of a breakdown, when no figure may speak of fewer than `k` groups, three at least. One small row hides them all: the total is what is wanted first, and less the rows that were shown it would be the small one. To hide a second row as
 * well is not enough: from which ones are hidden, and how they were chosen, a reader who tries every possibility works some of them out (a property test does).
 */
export function showable(given: readonly Row[], k: number): Showable {
  if (new Set(given.flatMap(({ groups }) => [...groups])).size < k) return 'nothing';
  return given.every(({ groups }) => groups.size === 0 || groups.size >= k) ? 'everything' : 'total';
}
