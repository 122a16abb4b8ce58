import type { Folded } from '../../assurance/folded.ts';
import { momentsOf } from '../../assurance/living.ts';
import { Instant } from '../../core/index.ts';

/** A stretch of time, from its first moment on and up to the next one's; without end on either side where nothing turns there. Milliseconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

const SECOND_MS = 1000;

/**
 * The moments at which a position can be another though nothing is entered, ascending: a statement begins to count or lapses, an exclusion begins or ends,
 * a map or an imported standard takes the place of another. Between two of them every moment is judged alike. The dates of standards are not among them:
 * they move no verdict, and what they do move is asked of them.
 */
export function turnsOf({ evidence, exclusions, imports }: Pick<Folded, 'evidence' | 'exclusions' | 'imports'>, mapsUsed: readonly Instant[]): Float64Array {
  const turns = new Float64Array(evidence.length * 2 + exclusions.size * 2 + imports.length + mapsUsed.length);
  let next = 0;
  const turn = (moment: number) => {
    turns[next] = moment;
    next += 1;
  };
  for (const one of evidence) {
    const { seen, end } = momentsOf(one);
    turn(seen);
    turn(end);
  }
  for (const { grantedAt, until } of exclusions.values()) {
    turn(Instant.parse(grantedAt));
    turn(Instant.parse(until));
  }
  // As importsAt counts them: from the beginning of their second.
  for (const { at } of imports) turn(Math.floor(Instant.parse(at) / SECOND_MS) * SECOND_MS);
  for (const moment of mapsUsed) turn(moment);
  return turns.sort();
}

/** The stretch that a moment is in. */
export function spanAt(turns: Float64Array, at: number): Span {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((turns[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return { from: turns[low - 1] ?? Number.NEGATIVE_INFINITY, until: turns[low] ?? Number.POSITIVE_INFINITY };
}
