import type { Reach } from '../../attack/model.ts';
import type { Verdict } from '../model.ts';

/** How a verdict, a requirement or a goal changed. `moved`: it is another than before, and neither better nor worse. */
export type Direction = 'improved' | 'regressed' | 'moved';

/** What a control, a requirement or a goal stands at. `partly`: all that Assay can check is proven, and something is left. `absent`: one side does not have it. */
export type Standing = Verdict | 'partly' | 'not-owed' | 'not-applicable' | 'absent' | Reach;

/**
 * What is better than what: a higher number is better, an equal one is neither. Nobody can rely on what is unproven, stale or excluded, so a change
 * among them moves and no more. A goal to which no way is known is not safe, but a way that becomes possible is worse than none. What is not there has
 * no number: to lose a duty is no improvement, and to gain one no regression.
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
  'no-way-known': 2,
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

/**
 * Of two populations: worse wherever more members are failing, a larger share of them is, or a smaller share is proven, whatever else moved; better
 * where none of that is so and one of them went the other way. Shares are of each side's own members; nobody is no share of anything.
 */
export function directionOfShares(before: Shares, after: Shares): Direction {
  const [was, is] = [total(before), total(after)];
  // Cross-multiplied, since whole numbers compare exactly.
  const share = (of: 'proven' | 'failing') => (after[of] ?? 0) * (was || 1) - (before[of] ?? 0) * (is || 1);
  const more = (after.failing ?? 0) - (before.failing ?? 0);
  const [proven, failing] = [share('proven'), share('failing')];
  if (more > 0 || failing > 0 || proven < 0) return 'regressed';
  return more < 0 || failing < 0 || proven > 0 ? 'improved' : 'moved';
}

const total = (shares: Shares) => Object.values(shares).reduce((sum, n) => sum + n, 0);

/** Of a control at an element that both sides have: by its verdict and by its members, and worse where either is. */
export function directionOfBoth(verdicts: readonly [Standing, Standing], shares: readonly [Shares, Shares]): Direction {
  const [whole, members] = [directionOf(...verdicts), directionOfShares(...shares)];
  if (whole === 'regressed' || members === 'regressed') return 'regressed';
  return whole === 'moved' ? members : whole;
}

/** What stops a pipeline: what got worse, and what is failing, or proven reachable, that the other side did not have. */
export function stops(before: Standing, after: Standing, direction: Direction): boolean {
  return direction === 'regressed' || (ORDER[before] === undefined && ORDER[after] === 0);
}
