import { Digest, Instant, Refused } from '../../../core/index.ts';
import type { ImportContext, Mapping } from '../../../evidence/import/index.ts';
import { readEvidence } from '../../../evidence/read.ts';
import { discoverySchema } from '../../inventory/model.ts';
import type { BusinessImported, BusinessImporter } from '../model.ts';

export const NOW = Instant.parse('2026-11-01T00:00:00Z');

const KINDS = new Map([
  ['directory', 'identity-provider'],
  ['firmware', 'repository'],
  ['site', 'repository'],
  ['builder', 'build-system'],
  ['office-network', 'network'],
  ['build-server', 'server'],
  ['laptop', 'workstation'],
  ['office-backup', 'backup'],
  ['it', 'role'],
  ['staff', 'role'],
]);

export function contextFor(text: string, more: Partial<ImportContext> = {}): ImportContext {
  return {
    file: 'in',
    now: NOW,
    subjects: new Set(['cameras', ...KINDS.keys()]),
    service: 'cameras',
    names: new Map([['https://github.com/fern/firmware', 'firmware']]),
    populations: new Map([['laptop', 4]]),
    kinds: KINDS,
    digest: Digest.of(text),
    ...more,
  };
}

/** Reads, and holds every import to what all of them promise. */
export function importBy(importer: BusinessImporter, report: string | object, more: Partial<ImportContext> = {}, mapping?: Mapping): BusinessImported {
  const text = typeof report === 'string' ? report : JSON.stringify(report);
  const imported = importer.read(text, contextFor(text, more), mapping);
  const unknown = imported.unknownSubjects.reduce((sum, { items }) => sum + items, 0);
  if (imported.carried + imported.unclaimed.length + unknown !== imported.items)
    throw new Error(`an item is in no place, or in two: ${imported.carried} + ${imported.unclaimed.length} + ${unknown} of ${imported.items}`);
  if (imported.evidence.length > 0) {
    const subjects = { elements: new Set(['cameras', ...KINDS.keys()]), variants: new Set<string>() };
    readEvidence(JSON.stringify(imported.evidence), 'statements', { now: NOW, subjects });
  }
  if (imported.discovered !== undefined) discoverySchema.parse(imported.discovered);
  return imported;
}

/** Statements as tables of tests have them. */
export function said({ evidence }: BusinessImported): readonly string[] {
  return evidence.map(({ subject, claim, value }) => `${subject} ${claim} ${JSON.stringify(value)}`).sort();
}

/** What speaks well of something. */
export function goodOf({ evidence }: BusinessImported): readonly string[] {
  return evidence.filter(({ value }) => value === true).map(({ subject, claim }) => `${subject} ${claim}`);
}

export function codesOf(run: () => unknown): readonly string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map(({ code }) => code);
  }
}
