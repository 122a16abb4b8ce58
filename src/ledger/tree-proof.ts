import { EMPTY_ROOT, type Hash, isHash, nodeHash } from './hash.ts';

/** Hash of the perfect subtree at `height` that covers the leaves `[index * 2 ** height, (index + 1) * 2 ** height)`. */
export type ReadNode = (height: number, index: number) => Hash;

/** Largest power of two smaller than `n`, for n of at least 2: where RFC 6962 section 2.1 splits a tree. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Root over the leaves `[start, end)`. `start` must be a multiple of the range's own power of two, as every range of a proof is. */
export function rangeRoot(read: ReadNode, start: number, end: number): Hash {
  const n = end - start;
  if (n <= 0) return EMPTY_ROOT;
  const height = Math.round(Math.log2(n));
  if (2 ** height === n) return read(height, start / n);
  const k = split(n);
  return nodeHash(rangeRoot(read, start, start + k), rangeRoot(read, start + k, end));
}

/** PATH(index, D_size) of RFC 9162 section 2.1.3.1, nearest sibling first. The caller has checked that `index < size`. */
export function inclusionPath(read: ReadNode, index: number, size: number): Hash[] {
  const path: Hash[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const k = split(end - start);
    if (index < start + k) {
      path.push(rangeRoot(read, start + k, end));
      end = start + k;
    } else {
      path.push(rangeRoot(read, start, start + k));
      start += k;
    }
  }
  return path.reverse();
}

/** PROOF(first, D_second) of RFC 9162 section 2.1.4.1. The caller has checked that `0 < first <= second`. */
export function consistencyPath(read: ReadNode, first: number, second: number): Hash[] {
  return subtreeConsistencyPath(read, 0, first, second);
}

/**
 * SUBTREE_PROOF(start, end, D_n) of draft-ietf-plants-merkle-tree-certs section 4.4: that the subtree `[start, end)` is part of the tree of `size`.
 * With `start` 0 it is the consistency proof of RFC 9162.
 */
export function subtreeConsistencyPath(read: ReadNode, start: number, end: number, size: number): Hash[] {
  const path: Hash[] = [];
  let from = 0;
  let to = size;
  // `known`: the verifier holds the root of the range being split, because the subtree's own root is that root.
  while (!(start <= from && end === to)) {
    const k = split(to - from);
    if (end <= from + k) {
      path.push(rangeRoot(read, from + k, to));
      to = from + k;
    } else if (start >= from + k) {
      path.push(rangeRoot(read, from, from + k));
      from += k;
    } else {
      path.push(rangeRoot(read, from, from + k));
      from += k;
    }
  }
  if (from !== start) path.push(rangeRoot(read, from, to));
  return path.reverse();
}

function isSize(...values: readonly number[]): boolean {
  return values.every((value) => Number.isSafeInteger(value) && value >= 0);
}

const odd = (n: number): boolean => n % 2 === 1;
// Sizes reach past 32 bits, where the shift operators of the language would cut them off.
const half = (n: number): number => Math.floor(n / 2);

/** RFC 9162 section 2.1.3.2. True when `leaf` stands at `index` in the tree of `size` with that `root`. All arguments may be an attacker's. */
export function verifyInclusion(index: number, size: number, leaf: Hash, path: readonly Hash[], root: Hash): boolean {
  if (!isSize(index, size) || index >= size || !isHash(leaf) || !isHash(root) || !path.every(isHash)) return false;
  let fn = index;
  let sn = size - 1;
  let node = leaf;
  for (const sibling of path) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      node = nodeHash(sibling, node);
      while (!odd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      node = nodeHash(node, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && node === root;
}

/**
 * RFC 9162 section 2.1.4.2. True when the tree of `second` entries extends the one of `first`. A tree without entries proves nothing
 * about its heir, so `first` 0 is always false.
 */
export function verifyConsistency(first: number, second: number, firstRoot: Hash, secondRoot: Hash, path: readonly Hash[]): boolean {
  return first !== 0 && verifySubtreeConsistency(0, first, second, firstRoot, secondRoot, path);
}

/** A range that some tree has as a complete node: `start` is a multiple of the smallest power of two that holds the range. */
function isSubtree(start: number, end: number): boolean {
  if (!isSize(start, end) || start >= end) return false;
  let width = 1;
  while (width < end - start) width *= 2;
  return start % width === 0;
}

/** True when `leaf` stands at `index` (counted over the whole tree) in the subtree `[start, end)` with that `root`. */
export function verifySubtreeInclusion(index: number, start: number, end: number, leaf: Hash, path: readonly Hash[], root: Hash): boolean {
  return isSubtree(start, end) && isSize(index) && index >= start && verifyInclusion(index - start, end - start, leaf, path, root);
}

/** True when the subtree `[start, end)` with root `subRoot` is part of the tree of `size` with `root`. The empty subtree is part of every tree. */
export function verifySubtreeConsistency(start: number, end: number, size: number, subRoot: Hash, root: Hash, path: readonly Hash[]): boolean {
  if (!isSize(start, end, size) || end > size) return false;
  if (start === end) return path.length === 0 && subRoot === EMPTY_ROOT;
  if (!isSubtree(start, end)) return false;
  let fn = start;
  let sn = end - 1;
  let tn = size - 1;
  const shift = () => {
    fn = half(fn);
    sn = half(sn);
    tn = half(tn);
  };
  while (fn !== sn && (sn === tn || odd(sn))) shift();
  let siblings = path;
  let first = subRoot;
  if (fn !== sn) {
    const [head, ...rest] = path;
    if (head === undefined) return false;
    first = head;
    siblings = rest;
  } else if (tn === 0 && path.length === 0) {
    return subRoot === root; // The subtree is the whole tree: nothing is hashed, so nothing needs to be a hash.
  }
  if (!isHash(first) || !siblings.every(isHash)) return false;
  let sub = first;
  let whole = first;
  for (const sibling of siblings) {
    if (tn === 0) return false;
    if (odd(sn) || sn === tn) {
      if (fn < sn) sub = nodeHash(sibling, sub);
      whole = nodeHash(sibling, whole);
      while (!odd(sn) && sn !== 0) shift();
    } else {
      whole = nodeHash(whole, sibling);
    }
    shift();
  }
  return tn === 0 && sub === subRoot && whole === root;
}
