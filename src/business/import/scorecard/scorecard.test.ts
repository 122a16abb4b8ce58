import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, goodOf, importBy, resultsOf, said } from '../posture/reading.fixture.ts';
import { scorecard } from './scorecard.ts';
import { OWED } from './table.ts';

type Scores = Readonly<Record<string, number>>;
const report = (scores: Scores, more: object = {}, name = 'github.com/fern/firmware') => ({
  date: '2026-10-30T10:00:00Z',
  repo: { name, commit: 'c0ffee' },
  scorecard: { version: 'v5.2.1', commit: 'beef' },
  score: 5.5,
  checks: Object.entries(scores).map(([check, score]) => ({
    name: check,
    score,
    reason: 'why',
    details: ['Warn: x'],
    documentation: { url: `https://x.example/${check}`, short: `What ${check} is.` },
  })),
  metadata: null,
  ...more,
});
const all = (score: number): Scores => Object.fromEntries(OWED.map((check) => [check, score]));
const read = (document: object, more = {}) => importBy(scorecard, document, more);

describe('what becomes of a check', () => {
  it.each<[string, number, string, string]>([
    ['Code-Review', 10, 'pass', 'shall'],
    ['Code-Review', 9, 'fail', 'shall'],
    ['Fuzzing', 0, 'warning', 'should'],
    ['License', 9, 'warning', 'may'],
    ['Maintained', -1, 'error', 'shall'],
    ['Something-New', 3, 'fail', 'shall'],
  ])('%s at %i is %s', (check, score, outcome, level) =>
    expect(resultsOf(read(report({ [check]: score })))).toMatchObject([{ control: check, outcome, level }]),
  );

  it('cites where it is explained', () =>
    expect(read(report({ 'Code-Review': 3 })).evidence[0]?.finding).toEqual({
      id: 'Code-Review',
      title: 'What Code-Review is.',
      severity: 'high',
      refs: ['https://x.example/Code-Review'],
    }));
});

describe('what a report shows', () => {
  it.each<[string, Scores, readonly string[]]>([
    [
      'full marks',
      { ...all(10), 'Pinned-Dependencies': 10 },
      ['baseline.kept true', 'workflow.untrusted-contained true', 'workflow.token-least true', 'dependencies.pinned true'],
    ],
    ['no checks of high risk but one', { 'Token-Permissions': 10 }, ['workflow.token-least true']],
    ['one short', { ...all(10), 'Token-Permissions': 9 }, ['baseline.kept false', 'workflow.untrusted-contained true', 'workflow.token-least false']],
    ['one that could not tell', { ...all(10), 'Dangerous-Workflow': -1 }, ['workflow.token-least true']],
    ['a branch without rules', { 'Branch-Protection': 0 }, ['baseline.kept false', 'repository.branch-protected false']],
    ['something unpinned', { 'Pinned-Dependencies': 7 }, ['dependencies.pinned false']],
    ['what proves nothing', { 'Code-Review': 10, Fuzzing: 10, SAST: 10, Vulnerabilities: 10, 'Signed-Releases': 10 }, []],
  ])('%s', (_, scores, expected) => expect(said(read(report(scores)))).toEqual(expected.map((each) => `firmware ${each}`)));
});

describe('reports of many repositories', () => {
  const lines = (...reports: readonly object[]) => importBy(scorecard, reports.map((each) => JSON.stringify(each)).join('\n'));
  it('are kept apart', () => {
    const imported = lines(
      report({ 'Token-Permissions': 10 }),
      report({ 'Token-Permissions': 0 }, {}, 'github.com/fern/site'),
      report({ License: 1 }, {}, 'github.com/fern/none'),
    );
    expect(said(imported)).toEqual(['site baseline.kept false', 'firmware workflow.token-least true', 'site workflow.token-least false']);
    expect(imported.unknownSubjects).toMatchObject([{ name: 'github.com/fern/none', items: 1 }]);
    expect(Object.keys(imported.outcomes ?? {})).toEqual(['github.com/fern/firmware', 'github.com/fern/site', 'github.com/fern/none']);
  });
  it('of one repository: the newest counts, and the older is kept aside', () => {
    const imported = lines(report({ 'Token-Permissions': 0 }, { date: '2026-10-01' }), report({ 'Token-Permissions': 10 }));
    expect([said(imported), imported.unclaimed.map(({ why }) => why)]).toEqual([
      ['firmware workflow.token-least true'],
      ['the file has a newer report of the same repository'],
    ]);
  });
  it('of one repository and one moment: the worse counts', () =>
    expect(said(lines(report({ 'Token-Permissions': 10 }), report({ 'Token-Permissions': 0 })))).toEqual([
      'firmware baseline.kept false',
      'firmware workflow.token-least false',
    ]));
});

describe('a file', () => {
  const good = JSON.stringify(report({ License: 10 }));
  it('is known by its beginning', () => expect([scorecard.recognises?.(good), scorecard.recognises?.('{"checks":[]}')]).toEqual([true, false]));
  it.each<[string, string, string]>([
    ['that ends early', good.slice(0, -1), 'ASSAY-JSON-001'],
    ['of its first format', '{"Repo":"x","Date":"2021-01-01","Checks":[],"Metadata":[]}', 'ASSAY-IMPORT-003'],
    ['with a score beyond ten', good.replace('"score":10,', '"score":11,'), 'ASSAY-IMPORT-003'],
    ['with a score in words', good.replace('"score":10,', '"score":"10",'), 'ASSAY-IMPORT-003'],
    ['of tomorrow', good.replace('2026-10-30', '2026-12-30'), 'ASSAY-IMPORT-010'],
    ['without a check', JSON.stringify(report({})), 'ASSAY-BIMPORT-013'],
    ['with a NUL', `${good}\0`, 'ASSAY-IMPORT-009'],
  ])('%s is refused', (_, text, code) => expect([...new Set(codesOf(() => importBy(scorecard, text)))]).toEqual([code]));
});

describe('only full marks raise anything', () => {
  const scores = fc.dictionary(fc.constantFrom(...OWED, 'Pinned-Dependencies', 'Fuzzing'), fc.constantFrom(10, 10, 10, 9, 0, -1), { minKeys: 1 });
  const good = (given: Scores) => (Object.keys(given).length === 0 ? [] : goodOf(read(report(given))));
  it('neither taking one away nor lowering it makes true what was not', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          scores,
          scores.map((some) => ({ ...all(10), ...some })),
        ),
        fc.nat(),
        fc.constantFrom(9, 0, -1),
        (given, n, lower) => {
          const names = Object.keys(given);
          const name = names[n % names.length] ?? '';
          const before = good(given);
          for (const claim of good({ ...given, [name]: lower })) expect(before).toContain(claim);
          for (const claim of good(Object.fromEntries(Object.entries(given).filter(([each]) => each !== name)))) expect(before).toContain(claim);
        },
      ),
    ));
});
