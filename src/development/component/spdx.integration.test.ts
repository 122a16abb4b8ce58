import { describe, expect, it } from 'vitest';
import { bomSchemas } from './edge/schemas.ts';
import { readBom } from './read.ts';

const schemas = bomSchemas();
const read = (text: string, lenient = false) => readBom(new TextEncoder().encode(text), 'bom.spdx', schemas, { lenient });

const head = {
  spdxVersion: 'SPDX-2.3',
  dataLicense: 'CC0-1.0',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'lock',
  documentNamespace: 'https://example.org/lock-1',
  creationInfo: { created: '2026-01-31T12:00:00Z', creators: ['Tool: maker-1', 'Organization: Example (a@example.org)'] },
};
const one = (id: string, name: string, more: object = {}) => ({ SPDXID: `SPDXRef-${id}`, name, downloadLocation: 'NOASSERTION', ...more });
const relation = (from: string, relationshipType: string, to: string) => ({
  spdxElementId: `SPDXRef-${from}`,
  relationshipType,
  relatedSpdxElement: `SPDXRef-${to}`,
});
const document = {
  ...head,
  packages: [
    one('lock', 'lock', { versionInfo: '1', primaryPackagePurpose: 'FIRMWARE' }),
    one('zlib', 'zlib', {
      versionInfo: '1.2.13',
      downloadLocation: 'git+https://github.com/madler/zlib.git@v1.2.13',
      checksums: [{ algorithm: 'SHA256', checksumValue: 'ab'.repeat(32) }],
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'Zlib',
      supplier: 'Organization: Madler (m@example.org)',
      externalRefs: [
        { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: 'pkg:rpm/fedora/zlib@1.2.13-3?arch=x86_64&distro=fedora-38' },
        { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:zlib:zlib:1.2.13:*:*:*:*:*:*:*' },
      ],
    }),
    one('recipe', 'zlib-source', { versionInfo: '1.2.13' }),
    one('test', 'googletest'),
    one('libc', 'libc6', { versionInfo: '2.36', sourceInfo: 'built package from: glibc 2.36-9' }),
  ],
  files: [{ SPDXID: 'SPDXRef-f', fileName: 'a' }],
  relationships: [
    relation('DOCUMENT', 'DESCRIBES', 'lock'),
    relation('lock', 'DEPENDS_ON', 'zlib'),
    relation('lock', 'CONTAINS', 'libc'),
    relation('test', 'TEST_DEPENDENCY_OF', 'lock'),
    relation('zlib', 'GENERATED_FROM', 'recipe'),
    relation('lock', 'DEPENDS_ON', 'gone'),
  ],
};

describe('a document of SPDX 2', () => {
  it('gives packages with their names, their sources, and what depends on what', () => {
    const bom = read(JSON.stringify(document));
    expect(bom).toMatchObject({
      format: 'spdx-json',
      specVersion: '2.3',
      serial: 'https://example.org/lock-1',
      tools: ['maker-1'],
      root: { name: 'lock', type: 'firmware' },
    });
    expect(bom.components[1]).toMatchObject({
      purl: { type: 'rpm', name: 'zlib' },
      cpes: [{ vendor: { text: 'zlib' } }],
      distribution: { name: 'fedora', release: '38', architecture: 'x86_64' },
      upstreams: [{ name: 'zlib-source', version: '1.2.13', from: 'source-package' }],
      hashes: [{ algorithm: 'sha-256' }],
      licences: [{ kind: 'id', text: 'Zlib' }],
      supplier: { name: 'Madler', contact: 'm@example.org' },
    });
    expect(bom.components[3]).toMatchObject({ scope: 'excluded' });
    expect(bom.components[4]).toMatchObject({ inside: 'SPDXRef-lock', upstreams: [{ name: 'glibc', version: '2.36-9' }] });
    expect(bom.dependencies.map(({ from, to }) => `${from.slice(8)} ${to.slice(8)}`)).toEqual(['lock zlib', 'lock test', 'lock gone']);
    expect(bom.skipped.map(({ code }) => code)).toEqual(['left-out', 'ref-dangling']);
  });

  it('says the same as tag-value', () => {
    const text = `# made by hand
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: lock
DocumentNamespace: https://example.org/lock-1
Creator: Tool: maker-1
Created: 2026-01-31T12:00:00Z
CreatorComment: <text>two
lines</text>

PackageName: lock
SPDXID: SPDXRef-lock
PackageVersion: 1
PackageDownloadLocation: NOASSERTION
PrimaryPackagePurpose: FIRMWARE
PackageName: zlib
SPDXID: SPDXRef-zlib
PackageVersion: 1.2.13
PackageDownloadLocation: git+https://github.com/madler/zlib.git@v1.2.13
PackageChecksum: SHA256: ${'ab'.repeat(32)}
PackageLicenseDeclared: Zlib
ExternalRef: PACKAGE-MANAGER purl pkg:rpm/fedora/zlib@1.2.13-3?distro=fedora-38
ExternalRef: SECURITY cpe23Type cpe:2.3:a:zlib:zlib:1.2.13:*:*:*:*:*:*:*
FileName: ./a
SPDXID: SPDXRef-f
FileChecksum: SHA1: ${'00'.repeat(20)}
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-lock
Relationship: SPDXRef-lock DEPENDS_ON SPDXRef-zlib
`;
    const bom = read(text);
    expect(bom).toMatchObject({
      format: 'spdx-tag-value',
      root: { name: 'lock' },
      dependencies: [{ from: 'SPDXRef-lock', to: 'SPDXRef-zlib' }],
      tools: ['maker-1'],
    });
    expect(bom.components[1]).toMatchObject({ name: 'zlib', place: { line: 17 }, cpes: [{ product: { text: 'zlib' } }], distribution: { release: '38' } });
  });

  it('tells each line of tag-value that has no place, and reads the rest where it may', () => {
    const text = 'SPDXVersion: SPDX-2.3\nnonsense\nPackageName: a\nRelationship: x\nUnheardOf: 1\n';
    expect(() => read(text)).toThrow(/ASSAY-COMPONENT-007/);
    const bom = read(text, true);
    expect(bom.faults.filter(({ code }) => code === 'ASSAY-COMPONENT-007').map(({ line }) => line)).toEqual([2, 4, 5]);
    expect(bom.components.map(({ name }) => name)).toEqual(['a']);
  });

  it.each([
    ['dataLicense', { dataLicense: 'MIT' }],
    ['documentNamespace', { documentNamespace: 'no uri' }],
    ['creationInfo.created', { creationInfo: { ...head.creationInfo, created: 'yesterday' } }],
    ['creationInfo.creators', { creationInfo: { created: head.creationInfo.created, creators: [] } }],
    ['packages[0].downloadLocation', { packages: [{ SPDXID: 'SPDXRef-a', name: 'a' }] }],
    ['packages[0].SPDXID', { packages: [{ ...one('a', 'a'), SPDXID: 'a' }] }],
    ['packages[1].SPDXID', { packages: [one('a', 'a'), one('a', 'b')] }],
    ['packages[0].checksums[0].checksumValue', { packages: [one('a', 'a', { checksums: [{ algorithm: 'SHA1', checksumValue: 'zz' }] })] }],
    ['packages[0].checksums[0].algorithm', { packages: [one('a', 'a', { checksums: [{ algorithm: 'CRC', checksumValue: '00' }] })] }],
    [
      'packages[0].externalRefs[0].referenceCategory',
      { packages: [one('a', 'a', { externalRefs: [{ referenceCategory: 'X', referenceType: 'purl', referenceLocator: 'pkg:npm/a' }] })] },
    ],
    ['packages[0].primaryPackagePurpose', { packages: [one('a', 'a', { primaryPackagePurpose: 'TOY' })] }],
    ['packages[0].supplier', { packages: [one('a', 'a', { supplier: 'me' })] }],
    ['relationships[0].relationshipType', { relationships: [{ ...relation('a', 'X', 'b'), relationshipType: 'likes' }] }],
  ])('a fault at %s is found there', (field, change) => {
    const bom = read(JSON.stringify({ ...head, ...change }), true);
    expect(bom.faults.map((fault) => [fault.code, fault.field])).toContainEqual(['ASSAY-COMPONENT-005', field]);
  });
});
