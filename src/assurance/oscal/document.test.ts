import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { Refused } from '../../core/index.ts';
import { readCatalog } from './catalog.ts';
import { looksLikeOscal, openOscal } from './document.ts';
import { standardOfCatalog } from './standard.ts';
import { statedBy } from './stated.ts';

const metadata = { title: 'T', 'last-modified': '2026-01-01T00:00:00Z', version: '1', 'oscal-version': '1.1.3' };
const CATALOG = {
  catalog: {
    uuid: '11111111-1111-4111-8111-111111111111',
    metadata,
    groups: [
      {
        id: 'g',
        title: 'G',
        controls: [
          {
            id: 'a-1',
            title: 'A',
            params: [{ id: 'p', label: 'l', values: ['v'] }],
            props: [{ name: 'label', value: 'A-1' }],
            parts: [{ id: 'a-1_smt', name: 'statement', prose: 'Do *this*.', parts: [{ name: 'item', prose: 'x' }] }],
            controls: [{ id: 'a-1.1', title: 'AA' }],
          },
        ],
      },
    ],
  },
};
const XML = `<?xml version="1.0"?>
<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="11111111-1111-4111-8111-111111111111">
<metadata><title>T</title><last-modified>2026-01-01T00:00:00Z</last-modified><version>1</version><oscal-version>1.1.3</oscal-version></metadata>
<group id="g"><title>G</title><control id="a-1"><title>A</title><param id="p"><label>l</label><value>v</value></param><prop name="label" value="A-1"/>
<part id="a-1_smt" name="statement"><p>Do <em>this</em>.</p><part name="item"><p>x</p></part></part><control id="a-1.1"><title>AA</title></control></control></group></catalog>`;

/** The codes of the refusal, or `read`; anything else that is thrown fails the test. */
function codes(text: string, file = 'x'): readonly string[] {
  try {
    const document = openOscal(text, file);
    if (document.model === 'catalog') standardOfCatalog(readCatalog(document), 'x');
    else statedBy(document);
    return ['read'];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(error.faults.every((fault) => fault.remedy !== '' && fault.message !== '')).toBe(true);
    return [...new Set(error.faults.map((fault) => fault.code))];
  }
}

const json = (value: unknown) => JSON.stringify(value);
const with_ = (change: (catalog: Record<string, unknown>) => void) => {
  const made = JSON.parse(json(CATALOG)) as { catalog: Record<string, unknown> };
  change(made.catalog);
  return json(made);
};

