import { describe, expect, it } from 'vitest';
import { readMapping } from '../mapping.ts';
import { accounted, codesOf, importNamed, importText, said } from '../reading.fixture.ts';
import { certRule, certTaxon } from './cert.ts';

type Fields = Readonly<Record<string, unknown>>;

const RULES = [{ id: 'R1' }, { id: 'R2', defaultConfiguration: { level: 'error' } }];
const RAN = { executionSuccessful: true, endTimeUtc: '2026-10-01T00:00:00Z' };

function log(run: Fields, driver: Fields = {}, top: Fields = {}): string {
  return JSON.stringify({
    ...top,
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'scan', version: '1', rules: RULES, ...driver } }, invocations: [RAN], results: [], ...run }],
  });
}

const finding = (more: Fields = {}) => ({ ruleId: 'R1', message: { text: 'bad' }, ...more });
const CLEAN = ['repo code.static-analysis-clean true'];
const FOUND = ['repo code.static-analysis-clean false'];

describe('a report of Assay itself', () => {
  it.each(['Assay', ' assay '])('is no evidence, as %j', (name) => {
    expect(codesOf(() => importText(log({}, { name }), 'sarif'))).toEqual(['ASSAY-IMPORT-011']);
  });
});

describe('a run', () => {
  it.each<[string, string, readonly string[]]>([
    ['that ended, listed its rules and found nothing', log({}), CLEAN],
    ['with a finding', log({ results: [finding()] }), FOUND],
    ['with a finding and no invocation', log({ results: [finding()], invocations: undefined }), FOUND],
    ['that failed with a finding', log({ results: [finding()], invocations: [{ executionSuccessful: false }] }), FOUND],
    ['that failed', log({ invocations: [{ executionSuccessful: false }] }), []],
    ['of which one of two invocations failed', log({ invocations: [RAN, { executionSuccessful: false }] }), []],
    ['without an invocation', log({ invocations: [] }), []],
    ['whose invocation does not say how it ended', log({ invocations: [{}] }), []],
    ['whose process did not start', log({ invocations: [{ ...RAN, processStartFailureMessage: 'no such file' }] }), []],
    ['whose process was ended by a signal', log({ invocations: [{ ...RAN, exitSignalName: 'SIGKILL' }] }), []],
    ['whose process was ended by a signal with a number', log({ invocations: [{ ...RAN, exitSignalNumber: 9 }] }), []],
    ['that found nothing, and exited as if it had', log({ invocations: [{ ...RAN, exitCode: 2 }] }), []],
    ['that found nothing, and exited so', log({ invocations: [{ ...RAN, exitCode: 0 }] }), CLEAN],
    ['that exited with a code for its finding', log({ invocations: [{ ...RAN, exitCode: 1 }], results: [finding()] }), FOUND],
    ['that exited with a code for its old finding', log({ invocations: [{ ...RAN, exitCode: 1 }], results: [finding({ baselineState: 'unchanged' })] }), CLEAN],
    ['that exited with a code and tells of a pass', log({ invocations: [{ ...RAN, exitCode: 1 }], results: [finding({ kind: 'pass' })] }), []],
    ['whose conversion failed', log({ conversion: { invocation: { executionSuccessful: false } } }), []],
    ['whose conversion does not say how it ended', log({ conversion: { invocation: {} } }), []],
    ['whose conversion reported an error', log({ conversion: { invocation: { ...RAN, toolExecutionNotifications: [{ level: 'error' }] } } }), []],
    ['whose conversion exited with a code', log({ conversion: { invocation: { ...RAN, exitCode: 3 } } }), []],
    ['whose conversion ended', log({ conversion: { invocation: RAN } }), CLEAN],
    ['whose conversion failed, with a finding', log({ conversion: { invocation: { executionSuccessful: false } }, results: [finding()] }), FOUND],
    ['with its invocations elsewhere', log({ externalPropertyFileReferences: { invocations: [{ location: { uri: 'x' } }] } }), []],
    ['with results beside the runs', log({}, {}, { inlineExternalProperties: [{ runGuid: 'x', results: [finding()] }] }), []],
    ['with other things beside the runs', log({}, {}, { inlineExternalProperties: [{ artifacts: [] }] }), CLEAN],
    ['with a pass of the level of a finding', log({ results: [finding({ kind: 'pass', level: 'error' })] }), []],
    ['with an information of the level of a finding', log({ results: [finding({ kind: 'informational', level: 'warning' })] }), []],
    ['with a pass of no level', log({ results: [finding({ kind: 'pass', level: 'none' })] }), CLEAN],
    [
      'with a suppression accepted and one rejected',
      log({
        results: [
          finding({
            suppressions: [
              { kind: 'external', status: 'accepted' },
              { kind: 'external', status: 'rejected' },
            ],
          }),
        ],
      }),
      FOUND,
    ],
    [
      'with a suppression in the source and one under review',
      log({ results: [finding({ suppressions: [{ kind: 'inSource' }, { kind: 'external', status: 'underReview' }] })] }),
      FOUND,
    ],
    ['with two accepted suppressions', log({ results: [finding({ suppressions: [{ kind: 'inSource' }, { kind: 'external', status: 'accepted' }] })] }), []],
    ['without a list of results', log({ results: undefined }), []],
    ['with null for results', log({ results: null }), []],
    ['with its results elsewhere', log({ externalPropertyFileReferences: { results: [{ location: { uri: 'x' } }] } }), []],
    ['without rules', log({}, { rules: undefined }), []],
    ['whose rules are all off', log({}, { rules: [{ id: 'R1', defaultConfiguration: { enabled: false } }] }), []],
    [
      'whose rules were switched off',
      log(
        { invocations: [{ ...RAN, ruleConfigurationOverrides: [{ descriptor: { index: 0 }, configuration: { enabled: false } }] }] },
        { rules: [{ id: 'R1' }] },
      ),
      [],
    ],
    [
      'whose rules were switched on',
      log(
        { invocations: [{ ...RAN, ruleConfigurationOverrides: [{ descriptor: { id: 'R1' }, configuration: { enabled: true } }] }] },
        { rules: [{ id: 'R1', defaultConfiguration: { enabled: false } }] },
      ),
      CLEAN,
    ],
    ['whose rules are an extension’s', log({ tool: { driver: { name: 'scan' }, extensions: [{ name: 'pack', rules: RULES }] } }), CLEAN],
    ['with an error of the tool itself', log({ invocations: [{ ...RAN, toolExecutionNotifications: [{ level: 'error', message: { text: 'x' } }] }] }), []],
    ['with an error of its configuration', log({ invocations: [{ ...RAN, toolConfigurationNotifications: [{ level: 'error' }] }] }), []],
    [
      'with a kind of notification that is an error',
      log(
        { invocations: [{ ...RAN, toolExecutionNotifications: [{ descriptor: { index: 0 } }] }] },
        { notifications: [{ id: 'N', defaultConfiguration: { level: 'error' } }] },
      ),
      [],
    ],
    [
      'with a kind of notification that the log does not explain',
      log({ invocations: [{ ...RAN, toolExecutionNotifications: [{ descriptor: { id: 'N' } }] }] }),
      [],
    ],
    ['with an exception', log({ invocations: [{ ...RAN, toolExecutionNotifications: [{ exception: {} }] }] }), []],
    ['with a warning', log({ invocations: [{ ...RAN, toolExecutionNotifications: [{ message: { text: 'slow' } }] }] }), CLEAN],
    ['with a rule that passed', log({ results: [finding({ kind: 'pass' })] }), CLEAN],
    ['with a rule that passed, and failed itself', log({ results: [finding({ kind: 'pass' })], invocations: [{ executionSuccessful: false }] }), []],
    ['with a rule that does not apply', log({ results: [finding({ kind: 'notApplicable' })] }), CLEAN],
    ['with an information', log({ results: [finding({ kind: 'informational' })] }), CLEAN],
    ['with a result for a person to review', log({ results: [finding({ kind: 'review' })] }), []],
    ['with a result that is open', log({ results: [finding({ kind: 'open' })] }), []],
    ['with a note', log({ results: [finding({ level: 'note' })] }), FOUND],
    ['with a suppressed finding', log({ results: [finding({ suppressions: [{ kind: 'inSource' }] })] }), []],
    ['with an accepted suppression', log({ results: [finding({ suppressions: [{ kind: 'external', status: 'accepted' }] })] }), []],
    ['with a rejected suppression', log({ results: [finding({ suppressions: [{ kind: 'external', status: 'rejected' }] })] }), FOUND],
    ['with a suppression under review', log({ results: [finding({ suppressions: [{ kind: 'external', status: 'underReview' }] })] }), FOUND],
    ['with a finding that is gone', log({ results: [finding({ baselineState: 'absent' })] }), CLEAN],
    ['with an old finding', log({ results: [finding({ baselineState: 'unchanged' })] }), CLEAN],
    ['with an old finding, and failed itself', log({ results: [finding({ baselineState: 'unchanged' })], invocations: [] }), []],
    ['with an old finding and a new one', log({ results: [finding({ baselineState: 'unchanged' }), finding({ baselineState: 'new' })] }), FOUND],
    ['of a scanner of components that names its rules by place', log({ results: [{ ruleIndex: 0 }] }, { rules: [{ id: 'GHSA-x' }] }), []],
    ['with a finding of a rule that is nowhere', log({ results: [{ rule: { index: 5, toolComponent: { index: 9 } } }] }), FOUND],
    ['of a scanner of components', log({ results: [finding({ ruleId: 'CVE-2026-1' })] }), []],
  ])('%s', (_, text, statements) => {
    const imported = importText(text, 'sarif');
    expect(said(imported)).toEqual(statements);
    expect(accounted(imported)).toBe(true);
    // Whatever is not said is explained.
    if (statements.length === 0) expect(imported.withheld).not.toEqual([]);
  });

  it('does not make up for another of the same log', () => {
    const two = JSON.stringify({ version: '2.1.0', runs: [log({}), log({ invocations: [] })].flatMap((text) => JSON.parse(text).runs) });
    expect(said(importText(two, 'sarif'))).toEqual([]);
  });

  it('is judged by the repository it names, by its end, and cites its worst finding with every place', () => {
    const text = log({
      versionControlProvenance: [{ repositoryUri: 'https://git.example/group/Repo.git' }],
      results: [
        finding({ locations: [{ physicalLocation: { artifactLocation: { uri: 'a.c' }, region: { startLine: 7 } } }] }),
        finding({ ruleId: 'R2', ruleIndex: 1, message: { text: 'worse\u001b[31m' }, locations: [{ logicalLocations: [{ fullyQualifiedName: 'ns::f' }] }] }),
      ],
    });
    expect(importNamed(text).evidence).toMatchObject([
      {
        subject: 'repo',
        observedAt: '2026-10-01T00:00:00Z',
        source: 'scan 1',
        method: 'import',
        validFor: 'P30D',
        finding: { id: 'R2', title: 'worse [31m', severity: 'high', refs: ['a.c:7 R1 warning', 'ns::f R2 error'] },
      },
    ]);
  });

  it('is about what the command says, which is told where the log names something else', () => {
    const imported = importText(
      log({ automationDetails: { id: 'camera/nightly' }, versionControlProvenance: [{ repositoryUri: 'https://git.example/x.git' }] }),
      'sarif',
    );
    expect(said(imported)).toEqual(CLEAN);
    expect(imported.assumed).toEqual(['"https://git.example/x.git" was taken for "repo", as the command says, although the map has "camera"']);
  });

  it('reads long names without going over them again and again', () => {
    // Each of these took a step for every pair of its characters.
    const long = 200_000;
    for (const uri of [
      `${'/'.repeat(long)}x`,
      '?'.repeat(long),
      `${'?'.repeat(long)}\n`,
      `https://git.example/repo${'/'.repeat(100)}`,
      `https://git.example/repo.git?${'a'.repeat(100)}`,
    ]) {
      const text = log({ versionControlProvenance: [{ repositoryUri: uri }], automationDetails: { id: `${'/'.repeat(long)}x` } });
      expect(said(importNamed(text))).toEqual(uri.length < long ? CLEAN : []);
    }
  });

  it('looks up many rules, notifications and findings by their ids, once each', () => {
    const many = 20_000;
    const rules = Array.from({ length: many }, (_, i) => ({ id: `X${i}`, guid: `g${i}` }));
    const text = log(
      {
        invocations: [{ ...RAN, ruleConfigurationOverrides: rules.map(({ id }) => ({ descriptor: { id }, configuration: { enabled: true } })) }],
        results: rules.map(({ guid }) => ({ rule: { guid } })),
      },
      { rules },
    );
    expect(said(importText(text, 'sarif'))).toEqual(FOUND);
  });

  it('of a repository that is not on the map makes no statement, and says what is nearest', () => {
    const imported = importNamed(log({ automationDetails: { id: 'rep/nightly' }, results: [finding()] }));
    expect(imported.evidence).toEqual([]);
    expect(imported.unknownSubjects).toEqual([{ name: 'rep', items: 2, nearest: ['repo'] }]);
    expect(accounted(imported)).toBe(true);
  });

  it('that names no repository makes no statement without a subject', () => {
    const imported = importNamed(log({ results: [finding()] }));
    expect([imported.evidence, imported.unclaimed.length]).toEqual([[], 2]);
    expect(accounted(imported)).toBe(true);
  });

  it('may be mapped to another claim, clean or not, and no rule can choose the clean part of it', () => {
    const mapping = readMapping('mapping: evidence/1\nrules:\n  - { when: { tool: scan }, claim: code.no-secrets, value: { is: true } }\n', 'm.yaml');
    expect(said(importText(log({}), 'sarif', mapping))).toEqual(['repo code.no-secrets true']);
    expect(said(importText(log({ results: [finding({ baselineState: 'unchanged' })] }), 'sarif', mapping))).toEqual(['repo code.no-secrets false']);
    expect(said(importText(log({ invocations: [] }), 'sarif', mapping))).toEqual([]);
    const passes = readMapping('mapping: evidence/1\nrules:\n  - { when: { level: none }, claim: code.no-secrets, value: { is: true } }\n', 'm.yaml');
    expect(said(importText(log({ results: [finding({ kind: 'pass', level: 'none' }), finding()] }), 'sarif', passes))).toEqual(FOUND);
  });

  it('lists the fields that no statement carries', () => {
    const { lost } = importText(log({ results: [finding({ fingerprints: { a: 'x' } })], properties: { team: 'y' } }), 'sarif');
    expect(lost).toEqual([
      { field: 'runs[].tool.driver.rules[].defaultConfiguration.level', count: 1, sample: 'error' },
      { field: 'runs[].results[].fingerprints.a', count: 1, sample: 'x' },
      { field: 'runs[].properties.team', count: 1, sample: 'y' },
    ]);
  });
});

