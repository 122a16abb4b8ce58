import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../core/index.ts';
import { CLAIMS } from '../evidence/index.ts';
import type { ControlId, RecordedEvidence } from '../evidence/model.ts';
import { CONTROLS } from './controls/index.ts';
import type { ExclusionGranted } from './events.ts';
import { indexEvidence } from './evidence-index.ts';
import type { Control, Verdict } from './model.ts';
import { judge, WORST_FIRST } from './verdict.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const control: Control = {
  id: 'test-control' as ControlId,
  layer: 'product',
  title: 'A control',
  intent: '',
  outcomes: ['resist'],
  applies: [{ on: 'part', kinds: ['device'] }],
  checks: [{ claim: 'device.no-remote-shell', atLeast: 'probe' }],
  remedy: '',
  effort: 1,
  who: '',
};

const POPULATION = (subject: string) => (subject.includes('#') ? 1 : subject.includes('/') ? 40 : 100);

let seq = 0;
function seen(change: Partial<RecordedEvidence>): RecordedEvidence {
  seq += 1;
  return {
    seq,
    subject: 'camera',
    claim: 'device.no-remote-shell',
    value: true,
    observedAt: '2026-10-20T00:00:00Z',
    validFor: 'P30D',
    source: 'scan',
    method: 'probe',
    raw: { digest: Digest.of('raw'), mediaType: 'text/plain' },
    ...change,
  };
}

function verdictOf(evidence: readonly RecordedEvidence[], subject = 'camera', population = 100, exclusions: readonly ExclusionGranted[] = []) {
  return judge(
    control,
    subject,
    population,
    indexEvidence(evidence, POPULATION),
    new Map(exclusions.map((granted) => [`${granted.control}@${granted.subject}`, granted])),
    AT,
  );
}

const exclusion = (until: string): ExclusionGranted => ({
  type: 'exclusion.granted',
  control: 'test-control',
  subject: 'camera',
  reason: 'sold out, replaced in spring',
  approver: 'head of product',
  grantedAt: '2026-10-01T00:00:00Z',
  until,
});

describe('the rule of rules: nothing is green without fresh evidence', () => {
  it.each<[string, Verdict, readonly RecordedEvidence[]]>([
    ['silence', 'unproven', []],
    ['a fresh pass', 'proven', [seen({})]],
    ['a stronger method', 'proven', [seen({ method: 'drill' })]],
    ['a weaker method than the check asks for', 'unproven', [seen({ method: 'attestation' })]],
    ['a pass whose time is up', 'stale', [seen({ observedAt: '2026-10-02T00:00:00Z' })]],
    ['a pass that lapses at this very moment', 'stale', [seen({ observedAt: '2026-10-02T00:00:00Z', validFor: 'P30D' })]],
    ['a pass that has a second left', 'proven', [seen({ observedAt: '2026-10-02T00:00:01Z' })]],
    ['a failure', 'failing', [seen({ value: false })]],
    ['a failure that has grown old', 'failing', [seen({ value: false, observedAt: '2025-01-01T00:00:00Z' })]],
    ['a weak failure', 'failing', [seen({ value: false, method: 'attestation' })]],
    ['a pass after a failure', 'proven', [seen({ value: false, observedAt: '2026-10-10T00:00:00Z' }), seen({})]],
    ['a failure after a pass', 'failing', [seen({}), seen({ value: false, observedAt: '2026-10-21T00:00:00Z' })]],
    ['a weaker pass after a failure', 'failing', [seen({ value: false, method: 'drill', observedAt: '2026-10-10T00:00:00Z' }), seen({})]],
    ['a pass at the moment of the failure', 'failing', [seen({ value: false }), seen({})]],
    ['a lapsed pass after a failure', 'stale', [seen({ value: false, observedAt: '2026-01-01T00:00:00Z' }), seen({ observedAt: '2026-02-01T00:00:00Z' })]],
    ['what is seen only later', 'unproven', [seen({ observedAt: '2026-11-01T00:00:01Z' })]],
    ['another claim', 'unproven', [seen({ claim: 'device.debug-closed' })]],
    ['another subject', 'unproven', [seen({ subject: 'hub' })]],
    ['a value that is neither true nor false', 'failing', [seen({ value: null })]],
  ])('%s is %s', (_, verdict, evidence) => expect(verdictOf(evidence).verdict).toBe(verdict));

  it('says why, with the entries it rests on, and until when', () => {
    const pass = seen({});
    expect(verdictOf([pass])).toMatchObject({
      evidence: [pass.seq],
      checks: [
        {
          why: 'seen to hold by probe on 2026-10-20T00:00:00Z (scan), stated of all 100 as a class, good until 2026-11-19T00:00:00Z',
          until: '2026-11-19T00:00:00Z',
        },
      ],
    });
    expect(verdictOf([]).checks[0]?.why).toBe('nobody has shown it by drill, runtime, probe');
  });
});

