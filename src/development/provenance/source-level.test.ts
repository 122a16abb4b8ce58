import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, Instant, Refused } from '../../core/index.ts';
import type { LoggedRef, RefFinding, RefHistory } from '../codelog/refs.ts';
import { isObjectId, type ObjectId } from '../git/object.ts';
import { readStatement, type Statement } from '../statement/statement.ts';
import { readBranchRules, rulesGap } from './branch-rules.ts';
import { type SourceQuestion, sourceLevel } from './source-level.ts';
import { levelIn, readSummary, refsIn, SUMMARY_V1, summaryStatement, TWO_PARTY, tokensOf } from './summary.ts';
import { checkSummary, type SummaryExpectation } from './summary-check.ts';

function id(digit: string): ObjectId {
  const text = digit.repeat(40);
  if (!isObjectId(text)) throw new TypeError(text);
  return text;
}
const [OLD, NEW] = [id('1'), id('2')];
const AT = Instant.parse('2026-11-20T00:00:00Z');
const REPOSITORY = 'git+https://git.example.org/camera';
const [BRANCH, TAG] = ['refs/heads/main', 'refs/tags/v1.2.3'];

const place = (index: number, day: string, commit: ObjectId): LoggedRef => ({ index, at: Instant.parse(`2026-11-${day}T00:00:00Z`), object: commit, commit });
const HISTORY: RefHistory = new Map([
  [BRANCH, [place(0, '01', OLD), place(1, '10', NEW)]],
  [TAG, [place(2, '10', NEW)]],
]);
const FINDINGS: readonly RefFinding[] = [
  { state: 'same', ref: BRANCH },
  { state: 'same', ref: TAG },
];
const look = (day: string, more = '') =>
  `  - { at: '2026-${day}T00:00:00Z', by: the forge, noForcePush: true, noDeletion: true, tagsFixed: true, approvals: 1, approvalsOfLast: true, mayBypass: []${more} }\n`;
const rulesText = (looks: string) => `format: branch-rules/1\nrepository: https://git.example.org/camera\nref: ${BRANCH}\nseen:\n${looks}`;
const rules = (looks: string) => readBranchRules(rulesText(looks), 'rules.yaml');
const HELD = look('10-30') + look('11-05') + look('11-09');

const question = (more: Partial<SourceQuestion> = {}): SourceQuestion => ({
  repository: REPOSITORY,
  commit: NEW,
  tag: TAG,
  branch: BRANCH,
  review: { state: 'reviewed', counts: { reviewed: 3, 'not-reviewed': 0, 'cannot-be-known': 0 }, weak: 0, unread: [] },
  weakIsEnough: false,
  log: { history: HISTORY, findings: FINDINGS },
  rules: rules(HELD),
  at: AT,
  ...more,
});
const open = (more: Partial<SourceQuestion>) => {
  const { level, requirements } = sourceLevel(question(more));
  return [level, requirements.filter(({ state }) => state !== 'proven').map(({ name, code, state }) => `${name} ${code} ${state}`)];
};
const logWith = (history: RefHistory, findings = FINDINGS) => ({ log: { history, findings } });
const reviewed = (state: 'not-reviewed' | 'cannot-be-known') => ({
  review: { state, counts: { reviewed: 2, 'not-reviewed': 0, 'cannot-be-known': 0, [state]: 1 }, weak: 0, unread: [] },
});
const refused = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code, field = '' }) => `${code} ${field}`);
    throw error;
  }
  return [];
};

