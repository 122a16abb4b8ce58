import { Digest, Instant, Refused } from '../../core/index.ts';
import { readEvidence } from '../read.ts';
import { IMPORTERS, type Imported, importerFor, type Mapping } from './index.ts';
import type { ImportContext } from './model.ts';

export const NOW = Instant.parse('2026-11-01T00:00:00Z');

const SUBJECTS = ['repo', 'camera', 'camera/fw-1', 'broker'];

export function contextFor(text: string, more: Partial<ImportContext> = {}): ImportContext {
  return { file: 'in', now: NOW, subject: 'repo', subjects: new Set(SUBJECTS), names: new Map([['the camera', 'camera']]), digest: Digest.of(text), ...more };
}

export function importText(text: string, format?: string, mapping?: Mapping, more: Partial<ImportContext> = {}): Imported {
  return importerFor(text, 'in', IMPORTERS, format).read(text, contextFor(text, more), mapping);
}

/** Without a subject of the command's own. */
export function importNamed(text: string, mapping?: Mapping): Imported {
  const { subject: _, ...context } = contextFor(text);
  return importerFor(text, 'in', IMPORTERS, undefined).read(text, context, mapping);
}

/** Claims and values alone, as tables of tests have them. */
export function said({ evidence }: Imported): readonly string[] {
  return evidence.map((each) => `${each.subject} ${each.claim} ${JSON.stringify(each.value)}`);
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

/** What holds of every import: all items are accounted for, and every statement of a declared claim is one that the ledger would take. */
export function accounted(imported: Imported): boolean {
  const unknown = imported.unknownSubjects.reduce((sum, { items }) => sum + items, 0);
  if (imported.carried + imported.unclaimed.length + unknown !== imported.items) return false;
  const context = { now: NOW, subjects: { elements: new Set(SUBJECTS.filter((id) => !id.includes('/'))), variants: new Set(['camera/fw-1']) } };
  if (imported.evidence.length > 0) readEvidence(JSON.stringify(imported.evidence), 'statements', context);
  return true;
}

/** What would speak well of a subject: true, no vulnerabilities, or rules checked and not violated. */
export function goodOf({ evidence }: Imported): readonly string[] {
  return evidence.flatMap(({ subject, claim, value }) => {
    if (value === true || value === 0) return [`${subject} ${claim}`];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    const { checked, violated } = value as { readonly checked?: readonly string[]; readonly violated?: readonly string[] };
    return (checked ?? []).filter((rule) => violated?.includes(rule) !== true).map((rule) => `${subject} ${claim} ${rule}`);
  });
}
