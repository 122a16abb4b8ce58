import { line, lines, OSCAL_VERSION, prop, token, uuidOf } from './parts.ts';
import type { Exported } from './results.ts';

/** One side of a mapping: a standard, or Assay's own controls. */
export interface Side {
  readonly id: string;
  readonly title: string;
  readonly edition: string;
  /** What no map of this collection names. */
  readonly unmapped: readonly string[];
}

/** One map, read from source to target. */
export interface Mapped {
  readonly source: string;
  readonly target: string;
  /** A word of OSCAL's vocabulary. */
  readonly relation: string;
  readonly reason: string;
}

/** How the maps came about: judged one by one, or worked out from two such judgements. */
const PROVENANCE = {
  judged: { method: 'human', 'mapping-description': 'Each map was judged by a person, from control to requirement, and says why.' },
  composed: {
    method: 'automation',
    'mapping-description':
      'Nothing is mapped from standard to standard by hand. Each map follows from what two judgements say of one control, and claims no more than the weaker of them.',
  },
} as const;

/** A crosswalk as an OSCAL mapping collection (1.2): every map with type and reason, and what stays unmapped on both sides. `at`: RFC 3339. */
export function mappingCollection(source: Side, target: Side, maps: readonly Mapped[], how: keyof typeof PROVENANCE, at: string): Exported {
  const seed = `${source.id} ${source.edition} ${target.id} ${target.edition}`;
  const resource = (side: Side) => ({
    type: 'catalog',
    href: `#${uuidOf('standard', side.id, side.edition)}`,
    props: [prop('standard', side.id), prop('edition', side.edition)],
  });
  const item = (id: string) => ({ type: 'control', 'id-ref': id, props: [prop('token', token(id))] });
  const gaps = (side: Side, which: string) =>
    side.unmapped.length === 0
      ? undefined
      : { uuid: uuidOf('gap', seed, which), 'unmapped-controls': [{ 'with-ids': side.unmapped.map(token), 'with-child-controls': 'no' }] };
  const [sourceGaps, targetGaps] = [gaps(source, 'source'), gaps(target, 'target')];
  return {
    document: {
      'mapping-collection': {
        uuid: uuidOf('mapping-collection', seed),
        metadata: { title: line(`${source.title} to ${target.title}`), 'last-modified': at, version: at.slice(0, 10), 'oscal-version': OSCAL_VERSION },
        provenance: {
          ...PROVENANCE[how],
          'matching-rationale': 'functional',
          status: 'complete',
        },
        mappings: [
          {
            uuid: uuidOf('mapping', seed),
            'source-resource': resource(source),
            'target-resource': resource(target),
            maps: maps.map((map) => ({
              uuid: uuidOf('map', seed, map.source, map.target),
              relationship: map.relation,
              sources: [item(map.source)],
              targets: [item(map.target)],
              remarks: lines(map.reason),
            })),
            ...(sourceGaps === undefined ? {} : { 'source-gap-summary': sourceGaps }),
            ...(targetGaps === undefined ? {} : { 'target-gap-summary': targetGaps }),
          },
        ],
        'back-matter': {
          resources: [source, target].map((side) => ({
            uuid: uuidOf('standard', side.id, side.edition),
            title: line(side.title),
            description: lines(side.edition),
          })),
        },
      },
    },
    lost: ['Whether the parts of a requirement add up, and what is left of it, has no place in a mapping collection.'],
  };
}