describe('the Source level of SLSA', () => {
  it('is 4 where every requirement is shown', () => {
    expect(open({})).toEqual([4, []]);
    expect(tokensOf(sourceLevel(question()))).toEqual(['SLSA_SOURCE_LEVEL_3', TWO_PARTY]);
  });

  it.each<[string, Partial<SourceQuestion>, number, readonly string[]]>([
    ['no address', { repository: 'camera' }, 0, ['repository-ids no-repository-address broken', 'protected-refs rules-of-other-branch unknown']],
    ['commits that were not there', { review: { ...question().review, unread: [OLD] } }, 0, ['revision-ids commits-not-read unknown']],
    [
      'no log',
      { log: undefined as never },
      1,
      ['history no-code-log unknown', 'tags no-code-log unknown', 'source-provenance no-code-log unknown', 'protected-refs span-not-known unknown'],
    ],
    ['a branch that was rewritten', logWith(HISTORY, [{ state: 'rewritten', ref: BRANCH }]), 1, ['history branch-rewritten broken']],
    ['a branch that is not here', logWith(HISTORY, []), 1, ['history branch-not-here unknown']],
    ['a tag that moved', logWith(HISTORY, [...FINDINGS, { state: 'moved', ref: TAG }]), 1, ['tags tag-moved broken']],
    ['another tag that moved', logWith(HISTORY, [...FINDINGS, { state: 'gone', ref: 'refs/tags/v1.0' }]), 1, ['tags other-tags-moved broken']],
    [
      'a tag that was not logged',
      logWith(new Map([[BRANCH, HISTORY.get(BRANCH) ?? []]])),
      1,
      ['tags tag-not-logged unknown', 'source-provenance revision-not-logged unknown', 'protected-refs span-not-known unknown'],
    ],
    [
      'a branch that was not logged',
      logWith(new Map([[TAG, HISTORY.get(TAG) ?? []]])),
      1,
      ['history branch-not-logged unknown', 'source-provenance logged-afterwards unknown', 'protected-refs span-not-known unknown'],
    ],
    [
      'a log that was written afterwards',
      logWith(
        new Map([
          [BRANCH, [place(0, '10', NEW)]],
          [TAG, [place(1, '10', NEW)]],
        ]),
      ),
      1,
      ['source-provenance logged-afterwards unknown', 'protected-refs span-not-known unknown'],
    ],
    ['no record of rules', { rules: undefined as never }, 2, ['protected-refs no-branch-rules unknown']],
    [
      'rules of another branch',
      {
        branch: 'refs/heads/next',
        ...logWith(
          new Map([
            ['refs/heads/next', HISTORY.get(BRANCH) ?? []],
            [TAG, HISTORY.get(TAG) ?? []],
          ]),
          [{ state: 'same', ref: 'refs/heads/next' }],
        ),
      },
      2,
      ['protected-refs rules-of-other-branch unknown'],
    ],
    ['rules that were off', { rules: rules(HELD.replace('noForcePush: true', 'noForcePush: false')) }, 2, ['protected-refs rules-off broken']],
    ['somebody who may go past the rules', { rules: rules(HELD.replace('mayBypass: []', 'mayBypass: [admins]')) }, 2, ['protected-refs rules-off broken']],
    ['time for which nobody looked', { rules: rules(look('10-30') + look('11-09')) }, 2, ['protected-refs rules-not-seen unknown']],
    ['rules that nobody looked at before', { rules: rules(look('11-05')) }, 2, ['protected-refs rules-not-seen unknown']],
    ['a commit that was not reviewed', reviewed('not-reviewed'), 3, ['two-party-review not-reviewed broken']],
    ['a review that cannot be known', reviewed('cannot-be-known'), 3, ['two-party-review review-not-known unknown']],
    ['weak bindings', { review: { ...question().review, weak: 1 } }, 3, ['two-party-review weak-binding unknown']],
    [
      'nothing to review',
      { review: { ...question().review, counts: { reviewed: 0, 'not-reviewed': 0, 'cannot-be-known': 0 } } },
      3,
      ['two-party-review nothing-to-review unknown'],
    ],
  ])('stops below %s', (_, more, level, wanted) => expect(open(more)).toEqual([level, wanted]));

  it('takes weak bindings where the operator does, and a span from the release before', () => {
    expect(open({ review: { ...question().review, weak: 1 }, weakIsEnough: true })).toEqual([4, []]);
    const since = 'refs/tags/v1.2.2';
    expect(open({ since, ...logWith(new Map([...HISTORY, [since, [place(1, '08', OLD)]]])), rules: rules(look('11-07')) })).toEqual([4, []]);
    expect(open({ since })).toEqual([3 - 1, ['protected-refs span-not-known unknown']]);
  });

  it('is never above a requirement that is not shown', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.constantFrom('reviewed', 'not-reviewed', 'cannot-be-known'), (log, ruled, state) => {
        const more = {
          ...(log ? {} : { log: undefined as never }),
          ...(ruled ? {} : { rules: undefined as never }),
          ...(state === 'reviewed' ? {} : reviewed(state)),
        };
        const { level, requirements } = sourceLevel(question(more));
        expect(requirements.every((one) => one.level > level || one.state === 'proven')).toBe(true);
      }),
    );
  });
});

