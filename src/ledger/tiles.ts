import { Refused } from '../core/index.ts';
import { ledgerFault } from './faults.ts';
import { HASH_BYTES, type Hash, readHash, writeHash } from './hash.ts';
import { grow, type Range, rootOf } from './range.ts';
import type { ReadNode } from './tree-proof.ts';

/** Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
/** Tree levels that one tile spans. */
const TILE_HEIGHT = 8;
/** A bundle prefixes each entry with its length as uint16. */
export const MAX_ENTRY_BYTES = 0xffff;

/** One tile: `width` hashes of the nodes at height `8 * level`, from node `256 * index` on. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

export interface TilePlace {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** "x001/x234/067" for 1234067: three digits a folder, all but the last marked, so that no file has a folder's name. */
function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/\d{3}/g) ?? [];
  return groups.map((group, i) => (i === groups.length - 1 ? group : `x${group}`)).join('/');
}

function partial(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}

/** Path of a hash tile below the log's prefix. */
export function tilePath(place: TilePlace): string {
  return `tile/${place.level}/${indexPath(place.index)}${partial(place.width)}`;
}

/** Path of the entry bundle with the entries `[256 * index, 256 * index + width)`. */
export function bundlePath(index: number, width: number): string {
  return `tile/entries/${indexPath(index)}${partial(width)}`;
}

const TILE_PATH = /^(entries|[0-9]|[1-5][0-9]|6[0-3])((?:\/x\d{3})*\/\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/**
 * The place that a path behind `tile/` names, whoever asks for it: `undefined` for what is no path of C2SP tlog-tiles, one of two spellings of one
 * place included. `entries` is a bundle.
 */
export function parseTilePath(path: string): (Omit<TilePlace, 'level'> & { readonly level: number | 'entries' }) | undefined {
  const [, level, digits, width] = TILE_PATH.exec(path) ?? [];
  if (level === undefined || digits === undefined || digits.length > 24) return undefined;
  const index = Number(digits.replaceAll(/[/x]/g, ''));
  const place = { index, width: width === undefined ? TILE_WIDTH : Number(width) };
  if (!Number.isSafeInteger(index) || place.width > TILE_WIDTH || (width !== undefined && place.width === TILE_WIDTH)) return undefined;
  const written = level === 'entries' ? bundlePath(index, place.width) : tilePath({ level: Number(level), ...place });
  if (written !== `tile/${path}`) return undefined;
  return { ...place, level: level === 'entries' ? 'entries' : Number(level) };
}

/** Every tile that a tree of `size` has, level by level; the last of a level may be partial, an empty one is left out. */
export function* tilesOf(size: number): Generator<TilePlace> {
  for (let level = 0, nodes = size; nodes > 0; level += 1, nodes = Math.floor(nodes / TILE_WIDTH)) {
    for (let index = 0; index * TILE_WIDTH < nodes; index += 1) {
      yield { level, index, width: Math.min(TILE_WIDTH, nodes - index * TILE_WIDTH) };
    }
  }
}

/** Index and width of every entry bundle of a log of `size` entries. */
export function* bundlesOf(size: number): Generator<{ readonly index: number; readonly width: number }> {
  for (let index = 0; index * TILE_WIDTH < size; index += 1) yield { index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) };
}

/** The tile's bytes are the store's or an export's: a tile that is too short is refused (ASSAY-LEDGER-022) rather than read as zeros. */
function hashAt(tile: Tile, slot: number): Hash {
  if ((slot + 1) * HASH_BYTES > tile.hashes.length) {
    throw new Refused(
      ledgerFault('022', {
        message: `tile ${tile.level}/${tile.index} ends before hash ${slot}`,
        field: `tile ${tile.level}/${tile.index}`,
        expected: `at least ${slot + 1} hashes`,
        found: `${Math.floor(tile.hashes.length / HASH_BYTES)} hashes`,
      }),
    );
  }
  return readHash(tile.hashes, slot * HASH_BYTES);
}

/** Reads any node of the tree from tiles. Nodes between two tile levels are hashed from the tile's slots: at most 255 hashes. */
export function nodesFromTiles(readTile: (level: number, index: number) => Tile): ReadNode {
  return (height, index) => {
    const level = Math.floor(height / TILE_HEIGHT);
    const within = height % TILE_HEIGHT;
    const first = index * 2 ** within;
    const tile = readTile(level, Math.floor(first / TILE_WIDTH));
    const slots = grow({ size: 0, peaks: [] });
    for (let i = 0; i < 2 ** within; i += 1) slots.push(hashAt(tile, (first % TILE_WIDTH) + i), 0);
    return rootOf(slots.range());
  };
}

