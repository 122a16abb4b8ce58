import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Digest } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import type { DiscoveryRead } from '../view.ts';
import type { TakenEntry } from '../views.ts';
import { parsedDiscovery } from './parsed.ts';

// Discoveries in the data folder, beside the ledger. Whoever can write the folder may have changed one: it is read only where it is what its name says.

/** Keeps a discovery under its digest, readable by its owner alone. Before the entry that names it is appended. */
export function keepDiscovery(dataDir: string, text: string, digest: Digest): void {
  mkdirSync(join(dataDir, 'inventory'), { recursive: true, mode: 0o700 });
  const path = pathOf(dataDir, digest);
  if (existsSync(path) && Digest.of(readFileSync(path)) === digest) return;
  writeDurably(path, text, 0o600);
}

/** What the folder has of a discovery that the ledger names. One that is not there, or not what was kept, is said to be so: it counts for nothing. */
export function readDiscovery(dataDir: string, taken: TakenEntry): DiscoveryRead {
  const { digest, format, source, observedAt, seq } = taken;
  const about = { digest, format, source, observedAt, seq };
  if (taken.erased !== undefined) return { ...about, unreadable: 'erased' };
  try {
    const discovery = parsedDiscovery(pathOf(dataDir, digest), digest as Digest);
    return discovery === 'altered' ? { ...about, unreadable: 'altered' } : { ...about, source: discovery.source, discovery };
  } catch {
    return { ...about, unreadable: 'missing' };
  }
}

/** Erases a discovery, and the report that it was drawn from where `raw` is given. True where there was one to erase. */
export function eraseDiscovery(dataDir: string, digest: string, raw?: string): boolean {
  const path = pathOf(dataDir, digest);
  const there = existsSync(path);
  rmSync(path, { force: true });
  if (raw !== undefined && Digest.isText(raw)) rmSync(join(dataDir, 'raw', raw.slice('sha256:'.length)), { force: true });
  return there;
}

function pathOf(dataDir: string, digest: string): string {
  return join(dataDir, 'inventory', `${digest.slice('sha256:'.length)}.json`);
}
