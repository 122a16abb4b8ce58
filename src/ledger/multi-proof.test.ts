import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hash, leafHash, nodeHash } from './hash.ts';
import { multiProof } from './multi-proof.ts';
import { inclusionPath, rangeRoot } from './tree-proof.ts';

const read = (height: number, index: number): Hash =>
  height === 0 ? leafHash(`leaf ${index}`) : nodeHash(read(height - 1, 2 * index), read(height - 1, 2 * index + 1));

/** The root by the definition of RFC 6962 section 2.1, taking a hash wherever none of the leaves is. */
function rootFrom(size: number, leaves: readonly number[], hashes: readonly Hash[]): { readonly root: Hash; readonly left: number } {
  const spare = [...hashes];
  const walk = (start: number, end: number): Hash => {
    if (!leaves.some((leaf) => leaf >= start && leaf < end)) return spare.shift() ?? ('' as Hash);
    if (end - start === 1) return leafHash(`leaf ${start}`);
    let k = 1;
    while (k * 2 < end - start) k *= 2;
    return nodeHash(walk(start, start + k), walk(start + k, end));
  };
  return { root: walk(0, size), left: spare.length };
}

describe('one proof for many leaves', () => {
  it('leads to the root, from any leaves of any tree, with no hash too many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (size, picks) => {
        const leaves = [...new Set(picks.map((pick) => pick % size))].sort((a, b) => a - b);
        const hashes = multiProof(
          size,
          leaves.map((index) => ({ index, path: inclusionPath(read, index, size) })),
        );
        expect(rootFrom(size, leaves, hashes)).toEqual({ root: rangeRoot(read, 0, size), left: 0 });
      }),
    );
  });

  it('of one leaf has the hashes of its path, and of all leaves none', () => {
    const path = inclusionPath(read, 5, 13);
    expect(multiProof(13, [{ index: 5, path }]).toSorted()).toEqual(path.toSorted());
    expect(
      multiProof(
        13,
        Array.from({ length: 13 }, (_, index) => ({ index, path: [] })),
      ),
    ).toEqual([]);
  });
});
