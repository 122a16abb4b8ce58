import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from './hash.ts';
import { EMPTY_RANGE, grow, rootOf } from './range.ts';
import { bundlePath, decodeBundle, EMPTY_EDGE, edgeFromTiles, encodeBundle, extend, nodesFromTiles, type Tile, tilePath, tilesOf } from './tiles.ts';
import { rangeRoot } from './tree-proof.ts';
import { firstWrongTile } from './verify.ts';

const leaves = Array.from({ length: 70_000 }, (_, n) => leafHash(String(n)));

/** Appends in the given steps; gives the tiles as a store would have them after each overwrite. */
function stored(steps: readonly number[]) {
  const tiles = new Map<string, Tile>();
  let edge = EMPTY_EDGE;
  for (const step of steps) {
    const from = edge.range.size;
    const grown = extend(edge, leaves.slice(from, from + step));
    edge = grown.edge;
    for (const tile of grown.tiles) tiles.set(`${tile.level}/${tile.index}`, tile);
  }
  const read = (level: number, index: number): Tile => tiles.get(`${level}/${index}`) ?? { level, index, hashes: new Uint8Array() };
  return { edge, read, count: tiles.size };
}

describe('tiles', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 0, width: 1 }, 'tile/0/000.p/1'],
    [{ level: 0, index: 255, width: 255 }, 'tile/0/255.p/255'],
    [{ level: 1, index: 999, width: 256 }, 'tile/1/999'],
    [{ level: 1, index: 1000, width: 256 }, 'tile/1/x001/000'],
    [{ level: 2, index: 1_234_067, width: 256 }, 'tile/2/x001/x234/067'],
    [{ level: 63, index: 123_456_789, width: 8 }, 'tile/63/x123/x456/789.p/8'],
  ])('%j stand at %s', (place, path) => {
    expect(tilePath(place)).toBe(path);
    expect(bundlePath(place.index, place.width)).toBe(path.replace(/^tile\/\d+/, 'tile/entries'));
  });

  it.each([
    [0, 0, []],
    [1, 1, ['0/0.p1']],
    [256, 2, ['1/0.p1']],
    [257, 3, ['0/1.p1', '1/0.p1']],
    // The example of C2SP tlog-tiles: 273 full and one partial tile of 112, one full and one partial of 17, one partial of 1.
    [70_000, 277, ['0/273.p112', '1/1.p17', '2/0.p1']],
  ])('of %i entries are %i', (size, count, partial) => {
    const places = [...tilesOf(size)];
    expect(places).toHaveLength(count);
    expect(places.filter(({ width }) => width < 256).map(({ level, index, width }) => `${level}/${index}.p${width}`)).toEqual(partial);
  });

  it('are the same and give the same tree, however the entries came in', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 8 }), (steps) => {
        const { edge, read, count } = stored(steps);
        const { size } = edge.range;
        const plain = grow(EMPTY_RANGE);
        for (const leaf of leaves.slice(0, size)) plain.push(leaf, 0);
        expect(rootOf(edge.range)).toBe(rootOf(plain.range()));
        expect(rangeRoot(nodesFromTiles(read), 0, size)).toBe(rootOf(edge.range));
        expect(count).toBe([...tilesOf(size)].length);
        expect(firstWrongTile(size, ({ level, index }) => read(level, index).hashes)).toBeUndefined();
        // What a writer keeps in memory and what it finds again after a crash are one.
        expect(edgeFromTiles(size, read)).toEqual(edge);
      }),
      { numRuns: 40 },
    );
  });

  it('give the edge again past a full tile of the second level', () => {
    const { edge, read } = stored([65_535, 1, 4464]);
    expect(edge.range.size).toBe(70_000);
    expect(edgeFromTiles(70_000, read)).toEqual(edge);
    expect(rangeRoot(nodesFromTiles(read), 0, 70_000)).toBe(rootOf(edge.range));
  });

  it('that are cut short are refused, not read as zeros', () => {
    expect(() => edgeFromTiles(5, (level, index) => ({ level, index, hashes: new Uint8Array(4 * 32) }))).toThrow('ASSAY-LEDGER-022');
    expect(() => nodesFromTiles((level, index) => ({ level, index, hashes: new Uint8Array(31) }))(0, 0)).toThrow('ASSAY-LEDGER-022');
  });
});

describe('entry bundle', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (entries) => {
        const decoded = decodeBundle(encodeBundle(entries))?.map((bytes) => new TextDecoder().decode(bytes));
        expect(decoded).toEqual(entries);
      }),
    );
  });

  it('takes any bytes without throwing', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => [true, false].includes(Array.isArray(decodeBundle(bytes)))));
  });

  it.each([
    ['half a length', [0]],
    ['an entry that is cut off', [0, 3, 65]],
  ])('with %s is none', (_, bytes) => {
    expect(decodeBundle(Uint8Array.from(bytes))).toBeUndefined();
  });
});