describe('wholes and pieces', () => {
  it.each<[string, Verdict, string, readonly RecordedEvidence[]]>([
    ['a pass of the whole covers a variant', 'proven', 'camera/fw-1', [seen({})]],
    ['and a member', 'proven', 'camera/fw-1#7', [seen({})]],
    ['a pass of a variant does not cover the whole', 'unproven', 'camera', [seen({ subject: 'camera/fw-1' })]],
    [
      'a variant that fails, fails, whatever was said of the whole before',
      'failing',
      'camera/fw-1',
      [seen({ observedAt: '2026-10-19T00:00:00Z' }), seen({ subject: 'camera/fw-1', value: false })],
    ],
    [
      'a later pass of the whole acquits the variant',
      'proven',
      'camera/fw-1',
      [seen({ subject: 'camera/fw-1', value: false, observedAt: '2026-10-19T00:00:00Z' }), seen({})],
    ],
    [
      'a later pass of a sample does not',
      'failing',
      'camera/fw-1',
      [seen({ subject: 'camera/fw-1', value: false, observedAt: '2026-10-19T00:00:00Z' }), seen({ population: { total: 100, seen: 50, query: 'random' } })],
    ],
    [
      'a pass of a member does not acquit its variant',
      'failing',
      'camera/fw-1',
      [seen({ subject: 'camera/fw-1', value: false, observedAt: '2026-10-19T00:00:00Z' }), seen({ subject: 'camera/fw-1#7' })],
    ],
  ])('%s', (_, verdict, subject, evidence) => expect(verdictOf(evidence, subject).verdict).toBe(verdict));

  it('counts the members that were seen, and no more', () => {
    expect(verdictOf([seen({ population: { total: 100, seen: 93, query: 'connected this month' } })])).toMatchObject({
      verdict: 'unproven',
      shares: { proven: 93, unproven: 7 },
    });
    expect(verdictOf([seen({ population: { total: 90, seen: 90, query: 'all that we knew of' } })])).toMatchObject({
      verdict: 'unproven',
      shares: { proven: 90, unproven: 10 },
    });
    expect(verdictOf([seen({ population: { total: 100, seen: 100, query: 'all' } })])).toMatchObject({ verdict: 'proven', shares: { proven: 100 } });
    expect(verdictOf([seen({ value: false, population: { total: 100, seen: 3, query: 'returned' } })])).toMatchObject({
      verdict: 'failing',
      shares: { failing: 3, unproven: 97 },
    });
    expect(verdictOf([])).toMatchObject({ shares: { unproven: 100 } });
  });
});

describe('exclusions', () => {
  it.each<[string, Verdict, string, readonly RecordedEvidence[]]>([
    ['explain what nobody has shown', 'excluded', '2026-12-01T00:00:00Z', []],
    ['explain what is stale', 'excluded', '2026-12-01T00:00:00Z', [seen({ observedAt: '2026-01-01T00:00:00Z' })]],
    ['end', 'unproven', '2026-11-01T00:00:00Z', []],
    ['do not hide a failure', 'failing', '2026-12-01T00:00:00Z', [seen({ value: false })]],
    ['do not dim a proof', 'proven', '2026-12-01T00:00:00Z', [seen({})]],
  ])('%s', (_, verdict, until, evidence) => expect(verdictOf(evidence, 'camera', 100, [exclusion(until)]).verdict).toBe(verdict));
});

describe('an exclusion', () => {
  it('does not stand before it was granted', () =>
    expect(verdictOf([], 'camera', 100, [{ ...exclusion('2027-01-01T00:00:00Z'), grantedAt: '2026-11-02T00:00:00Z' }]).verdict).toBe('unproven'));
});

