import { needModel, type OscalDocument } from './document.ts';
import { refuseOscal } from './faults.ts';
import { metadataOf, some } from './fields.ts';
import type { OscalMappings } from './model.ts';
import type { Taking } from './reading.ts';

/** OSCAL 1.2's own words, and those that its first drafts used. */
const RELATIONSHIPS = ['equivalent-to', 'equal-to', 'subset-of', 'superset-of', 'intersects-with', 'no-relationship'];

/** Reads a mapping collection. It is shown and compared, and never becomes the crosswalk: a mapping of strangers has no reasons. Throws `Refused` (ASSAY-OSCAL-003, -004, -007). */
export function readMappings(document: OscalDocument): OscalMappings {
  needModel(document, 'mapping-collection');
  const { root } = document.reading;
  const provenance = root.one('provenance');
  const read: OscalMappings = {
    metadata: metadataOf(root),
    ...some('method', provenance?.text('method')),
    ...some('rationale', provenance?.text('matching-rationale')),
    ...some('status', provenance?.text('status')),
    mappings: root.list('mappings').map((mapping) => ({
      uuid: mapping.needed('uuid'),
      source: mapping.one('source-resource')?.needed('href') ?? '',
      target: mapping.one('target-resource')?.needed('href') ?? '',
      maps: mapping.list('maps').map((map) => {
        const relationship = map.needed('relationship');
        if (relationship !== '' && !map.has('ns') && !RELATIONSHIPS.includes(relationship))
          map.fault(
            '004',
            'relationship',
            'is no relation of OSCAL',
            RELATIONSHIPS.join(', '),
            relationship,
            'Use one of these, or give the relation a namespace of its own.',
          );
        return {
          uuid: map.needed('uuid'),
          relationship,
          sources: ends(map, 'sources'),
          targets: ends(map, 'targets'),
          ...some('remarks', map.text('remarks')),
        };
      }),
      sourceUnmapped: unmapped(mapping, 'source-gap-summary'),
      targetUnmapped: unmapped(mapping, 'target-gap-summary'),
    })),
  };
  if (document.reading.faults.length > 0) refuseOscal(document.reading.faults);
  return read;
}

function ends(map: Taking, key: string): readonly { readonly type: string; readonly idRef: string }[] {
  return map.list(key).map((end) => ({ type: end.needed('type'), idRef: end.needed('id-ref') }));
}

function unmapped(mapping: Taking, key: string): readonly string[] {
  return (
    mapping
      .one(key)
      ?.list('unmapped-controls')
      .flatMap((one) => one.texts('with-ids')) ?? []
  );
}
