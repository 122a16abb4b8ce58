import { describe, expect, it } from 'vitest';
import { accounted, codesOf, importNamed, importText, said } from '../reading.fixture.ts';

type Fields = Readonly<Record<string, unknown>>;

const COMPONENT = { type: 'library', name: 'tls', 'bom-ref': 'tls', purl: 'pkg:generic/tls@1' };
const ROOT = { type: 'firmware', name: 'The Camera', 'bom-ref': 'root' };
const WHOLE = { aggregate: 'complete', assemblies: ['root'] };
const bom = (fields: Fields) =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { timestamp: '2026-10-01T00:00:00Z', component: ROOT },
    components: [COMPONENT],
    ...fields,
  });
const vulnerability = (id: string, state?: string) => ({
  id,
  affects: [{ ref: 'tls' }],
  ratings: [{ severity: 'high' }],
  ...(state === undefined ? {} : { analysis: { state } }),
});

describe('a bill of materials', () => {
  it.each<[string, Fields, readonly string[]]>([
    ['that says that it is complete', { compositions: [WHOLE] }, ['camera sbom.complete true']],
    ['that says so of the whole', { compositions: [{ aggregate: 'complete' }] }, ['camera sbom.complete true']],
    ['that says nothing of it', {}, []],
    ['that says so of a part', { compositions: [{ aggregate: 'complete', assemblies: ['tls'] }] }, []],
    ['that says so of vulnerabilities', { compositions: [{ aggregate: 'complete', vulnerabilities: ['v'] }] }, []],
    ['that is not', { compositions: [{ aggregate: 'incomplete_third_party_only', assemblies: ['root'] }] }, ['camera sbom.complete false']],
    ['a part of which is not', { compositions: [WHOLE, { aggregate: 'incomplete', assemblies: ['tls'] }] }, ['camera sbom.complete false']],
    ['that does not know', { compositions: [{ aggregate: 'unknown', assemblies: ['root'] }] }, []],
    ['that does not know of a part', { compositions: [WHOLE, { aggregate: 'unknown', assemblies: ['tls'] }] }, []],
    ['that is complete and empty', { components: [], compositions: [WHOLE] }, []],
    [
      'with one exploitable vulnerability and one open',
      { vulnerabilities: [vulnerability('CVE-1', 'exploitable'), vulnerability('CVE-2')] },
      ['camera system.exploitable-vulnerabilities 1'],
    ],
    [
      'with two exploitable',
      { vulnerabilities: [vulnerability('CVE-1', 'exploitable'), vulnerability('CVE-2', 'exploitable')] },
      ['camera system.exploitable-vulnerabilities 2'],
    ],
    [
      'that is complete, with none exploitable',
      { compositions: [WHOLE], vulnerabilities: [vulnerability('CVE-1', 'not_affected'), vulnerability('CVE-2', 'resolved')] },
      ['camera sbom.complete true', 'camera system.exploitable-vulnerabilities 0'],
    ],
    ['that does not say that it is complete, with none exploitable', { vulnerabilities: [vulnerability('CVE-1', 'resolved')] }, []],
    [
      'that is not complete, with none exploitable',
      { compositions: [WHOLE, { aggregate: 'incomplete', assemblies: ['tls'] }], vulnerabilities: [vulnerability('CVE-1', 'resolved')] },
      ['camera sbom.complete false'],
    ],
    [
      'that does not know whether it is complete, with none exploitable',
      { compositions: [WHOLE, { aggregate: 'unknown', assemblies: ['tls'] }], vulnerabilities: [vulnerability('CVE-1', 'resolved')] },
      [],
    ],
    ['that is a bare list of vulnerabilities, none exploitable', { components: undefined, vulnerabilities: [vulnerability('CVE-1', 'resolved')] }, []],
    [
      'that lists no component and calls itself complete, with none exploitable',
      { components: [], compositions: [WHOLE], vulnerabilities: [vulnerability('CVE-1', 'resolved')] },
      [],
    ],
    [
      'that is a bare list of vulnerabilities, one exploitable',
      { components: undefined, vulnerabilities: [vulnerability('CVE-1', 'resolved'), vulnerability('CVE-2', 'exploitable')] },
      ['camera system.exploitable-vulnerabilities 1'],
    ],
    [
      'with one in triage',
      { compositions: [WHOLE], vulnerabilities: [vulnerability('CVE-1', 'not_affected'), vulnerability('CVE-2', 'in_triage')] },
      ['camera sbom.complete true'],
    ],
    ['with one that nobody analysed', { compositions: [WHOLE], vulnerabilities: [vulnerability('CVE-1')] }, ['camera sbom.complete true']],
    ['with an empty list of vulnerabilities', { vulnerabilities: [] }, []],
  ])('%s', (_, fields, statements) => {
    const imported = importNamed(bom(fields));
    expect(said(imported)).toEqual(statements);
    expect(accounted(imported)).toBe(true);
  });

  it('says why a bare list of vulnerabilities clears none', () => {
    const imported = importNamed(bom({ components: undefined, vulnerabilities: [vulnerability('CVE-1', 'resolved')] }));
    expect(imported.withheld).toContainEqual({
      subject: 'camera',
      claim: 'system.exploitable-vulnerabilities',
      why: 'the file does not show that it lists all that is in the product, so others may be exploitable',
    });
    expect(accounted(imported)).toBe(true);
  });

  it('says that an empty list of vulnerabilities says nothing', () =>
    expect(importNamed(bom({ vulnerabilities: [] })).assumed.join()).toContain('vulnerabilities is an empty list'));

  it('cites what is exploitable, in what', () =>
    expect(importNamed(bom({ vulnerabilities: [vulnerability('CVE-1', 'exploitable')] })).evidence[0]).toMatchObject({
      observedAt: '2026-10-01T00:00:00Z',
      source: 'a bill of materials',
      finding: { id: 'CVE-1', severity: 'high', refs: ['pkg:generic/tls@1 CVE-1'] },
      raw: { mediaType: 'application/vnd.cyclonedx+json' },
    }));

  it('of something that is not on the map makes no statement', () => {
    const imported = importNamed(bom({ metadata: { component: { type: 'firmware', name: 'camra' } }, compositions: [WHOLE] }));
    expect(imported.evidence).toEqual([]);
    expect(imported.unknownSubjects).toEqual([{ name: 'camra', items: 3, nearest: ['camera'] }]);
  });

  it('in XML says the same', () => {
    const xml = `<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1">
      <metadata><timestamp>2026-10-01T00:00:00Z</timestamp><tools><tool><name>lister</name><version>2</version></tool></tools><component type="firmware" bom-ref="root"><name>camera</name></component></metadata>
      <components><component type="library" bom-ref="tls"><name>tls</name><purl>pkg:generic/tls@1</purl><components><component type="file"><name>in it</name></component></components></component></components>
      <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="root"/></assemblies></composition></compositions>
      <vulnerabilities><vulnerability><id>CVE-1</id><ratings><rating><severity>low</severity></rating></ratings><analysis><state>exploitable</state></analysis><affects><target><ref>tls</ref></target></affects></vulnerability></vulnerabilities></bom>`;
    const imported = importNamed(xml);
    expect(said(imported)).toEqual(['camera sbom.complete true', 'camera system.exploitable-vulnerabilities 1']);
    expect(imported.evidence[1]).toMatchObject({ source: 'lister 2', finding: { refs: ['pkg:generic/tls@1 CVE-1'], severity: 'low' } });
    expect([imported.items, accounted(imported)]).toEqual([5, true]);
  });

  it.each<[string, string, string]>([
    ['another format', '{"bomFormat":"SPDX"}', 'ASSAY-IMPORT-001'],
    ['an edition too old', bom({ specVersion: '1.3' }), 'ASSAY-IMPORT-004'],
    ['an edition too new', bom({ specVersion: '2.0' }), 'ASSAY-IMPORT-004'],
    ['no edition', bom({ specVersion: undefined }), 'ASSAY-IMPORT-004'],
    ['a type that there is not', bom({ components: [{ type: 'thing', name: 'x' }] }), 'ASSAY-IMPORT-003'],
    ['a component without a name', bom({ components: [{ type: 'library' }] }), 'ASSAY-IMPORT-003'],
    ['one reference for two', bom({ components: [COMPONENT, COMPONENT] }), 'ASSAY-IMPORT-003'],
    ['an aggregate that there is not', bom({ compositions: [{ aggregate: 'whole' }] }), 'ASSAY-IMPORT-003'],
    ['a moment that is none', bom({ metadata: { component: ROOT, timestamp: 'noon' } }), 'ASSAY-IMPORT-003'],
    ['other XML', '<bom xmlns="urn:x"/>', 'ASSAY-IMPORT-001'],
    ['XML of an old edition', '<bom xmlns="http://cyclonedx.org/schema/bom/1.1"/>', 'ASSAY-IMPORT-004'],
    ['a document type', '<!DOCTYPE bom><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>', 'ASSAY-XML-004'],
  ])('with %s is refused', (_, text, code) => expect(codesOf(() => importText(text, 'cyclonedx'))).toEqual([code]));
});
