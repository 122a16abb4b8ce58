import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, Instant, Refused } from '../core/index.ts';
import { mapFile } from '../map/events.ts';
import { type ServiceMap, serviceMapSchema } from '../map/model.ts';
import { cliFaults } from './faults.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A moment as people write it: RFC 3339 in UTC, or a day, which is its first moment in UTC. Throws `Refused` (ASSAY-TIME-001). */
export function instantNamed(text: string): Instant {
  return Instant.parse(DAY.test(text) ? `${text}T00:00:00Z` : text);
}

/** The map that the ledger named last at a head, from where the data folder keeps it. Throws `Refused` (ASSAY-CLI-011, -012). */
export function readKeptMap(dataDir: string, digest: string | undefined, size: number): ServiceMap {
  if (digest === undefined) {
    throw new Refused(
      cliFaults.fault('011', {
        message: `no map had been used when the ledger had ${size} entries`,
        file: dataDir,
        expected: 'a head with a map',
        found: `${size} entries without one`,
        remedy: 'Name a map with --service FILE.',
      }),
    );
  }
  const path = join(dataDir, mapFile(digest as Digest));
  const text = Digest.isText(digest) && existsSync(path) ? readAll(path, digest) : undefined;
  const found = text === undefined ? 'no such file' : Digest.of(text);
  if (text === undefined || found !== digest) throw notKept(path, digest, found);
  // Its digest is the one that was recorded, so these are bytes that Assay wrote. A later version of the schema may read them differently.
  const read = serviceMapSchema.safeParse(JSON.parse(text));
  if (!read.success) throw notKept(path, 'a map that this version reads', read.error.issues[0]?.message ?? 'another shape');
  return read.data;
}

function readAll(path: string, digest: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw notKept(path, digest, (error as Error).message);
  }
}

function notKept(file: string, expected: string, found: string): Refused {
  return new Refused(
    cliFaults.fault('012', {
      message: 'the map that stood then is not in the data folder as the ledger names it',
      file,
      expected,
      found,
      remedy: 'Put the folder maps back from your backup, or name the map with --service FILE.',
    }),
  );
}
