/** How values are spread, in the unit they are given in. */
export interface Spread {
  readonly n: number;
  readonly least: number;
  readonly median: number;
  readonly p90: number;
  readonly most: number;
}

/** `null` where there is no value, and so no figure. */
export function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const of = (index: number) => sorted[Math.min(sorted.length - 1, Math.max(0, index))] as number;
  const half = sorted.length / 2;
  // The middle of an even number lies between two; the 90th percentile is by nearest rank, so that it is a value that was seen.
  const median = Number.isInteger(half) ? (of(half - 1) + of(half)) / 2 : of(Math.floor(half));
  return { n: sorted.length, least: of(0), median, p90: of(Math.ceil(sorted.length * 0.9) - 1), most: of(sorted.length - 1) };
}
