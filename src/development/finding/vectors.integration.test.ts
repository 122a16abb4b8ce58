import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import { Instant } from '../../core/index.ts';
import { judgeFindings } from './judge.ts';
import { findingsLink } from './link.ts';
import { readReport } from './read.ts';

const SARIF = vectors('development/sarif-tutorials/samples');

// No log of the tutorials says that its tool ran to its end without an error, so nothing good can be said of one.
const FINDINGS: Readonly<Record<string, number>> = {
  'Catastrophic configuration error.sarif': 0,
  'Catastrophic execution error.sarif': 0,
  'Empty runs.sarif': 0,
  'No runs.sarif': 0,
  'One run empty results.sarif': 0,
  'One run no results.sarif': 0,
  'One run with results.sarif': 1,
  'Baseline.sarif': 3,
  'Suppressions.sarif': 9,
};

describe.skipIf(SARIF === undefined)('the logs of the SARIF tutorials (development/sarif-tutorials)', () => {
  const files =
    SARIF === undefined
      ? []
      : readdirSync(SARIF, { recursive: true, encoding: 'utf8' })
          .filter((name) => /\.sarif(?:\.json)?$/.test(name))
          .map((name) => join(SARIF, name))
          .toSorted();
  const read = (file: string) => readReport(readFileSync(file, 'utf8'), basename(file)).report;
  const named = (name: string) => read(files.find((file) => basename(file) === name) ?? '');

  it('are 31', () => expect(files).toHaveLength(31));

  it.each(files.map((file) => [basename(file), file]))('%s is read, and is not clean', (name, file) => {
    const judged = judgeFindings([read(file)]);
    const { state, reasons } = findingsLink(judged, { release: 'v1' }, Instant.of(0));
    expect(state).toBe(judged.findings.some(({ finding, novelty }) => finding.state === 'open' && novelty === 'new') ? 'broken' : 'unknown');
    expect(reasons.length).toBeGreaterThan(0);
    if (FINDINGS[name] !== undefined) expect(judged.findings).toHaveLength(FINDINGS[name]);
  });

  it.each(files.filter((file) => file.includes('ExceptionalConditions') && !file.endsWith('with results.sarif')).map((file) => [basename(file), file]))(
    '%s cannot be known',
    (_, file) => expect(findingsLink(judgeFindings([read(file)]), { release: 'v1' }, Instant.of(0)).state).toBe('unknown'),
  );

  it('show code flows, suppressions without a reason, and what the tool knew', () => {
    expect(named('CodeFlows.sarif').findings.map(({ flows }) => flows)).toEqual([2]);
    expect(named('Suppressions.sarif').findings.filter(({ unjustified }) => unjustified)).toHaveLength(8);
    expect(named('Baseline.sarif').findings.map(({ knownToTool }) => knownToTool)).toEqual([true, true, false]);
    expect(named('standard-taxonomy.sarif').findings.flatMap(({ cwe }) => cwe).length).toBeGreaterThan(0);
  });
});