describe('ids of CERT C', () => {
  it.each<[string, string | undefined]>([
    ['cert-str34-c', 'STR34-C'],
    ['cert-STR05-C', 'STR05-C'],
    ['premium-cert-str31-c', 'STR31-C'],
    ['CERT_C-STR31-a', 'STR31-C'],
    ['CERT_C-EXP33-c', 'EXP33-C'],
    ['external/cert/id/str31-c', 'STR31-C'],
    ['STR31-C', 'STR31-C'],
    ['CERT C: Rule ERR33-C', 'ERR33-C'],
    ['CERT C Rule ERR33-C', 'ERR33-C'],
    ['cert-err58-cpp', undefined],
    ['CERT_CPP-STR50-a', undefined],
    ['external/cert/id/str50-cpp', undefined],
    ['concert-abc12-c', undefined],
    ['bugprone-unsafe-functions', undefined],
    ['CWE-119', undefined],
    ['', undefined],
  ])('%s is %s', (text, id) => expect(certRule(text)).toBe(id));

  it.each<[string, string | undefined, string | undefined]>([
    ['STR31', 'CERT C', 'STR31-C'],
    ['STR31-C', 'SEI CERT C Coding Standard', 'STR31-C'],
    ['STR50', 'SEI CERT C++ Coding Standard', undefined],
    ['STR31', 'CWE', undefined],
    ['STR31', undefined, undefined],
  ])('%s of the taxonomy %s is %s', (taxon, taxonomy, id) => expect(certTaxon(taxon, taxonomy)).toBe(id));
});

