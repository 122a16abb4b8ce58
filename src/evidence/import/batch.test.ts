import { describe, expect, it } from 'vitest';
import type { Evidence } from '../model.ts';
import { batchOf } from './batch.ts';
import { importText } from './reading.fixture.ts';

const [STATEMENT] = importText('subject,claim,value\nrepo,code.static-analysis-clean,true', 'csv').evidence;
const make = (change: Partial<Evidence>): Evidence => ({ ...(STATEMENT as Evidence), ...change });
const GOOD = make({ source: 'b' });
const BAD = make({ value: false, source: 'a', observedAt: '2026-10-01T00:00:00Z' });
const HELD = { subject: 'repo', claim: 'code.static-analysis-clean', why: 'it crashed' };

describe('sources that are imported together', () => {
  it.each<[string, readonly { evidence: readonly Evidence[]; withheld?: readonly (typeof HELD)[] }[], readonly unknown[], number]>([
    ['one alone', [{ evidence: [GOOD] }], [true], 0],
    ['one that says bad before another that says good', [{ evidence: [BAD] }, { evidence: [GOOD] }], [false], 1],
    ['one that says good before another that says bad', [{ evidence: [GOOD] }, { evidence: [BAD] }], [false], 1],
    ['one that could not tell beside one that says good', [{ evidence: [], withheld: [HELD] }, { evidence: [GOOD] }], [], 1],
    ['one about another claim', [{ evidence: [make({ value: false, claim: 'code.no-secrets' })] }, { evidence: [GOOD] }], [false, true], 0],
    ['one about another subject', [{ evidence: [make({ value: false, subject: 'broker' })] }, { evidence: [GOOD] }], [false, true], 0],
    ['an older bad row of the same source', [{ evidence: [BAD, GOOD] }], [false, true], 0],
    ['a newer bad row of the same source', [{ evidence: [make({ observedAt: '2026-09-01T00:00:00Z' }), BAD] }], [false], 1],
    ['a weaker bad row of the same source', [{ evidence: [BAD, make({ method: 'drill' })] }], [false], 1],
  ])('%s', (_, imports, values, contradicted) => {
    const batch = batchOf(imports);
    expect(batch.evidence.map(({ value }) => value)).toEqual(values);
    expect(batch.contradicted).toHaveLength(contradicted);
  });
});
