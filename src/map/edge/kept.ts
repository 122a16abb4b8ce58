import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, Digest, type Json } from '../../core/index.ts';
import { writeDurably } from '../../ledger/edge/durable-file.ts';
import type { LedgerStore } from '../../ledger/model.ts';
import { type MapUsed, mapFile } from '../events.ts';
import { type ServiceMap, serviceMapSchema } from '../model.ts';

/** A map that the data folder keeps under its digest, or in what way it does not. */
export type KeptMap = { readonly map: ServiceMap; readonly file: string } | { readonly file: string; readonly expected: string; readonly found: string };

/** The map of this digest, held against it: whoever may write the folder may have changed the file. */
export function readKept(dataDir: string, digest: string): KeptMap {
  if (!Digest.isText(digest)) return { file: dataDir, expected: 'a digest', found: digest.slice(0, 80) };
  const file = join(dataDir, mapFile(digest));
  if (!existsSync(file)) return { file, expected: digest, found: 'no such file' };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { file, expected: digest, found: (error as Error).message };
  }
  const found = Digest.of(text);
  if (found !== digest) return { file, expected: digest, found };
  // Its digest is the one that was recorded, so these are bytes that Assay wrote. A later version of the schema may read them differently.
  const read = serviceMapSchema.safeParse(JSON.parse(text));
  return read.success ? { file, map: read.data } : { file, expected: 'a map that this version reads', found: read.error.issues[0]?.message ?? 'another shape' };
}

/** The bytes that a map's digest is of. */
export function keptText(map: ServiceMap): { readonly text: string; readonly digest: Digest } {
  // Maps had no targets at first: one without any keeps the digest under which ledgers already name it.
  const { targets = [], ...rest } = map;
  const text = canonicalJson((targets.length === 0 ? rest : map) as unknown as Json);
  return { text, digest: Digest.of(text) };
}

/** Keeps a map in the data folder and gives the fact that names it. The file first: a crash between the two leaves a file that nothing names, never a name without its file. */
export function keepMap(dataDir: string, map: ServiceMap): MapUsed {
  const { text, digest } = keptText(map);
  mkdirSync(join(dataDir, 'maps'), { recursive: true, mode: 0o700 });
  const path = join(dataDir, mapFile(digest));
  if (!existsSync(path)) writeDurably(path, text, 0o600);
  return { type: 'map.used', body: { service: map.service.id, digest } };
}

/** Keeps a map and enters it on the ledger. */
export async function rememberMap(ledger: Pick<LedgerStore, 'append'>, dataDir: string, map: ServiceMap): Promise<void> {
  await ledger.append([keepMap(dataDir, map)]);
}
