import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/index.ts';
import { cycloneDxBom } from './cyclonedx.ts';
import type { Raw } from './raw.ts';
import { spdxBom } from './spdx.ts';

const cyclonedx = (components: readonly Json[]) => cycloneDxBom({ raw: { components }, format: 'cyclonedx-json', lines: new WeakMap() }, []);
const spdx = (raw: Raw) => spdxBom(raw, 'spdx-json', new WeakMap(), []);

describe('what is gathered of a document', () => {
  it('has one reference for each component, whatever they say: of two with one, matches would look at the first alone', () => {
    const { components } = cyclonedx([
      { name: 'harmless', 'bom-ref': 'components[1]' },
      { name: 'old' },
      { name: 'again', 'bom-ref': 'components[1]' },
      { name: 'other', 'bom-ref': 'components[1]#2' },
    ]);
    expect(components.map(({ name }) => name)).toEqual(['harmless', 'old', 'again', 'other']);
    expect(new Set(components.map(({ ref }) => ref)).size).toBe(4);
  });

  it('says which package URLs of one package are not looked for', () => {
    const reference = (referenceLocator: string) => ({ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator });
    const { components, skipped } = spdx({
      packages: [{ SPDXID: 'SPDXRef-a', name: 'a', externalRefs: [reference('pkg:npm/a@1'), reference('pkg:npm/a@1'), reference('pkg:npm/b@1')] }],
    });
    expect(components[0]?.purl).toMatchObject({ name: 'a' });
    expect(skipped).toMatchObject([{ code: 'purl-repeated', ref: 'SPDXRef-a', what: '"pkg:npm/b@1" is a further package URL, and is not looked for' }]);
  });
});