describe('a record of branch rules', () => {
  it('is refused where it is none', () => {
    expect(refused(() => readBranchRules('seen: []', 'r'))).toEqual(['ASSAY-PROVENANCE-009 ']);
    expect(refused(() => readBranchRules(rulesText(look('11-05', ', other: 1')), 'r'))).toEqual(['ASSAY-PROVENANCE-010 seen[0].other']);
    expect(refused(() => readBranchRules(rulesText(look('11-05').replace('2026-11-05T00:00:00Z', 'soon')), 'r'))).toEqual(['ASSAY-PROVENANCE-010 seen[0].at']);
  });

  it('says what was off, and when', () => {
    const off = HELD.replace(
      'noForcePush: true, noDeletion: true, tagsFixed: true, approvals: 1',
      'noForcePush: false, noDeletion: false, tagsFixed: false, approvals: 0',
    );
    expect(rulesGap(rules(off), Instant.parse('2026-11-01T00:00:00Z'), AT)?.what).toBe(
      'At 2026-10-30T00:00:00Z the rules were not held: the branch could be pushed over, the branch could be deleted, tags could be moved, no approval was needed.',
    );
  });
});

const summary = (more: Partial<Parameters<typeof summaryStatement>[0]> = {}): Statement =>
  readStatement(
    summaryStatement({
      source: sourceLevel(question()),
      wanted: 4,
      verifier: 'https://example.org/assay',
      version: '0.1.0',
      at: AT,
      repository: REPOSITORY,
      commit: NEW,
      refs: [BRANCH, TAG],
      policy: { uri: 'https://example.org/policy' },
      inputs: [{ name: 'people', digest: `sha256:${'0'.repeat(64)}` }],
      ...more,
    }),
    'vsa',
  );

