import { EMPTY_ROOT, type Hash, nodeHash } from './hash.ts';

/** A perfect subtree on the right edge: `2 ** height` leaves. */
interface Peak {
  readonly height: number;
  readonly hash: Hash;
}

/** The perfect subtrees that a tree of `size` leaves falls into, largest first: all that is needed to append and to know the root. */
export interface Range {
  readonly size: number;
  readonly peaks: readonly Peak[];
}

export const EMPTY_RANGE: Range = { size: 0, peaks: [] };

/** A range that is being appended to. One hash per leaf, on average. */
export interface Growing {
  /** Adds a perfect subtree of `2 ** height` leaves behind all others. `completed` is told of every node that this closes, leaf first. */
  push(hash: Hash, height: number, completed?: (height: number, hash: Hash) => void): void;
  range(): Range;
}

export function grow(from: Range): Growing {
  const peaks = [...from.peaks];
  let size = from.size;
  return {
    push(hash, height, completed) {
      let node = hash;
      let at = height;
      size += 2 ** height;
      completed?.(at, node);
      for (let top = peaks.at(-1); top !== undefined && top.height === at; top = peaks.at(-1)) {
        peaks.pop();
        node = nodeHash(top.hash, node);
        at += 1;
        completed?.(at, node);
      }
      peaks.push({ height: at, hash: node });
    },
    range: () => ({ size, peaks: [...peaks] }),
  };
}

/** MTH of RFC 6962 section 2.1: the peaks folded from the right. */
export function rootOf(range: Range): Hash {
  const last = range.peaks.at(-1);
  if (last === undefined) return EMPTY_ROOT;
  return range.peaks.slice(0, -1).reduceRight((right, peak) => nodeHash(peak.hash, right), last.hash);
}
