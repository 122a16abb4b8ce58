import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant, type Json, Refused } from '../core/index.ts';
import { CLAIMS, coveredBy, type Evidence, evidenceDigest, expiresAt, freshness, parseSubject, type ReadContext, readEvidence, strength } from './index.ts';

const RAW = { digest: Digest.of('what the scanner printed'), mediaType: 'text/plain' };
const GOOD: Evidence = {
  subject: 'camera',
  claim: 'device.no-remote-shell',
  value: true,
  observedAt: '2026-10-01T00:00:00Z',
  validFor: 'P90D',
  source: 'scan',
  method: 'probe',
  raw: RAW,
};
const CONTEXT: ReadContext = {
  now: Instant.parse('2026-11-01T00:00:00Z'),
  subjects: { elements: new Set(['camera', 'hub']), variants: new Set(['camera/fw-1']) },
};

function faultsOf(value: unknown, context = CONTEXT) {
  try {
    readEvidence(typeof value === 'string' ? value : JSON.stringify(value), 'f.json', context);
  } catch (error) {
    if (error instanceof Refused) return error.faults;
    throw error;
  }
  return [];
}

describe('reading evidence', () => {
  it.each<[string, string]>([
    ['an array', JSON.stringify([GOOD, GOOD])],
    ['an object with a list', JSON.stringify({ evidence: [GOOD, GOOD] })],
    ['one a line', `${JSON.stringify(GOOD)}\n\n${JSON.stringify(GOOD)}\n`],
  ])('takes %s', (_, text) => expect(readEvidence(text, 'f', CONTEXT)).toEqual([GOOD, GOOD]));

  it('takes a single statement, pretty or not', () =>
    expect([readEvidence(JSON.stringify(GOOD), 'f', CONTEXT), readEvidence(JSON.stringify(GOOD, null, 2), 'f', CONTEXT)]).toEqual([[GOOD], [GOOD]]));

  it.each<[string, Record<string, unknown>, string, string]>([
    ['a claim nobody declared', { claim: 'device.no-remote-shel' }, 'ASSAY-EVIDENCE-002', 'device.no-remote-shell'],
    ['a value of the wrong kind', { value: 'yes' }, 'ASSAY-EVIDENCE-003', 'boolean'],
    ['a share above one', { claim: 'update.delivered', value: 1.2, validFor: 'P1D' }, 'ASSAY-EVIDENCE-003', '0 to 1'],
    ['a count below zero', { claim: 'system.exploitable-vulnerabilities', value: -1, validFor: 'P1D' }, 'ASSAY-EVIDENCE-003', '0 or more'],
    ['a subject not on the map', { subject: 'camra' }, 'ASSAY-EVIDENCE-004', 'camera'],
    ['a variant not on the map', { subject: 'camera/fw-9' }, 'ASSAY-EVIDENCE-004', 'camera/fw-1'],
    ['the future', { observedAt: '2026-11-01T00:06:00Z' }, 'ASSAY-EVIDENCE-005', '2026-11-01T00:00:00Z'],
    ['more seen than there are', { population: { total: 3, seen: 4, query: 'all' } }, 'ASSAY-EVIDENCE-007', 'at most 3'],
    ['a missing field', { method: undefined }, 'ASSAY-EVIDENCE-001', 'drill'],
    ['a field nobody knows', { colour: 'green' }, 'ASSAY-EVIDENCE-001', 'one of subject, claim, value'],
    ['a field misspelt', { populaton: 3 }, 'ASSAY-EVIDENCE-001', 'population'],
    ['a method that is none', { method: 'guess' }, 'ASSAY-EVIDENCE-001', 'one of drill, runtime, probe, import, attestation'],
    ['a severity that is none', { finding: { id: 'x', title: 'y', severity: 'bad' } }, 'ASSAY-EVIDENCE-001', 'none, low, medium, high, critical'],
    ['a reference that is no text', { finding: { id: 'x', title: 'y', refs: ['a', 7] } }, 'ASSAY-EVIDENCE-001', 'a list of at most 100 texts'],
    ['half a member', { population: { total: 3, seen: 2.5, query: 'all' } }, 'ASSAY-EVIDENCE-001', 'a whole number'],
    ['more time than its claim allows', { validFor: 'P91D' }, 'ASSAY-EVIDENCE-009', 'at most P90D'],
    ['a month in a duration', { validFor: 'P1M' }, 'ASSAY-EVIDENCE-001', 'P90D'],
    ['a digest that is none', { raw: { ...RAW, digest: 'md5:1' } }, 'ASSAY-EVIDENCE-001', 'sha256'],
    ['a subject that climbs', { subject: '../etc/passwd' }, 'ASSAY-EVIDENCE-001', 'an element of the map'],
  ])('refuses %s', (_, change, code, said) => {
    const faults = faultsOf([GOOD, { ...GOOD, ...change }]);
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(`${faults[0]?.expected}`).toContain(said);
    expect(faults[0]).toMatchObject({ file: 'f.json', field: expect.stringContaining('[1]'), remedy: expect.any(String) });
  });

  it('lists every fault, and cuts the list with a count', () => {
    expect(faultsOf([{ ...GOOD, claim: 'x', subject: 'y', observedAt: '2030-01-01T00:00:00Z' }]).map((fault) => fault.code)).toEqual([
      'ASSAY-EVIDENCE-002',
      'ASSAY-EVIDENCE-004',
      'ASSAY-EVIDENCE-005',
    ]);
    const many = faultsOf(Array.from({ length: 150 }, () => ({ ...GOOD, claim: 'x' })));
    expect([many.length, many.at(-1)?.message]).toEqual([101, 'and 50 more faults']);
  });

  it.each([['[]'], ['{"evidence":[]}']])('refuses a file without a statement: %s', (text) =>
    expect(faultsOf(text).map((fault) => fault.code)).toEqual(['ASSAY-EVIDENCE-006']),
  );

  it('reads a large bad file in time that grows with it, not with its square', () => {
    const bad = JSON.stringify(Array.from({ length: 20_000 }, () => ({ ...GOOD, claim: 'x' })));
    expect(faultsOf(bad)).toHaveLength(101);
  });

  it('refuses a million and one', () => expect(faultsOf(`[${'0,'.repeat(1_000_000)}0]`).map((fault) => fault.code)).toEqual(['ASSAY-EVIDENCE-008']));

  it('takes a member, and without a map any subject', () => {
    expect(
      faultsOf([
        { ...GOOD, subject: 'camera/fw-1#SN:1' },
        { ...GOOD, subject: 'camera#2' },
      ]),
    ).toEqual([]);
    expect(faultsOf([{ ...GOOD, subject: 'anything' }], { now: CONTEXT.now })).toEqual([]);
  });

  it('whatever the bytes, gives statements or a refusal', () => {
    const text = JSON.stringify([GOOD, { ...GOOD, subject: 'hub' }]);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(255), (at, byte) => {
        for (const bad of [text.slice(0, at), text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1)]) {
          for (const fault of faultsOf(bad)) expect(fault.code).toMatch(/^ASSAY-(?:EVIDENCE|JSON)-\d{3}$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('whatever the JSON, gives statements or a refusal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(faultsOf(JSON.stringify(value)))).toBe(true);
      }),
    );
  });
});

