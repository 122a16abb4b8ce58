import { describe, expect, it } from 'vitest';
import type { OscalCatalog, OscalControl, OscalPart, OscalProp } from './model.ts';
import { standardOfCatalog } from './standard.ts';

const control = (id: string, more: Partial<OscalControl> = {}): OscalControl => ({
  id,
  title: `Title of ${id}`,
  params: [],
  props: [],
  links: [],
  parts: [],
  controls: [],
  ...more,
});
const part = (name: string, more: Partial<OscalPart> = {}): OscalPart => ({ name, props: [], links: [], parts: [], ...more });
const catalog = (controls: readonly OscalControl[], { title = 'A catalogue', props = [] as readonly OscalProp[], version = '1' } = {}): OscalCatalog => ({
  metadata: { title, version, oscalVersion: '1.1.3', props, links: [] },
  params: [],
  groups: [],
  controls,
});
const CPRT = 'https://csrc.nist.gov/ns/cprt';
const csf = (version: string): readonly OscalProp[] => [
  { name: 'framework-identifier', value: 'CSF', ns: CPRT },
  { name: 'framework-version-identifier', value: version, ns: CPRT },
];
const status = (value: string): OscalProp => ({ name: 'status', value });
const requirements = (made: OscalCatalog, levels?: readonly string[]) => standardOfCatalog(made, 'x', levels).standard.requirements;

describe('a catalogue as a standard', () => {
  it.each<[string, OscalControl, unknown]>([
    ['in force', control('a'), undefined],
    ['of another status', control('a', { props: [status('operational')] }), undefined],
    ['withdrawn', control('a', { props: [status('withdrawn')] }), { reason: 'Withdrawn by the standard, which names nothing in its place.' }],
    ['withdrawn in capitals', control('a', { props: [status('Withdrawn')] }), { reason: expect.stringContaining('Withdrawn') }],
    [
      'incorporated',
      control('a', {
        props: [status('withdrawn')],
        links: [
          { href: '#b', rel: 'incorporated-into' },
          { href: '#c', rel: 'incorporated-into' },
        ],
      }),
      { reason: 'Incorporated into b, c.', replacedBy: ['b', 'c'] },
    ],
    ['moved', control('a', { props: [status('withdrawn')], links: [{ href: '#b', rel: 'moved-to' }] }), { reason: 'Moved to b.', replacedBy: ['b'] }],
    [
      'linked as related only',
      control('a', { props: [status('withdrawn')], links: [{ href: '#b', rel: 'related' }] }),
      { reason: expect.stringContaining('names nothing') },
    ],
  ])('%s', (_, one, withdrawn) => expect(requirements(catalog([one]))[0]?.withdrawn).toEqual(withdrawn));

  it('makes each control and enhancement a requirement under its own id and label', () => {
    const one = control('ac-2', {
      props: [
        { name: 'label', value: 'AC-02', class: 'zero-padded' },
        { name: 'label', value: 'AC-2' },
      ],
      controls: [control('ac-2.1')],
    });
    expect(requirements(catalog([one]))).toMatchObject([{ id: 'ac-2', label: 'AC-2', title: 'Title of ac-2' }, { id: 'ac-2.1' }]);
  });

  it('takes levels from properties, from the title of a baseline and from whoever imports', () => {
    const leveled = control('a', {
      props: [
        { name: 'level', value: 'L2' },
        { name: 'implementation-level', value: 'system' },
      ],
    });
    const standard = standardOfCatalog(catalog([leveled], { title: 'Rev 5 MODERATE IMPACT BASELINE', version: '5.1' }), 'x', ['mine']).standard;
    expect([standard.edition, standard.requirements[0]?.levels]).toEqual(['5.1 mine moderate', ['mine', 'moderate', 'L2']]);
  });

  it('keeps statement with its items, parameters and what is related', () => {
    const one = control('a', {
      params: [{ id: 'p', label: 'l', values: [], guidelines: [], constraints: [], props: [], links: [] }],
      links: [{ href: '#b', rel: 'related' }],
      parts: [
        part('statement', { prose: 'Do:', parts: [part('item', { props: [{ name: 'label', value: 'a.' }], prose: 'this' })] }),
        part('guidance', { prose: 'because' }),
      ],
    });
    const { details } = standardOfCatalog(catalog([one]), 'x');
    expect(details['a']).toMatchObject({ statement: 'Do:\n  a. this', params: [{ id: 'p' }], related: ['b'] });
    expect(details['a']?.rest?.parts.map((each) => each.name)).toEqual(['statement', 'guidance']);
  });
});

describe('what CSF 2.0 retired without saying so', () => {
  const example = part('example', { prose: 'Ex1' });
  const tree = [
    control('GV.OC', {
      class: 'category',
      controls: [
        control('GV.OC-01', { class: 'subcategory', title: 'GV.OC-01', parts: [part('statement', { prose: 'Known' }), example] }),
        control('GV.OC-09', { class: 'subcategory' }),
      ],
    }),
    control('ID.BE', { class: 'category', controls: [control('ID.BE-01', { class: 'subcategory' })] }),
  ];
  const out = (made: OscalCatalog) =>
    requirements(made)
      .filter((one) => one.withdrawn !== undefined)
      .map((one) => one.id);

  it('is told by the examples that every subcategory of 2.0 has', () => {
    const made = standardOfCatalog(catalog(tree, { props: csf('CSF_2_0_0') }), 'nist-csf');
    expect(out(catalog(tree, { props: csf('CSF_2_0_0') }))).toEqual(['GV.OC-09', 'ID.BE-01']);
    expect(made.standard.groups).toMatchObject([{ id: 'GV.OC' }, { id: 'ID.BE', withdrawn: { reason: expect.stringContaining('None of its subcategories') } }]);
    expect(made.standard.requirements[0]).toEqual({ id: 'GV.OC-01', title: 'Known', group: 'GV.OC' });
    expect(made.repairs).toHaveLength(1);
  });

  it.each<[string, readonly OscalProp[]]>([
    [
      'another framework',
      [
        { name: 'framework-identifier', value: 'SSDF', ns: CPRT },
        { name: 'framework-version-identifier', value: 'SSDF_2_0_0', ns: CPRT },
      ],
    ],
    ['CSF 1.1', csf('CSF_1_1_0')],
    ['CSF 2.1', csf('CSF_2_1_0')],
    ['a catalogue that says nothing of itself', []],
  ])('is not asked of %s', (_, props) => {
    expect(out(catalog(tree, { props }))).toEqual([]);
    expect(standardOfCatalog(catalog(tree, { props }), 'x').repairs).toEqual([]);
  });

  it('is not asked where the catalogue says it itself', () => {
    const said = [
      control('ID.BE', {
        class: 'category',
        props: [status('withdrawn')],
        controls: [control('ID.BE-01', { class: 'subcategory', props: [status('withdrawn')], links: [{ href: '#GV.OC-01', rel: 'moved-to' }] })],
      }),
    ];
    const made = standardOfCatalog(catalog(said, { props: csf('CSF_2_0_1') }), 'nist-csf');
    expect(made.standard.requirements[0]?.withdrawn).toEqual({ reason: 'Moved to GV.OC-01.', replacedBy: ['GV.OC-01'] });
    expect(made.repairs).toEqual([]);
  });
});
