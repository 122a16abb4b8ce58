import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Digest, Instant, Refused } from '../../core/index.ts';
import { freshness } from '../../evidence/freshness.ts';
import { mapFile } from '../../map/events.ts';
import { serverFaults } from '../faults.ts';
import { question } from '../judge/question.ts';

/** What the list of services shows of one: cheap, so that it can be asked of all of them. */
export const outlineQuestion = question('service.outline', (desk, { at }: { readonly at?: number }) => {
  const { folded, map } = desk;
  const moment = at === undefined ? desk.now() : Instant.of(at);
  return {
    id: map?.service.id ?? null,
    title: map?.service.name ?? null,
    mapDigest: folded.maps.at(-1) ?? null,
    parts: map?.parts.length ?? 0,
    evidence: folded.evidence.length,
    fresh: folded.evidence.filter((one) => freshness(one, moment) === 'fresh').length,
    lastSeen: folded.evidence.reduce<string | null>((last, one) => (last === null || one.observedAt > last ? one.observedAt : last), null),
    head: folded.head,
  };
});

/**
 * Whether the map that the ledger names is in the data folder as it names it, though a judge that read it once goes on without. Nothing is said of a service
 * that has none yet. Throws `Refused` (ASSAY-SERVER-013).
 */
export const wholeQuestion = question('service.whole', (desk, _: Record<string, never>): null => {
  const digest = desk.folded.maps.at(-1);
  // Read and understood, once for as long as it is kept in memory.
  if (digest === undefined || desk.map === undefined || !Digest.isText(digest)) return null;
  const file = join(desk.dataDir, mapFile(digest));
  const found = existsSync(file) ? Digest.of(readFileSync(file)) : 'no such file';
  if (found === digest) return null;
  throw new Refused(
    serverFaults.fault('013', {
      message: 'the map that the ledger names is no longer in the data folder as it names it',
      file,
      expected: digest,
      found,
      remedy: 'Put the folder maps back from your back-up.',
    }),
  );
});

export const SERVICE_QUESTIONS = [outlineQuestion, wholeQuestion];
