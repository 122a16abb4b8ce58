import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../test/vectors.ts';
import { openCheckpoint } from './checkpoint.ts';
import { verifyEd25519 } from './edge/ed25519.ts';
import { type Hash, leafHashOfBytes, readHash } from './hash.ts';
import { EMPTY_RANGE, grow, rootOf } from './range.ts';
import { parseVerifierKey } from './signed-note.ts';
import { bundlePath, decodeBundle, nodesFromTiles, tilePath } from './tiles.ts';
import { rangeRoot, verifyConsistency, verifyInclusion, verifySubtreeConsistency, verifySubtreeInclusion } from './tree-proof.ts';

const hash = (base64: string) => Buffer.from(base64, 'base64').toString('hex') as Hash;

interface Vector {
  readonly [field: string]: unknown;
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
}

const verifiers: { readonly [folder: string]: { readonly count: number; readonly holds: (v: Vector, path: readonly Hash[]) => boolean } } = {
  inclusion: {
    count: 98,
    holds: (v, path) => verifyInclusion(v['leafIdx'] as number, v['treeSize'] as number, hash(v['leafHash'] as string), path, hash(v['root'] as string)),
  },
  consistency: {
    count: 98,
    holds: (v, path) => verifyConsistency(v['size1'] as number, v['size2'] as number, hash(v['root1'] as string), hash(v['root2'] as string), path),
  },
  subtreeinclusion: {
    count: 204,
    holds: (v, path) =>
      verifySubtreeInclusion(v['leafIdx'] as number, v['start'] as number, v['end'] as number, hash(v['leafHash'] as string), path, hash(v['root'] as string)),
  },
  subtreeconsistency: {
    count: 118,
    holds: (v, path) =>
      verifySubtreeConsistency(v['start'] as number, v['end'] as number, v['size'] as number, hash(v['root1'] as string), hash(v['root2'] as string), path),
  },
};

const merkle = vectors('development/merkle/testdata');
describe.runIf(merkle !== undefined)('proof vectors of transparency-dev/merkle (development/merkle of the vectors)', () => {
  it.each(Object.entries(verifiers))('agrees with every vector of %s', (folder, { count, holds }) => {
    const files = readdirSync(`${merkle}/${folder}`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    const wrong = files.filter((file) => {
      const vector = JSON.parse(readFileSync(`${merkle}/${folder}/${file}`, 'utf8')) as Vector;
      return holds(vector, (vector.proof ?? []).map(hash)) === vector.wantErr;
    });
    expect(files.length).toBe(count);
    expect(wrong).toEqual([]);
  });
});

const log = vectors('development/tlog-tessera/testdata/log');
const KEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';
describe.runIf(log !== undefined)('log written by tessera (development/tlog-tessera of the vectors)', () => {
  const sizes = Array.from({ length: 16 }, (_, size) => size);
  it.each(sizes)('checkpoint %i is signed, and its tiles and entries have its root', (size) => {
    const checkpoint = openCheckpoint(readFileSync(`${log}/checkpoint.${size}`, 'utf8'), parseVerifierKey(KEY), verifyEd25519);
    expect(checkpoint.size).toBe(size);
    const entries = size === 0 ? [] : (decodeBundle(readFileSync(`${log}/${bundlePath(0, size)}`)) ?? []);
    const leaves = entries.map(leafHashOfBytes);
    const range = grow(EMPTY_RANGE);
    for (const leaf of leaves) range.push(leaf, 0);
    expect(rootOf(range.range())).toBe(checkpoint.root);
    const read = nodesFromTiles((level, index) => ({ level, index, hashes: readFileSync(`${log}/${tilePath({ level, index, width: size })}`) }));
    expect(rangeRoot(read, 0, size)).toBe(checkpoint.root);
    if (size > 0) {
      const tile = readFileSync(`${log}/${tilePath({ level: 0, index: 0, width: size })}`);
      expect(leaves).toEqual(leaves.map((_, i) => readHash(tile, 32 * i)));
    }
  });
});
