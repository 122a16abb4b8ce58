import { describe, expect, it } from 'vitest';
import { Digest } from '../../core/index.ts';
import type { Evidence } from '../model.ts';
import type { LeaningOf } from './leaning.ts';
import { heldByOtherTools, toolsOf } from './other-tool.ts';

const leaningOf: LeaningOf = ({ value }) => (value === true ? { good: ['it'], bad: [] } : { good: [], bad: ['it'] });
const said = (value: boolean, source: string, day: number, change: Partial<Evidence> = {}): Evidence => ({
  subject: 'repo',
  claim: 'code.static-analysis-clean',
  value,
  observedAt: `2026-10-${String(day).padStart(2, '0')}T00:00:00Z`,
  validFor: 'P30D',
  source,
  method: 'import',
  raw: { digest: Digest.of('log'), mediaType: 'application/sarif+json' },
  ...change,
});

describe('tools of a source', () => {
  it.each([
    ['CodeQL 2.16.1', ['codeql']],
    ['CodeQL command-line toolchain 2.16.1, Semgrep v1.60.0', ['codeql command-line toolchain', 'semgrep']],
    ['clang-tidy', ['clang-tidy']],
    ['Infer 1.1.0; rule 2 of map.yaml 0123456789ab', ['infer']],
    ['cppcheck 2.7 dev', ['cppcheck 2.7 dev']],
  ])('%s', (source, tools) => {
    expect(toolsOf(source)).toEqual(tools);
  });
});

describe('a clean report', () => {
  const found = said(false, 'CodeQL 2.16', 1);
  it.each<[string, Evidence, readonly Evidence[], boolean]>([
    ['of the tool that found something clears it, whatever its version', said(true, 'CodeQL 2.17', 2), [found], true],
    ['of another tool in a later run does not', said(true, 'Semgrep 1.60', 2), [found], false],
    ['of both tools does', said(true, 'CodeQL 2.16, Semgrep 1.60', 2), [found], true],
    ['of one tool does not clear what two found', said(true, 'CodeQL 2.16', 2), [said(false, 'CodeQL 2.16, Semgrep 1.60', 1)], false],
    ['of another tool is taken where the first has seen it mended', said(true, 'Semgrep 1.60', 3), [found, said(true, 'CodeQL 2.16', 2)], true],
    ['of another tool is taken where it is older than the finding', said(true, 'Semgrep 1.60', 1, { observedAt: '2026-09-30T00:00:00Z' }), [found], true],
    ['of another subject is taken', said(true, 'Semgrep 1.60', 2, { subject: 'other' }), [found], true],
    ['of all around it is held back', said(true, 'Semgrep 1.60', 2), [said(false, 'CodeQL 2.16', 1, { subject: 'repo/branch' })], false],
    ['by a stronger look is taken', said(true, 'a drill', 2, { method: 'drill' }), [found], true],
    ['by word is taken, since it clears nothing', said(true, 'the developers', 2, { method: 'attestation' }), [found], true],
    [
      'of another claim is taken',
      said(true, 'Semgrep 1.60', 2, { claim: 'code.no-secrets' }),
      [said(false, 'CodeQL 2.16', 1, { claim: 'code.no-secrets' })],
      true,
    ],
  ])('%s', (_, one, recorded, taken) => {
    const { kept, held } = heldByOtherTools([one], recorded, leaningOf);
    expect([kept.length, held.length]).toEqual(taken ? [1, 0] : [0, 1]);
    if (!taken) expect(held[0]?.why).toContain('only codeql');
  });

  it('of another tool is held back by a finding that comes in the same import', () => {
    const { kept, held } = heldByOtherTools([said(false, 'CodeQL 2.16', 1), said(true, 'Semgrep 1.60', 2)], [], leaningOf);
    expect(kept.map(({ value }) => value)).toEqual([false]);
    expect(held).toHaveLength(1);
  });
});