describe('claims', () => {
  it('are declared once, in words and with a validity', () => {
    expect(new Set(CLAIMS.map((claim) => claim.id)).size).toBe(CLAIMS.length);
    for (const claim of CLAIMS)
      expect([claim.id, claim.whenTrue.length > 10, claim.validFor]).toEqual([
        expect.stringMatching(/^[a-z]+\.[a-z-]+$/),
        true,
        expect.stringMatching(/^P\d+D$/),
      ]);
  });
});

describe('subjects', () => {
  it.each([
    ['camera', { element: 'camera' }, ['camera']],
    ['camera/fw-1', { element: 'camera', variant: 'fw-1' }, ['camera/fw-1', 'camera']],
    ['camera#7', { element: 'camera', member: '7' }, ['camera#7', 'camera']],
    ['camera/fw-1#7', { element: 'camera', variant: 'fw-1', member: '7' }, ['camera/fw-1#7', 'camera/fw-1', 'camera#7', 'camera']],
  ])('%s', (text, parts, covering) => expect([parseSubject(text), coveredBy(text)]).toEqual([parts, covering]));
});

describe('freshness', () => {
  const at = (text: string) => Instant.parse(text);
  it.each([
    ['2026-09-30T23:59:59Z', 'future'],
    ['2026-10-01T00:00:00Z', 'fresh'],
    ['2026-12-29T23:59:59Z', 'fresh'],
    ['2026-12-30T00:00:00Z', 'expired'],
  ] as const)('at %s is %s', (moment, state) => expect(freshness(GOOD, at(moment))).toBe(state));

  it('ends when it says', () => expect(Instant.format(expiresAt(GOOD))).toBe('2026-12-30T00:00:00Z'));
  it('never outlives its claim, whatever it says of itself', () =>
    expect(Instant.format(expiresAt({ ...GOOD, validFor: 'P999999W' }))).toBe('2026-12-30T00:00:00Z'));
  it('ranks a drill above all, an attestation below all', () =>
    expect((['attestation', 'import', 'probe', 'runtime', 'drill'] as const).map(strength)).toEqual([0, 1, 2, 3, 4]));
  it('digests the statement, not its spelling', () =>
    expect(evidenceDigest(GOOD)).toBe(evidenceDigest(Object.fromEntries(Object.entries(GOOD).reverse()) as Json as Evidence)));
});
