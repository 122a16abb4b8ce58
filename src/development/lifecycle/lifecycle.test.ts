import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionOf } from '../../assurance/position.ts';
import { Digest, Instant, Refused } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { readMap } from '../../map/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import type { StandingException } from '../release/exception.ts';
import type { LinkFact } from '../release/link.ts';
import { contentDigest, differencesSince } from './analysis.ts';
import { judgeLifecycle, type LifecycleAsked } from './judge.ts';
import { dueAtRelease, lifecycleLink } from './link.ts';
import type { JudgedRelease } from './model.ts';
import { readLifecycle } from './read.ts';
import { supportOf } from './support.ts';

const AT = Instant.parse('2026-11-23T12:00:00Z');
const MAP = `assay: service/1
service: { id: kettles, name: Kettles }
parts:
  - { id: source, kind: repository, name: Source }
  - { id: signer, kind: signing-system, name: Signer }
  - id: kettle
    kind: device
    name: Kettle
    population: 300
    facts: { placed-on-market: "2024-01-01", supported-until: "2031-12-31" }
    variants:
      - { id: fw-1, population: 100, facts: { supported-until: "2026-06-30" } }
      - { id: fw-2, population: 200 }
  - { id: lead, kind: role, name: Lead }
`;
const map = readMap(MAP, 'service.yaml');
const HEAD = 'format: lifecycle/1\nproduct: kettle\nname: Kettle\n';
const PHASES = `phases:
  - id: analysis
    owner: lead
    exit: [{ id: analysed, title: Risks are analysed, analysis: current }]
  - id: implementation
    owner: lead
    entry: [{ id: protected, title: The branch is protected, control: branch-protection }]
    exit:
      - { id: scanned, title: No secrets, control: no-secrets-in-source, at: [source] }
      - { id: reviewed, title: All is reviewed, link: review }
  - { id: release, owner: lead, exit: [{ id: gated, title: The gate holds, control: release-gate }] }
  - { id: operation, owner: lead }
`;
const lifecycleOf = (releases: string, phases = PHASES, of: ServiceMap = map) => readLifecycle(`${HEAD}${phases}releases:\n${releases}`, 'lifecycle.yaml', of);

function evidence(claim: string, observedAt: string, value = true, subject = 'source', seq = 0): RecordedEvidence {
  const validFor = claim === 'release.gate-enforced' ? 'P92D' : 'P7D';
  return {
    subject,
    claim,
    value,
    observedAt: `${observedAt}T00:00:00Z`,
    validFor,
    source: 'test',
    method: 'drill',
    raw: { digest: Digest.of('x'), mediaType: 'text/plain' },
    seq,
  };
}

const review = (at: string, more: Partial<LinkFact> = {}): LinkFact => ({
  link: 'review',
  about: { release: 'v2' },
  state: 'proven',
  reasons: [],
  counts: {},
  at: Instant.parse(`${at}T00:00:00Z`),
  inputs: [],
  ...more,
});

const GOOD = [
  evidence('repository.branch-protected', '2026-05-01'),
  evidence('code.no-secrets', '2026-05-09', true, 'source', 1),
  evidence('release.gate-enforced', '2026-05-01', true, 'signer', 2),
];
const ANALYSED: JudgedRelease['analysis'] = { state: 'current', at: '2026-04-30T00:00:00Z', differences: [] };

function judge(releases: string, more: { evidence?: readonly RecordedEvidence[]; phases?: string } & Partial<LifecycleAsked> = {}): readonly JudgedRelease[] {
  const { evidence: given = GOOD, phases = PHASES, ...rest } = more;
  return judgeLifecycle(lifecycleOf(releases, phases), {
    at: AT,
    positionAt: (at) => positionOf({ map, evidence: given, exclusions: new Map(), at }),
    facts: [review('2026-05-08')],
    exceptions: [],
    analysisOf: () => ANALYSED,
    ...rest,
  });
}
const PASSED = '  - { name: v2, version: fw-2, passed: { analysis: 2026-05-02, implementation: 2026-05-10, release: 2026-05-11 } }\n';
const states = ([one]: readonly JudgedRelease[]) => one?.criteria.map(({ id, state }) => `${id} ${state}`);

