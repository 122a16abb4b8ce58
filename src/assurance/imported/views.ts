import { Instant, type Json } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';

/** Every import of a standard, oldest first. `at`: when it was recorded. `supersedes`: the shipped edition in whose place it counts. */
export type ImportedView = { imports: { id: string; edition: string; title: string; digest: string; at: string; supersedes?: string }[] };

export const importedView: LedgerProjection<ImportedView> = {
  name: 'imported-standards',
  version: 2,
  initial: () => ({ imports: [] }),
  on: {
    'standard.imported': (view, fact) => {
      const { id, edition, title, digest, supersedes } = fact.event.body as { readonly [key: string]: Json };
      if (typeof id !== 'string' || typeof edition !== 'string' || typeof title !== 'string' || typeof digest !== 'string') return view;
      return { imports: [...view.imports, { id, edition, title, digest, at: fact.recordedAt, ...(typeof supersedes === 'string' ? { supersedes } : {}) }] };
    },
  },
};

const SECOND = 1000;

/**
 * The imports that count at a moment: those recorded by then, oldest first, of one id and edition the newest. Moments are asked for in whole seconds, so
 * one that was recorded within the second counts. One of the same id and edition that supersedes nothing gives the place back.
 */
export function importsAt(imports: ImportedView['imports'], at: Instant): ImportedView['imports'] {
  const counting = new Map<string, ImportedView['imports'][number]>();
  for (const one of imports) {
    if (Math.floor(Instant.parse(one.at) / SECOND) * SECOND > at) continue;
    const key = `${one.id} ${one.edition}`;
    counting.delete(key);
    counting.set(key, one);
  }
  return [...counting.values()];
}
