import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMap } from '../../../test/any-map.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import { layersOf } from '../../map/layer.ts';
import { serviceMapSchema } from '../../map/model.ts';
import { readMap } from '../../map/read.ts';
import { foundIn } from './choices.ts';
import { courseOf } from './course.ts';

const MAP = readMap(
  `assay: service/1
service: { id: s, name: S }
parts:
  - { id: repo, name: Source, kind: repository }
  - { id: dev, name: Developers, kind: role }
  - { id: office, name: Office network, kind: network, attached: [] }
  - { id: builder, name: Builder, kind: build-system, attached: [office] }
links:
  - { id: writes, from: dev, to: repo, type: writes }
`,
  'service.yaml',
);

describe('the layer that an attack is shown on', () => {
  it('is the layer that the map draws the part on, for roles and networks too', () => {
    const drawn = layersOf(MAP);
    expect([drawn.get('dev'), drawn.get('office')]).toEqual(['development', 'development']);
    const graph = attackGraphOf(MAP, () => ({ verdict: 'unproven', evidence: [] }), new Set());
    const found = foundIn(MAP, graph, '', 100).parts;
    expect(found.map(({ id, layer }) => [id, layer])).toEqual(found.map(({ id }) => [id, drawn.get(id)]));
    expect(found).toHaveLength(MAP.parts.length);
  });

  it('is the same whatever the map', () => {
    fc.assert(
      fc.property(anyMap, (input) => {
        const map = serviceMapSchema.parse(input);
        const drawn = layersOf(map);
        const graph = attackGraphOf(map, () => ({ verdict: 'unproven', evidence: [] }), new Set());
        for (const { id, layer } of foundIn(map, graph, '', 1000).parts) expect(layer).toBe(drawn.get(id));
        const { spots } = courseOf(
          map,
          graph,
          graph.steps.slice(0, 300).map(({ id }) => id),
        );
        for (const { id, kind, layer } of spots) if (kind === 'part') expect(layer).toBe(drawn.get(id));
      }),
      { numRuns: 30 },
    );
  });
});
