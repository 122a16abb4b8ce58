import { type Bytes, equal } from './bytes.ts';

// The Merkle tree of RFC 6962 section 2.1, verified as RFC 9162 section 2.1.3.2 and 2.1.4.2 say. Every argument may be a liar's: nothing here throws on
// any of them, and whatever is not proven is false.

const HASH = 32;

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** SHA-256(0x00 || entry). The prefix keeps a leaf from passing for a node. */
export function leafHash(entry: Uint8Array): Promise<Bytes> {
  const prefixed = new Uint8Array(1 + entry.length);
  prefixed.set(entry, 1);
  return sha256(prefixed);
}

/** SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Promise<Bytes> {
  const node = new Uint8Array(1 + 2 * HASH);
  node[0] = 0x01;
  node.set(left, 1);
  node.set(right, 1 + HASH);
  return sha256(node);
}

/** Root of the tree without entries: SHA-256 of nothing. */
export const emptyRoot = (): Promise<Bytes> => sha256(new Uint8Array(0));

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isHash = (value: Uint8Array): boolean => value.length === HASH;
const odd = (n: number): boolean => n % 2 === 1;
// Sizes reach past 32 bits, where the shift operators of the language would cut them off.
const half = (n: number): number => Math.floor(n / 2);

/** One step of a path: the sibling, on which side it stands, and the node that the two give. */
export interface Step {
  readonly sibling: Bytes;
  readonly side: 'left' | 'right';
  readonly node: Bytes;
}

/** The way from a leaf up, as far as the path goes; `complete` where it ends at the top of a tree of `size`. */
export async function climb(
  index: number,
  size: number,
  leaf: Bytes,
  path: readonly Bytes[],
): Promise<{ readonly steps: readonly Step[]; readonly complete: boolean }> {
  if (!isCount(index) || !isCount(size) || index >= size || !isHash(leaf) || !path.every(isHash)) return { steps: [], complete: false };
  const steps: Step[] = [];
  let fn = index;
  let sn = size - 1;
  let node = leaf;
  for (const sibling of path) {
    if (sn === 0) return { steps, complete: false };
    const left = odd(fn) || fn === sn;
    node = left ? await nodeHash(sibling, node) : await nodeHash(node, sibling);
    steps.push({ sibling, side: left ? 'left' : 'right', node });
    if (left) {
      while (!odd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    }
    fn = half(fn);
    sn = half(sn);
  }
  return { steps, complete: sn === 0 };
}

/** True when `leaf` stands at `index` in the tree of `size` with that `root`. */
export async function verifyInclusion(index: number, size: number, leaf: Bytes, path: readonly Bytes[], root: Bytes): Promise<boolean> {
  const { steps, complete } = await climb(index, size, leaf, path);
  return complete && equal(steps.at(-1)?.node ?? leaf, root);
}

/** True when the tree of `second` entries extends the one of `first`. A tree without entries proves nothing about its heir: false for `first` 0. */
export async function verifyConsistency(first: number, second: number, firstRoot: Bytes, secondRoot: Bytes, path: readonly Bytes[]): Promise<boolean> {
  if (!isCount(first) || !isCount(second) || first === 0 || first > second) return false;
  if (!isHash(firstRoot) || !isHash(secondRoot) || !path.every(isHash)) return false;
  if (first === second) return path.length === 0 && equal(firstRoot, secondRoot);
  const [start, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...path] : path;
  if (start === undefined) return false;
  let fn = first - 1;
  let sn = second - 1;
  while (odd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  let before = start;
  let after = start;
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      before = await nodeHash(sibling, before);
      after = await nodeHash(sibling, after);
      while (!odd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      after = await nodeHash(after, sibling);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && equal(before, firstRoot) && equal(after, secondRoot);
}

function isPowerOfTwo(n: number): boolean {
  let power = 1;
  while (power < n) power *= 2;
  return power === n;
}

/** A tree that grows by leaves, in order. Keeps one hash for each bit of its size, whatever its size. */
export function growing() {
  const peaks: { readonly height: number; readonly hash: Bytes }[] = [];
  const push = async (hash: Bytes, height: number): Promise<void> => {
    let node = { height, hash };
    for (let top = peaks.at(-1); top !== undefined && top.height === node.height; top = peaks.at(-1)) {
      peaks.pop();
      node = { height: node.height + 1, hash: await nodeHash(top.hash, node.hash) };
    }
    peaks.push(node);
  };
  return {
    /** `leaves` that fill a whole subtree may come at once: its hashes are worked out side by side. */
    async add(leaves: readonly Bytes[]): Promise<void> {
      if (!isPowerOfTwo(leaves.length) || peaks.some(({ height }) => 2 ** height < leaves.length)) {
        for (const leaf of leaves) await push(leaf, 0);
        return;
      }
      let level = leaves;
      let height = 0;
      for (; level.length > 1; height += 1) {
        const below = level;
        level = await Promise.all(below.flatMap((left, i) => (odd(i) ? [] : [nodeHash(left, below[i + 1] ?? left)])));
      }
      const [whole] = level;
      if (whole !== undefined) await push(whole, height);
    },
    async root(): Promise<Bytes> {
      let node = peaks.at(-1)?.hash;
      if (node === undefined) return emptyRoot();
      for (const { hash } of peaks.slice(0, -1).reverse()) node = await nodeHash(hash, node);
      return node;
    },
  };
}