describe('a release in its lifecycle', () => {
  it('met what its phases ask for on the days on which it passed them, though it has grown old since', () => {
    const [one, ...rest] = judge(PASSED);
    expect(rest).toEqual([]);
    expect([one?.phase, one?.owner, one?.stopped]).toEqual(['operation', 'lead', []]);
    expect(one?.criteria.map(({ id, state, at, evidence: seqs, until }) => [id, state, at.slice(0, 10), seqs, until?.slice(0, 10)])).toEqual([
      ['analysis/analysed', 'met', '2026-05-02', [], undefined],
      ['implementation/protected', 'met', '2026-05-02', [0], '2026-05-08'],
      ['implementation/scanned', 'met', '2026-05-10', [1], '2026-05-16'],
      ['implementation/reviewed', 'met', '2026-05-10', [], undefined],
      ['release/gated', 'met', '2026-05-11', [2], '2026-08-01'],
    ]);
    expect(one?.criteria.find(({ id }) => id === 'implementation/scanned')?.answers.length).toBeGreaterThan(0);
  });

  it.each<[string, Parameters<typeof judge>[1], readonly string[]]>([
    ['without the evidence of a phase that it passed', { evidence: GOOD.slice(0, 1) }, ['implementation/scanned lacking', 'release/gated lacking']],
    [
      'with evidence that was old on the day',
      { evidence: [...GOOD.slice(0, 1), evidence('code.no-secrets', '2026-05-01'), GOOD[2] as RecordedEvidence] },
      ['implementation/scanned lacking'],
    ],
    [
      'with evidence that came after the day',
      { evidence: [...GOOD.slice(0, 1), evidence('code.no-secrets', '2026-05-12'), GOOD[2] as RecordedEvidence] },
      ['implementation/scanned lacking'],
    ],
    ['with evidence against it', { evidence: [...GOOD, evidence('code.no-secrets', '2026-05-10', false)] }, ['implementation/scanned failing']],
    ['without a review', { facts: [] }, ['implementation/reviewed lacking']],
    ['with a review of another release', { facts: [review('2026-05-08', { about: { release: 'v1' } })] }, ['implementation/reviewed lacking']],
    ['with a review after the day', { facts: [review('2026-05-12')] }, ['implementation/reviewed lacking']],
    [
      'with a review of the day before that was brought after it',
      { facts: [review('2026-05-08', { recordedAt: Instant.parse('2026-05-11T00:00:00Z') })] },
      ['implementation/reviewed lacking'],
    ],
    ['with a review that is broken', { facts: [review('2026-05-08', { state: 'broken' })] }, ['implementation/reviewed failing']],
    ['with a review that cannot be known', { facts: [review('2026-05-08', { state: 'unknown' })] }, ['implementation/reviewed lacking']],
    ['that nobody analysed', { analysisOf: () => ({ state: 'none', differences: [] }) }, ['analysis/analysed lacking']],
    ['that was analysed after it passed', { analysisOf: () => ({ ...ANALYSED, at: '2026-06-01T00:00:00Z' }) }, ['analysis/analysed lacking']],
  ])('is stopped %s', (_, more, stopped) => {
    const [one] = judge(PASSED, more);
    expect(one?.stopped.map(({ id, state }) => `${id} ${state}`)).toEqual(stopped);
    for (const each of one?.stopped ?? []) expect([each.because.length > 5, each.remedy.length > 5]).toEqual([true, true]);
  });

  it('is in the first phase that it has not passed, and is asked for what is ahead as it is now', () => {
    const [one] = judge('  - { name: v2, passed: { analysis: 2026-05-02 } }\n');
    expect([one?.phase, one?.stopped.map(({ id }) => id)]).toEqual(['implementation', []]);
    expect(states(judge('  - { name: v2, passed: { analysis: 2026-05-02 } }\n'))).toContain('implementation/scanned lacking');
    expect(judge('  - { name: v2, passed: { analysis: 2027-01-01 } }\n')[0]?.phase).toBe('analysis');
  });

  it('is stopped where its map changed since the analysis, until it is out', () => {
    const analysisOf = (): JudgedRelease['analysis'] => ({ ...ANALYSED, state: 'changed', differences: ['The part "x" is new.'] });
    const [open] = judge('  - { name: v2, passed: { analysis: 2026-05-02, implementation: 2026-05-10 } }\n', { analysisOf });
    expect(open?.stopped.map(({ id, state, because }) => [id, state, because.includes('The part "x" is new.')])).toEqual([
      ['analysis/analysed', 'failing', true],
    ]);
    expect(judge(PASSED, { analysisOf })[0]?.stopped).toEqual([]);
  });

  const exception: StandingException = {
    id: 'x-1',
    release: 'v2',
    what: 'implementation/scanned',
    askedBy: 'lead',
    askedAt: '2026-05-09T00:00:00Z',
    grantedBy: 'developer',
    grantedAt: '2026-05-09T12:00:00Z',
    until: '2026-06-01T00:00:00Z',
    reason: 'The scanner is being moved.',
  };

  it('is let by where two people agreed before it passed', () => {
    const without = { evidence: [GOOD[0] as RecordedEvidence, GOOD[2] as RecordedEvidence] };
    const [one] = judge(PASSED, { ...without, exceptions: [exception] });
    expect([one?.stopped, one?.criteria.find(({ state }) => state === 'excepted')?.until]).toEqual([[], '2026-06-01T00:00:00Z']);
    for (const other of [
      { grantedAt: '2026-05-11T12:00:00Z' },
      { until: '2026-05-10T00:00:00Z' },
      { release: 'v1' },
      { what: 'implementation/reviewed' },
      { withdrawnAt: '2026-06-02T00:00:00Z' },
    ])
      expect(judge(PASSED, { ...without, exceptions: [{ ...exception, ...other }] })[0]?.stopped).toHaveLength(1);
  });

  it('is let by, and the link says by whom: typed names, or the two of a register who signed', () => {
    const without = { evidence: [GOOD[0] as RecordedEvidence, GOOD[2] as RecordedEvidence] };
    const link = (more: Partial<StandingException>) =>
      lifecycleLink(judge(PASSED, { ...without, exceptions: [{ ...exception, ...more }] })[0] as JudgedRelease, { release: 'v2' }, AT);
    const key = (name: string) => ({ key: `SHA256:${name}`, envelope: Digest.of(name) });
    const people = Digest.of('people.yaml');
    const signed = { askedSigned: key('a'), grantedSigned: key('b'), people };
    expect(link({})).toMatchObject({ state: 'proven', counts: { excepted: 1, 'excepted-typed': 1 }, inputs: [] });
    expect(link(signed)).toMatchObject({ counts: { excepted: 1, 'excepted-typed': 1 }, inputs: [] });
    expect(link({ ...signed, apart: true })).toMatchObject({
      counts: { excepted: 1, 'excepted-typed': 0 },
      inputs: [{ name: 'people-of-exceptions', digest: people }],
    });
  });

  it('says where the map owes nothing, and where a place does not owe the control', () => {
    const phases = (at: string) => `phases:\n  - { id: release, owner: lead, exit: [{ id: one, title: One, control: ${at} }] }\n`;
    const because = (at: string) => judge('  - { name: v2 }\n', { phases: phases(at) })[0]?.criteria.map((one) => [one.state, one.because]);
    expect(because('registry-immutable')).toEqual([['lacking', 'Nothing on the map owes registry-immutable.']]);
    expect(because('branch-protection, at: [signer]')).toEqual([['lacking', 'branch-protection is not owed at signer.']]);
  });
});

