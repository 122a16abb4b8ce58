import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant, type Json, Refused } from '../../core/index.ts';
import { parseCpe } from '../component/cpe.ts';
import type { Bom, Component } from '../component/model.ts';
import { parsePurl } from '../component/purl.ts';
import type { ComponentExposure, Exposure, Finding } from '../exposure/model.ts';
import type { OnMap } from '../exposure/on-map.ts';
import type { Ranked } from '../exposure/rank.ts';
import { applyVex } from './apply.ts';
import { composed } from './compose.ts';
import { VEX_FORMATS } from './model.ts';
import { readVex } from './read.ts';
import { vexText } from './write.ts';

const AT = Instant.parse('2026-06-01T00:00:00Z');

const part = (ref: string, purl: string, more: Partial<Component> = {}): Component => ({
  ref,
  type: 'library',
  name: ref,
  version: '1.0',
  purl: parsePurl(purl),
  cpes: [],
  upstreams: [],
  hashes: [],
  licences: [],
  scope: 'required',
  place: { field: ref },
  ...more,
});
const CAMERA = part('camera', 'pkg:generic/acme/camera@2.0', { type: 'firmware' });
const TLS = part('tls', 'pkg:generic/tls@1.0', {
  hashes: [{ algorithm: 'sha-256', hex: 'aa'.repeat(32) }],
  cpes: [parseCpe('cpe:2.3:a:acme:tls:1.0:*:*:*:*:*:*:*')],
});
const BOM: Bom = {
  format: 'cyclonedx-json',
  specVersion: '1.6',
  serial: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
  tools: [],
  root: CAMERA,
  components: [TLS],
  dependencies: [],
  skipped: [],
  faults: [],
};
const FINDING: Finding = {
  vulnerability: 'CVE-2024-0001',
  aliases: ['GHSA-aaaa-bbbb-cccc'],
  summary: 'A hole',
  state: 'affected',
  said: [{ advisory: 'GHSA-aaaa-bbbb-cccc', source: 'GHSA', state: 'affected', by: 'npm tls', why: 'a range holds it' }],
  disagree: false,
  fixed: '1.1',
  closings: [],
};
const component: ComponentExposure = { ref: 'tls', name: 'tls', version: '1.0', state: 'affected', by: [], weak: false, unmatched: [], findings: [FINDING] };
const EXPOSURE: Exposure = {
  components: [component],
  counts: { 'not-matchable': 0, affected: 1, perhaps: 0, 'not-affected': 0 },
  coverage: { ecosystems: new Map(), products: 0, advisories: 1, withdrawn: 0, exploited: 0, likely: 0, unread: 0, told: [], refusedJoins: 0 },
};

const openvex = (statement: object, more: object = {}) =>
  JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'urn:x:1',
    author: 'ACME',
    timestamp: '2026-01-01T00:00:00Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: 'CVE-2024-0001' },
        products: [{ '@id': 'pkg:generic/acme/camera@2.0', subcomponents: [{ '@id': 'pkg:generic/tls@1.0' }] }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        ...statement,
      },
    ],
    ...more,
  });
const applied = (text: string, authors: readonly string[] = ['ACME'], bom: Bom = BOM) =>
  applyVex(EXPOSURE, bom, [readVex(text, 'f')], { authors, at: AT }).components[0]?.findings[0] as Finding;

