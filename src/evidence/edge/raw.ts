import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest } from '../../core/index.ts';
import { writeDurably } from '../../ledger/edge/durable-file.ts';

/**
 * Keeps the input that statements were drawn from, under its own digest, readable by its owner alone. It may hold names of people and code, so it stands
 * beside the ledger, where it can be erased. A file there that is no longer what its name says is written again.
 */
export function keepRaw(dataDir: string, bytes: Uint8Array, digest: Digest): void {
  const folder = join(dataDir, 'raw');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, digest.slice('sha256:'.length));
  if (existsSync(path) && Digest.of(readFileSync(path)) === digest) return;
  writeDurably(path, bytes, 0o600);
}

/** Whether the input is kept still: it may have been erased, and then its digest is all there is. */
export function hasRaw(dataDir: string, digest: string): boolean {
  return Digest.isText(digest) && existsSync(join(dataDir, 'raw', digest.slice('sha256:'.length)));
}
