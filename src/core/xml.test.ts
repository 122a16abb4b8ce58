import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from './fault.ts';
import { elementsOf, parseXml, textOf } from './xml.ts';

const codeOf = (text: string, limits?: Parameters<typeof parseXml>[2]) => {
  try {
    parseXml(text, 'x.xml', limits);
    return 'read';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults[0]?.code;
  }
};

describe('parseXml', () => {
  it('reads elements, attributes, namespaces, text and CDATA in their order', () => {
    const root = parseXml('<?xml version="1.0"?>\n<a xmlns="urn:x" k="1 &lt; 2"><!-- c --><b>one</b> and <b><![CDATA[<two>]]></b></a>', 'x.xml');
    expect([root.name, root.uri, [...root.attributes]]).toEqual(['a', 'urn:x', [['k', '1 < 2']]]);
    expect(elementsOf(root, 'b').map(textOf)).toEqual(['one', '<two>']);
    expect(textOf(root)).toBe('one and <two>');
    expect(elementsOf(root)[0]?.line).toBe(2);
  });

  const deep = `${'<a>'.repeat(101)}${'</a>'.repeat(101)}`;
  it.each([
    ['nothing', '', 'ASSAY-XML-001'],
    ['text alone', 'hello', 'ASSAY-XML-001'],
    ['cut off', '<a><b></b>', 'ASSAY-XML-001'],
    ['crossed tags', '<a><b></a></b>', 'ASSAY-XML-001'],
    ['an attribute twice', '<a k="1" k="2"/>', 'ASSAY-XML-001'],
    ['a prefix that nobody bound', '<x:a/>', 'ASSAY-XML-001'],
    ['an entity that nobody declared', '<a>&xxe;</a>', 'ASSAY-XML-001'],
    ['a NUL byte', '<a>\u0000</a>', 'ASSAY-XML-001'],
    ['nesting', deep, 'ASSAY-XML-002'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'ASSAY-XML-004'],
    ['names that reach a prototype', '<__proto__ constructor="1"/>', 'read'],
  ])('%s', (_, text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it.each([
    ['a name alone', '<!DOCTYPE nmaprun><nmaprun/>', 'read'],
    ['a name and spaces', '<?xml version="1.0"?>\n<!DOCTYPE  nmaprun ><a/>', 'read'],
    ['an internal subset', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'ASSAY-XML-004'],
    ['an empty internal subset', '<!DOCTYPE a []><a/>', 'ASSAY-XML-004'],
    ['a file', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'ASSAY-XML-004'],
    ['a public name', '<!DOCTYPE a PUBLIC "-//x" "http://x"><a/>', 'ASSAY-XML-004'],
    ['no name', '<!DOCTYPE ><a/>', 'ASSAY-XML-004'],
    ['an entity all the same', '<!DOCTYPE a><a>&b;</a>', 'ASSAY-XML-001'],
    ['a second one', '<!DOCTYPE a><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'ASSAY-XML-001'],
  ])('where a bare document type is let in: %s', (_, text, code) => {
    expect(codeOf(text, { bytes: 1000, depth: 5, nodes: 50, bareDoctype: true })).toBe(code);
  });

  it('is bounded in bytes and in number', () => {
    expect(codeOf('<a>123456</a>', { bytes: 5, depth: 5, nodes: 5 })).toBe('ASSAY-XML-003');
    expect(codeOf('<a><b/><b/><b/></a>', { bytes: 99, depth: 5, nodes: 3 })).toBe('ASSAY-XML-003');
  });

  it('refuses with a code, or reads, whatever the bytes', () => {
    const sample = '<a xmlns="urn:x" k="v"><b>t&amp;</b><![CDATA[x]]></a>';
    fc.assert(
      fc.property(fc.nat(sample.length), fc.string({ maxLength: 8 }), (at, noise) => {
        expect(['read', 'ASSAY-XML-001', 'ASSAY-XML-004']).toContain(codeOf(sample.slice(0, at) + noise + sample.slice(at + noise.length)));
      }),
    );
  });
});

it('refuses an element of very many attributes before it holds them', () => {
  const attributes = Array.from({ length: 1001 }, (_, i) => ` a${i}="1"`).join('');
  expect(() => parseXml(`<a${attributes}/>`, 'in')).toThrow(expect.objectContaining({ faults: [expect.objectContaining({ code: 'ASSAY-XML-005' })] }));
});
