import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, Instant, type Json, Refused } from '../../core/index.ts';
import { importText } from '../../evidence/import/reading.fixture.ts';
import type { ObjectId } from '../git/object.ts';
import { baselineName, baselineOf, compareWith, type KnownBaseline, readBaseline, refuseGrowth } from './baseline.ts';
import { certPosition } from './cert-position.ts';
import { comparedCopy, secretMapping } from './copy.ts';
import { judgeFindings } from './judge.ts';
import { findingsLink } from './link.ts';
import { lookedAt } from './looked.ts';
import { readReport } from './read.ts';

type Fields = Readonly<Record<string, unknown>>;

const RAN = { executionSuccessful: true, endTimeUtc: '2026-10-01T00:00:00Z' };
const RULES = [{ id: 'R1' }, { id: 'cert-str34-c' }, { id: 'cert-err33-c' }];

const logOf = (results: readonly Fields[], run: Fields = {}, name = 'scan') =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name, rules: RULES } }, invocations: [RAN], results, ...run }] });
const found = (more: Fields = {}, line = 7, text = 'strcpy(a, b);'): Fields => ({
  ruleId: 'R1',
  message: { text: 'Unbounded copy' },
  locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.c' }, region: { startLine: line, snippet: { text } } } }],
  ...more,
});
const read = (text: string) => readReport(text, 'report.sarif');
const baseline = (text: string): KnownBaseline => {
  const kept = baselineOf(read(text).report.findings);
  return { name: 'main', digest: Digest.of(kept), rows: readBaseline(kept, 'main') };
};
const judged = (text: string, before?: string) => judgeFindings([read(text).report], before === undefined ? undefined : baseline(before));
const noveltyOf = (text: string, before: string) => judged(text, before).findings.map(({ novelty }) => novelty);
const stateOf = (text: string, before?: string) => findingsLink(judged(text, before), { release: 'v1' }, Instant.of(0)).state;

