import type { Cut } from '../../attack/engine/cutting.ts';
import type { Row } from '../../attack/engine/hitting.ts';

/** A row that binds whoever takes away all of `needs`. */
export interface Condition {
  readonly needs: readonly number[];
  readonly row: Row;
}

export interface Asked {
  /** The cheapest elements that stop all known ways and cover the rows, none of them forbidden; undefined where there are none. */
  cheapest(rows: readonly Row[], forbidden: ReadonlySet<number>): Pick<Cut, 'elements' | 'cost' | 'lower'> | undefined;
  /** What these elements, taken away, leave open; undefined where nothing. */
  refuted(elements: readonly number[]): Condition | undefined;
  /** Whether another answer of `refuted` can be afforded. */
  affords(): boolean;
}

interface Searched {
  /** Elements shown to cut; undefined where none were found. */
  readonly elements?: readonly number[];
  /** No fewer do, by cost. */
  readonly lower: number;
  /** Nothing is left to look at: without elements, nothing cuts. */
  readonly whole: boolean;
}

interface Branch {
  readonly rows: readonly Row[];
  readonly forbidden: ReadonlySet<number>;
  readonly lower: number;
}

/** Branches looked at; each takes a covering problem to be solved. */
const MOST_BRANCHES = 300;

/**
 * The cheapest set of elements that is shown to cut, where taking away may also add ways. The cheapest that stops all ways known is asked; where it is refuted by a way that is
 * only there because something is gone, whatever cuts either keeps one of the things that had to go, or stops that way too: a branch for each. Best first, so that the first set
 * that is not refuted is the cheapest.
 */
export function cheapestShown({ cheapest, refuted, affords }: Asked): Searched {
  const known: Condition[] = [];
  const open: Branch[] = [{ rows: [], forbidden: new Set(), lower: 0 }];
  let best: { elements: readonly number[]; cost: number } | undefined;
  const ask = (elements: readonly number[]): Condition | undefined | 'not asked' => {
    const before = known.find((condition) => binds(condition, elements));
    if (before !== undefined) return before;
    if (!affords()) return 'not asked';
    const condition = refuted(elements);
    if (condition !== undefined) known.push(condition);
    return condition;
  };
  const result = (lower: number, whole: boolean): Searched => ({
    lower: Math.min(lower, best?.cost ?? lower),
    whole,
    ...(best === undefined ? {} : { elements: best.elements }),
  });
  for (let looked = 0; open.length > 0; looked += 1) {
    open.sort((a, b) => b.lower - a.lower);
    const branch = open.pop() as Branch;
    if (best !== undefined && best.cost <= branch.lower) return result(branch.lower, true);
    const found = looked >= MOST_BRANCHES ? 'not asked' : cheapest(branch.rows, branch.forbidden);
    if (found === undefined) continue;
    const answer = found === 'not asked' ? found : ask(found.elements);
    if (found === 'not asked' || answer === 'not asked') {
      // Cut short: of what is known, the set that stops all of it at once may still be shown.
      const all =
        best === undefined
          ? cheapest(
              known.map(({ row }) => row).filter((row) => row.length > 0),
              new Set(),
            )
          : undefined;
      if (all !== undefined && known.length > 0 && refuted(all.elements) === undefined) best = all;
      const here = Math.max(branch.lower, found === 'not asked' ? 0 : found.lower);
      return result(Math.min(here, ...open.map((one) => one.lower)), false);
    }
    const lower = Math.max(branch.lower, found.lower);
    if (answer === undefined) {
      if (best === undefined || found.cost < best.cost) best = found;
      // Where the covering itself was cut short, a cheaper one may be left in this branch: the bound says so.
      if (found.lower < found.cost) return result(Math.min(lower, ...open.map((one) => one.lower)), false);
      continue;
    }
    for (const element of answer.needs) open.push({ ...branch, forbidden: new Set([...branch.forbidden, element]), lower });
    if (answer.row.length > 0) open.push({ ...branch, rows: [...branch.rows, answer.row], lower });
  }
  return result(best?.cost ?? 0, true);
}

function binds({ needs, row }: Condition, elements: readonly number[]): boolean {
  const gone = new Set(elements);
  return needs.every((element) => gone.has(element)) && !row.some((bundle) => bundle.every((element) => gone.has(element)));
}
