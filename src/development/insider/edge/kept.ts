import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, type Json, parseJson, Refused } from '../../../core/index.ts';
import { type InsidersKept, readInsiders } from '../kept.ts';

const BYTES = 64 * 1024 * 1024;

/** Who could insert code unseen, as it was kept with the fact of this digest; nothing where its file was erased or changed, or says nothing of them. */
export function insidersIn(dataDir: string, fact: Digest): InsidersKept | undefined {
  const path = join(dataDir, 'raw', fact.slice('sha256:'.length));
  if (!existsSync(path) || statSync(path).size > BYTES) return undefined;
  const text = readFileSync(path, 'utf8');
  // Whoever can write the folder could say of anybody what they like.
  if (Digest.of(text) !== fact) return undefined;
  try {
    return readInsiders((parseJson(text, path) as { readonly insiders?: Json }).insiders);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return undefined;
  }
}
