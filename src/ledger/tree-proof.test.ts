import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hash, leafHash, nodeHash } from './hash.ts';
import { EMPTY_RANGE, grow, rootOf } from './range.ts';
import {
  consistencyPath,
  inclusionPath,
  type ReadNode,
  rangeRoot,
  subtreeConsistencyPath,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './tree-proof.ts';

const MOST = 70;
const leaves = Array.from({ length: MOST }, (_, n) => leafHash(String(n)));
const at = (index: number): Hash => leaves[index] ?? leafHash('outside');

/** The tree hash by its definition in RFC 6962 section 2.1, with nothing kept. */
function mth(start: number, end: number): Hash {
  if (end - start === 1) return at(start);
  let k = 1;
  while (k * 2 < end - start) k *= 2;
  return nodeHash(mth(start, start + k), mth(start + k, end));
}
const read: ReadNode = (height, index) => mth(index * 2 ** height, (index + 1) * 2 ** height);

const sizes = fc.integer({ min: 1, max: MOST });

describe('tree', () => {
  it('has the same root grown leaf by leaf, from any earlier range, and by definition', () => {
    for (let size = 1; size <= MOST; size += 1) {
      for (const stop of [0, 1, Math.floor(size / 2), size - 1]) {
        const early = grow(EMPTY_RANGE);
        for (let n = 0; n < stop; n += 1) early.push(at(n), 0);
        const late = grow(early.range());
        for (let n = stop; n < size; n += 1) late.push(at(n), 0);
        expect(rootOf(late.range())).toBe(mth(0, size));
      }
      expect(rangeRoot(read, 0, size)).toBe(mth(0, size));
    }
  });

  it('proves every leaf of every size, and at no other place', () => {
    for (let size = 1; size <= MOST; size += 1) {
      const root = mth(0, size);
      for (let index = 0; index < size; index += 1) {
        const path = inclusionPath(read, index, size);
        expect(verifyInclusion(index, size, at(index), path, root)).toBe(true);
        expect(verifyInclusion(index, size, at(index + 1), path, root)).toBe(false);
        expect(verifyInclusion((index + 1) % size, size, at(index), path, root)).toBe(size === 1);
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)));
      }
    }
  });

  it('proves every earlier size of every size, and no other past', () => {
    for (let second = 1; second <= MOST; second += 1) {
      for (let first = 1; first <= second; first += 1) {
        const path = consistencyPath(read, first, second);
        expect(verifyConsistency(first, second, mth(0, first), mth(0, second), path)).toBe(true);
        if (first < second) expect(verifyConsistency(first, second, leafHash('other'), mth(0, second), path)).toBe(false);
        if (first < second) expect(verifyConsistency(first, second, mth(0, first), leafHash('other'), path)).toBe(false);
      }
    }
  });

  it('proves every subtree of every size', () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let width = 1; width <= size; width *= 2) {
        for (let start = 0; start < size; start += width) {
          for (let end = start + Math.floor(width / 2) + 1; end <= Math.min(size, start + width); end += 1) {
            const path = subtreeConsistencyPath(read, start, end, size);
            expect(verifySubtreeConsistency(start, end, size, mth(start, end), mth(0, size), path)).toBe(true);
            const inside = inclusionPath((height, index) => mth(start + index * 2 ** height, start + (index + 1) * 2 ** height), 0, end - start);
            expect(verifySubtreeInclusion(start, start, end, at(start), inside, mth(start, end))).toBe(true);
          }
        }
      }
    }
  });

  it('rejects any change of a proof', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), fc.boolean(), (size, where, which, cut) => {
        const index = where % size;
        const path = inclusionPath(read, index, size);
        const harmed = cut || path.length === 0 ? [...path, leafHash('x')] : path.map((hash, i) => (i === which % path.length ? leafHash(hash) : hash));
        return !verifyInclusion(index, size, at(index), harmed, mth(0, size));
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('takes %d for no size and no place', (bad) => {
    const path = inclusionPath(read, 0, 2);
    expect(verifyInclusion(bad, 2, at(0), path, mth(0, 2))).toBe(false);
    expect(verifyInclusion(0, bad, at(0), path, mth(0, 2))).toBe(false);
    expect(verifyConsistency(bad, 2, at(0), mth(0, 2), path)).toBe(false);
    expect(verifyConsistency(1, bad, at(0), mth(0, 2), path)).toBe(false);
  });
});
