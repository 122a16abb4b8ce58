import { Instant, Refused } from '../core/index.ts';
import { readKept } from '../map/edge/kept.ts';
import type { ServiceMap } from '../map/model.ts';
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
  const kept = readKept(dataDir, digest);
  if (!('map' in kept)) throw notKept(kept.file, kept.expected, kept.found);
  return kept.map;
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