describe('the lifecycle as a link of the release', () => {
  const link = (...given: Parameters<typeof judge>) => lifecycleLink(judge(...given)[0] as JudgedRelease, { release: 'v2' }, AT);

  it('is what is asked for before the release', () => {
    expect(dueAtRelease(judge(PASSED)[0] as JudgedRelease).map(({ id }) => id)).not.toContain('release/gated');
    expect(link(PASSED)).toMatchObject({ state: 'proven', reasons: [], counts: { criteria: 4, met: 4 } });
    expect(link(PASSED, { facts: [] })).toMatchObject({ state: 'unknown', reasons: [{ code: 'criterion-lacking', place: 'implementation/reviewed' }] });
    expect(link(PASSED, { facts: [review('2026-05-08', { state: 'broken' })] })).toMatchObject({ state: 'broken', reasons: [{ code: 'criterion-failing' }] });
    expect(link('  - { name: v2 }\n', { analysisOf: () => ({ ...ANALYSED, state: 'changed', differences: [] }) }).reasons.map(({ code }) => code)).toContain(
      'analysis-outdated',
    );
  });

  it('is not proven by a lifecycle that asks for nothing', () => {
    expect(link('  - { name: v2 }\n', { phases: 'phases:\n  - { id: operation, owner: lead }\n' })).toMatchObject({
      state: 'unknown',
      reasons: [{ code: 'no-criteria' }],
    });
  });
});

