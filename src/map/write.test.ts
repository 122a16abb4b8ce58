import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { anyMap } from '../../test/any-map.ts';
import { readMap } from './read.ts';
import { writeMap } from './write.ts';

describe('writing a map', () => {
  it('gives back the same map when it is read', () => {
    fc.assert(
      fc.property(anyMap, (input) => {
        const map = readMap(JSON.stringify(input), 'a.json');
        const text = writeMap(map);
        expect(readMap(text, 'a.yaml')).toEqual(map);
        expect(writeMap(readMap(text, 'a.yaml'))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('writes what every reader of YAML reads alike', () => {
    fc.assert(
      fc.property(anyMap, (input) => {
        expect(readMap(JSON.stringify(parse(writeMap(input))), 'a.json')).toEqual(readMap(JSON.stringify(input), 'a.json'));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what goes without saying', () => {
    const text = writeMap({
      assay: 'service/1',
      service: { id: 'a', name: 'A service: of "cameras"', description: 'Two\nlines\n' },
      parts: [{ id: 'p', kind: 'network', name: 'yes', population: 1, inScope: true, attached: [], tags: ['a', 'b c'] }],
      zones: [],
    });
    expect(text).toMatchInlineSnapshot(`
      "assay: service/1

      service:
        id: a
        name: "A service: of \\"cameras\\""
        description: |
          Two
          lines

      parts:
        - id: p
          kind: network
          name: yes
          attached: []
          tags:
            - a
            - b c
      "
    `);
  });
});
