import type { Reach } from '../../attack/model.ts';
import type { Verdict } from '../model.ts';

/** How a verdict, a requirement or a goal changed. `moved`: it is another than before, and neither better nor worse. */
export type Direction = 'improved' | 'regressed' | 'moved';

/** What a control, a requirement or a goal stands at. `partly`: all that Assay can check is proven, and something is left. `absent`: one side does not have it. */
export type Standing = Verdict | 'partly' | 'not-owed' | 'not-applicable' | 'absent' | Reach;

/**
 * What is better than what: a higher number is better, an equal one is neither. Nobody can rely on what is unproven, stale or excluded, so a change
 * among them moves and no more. What is not there has no number: to lose a duty is no improvement, and to gain one no regression.
 */
export const ORDER: Readonly<Record<Standing, number | undefined>> = {
  failing: 0,
  unproven: 1,
  stale: 1,
  excluded: 1,
  partly: 2,
  proven: 3,
  'proven-reachable': 0,
  undecided: 1,
  'no-way-known': 1,
  'proven-closed': 3,
  'not-owed': undefined,
  'not-applicable': undefined,
  absent: undefined,
};

/** Better, worse, or neither. Turned round, the answer is turned round. */
export function directionOf(before: Standing, after: Standing): Direction {
  const [from, to] = [ORDER[before], ORDER[after]];
  if (from === undefined || to === undefined || from === to) return 'moved';
  return to > from ? 'improved' : 'regressed';
}

type Shares = Readonly<Partial<Record<Verdict, number>>>;

/** Of two populations of one size: better where more are proven and no more are failing, worse where it is the other way round. */
export function directionOfShares(before: Shares, after: Shares): Direction {
  const proven = (after.proven ?? 0) - (before.proven ?? 0);
  const failing = (before.failing ?? 0) - (after.failing ?? 0);
  const total = (shares: Shares) => Object.values(shares).reduce((sum, n) => sum + n, 0);
  if (total(before) !== total(after) || (proven === 0 && failing === 0)) return 'moved';
  if (proven >= 0 && failing >= 0) return 'improved';
  return proven <= 0 && failing <= 0 ? 'regressed' : 'moved';
}

/** What stops a pipeline: what got worse, and what is failing, or proven reachable, that the other side did not have. */
export function stops(before: Standing, after: Standing, direction: Direction): boolean {
  return direction === 'regressed' || (ORDER[before] === undefined && ORDER[after] === 0);
}
