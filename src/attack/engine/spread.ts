import { EFFORT_DAYS, type Effort } from '../model.ts';

// How long a step takes scatters about its effort. Every number here is an assumption; docs/time-to-compromise.md has the sources and says what they
// do and do not support. A time is log-normal: its logarithm is normal about that of the effort, which is so the median, with the deviation given.

/** The deviation of the logarithm, by class of effort. */
export const SPREAD: Readonly<Record<Effort, number>> = { script: 0.5, hours: 0.8, days: 1.15, weeks: 1.15, months: 1.15, years: 1.15 };

const CLASSES = Object.entries(EFFORT_DAYS) as readonly (readonly [Effort, number])[];
/** Equally likely times that stand for the whole distribution: the middles of as many equal shares. */
const SHARES = 4096;

/** The classes, least effort first. */
export const EFFORTS: readonly Effort[] = CLASSES.map(([effort]) => effort);

/** The class whose days are the nearest that are no less; what takes longer than years is of the class of years. Position in `EFFORTS`. */
export function classOf(days: number): number {
  const found = CLASSES.findIndex(([, most]) => days <= most);
  return found === -1 ? CLASSES.length - 1 : found;
}

/** For each class, in the order of `EFFORTS`: factors by which the effort is multiplied, each as likely as any other, ascending. */
export function factors(spread: Readonly<Record<Effort, number>> = SPREAD): readonly Float64Array[] {
  normal ??= Float64Array.from({ length: SHARES }, (_, i) => quantile((i + 0.5) / SHARES));
  const values = normal;
  return EFFORTS.map((effort) => values.map((z) => Math.exp(z * spread[effort])));
}

/** The standard normal's values at the shares. They never change, and cost a tenth of a second to make. */
let normal: Float64Array | undefined;

/** The standard normal's value below which a share `p` lies, by bisection of `below`: slow, sure, and used some thousand times. */
function quantile(p: number): number {
  if (p > 0.5) return -quantile(1 - p);
  let [low, high] = [-9, 0];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (below(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The standard normal distribution at `z` of no more than 0: the continued fraction of its tail, or the power series near the middle. */
function below(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > -3) {
    let [term, sum] = [z, z];
    for (let k = 1; k < 100; k += 1) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return 0.5 + density * sum;
  }
  let tail = -z;
  for (let k = 60; k > 0; k -= 1) tail = -z + k / tail;
  return density / tail;
}
