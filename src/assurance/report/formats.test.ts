import { describe, expect, it } from 'vitest';
import { bareReport, cameraReport, emptyReport } from '../../../test/fixtures/report.ts';
import type { Report } from './model.ts';
import { renderSarif } from './sarif.ts';
import { renderCsv } from './table.ts';

const requirements = (report: Report) => report.standards.flatMap((standard) => standard.requirements);

describe.each([
  ['of a real size', cameraReport],
  ['without anything', emptyReport],
  ['with the least that there can be', bareReport],
])('a report %s', (_, report) => {
  it('is one line of CSV a requirement, each as wide as the head', () => {
    const lines = renderCsv(report).trimEnd().split('\r\n');
    expect(lines).toHaveLength(requirements(report).length + 1);
    const fields = (line: string) => line.replaceAll(/"(?:[^"]|"")*"/g, 'q').split(',').length;
    expect(new Set(lines.map(fields))).toEqual(new Set([18]));
  });

  it('is a SARIF log with a rule and a result a requirement, and a failure for each that is owed and not proven', () => {
    const { runs } = JSON.parse(renderSarif(report));
    const [run] = runs;
    expect(run.tool.driver.rules).toHaveLength(requirements(report).length);
    expect(run.results).toHaveLength(requirements(report).length);
    const owed = requirements(report).filter((row) => row.verdict !== 'proven' && row.verdict !== 'not-applicable');
    expect(run.results.filter((result: { kind: string }) => result.kind === 'fail')).toHaveLength(owed.length);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      // Section 3.27.10: a level other than none belongs to a failure.
      expect(result.kind === 'fail').toBe(result.level !== 'none');
      expect(result.message.text).not.toBe('');
    }
    expect(
      run.results.every((result: { kind: string; properties: { verdict: string } }) => result.kind !== 'pass' || result.properties.verdict === 'proven'),
    ).toBe(true);
  });
});

it('an excluded gap is a suppressed result, with its reason', () => {
  const { runs } = JSON.parse(renderSarif(cameraReport));
  const suppressed = runs[0].results.filter((result: { suppressions?: unknown }) => result.suppressions !== undefined);
  expect(suppressed.length).toBe(requirements(cameraReport).filter((row) => row.verdict === 'excluded').length);
  for (const result of suppressed) expect(result.suppressions[0].justification).not.toBe('');
});