describe('an OSCAL document', () => {
  it('is the same in JSON, XML and YAML', () => {
    const body = openOscal(json(CATALOG), 'a.json').reading.body;
    expect(openOscal(XML, 'a.xml').reading.body).toEqual(body);
    expect(openOscal(stringify(CATALOG), 'a.yaml').reading.body).toEqual(body);
    expect([json(CATALOG), XML, stringify(CATALOG)].map(looksLikeOscal)).toEqual([true, true, true]);
  });

  const deep = (n: number) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;
  it.each<[string, string, string]>([
    ['another thing', '{"a":1}', 'ASSAY-OSCAL-001'],
    ['a list', '[1]', 'ASSAY-OSCAL-001'],
    ['two models in one', json({ ...CATALOG, profile: {} }), 'ASSAY-OSCAL-001'],
    ['a model that is no object', '{"catalog":3}', 'ASSAY-OSCAL-001'],
    ['another namespace', XML.replace('ns/oscal/1.0', 'ns/oscal/2.0'), 'ASSAY-OSCAL-001'],
    ['no metadata', with_((catalog) => delete catalog['metadata']), 'ASSAY-OSCAL-003'],
    ['no version of OSCAL', with_((catalog) => delete (catalog['metadata'] as Record<string, unknown>)['oscal-version']), 'ASSAY-OSCAL-003'],
    ['OSCAL 2', json(CATALOG).replace('1.1.3', '2.0.0'), 'ASSAY-OSCAL-002'],
    ['OSCAL 1.9', json(CATALOG).replace('1.1.3', '1.9.0'), 'ASSAY-OSCAL-002'],
    ['a control without an id', json(CATALOG).replace('"id":"a-1.1",', ''), 'ASSAY-OSCAL-003'],
    ['the same id twice', json(CATALOG).replace('a-1.1', 'a-1'), 'ASSAY-OSCAL-005'],
    ['the same field twice in XML', XML.replace('<title>AA</title>', '<title>AA</title><title>B</title>'), 'ASSAY-OSCAL-005'],
    ['a field that reaches a prototype in XML', XML.replace('<title>AA</title>', '<title>AA</title><constructor>x</constructor>'), 'ASSAY-OSCAL-005'],
    ['controls that are no list', with_((catalog) => Object.assign(catalog, { controls: { id: 'x' } })), 'ASSAY-OSCAL-004'],
    ['a control that is text', with_((catalog) => Object.assign(catalog, { controls: ['x'] })), 'ASSAY-OSCAL-004'],
    ['a title that is a list', json(CATALOG).replace('"title":"AA"', '"title":["AA"]'), 'ASSAY-OSCAL-004'],
    ['a key that reaches a prototype', json(CATALOG).replace('"id":"g"', '"__proto__":{"polluted":1},"id":"g"'), 'ASSAY-JSON-004'],
    ['a key twice', json(CATALOG).replace('"id":"g"', '"id":"h","id":"g"'), 'ASSAY-JSON-006'],
    ['deep nesting in JSON', `{"catalog":${deep(120)}}`, 'ASSAY-JSON-002'],
    ['deep nesting in XML', XML.replace('<title>AA</title>', `<title>AA</title>${'<part name="x">'.repeat(120)}${'</part>'.repeat(120)}`), 'ASSAY-XML-002'],
    ['entities that multiply', XML.replace('<catalog', '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><catalog'), 'ASSAY-XML-004'],
    ['an entity from outside', XML.replace('<catalog', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><catalog'), 'ASSAY-XML-004'],
    ['aliases that multiply', 'catalog:\n  a: &a [x, x]\n  b: &b [*a, *a]\n  c: [*b, *b]\n', 'ASSAY-MAP-006'],
    ['a merge key', 'catalog:\n  a: &a { x: 1 }\n  b:\n    <<: *a\n', 'ASSAY-MAP-006'],
    ['a tag', 'catalog: !!js/function "x"\n', 'ASSAY-MAP-006'],
    ['nothing', '', 'ASSAY-MAP-008'],
  ])('is refused for %s', (_, text, code) => expect(codes(text)).toContain(code));

  it('names every fault with its place', () => {
    const bad = with_((catalog) => Object.assign(catalog, { controls: [{ title: 'x' }, { id: 'b' }, 3] }));
    try {
      readCatalog(openOscal(bad, 'bad.json'));
      expect.unreachable();
    } catch (error) {
      expect((error as Refused).faults.map((fault) => [fault.code, fault.field])).toEqual([
        ['ASSAY-OSCAL-004', 'catalog.controls[2]'],
        ['ASSAY-OSCAL-003', 'catalog.controls[0].id'],
        ['ASSAY-OSCAL-003', 'catalog.controls[1].title'],
      ]);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['JSON', json(CATALOG)],
    ['XML', XML],
    ['YAML', stringify(CATALOG)],
  ])('cut anywhere is refused with a code, or read: %s', (_, text) => {
    for (let at = 0; at < text.length; at += 1) expect(codes(text.slice(0, at)).length).toBeGreaterThan(0);
  });

  it('with any keys left out or values swapped is refused with a code, or read', () => {
    type Any = { [key: string]: Any } | Any[] | string;
    const spots: string[][] = [];
    const walk = (value: Any, path: string[]): void => {
      if (typeof value === 'string') return;
      for (const [key, member] of Object.entries(value)) {
        spots.push([...path, key]);
        walk(member as Any, [...path, key]);
      }
    };
    walk(CATALOG as unknown as Any, []);
    const junk = fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...spots), junk), { maxLength: 4 }), (changes) => {
        const made = JSON.parse(json(CATALOG)) as Any;
        for (const [path, value] of changes) {
          let at: Any | undefined = made;
          for (const key of path.slice(0, -1)) at = typeof at === 'object' && at !== null ? (at as Record<string, Any>)[key] : undefined;
          if (typeof at !== 'object' || at === null) continue;
          const last = path.at(-1) ?? '';
          if (value === undefined) delete (at as Record<string, unknown>)[last];
          else (at as Record<string, unknown>)[last] = value;
        }
        expect(codes(json(made)).length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('of random text is refused with a code', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0">${text}`),
          fc.string().map((text) => `catalog: ${text}`),
        ),
        (text) => {
          expect(codes(text)).not.toContain('read');
        },
      ),
    );
  });
});

