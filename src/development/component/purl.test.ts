import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { type PurlParts, parsePurl, purlOf, purlText, readPurl } from './purl.ts';
import { PURL_TYPES } from './purl-type.ts';

const types = [...PURL_TYPES.keys()].filter((type) => !['git', 'chrome-extension', 'cpan'].includes(type));
const segment = fc
  .string({ minLength: 1, maxLength: 10, unit: 'grapheme' })
  .filter((text) => !text.includes('/') && text !== '.' && text !== '..' && text.isWellFormed());
const parts: fc.Arbitrary<PurlParts> = fc
  .record({
    type: fc.constantFrom(...types),
    namespace: fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/')),
    name: segment,
    version: fc.option(segment, { nil: undefined }),
    qualifiers: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9._-]{0,6}$/), segment, { maxKeys: 3 }),
    subpath: fc.option(segment, { nil: undefined }),
  })
  .map(({ type, namespace, name, version, qualifiers, subpath }) => ({
    type,
    name,
    qualifiers: new Map(Object.entries({ ...qualifiers, ...Object.fromEntries((PURL_TYPES.get(type)?.qualifiers ?? []).map((key) => [key, 'x'])) })),
    ...(PURL_TYPES.get(type)?.namespace === 'prohibited' ? {} : { namespace }),
    ...(version === undefined ? {} : { version }),
    ...(subpath === undefined ? {} : { subpath }),
  }));

describe('a package URL', () => {
  it('comes back from its text as it went in, whatever its parts hold', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const purl = purlOf(given);
        expect(parsePurl(purlText(purl))).toEqual(purl);
        expect(purlText(parsePurl(purlText(purl)))).toBe(purlText(purl));
      }),
    );
  });

  it('never throws but Refused on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `pkg:${tail}`),
          fc.string({ unit: 'binary' }).map((tail) => `pkg:npm/${tail}`),
        ),
        (text) => {
          const { purl, problems } = readPurl(text);
          expect(purl !== undefined || problems.length > 0).toBe(true);
          if (problems.length > 0) expect(() => parsePurl(text)).toThrow(Refused);
        },
      ),
    );
  });

  it.each([
    ['pkg:golang/stdlib@1.22.1', 'stdlib', 'the type golang needs a namespace'],
    ['pkg:apk/busybox@1.36.1-r5', 'busybox', 'the type apk needs a namespace'],
    ['pkg:rpm/redhat/curl?Arch=i386', 'curl', 'the key of the qualifier "Arch" is not in lower case'],
    ['pkg:pypi/some/thing', 'thing', 'the type pypi has no namespace'],
  ])('%s is read all the same, and its fault is said', (text, name, problem) => {
    expect(readPurl(text)).toMatchObject({ purl: { name }, problems: [problem] });
    expect(() => parsePurl(text)).toThrow(/ASSAY-COMPONENT-001/);
  });

  it.each([
    'pkg:npm',
    'npm/x',
    'pkg:npm/',
    'pkg:npm/%',
    'pkg:npm/%ff',
    'pkg:npm/a%2Fb/c',
    'pkg:npm/x?a=1&A=2',
    'pkg:npm/x?1a=2',
    'pkg:1/x',
    `pkg:npm/${'x'.repeat(9000)}`,
  ])('%s is nothing', (text) => {
    expect(readPurl(text).purl).toBeUndefined();
  });

  it('tells the @ of a scope from that of a version', () => {
    expect(readPurl('pkg:npm/@babel/core').purl).toMatchObject({ namespace: '@babel', name: 'core' });
    expect(readPurl('pkg:npm/@babel/core@7.0.0').purl).toMatchObject({ namespace: '@babel', name: 'core', version: '7.0.0' });
    expect(readPurl('pkg:brew/node@20@20.10.0').purl).toMatchObject({ name: 'node@20', version: '20.10.0' });
  });
});