describe('a finding is known again', () => {
  it.each<[string, Fields, Fields, string]>([
    ['that stands as it stood', found(), found(), 'unchanged'],
    ['whose line moved', found(), found({}, 99), 'unchanged'],
    ['whose line was indented', found(), found({}, 8, '    strcpy(a,b);'), 'unchanged'],
    ['whose line is another', found(), found({}, 7, 'strcpy(c, d);'), 'new'],
    ['of another rule', found(), found({ ruleId: 'R2' }), 'new'],
    ['in another file', found(), found({ locations: [{ physicalLocation: { artifactLocation: { uri: 'src/b.c' } } }] }), 'new'],
    ['of which the tool says something else', found(), found({ message: { text: 'Worse' } }), 'updated'],
    ['which is graver now', found(), found({ level: 'error' }), 'updated'],
    ['by its fingerprint, wherever it moved', found({ fingerprints: { a: 'x' } }), found({ fingerprints: { a: 'x' } }, 9, 'other'), 'unchanged'],
    ['not where its fingerprint is another', found({ fingerprints: { a: 'x' } }), found({ fingerprints: { a: 'y' } }), 'new'],
    ['where the tool begins to write fingerprints', found(), found({ fingerprints: { a: 'x' } }), 'unchanged'],
    ['where the fingerprint has a new version', found({ fingerprints: { 'a/v1': 'x' } }), found({ fingerprints: { 'a/v2': 'y' } }), 'unchanged'],
    ['by its partial fingerprints', found({ partialFingerprints: { l: '1' } }), found({ partialFingerprints: { l: '1' } }, 9, 'other'), 'unchanged'],
    ['not by those of another', found({ partialFingerprints: { l: '1' } }), found({ partialFingerprints: { l: '2' } }), 'new'],
    ['by the line of an embedded file', found({}, 2, undefined), found({}, 2, undefined), 'unchanged'],
  ])('%s', (_, before, after, novelty) => expect(noveltyOf(logOf([after]), logOf([before]))).toEqual([novelty]));

  it('once for each time that it was there', () => {
    expect(noveltyOf(logOf([found(), found({}, 8), found({}, 9)]), logOf([found(), found()])).toSorted()).toEqual(['new', 'unchanged', 'unchanged']);
    expect(judged(logOf([found()]), logOf([found(), found(), found({ ruleId: 'R2' })])).absent).toBe(2);
  });

  it('by text that the log embeds, where the place has none', () => {
    const at = (line: number, text: string) =>
      logOf([{ ...found({}, line), locations: [{ physicalLocation: { artifactLocation: { uri: 'a.c' }, region: { startLine: line } } }] }], {
        artifacts: [{ location: { uri: 'a.c' }, contents: { text } }],
      });
    expect(noveltyOf(at(3, '\n\nfree(p);\n'), at(1, 'free(p);\n'))).toEqual(['unchanged']);
    expect(noveltyOf(at(1, 'free(q);\n'), at(1, 'free(p);\n'))).toEqual(['new']);
  });

  it('after any shuffle of lines and order', () => {
    const one = fc.record({ rule: fc.constantFrom('R1', 'R2'), text: fc.constantFrom('a', 'b', 'c'), print: fc.option(fc.constantFrom('x', 'y', 'z')) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), fc.infiniteStream(fc.nat(9999)), (given, numbers) => {
        const make = () =>
          given.map(({ rule, text, print }) =>
            found({ ruleId: rule, ...(print === null ? {} : { fingerprints: { p: print } }) }, Number(numbers.next().value) + 1, text),
          );
        const after = make().toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
        const result = judged(logOf(after), logOf(make()));
        return result.absent === 0 && result.findings.every(({ novelty }) => novelty === 'unchanged');
      }),
    );
  });

  it('among many alike in a moment that a person waits', () => {
    const many = (value: (i: number) => string) => logOf(Array.from({ length: 5000 }, (_, i) => found({ fingerprints: { p: value(i) } })));
    const result = judged(
      many((i) => `b${i}`),
      many((i) => `a${i}`),
    );
    expect([result.findings.every(({ novelty }) => novelty === 'new'), result.absent]).toEqual([true, 5000]);
  });
});