/** The right edge of a tree: its range, and at each level the tile that is still filling. What a writer keeps in memory, and nothing more. */
export interface TreeEdge {
  readonly range: Range;
  /** By level: the hashes in the partial tile, fewer than 256 of them. */
  readonly partial: readonly Uint8Array[];
}

export const EMPTY_EDGE: TreeEdge = { range: { size: 0, peaks: [] }, partial: [] };

/** Appends leaves. Gives the new edge and every tile that changed: full ones once, partial ones as they now stand. */
export function extend(edge: TreeEdge, leaves: readonly Hash[]): { readonly edge: TreeEdge; readonly tiles: readonly Tile[] } {
  const growing = grow(edge.range);
  const tiles: Tile[] = [];
  const levels = edge.partial.map((hashes, level) => filling(level, edge.range.size, hashes));
  for (const leaf of leaves) {
    growing.push(leaf, 0, (height, hash) => {
      if (height % TILE_HEIGHT !== 0) return;
      const level = height / TILE_HEIGHT;
      let tile = levels[level];
      if (tile === undefined) {
        tile = filling(level, 0, new Uint8Array());
        levels[level] = tile;
      }
      writeHash(hash, tile.bytes, tile.width * HASH_BYTES);
      tile.width += 1;
      tile.changed = true;
      if (tile.width < TILE_WIDTH) return;
      tiles.push({ level, index: tile.index, hashes: tile.bytes });
      levels[level] = { index: tile.index + 1, width: 0, bytes: new Uint8Array(TILE_WIDTH * HASH_BYTES), changed: false };
    });
  }
  const partial = levels.map((tile) => tile.bytes.slice(0, tile.width * HASH_BYTES));
  levels.forEach((tile, level) => {
    const hashes = partial[level];
    if (tile.changed && hashes !== undefined) tiles.push({ level, index: tile.index, hashes });
  });
  return { edge: { range: growing.range(), partial }, tiles };
}

interface Filling {
  index: number;
  width: number;
  bytes: Uint8Array;
  changed: boolean;
}

function filling(level: number, size: number, hashes: Uint8Array): Filling {
  const bytes = new Uint8Array(TILE_WIDTH * HASH_BYTES);
  bytes.set(hashes);
  return { index: Math.floor(size / TILE_WIDTH ** (level + 1)), width: hashes.length / HASH_BYTES, bytes, changed: false };
}

/** Finds the edge of a tree of `size` again from its tiles: one read a level. The same tiles that `extend` gave. */
export function edgeFromTiles(size: number, readTile: (level: number, index: number) => Tile): TreeEdge {
  const partial: Uint8Array[] = [];
  for (let level = 0, nodes = size; nodes > 0; level += 1, nodes = Math.floor(nodes / TILE_WIDTH)) {
    const width = nodes % TILE_WIDTH;
    if (width === 0) {
      partial.push(new Uint8Array());
      continue;
    }
    const tile = readTile(level, Math.floor(nodes / TILE_WIDTH));
    hashAt(tile, width - 1);
    partial.push(tile.hashes.slice(0, width * HASH_BYTES));
  }
  const growing = grow({ size: 0, peaks: [] });
  for (let level = partial.length - 1; level >= 0; level -= 1) {
    const hashes = partial[level] ?? new Uint8Array();
    for (let at = 0; at < hashes.length; at += HASH_BYTES) growing.push(readHash(hashes, at), level * TILE_HEIGHT);
  }
  return { range: growing.range(), partial };
}

const encoder = new TextEncoder();

/** An entry bundle: each entry's UTF-8 behind its length as big-endian uint16. Entries are at most 65,535 bytes long. */
export function encodeBundle(entries: readonly string[]): Uint8Array {
  const encoded = entries.map((entry) => encoder.encode(entry));
  const bundle = new Uint8Array(encoded.reduce((sum, bytes) => sum + 2 + bytes.length, 0));
  let at = 0;
  for (const bytes of encoded) {
    bundle[at] = bytes.length >> 8;
    bundle[at + 1] = bytes.length & 0xff;
    bundle.set(bytes, at + 2);
    at += 2 + bytes.length;
  }
  return bundle;
}

/** The entries of a bundle whose bytes are somebody else's; `undefined` where a length runs past the end. */
export function decodeBundle(bundle: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const high = bundle[at];
    const low = bundle[at + 1];
    if (high === undefined || low === undefined) return undefined;
    const end = at + 2 + high * 256 + low;
    if (end > bundle.length) return undefined;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
