import { describe, expect, it } from 'vitest';
import { Digest, Instant, type Refused } from '../../core/index.ts';
import type { ImportContext, Mapping } from '../../evidence/import/model.ts';
import { NAMESPACE } from '../report/oscal/parts.ts';
import { oscalResults } from './results-evidence.ts';

const uuid = '11111111-1111-4111-8111-111111111111';
const metadata = { title: 'Review', 'last-modified': '2026-01-01T00:00:00Z', version: '7', 'oscal-version': '1.1.3' };
const own = (name: string, value: string) => ({ name, ns: NAMESPACE, value });
const finding = (state: string, props: readonly object[] = [], more: object = {}) => ({
  uuid,
  title: 'Debug is closed',
  description: 'd',
  target: { type: 'objective-id', 'target-id': 'ac-6_obj', status: { state } },
  props,
  'related-observations': [{ 'observation-uuid': 'o' }],
  ...more,
});
const observation = (more: object = {}) => ({ uuid: 'o', description: 'd', methods: ['TEST'], collected: '2026-10-01T02:00:00+02:00', ...more });
const results = (findings: readonly object[], observations: readonly object[] = [observation()]) =>
  JSON.stringify({
    'assessment-results': {
      uuid,
      metadata,
      'import-ap': { href: '#x' },
      results: [{ uuid, title: 'R', description: 'd', start: '2026-09-30T00:00:00Z', findings, observations }],
    },
  });

const context: ImportContext = {
  file: 'ar.json',
  now: Instant.parse('2026-11-01T00:00:00Z'),
  subjects: new Set(['camera', 'hub']),
  names: new Map([['the camera', 'camera']]),
  digest: Digest.of('x'),
};
const read = (text: string, mapping?: Mapping) => oscalResults.read(text, context, mapping);
const NAMED = [own('claim', 'device.debug-closed'), own('subject', 'camera')];