describe('a statement', () => {
  it('of a trusted author about this component in this product closes the match, which stays to be seen', () => {
    const exposure = applyVex(EXPOSURE, BOM, [readVex(openvex({}), 'f')], { authors: ['ACME'], at: AT });
    expect(exposure.counts).toEqual({ 'not-matchable': 0, affected: 0, perhaps: 0, 'not-affected': 1 });
    expect(exposure.components[0]?.findings[0]).toMatchObject({
      state: 'not-affected',
      closings: [{ applies: true, author: 'ACME', status: 'not_affected', reason: 'vulnerable code not present' }],
    });
  });

  it.each<[string, object]>([
    ['by a purl without version', { products: [{ '@id': 'pkg:generic/acme/camera', subcomponents: [{ '@id': 'pkg:generic/tls' }] }] }],
    ['of the whole product', { products: [{ '@id': 'pkg:generic/acme/camera@2.0' }] }],
    ['of the component itself', { products: [{ '@id': 'pkg:generic/tls@1.0' }] }],
    ['by hash', { products: [{ '@id': 'urn:x', hashes: { 'sha-256': 'aa'.repeat(32) } }] }],
    ['by CPE', { products: [{ '@id': 'urn:x', identifiers: { cpe23: 'cpe:2.3:a:acme:tls:*:*:*:*:*:*:*:*' } }] }],
    ['by another name of the vulnerability', { vulnerability: { name: 'GHSA-aaaa-bbbb-cccc' } }],
    ['that says fixed', { status: 'fixed', justification: undefined }],
    ['whose end has not come', { status_notes: 'Valid until 2026-07-01T00:00:00Z.' }],
  ])('%s closes it', (_, statement) => expect(applied(openvex(statement)).state).toBe('not-affected'));

  const csaf = (category: string, name: string, helper: object, list = 'known_not_affected') =>
    JSON.stringify({
      document: {
        category: 'csaf_vex',
        csaf_version: '2.0',
        title: 't',
        publisher: { category: 'vendor', name: 'ACME', namespace: 'https://acme.example' },
        tracking: { id: 'ACME-1', status: 'final', version: '1', initial_release_date: '2026-01-01T00:00:00Z', current_release_date: '2026-01-01T00:00:00Z' },
      },
      product_tree: { branches: [{ category, name, product: { product_id: 'P', name: 'tls', product_identification_helper: helper } }] },
      vulnerabilities: [{ cve: 'CVE-2024-0001', product_status: { [list]: ['P'] }, flags: [{ label: 'vulnerable_code_not_present', product_ids: ['P'] }] }],
    });
  const [purl, cpe] = [{ purl: 'pkg:generic/tls' }, { cpe: 'cpe:2.3:a:acme:tls:*:*:*:*:*:*:*:*' }];

  it.each<[string, string, string, object, Finding['state']]>([
    ['this version', 'product_version', '1.0', purl, 'not-affected'],
    ['this version', 'product_version', '1.0', cpe, 'not-affected'],
    ['another version', 'product_version', '2.0', purl, 'affected'],
    ['another version', 'product_version', '2.0', cpe, 'affected'],
    ['a range of versions', 'product_version_range', 'vers:generic/>=2.0', purl, 'affected'],
    ['a range of versions', 'product_version_range', 'vers:generic/>=2.0', cpe, 'affected'],
  ])('of CSAF about %s, by the branch %s %s', (_, category, name, helper, state) => {
    expect(applied(csaf(category, name, helper)).state).toBe(state);
  });

  it('of CSAF that says affected of a range keeps the match open', () => {
    const open = readVex(csaf('product_version_range', 'vers:generic/<2.0', purl, 'known_affected'), 'f');
    const closing = { ...readVex(openvex({}), 'f'), author: 'OTHER' };
    const other = { ...closing, statements: closing.statements.map((each) => ({ ...each, author: 'OTHER' })) };
    expect(applyVex(EXPOSURE, BOM, [open, other], { authors: ['ACME', 'OTHER'], at: AT }).components[0]?.findings[0]?.state).toBe('affected');
  });

  it('of CycloneDX about a component of another version does not speak of it', () => {
    const of = (version: string) =>
      JSON.stringify({
        bomFormat: 'CycloneDX',
        specVersion: '1.5',
        version: 1,
        metadata: { timestamp: '2026-01-01T00:00:00Z', supplier: { name: 'ACME' } },
        components: [{ type: 'library', 'bom-ref': 'x', name: 'tls', version, purl: 'pkg:generic/tls' }],
        vulnerabilities: [{ id: 'CVE-2024-0001', analysis: { state: 'not_affected', justification: 'code_not_present' }, affects: [{ ref: 'x' }] }],
      });
    expect([applied(of('1.0')).state, applied(of('2.0')).state]).toEqual(['not-affected', 'affected']);
  });

  it('of a version is about a component whose version stands beside its purl', () => {
    const bom = { ...BOM, components: [part('tls', 'pkg:generic/tls')] };
    const of = (version: string) => openvex({ products: [{ '@id': `pkg:generic/tls@${version}` }] });
    expect([applied(of('1.0'), ['ACME'], bom).state, applied(of('2.0'), ['ACME'], bom).state]).toEqual(['not-affected', 'affected']);
  });

  it('that names two ends ends at the earlier', () => {
    const notes = { status_notes: 'Valid until 2026-07-01T00:00:00Z. Valid until 2026-05-01T00:00:00Z.' };
    expect(applied(openvex(notes)).state).toBe('affected');
  });

  it.each<[string, object]>([
    ['of another product', { products: [{ '@id': 'pkg:generic/acme/doorbell@2.0', subcomponents: [{ '@id': 'pkg:generic/tls@1.0' }] }] }],
    ['of another version', { products: [{ '@id': 'pkg:generic/acme/camera@1.0' }] }],
    ['of another component', { products: [{ '@id': 'pkg:generic/acme/camera@2.0', subcomponents: [{ '@id': 'pkg:generic/ssh@1.0' }] }] }],
    ['of another vulnerability', { vulnerability: { name: 'CVE-2024-0002' } }],
    ['of a file with another hash', { products: [{ '@id': 'pkg:generic/tls@1.0', hashes: { 'sha-256': 'bb'.repeat(32) } }] }],
    ['by a name in words', { products: [{ '@id': 'https://acme.example/tls' }] }],
    ['of a qualifier that it has not', { products: [{ '@id': 'pkg:generic/tls@1.0?arch=arm' }] }],
    ['by a CPE of every product', { products: [{ '@id': 'urn:x', identifiers: { cpe23: `cpe:2.3:a:acme:*${':*'.repeat(8)}` } }] }],
    ['without a reason', { justification: undefined }],
    ['with a reason that nobody knows', { justification: 'we_looked' }],
  ])('%s does not speak of it', (_, statement) => expect(applied(openvex(statement))).toEqual(FINDING));

  it.each<[string, object, string]>([
    ['that ended', { status_notes: 'Valid until 2026-05-01T00:00:00Z.' }, 'it ended on 2026-05-01T00:00:00Z'],
    ['that begins later', { timestamp: '2026-07-01T00:00:00Z' }, 'it begins on 2026-07-01T00:00:00Z'],
    ['that is being looked into', { status: 'under_investigation', justification: undefined }, 'it says under investigation'],
  ])('%s is shown with why it does not close', (_, statement, not) =>
    expect(applied(openvex(statement))).toMatchObject({ state: 'affected', closings: [{ applies: false, not }] }),
  );

  it('of somebody who was not named as trusted closes nothing', () =>
    expect(applied(openvex({}), ['Somebody else'])).toMatchObject({
      state: 'affected',
      closings: [{ applies: false, not: 'its author "ACME" is not among those that were named as trusted' }],
    }));

  it('is overtaken by a later one of the same author, and not overruled by another who is trusted', () => {
    const later = readVex(openvex({ status: 'affected', action_statement: 'Update.', justification: undefined, timestamp: '2026-02-01T00:00:00Z' }), 'f');
    const finding = (documents: readonly ReturnType<typeof readVex>[]) =>
      applyVex(EXPOSURE, BOM, documents, { authors: ['ACME', 'Vendor'], at: AT }).components[0]?.findings[0];
    expect(finding([readVex(openvex({}), 'f'), later])?.state).toBe('affected');
    expect(finding([readVex(openvex({}, { author: 'Vendor' }), 'f'), later])).toMatchObject({ state: 'affected' });
  });
});

