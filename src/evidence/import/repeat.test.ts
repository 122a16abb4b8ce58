import { describe, expect, it } from 'vitest';
import { Digest } from '../../core/index.ts';
import type { Evidence, RecordedEvidence } from '../model.ts';
import type { LeaningOf } from './leaning.ts';
import { importText } from './reading.fixture.ts';
import { unrepeated } from './repeat.ts';

const [STATEMENT] = importText('subject,claim,value\nrepo,code.static-analysis-clean,true', 'csv').evidence;
const make = (value: Evidence['value'], file: string, minute: number, change: Partial<Evidence> = {}): Evidence => ({
  ...(STATEMENT as Evidence),
  value,
  observedAt: `2026-10-01T00:0${minute}:00Z`,
  raw: { digest: Digest.of(file), mediaType: 'text/csv' },
  ...change,
});
const leaningOf: LeaningOf = ({ value }) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { checked, violated } = value as { checked: string[]; violated: string[] };
    return { good: checked.filter((rule) => !violated.includes(rule)), bad: violated };
  }
  return { good: value === true || value === 0 ? ['it'] : [], bad: value === true || value === 0 ? [] : ['it'] };
};
const good = (minute: number, change: Partial<Evidence> = {}) => make(true, 'a', minute, change);
const bad = (minute: number, change: Partial<Evidence> = {}) => make(false, 'b', minute, change);
const saying = (what: string, file: string, minute: number) =>
  make(true, file, minute, { raw: { digest: Digest.of(file), mediaType: 'text/csv', content: Digest.of(what) } });
const cert = (minute: number, checked: string[], violated: string[], file = 'c') =>
  make({ tool: 't', checked, violated }, file, minute, { claim: 'source.cert-c-checked' });

/** Imports one after the other; gives what stands on the ledger at the end, and what the last import came to. */
function after(...imports: readonly (readonly Evidence[])[]) {
  const ledger: RecordedEvidence[] = [];
  let last: ReturnType<typeof unrepeated> = { fresh: [], known: 0, outdated: [] };
  for (const batch of imports) {
    last = unrepeated(batch, ledger, leaningOf);
    for (const one of last.fresh) ledger.push({ ...one, seq: ledger.length });
  }
  return { values: ledger.map(({ value }) => value), known: last.known, outdated: last.outdated.length };
}

describe('the same file again', () => {
  it.each<[string, readonly (readonly Evidence[])[], readonly unknown[], number, number]>([
    ['that is good is known', [[good(1)], [good(2)]], [true], 1, 0],
    ['that is bad is known', [[bad(1)], [bad(2)]], [false], 1, 0],
    ['that is bad is recorded where something good came since', [[bad(1)], [good(2)], [bad(3)]], [false, true, false], 0, 0],
    ['and once more, known', [[bad(1)], [good(2)], [bad(3)], [bad(4)]], [false, true, false], 1, 0],
    ['and after something good once more, recorded', [[bad(1)], [good(2)], [bad(3)], [make(true, 'd', 4)], [bad(5)]], [false, true, false, true, false], 0, 0],
    ['that is good does not take back a failure', [[good(1)], [bad(2)], [good(3)]], [true, false], 1, 1],
    ['that is good with its own moment is simply known', [[good(1)], [bad(2)], [good(1)]], [true, false], 1, 0],
    ['that is bad with its own moment says nothing new', [[bad(1)], [good(2)], [bad(1)]], [false, true], 1, 0],
    ['that is bad beside another that is bad is known', [[bad(1)], [make(false, 'd', 2)], [bad(3)]], [false, false], 1, 0],
    [
      'that is bad is recorded where all around it was good since',
      [[bad(1, { subject: 'repo#1' })], [good(2)], [bad(3, { subject: 'repo#1' })]],
      [false, true, false],
      0,
      0,
    ],
    ['that is bad of all is known where a part was good since', [[bad(1)], [good(2, { subject: 'repo#1' })], [bad(3)]], [false, true], 1, 0],
    ['that is bad is recorded where what is good was seen since, though recorded before', [[good(5)], [bad(2)], [bad(6)]], [true, false, false], 0, 0],
    ['that counts is recorded where nothing was counted since', [[make(3, 'b', 1)], [make(0, 'a', 2)], [make(3, 'b', 3)]], [3, 0, 3], 0, 0],
    ['about another claim is another statement', [[good(1)], [good(2, { claim: 'code.no-secrets' })]], [true, true], 0, 0],
    ['written otherwise, and saying the same, is known', [[saying('x', 'a', 1)], [saying('x', 'saved anew', 2)]], [true], 1, 0],
    ['that says something else is another', [[saying('x', 'a', 1)], [saying('y', 'a', 2)]], [true, true], 0, 0],
    ['twice in one import is one', [[bad(1), bad(1)]], [false], 1, 0],
    [
      'with rules broken and rules kept says again what is broken, and no more',
      [[cert(1, ['A', 'B'], ['A'])], [cert(2, ['A'], [], 'd')], [cert(3, ['A', 'B'], ['A'])], [cert(4, ['A', 'B'], ['A'])]],
      [
        { tool: 't', checked: ['A', 'B'], violated: ['A'] },
        { tool: 't', checked: ['A'], violated: [] },
        { tool: 't', checked: ['A'], violated: ['A'] },
      ],
      1,
      0,
    ],
  ])('%s', (_, imports, values, known, outdated) => expect(after(...imports)).toEqual({ values, known, outdated }));
});