const CERT_RULES = {
  rules: [
    { id: 'cert-str34-c' },
    { id: 'A1', properties: { tags: ['external/cert/id/err33-c'] } },
    { id: 'A2', relationships: [{ target: { id: 'MEM30', toolComponent: { name: 'CERT C' } } }] },
    { id: 'A3' },
    { id: 'CERT_C-FIO30-a', defaultConfiguration: { enabled: false } },
  ],
};
const certOf = (run: Fields) => importText(log(run, CERT_RULES), 'sarif').evidence.find(({ claim }) => claim === 'source.cert-c-checked')?.value;

describe('rules of CERT C that were checked', () => {
  it.each<[string, Fields, unknown]>([
    ['are those that the tool lists and that were on', {}, { tool: 'scan 1', checked: ['ERR33-C', 'MEM30-C', 'STR34-C'], violated: [] }],
    [
      'are violated by id',
      { results: [finding({ ruleId: 'cert-str34-c' })] },
      { tool: 'scan 1', checked: ['ERR33-C', 'MEM30-C', 'STR34-C'], violated: ['STR34-C'] },
    ],
    [
      'are violated by tag, through the index of the rule',
      { results: [{ ruleIndex: 1 }] },
      { tool: 'scan 1', checked: ['ERR33-C', 'MEM30-C', 'STR34-C'], violated: ['ERR33-C'] },
    ],
    [
      'are violated by taxon of the result',
      { results: [finding({ ruleId: 'A3', taxa: [{ id: 'INT30-C', toolComponent: { name: 'CERT' } }] })] },
      { tool: 'scan 1', checked: ['ERR33-C', 'MEM30-C', 'STR34-C'], violated: ['INT30-C'] },
    ],
    [
      'do not include one whose finding is suppressed',
      { results: [finding({ ruleId: 'A2', suppressions: [{ kind: 'inSource' }] })] },
      { tool: 'scan 1', checked: ['ERR33-C', 'STR34-C'], violated: [] },
    ],
    [
      'count an old finding',
      { results: [finding({ ruleId: 'A2', baselineState: 'unchanged' })] },
      { tool: 'scan 1', checked: ['ERR33-C', 'MEM30-C', 'STR34-C'], violated: ['MEM30-C'] },
    ],
    [
      'are none where the tool failed, and what it found stands',
      { invocations: [{ executionSuccessful: false }], results: [finding({ ruleId: 'cert-str34-c' })] },
      { tool: 'scan 1', checked: [], violated: ['STR34-C'] },
    ],
    ['are none where the tool failed', { invocations: [{ executionSuccessful: false }] }, undefined],
    ['are none where a finding names no rule', { results: [{ message: { text: 'x' } }] }, undefined],
  ])('%s', (_, run, value) => expect(certOf(run)).toEqual(value));
});