describe('a document that breaks rules', () => {
  it('says which', () => {
    const { problems, statements } = readVex(openvex({ status: 'fine' }, { author: undefined }), 'f');
    expect(problems).toEqual(['the document has no author', `statements[0] has no status that is known (not_affected, affected, fixed, under_investigation)`]);
    expect(statements).toEqual([]);
  });

  it('or is none is refused', () => {
    const codes = (text: string) => {
      try {
        readVex(text, 'f');
        return [];
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return error.faults.map(({ code }) => code);
      }
    };
    expect(codes('{}')).toEqual(['ASSAY-VEX-001']);
    expect(codes('{"document":{"csaf_version":"2.0"}}')).toEqual(['ASSAY-ADVISORY-002']);
  });

  it('or is anything throws nothing else', () => {
    const real = [openvex({}), vexText('csaf', written('affected')), vexText('cyclonedx', written('affected'))];
    fc.assert(
      fc.property(fc.constantFrom(...real), fc.nat(), fc.jsonValue(), (text, at, value) => {
        const copy = JSON.parse(text) as Json;
        const places: (() => void)[] = [];
        const walk = (node: Json) => {
          if (typeof node !== 'object' || node === null) return;
          for (const key of Object.keys(node)) {
            places.push(() => Reflect.set(node, key, value));
            walk(Reflect.get(node, key) as Json);
          }
        };
        walk(copy);
        places[at % places.length]?.();
        try {
          applyVex(EXPOSURE, BOM, [readVex(JSON.stringify(copy), 'f')], { authors: ['ACME'], at: AT });
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
        }
      }),
      { numRuns: 1500 },
    );
  });
});

