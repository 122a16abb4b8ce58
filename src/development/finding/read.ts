import { Digest, hexHash } from '../../core/index.ts';
import { levelOf } from '../../evidence/import/sarif/level.ts';
import { type Log, type Result, type Run, readLog } from '../../evidence/import/sarif/log.ts';
import { appliedRules, certOfResult, certOfRule, ruleOf, unproven } from '../../evidence/import/sarif/run.ts';
import { ADVISORY } from '../../evidence/import/sarif/sarif.ts';
import { worded } from '../../evidence/import/wording.ts';
import { endedAt } from './looked.ts';
import { marksOf } from './marks.ts';
import type { Finding, Report, RunRead } from './model.ts';
import { isSecretRule, isSecretTool } from './secret.ts';

/**
 * Reads a SARIF 2.1.0 log as findings. `digest`: of the file's bytes. The bytes are the tool's, or whoever stood between. Throws `Refused` (ASSAY-IMPORT-001, -003, -004, ASSAY-JSON-…).
 */
export function readReport(text: string, file: string, digest: Digest = Digest.of(text)): { readonly report: Report; readonly log: Log } {
  const log = readLog(text, file);
  const runs: RunRead[] = [];
  const findings: Finding[] = [];
  let advisories = 0;
  log.runs.forEach((run, at) => {
    const tool = toolOf(run);
    const why = unproven(run) ?? (log.elsewhere ? 'results of the log stand outside its runs' : undefined);
    const name = run.tool.driver.name;
    (run.results ?? []).forEach((result, k) => {
      const rule = result.ruleId ?? result.rule?.id ?? ruleOf(result, run)?.id;
      if (rule !== undefined && ADVISORY.test(rule)) advisories += 1;
      else {
        const finding = findingOf(result, run, rule, { run: at, result: k });
        if (finding !== undefined) findings.push(finding);
      }
    });
    const certChecked = why === undefined ? [...new Set(appliedRules(run).flatMap((one) => certOfRule(one, run)))].toSorted() : [];
    const ended = endedAt(run);
    runs.push({
      tool,
      results: run.results?.length ?? 0,
      ...(why === undefined ? {} : { why }),
      certChecked,
      secretsOnly: isSecretTool(name),
      slug: slugOf(name),
      ...(ended === undefined ? {} : { ended }),
    });
  });
  const revisions = [...new Set(log.runs.flatMap((run) => (run.versionControlProvenance ?? []).flatMap(({ revisionId }) => revisionId?.toLowerCase() ?? [])))];
  return { report: { file, digest, runs, findings, advisories, revisions: revisions.slice(0, 100) }, log };
}

function slugOf(name: string): string {
  const slug = name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return slug.replace(/^-|-$/g, '').slice(0, 50) || 'unnamed';
}

export function toolOf(run: Run): string {
  const { name, semanticVersion, version } = run.tool.driver;
  return worded(`${name} ${semanticVersion ?? version ?? ''}`.trim(), 200) || 'a tool without a name';
}

/** Only what is not passed, not applicable, not information and not gone is a finding (SARIF 2.1.0, sections 3.27.9, 3.27.24). */
function findingOf(result: Result, run: Run, id: string | undefined, at: Finding['at']): Finding | undefined {
  const kind = result.kind ?? 'fail';
  // Section 3.27.10: what is no failure has no level, so one that has is one of the two.
  const contradicts = kind !== 'fail' && (result.level === 'error' || result.level === 'warning');
  if (!contradicts && (kind === 'pass' || kind === 'notApplicable' || kind === 'informational')) return undefined;
  if (!contradicts && result.baselineState === 'absent') return undefined;
  const rule = ruleOf(result, run);
  const name = worded(id ?? 'a rule without an id', 200) || 'a rule without an id';
  const where = result.locations?.[0];
  const path = placeOf(
    where?.physicalLocation?.artifactLocation?.uri ?? where?.logicalLocations?.[0]?.fullyQualifiedName ?? where?.logicalLocations?.[0]?.name ?? '',
  );
  const line = where?.physicalLocation?.region?.startLine;
  const level = levelOf(result, rule, run);
  const said = worded(result.message?.text ?? templateOf(result, rule) ?? rule?.shortDescription?.text ?? name, 500) || 'no message';
  const tags = [...(rule?.properties?.tags ?? []), ...(result.properties?.tags ?? [])];
  const { counts, unjustified } = suppression(result);
  const tool = run.tool.driver.name.slice(0, 200);
  return {
    tool: toolOf(run),
    rule: name,
    level,
    said,
    path,
    ...(line === undefined ? {} : { line }),
    marks: marksOf(result, run, { tool, rule: name, path }),
    saying: hexHash('sha256', `${level}\u0000${said}`).slice(0, 16),
    flows: result.codeFlows?.length ?? 0,
    cert: certOfResult(result, run),
    cwe: cweOf([...tags, ...taxaOf(result, rule)]),
    secret: isSecretTool(tool) || isSecretRule(tags),
    state: contradicts || kind === 'review' || kind === 'open' ? 'undecided' : counts ? 'suppressed' : 'open',
    unjustified,
    knownToTool: result.baselineState === 'unchanged' || result.baselineState === 'updated',
    at,
  };
}

/** A suppression counts where nobody contradicts it and somebody says why (section 3.35): without a reason nobody can agree or disagree. */
function suppression({ suppressions = [] }: Result): { readonly counts: boolean; readonly unjustified: boolean } {
  const agreed = suppressions.every(({ status }) => status === undefined || status === 'accepted');
  const reasoned = suppressions.some(({ justification }) => (justification ?? '').trim() !== '');
  return { counts: suppressions.length > 0 && agreed && reasoned, unjustified: suppressions.length > 0 && !reasoned };
}

function templateOf(result: Result, rule: ReturnType<typeof ruleOf>): string | undefined {
  const template = result.message?.id === undefined ? undefined : rule?.messageStrings?.[result.message.id]?.text;
  // Section 3.11.5: `{0}` stands for the first argument.
  return template?.slice(0, 5000).replace(/\{(\d{1,3})\}/g, (whole, n: string) => result.message?.arguments?.[Number(n)]?.slice(0, 500) ?? whole);
}

function placeOf(uri: string): string {
  return worded(uri.replace(/^\.\//, ''), 500);
}

function taxaOf(result: Result, rule: ReturnType<typeof ruleOf>): readonly string[] {
  const references = [...(result.taxa ?? []), ...(rule?.relationships ?? []).map(({ target }) => target)];
  return references.flatMap(({ id, toolComponent }) => (id === undefined ? [] : [/cwe/i.test((toolComponent?.name ?? '').slice(0, 200)) ? `CWE-${id}` : id]));
}

/** `CWE-120`, `external/cwe/cwe-120`, `cwe:120`: the number, once each. */
function cweOf(words: readonly string[]): readonly string[] {
  const found = words.slice(0, 500).flatMap((word) => [...word.slice(0, 200).matchAll(/\bcwe[-:_ ]?0*(\d{1,5})\b/gi)].map((match) => `CWE-${match[1]}`));
  return [...new Set(found)];
}