describe('a SARIF log', () => {
  it.each<[string, string, string]>([
    ['of another version', '{"version":"2.0.0","runs":[]}', 'ASSAY-IMPORT-004'],
    ['without runs', '{"version":"2.1.0"}', 'ASSAY-IMPORT-001'],
    ['that is no object', '[]', 'ASSAY-IMPORT-001'],
    ['with a tool without a name', '{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}', 'ASSAY-IMPORT-003'],
    ['with a kind that there is not', log({ results: [finding({ kind: 'good' })] }), 'ASSAY-IMPORT-003'],
    ['with text for a truth', log({ invocations: [{ executionSuccessful: 'yes' }] }), 'ASSAY-IMPORT-003'],
    ['with a moment that is none', log({ invocations: [{ ...RAN, endTimeUtc: 'noon' }] }), 'ASSAY-IMPORT-003'],
    ['of tomorrow', log({ invocations: [{ ...RAN, endTimeUtc: '2026-12-01T00:00:00Z' }] }), 'ASSAY-IMPORT-010'],
    ['with a key that reaches a prototype', '{"version":"2.1.0","runs":[],"__proto__":{}}', 'ASSAY-JSON-004'],
    ['nested without end', `{"version":"2.1.0","runs":${'['.repeat(500)}`, 'ASSAY-JSON-002'],
    ['with a NUL', '{"version":"2.1.0","runs":[]}\0', 'ASSAY-IMPORT-009'],
  ])('%s is refused', (_, text, code) => expect(codesOf(() => importText(text, 'sarif'))).toEqual([code]));
});
