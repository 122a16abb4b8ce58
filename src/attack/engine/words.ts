/** Worlds that one sweep goes through at once: one bit of a 32-bit word each. */
export const WORLDS = 32;

const planes = new Int32Array(WORLDS);

/**
 * In which worlds at least `k` (1 or more) of a node's predecessors hold, as a word: bit w is 1 where they do in world w. `row[begin]` up to `row[end]` are the
 * predecessors, each once for each edge; `alive` has their words.
 */
export function wordOf(alive: Int32Array, row: Int32Array, begin: number, end: number, k: number): number {
  if (k === 1) {
    let any = 0;
    for (let e = begin; e < end; e += 1) {
      any |= alive[row[e] as number] as number;
      if (any === -1) break;
    }
    return any;
  }
  if (k === end - begin) {
    let all = -1;
    for (let e = begin; e < end; e += 1) all &= alive[row[e] as number] as number;
    return all;
  }
  // Counts in all worlds at once: plane b holds bit b of every world's count.
  const width = 32 - Math.clz32(end - begin);
  for (let b = 0; b < width; b += 1) planes[b] = 0;
  for (let e = begin; e < end; e += 1) {
    let carry = alive[row[e] as number] as number;
    for (let b = 0; carry !== 0; b += 1) {
      const plane = planes[b] as number;
      planes[b] = plane ^ carry;
      carry &= plane;
    }
  }
  let more = 0;
  let equal = -1;
  // A need above what `width` bits can count is met nowhere, and no plane would say so.
  if (k >= 2 ** width) return 0;
  for (let b = width - 1; b >= 0; b -= 1) {
    const plane = planes[b] as number;
    if ((k & (1 << b)) === 0) {
      more |= equal & plane;
      equal &= ~plane;
    } else equal &= plane;
  }
  return more | equal;
}