describe('what an import loses', () => {
  // Every value of the document is made unlike any other. Each must then be found in what was read, or under a field that is listed as lost.
  const value = fc.letrec((tie) => ({
    control: fc.record(
      {
        id: fc.constant('ID'),
        title: fc.constant('x'),
        class: fc.constant('x'),
        params: fc.array(
          fc.record(
            { id: fc.constant('x'), label: fc.constant('x'), 'depends-on': fc.constant('x'), values: fc.array(fc.constant('x'), { maxLength: 2 }) },
            { requiredKeys: ['id'] },
          ),
          { maxLength: 2 },
        ),
        props: fc.array(
          fc.record({ name: fc.constant('x'), value: fc.constant('x'), uuid: fc.constant('x'), group: fc.constant('x') }, { requiredKeys: ['name', 'value'] }),
          { maxLength: 2 },
        ),
        links: fc.array(fc.record({ href: fc.constant('x'), rel: fc.constant('x'), 'media-type': fc.constant('x') }, { requiredKeys: ['href'] }), {
          maxLength: 2,
        }),
        parts: fc.array(fc.record({ name: fc.constant('x'), prose: fc.constant('x'), 'made-up': fc.jsonValue({ maxDepth: 2 }) }, { requiredKeys: ['name'] }), {
          maxLength: 2,
        }),
        controls: fc.array(tie('control'), { maxLength: 1 }),
        remarks: fc.constant('x'),
      },
      { requiredKeys: ['id', 'title'] },
    ),
  })).control;

  it('is all listed: nothing of the document is in neither', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), fc.jsonValue({ maxDepth: 2 }), (controls, more) => {
        let n = 0;
        const made: { readonly path: string; readonly mark: string }[] = [];
        const marked = (one: unknown, path: string): unknown => {
          if (Array.isArray(one)) return one.map((item) => marked(item, `${path}[]`));
          if (typeof one === 'object' && one !== null)
            return Object.fromEntries(
              Object.entries(one)
                .filter(([key]) => !['__proto__', 'constructor', 'prototype'].includes(key))
                .map(([key, member]) => [key, marked(member, `${path}.${key}`)]),
            );
          n += 1;
          made.push({ path, mark: `mark${n}end` });
          return `mark${n}end`;
        };
        const text = json({
          catalog: { uuid: 'u', metadata, controls: marked(controls, 'catalog.controls'), 'back-matter': marked({ more }, 'catalog.back-matter') },
        });
        const document = openOscal(text, 'x.json');
        const kept = json(standardOfCatalog(readCatalog(document), 'x'));
        const lost = new Set(document.reading.lost().map((one) => one.field));
        // In the list of controls inside controls the path repeats; the list is by the path without indices.
        for (const { path, mark } of made) expect(kept.includes(mark) || lost.has(path), `${path} (${mark})`).toBe(true);
        const { leaves, taken } = document.reading.counts();
        expect(taken + document.reading.lost().reduce((sum, one) => sum + one.count, 0)).toBe(leaves);
      }),
      { numRuns: 200 },
    );
  });
});
