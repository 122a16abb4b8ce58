import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, Digest, type Json } from '../../../core/index.ts';
import { writeDurably } from '../../../ledger/edge/durable-file.ts';
import type { Sealed } from '../events.ts';
import type { Unsealing } from '../views.ts';

// What names people and devices stands here, a file a fact, and its digest on the ledger. A file without an entry is one of a process that was killed in between: nobody reads it, and it goes when its incident is erased.

const MOST = 4 * 1024 * 1024;

/** By which names are keyed in this data folder; made when it is first asked for. */
export function secretOf(dataDir: string): string {
  const path = join(folderOf(dataDir), 'key');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  mkdirSync(folderOf(dataDir), { recursive: true, mode: 0o700 });
  const secret = randomBytes(32).toString('hex');
  writeDurably(path, `${secret}\n`, 0o600);
  return secret;
}

/** Keeps it under a digest that holds a salt, readable by its owner alone. Before the entry that names it is appended. */
export function seal(dataDir: string, incident: string, sealed: Sealed): Digest {
  const folder = folderOf(dataDir, incident);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = canonicalJson({ salt: randomBytes(16).toString('hex'), sealed: sealed as Json });
  const digest = Digest.of(text);
  writeDurably(join(folder, `${digest.slice('sha256:'.length)}.json`), text, 0o600);
  return digest;
}

export function unsealing(dataDir: string): Unsealing {
  return (incident, digest) => {
    if (!Digest.isText(digest)) return undefined;
    const path = join(folderOf(dataDir, incident), `${digest.slice('sha256:'.length)}.json`);
    if (!existsSync(path)) return undefined;
    const bytes = readFileSync(path);
    if (bytes.length > MOST || Digest.of(bytes) !== digest) return undefined;
    // Its digest is on the ledger, so it is what this wrote.
    return (JSON.parse(new TextDecoder().decode(bytes)) as { readonly sealed: Sealed }).sealed;
  };
}

/** True where there was something. The ledger stays whole. */
export function eraseSealed(dataDir: string, incident: string): boolean {
  const folder = folderOf(dataDir, incident);
  const there = existsSync(folder);
  rmSync(folder, { recursive: true, force: true });
  return there;
}

/** Ids are ours: `incident-` and a number. */
function folderOf(dataDir: string, incident?: string): string {
  if (incident === undefined) return join(dataDir, 'incidents');
  if (!/^incident-\d{1,15}$/.test(incident)) throw new TypeError('not an id of ours');
  return join(dataDir, 'incidents', incident);
}
