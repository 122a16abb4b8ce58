import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { openOscal } from './document.ts';
import type { OscalControl, OscalGroup } from './model.ts';
import { patternOf } from './pattern.ts';
import { type Limits, resolveProfile } from './resolve.ts';

const metadata = { title: 'T', 'last-modified': '2026-01-01T00:00:00Z', version: '1', 'oscal-version': '1.1.3' };
const uuid = '11111111-1111-4111-8111-111111111111';
const catalog = {
  catalog: {
    uuid,
    metadata,
    params: [{ id: 'top', values: ['old'] }],
    groups: [
      {
        id: 'ac',
        title: 'Access',
        controls: [
          {
            id: 'ac-1',
            title: 'One',
            params: [{ id: 'ac-1_p', label: 'how often', values: ['yearly'] }],
            parts: [{ id: 'ac-1_smt', name: 'statement', prose: 'x' }],
            props: [{ name: 'label', value: 'AC-1' }],
          },
          {
            id: 'ac-2',
            title: 'Two',
            controls: [
              { id: 'ac-2.1', title: 'Two one' },
              { id: 'ac-2.2', title: 'Two two' },
            ],
          },
        ],
      },
      { id: 'au', title: 'Audit', controls: [{ id: 'au-1', title: 'Three' }] },
    ],
  },
};
const profile = (body: object) => ({ profile: { uuid, metadata: { ...metadata, title: 'P' }, ...body } });
const importing = (how: object, more: object = {}) => profile({ imports: [{ href: 'catalog.json', ...how }], ...more });

type Files = Readonly<Record<string, unknown>>;

function resolve(root: unknown, files: Files = {}, limits?: Limits) {
  const all: Files = { 'catalog.json': catalog, ...files, 'root.json': root };
  const open = (href: string) => {
    const value = all[href];
    return value === undefined ? undefined : { name: href, document: openOscal(JSON.stringify(value), href) };
  };
  const opened = open('root.json');
  if (opened === undefined) throw new TypeError('no root');
  return resolveProfile(opened, open, limits);
}

function idsOf({ groups, controls }: Pick<OscalGroup, 'groups' | 'controls'>): readonly string[] {
  const of = (control: OscalControl): readonly string[] => [control.id, ...control.controls.flatMap(of)];
  return [...controls.flatMap(of), ...groups.flatMap(idsOf)];
}

const ids = (root: unknown, files?: Files) => idsOf(resolve(root, files).catalog);

function codes(root: unknown, files?: Files, limits?: Limits): readonly string[] {
  try {
    resolve(root, files, limits);
    return ['resolved'];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map((fault) => fault.code);
  }
}

const ALL = ['ac-1', 'ac-2', 'ac-2.1', 'ac-2.2', 'au-1'];