const ON_MAP: OnMap = {
  profile: { needs: 'reach', gives: 'code', exploited: false },
  steps: ['s'],
  from: ['camera:reach'],
  reachable: 'proven-closed',
  added: [],
  opens: 0,
  saves: 0,
};
const UNTIL = Instant.parse('2026-08-01T00:00:00Z');

function written(kind: 'closed' | 'affected' | 'perhaps') {
  const finding: Finding = kind === 'perhaps' ? { ...FINDING, state: 'perhaps' } : FINDING;
  const ranked: Ranked = { component, finding, ...(kind === 'closed' ? { onMap: ON_MAP } : {}) };
  const step = { id: 's', sentence: 'Talks to the camera.', controls: ['no-open-ports@camera'], evidence: [12], until: UNTIL };
  const statements = composed({ ranked: [ranked], byRef: new Map([['tls', TLS]]), closedBefore: () => [step], ledger: 'assay.example', at: AT });
  return { author: 'ACME', namespace: 'https://acme.example', product: CAMERA, bom: BOM, at: AT, statements };
}

describe('what is written', () => {
  it.each(VEX_FORMATS)('as %s is read back, with the evidence as its reason and the end of the evidence as its end', (format) => {
    const document = readVex(vexText(format, written('closed')), 'f');
    expect(document.problems).toEqual([]);
    expect(document.statements).toMatchObject([
      {
        vulnerability: 'CVE-2024-0001',
        status: 'not_affected',
        author: 'ACME',
        until: '2026-08-01T00:00:00Z',
        justification: 'vulnerable_code_cannot_be_controlled_by_adversary',
      },
    ]);
    expect(document.statements[0]?.reason).toContain('closed by no-open-ports@camera, entries 12 of assay.example');
    const finding = applyVex(EXPOSURE, BOM, [document], { authors: ['ACME'], at: AT }).components[0]?.findings[0];
    expect(finding?.state).toBe('not-affected');
    const after = applyVex(EXPOSURE, BOM, [document], { authors: ['ACME'], at: UNTIL }).components[0]?.findings[0];
    expect(after).toMatchObject({ state: 'affected', closings: [{ not: 'it ended on 2026-08-01T00:00:00Z' }] });
  });

  it.each(VEX_FORMATS)('as %s says affected with what to do, or that it is being looked into, and never more', (format) => {
    expect(readVex(vexText(format, written('affected')), 'f')).toMatchObject({ problems: [], statements: [{ status: 'affected' }] });
    expect(readVex(vexText(format, written('perhaps')), 'f')).toMatchObject({ problems: [], statements: [{ status: 'under_investigation' }] });
  });

  it('is not affected only while its evidence holds', () => {
    const given = (until: Instant | undefined) =>
      composed({
        ranked: [{ component, finding: FINDING, onMap: ON_MAP }],
        byRef: new Map([['tls', TLS]]),
        closedBefore: () => [{ id: 's', sentence: 'S.', controls: ['c@p'], evidence: [1], ...(until === undefined ? {} : { until }) }],
        ledger: 'l',
        at: AT,
      }).map(({ status }) => status);
    expect([given(UNTIL), given(AT), given(undefined)]).toEqual([['not_affected'], ['affected'], ['affected']]);
  });

  it('is nothing where nothing is known, and of nobody where the product has no name', () => {
    expect(() => composed({ ranked: [], byRef: new Map(), closedBefore: () => [], ledger: 'l', at: AT })).toThrow('ASSAY-VEX-002');
    const { purl: _, ...nameless } = CAMERA;
    expect(() => vexText('openvex', { ...written('affected'), product: nameless, bom: {} })).toThrow('ASSAY-VEX-003');
  });
});