describe('what stands', () => {
  const reasoned = { kind: 'external', status: 'accepted', justification: 'The buffer is of the same size.' };

  it.each<[string, readonly Fields[], string, Fields?]>([
    ['nothing', [], 'proven'],
    ['a finding', [found()], 'broken'],
    ['one of no level', [found({ level: 'none' })], 'broken'],
    ['a rule that passed', [found({ kind: 'pass', level: 'none' })], 'proven'],
    ['one that is gone', [found({ baselineState: 'absent' })], 'proven'],
    ['one that the tool alone knew', [found({ baselineState: 'unchanged' })], 'unknown'],
    ['one suppressed with a reason, which is its writer’s word', [found({ suppressions: [reasoned] })], 'broken'],
    ['one suppressed in the source, with a reason', [found({ suppressions: [{ kind: 'inSource', justification: 'It is fine.' }] })], 'broken'],
    ['one suppressed without', [found({ suppressions: [{ kind: 'inSource' }] })], 'broken'],
    ['one suppressed with an empty reason', [found({ suppressions: [{ ...reasoned, justification: '  ' }] })], 'broken'],
    ['one suppressed with a reason that is no text', [found({ suppressions: [{ ...reasoned, justification: 7 }] })], 'broken'],
    ['one whose suppression is under review', [found({ suppressions: [{ ...reasoned, status: 'underReview' }] })], 'broken'],
    ['one of whose suppressions was rejected', [found({ suppressions: [reasoned, { ...reasoned, status: 'rejected' }] })], 'broken'],
    ['one that a person has to review', [found({ kind: 'review' })], 'unknown'],
    ['a pass with the level of a finding', [found({ kind: 'pass', level: 'error' })], 'unknown'],
    ['a hole in a component', [found({ ruleId: 'CVE-2026-1' })], 'unknown'],
    ['nothing, of a tool that failed', [], 'unknown', { invocations: [{ executionSuccessful: false }] }],
    ['nothing, of a tool that does not say how it ended', [], 'unknown', { invocations: [] }],
    ['nothing, with an error of the tool', [], 'unknown', { invocations: [{ ...RAN, toolExecutionNotifications: [{ level: 'error' }] }] }],
    ['a finding of a tool that failed', [found()], 'broken', { invocations: [{ executionSuccessful: false }] }],
  ])('%s', (_, results, state, run = {}) => expect(stateOf(logOf(results, run))).toBe(state));

  it('is nothing good where there was no run', () => {
    expect(stateOf(JSON.stringify({ version: '2.1.0', runs: [] }))).toBe('unknown');
    expect(findingsLink(judgeFindings([]), { release: 'v1' }, Instant.of(0)).state).toBe('proven');
  });

  it('is told of what is suppressed by a code that the policy may let pass, and of a secret as of any other', () => {
    const of = (text: string, before?: string) => findingsLink(judged(text, before), { release: 'v1' }, Instant.of(0));
    const silenced = logOf([found({ suppressions: [reasoned] }), found({ level: 'note' }, 9, 'x')]);
    expect(of(silenced).reasons.map(({ code }) => code)).toEqual(['new-note', 'new-suppressed']);
    expect(of(silenced).counts).toMatchObject({ open: 1, suppressed: 1, new: 2, 'new-suppressed': 1 });
    expect(of(silenced, silenced)).toMatchObject({ state: 'proven', counts: { suppressed: 1, new: 0 } });
    const secret = logOf([found({ suppressions: [reasoned] })], {}, 'gitleaks');
    expect(of(secret).reasons.map(({ code }) => code)).toEqual(['new-secret']);
    // A copy that stands open is not made old by a suppressed one.
    expect(of(logOf([found({ suppressions: [reasoned] }), found()]), logOf([found()])).reasons.map(({ code }) => code)).toEqual(['new-suppressed']);
  });

  it('is what our own baseline has, whatever the tool says that it knew', () => {
    expect(stateOf(logOf([found({ baselineState: 'unchanged' })]), logOf([]))).toBe('broken');
    expect(stateOf(logOf([found()]), logOf([found()]))).toBe('proven');
  });

  it('is of the commit that the report says it looked at', () => {
    const commit = 'ab'.repeat(20) as ObjectId;
    const of = (...revisions: readonly string[]) =>
      findingsLink(
        judged(logOf([], { versionControlProvenance: revisions.map((revisionId) => ({ repositoryUri: 'x', revisionId })) })),
        { release: 'v1', commit },
        Instant.of(0),
      );
    expect([of().state, of(commit).state, of('abababa').state, of('cd'.repeat(20), commit.toUpperCase()).state]).toEqual(Array(4).fill('proven'));
    for (const other of ['cd'.repeat(20), 'abab', '7'])
      expect(of(other)).toMatchObject({ state: 'unknown', reasons: [{ code: 'other-revision' }], counts: { 'other-revision': 1 } });
  });

  it('counts the runs of each tool that came to their end', () => {
    const failed = logOf([], { invocations: [{ executionSuccessful: false }] }, 'Scan');
    const reports = [logOf([], {}, 'Code QL 2'), logOf([]), failed, logOf([], {}, '//')].map((text) => read(text).report);
    expect(findingsLink(judgeFindings(reports), { release: 'v1' }, Instant.of(0)).counts).toMatchObject({
      'tool-code-ql-2': 1,
      'tool-scan': 1,
      'tool-unnamed': 1,
    });
  });

  it('is as old as the oldest of the runs, however late it is brought', () => {
    const now = Instant.parse('2026-11-23T12:00:00Z');
    const at = (...ends: readonly (string | undefined)[]) =>
      lookedAt(
        ends.map((endTimeUtc) => read(logOf([], { invocations: [{ ...RAN, endTimeUtc }] })).report),
        now,
      );
    expect(at('2026-11-20T00:00:00Z', '2026-10-01T00:00:00Z')).toBe(Instant.parse('2026-10-01T00:00:00Z'));
    expect([at(undefined), at('2027-01-01T00:00:00Z'), at('yesterday'), at()]).toEqual([now, now, now, now]);
    const silent = [read(logOf([], { invocations: [{ executionSuccessful: true }] })).report];
    expect(lookedAt(silent, now, Instant.parse('2026-11-01T00:00:00Z'))).toBe(Instant.parse('2026-11-01T00:00:00Z'));
  });

  it('is told with place, words and remedy, secrets first', () => {
    const link = findingsLink(
      judgeFindings([read(logOf([found({ level: 'note', codeFlows: [{}, {}] })])).report, read(logOf([found({ ruleId: 'aws-key' })], {}, 'gitleaks')).report]),
      { release: 'v1' },
      Instant.of(0),
    );
    expect(link.reasons.map(({ code, place }) => [code, place])).toEqual([
      ['new-secret', 'src/a.c:7'],
      ['new-note', 'src/a.c:7'],
    ]);
    expect(link.counts).toMatchObject({ open: 2, new: 2, 'new-secret': 1, 'new-note': 1, runs: 2 });
    expect(link.inputs.map(({ name }) => name)).toEqual(['report', 'report']);
  });

  it('shows flows, weaknesses and words with their arguments', () => {
    const rule = {
      id: 'R9',
      messageStrings: { m: { text: 'Copies {0} into {1}' } },
      relationships: [{ target: { id: '120', toolComponent: { name: 'CWE' } } }],
    };
    const text = JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 's' }, extensions: [{ name: 'pack', rules: [rule] }] },
          invocations: [RAN],
          results: [
            {
              rule: { id: 'R9', index: 0, toolComponent: { index: 0 } },
              message: { id: 'm', arguments: ['a', 'b'] },
              codeFlows: [{}],
              properties: { tags: ['cwe-787'] },
            },
          ],
        },
      ],
    });
    expect(read(text).report.findings).toMatchObject([{ rule: 'R9', said: 'Copies a into b', flows: 1, cwe: ['CWE-787', 'CWE-120'], state: 'open' }]);
  });
});

