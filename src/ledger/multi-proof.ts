import type { Hash } from './hash.ts';

/** The path of one leaf, as `proveInclusion` gives it: nearest sibling first. */
export interface LeafPath {
  readonly index: number;
  readonly path: readonly Hash[];
}

/**
 * One inclusion proof for many leaves: the hashes of the largest subtrees that hold none of them, left to right. `proofs`: ascending by
 * index, each once, all of the tree of `size` leaves. With every leaf given nothing is left, and with one leaf it is that leaf's path in order of place.
 */
export function multiProof(size: number, proofs: readonly LeafPath[]): readonly Hash[] {
  // Each sibling on a path, by the range of leaves it is the root of.
  const known = new Map<string, Hash>();
  for (const { index, path } of proofs) {
    let [start, end] = [0, size];
    for (let level = path.length - 1; level >= 0; level -= 1) {
      const middle = start + half(end - start);
      const sibling = index < middle ? `${middle} ${end}` : `${start} ${middle}`;
      known.set(sibling, path[level] as Hash);
      if (index < middle) end = middle;
      else start = middle;
    }
  }
  const hashes: Hash[] = [];
  let next = 0;
  const walk = (start: number, end: number): void => {
    const index = proofs[next]?.index;
    if (index === undefined || index >= end) {
      hashes.push(known.get(`${start} ${end}`) as Hash);
    } else if (end - start === 1) {
      next += 1;
    } else {
      const middle = start + half(end - start);
      walk(start, middle);
      walk(middle, end);
    }
  };
  walk(0, size);
  return hashes;
}

/** Largest power of two smaller than `n`: where RFC 6962 section 2.1 splits a tree. */
function half(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
