/** By UTF-16 code units, the same in every country. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