describe('the level of a finding', () => {
  const override = (level: string | undefined, descriptor: Fields = { id: 'R1' }) => ({
    ...RAN,
    ruleConfigurationOverrides: [{ descriptor, configuration: { level } }],
  });
  const levelOf = (result: Fields, invocations: readonly Fields[]) => read(logOf([found(result)], { invocations })).report.findings[0]?.level;

  it.each<[string, Fields, readonly Fields[], string]>([
    ['is what the result says', { level: 'note' }, [override('error')], 'note'],
    ['is what the only invocation set for its rule', {}, [override('error')], 'error'],
    ['is what it set by the place of the rule', {}, [override('note', { index: 0 })], 'note'],
    ['is what the rule is, where another was set', {}, [override('error', { id: 'cert-str34-c' })], 'warning'],
    ['is what the rule is, where only its being on was set', {}, [override(undefined)], 'warning'],
    ['is of the invocation that made it', { provenance: { invocationIndex: 1 } }, [override('error'), override('note')], 'note'],
    ['is of none where the result names one that is not there', { provenance: { invocationIndex: 7 } }, [override('note'), RAN], 'warning'],
    ['is not made milder by one of several', {}, [RAN, override('note')], 'warning'],
    ['is made graver by one of several', {}, [RAN, override('error')], 'error'],
    [
      'is the last that was set',
      {},
      [{ ...RAN, ruleConfigurationOverrides: [...override('error').ruleConfigurationOverrides, ...override('note').ruleConfigurationOverrides] }],
      'note',
    ],
  ])('%s', (_, result, invocations, level) => expect(levelOf(result, invocations)).toBe(level));
});

