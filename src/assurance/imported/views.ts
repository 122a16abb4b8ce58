import type { Json } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';

/** The standards that were imported, oldest first: of one id and edition the newest only. `at`: when it was recorded. */
export type ImportedView = { imports: { id: string; edition: string; title: string; digest: string; at: string }[] };

export const importedView: LedgerProjection<ImportedView> = {
  name: 'imported-standards',
  version: 1,
  initial: () => ({ imports: [] }),
  on: {
    'standard.imported': (view, fact) => {
      const { id, edition, title, digest } = fact.event.body as { readonly [key: string]: Json };
      if (typeof id !== 'string' || typeof edition !== 'string' || typeof title !== 'string' || typeof digest !== 'string') return view;
      const others = view.imports.filter((one) => one.id !== id || one.edition !== edition);
      return { imports: [...others, { id, edition, title, digest, at: fact.recordedAt }] };
    },
  },
};