describe('a verification summary', () => {
  it('is written as SLSA 1.2 has it', () => {
    const statement = summary({ since: TAG });
    expect(statement.predicateType).toBe(SUMMARY_V1);
    expect(statement.predicate).toMatchObject({
      verifier: { id: 'https://example.org/assay' },
      timeVerified: '2026-11-20T00:00:00Z',
      resourceUri: REPOSITORY,
      verificationResult: 'PASSED',
      verifiedLevels: ['SLSA_SOURCE_LEVEL_3', 'SLSA_SOURCE_TWO_PARTY_REVIEWED'],
      slsaVersion: '1.2',
    });
    expect(statement.subjects[0]?.digest.get('gitCommit')).toBe(NEW);
    expect(statement.subjects.map(refsIn)).toEqual([[BRANCH, TAG]]);
  });

  it('says FAILED below the level that was asked for, and the property without the level', () => {
    const low = sourceLevel(question({ rules: undefined as never }));
    expect(summary({ source: low }).predicate).toMatchObject({ verificationResult: 'FAILED', verifiedLevels: ['FAILED'] });
    expect(summary({ source: low, wanted: 2 }).predicate).toMatchObject({ verifiedLevels: ['SLSA_SOURCE_LEVEL_2', TWO_PARTY] });
  });

  it('is read from others, of either spelling of level 4', () => {
    expect(levelIn(['SLSA_SOURCE_LEVEL_3', TWO_PARTY], 'SOURCE')).toBe(4);
    expect(levelIn(['SLSA_SOURCE_LEVEL_4'], 'SOURCE')).toBe(4);
    expect(levelIn(['SLSA_SOURCE_LEVEL_2', TWO_PARTY], 'SOURCE')).toBe(2);
    expect(levelIn(['SLSA_BUILD_LEVEL_3'], 'SOURCE')).toBeUndefined();
  });

  it.each([
    ['another type', { predicateType: 'https://slsa.dev/verification_summary/v0.2' }, {}, 'predicateType'],
    ['no result', {}, { verificationResult: 'GOOD' }, 'predicate.verificationResult'],
    ['two levels of one track', {}, { verifiedLevels: ['SLSA_SOURCE_LEVEL_1', 'SLSA_SOURCE_LEVEL_3'] }, 'predicate.verifiedLevels'],
    ['no verifier', {}, { verifier: null }, 'predicate.verifier'],
    ['no policy', {}, { policy: {} }, 'predicate.policy.uri'],
    ['a moment that is none', {}, { timeVerified: 'yesterday' }, 'predicate.timeVerified'],
    ['no resource', {}, { resourceUri: '' }, 'predicate.resourceUri'],
  ])('is refused with %s', (_, over, predicate, field) => {
    const good = summary();
    expect(refused(() => readSummary({ ...good, ...over, predicate: { ...good.predicate, ...predicate } }, 'vsa'))).toEqual([`ASSAY-PROVENANCE-005 ${field}`]);
  });

  const expected: SummaryExpectation = {
    verifier: 'https://example.org/assay',
    resource: 'https://git.example.org/camera.git',
    digests: new Map([['gitCommit', NEW]]),
    levels: ['SLSA_SOURCE_LEVEL_4'],
    within: Duration.parse('P30D'),
    ref: BRANCH,
    at: AT,
  };
  const failing = (more: Partial<SummaryExpectation> = {}, statement = summary(), unsigned?: string) =>
    checkSummary(statement, readSummary(statement, 'vsa'), { ...expected, ...more }, unsigned)
      .filter(({ state }) => state !== 'proven')
      .map(({ name, state }) => `${name} ${state}`);

  it.each<[string, Partial<SummaryExpectation>, readonly string[]]>([
    ['what is expected', {}, []],
    ['a lower level', { levels: ['SLSA_SOURCE_LEVEL_2', TWO_PARTY] }, []],
    ['another verifier', { verifier: 'https://example.org/other' }, ['verifier broken']],
    ['another repository', { resource: 'https://git.example.org/other' }, ['resource broken']],
    ['another revision', { digests: new Map([['gitCommit', OLD]]) }, ['subject broken']],
    ['a level of another track', { levels: ['SLSA_BUILD_LEVEL_1'] }, ['levels broken']],
    ['a property that is not there', { levels: ['SLSA_BUILD_REPRODUCED'] }, ['levels broken']],
    ['one that is too old', { at: Instant.parse('2027-01-20T00:00:00Z') }, ['fresh broken']],
    ['one of times to come', { at: Instant.parse('2026-11-19T00:00:00Z') }, ['fresh broken']],
    ['another branch', { ref: 'refs/heads/next' }, ['ref broken']],
  ])('is held against %s', (_, more, wanted) => expect(failing(more)).toEqual(wanted));

  it('does not stand without its signature, its moment or its pass', () => {
    expect(failing({}, summary(), 'no key signed')).toEqual(['signature broken']);
    const { timeVerified: _, ...rest } = summary().predicate;
    expect(failing({}, { ...summary(), predicate: rest })).toEqual(['fresh unknown']);
    expect(failing({}, summary({ source: { level: 0, twoParty: false, requirements: [] } }))).toEqual(['result broken', 'levels broken']);
  });
});
