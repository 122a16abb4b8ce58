import type { Json } from '../../core/index.ts';
import type { Log } from '../../evidence/import/sarif/log.ts';
import { counts } from './baseline.ts';
import type { JudgedFindings } from './judge.ts';
import type { Report } from './model.ts';

type Fields = { [key: string]: Json };

/**
 * A copy of a log in which Assay's own comparison stands where the tool's did: `baselineState` of each finding, and no suppression without a reason. The importer of evidence reads the
 * copy, so that there is one meaning of "clean". `suppressed`: for the claim of no new finding what is suppressed with a reason is `counted` like any other; where rules are counted it stays
 * `as-written`, since a rule whose result is suppressed was neither kept nor seen to be broken.
 */
export function comparedCopy(log: Log, report: Report, judged: JudgedFindings, suppressed: 'counted' | 'as-written'): string {
  const own = new Map(judged.findings.filter((one) => one.report === report).map((one) => [`${one.finding.at.run} ${one.finding.at.result}`, one]));
  const document = log.document as Fields;
  const runs = document['runs'];
  if (!Array.isArray(runs)) return JSON.stringify(document);
  // Only what is changed is copied: logs are large.
  const copied = runs.map((run: Fields, i: number) => {
    const results = run['results'];
    if (!Array.isArray(results)) return run;
    const kept = results.map((result: Fields, k: number) => {
      const one = own.get(`${i} ${k}`);
      if (one === undefined) return result;
      if (one.finding.state === 'suppressed' && suppressed === 'as-written') return result;
      const { suppressions, ...bare } = result;
      const next: Fields = one.finding.unjustified || one.finding.state === 'suppressed' || suppressions === undefined ? bare : result;
      return counts(one.finding) ? { ...next, baselineState: one.novelty } : next;
    });
    return { ...run, results: kept };
  });
  return JSON.stringify({ ...document, runs: copied });
}

/** Rules by which the importer tells secrets from other findings: all of a tool that looks for nothing else, and single rules of others. `undefined` where there are none. */
export function secretMapping({ reports, findings }: JudgedFindings, logs: readonly Log[]): string | undefined {
  const tools = new Set(logs.flatMap((log, i) => log.runs.flatMap((run, k) => (reports[i]?.runs[k]?.secretsOnly === true ? [run.tool.driver.name] : []))));
  const rules = new Set(findings.flatMap(({ finding, report }) => (finding.secret && report.runs[finding.at.run]?.secretsOnly !== true ? [finding.rule] : [])));
  const conditions = [...[...tools].map((tool) => ({ tool })), ...[...rules].map((ruleId) => ({ ruleId }))].slice(0, 1000);
  if (conditions.length === 0) return undefined;
  return JSON.stringify({ mapping: 'evidence/1', rules: conditions.map((when) => ({ when, claim: 'code.no-secrets', value: { is: true } })) });
}
