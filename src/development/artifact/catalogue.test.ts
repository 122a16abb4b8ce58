import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Refused } from '../../core/index.ts';
import { type CatalogueRow, catalogueOf, catalogueText, joined, readCatalogue } from './catalogue.ts';
import { readManifest } from './manifest.ts';

const hash = (letter: string) => letter.repeat(64);
const ROWS: readonly CatalogueRow[] = [
  [hash('b'), { package: 'automake', version: '1:1.17-4', path: 'usr/share/automake-1.17/compile' }],
  [hash('a'), { package: 'libtool', version: '2.5.4', path: 'ltmain.sh' }],
  [hash('a'), { package: 'automake', version: '1:1.17-4', path: 'ltmain.sh' }],
];

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error.faults[0]?.code ?? '';
    throw error;
  }
  return 'none';
}

const read = (text: string) => readCatalogue(text, 'toolchain.json', Digest.of(text));

describe('a catalogue', () => {
  it('is kept as it was made, in the same bytes whatever the order', () => {
    const text = catalogueText(ROWS);
    expect(catalogueText(ROWS.toReversed())).toBe(text);
    const { byContent, byName, digests } = read(text);
    expect(digests).toEqual([Digest.of(text)]);
    expect(byContent.get(hash('b'))).toEqual([ROWS[0]?.[1]]);
    expect(byContent.get(hash('a'))).toHaveLength(2);
    expect([...(byName.get('ltmain.sh')?.keys() ?? [])].toSorted()).toEqual(['automake', 'libtool']);
  });

  it('takes the plain form, and several as one', () => {
    const plain = read(JSON.stringify({ [hash('c')]: 'automake_1%3a1.19-3_all/usr/share/depcomp', [hash('d')]: 'made_1/x' }));
    expect(plain.byContent.get(hash('c'))).toEqual([{ package: 'automake', version: '1:1.19-3', path: 'usr/share/depcomp' }]);
    expect(plain.byContent.get(hash('d'))).toEqual([{ package: 'made', version: '1', path: 'x' }]);
    const both = joined([plain, read(catalogueText(ROWS))]);
    expect([both.byContent.size, both.digests.length]).toEqual([4, 2]);
  });

  it('explains nothing by a file without content', () => {
    expect(
      catalogueOf([['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', { package: 'p', version: '1', path: 'x' }]], []).byContent.size,
    ).toBe(0);
  });

  it.each([
    '[]',
    '{"format":"toolchain-catalogue/1"}',
    '{"format":"toolchain-catalogue/1","origins":[{"package":"a"}],"files":[]}',
    '{"format":"toolchain-catalogue/1","origins":[{"package":"a","version":"1"}],"files":[["configure",0,"configure"]]}',
    `{"format":"toolchain-catalogue/1","origins":[],"files":[["${hash('a')}",0,"configure"]]}`,
    '{"configure":"automake_1_all/configure"}',
    '{"*":"automake_1_all/configure"}',
    `{"${hash('a')}":"configure"}`,
    `{"${hash('a')}":true}`,
  ])('is refused where it is none, or names a file without its content: %s', (text) => {
    expect(code(() => read(text))).toBe('ASSAY-ARTIFACT-002');
  });

  it('throws nothing but Refused on any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(code(() => read(text))).toMatch(/^(?:none|ASSAY-(?:ARTIFACT-002|JSON-00\d))$/);
      }),
    );
  });
});

describe('a manifest', () => {
  const blob = 'a'.repeat(40);
  it('takes a tree with links, programs and submodules', () => {
    const { tree, tag } = readManifest(
      JSON.stringify({ tag: 'v1', git: { a: ['100644', blob], b: ['100755', blob], l: ['120000', blob], s: ['160000', blob] } }),
      'm',
    );
    expect(tag).toBe('v1');
    expect([...(tree?.files.values() ?? [])].map(({ path, kind }) => [path, kind])).toEqual([
      ['a', 'file'],
      ['b', 'program'],
      ['l', 'link'],
    ]);
    expect(tree?.submodules).toEqual([{ path: 's', commit: blob, followed: false }]);
  });

  it.each([
    ['[]', 'ASSAY-ARTIFACT-001'],
    ['{}', 'ASSAY-ARTIFACT-001'],
    ['{"git":[]}', 'ASSAY-ARTIFACT-001'],
    ['{"git":{"a":["100644","b"]}}', 'ASSAY-ARTIFACT-001'],
    [`{"git":{"a":["9","${blob}"]}}`, 'ASSAY-ARTIFACT-001'],
    [`{"git":{".":["100644","${blob}"]}}`, 'ASSAY-ARTIFACT-001'],
    [`{"tar":{"a":["644","${blob}","zz"]}}`, 'ASSAY-ARTIFACT-001'],
    [`{"tar":{"../a":["644","${blob}"]}}`, 'ASSAY-ARCHIVE-004'],
    ['{"tar":', 'ASSAY-JSON-001'],
  ])('%s is refused with %s', (text, expected) => {
    expect(code(() => readManifest(text, 'm'))).toBe(expected);
  });
});