describe('guidelines of CERT C', () => {
  const rowsOf = (results: readonly Fields[], run: Fields = {}) =>
    certPosition(judged(logOf(results, run)))
      .filter(({ state }) => state !== 'not-looked-for')
      .map(({ id, state, level, findings }) => [id, state, level, findings]);

  it('are checked, violated, or not looked for, the most urgent first', () => {
    expect(rowsOf([found({ ruleId: 'cert-str34-c' }), found({ ruleId: 'cert-str34-c' }, 9, 'x')])).toEqual([
      ['ERR33-C', 'checked', 'L1', 0],
      ['STR34-C', 'violated', 'L2', 2],
    ]);
    const all = certPosition(judged(logOf([])));
    expect(all.length).toBe(302);
    expect(all.slice(0, 122).every(({ kind }) => kind === 'rule')).toBe(true);
  });

  it('are not checked by a run that failed, nor where a result was suppressed', () => {
    expect(rowsOf([], { invocations: [{ executionSuccessful: false }] })).toEqual([]);
    expect(rowsOf([found({ ruleId: 'cert-str34-c', suppressions: [{ kind: 'external', justification: 'By design.' }] })]).map(([id]) => id)).toEqual([
      'ERR33-C',
    ]);
  });
});

describe('the copy that becomes evidence', () => {
  const copied = (text: string, before: string | undefined, suppressed: 'counted' | 'as-written' = 'counted') => {
    const { log, report } = read(text);
    return comparedCopy(log, report, judgeFindings([report], before === undefined ? undefined : baseline(before)), suppressed);
  };
  const said = (text: string) => importText(text, 'sarif').evidence.map(({ claim, value }) => [claim, typeof value === 'boolean' ? value : 'list']);

  it.each<[string, string, string | undefined, readonly unknown[]]>([
    [
      'is clean where all of it was there before',
      logOf([found()]),
      logOf([found()]),
      [
        ['code.static-analysis-clean', true],
        ['source.cert-c-checked', 'list'],
      ],
    ],
    [
      'is not where the tool alone says so',
      logOf([found({ baselineState: 'unchanged' })]),
      logOf([]),
      [
        ['code.static-analysis-clean', false],
        ['source.cert-c-checked', 'list'],
      ],
    ],
    [
      'is not where the rest was suppressed with a reason that nobody else has seen',
      logOf([found({ suppressions: [{ kind: 'inSource', justification: 'Why.' }] })]),
      undefined,
      [
        ['code.static-analysis-clean', false],
        ['source.cert-c-checked', 'list'],
      ],
    ],
    [
      'is clean where two people took what is suppressed into the baseline',
      logOf([found({ suppressions: [{ kind: 'inSource', justification: 'Why.' }] })]),
      logOf([found({ suppressions: [{ kind: 'inSource', justification: 'Why.' }] })]),
      [
        ['code.static-analysis-clean', true],
        ['source.cert-c-checked', 'list'],
      ],
    ],
    [
      'is not where it was suppressed without',
      logOf([found({ suppressions: [{ kind: 'external' }] })]),
      undefined,
      [
        ['code.static-analysis-clean', false],
        ['source.cert-c-checked', 'list'],
      ],
    ],
    ['says nothing good of a tool that failed', logOf([], { invocations: [{ executionSuccessful: false }] }), undefined, []],
  ])('%s', (_, text, before, expected) => expect(said(copied(text, before))).toEqual(expected));

  it('keeps what was suppressed where rules are counted', () => {
    expect(
      JSON.parse(copied(logOf([found({ suppressions: [{ kind: 'external', justification: 'Why.' }] })]), undefined, 'as-written')).runs[0].results,
    ).toHaveLength(1);
  });

  it('goes to the claim of secrets by tool, or by rule', () => {
    const mappingOf = (text: string) => {
      const { log, report } = read(text);
      const mapping = secretMapping(judgeFindings([report]), [log]);
      return mapping === undefined ? undefined : JSON.parse(mapping).rules.map(({ when }: { when: Json }) => when);
    };
    expect(mappingOf(logOf([found({ ruleId: 'aws' })], {}, 'gitleaks'))).toEqual([{ tool: 'gitleaks' }]);
    expect(mappingOf(logOf([], {}, 'TruffleHog'))).toEqual([{ tool: 'TruffleHog' }]);
    expect(mappingOf(logOf([found({ ruleId: 'S1', properties: { tags: ['Secret'] } })]))).toEqual([{ ruleId: 'S1' }]);
    expect(mappingOf(logOf([found()]))).toBeUndefined();
  });
});

