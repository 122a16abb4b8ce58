import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, Refused } from '../../core/index.ts';
import { writeDurably } from '../../ledger/edge/durable-file.ts';
import { textFile } from '../events.ts';
import { readMap } from '../read.ts';
import { keptText } from './kept.ts';

/** Keeps the text that a person wrote of a map, comments and all, under its own digest. Before the fact that names it is entered, as `keepMap` does. */
export function keepText(dataDir: string, text: string): Digest {
  const digest = Digest.of(text);
  mkdirSync(join(dataDir, 'maps'), { recursive: true, mode: 0o700 });
  const path = join(dataDir, textFile(digest));
  if (!existsSync(path)) writeDurably(path, text, 0o600);
  return digest;
}

/**
 * The text that the ledger names for a map, or `undefined`. Whoever may write the folder may have changed it, and a later Assay may read it as another map: it
 * is given only where its digest is the one recorded and reading it gives the very map. Nothing is judged by it, so its loss is no fault: the map can be written anew.
 */
export function readKeptText(dataDir: string, digest: string, map: string): string | undefined {
  if (!Digest.isText(digest)) return undefined;
  let text: string;
  try {
    text = readFileSync(join(dataDir, textFile(digest)), 'utf8');
  } catch {
    return undefined;
  }
  if (Digest.of(text) !== digest) return undefined;
  try {
    return keptText(readMap(text, 'service.yaml')).digest === map ? text : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
