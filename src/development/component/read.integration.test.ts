import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Refused } from '../../core/index.ts';
import { bomSchemas } from './edge/schemas.ts';
import type { Bom, Component } from './model.ts';
import { readBom } from './read.ts';

const schemas = bomSchemas();
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, lenient = false) => readBom(bytes(text), 'bom', schemas, { lenient });
const codes = (text: string, lenient = false): readonly string[] => {
  try {
    read(text, lenient);
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
  return [];
};

const folder = vectors('development/cyclonedx');

describe.runIf(folder !== undefined)('the two spellings of CycloneDX', () => {
  const root = join(folder ?? '', 'tools/src/test/resources');
  const told = ({ place: _, ref, inside, ...rest }: Component) => ({
    ...rest,
    ref: ref.replace(/^metadata.*|^components.*/, 'place'),
    inside: inside?.replace(/^metadata.*|^components.*/, 'place'),
  });
  const model = ({ format: _, components, root: described, skipped, serial: _serial, ...rest }: Bom) => ({
    ...rest,
    components: components.map(told),
    root: described === undefined ? undefined : told(described),
    skipped: skipped.map(({ code, what }) => [code, what]),
  });

  // Of the pairs of the specification those whose two documents list the same.
  it.each([
    'bom',
    'assembly',
    'compositions',
    'dependency',
    'license-expression',
    'license-id',
    'metadata-tool',
    'metadata-supplier',
    'service',
    'patch',
    'properties',
    'component-hashes',
  ])('say the same in JSON and in XML: %s', (name) => {
    const [json, xml] = ['json', 'xml'].map((ending) => {
      const file = `valid-${name}-1.6.${ending}`;
      return model(readBom(readFileSync(join(root, '1.6', file)), file, schemas, { lenient: false }));
    });
    expect(xml).toEqual(json);
  });
});

describe('a document that is read', () => {
  const cyclonedx = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
    version: 1,
    metadata: {
      timestamp: '2026-01-31T12:00:00Z',
      tools: [{ vendor: 'acme', name: 'maker', version: '1' }],
      component: { type: 'device', 'bom-ref': 'lock', name: 'lock' },
    },
    components: [
      { type: 'operating-system', 'bom-ref': 'os', name: 'debian', version: '12' },
      {
        type: 'library',
        'bom-ref': 'ssl',
        name: 'libssl3',
        version: '3.0.11-1~deb12u2',
        purl: 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&upstream=openssl',
        cpe: 'cpe:2.3:a:openssl:openssl:3.0.11:*:*:*:*:*:*:*',
        hashes: [{ alg: 'SHA-256', content: 'AB'.repeat(32) }],
        licenses: [{ license: { id: 'Apache-2.0' } }],
        supplier: { name: 'Debian', url: ['https://debian.org'] },
        components: [{ type: 'file', name: 'libssl.so.3' }],
      },
      {
        type: 'firmware',
        name: 'modem',
        version: '2',
        pedigree: {
          ancestors: [{ type: 'library', name: 'lwip', version: '2.1.3', purl: 'pkg:github/lwip-tcpip/lwip@2.1.3' }],
          patches: [{ type: 'backport' }],
        },
        properties: [{ name: 'syft:metadata:sourceRpm', value: 'lwip-2.1.3-4.fc38.src.rpm' }],
      },
      { type: 'library', 'bom-ref': 'bad', name: 'odd', purl: 'odd@1', scope: 'excluded' },
      { type: 'library', 'bom-ref': 'vendorless', name: 'stdlib', version: '1.22.1', purl: 'pkg:golang/stdlib@1.22.1' },
    ],
    services: [{ 'bom-ref': 'cloud', name: 'cloud' }],
    dependencies: [
      { ref: 'lock', dependsOn: ['ssl', 'cloud', 'nowhere'] },
      { ref: 'ssl', dependsOn: [] },
    ],
    compositions: [{ aggregate: 'incomplete', assemblies: ['lock'] }],
  };

  it('gives each component with its names, its upstreams and its distribution', () => {
    const bom = read(JSON.stringify(cyclonedx));
    expect(bom).toMatchObject({
      format: 'cyclonedx-json',
      specVersion: '1.6',
      timestamp: '2026-01-31T12:00:00Z',
      tools: ['acme maker 1'],
      root: { ref: 'lock', type: 'device' },
    });
    expect(bom.components.map(({ name }) => name)).toEqual(['debian', 'libssl3', 'libssl.so.3', 'modem', 'odd', 'stdlib']);
    expect(bom.components[1]).toMatchObject({
      purl: { type: 'deb', name: 'libssl3' },
      cpes: [{ product: { text: 'openssl' } }],
      upstreams: [{ name: 'openssl', from: 'upstream-qualifier' }],
      distribution: { name: 'debian', release: '12', architecture: 'amd64' },
      hashes: [{ algorithm: 'sha-256', hex: 'ab'.repeat(32) }],
      licences: [{ kind: 'id', text: 'Apache-2.0' }],
      supplier: { name: 'Debian', url: 'https://debian.org' },
    });
    expect(bom.components[2]).toMatchObject({ ref: 'components[1].components[0]', inside: 'ssl' });
    expect(bom.components[3]).toMatchObject({
      modified: true,
      upstreams: [
        { name: 'lwip', version: '2.1.3', from: 'ancestor', purl: { namespace: 'lwip-tcpip' } },
        { name: 'lwip', version: '2.1.3-4.fc38', from: 'property' },
      ],
    });
    expect(bom.components[4]).toMatchObject({ scope: 'excluded', cpes: [] });
    expect(bom.dependencies).toEqual([
      { from: 'lock', to: 'ssl' },
      { from: 'lock', to: 'cloud' },
      { from: 'lock', to: 'nowhere' },
    ]);
  });

  it('says what it could not take, with its place', () => {
    expect(read(JSON.stringify(cyclonedx)).skipped.map(({ code, place, ref }) => [code, place.field, ref])).toEqual([
      ['purl-unreadable', 'components[3]', 'bad'],
      ['purl-irregular', 'components[4]', 'vendorless'],
      ['left-out', 'services', undefined],
      ['declared-incomplete', 'compositions[0]', undefined],
      ['ref-dangling', 'dependencies', 'nowhere'],
    ]);
  });

  it('is refused where it is invalid, with field and expectation, and read leniently with its faults', () => {
    const invalid = JSON.stringify({ ...cyclonedx, components: [{ type: 'thing', name: 'x' }, { type: 'library' }, 7] });
    expect(codes(invalid)).toEqual(['ASSAY-COMPONENT-005']);
    const bom = read(invalid, true);
    expect(bom.components.map(({ name }) => name)).toEqual(['x']);
    expect(bom.faults[0]).toMatchObject({ code: 'ASSAY-COMPONENT-005', field: 'components[0].type', found: 'thing' });
    expect(bom.skipped.filter(({ code }) => code === 'component-unreadable').map(({ place }) => place.field)).toEqual(['components[1]', 'components[2]']);
    const xml =
      '<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">\n<components>\n<component type="library"><name>a</name><foo/></component></components></bom>';
    expect(() => read(xml)).toThrow(/<foo> may not stand here/);
    expect(read(xml, true)).toMatchObject({ components: [{ name: 'a', place: { line: 3 } }], faults: [{ line: 3 }] });
  });

  it('says in both spellings what evidence, relatives and vulnerabilities it holds and does not look for', () => {
    const identity = [
      { field: 'purl', confidence: 1, concludedValue: 'pkg:npm/b@2' },
      { field: 'purl', confidence: 1, concludedValue: 'pkg:npm/a@1' },
      { field: 'version', confidence: 0.3 },
      { field: 'cpe', concludedValue: 'cpe:2.3:a:b:b:2:*:*:*:*:*:*:*' },
      { field: 'hash', concludedValue: 'aa' },
    ];
    const relative = { type: 'library', name: 'b' };
    const json = JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      components: [
        {
          type: 'library',
          name: 'a',
          version: '1',
          purl: 'pkg:npm/a@1',
          pedigree: { variants: [relative, relative], descendants: [relative] },
          evidence: { identity },
        },
      ],
      vulnerabilities: [{ id: 'CVE-2024-0001' }],
    });
    const component = '<component type="library"><name>b</name></component>';
    const xml = `<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components><component type="library"><name>a</name><version>1</version><purl>pkg:npm/a@1</purl>
      <pedigree><descendants>${component}</descendants><variants>${component}${component}</variants></pedigree>
      <evidence>${identity.map(({ field, confidence, concludedValue }) => `<identity><field>${field}</field>${confidence === undefined ? '' : `<confidence>${confidence}</confidence>`}${concludedValue === undefined ? '' : `<concludedValue>${concludedValue}</concludedValue>`}</identity>`).join('')}</evidence>
      </component></components><vulnerabilities><vulnerability><id>CVE-2024-0001</id></vulnerability></vulnerabilities></bom>`;
    const at = 'components[0].evidence.identity';
    for (const text of [json, xml])
      expect(read(text, true).skipped.map(({ code, place, what }) => [code, place.field, what])).toEqual([
        ['identity-differs', `${at}[0]`, 'its evidence comes to the purl "pkg:npm/b@2", where the component says "pkg:npm/a@1"; that is not looked for'],
        ['identity-unsure', `${at}[2]`, 'its version is sure to 30 % by the evidence of its maker'],
        [
          'identity-differs',
          `${at}[3]`,
          'its evidence comes to the cpe "cpe:2.3:a:b:b:2:*:*:*:*:*:*:*", where the component says none; that is not looked for',
        ],
        ['left-out', 'components[0].pedigree.variants', '2 relatives of it, not looked for'],
        ['left-out', 'components[0].pedigree.descendants', '1 relative of it, not looked for'],
        ['statements-left-out', 'vulnerabilities', '1 vulnerability stands in it; what it says of it is heard where the file is given as statements too'],
      ]);
    const single = JSON.parse(json) as { components: { evidence: object }[] };
    single.components[0] = { ...single.components[0], evidence: { identity: identity[0] } };
    expect(read(JSON.stringify(single), true).skipped[0]).toMatchObject({ code: 'identity-differs', place: { field: at } });
  });

  it('keeps two components of one reference apart, and says so', () => {
    const twice = JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      components: ['a', 'b'].map((name) => ({ type: 'library', name, 'bom-ref': 'same' })),
    });
    const bom = read(twice, true);
    expect(bom.components.map(({ ref }) => ref)).toEqual(['same', 'components[1]']);
    expect(bom.skipped.map(({ code }) => code)).toEqual(['ref-repeated']);
  });

  it.each([
    ['{}', 'ASSAY-COMPONENT-003'],
    ['[]', 'ASSAY-COMPONENT-003'],
    ['', 'ASSAY-COMPONENT-003'],
    ['bom_format: "CycloneDX"\nspec_version: "1.6"', 'ASSAY-COMPONENT-003'],
    ['spdxVersion: SPDX-2.3', 'ASSAY-COMPONENT-003'],
    ['<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', 'ASSAY-COMPONENT-003'],
    ['<bom xmlns="http://example.org"/>', 'ASSAY-COMPONENT-003'],
    ['<bom xmlns="http://cyclonedx.org/schema/bom/9.9"/>', 'ASSAY-COMPONENT-004'],
    ['{"bomFormat":"CycloneDX","specVersion":"9.9"}', 'ASSAY-COMPONENT-004'],
    ['{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}', 'ASSAY-COMPONENT-004'],
    ['{"spdxVersion":"SPDX-2.1"}', 'ASSAY-COMPONENT-004'],
    ['{"bomFormat"', 'ASSAY-JSON-001'],
    ['<bom', 'ASSAY-XML-001'],
  ])('%s is refused with %s', (text, code) => {
    expect(codes(text)).toEqual([code]);
    expect(codes(text, true)).toEqual(text.includes('9.9') ? [] : [code]);
  });

  it('is refused where it is no UTF-8, or too large', () => {
    expect(() => readBom(new Uint8Array([0x7b, 0xff]), 'bom', schemas, { lenient: true })).toThrow(/ASSAY-COMPONENT-003/);
    expect(() => readBom(new Uint8Array(64 * 1024 * 1024 + 1), 'bom', schemas, { lenient: true })).toThrow(/ASSAY-COMPONENT-006/);
  });

  it('never throws but Refused, whatever was changed in it', () => {
    const texts = [
      JSON.stringify(cyclonedx),
      '<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><components><component type="library"><name>a</name></component></components></bom>',
      'SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\nRelationship: SPDXRef-a DEPENDS_ON SPDXRef-b\nExternalRef: SECURITY cpe23Type cpe:2.3:a:b:c:*\n',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 20 }), fc.string({ maxLength: 8 }), fc.boolean(), (text, from, length, put, lenient) => {
        const at = from % text.length;
        expect(codes(text.slice(0, at) + put + text.slice(at + length), lenient)).toBeDefined();
      }),
      { numRuns: 300 },
    );
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom(
          'components',
          'metadata',
          'dependencies',
          'services',
          'compositions',
          'packages',
          'relationships',
          'creationInfo',
          'documentDescribes',
          'externalDocumentRefs',
        ),
        value,
        (key, said) => {
          for (const head of [{ bomFormat: 'CycloneDX', specVersion: '1.6' }, { spdxVersion: 'SPDX-2.3' }]) {
            const text = JSON.stringify({ ...head, [key]: said });
            if (!/__proto__|"constructor"|"prototype"/.test(text)) expect(Array.isArray(read(text, true).components)).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
