import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson, Digest } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import type { Items } from '../model.ts';

// The items of an access review in the data folder, beside the ledger: they name people. The ledger has their number and digest.

const itemsSchema = z.strictObject({ items: z.array(z.string().max(500)).max(1_000_000) });

/** Keeps the items, readable by their owner alone. Before the entry that names them is appended. */
export function keepItems(dataDir: string, review: string, items: readonly string[]): Items {
  mkdirSync(join(dataDir, 'reviews'), { recursive: true, mode: 0o700 });
  const text = canonicalJson({ items: [...items] });
  writeDurably(pathOf(dataDir, review), text, 0o600);
  return { count: items.length, digest: Digest.of(text) };
}

/** The items as they were kept; undefined where they were erased or altered. */
export function readItems(dataDir: string, review: string, kept: Items): readonly string[] | undefined {
  const path = pathOf(dataDir, review);
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  if (Digest.of(bytes) !== kept.digest) return undefined;
  return itemsSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).items;
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