describe('a baseline', () => {
  const codeOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      if (error instanceof Refused) return error.faults[0]?.code;
      throw error;
    }
    return undefined;
  };

  it('holds marks alone: no path, no words', () => {
    const text = baselineOf(read(logOf([found()])).report.findings);
    expect(text).not.toMatch(/src\/a\.c|Unbounded|strcpy/);
  });

  it('that grows needs a second person', () => {
    expect(codeOf(() => refuseGrowth(1, 'developer', undefined))).toBe('ASSAY-FINDING-003');
    expect(codeOf(() => refuseGrowth(1, 'developer', 'developer'))).toBe('ASSAY-FINDING-003');
    expect(codeOf(() => refuseGrowth(1, 'developer', 'lead'))).toBeUndefined();
    expect(codeOf(() => refuseGrowth(0, 'developer', undefined))).toBeUndefined();
  });

  it('has a plain name, and the shape that this version writes', () => {
    expect(codeOf(() => baselineName('../main'))).toBe('ASSAY-FINDING-004');
    expect(baselineName('main')).toBe('main');
    expect(codeOf(() => readBaseline('{"format":"findings-baseline/2"}', 'x'))).toBe('ASSAY-FINDING-002');
  });

  it('is found again whole by the report that it was taken of', () => {
    const findings = read(logOf([found(), found(), found({ ruleId: 'R2' })])).report.findings;
    expect(compareWith(findings, readBaseline(baselineOf(findings), 'x'))).toEqual({ novelty: ['unchanged', 'unchanged', 'unchanged'], absent: [] });
  });
});

describe('over any bytes', () => {
  const refusedOrRead = (text: string) => {
    try {
      const { report, log } = read(text);
      const judgedOne = judgeFindings([report]);
      comparedCopy(log, report, judgedOne, 'counted');
      certPosition(judgedOne);
      return findingsLink(judgedOne, { release: 'v1' }, Instant.of(0)).link === 'findings';
    } catch (error) {
      return error instanceof Refused;
    }
  };

  it('reads or refuses', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), refusedOrRead));
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (json) => refusedOrRead(`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[${json}]}]}`)),
    );
  });

  it('reads or refuses a log in which any value is another', () => {
    const whole = JSON.parse(
      logOf(
        [
          found({
            suppressions: [{ kind: 'external', justification: 'x' }],
            fingerprints: { a: 'b' },
            partialFingerprints: { c: 'd' },
            codeFlows: [{}],
            taxa: [{ id: '1' }],
          }),
        ],
        {
          artifacts: [{ location: { uri: 'src/a.c' }, contents: { text: 'a' } }],
          versionControlProvenance: [{ repositoryUri: 'x', revisionId: 'y' }],
        },
      ),
    );
    const paths: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]) => {
      if (path.length > 0) paths.push(path);
      if (typeof value === 'object' && value !== null)
        for (const [key, member] of Object.entries(value)) walk(member, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk(whole, []);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const copy = structuredClone(whole);
        const holder = path.slice(0, -1).reduce((at, step) => at[step], copy);
        holder[path.at(-1) as string] = value;
        return refusedOrRead(JSON.stringify(copy));
      }),
    );
  });
});
