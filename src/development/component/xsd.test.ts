import { describe, expect, it } from 'vitest';
import { parseXml } from '../../core/index.ts';
import { readXsd } from './xsd.ts';
import { checkXml } from './xsd-check.ts';
import { expectedOf, simpleTypeOf } from './xsd-simple.ts';

const schema = (inner: string) =>
  parseXml(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:bom="urn:b" targetNamespace="urn:b">${inner}</xs:schema>`, 'schema');
const XSD = readXsd(
  schema(`
  <xs:simpleType name="colour"><xs:restriction base="xs:string"><xs:enumeration value="red"/><xs:enumeration value="blue"/></xs:restriction></xs:simpleType>
  <xs:complexType name="thing">
    <xs:sequence>
      <xs:element name="name" type="xs:normalizedString"/>
      <xs:choice minOccurs="0"><xs:element name="a" type="xs:integer"/><xs:element name="b" type="bom:colour"/></xs:choice>
      <xs:element name="thing" type="bom:thing" minOccurs="0" maxOccurs="2"/>
      <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
    <xs:attribute name="colour" type="bom:colour" use="required"/>
    <xs:attribute name="bom-ref" type="xs:string"/>
    <xs:anyAttribute namespace="##other" processContents="lax"/>
  </xs:complexType>
  <xs:element name="root"><xs:complexType><xs:sequence><xs:element name="thing" type="bom:thing" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
    <xs:unique name="bom-ref"><xs:selector xpath=".//*"/><xs:field xpath="@bom-ref"/></xs:unique></xs:element>`),
  new Map(),
);
const check = (inner: string) => checkXml(parseXml(`<root xmlns="urn:b" xmlns:o="urn:o">${inner}</root>`, 'doc'), XSD, '1.6').map(({ what }) => what);

describe('the judging of XML by a schema', () => {
  it.each([
    [''],
    ['<thing colour="red"><name>x</name></thing>'],
    ['<thing colour="red"><name>x</name><a> 12 </a><thing colour="blue"><name/></thing><o:x>y</o:x></thing>'],
    ['<thing colour="red" o:more="1" bom-ref="1"><name>x</name></thing><thing colour="red" bom-ref="2"><name>x</name></thing>'],
  ])('takes %s', (inner) => {
    expect(check(inner)).toEqual([]);
  });

  it.each([
    ['<thing><name>x</name></thing>', 'the attribute "colour" is missing'],
    ['<thing colour="green"><name>x</name></thing>', 'the attribute "colour" holds what it may not'],
    ['<thing colour="red" size="1"><name>x</name></thing>', 'the attribute "size" is unknown'],
    ['<thing colour="red"/>', '<thing> ends too early'],
    ['<thing colour="red"><a>1</a><name>x</name></thing>', '<a> may not stand here'],
    ['<thing colour="red"><name>x</name><a>1</a><b>red</b></thing>', '<b> may not stand here'],
    ['<thing colour="red"><name>x</name><a>one</a></thing>', '<a> holds what it may not'],
    ['<thing colour="red"><name>x</name><b>green</b></thing>', '<b> holds what it may not'],
    ['<thing colour="red"><name><b/></name></thing>', '<b> stands where only text may'],
    ['<thing colour="red">text<name>x</name></thing>', 'text stands where only elements may'],
    ['<o:thing/>', '<thing> may not stand here (its namespace is "urn:o")'],
    [
      '<thing colour="red"><name>x</name><thing colour="red"><name/></thing><thing colour="red"><name/></thing><thing colour="red"><name/></thing></thing>',
      '<thing> may not stand here',
    ],
    ['<thing colour="red" bom-ref="1"><name>x</name></thing><thing colour="red" bom-ref="1"><name>x</name></thing>', 'the bom-ref "1" is given twice'],
  ])('finds what is wrong with %s', (inner, what) => {
    expect(check(inner)).toEqual([what]);
  });

  it('refuses a root of another schema, and stops counting at a hundred faults', () => {
    expect(checkXml(parseXml('<root xmlns="urn:c"/>', 'doc'), XSD, '1.6')).toHaveLength(1);
    expect(check('<thing/>'.repeat(500))).toHaveLength(100);
  });

  it('reads no schema that uses what it does not know', () => {
    expect(() => readXsd(schema('<xs:element name="x"><xs:complexType><xs:all/></xs:complexType></xs:element>'), new Map()).element('x')?.type()).toThrow(
      /xs:all/,
    );
    expect(() =>
      simpleTypeOf(schema('<xs:restriction base="xs:string"><xs:totalDigits value="1"/></xs:restriction>'), () => ({
        kind: 'simple',
        base: 'string',
        facets: [],
      })),
    ).toThrow(/totalDigits/);
  });

  it.each([
    ['dateTime', '2026-02-28T23:59:60Z', false],
    ['dateTime', '2026-02-29T00:00:00Z', false],
    ['dateTime', '2024-02-29T00:00:00.5+01:00', true],
    ['dateTime', '2024-02-29T00:00:00', true],
    ['date', '2026-13-01', false],
    ['boolean', ' true ', true],
    ['boolean', 'yes', false],
    ['decimal', '-.5', true],
    ['decimal', '1e5', false],
    ['positiveInteger', '0', false],
    ['nonNegativeInteger', '-0', true],
    ['anyURI', 'https://example.org/a b', true],
    ['anyURI', 'https://example.org/%zz', false],
    ['anyURI', 'a#b#c', false],
  ])('an xs:%s may be "%s": %s', (base, text, may) => {
    expect(expectedOf({ kind: 'simple', base, facets: [] }, text) === undefined).toBe(may);
  });
});
