import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMap } from '../../test/any-map.ts';
import { Refused } from '../core/index.ts';
import { IMPORTERS } from './import/index.ts';
import { readMap } from './read.ts';
import { writeMap } from './write.ts';

const READERS = { ...IMPORTERS, map: readMap } as const;
type Reader = keyof typeof READERS;
const all = Object.keys(READERS) as Reader[];

/** A result, or the code of a refusal. Any other exception fails the test that asked. */
function outcome(reader: Reader, text: string): string {
  try {
    READERS[reader](text, `hostile.${text.startsWith('{') ? 'json' : 'yaml'}`);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(error.faults.length).toBeGreaterThan(0);
    for (const fault of error.faults) {
      expect(fault.code).toMatch(/^ASSAY-[A-Z]+-\d{3}$/);
      expect(fault.remedy).not.toBe('');
    }
    return error.faults[0]?.code ?? '';
  }
}

const HEADS: Readonly<Record<Reader, string>> = {
  map: 'assay: service/1\nservice: { id: s, name: S }\n',
  threagile: 'threagile_version: 1.0.0\ntitle: T\n',
  otm: 'otmVersion: 0.2.0\nproject: { id: p, name: P }\n',
  cyclonedx: 'bomFormat: CycloneDX\nspecVersion: "1.6"\n',
  'threat-dragon': 'summary: { title: T }\n',
};

describe.each(all)('hostile input to %s', (reader) => {
  const head = HEADS[reader];
  const cases: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'ASSAY-MAP-008'],
    ['white space', ' \n\t\n', 'ASSAY-MAP-008'],
    ['one NUL', '\0', 'ASSAY-MAP-007'],
    ['a NUL inside', `${head}x: "a\0b"\n`, 'ASSAY-MAP-007'],
    ['half a surrogate', `${head}x: \ud800\n`, 'ASSAY-MAP-007'],
    ['a key that reaches a prototype', `${head}__proto__: { polluted: true }\n`, 'ASSAY-MAP-004'],
    ['the same in JSON', '{"__proto__": {"polluted": true}}', 'ASSAY-JSON-004'],
    ['the constructor', `${head}x: { constructor: { prototype: 1 } }\n`, 'ASSAY-MAP-004'],
    ['the same key twice', `${head}x: 1\nx: 2\n`, 'ASSAY-MAP-005'],
    ['the same key twice in JSON', '{"a": 1, "a": 2}', 'ASSAY-JSON-006'],
    ['brackets without end', `${head}x: ${'['.repeat(200_000)}`, 'ASSAY-MAP-003'],
    ['brackets without end in JSON', '['.repeat(200_000), 'ASSAY-JSON-002'],
    ['braces without end', `${head}x: ${'{a: '.repeat(100_000)}`, 'ASSAY-MAP-003'],
    ['dashes without end', `${head}x:\n  ${'- '.repeat(100_000)}`, 'ASSAY-MAP-003'],
    ['question marks without end', `${head}? ${'? '.repeat(20_000)}`, 'ASSAY-MAP-003'],
    ['a staircase', `${head}${Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')}`, 'ASSAY-MAP-003'],
    ['a custom tag', `${head}x: !!js/function "1"\n`, 'ASSAY-MAP-006'],
    ['100 MB', 'a'.repeat(100_000_000), 'ASSAY-MAP-001'],
    ['many lines of nothing', `${head}${'#\n'.repeat(200_000)}x: "`, 'ASSAY-MAP-002'],
  ];
  it.each(cases)('%s', (_, text, code) => {
    const got = outcome(reader, text);
    if (code === 'ASSAY-MAP-002') expect(['ASSAY-MAP-001', 'ASSAY-MAP-002']).toContain(got);
    else expect(got).toBe(code);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('bounds what anchors and aliases make of a page', () => {
    const flow = `${head}${['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`)].join('\n')}\n`;
    const block = `${head}${['a0: &a0', ...Array(9).fill('  - x'), ...Array.from({ length: 12 }, (_, i) => [`a${i + 1}: &a${i + 1}`, ...Array(9).fill(`  - *a${i}`)]).flat()].join('\n')}\n`;
    for (const text of [flow, block, `${head}a: &a [*a]\n`]) expect(outcome(reader, text)).toBe('ASSAY-MAP-006');
  });

  it('never does anything but accept or refuse, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.boolean(), (text, headed) => {
        outcome(reader, (headed ? head : '') + text);
      }),
      { numRuns: 300 },
    );
  });

  it('never does anything but accept or refuse, whatever stands under its keys', () => {
    const keys = [
      'parts',
      'flows',
      'service',
      'technical_assets',
      'data_assets',
      'trust_boundaries',
      'shared_runtimes',
      'risk_tracking',
      'questions',
      'components',
      'dataflows',
      'trustZones',
      'threats',
      'assets',
      'services',
      'dependencies',
      'vulnerabilities',
      'metadata',
      'detail',
      'diagrams',
      'summary',
      'blueprints',
      'annotations',
      'scope',
      'trust_zones',
      'data_flows',
      'id',
      'name',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 4 })), (extra) => {
        const json = JSON.stringify(extra);
        outcome(reader, json);
        const marks = {
          map: '"assay":"service/1"',
          threagile: '"threagile_version":"1"',
          otm: '"otmVersion":"1"',
          cyclonedx: '"bomFormat":"CycloneDX","specVersion":"1.6"',
          'threat-dragon': '"x":1',
        }[reader];
        outcome(reader, json === '{}' ? `{${marks}}` : `{${marks},${json.slice(1)}`);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a map cut short or spoilt', () => {
  it('is read or refused, at whatever byte it is cut and whatever byte is changed', () => {
    fc.assert(
      fc.property(anyMap, fc.nat(), fc.nat(), fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }), (input, cut, at, byte) => {
        for (const text of [writeMap(input), JSON.stringify(input)]) {
          outcome('map', text.slice(0, cut % text.length));
          const spot = at % text.length;
          outcome('map', text.slice(0, spot) + byte + text.slice(spot + 1));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('with many faults is refused in one go, with no more than 201 of them', () => {
    const parts = Array.from({ length: 20_000 }, (_, i) => `  - { id: p${i % 5}, kind: servr, nam: x, zone: z${i} }`).join('\n');
    expect(outcome('map', `${HEADS.map}parts:\n${parts}\n`)).toMatch(/^ASSAY-MAP-/);
    const flows = Array.from({ length: 40_000 }, (_, i) => `  - { id: f${i}, from: x${i}, to: y${i} }`).join('\n');
    expect(outcome('map', `${HEADS.map}parts:\n  - { id: p, kind: app, name: P }\nflows:\n${flows}\n`)).toBe('ASSAY-MAP-021');
    expect(outcome('map', `${HEADS.map}parts: [${'0, '.repeat(500_000)}0]\n`)).toBe('ASSAY-MAP-015');
  });
});
