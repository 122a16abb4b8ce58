import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson, Digest } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import type { Items } from '../model.ts';

// The items of an access review in the data folder, beside the ledger: they name people. The ledger has their number and digest.

const itemsSchema = z.strictObject({
  items: z.array(z.string().max(500)).max(1_000_000),
  /** Of the inventory, one for each item, where they were drawn from it. */
  things: z.array(z.string().max(40)).max(1_000_000).optional(),
});

/** Keeps the items, readable by their owner alone. Before the entry that names them is appended. */
export function keepItems(dataDir: string, review: string, items: readonly string[], things?: readonly string[]): Items {
  mkdirSync(join(dataDir, 'reviews'), { recursive: true, mode: 0o700 });
  const text = canonicalJson({ items: [...items], ...(things === undefined ? {} : { things: [...things] }) });
  writeDurably(pathOf(dataDir, review), text, 0o600);
  return { count: items.length, digest: Digest.of(text), source: things === undefined ? 'file' : 'inventory' };
}

/** The items as they were kept; undefined where they were erased or altered. */
export function readItems(dataDir: string, review: string, kept: Items): readonly string[] | undefined {
  return readKept(dataDir, review, kept)?.items;
}

/** As `readItems`, with the things of the inventory that they are. */
export function readKept(dataDir: string, review: string, kept: Items): { readonly items: readonly string[]; readonly things?: readonly string[] } | undefined {
  const path = pathOf(dataDir, review);
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  if (Digest.of(bytes) !== kept.digest) return undefined;
  const { items, things } = itemsSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return { items, ...(things === undefined ? {} : { things }) };
}

/** A file that an answer brought along, as it was kept; undefined where it was erased or altered. */
export function readBrought(dataDir: string, digest: string): Uint8Array | undefined {
  const path = rawPath(dataDir, digest);
  if (path === undefined || !existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  return Digest.of(bytes) === digest ? bytes : undefined;
}

/** Erases files that answers brought along. How many there were. */
export function eraseBrought(dataDir: string, digests: readonly string[]): number {
  let there = 0;
  for (const digest of digests) {
    const path = rawPath(dataDir, digest);
    if (path === undefined || !existsSync(path)) continue;
    rmSync(path, { force: true });
    there += 1;
  }
  return there;
}

function rawPath(dataDir: string, digest: string): string | undefined {
  return Digest.isText(digest) ? join(dataDir, 'raw', digest.slice('sha256:'.length)) : undefined;
}

/** True where there was something to erase. The ledger stays whole. */
export function eraseItems(dataDir: string, review: string): boolean {
  const there = existsSync(pathOf(dataDir, review));
  rmSync(pathOf(dataDir, review), { force: true });
  return there;
}

/** Ids are ours: the kind, a hyphen, a number. */
function pathOf(dataDir: string, review: string): string {
  if (!/^[a-z-]+-\d+$/.test(review)) throw new TypeError('not an id of ours');
  return join(dataDir, 'reviews', `${review}.json`);
}
