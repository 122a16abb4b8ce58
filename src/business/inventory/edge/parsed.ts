import { readFileSync, statSync } from 'node:fs';
import { Digest } from '../../../core/index.ts';
import { type Discovery, discoverySchema } from '../model.ts';

// Discoveries that were read, checked and parsed, for as long as their files stay as they are: a service with a year of daily reports is asked about its
// inventory again and again. What is kept here is what the digest names; whether the file still has it is asked of the file each time.

/** Of the files; parsed they take several times as much. */
const MOST_BYTES = 64 * 1024 * 1024;

interface Parsed {
  readonly digest: Digest;
  readonly stamp: string;
  readonly bytes: number;
  readonly discovery: Discovery;
}

/** The least recently asked first. */
const kept = new Map<string, Parsed>();
let total = 0;

/** The discovery in a file, where it is what its digest names. Throws where there is no file that can be read. Callers change nothing of it. */
export function parsedDiscovery(path: string, digest: Digest): Discovery | 'altered' {
  const known = kept.get(path);
  if (known !== undefined) forget(path, known);
  const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  // Whoever writes to a file changes its ctime, whatever mtime they give it.
  const stamp = `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  if (known?.digest === digest && known.stamp === stamp) return remember(path, known);
  const bytes = readFileSync(path);
  if (Digest.of(bytes) !== digest) return 'altered';
  const parsed = discoverySchema.safeParse(json(bytes));
  return parsed.success ? remember(path, { digest, stamp, bytes: bytes.length, discovery: parsed.data }) : 'altered';
}

function remember(path: string, parsed: Parsed): Discovery {
  if (parsed.bytes <= MOST_BYTES / 4) {
    kept.set(path, parsed);
    total += parsed.bytes;
    for (const [oldest, one] of kept) {
      if (total <= MOST_BYTES) break;
      forget(oldest, one);
    }
  }
  return parsed.discovery;
}

function forget(path: string, { bytes }: Parsed): void {
  kept.delete(path);
  total -= bytes;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
