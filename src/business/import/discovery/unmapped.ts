import type { Mapping } from '../../../evidence/import/index.ts';
import type { BusinessImported } from '../model.ts';

/** What was imported, with a word where a mapping was given to a format that takes none: nobody should believe that it was followed. */
export function unmapped(imported: BusinessImported, mapping: Mapping | undefined): BusinessImported {
  if (mapping === undefined) return imported;
  return { ...imported, assumed: [...imported.assumed, `no rule of ${mapping.file ?? 'the mapping'} was asked: ${imported.format} takes no mapping`] };
}