describe('assessment results as evidence', () => {
  it('a satisfied finding that names claim and subject becomes a statement, as import and no fresher than what was seen', () => {
    const made = read(results([finding('satisfied', NAMED)]));
    expect(made.evidence).toMatchObject([
      {
        subject: 'camera',
        claim: 'device.debug-closed',
        value: true,
        method: 'import',
        observedAt: '2026-10-01T00:00:00Z',
        source: 'Review, version 7 (OSCAL assessment results)',
        raw: { mediaType: 'application/oscal+json' },
      },
    ]);
    expect([made.items, made.carried, made.unclaimed.length]).toEqual([1, 1, 0]);
  });

  it('one that is not satisfied says that the claim did not hold, and cites the finding', () => {
    expect(read(results([finding('not-satisfied', NAMED)])).evidence).toMatchObject([
      { value: false, finding: { id: uuid, title: 'Debug is closed', refs: ['ac-6_obj'] } },
    ]);
  });

  it.each<[string, object, string]>([
    ['no claim', finding('satisfied'), 'no claim is named for it'],
    ['a claim that nobody declared', finding('satisfied', [own('claim', 'all.is-well'), own('subject', 'camera')]), 'nobody has declared'],
    [
      'a claim in a namespace of somebody else',
      finding('satisfied', [{ name: 'claim', ns: 'https://example.org', value: 'device.debug-closed' }]),
      'no claim is named',
    ],
    ['no subject', finding('satisfied', [own('claim', 'device.debug-closed')]), 'names no subject'],
    ['a state of its own', finding('mostly', NAMED), 'neither satisfied'],
  ])('makes no statement of a finding with %s, and keeps it', (_, one, why) => {
    const made = read(results([one]));
    expect(made.evidence).toEqual([]);
    expect(made.unclaimed).toMatchObject([
      { at: 'assessment-results.results[0].findings[0]', why: expect.stringContaining(why), item: { title: 'Debug is closed' } },
    ]);
  });

  it('a control that is satisfied is evidence of nothing by its name', () => {
    expect(
      read(results([finding('satisfied', [], { target: { type: 'objective-id', 'target-id': 'device.debug-closed', status: { state: 'satisfied' } } })]))
        .evidence,
    ).toEqual([]);
  });

  it('what an observation says of claims is not what the finding concludes', () => {
    expect(read(results([finding('satisfied')], [observation({ props: NAMED })])).evidence).toEqual([]);
  });

  it('a subject that the map does not have is listed', () => {
    const made = read(results([finding('satisfied', [own('claim', 'device.debug-closed'), own('subject', 'camra')])]));
    expect([made.evidence, made.unknownSubjects]).toEqual([[], [{ name: 'camra', items: 1, nearest: ['camera'] }]]);
  });

  it('names of subjects are looked up on the map, each of several for itself', () => {
    const subjects = [
      { 'subject-uuid': 'a', type: 'component', title: 'The Camera' },
      { 'subject-uuid': 'b', type: 'inventory-item', props: [{ name: 'asset-id', value: 'hub' }] },
    ];
    const made = read(results([finding('not-satisfied', [own('claim', 'device.debug-closed')])], [observation({ subjects })]));
    expect(made.evidence.map((one) => [one.subject, one.value])).toEqual([
      ['camera', false],
      ['hub', false],
    ]);
  });

  it('lasts no longer than its observation', () => {
    const lasting = (expires: string) => read(results([finding('satisfied', NAMED)], [observation({ expires })]));
    expect(lasting('2026-10-03T00:00:00Z').evidence[0]?.validFor).toBe('P2D');
    expect(lasting('2026-10-01T12:00:00Z').evidence[0]?.validFor).toBe('PT43200S');
    expect(lasting('2036-10-03T00:00:00Z').evidence[0]?.validFor).not.toMatch(/P3\d{3}D/);
    const over = lasting('2026-09-01T00:00:00Z');
    expect([over.evidence, over.withheld?.length]).toEqual([[], 1]);
  });

  describe('is no fresher than what it rests on', () => {
    const at = (state: string, one: object, observations: readonly object[]) => {
      const { evidence, withheld } = read(results([finding(state, NAMED, one)], observations));
      return [evidence[0]?.observedAt, withheld?.[0]?.why];
    };
    const two = { 'related-observations': [{ 'observation-uuid': 'o' }, { 'observation-uuid': 'P' }] };
    const DANGLING = 'it cites an observation that is not there';

    it.each<[string, unknown, unknown]>([
      [
        'the oldest of its observations',
        at('satisfied', two, [observation(), observation({ uuid: 'p', collected: '2026-02-01T00:00:00Z' })]),
        ['2026-02-01T00:00:00Z', undefined],
      ],
      ['uuids are the same in large letters', at('satisfied', {}, [observation({ uuid: 'O' })]), ['2026-10-01T00:00:00Z', undefined]],
      ['an observation that is not there', at('satisfied', two, [observation()]), [undefined, DANGLING]],
      ['no observation of those it cites', at('satisfied', {}, []), [undefined, DANGLING]],
      ['none cited at all', at('satisfied', { 'related-observations': [] }, []), [undefined, 'it cites no observation, so nobody says what was seen']],
      ['one that failed and cites what is not there stands, and is no later than the start', at('not-satisfied', {}, []), ['2026-09-30T00:00:00Z', undefined]],
      ['one that failed and cites nothing stands', at('not-satisfied', { 'related-observations': [] }, []), ['2026-09-30T00:00:00Z', undefined]],
      [
        'an observation without a moment: the start at the most',
        at('satisfied', {}, [observation({ collected: undefined })]),
        ['2026-09-30T00:00:00Z', undefined],
      ],
      [
        'one without a moment beside one before the start',
        at('satisfied', two, [observation({ collected: undefined }), observation({ uuid: 'p', collected: '2026-02-01T00:00:00Z' })]),
        ['2026-02-01T00:00:00Z', undefined],
      ],
      [
        'one without a moment beside one after the start',
        at('satisfied', two, [observation({ collected: undefined }), observation({ uuid: 'p' })]),
        ['2026-09-30T00:00:00Z', undefined],
      ],
      [
        'one without a moment that had expired at the start',
        at('satisfied', {}, [observation({ collected: undefined, expires: '2026-09-29T00:00:00Z' })]),
        [undefined, 'its observation had expired when it was collected'],
      ],
    ])('%s', (_, made, expected) => expect(made).toEqual(expected));

    it('an observation that expires at no moment that can be read proves nothing', () =>
      expect(at('satisfied', {}, [observation({ expires: 'soon' })])).toEqual([undefined, 'its observation expires at what is no moment']));

    it('an observation without a moment expires from the start', () =>
      expect(read(results([finding('satisfied', NAMED)], [observation({ collected: undefined, expires: '2026-10-02T00:00:00Z' })])).evidence[0]?.validFor).toBe(
        'P2D',
      ));

    it.each([
      ['P1D', 'P1D'],
      ['P3D', 'P2D'],
    ])('a mapping that says %s beside an observation of two days gives %s', (validFor, expected) => {
      const mapping: Mapping = { rules: [{ when: { 'target-id': '*' }, claim: 'device.debug-closed', value: { is: true }, subject: { is: 'hub' }, validFor }] };
      expect(read(results([finding('satisfied')], [observation({ expires: '2026-10-03T00:00:00Z' })]), mapping).evidence[0]?.validFor).toBe(expected);
    });
  });

  it.each<[string, object, readonly unknown[], readonly unknown[]]>([
    ['that is on the map', { title: 'The Camera' }, ['camera'], []],
    ['that is not on the map', { title: 'lab-prototype-7' }, [], ['lab-prototype-7']],
    ['that is known by its address alone', { title: 'lab', props: [{ name: 'hostname', value: 'hub' }] }, ['hub'], []],
  ])('is about the thing %s that was observed, whatever the command says', (_, more, subjects, unknown) => {
    const text = results(
      [finding('satisfied', [own('claim', 'device.debug-closed')])],
      [observation({ subjects: [{ 'subject-uuid': 'u', type: 'component', ...more }] })],
    );
    const made = oscalResults.read(text, { ...context, subject: 'camera' });
    expect([made.evidence.map((one) => one.subject), made.unknownSubjects.map((one) => one.name)]).toEqual([subjects, unknown]);
  });

  it('is about what the command says where nothing was named', () =>
    expect(oscalResults.read(results([finding('satisfied', [own('claim', 'device.debug-closed')])]), { ...context, subject: 'hub' }).evidence[0]?.subject).toBe(
      'hub',
    ));

  it('many findings and observations are matched once each', () => {
    const many = 5000;
    const list = Array.from({ length: many }, (_, i) => `u${i}`);
    const made = read(
      results(
        list.map((id) => finding('satisfied', NAMED, { 'related-observations': [{ 'observation-uuid': id }] })),
        list.map((id) => observation({ uuid: id })),
      ),
    );
    expect([made.items, made.carried]).toEqual([many, many]);
  });

  it('findings that each cite one observation of many things are refused where their product is out of hand', () => {
    const subjects = Array.from({ length: 450 }, (_, i) => ({ 'subject-uuid': `s${i}`, type: 'component' }));
    const text = results(Array(450).fill(finding('satisfied')), [observation({ subjects })]);
    expect(() => read(text)).toThrow(expect.objectContaining({ faults: [expect.objectContaining({ code: 'ASSAY-IMPORT-003' })] }));
  });

  it('a mapping names the claim, and cannot make more of it than import', () => {
    const mapping: Mapping = {
      file: 'm.yaml',
      rules: [{ when: { 'target-id': 'ac-6*' }, claim: 'device.debug-closed', value: { is: true }, subject: { is: 'hub' }, method: 'drill' }],
    };
    const made = read(results([finding('satisfied')]), mapping);
    expect(made.evidence).toMatchObject([{ subject: 'hub', method: 'import' }]);
    expect(made.assumed).toContain('rule 1 of the mapping says drill: what others assessed is taken as import');
    const less: Mapping = { rules: [{ when: {}, claim: 'device.debug-closed', value: { is: true }, subject: { is: 'hub' }, method: 'attestation' }] };
    expect(read(results([finding('satisfied')]), less).evidence[0]?.method).toBe('attestation');
  });

  it('lists the fields that no statement carries', () => {
    expect(read(results([finding('satisfied', NAMED)])).lost.map((one) => one.field)).toEqual(
      expect.arrayContaining(['assessment-results.import-ap.href', 'assessment-results.results[].observations[].methods[]']),
    );
  });

  it.each([
    ['another model', JSON.stringify({ catalog: { uuid, metadata } }), 'ASSAY-OSCAL-007'],
    ['another thing', '{"a":1}', 'ASSAY-OSCAL-001'],
    ['a finding without a target', results([{ uuid, title: 't', description: 'd' }]), 'ASSAY-OSCAL-003'],
  ])('refuses %s', (_, text, code) => {
    try {
      read(text);
      expect.unreachable();
    } catch (error) {
      expect((error as Refused).faults.map((fault) => fault.code)).toContain(code);
    }
  });

  it('is known by its look', () => {
    expect([results([]), '<assessment-results xmlns="x">', 'assessment-results:\n'].map((text) => oscalResults.recognises?.(`${text}`))).toEqual([
      true,
      true,
      true,
    ]);
    expect(oscalResults.recognises?.('{"catalog":1}')).toBe(false);
  });
});
