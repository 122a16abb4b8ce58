import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hash, leafHash as leafOf, nodeHash as nodeOf } from '../../../src/ledger/hash.ts';
import { EMPTY_RANGE, grow, rootOf } from '../../../src/ledger/range.ts';
import { consistencyPath, inclusionPath, type ReadNode } from '../../../src/ledger/tree-proof.ts';
import { type Bytes, fromHex, hex, utf8 } from './bytes.ts';
import { growing, leafHash, verifyConsistency, verifyInclusion } from './tree.ts';

// Held against the ledger's own proofs, which are held against other people's.

const SIZES = 300;
const texts = Array.from({ length: SIZES }, (_, i) => `{"seq":${i}}`);
const leaves = texts.map(leafOf);
const nodes = new Map<string, Hash>();
const read: ReadNode = (height, index) => {
  if (height === 0) return leaves[index] as Hash;
  const key = `${height} ${index}`;
  const known = nodes.get(key) ?? nodeOf(read(height - 1, 2 * index), read(height - 1, 2 * index + 1));
  nodes.set(key, known);
  return known;
};
const roots = Array.from({ length: SIZES + 1 }, (_, size) => {
  const tree = grow(EMPTY_RANGE);
  for (const leaf of leaves.slice(0, size)) tree.push(leaf, 0);
  return rootOf(tree.range());
});
const bytes = (hash: string | undefined): Bytes => fromHex(hash) as Bytes;
const some = (size: number) => (size <= 40 ? Array.from({ length: size }, (_, i) => i) : [0, 1, size >> 1, size - 2, size - 1]);
const flip = (given: Bytes, bit: number): Bytes => {
  const flipped = given.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
};

describe('the tree in the browser', () => {
  it('hashes leaves as the ledger does', async () => {
    expect(hex(await leafHash(utf8(texts[7] ?? '')))).toBe(leaves[7]);
  });

  it(`accepts the ledger's inclusion proofs of all sizes up to ${SIZES}`, async () => {
    for (let size = 1; size <= SIZES; size += 1) {
      for (const index of some(size)) {
        const path = inclusionPath(read, index, size).map(bytes);
        expect(await verifyInclusion(index, size, bytes(leaves[index]), path, bytes(roots[size])), `${index} of ${size}`).toBe(true);
      }
    }
  });

  it(`accepts the ledger's consistency proofs between sizes up to ${SIZES}`, async () => {
    for (let second = 1; second <= SIZES; second += 1) {
      for (const before of some(second)) {
        const first = before + 1;
        const path = first === second ? [] : consistencyPath(read, first, second).map(bytes);
        expect(await verifyConsistency(first, second, bytes(roots[first]), bytes(roots[second]), path), `${first} of ${second}`).toBe(true);
      }
    }
  });

  it('computes the root of every size, a leaf at a time or in blocks', async () => {
    for (const size of [0, 1, 2, 3, 63, 64, 65, 127, 128, 129, 255, 256, 257, SIZES]) {
      for (const block of [1, 2, 64]) {
        const tree = growing();
        for (let from = 0; from < size; from += block) await tree.add(leaves.slice(from, Math.min(size, from + block)).map(bytes));
        expect(hex(await tree.root()), `${size} by ${block}`).toBe(roots[size]);
      }
    }
  });

  const place = fc.integer({ min: 1, max: SIZES }).chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));

  it('refuses an inclusion proof with any bit flipped, a hash more or less, another place or another size', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), fc.nat(255), async ({ size, index }, which, bit) => {
        const path = inclusionPath(read, index, size).map(bytes);
        const leaf = bytes(leaves[index]);
        const root = bytes(roots[size]);
        expect(await verifyInclusion(index, size, flip(leaf, bit), path, root)).toBe(false);
        expect(await verifyInclusion(index, size, leaf, path, flip(root, bit))).toBe(false);
        expect(await verifyInclusion(index, size, leaf, [...path, leaf], root)).toBe(false);
        if (path.length > 0) {
          const at = which % path.length;
          const bent = path.map((hash, i) => (i === at ? flip(hash, bit) : hash));
          expect(await verifyInclusion(index, size, leaf, bent, root)).toBe(false);
          expect(await verifyInclusion(index, size, leaf, path.slice(1), root)).toBe(false);
          expect(await verifyInclusion((index + 1) % size, size, leaf, path, root)).toBe(false);
        }
        expect(await verifyInclusion(index, index, leaf, path, root)).toBe(false);
        expect(await verifyInclusion(-1, size, leaf, path, root)).toBe(false);
        expect(await verifyInclusion(0.5, size, leaf, path, root)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('refuses a consistency proof with any bit flipped, a hash more or less, or another past', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.nat(), fc.nat(255), async ({ size: second, index }, which, bit) => {
        const first = index + 1;
        const path = first === second ? [] : consistencyPath(read, first, second).map(bytes);
        const [before, after] = [bytes(roots[first]), bytes(roots[second])];
        expect(await verifyConsistency(first, second, flip(before, bit), after, path)).toBe(false);
        expect(await verifyConsistency(first, second, before, flip(after, bit), path)).toBe(false);
        expect(await verifyConsistency(first, second, before, after, [...path, before])).toBe(false);
        expect(await verifyConsistency(second + 1, second, before, after, path)).toBe(false);
        expect(await verifyConsistency(0, second, before, after, path)).toBe(false);
        if (path.length > 0) {
          const at = which % path.length;
          const bent = path.map((hash, i) => (i === at ? flip(hash, bit) : hash));
          expect(await verifyConsistency(first, second, before, after, bent)).toBe(false);
          expect(await verifyConsistency(first, second, before, after, path.slice(0, -1))).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });
});