describe('what of a map matters to its analysis', () => {
  const changed = (from: string, to: string) => readMap(MAP.replace(from, to), 'service.yaml');

  it.each<[string, string, string, boolean]>([
    ['a name', 'name: Source }', 'name: Firmware source }', false],
    ['a description', 'name: Source }', 'name: Source, description: All of it }', false],
    [
      'the order',
      '  - { id: source, kind: repository, name: Source }\n  - { id: signer, kind: signing-system, name: Signer }',
      '  - { id: signer, kind: signing-system, name: Signer }\n  - { id: source, kind: repository, name: Source }',
      false,
    ],
    [
      'a note',
      '  - { id: lead, kind: role, name: Lead }\n',
      '  - { id: lead, kind: role, name: Lead }\nnotes:\n  - { id: n, kind: question, title: Why }\n',
      false,
    ],
    ['a kind', 'kind: signing-system', 'kind: server', true],
    ['a fact', 'supported-until: "2031-12-31"', 'supported-until: "2032-12-31"', true],
    ['a part', '  - { id: lead, kind: role, name: Lead }\n', '  - { id: lead, kind: role, name: Lead }\n  - { id: mail, kind: mail, name: Mail }\n', true],
  ])('%s', (_, from, to, matters) => {
    const after = changed(from, to);
    expect(contentDigest(after) !== contentDigest(map)).toBe(matters);
    expect(differencesSince(map, after).length > 0).toBe(matters);
  });

  it('is one of a fact whose name is that of a word elsewhere', () => {
    const [first, ...rest] = map.parts;
    const of = (owner: string) => ({ ...map, parts: [{ ...first, facts: { owner } }, ...rest] }) as unknown as ServiceMap; // No map of now has such a fact; a later one may.
    expect(contentDigest(of('us'))).not.toBe(contentDigest(of('others')));
  });

  it('is said in words', () => expect(differencesSince(map, changed('kind: signing-system', 'kind: server')).join(' ')).toContain('signer'));
});

describe('support', () => {
  const support = (releases: string) => supportOf(lifecycleOf(releases), map, positionOf({ map, evidence: [], exclusions: new Map(), at: AT }), AT);

  it('is told of each version, with what is in the field without it', () => {
    expect(
      support('  - { name: v2, version: fw-2 }\n').map(({ product, releases, inField, supportedUntil, state }) => [
        product,
        releases,
        inField,
        supportedUntil,
        state,
      ]),
    ).toEqual([
      ['kettle/fw-1', [], 100, '2026-06-30', 'over'],
      ['kettle/fw-2', ['v2'], 200, '2031-12-31', 'supported'],
    ]);
  });

  it('takes the day of the lifecycle before that of the map', () => {
    expect(support('  - { name: v2, version: fw-2, supportedUntil: 2027-01-31 }\n')[1]).toMatchObject({
      supportedUntil: '2027-01-31',
      state: 'ends-soon',
      daysLeft: 69,
    });
  });
});

