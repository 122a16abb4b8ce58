import { type Bytes, equal } from './bytes.ts';
import type { TreeHead } from './note.ts';
import { growing, leafHash } from './tree.ts';
import { linesOf } from './whole.ts';

/** What a search for the first entry that does not fit came to. */
export type Unfit =
  /** The hashes that the server keeps give the signed root, and of the entries this one is the first that does not hash to its own. */
  | { readonly kind: 'found'; readonly at: number }
  /** They give another: then nothing here says which entry it was. */
  | { readonly kind: 'unknown' };

/** Hashes of one tile of C2SP tlog-tiles. */
const WIDTH = 256;
const HASH = 32;

/** Where a tile of the lowest level stands below a log's address. */
export function tilePath(index: number, width: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g) ?? ['000'];
  const place = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/0/${place}${width < WIDTH ? `.p/${width}` : ''}`;
}

/**
 * Holds each entry against the hash that the server keeps for it, and those hashes against the signed root. Where they give it, they are the hashes of what was
 * signed, whoever kept them, and the first entry that has another hash is the first that is not what was signed. `tile` gives the bytes of a tile, or nothing.
 */
export async function firstUnfit(pieces: AsyncIterable<Uint8Array>, head: TreeHead, tile: (path: string) => Promise<Uint8Array | undefined>): Promise<Unfit> {
  const lines = linesOf(pieces);
  const tree = growing();
  let at: number | undefined;
  for (let from = 0; from < head.size; from += WIDTH) {
    const width = Math.min(WIDTH, head.size - from);
    const bytes = await tile(tilePath(from / WIDTH, width));
    if (bytes?.length !== width * HASH) return { kind: 'unknown' };
    const kept: Bytes[] = Array.from({ length: width }, (_, i) => new Uint8Array(bytes.slice(i * HASH, (i + 1) * HASH)));
    await tree.add(kept);
    for (let i = 0; i < width && at === undefined; i += 1) {
      const { value: line } = await lines.next();
      if (line === undefined || !equal(await leafHash(line), kept[i] as Bytes)) at = from + i;
    }
  }
  if (at === undefined || !equal(await tree.root(), head.root)) return { kind: 'unknown' };
  return { kind: 'found', at };
}
