import { describe, expect, it } from 'vitest';
import type { Evidence } from '../model.ts';
import { batchOf } from './batch.ts';
import type { LeaningOf } from './leaning.ts';
import { importText } from './reading.fixture.ts';

const [STATEMENT] = importText('subject,claim,value\nrepo,code.static-analysis-clean,true', 'csv').evidence;
const make = (change: Partial<Evidence>): Evidence => ({ ...(STATEMENT as Evidence), ...change });
const GOOD = make({ source: 'b' });
const BAD = make({ value: false, source: 'a', observedAt: '2026-10-01T00:00:00Z' });
const COUNT = make({ claim: 'system.exploitable-vulnerabilities', value: 0, source: 'b' });
const count = (value: number, change: Partial<Evidence> = {}) => make({ ...COUNT, value, ...change });
const rules = (source: string, checked: readonly string[], violated: readonly string[]) =>
  make({ claim: 'source.cert-c-checked', source, value: { tool: source, checked: [...checked], violated: [...violated] } });

/** As the controls ask, in small: no vulnerability, at least 95 of a hundred, rules one by one. */
const leaningOf: LeaningOf = ({ claim, value }) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { checked, violated } = value as { checked: string[]; violated: string[] };
    return { good: checked.filter((rule) => !violated.includes(rule)), bad: violated };
  }
  const good = typeof value === 'number' ? (claim === 'update.delivered' ? value >= 0.95 : value === 0) : value === true;
  return { good: good ? ['it'] : [], bad: good ? [] : ['it'] };
};
const HELD = { subject: 'repo', claim: 'code.static-analysis-clean', why: 'it crashed' };

describe('sources that are imported together', () => {
  it.each<[string, readonly { evidence: readonly Evidence[]; withheld?: readonly (typeof HELD)[] }[], readonly unknown[], number]>([
    ['one alone', [{ evidence: [GOOD] }], [true], 0],
    ['one that says bad before another that says good', [{ evidence: [BAD] }, { evidence: [GOOD] }], [false], 1],
    ['one that says good before another that says bad', [{ evidence: [GOOD] }, { evidence: [BAD] }], [false], 1],
    ['one that could not tell beside one that says good', [{ evidence: [], withheld: [HELD] }, { evidence: [GOOD] }], [], 1],
    ['one about another claim', [{ evidence: [make({ value: false, claim: 'code.no-secrets' })] }, { evidence: [GOOD] }], [false, true], 0],
    ['one about another subject', [{ evidence: [make({ value: false, subject: 'broker' })] }, { evidence: [GOOD] }], [false, true], 0],
    ['a bad word of something in it', [{ evidence: [make({ value: false, subject: 'repo/v1' })] }, { evidence: [GOOD] }], [false], 1],
    ['a bad word of something around it', [{ evidence: [BAD] }, { evidence: [make({ subject: 'repo/v1' })] }], [false, true], 0],
    ['a count above nothing beside a count of nothing', [{ evidence: [count(2)] }, { evidence: [COUNT] }], [2], 1],
    ['a count of nothing before a count above it', [{ evidence: [COUNT] }, { evidence: [count(1)] }], [1], 1],
    [
      'a share too small beside one that is enough',
      [{ evidence: [count(0.5, { claim: 'update.delivered' })] }, { evidence: [count(0.99, { claim: 'update.delivered' })] }],
      [0.5],
      1,
    ],
    ['one that could not count beside a count of nothing', [{ evidence: [], withheld: [{ ...HELD, claim: COUNT.claim }] }, { evidence: [COUNT] }], [], 1],
    [
      'one that could not count beside a count above nothing',
      [{ evidence: [], withheld: [{ ...HELD, claim: COUNT.claim }] }, { evidence: [count(3)] }],
      [3],
      0,
    ],
    ['an older count of the same source', [{ evidence: [count(4, { observedAt: '2026-10-01T00:00:00Z' }), COUNT] }], [4, 0], 0],
    [
      'a rule that one tool found broken and another clean',
      [{ evidence: [rules('a', ['STR31-C'], ['STR31-C'])] }, { evidence: [rules('b', ['STR31-C', 'ERR33-C'], ['INT30-C'])] }],
      [
        { tool: 'a', checked: ['STR31-C'], violated: ['STR31-C'] },
        { tool: 'b', checked: ['ERR33-C'], violated: ['INT30-C'] },
      ],
      1,
    ],
    [
      'rules that another source could not check',
      [{ evidence: [rules('b', ['STR31-C'], [])] }, { evidence: [], withheld: [{ ...HELD, claim: 'source.cert-c-checked' }] }],
      [],
      1,
    ],
    ['an older bad row of the same source', [{ evidence: [BAD, GOOD] }], [false, true], 0],
    ['a newer bad row of the same source', [{ evidence: [make({ observedAt: '2026-09-01T00:00:00Z' }), BAD] }], [false], 1],
    ['a weaker bad row of the same source', [{ evidence: [BAD, make({ method: 'drill' })] }], [false], 1],
  ])('%s', (_, imports, values, contradicted) => {
    const batch = batchOf(imports, leaningOf);
    expect(batch.evidence.map(({ value }) => value)).toEqual(values);
    expect(batch.contradicted).toHaveLength(contradicted);
  });
});