describe('a lifecycle file', () => {
  const codes = (text: string) => {
    try {
      readLifecycle(text, 'lifecycle.yaml', map);
    } catch (error) {
      if (error instanceof Refused) return error.faults.map(({ code, line, field }) => [code, line, field]);
      throw error;
    }
    return [];
  };
  const release = (passed: string) => `${HEAD}${PHASES}releases:\n  - { name: v1, passed: { ${passed} } }\n`;

  it.each<[string, string, readonly unknown[]]>([
    ['that is something else', 'format: people/1\n', [['ASSAY-LIFECYCLE-001', 1, undefined]]],
    ['with a misspelt field', `${HEAD}phases:\n  - { id: analysis, owner: lead, exits: [] }\n`, [['ASSAY-LIFECYCLE-002', 5, 'phases[0].exits']]],
    [
      'with a criterion that nothing proves',
      `${HEAD}phases:\n  - { id: analysis, owner: lead, exit: [{ id: a, title: A }] }\n`,
      [['ASSAY-LIFECYCLE-002', 5, 'phases[0].exit[0]']],
    ],
    [
      'with a criterion that two things prove',
      `${HEAD}phases:\n  - { id: analysis, owner: lead, exit: [{ id: a, title: A, link: review, analysis: current }] }\n`,
      [['ASSAY-LIFECYCLE-002', 5, 'phases[0].exit[0]']],
    ],
    [
      'with phases out of order',
      `${HEAD}phases:\n  - { id: release, owner: lead }\n  - { id: design, owner: lead }\n`,
      [['ASSAY-LIFECYCLE-003', 6, 'phases[1].id']],
    ],
    [
      'with a criterion twice',
      `${HEAD}phases:\n  - { id: design, owner: lead, entry: [{ id: a, title: A, link: review }], exit: [{ id: a, title: A, link: log }] }\n`,
      [['ASSAY-LIFECYCLE-003', 5, 'phases[0].exit[0].id']],
    ],
    [
      'with a phase left before the one before it',
      release('analysis: 2026-05-02, implementation: 2026-05-01'),
      [['ASSAY-LIFECYCLE-003', 17, 'releases[0].passed.implementation']],
    ],
    ['with a phase left out', release('implementation: 2026-05-01'), [['ASSAY-LIFECYCLE-003', 17, 'releases[0].passed.implementation']]],
    ['with a day of a phase that it has not', release('analysis: 2026-05-01, design: 2026-05-01'), [['ASSAY-LIFECYCLE-003', 17, 'releases[0].passed.design']]],
    [
      'of what is not there',
      `${HEAD.replace('kettle', 'ketle')}phases:\n  - { id: design, owner: led, exit: [{ id: a, title: A, control: two-person-reviw, at: [sorce] }] }\nreleases:\n  - { name: v1, version: fw-9 }\n`,
      [
        ['ASSAY-LIFECYCLE-004', 2, 'product'],
        ['ASSAY-LIFECYCLE-004', 5, 'phases[0].owner'],
        ['ASSAY-LIFECYCLE-004', 5, 'phases[0].exit[0].control'],
        ['ASSAY-LIFECYCLE-004', 5, 'phases[0].exit[0].at[0]'],
        ['ASSAY-LIFECYCLE-004', 7, 'releases[0].version'],
      ],
    ],
  ])('%s is refused', (_, text, expected) => expect(codes(text)).toEqual(expected));

  it('is read or refused, whatever its bytes are', () => {
    const readOrRefused = (text: string) => {
      try {
        return readLifecycle(text, 'x.yaml', map).format === 'lifecycle/1';
      } catch (error) {
        return error instanceof Refused;
      }
    };
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 120 }), readOrRefused));
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 3 }), (phases, releases) =>
        readOrRefused(JSON.stringify({ format: 'lifecycle/1', product: 'kettle', name: 'K', phases, releases })),
      ),
    );
  });
});