describe('a profile', () => {
  it.each<[string, object, readonly string[]]>([
    ['include-all', { 'include-all': {} }, ALL],
    ['nothing said', {}, ALL],
    ['by id', { 'include-controls': [{ 'with-ids': ['ac-1', 'au-1'] }] }, ['ac-1', 'au-1']],
    ['a parent without its children', { 'include-controls': [{ 'with-ids': ['ac-2'] }] }, ['ac-2']],
    ['with its children', { 'include-controls': [{ 'with-ids': ['ac-2'], 'with-child-controls': 'yes' }] }, ['ac-2', 'ac-2.1', 'ac-2.2']],
    ['a child without its parent', { 'include-controls': [{ 'with-ids': ['ac-2.2'] }] }, ['ac-2.2']],
    ['by pattern', { 'include-controls': [{ matching: [{ pattern: 'ac-2.*' }] }] }, ['ac-2.1', 'ac-2.2']],
    ['one character', { 'include-controls': [{ matching: [{ pattern: 'a?-1' }] }] }, ['ac-1', 'au-1']],
    ['all but some', { 'include-all': {}, 'exclude-controls': [{ 'with-ids': ['ac-1'] }, { matching: [{ pattern: 'ac-2*' }] }] }, ['au-1']],
    ['all but a parent, whose children stay', { 'include-all': {}, 'exclude-controls': [{ 'with-ids': ['ac-2'] }] }, ['ac-1', 'ac-2.1', 'ac-2.2', 'au-1']],
  ])('chooses %s', (_, how, expected) => expect(ids(importing(how))).toEqual(expected));

  it('keeps groups that still have something, and its own title', () => {
    const { catalog: made } = resolve(importing({ 'include-controls': [{ 'with-ids': ['au-1'] }] }));
    expect([made.metadata.title, made.groups.map((group) => group.id)]).toEqual(['P', ['au']]);
  });

  it('draws from a profile that draws from a profile, and from two sources once each', () => {
    const inner = importing({ 'include-controls': [{ 'with-ids': ['ac-1', 'ac-2'] }] });
    const outer = profile({
      imports: [
        { href: 'inner.json', 'include-all': {} },
        { href: 'catalog.json', 'include-controls': [{ 'with-ids': ['ac-1', 'au-1'] }] },
      ],
    });
    const { catalog: made, notes, documents } = resolve(outer, { 'inner.json': inner });
    expect(idsOf(made)).toEqual(['ac-1', 'ac-2', 'au-1']);
    expect(notes).toEqual([expect.stringContaining('ac-1 more than once')]);
    expect(documents.map((document) => document.file)).toEqual(['root.json', 'inner.json', 'catalog.json']);
  });

  it('goes through its back matter', () => {
    const made = profile({
      imports: [{ href: `#${uuid.toUpperCase()}`, 'include-all': {} }],
      'back-matter': { resources: [{ uuid, rlinks: [{ href: 'not-there.xml' }, { href: 'catalog.json' }] }] },
    });
    expect(ids(made)).toEqual(ALL);
  });

  it('sets parameters, adds and removes', () => {
    const { catalog: made, notes } = resolve(
      importing(
        { 'include-all': {} },
        {
          modify: {
            'set-parameters': [
              { 'param-id': 'ac-1_p', values: ['monthly'], constraints: [{ description: 'no later' }] },
              { 'param-id': 'top', label: 'new' },
              { 'param-id': 'nowhere', values: ['x'] },
            ],
            alters: [
              {
                'control-id': 'ac-1',
                removes: [{ 'by-name': 'label', 'by-item-name': 'prop' }, { 'by-name': 'nothing' }],
                adds: [
                  { position: 'starting', title: 'Another', props: [{ name: 'priority', value: 'P1' }] },
                  { 'by-id': 'ac-1_smt', position: 'after', parts: [{ id: 'ac-1_gdn', name: 'guidance', prose: 'y' }] },
                  { 'by-id': 'ac-1_smt', position: 'ending', parts: [{ id: 'ac-1_smt.a', name: 'item', prose: 'z' }] },
                  { 'by-id': 'not-there', position: 'before', parts: [{ name: 'item' }] },
                ],
              },
              { 'control-id': 'zz-9', adds: [] },
            ],
          },
        },
      ),
    );
    const one = made.groups[0]?.controls[0];
    expect([one?.title, one?.params[0]?.values, one?.params[0]?.label, one?.params[0]?.constraints, one?.props]).toEqual([
      'Another',
      ['monthly'],
      'how often',
      ['no later'],
      [{ name: 'priority', value: 'P1' }],
    ]);
    expect(one?.parts.map((part) => [part.id, part.parts.map((inner) => inner.id)])).toEqual([
      ['ac-1_smt', ['ac-1_smt.a']],
      ['ac-1_gdn', []],
    ]);
    expect(made.params).toMatchObject([{ id: 'top', label: 'new', values: ['old'] }]);
    expect(notes.join('\n')).toMatch(
      /remove at ac-1 finds nothing[\s\S]*add at ac-1 finds no part "not-there"[\s\S]*sets 1 parameters that no chosen control has: nowhere[\s\S]*alters 1 controls that it does not choose: zz-9/,
    );
  });

  it.each<[string, unknown, Files, string]>([
    ['importing itself', profile({ imports: [{ href: 'root.json' }] }), {}, 'ASSAY-OSCAL-008'],
    [
      'a circle of three',
      profile({ imports: [{ href: 'b.json' }] }),
      { 'b.json': profile({ imports: [{ href: 'c.json' }] }), 'c.json': profile({ imports: [{ href: 'root.json' }] }) },
      'ASSAY-OSCAL-008',
    ],
    ['importing what is not there', profile({ imports: [{ href: 'nowhere.json' }] }), {}, 'ASSAY-OSCAL-009'],
    ['a resource that is not there', profile({ imports: [{ href: '#nothing' }] }), {}, 'ASSAY-OSCAL-009'],
    [
      'importing another model',
      profile({ imports: [{ href: 'plan.json' }] }),
      { 'plan.json': { 'system-security-plan': { uuid, metadata } } },
      'ASSAY-OSCAL-007',
    ],
    ['a control that the catalogue lacks', importing({ 'include-controls': [{ 'with-ids': ['ac-9'] }] }), {}, 'ASSAY-OSCAL-011'],
    ['excluding a control that the catalogue lacks', importing({ 'include-all': {}, 'exclude-controls': [{ 'with-ids': ['ac-9'] }] }), {}, 'ASSAY-OSCAL-011'],
    ['an empty pattern', importing({ 'include-controls': [{ matching: [{ pattern: '' }] }] }), {}, 'ASSAY-OSCAL-012'],
    ['a pattern without end', importing({ 'include-controls': [{ matching: [{ pattern: '*a'.repeat(200) }] }] }), {}, 'ASSAY-OSCAL-012'],
    ['no imports', profile({}), {}, 'ASSAY-OSCAL-003'],
    ['a way of combining that is none', importing({}, { merge: { combine: { method: 'shake' } } }), {}, 'ASSAY-OSCAL-004'],
    [
      'too many levels',
      profile({ imports: [{ href: '0' }] }),
      Object.fromEntries([...Array(40)].map((_, i) => [String(i), profile({ imports: [{ href: String(i + 1) }] })])),
      'ASSAY-OSCAL-006',
    ],
  ])('is refused for %s', (_, root, files, code) => expect(codes(root, files)).toContain(code));

  it('names every broken import and every unknown control at once', () => {
    expect(codes(profile({ imports: [{ href: 'x' }, { href: 'y' }] }))).toEqual(['ASSAY-OSCAL-009', 'ASSAY-OSCAL-009']);
    expect(codes(importing({ 'include-controls': [{ 'with-ids': ['a', 'b', 'c'] }] }))).toHaveLength(3);
  });

  it('that imports the next one twice, twenty times over, is resolved in as many steps', () => {
    const files = Object.fromEntries(
      [...Array(18)].map((_, i) => [`${i}`, profile({ imports: [i, i].map(() => ({ href: i === 17 ? 'catalog.json' : `${i + 1}` })) })]),
    );
    expect(ids(profile({ imports: [{ href: '0' }] }), files)).toEqual(ALL);
  });

  describe('that asks for a great deal', () => {
    const roomy: Limits = { imports: 3, looked: 100, selected: 100, compared: 100 };
    const thrice = (how: object) => profile({ imports: [1, 2, 3].map(() => ({ href: 'catalog.json', ...how })) });
    const some = { 'include-controls': [{ matching: [{ pattern: 'au*' }] }] };
    it.each<[string, unknown, Partial<Limits>, Partial<Limits>]>([
      ['imports of one profile', thrice({ 'include-all': {} }), { imports: 3 }, { imports: 2 }],
      ['controls that are looked through', thrice(some), { looked: 15 }, { looked: 14 }],
      ['controls that are selected, again and again', thrice({ 'include-all': {} }), { selected: 15 }, { selected: 14 }],
      ['comparisons over all selections', thrice(some), { compared: 15 }, { compared: 14 }],
    ])('is refused by the number of %s', (_, root, enough, scarce) => {
      expect(codes(root, {}, { ...roomy, ...enough })).toEqual(['resolved']);
      expect(codes(root, {}, { ...roomy, ...scarce })).toEqual(['ASSAY-OSCAL-006']);
    });

    it('is refused before it is resolved: thousands of imports of one catalogue', () => {
      expect(codes(profile({ imports: [...Array(16_000)].map(() => ({ href: 'catalog.json', 'include-all': {} })) }))).toEqual(['ASSAY-OSCAL-006']);
    });

    it('counts over profiles that draw from profiles', () => {
      expect(codes(importing({}), {}, { ...roomy, selected: 9 })).toEqual(['resolved']);
      expect(codes(profile({ imports: [{ href: 'in.json' }] }), { 'in.json': importing({}) }, { ...roomy, selected: 9 })).toEqual(['ASSAY-OSCAL-006']);
    });
  });

  it('over any web of imports resolves or is refused, and never runs on', () => {
    const web = fc.array(fc.array(fc.nat(6), { maxLength: 3 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(web, (links) => {
        const files = Object.fromEntries(
          links.map((to, i) => [`${i}.json`, profile({ imports: to.map((n) => ({ href: n === 6 ? 'catalog.json' : `${n}.json`, 'include-all': {} })) })]),
        );
        const found = codes(profile({ imports: [{ href: '0.json', 'include-all': {} }] }), files);
        expect(found.every((code) => ['resolved', 'ASSAY-OSCAL-003', 'ASSAY-OSCAL-006', 'ASSAY-OSCAL-008', 'ASSAY-OSCAL-009'].includes(code))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a pattern', () => {
  it('matches as a regular expression of the same meaning does', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (pattern, id) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(id);
        expect(patternOf(pattern, 'f', 'at', [])?.(id)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});