describe('whatever the evidence', () => {
  const statement = fc.record({
    value: fc.boolean(),
    method: fc.constantFrom('drill', 'runtime', 'probe', 'import', 'attestation' as const),
    observedAt: fc.integer({ min: 0, max: 120 }).map((days) => Instant.format(Instant.of(AT - (days - 20) * 86_400_000))),
    subject: fc.constantFrom('camera', 'camera/fw-1', 'camera/fw-1#7', 'hub'),
    seenOf: fc.option(fc.integer({ min: 0, max: 100 })),
  });
  const make = (rows: readonly { value: boolean; method: string; observedAt: string; subject: string; seenOf: number | null }[]) =>
    rows.map(({ seenOf, ...row }) =>
      seen({ ...row, method: row.method as RecordedEvidence['method'], ...(seenOf === null ? {} : { population: { total: 100, seen: seenOf, query: '' } }) }),
    );
  const rank = (verdict: Verdict) => WORST_FIRST.indexOf(verdict);

  it('taking a pass away never raises a verdict; silence never does', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), fc.nat(), (rows, pick) => {
        const evidence = make(rows);
        const passes = evidence.filter((one) => one.value === true);
        fc.pre(passes.length > 0);
        const gone = passes[pick % passes.length];
        const before = verdictOf(evidence, 'camera/fw-1');
        const after = verdictOf(
          evidence.filter((one) => one !== gone),
          'camera/fw-1',
        );
        expect(rank(after.verdict)).toBeLessThanOrEqual(rank(before.verdict));
      }),
    );
  });

  it('a failure more never raises one', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), statement, (rows, extra) => {
        const before = verdictOf(make(rows), 'camera/fw-1');
        const after = verdictOf(make([...rows, { ...extra, value: false }]), 'camera/fw-1');
        expect(rank(after.verdict)).toBeLessThanOrEqual(rank(before.verdict));
      }),
    );
  });

  it('shares add up, and the order of recording does not matter to a verdict', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 8 }), (rows) => {
        const evidence = make(rows);
        const { verdict, shares } = verdictOf(evidence, 'camera/fw-1');
        expect(Object.values(shares).reduce((sum, n) => sum + n, 0)).toBe(100);
        expect(verdictOf(evidence.toReversed(), 'camera/fw-1').verdict).toBe(verdict);
      }),
    );
  });
});

describe('every control', () => {
  it('has an id of its own, words, checks over declared claims, and at least ninety stand over the five layers', () => {
    expect(new Set(CONTROLS.map(({ id }) => id)).size).toBe(CONTROLS.length);
    expect(CONTROLS.length).toBeGreaterThanOrEqual(90);
    expect(new Set(CONTROLS.map(({ layer }) => layer)).size).toBe(5);
    const claims = new Map(CLAIMS.map((claim) => [claim.id, claim]));
    for (const { id, title, intent, remedy, who, effort, outcomes, applies, checks } of CONTROLS) {
      expect([
        id,
        title.length > 10,
        intent.length > 20,
        remedy.length > 20,
        who.length > 2,
        effort > 0,
        outcomes.length > 0,
        applies.length > 0,
        checks.length > 0,
      ]).toEqual([id, ...Array(8).fill(true)]);
      for (const check of checks) {
        const claim = claims.get(check.claim);
        expect([id, check.claim, claim !== undefined]).toEqual([id, check.claim, true]);
        const passing =
          check.passes === undefined
            ? true
            : 'oneOf' in check.passes
              ? check.passes.oneOf[0]
              : 'atLeast' in check.passes
                ? check.passes.atLeast
                : check.passes.atMost;
        expect([id, claim?.value.safeParse(passing).success]).toEqual([id, true]);
      }
    }
  });

  it('is proven by evidence for each of its checks, and failing when one of them fails', () => {
    for (const one of CONTROLS) {
      const value = (check: Control['checks'][number], good: boolean) =>
        check.passes === undefined
          ? good
          : 'oneOf' in check.passes
            ? good
              ? (check.passes.oneOf[0] ?? '')
              : 'never'
            : 'atLeast' in check.passes
              ? good
                ? check.passes.atLeast
                : 0
              : good
                ? check.passes.atMost
                : check.passes.atMost + 1;
      const all = one.checks.map((check) => seen({ claim: check.claim, value: value(check, true), method: 'drill', observedAt: '2026-10-31T23:00:00Z' }));
      expect([
        one.id,
        judge(
          one,
          'camera',
          1,
          indexEvidence(all, () => 1),
          new Map(),
          AT,
        ).verdict,
      ]).toEqual([one.id, 'proven']);
      one.checks.forEach((check, i) => {
        const bad = all.with(i, seen({ claim: check.claim, value: value(check, false), method: 'drill', observedAt: '2026-10-31T23:00:00Z' }));
        expect([
          one.id,
          judge(
            one,
            'camera',
            1,
            indexEvidence(bad, () => 1),
            new Map(),
            AT,
          ).verdict,
        ]).toEqual([one.id, 'failing']);
        expect([
          one.id,
          judge(
            one,
            'camera',
            1,
            indexEvidence(all.toSpliced(i, 1), () => 1),
            new Map(),
            AT,
          ).verdict,
        ]).toEqual([one.id, 'unproven']);
      });
    }
  });
});
