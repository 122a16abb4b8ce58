import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant, type Json, Refused } from '../../core/index.ts';
import { parseCpe } from '../component/cpe.ts';
import type { Bom, Component } from '../component/model.ts';
import { parsePurl } from '../component/purl.ts';
import type { ComponentExposure, Exposure, Finding } from '../exposure/model.ts';
import type { OnMap } from '../exposure/on-map.ts';
import type { Ranked } from '../exposure/rank.ts';
import { envelopeText, IN_TOTO } from '../statement/dsse.ts';
import { signBytes, statementKey, verifySignature } from '../statement/edge/signatures.ts';
import { statementBytes } from '../statement/statement.ts';
import { type StatementKey, signEnvelope } from '../statement/verify.ts';
import { applyVex } from './apply.ts';
import { composed } from './compose.ts';
import { VEX_FORMATS } from './model.ts';
import { readVex } from './read.ts';
import { type NamedKey, type ReceivedVex, receiveVex } from './received.ts';
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
const component: ComponentExposure = {
  ref: 'tls',
  name: 'tls',
  version: '1.0',
  state: 'affected',
  covered: true,
  by: [],
  weak: false,
  unmatched: [],
  findings: [FINDING],
};
const EXPOSURE: Exposure = {
  components: [component],
  counts: { 'not-matchable': 0, affected: 1, perhaps: 0, 'not-affected': 0 },
  coverage: { ecosystems: new Map(), whole: [], products: 0, advisories: 1, withdrawn: 0, exploited: 0, likely: 0, unread: 0, told: [], refusedJoins: 0 },
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
const bytes = (text: string) => new TextEncoder().encode(text);
/** As it comes in: named as trusted by the digest of its bytes, or not; and with these keys. */
const heard = (text: string, trusted = true, keys: readonly NamedKey[] = []): ReceivedVex =>
  receiveVex(bytes(text), 'f', { keys, files: new Set(trusted ? [Digest.of(bytes(text))] : []), verify: verifySignature });
const applied = (text: string, bom: Bom = BOM) => applyVex(EXPOSURE, bom, [heard(text)], AT).components[0]?.findings[0] as Finding;

describe('a statement', () => {
  it('in a file that is trusted about this component in this product closes the match, which stays to be seen', () => {
    const exposure = applyVex(EXPOSURE, BOM, [heard(openvex({}))], AT);
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
    const open = heard(csaf('product_version_range', 'vers:generic/<2.0', purl, 'known_affected'));
    expect(applyVex(EXPOSURE, BOM, [open, heard(openvex({}, { author: 'OTHER' }))], AT).components[0]?.findings[0]?.state).toBe('affected');
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

  it.each<[string, Json, Finding['state'], readonly string[]]>([
    ['this one', [{ version: '1.0' }], 'not-affected', []],
    [
      'this one among others',
      [
        { version: '0.9', status: 'affected' },
        { version: '1.0', status: 'unaffected' },
      ],
      'not-affected',
      [],
    ],
    ['others', [{ version: '2.0' }], 'affected', []],
    ['none', [], 'affected', []],
    [
      'a range',
      [{ range: 'vers:generic/<3.0' }],
      'affected',
      ['vulnerabilities[0].affects[0].versions[0] is a range or cannot be read, so the statement closes nothing of it'],
    ],
    [
      'one that is unknown',
      [{ version: '1.0', status: 'unknown' }],
      'affected',
      ['vulnerabilities[0].affects[0].versions[0] is of the status unknown, so the statement closes nothing of it'],
    ],
    ['a word', 'all', 'affected', ['vulnerabilities[0].affects[0].versions is no list, so the statement closes nothing of it']],
  ])('of CycloneDX that lists versions is about those: %s', (_, versions, state, problems) => {
    const document = (more: object) =>
      JSON.stringify({
        bomFormat: 'CycloneDX',
        specVersion: '1.6',
        version: 1,
        metadata: { timestamp: '2026-01-01T00:00:00Z', supplier: { name: 'ACME' } },
        components: [{ type: 'library', 'bom-ref': 'tls', name: 'tls', version: '1.0', purl: 'pkg:generic/tls@1.0' }],
        vulnerabilities: [{ id: 'CVE-2024-0001', analysis: { state: 'not_affected', justification: 'code_not_present' }, affects: [{ ref: 'tls', versions }] }],
        ...more,
      });
    expect([applied(document({})).state, readVex(document({}), 'f').problems]).toEqual([state, problems]);
    // Also where the document is of the very list, and the reference alone says which component.
    expect(applied(document({ serialNumber: BOM.serial })).state).toBe(state);
  });

  it('of a version is about a component whose version stands beside its purl', () => {
    const bom = { ...BOM, components: [part('tls', 'pkg:generic/tls')] };
    const of = (version: string) => openvex({ products: [{ '@id': `pkg:generic/tls@${version}` }] });
    expect([applied(of('1.0'), bom).state, applied(of('2.0'), bom).state]).toEqual(['not-affected', 'affected']);
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

  it('that is unsigned, in a file that nobody named, closes nothing, whoever it says is its author', () =>
    expect(applyVex(EXPOSURE, BOM, [heard(openvex({}), false)], AT).components[0]?.findings[0]).toMatchObject({
      state: 'affected',
      closings: [{ applies: false, standing: 'unsigned', not: 'without effect: said by ACME, unsigned' }],
    }));

  it('closes nothing of a component that is covered by no database: that is not known, and no clean bill', () => {
    const uncovered = { ...EXPOSURE, components: [{ ...component, covered: false }] };
    expect(applyVex(uncovered, BOM, [heard(openvex({}))], AT).components[0]?.state).toBe('not-matchable');
  });

  const affected = { status: 'affected', action_statement: 'Update.', justification: undefined };
  const finding = (...received: readonly ReceivedVex[]) => applyVex(EXPOSURE, BOM, received, AT).components[0]?.findings[0];

  it('is overtaken by a later one of the same author, and not overruled by another who is trusted', () => {
    const later = heard(openvex({ ...affected, timestamp: '2026-02-01T00:00:00Z' }));
    expect(finding(heard(openvex({})), later)?.state).toBe('affected');
    expect(finding(heard(openvex({}, { author: 'Vendor' })), later)?.state).toBe('affected');
  });

  it('is not overtaken by a stranger who writes the name of its author', () => {
    const said = heard(openvex(affected));
    const strange = heard(openvex({ timestamp: '2026-05-01T00:00:00Z' }), false);
    expect(finding(said, strange, heard(openvex({}, { author: 'Vendor' })))?.state).toBe('affected');
    expect(finding(heard(openvex({})), heard(openvex({ ...affected, timestamp: '2026-05-01T00:00:00Z' }), false))?.state).toBe('not-affected');
  });
});

describe('a signed statement', () => {
  const made = () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return { privateKey, key: statementKey(privateKey) as StatementKey };
  };
  const [vendor, stranger] = [made(), made()];
  const signed = (by: typeof vendor, more: { predicateType?: string; digest?: Record<string, string>; text?: string } = {}) =>
    envelopeText(
      signEnvelope(
        IN_TOTO,
        statementBytes({
          subjects: [{ name: 'tls', digest: new Map(Object.entries(more.digest ?? { sha256: 'aa'.repeat(32) })) }],
          predicateType: more.predicateType ?? 'https://openvex.dev/ns/v0.2.0',
          predicate: JSON.parse(more.text ?? openvex({})),
        }),
        [{ sign: signBytes(by.privateKey, by.key.scheme) }],
      ),
    );
  const keys: readonly NamedKey[] = [{ name: 'vendor.pub', key: vendor.key }];
  const finding = (text: string, given = keys, trusted = false) => applyVex(EXPOSURE, BOM, [heard(text, trusted, given)], AT).components[0]?.findings[0];

  it('closes what its key is trusted for', () =>
    expect(finding(signed(vendor))).toMatchObject({ state: 'not-affected', closings: [{ applies: true, author: 'ACME', standing: 'signed by vendor.pub' }] }));

  it.each<[string, string, readonly NamedKey[], string]>([
    ['by a key that was not named', signed(stranger), keys, 'no signature is of a key that is asked for'],
    ['where no key was named', signed(vendor), [], 'signed, and no key was named'],
    [
      'whose words were changed',
      signed(vendor).replace(/"payload":"[^"]+"/, /"payload":"[^"]+"/.exec(signed(stranger, { text: openvex({ status_notes: 'x' }) }))?.[0] ?? ''),
      keys,
      'no signature is of a key that is asked for',
    ],
  ])('%s is shown, and without effect', (_, text, given, words) =>
    expect(finding(text, given)).toMatchObject({
      state: 'affected',
      closings: [{ applies: false, standing: words, not: `without effect: said by ACME, ${words}` }],
    }),
  );

  it('counts where its file was named, whoever signed it', () =>
    expect(finding(signed(stranger), keys, true)).toMatchObject({ state: 'not-affected', closings: [{ standing: 'named as trusted' }] }));

  it('is about the files of its subjects alone', () => {
    expect(finding(signed(vendor, { digest: { sha256: 'bb'.repeat(32) } }))).toEqual(FINDING);
    expect(finding(signed(vendor, { digest: { gitCommit: 'bb'.repeat(20) } }))?.state).toBe('not-affected');
  });

  it.each<[string, string, string]>([
    ['another kind of statement', signed(vendor, { predicateType: 'https://slsa.dev/provenance/v1' }), 'ASSAY-VEX-004'],
    ['something that states nothing', signed(vendor, { text: '{}' }), 'ASSAY-VEX-001'],
    ['no statement of in-toto', envelopeText(signEnvelope(IN_TOTO, bytes('{}'), [{ sign: signBytes(vendor.privateKey, 'ed25519') }])), 'ASSAY-STATEMENT-004'],
  ])('over %s is refused', (_, text, code) => expect(() => heard(text, false, keys)).toThrow(code));

  it('in bytes that are no text is refused', () =>
    expect(() => receiveVex(new Uint8Array([0xff, 0xfe]), 'f', { keys, files: new Set(), verify: verifySignature })).toThrow('ASSAY-VEX-001'));
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
          applyVex(EXPOSURE, BOM, [heard(JSON.stringify(copy))], AT);
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
    const received = heard(vexText(format, written('closed')));
    const { document } = received;
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
    const finding = applyVex(EXPOSURE, BOM, [received], AT).components[0]?.findings[0];
    expect(finding?.state).toBe('not-affected');
    const after = applyVex(EXPOSURE, BOM, [received], UNTIL).components[0]?.findings[0];
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
