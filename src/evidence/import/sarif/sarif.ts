import { type Digest, Instant, type Json, Refused } from '../../../core/index.ts';
import { claimOf } from '../../claims/index.ts';
import type { Evidence } from '../../model.ts';
import { importFaults } from '../faults.ts';
import { lostFields } from '../lost.ts';
import type { ImportContext, Imported, Importer, Mapping, Withheld } from '../model.ts';
import { momentOf } from '../moment.ts';
import { member } from '../place.ts';
import { repositoryPath, upTo } from '../resolve.ts';
import { type Claiming, type Item, type Outcome, stateItems, subjectOf } from '../statement.ts';
import { refuseNul, worded } from '../wording.ts';
import { levelOf } from './level.ts';
import { type Log, type Result, type Run, readLog } from './log.ts';
import { findingOf, outcomeOf } from './result.ts';
import { appliedRules, certOfResult, certOfRule, ruleOf, unproven } from './run.ts';

const MEDIA_TYPE = 'application/sarif+json';
const CLEAN = 'code.static-analysis-clean';
const CERT = 'source.cert-c-checked';
/** Results of scanners of components: they are about what was taken in, not about the code that was looked at. */
export const ADVISORY = /^(?:CVE-\d|GHSA-|OSV-|RUSTSEC-|PYSEC-|GO-\d|DSA-|USN-|RHSA-)/i;

/** Static analysers. The items are the runs and their results. */
export const sarif: Importer = {
  format: 'sarif',
  about: 'SARIF 2.1.0, of static analysers: findings, a clean run, CERT C rules checked',
  recognises: (text) => /^\ufeff?\s*\{/.test(text) && /"runs"\s*:/.test(text) && /"version"\s*:\s*"2\.[01]/.test(text),
  read,
};

interface Judged {
  readonly run: Run;
  readonly at: string;
  readonly items: readonly Item[];
  readonly results: readonly { readonly result: Result; readonly outcome: Outcome }[];
  /** What the claim of no new finding makes of items that hold an old one, by their place. */
  readonly asNew: ReadonlyMap<string, Outcome>;
  /** Why nothing good can be said of it. */
  readonly why: string | undefined;
}

/** What Assay says is drawn from evidence: taken for evidence, it would keep itself fresh for ever. */
function refuseOwn(log: ReturnType<typeof readLog>, file: string): void {
  const at = log.runs.findIndex((run) => run.tool.driver.name.trim().toLowerCase() === 'assay');
  if (at === -1) return;
  throw new Refused(
    importFaults.fault('011', {
      message: `${file} is a report that Assay wrote`,
      file,
      field: `runs[${at}].tool.driver.name`,
      expected: 'the report of a tool that looked',
      found: 'Assay',
      remedy: 'Import what the tools themselves wrote.',
    }),
  );
}

function read(text: string, context: ImportContext, mapping?: Mapping): Imported {
  refuseNul(text, context.file);
  const log = readLog(text, context.file);
  refuseOwn(log, context.file);
  const runs = log.runs.map((run, i) => judged(run, i, log));
  const asNew = new Map(runs.flatMap((run) => [...run.asNew]));
  const byDefault = (item: Item): Claiming | undefined => {
    if (ADVISORY.test(item.fields.get('ruleId') ?? '')) return undefined;
    const outcome = asNew.get(item.at);
    return { from: 'SARIF runs and results', claim: CLEAN, value: { is: true }, ...(outcome === undefined ? {} : { outcome }) };
  };
  const { left, ...stated } = stateItems(
    runs.flatMap((run) => run.items),
    context,
    mapping,
    byDefault,
  );
  const cert = runs.length === 0 ? { evidence: [], withheld: [], mapped: [] } : certStatements(runs, context);
  return {
    format: sarif.format,
    ...stated,
    evidence: [...stated.evidence, ...cert.evidence],
    mapped: [...stated.mapped, ...cert.mapped],
    withheld: [...stated.withheld, ...cert.withheld],
    assumed: log.runs.length === 0 ? [...stated.assumed, 'the log holds no run: nothing was looked at'] : stated.assumed,
    lost: lostFields(log.document, CARRIED, left),
  };
}

function judged(run: Run, i: number, log: Log): Judged {
  const at = `runs[${i}]`;
  const { driver } = run.tool;
  const version = driver.semanticVersion ?? driver.version;
  const source = worded(`${driver.name}${version === undefined ? '' : ` ${version}`}`, 200) || 'a tool without a name';
  const results = (run.results ?? []).map((result) => ({ result, outcome: outcomeOf(result) }));
  const bare = unproven(run) ?? (log.elsewhere ? 'results of the log stand outside its runs' : undefined);
  const undecided = results.find(({ outcome }) => outcome.kind === 'undecided')?.outcome;
  const isAdvisory = (result: Result) => ADVISORY.test(idOf(result, run) ?? '');
  const advisory = results.some(({ result }) => isAdvisory(result));
  const findings = results.filter(({ result, outcome }) => outcome.kind === 'fail' && !isAdvisory(result));
  const why =
    bare ??
    (advisory ? 'its results are known vulnerabilities of components, which are no findings in code' : undefined) ??
    (undecided?.kind === 'undecided' ? `a result of it cannot be counted as clean: ${undecided.why}` : undefined);
  const written = member(member(log.document, 'runs'), i);
  const shared = {
    source,
    mediaType: MEDIA_TYPE,
    momentAt: `${at}.invocations[].endTimeUtc`,
    hints: [...(run.versionControlProvenance ?? []).flatMap((each) => repositoryNames(each.repositoryUri)), ...automationNames(run.automationDetails?.id)],
    ...ended(run),
  };
  const fields = new Map<string, string>([
    ['tool', driver.name],
    ...(version === undefined ? [] : [['version', version] as const]),
    ...(run.automationDetails?.id === undefined ? [] : [['automation', run.automationDetails.id] as const]),
  ]);
  const whole: Json =
    typeof written === 'object' && written !== null && !Array.isArray(written)
      ? Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'results'))
      : {};
  const itself: Item = {
    at,
    whole,
    fields,
    outcome: findings.length > 0 ? { kind: 'fail' } : why === undefined ? { kind: 'pass' } : { kind: 'undecided', why },
    ...shared,
  };
  const items = results.map(({ result, outcome }, k): Item => {
    const rule = ruleOf(result, run);
    const id = idOf(result, run);
    const uri = result.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
    const more: readonly (readonly [string, string | undefined])[] = [
      ['ruleId', id],
      // Of findings alone, so that no mapping can choose the results that passed and leave the others out.
      ['level', outcome.kind === 'fail' ? levelOf(result, rule, run) : undefined],
      ['uri', uri],
      ['message', result.message?.text],
      ['cert', certOfResult(result, run)[0]],
    ];
    return {
      ...shared,
      at: `${at}.results[${k}]`,
      whole: member(member(written, 'results'), k) ?? null,
      fields: new Map([...fields, ...more.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]))]),
      outcome: outcome.kind === 'pass' && bare !== undefined ? { kind: 'undecided', why: bare } : outcome,
      ...(outcome.kind === 'fail' ? { finding: findingOf(result, rule, levelOf(result, rule, run)) } : {}),
    };
  });
  const old = results.flatMap(({ result, outcome }, k) => (outcome.kind === 'fail' && isOld(result) ? [`${at}.results[${k}]`] : []));
  const asNew = new Map<string, Outcome>(old.map((place) => [place, { kind: 'silent', why: 'it was there before, and the claim is of no new finding' }]));
  const fresh = findings.some(({ result }) => !isOld(result));
  if (old.length > 0 && !fresh) asNew.set(at, why === undefined ? { kind: 'pass' } : { kind: 'undecided', why });
  return { run, at, items: [itself, ...items], results, asNew, why: bare };
}

function idOf(result: Result, run: Run): string | undefined {
  return result.ruleId ?? result.rule?.id ?? ruleOf(result, run)?.id;
}

/** In the baseline that the tool compared with, and still there. */
function isOld(result: Result): boolean {
  return result.baselineState === 'unchanged' || result.baselineState === 'updated';
}

/** The last end of an invocation, else its start. */
function ended(run: Run): { observedAt?: string } {
  const ends = (run.invocations ?? []).map((each) => each.endTimeUtc ?? each.startTimeUtc).filter((each) => each !== undefined);
  const last = ends.toSorted().at(-1);
  return last === undefined ? {} : { observedAt: last };
}

/** Longer names are nobody's, and are looked at no further. */
const LONGEST_NAME = 2000;

function repositoryNames(uri: string | undefined): readonly string[] {
  if (uri === undefined || uri === '') return [];
  if (uri.length > LONGEST_NAME) return [uri];
  const path = repositoryPath(upTo(uri, '?#'));
  return [uri, path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1)];
}

/** `firmware-repo/nightly/`: section 3.17.2 has the category first and the run's own name last. */
function automationNames(id: string | undefined): readonly string[] {
  if (id === undefined || id === '') return [];
  const last = id.lastIndexOf('/');
  return [last === -1 ? id : id.slice(0, last), upTo(id, '/')];
}

/**
 * What was checked of CERT C, for each subject and tool: the rules that were on in runs that came to their end, and those that were broken. A
 * rule whose result is suppressed or undecided is in neither list, unless it was broken elsewhere.
 */
function certStatements(runs: readonly Judged[], context: ImportContext): Pick<Imported, 'evidence' | 'mapped'> & { readonly withheld: readonly Withheld[] } {
  const found = new Map<
    string,
    {
      subject: string;
      tool: string;
      at: Instant;
      items: number;
      checked: Set<string>;
      violated: Set<string>;
      open: Set<string>;
      why: string | undefined;
      findings: NonNullable<Evidence['finding']>[];
      blind: boolean;
    }
  >();
  for (const { run, items, results, why } of runs) {
    const rules = appliedRules(run).flatMap((rule) => certOfRule(rule, run));
    const touched = results.map(({ result, outcome }) => ({ result, outcome, cert: certOfResult(result, run) }));
    if (rules.length === 0 && touched.every(({ cert }) => cert.length === 0)) continue;
    const [itself] = items;
    if (itself === undefined) continue;
    const subject = subjectOf(itself, {}, context, new Set());
    if (!('known' in subject)) continue;
    const key = `${subject.known}\u0000${itself.source}`;
    const at = momentOf(itself.observedAt, itself.momentAt, context, new Set());
    const group = found.get(key) ?? {
      subject: subject.known,
      tool: itself.source,
      at,
      items: 0,
      checked: new Set(),
      violated: new Set(),
      open: new Set(),
      why: undefined,
      findings: [],
      blind: false,
    };
    found.set(key, group);
    if (at < group.at) group.at = at;
    if (why === undefined) for (const rule of rules) group.checked.add(rule);
    else group.why = why;
    for (const { result, outcome, cert } of touched) {
      if (cert.length > 0) group.items += 1;
      // A finding of a rule that nobody names may be of any of them.
      if (outcome.kind === 'fail' && cert.length === 0 && idOf(result, run) === undefined) group.blind = true;
      for (const rule of cert) {
        if (outcome.kind === 'fail') group.violated.add(rule);
        if (outcome.kind === 'undecided') group.open.add(rule);
      }
      if (outcome.kind === 'fail' && cert.length > 0) {
        const rule = ruleOf(result, run);
        group.findings.push(findingOf(result, rule, levelOf(result, rule, run)));
      }
    }
  }
  const evidence: Evidence[] = [];
  const mapped: { from: string; claim: string; items: number }[] = [];
  const withheld: Withheld[] = [];
  for (const group of found.values()) {
    const sure = group.why === undefined && !group.blind;
    const checked = [...group.checked].filter((rule) => sure && (!group.open.has(rule) || group.violated.has(rule))).toSorted();
    const violated = [...group.violated].toSorted();
    if (!sure) withheld.push({ subject: group.subject, claim: CERT, why: group.why ?? 'a finding names no rule' });
    if (checked.length === 0 && violated.length === 0) continue;
    const [finding] = group.findings;
    evidence.push({
      subject: group.subject,
      claim: CERT,
      value: { tool: group.tool, checked, violated },
      observedAt: Instant.format(group.at),
      validFor: claimOf(CERT)?.validFor ?? 'P30D',
      source: group.tool,
      method: 'import',
      ...(finding === undefined ? {} : { finding: { ...finding, refs: group.findings.flatMap((each) => each.refs ?? []).slice(0, 100) } }),
      raw: { digest: context.digest as Digest, mediaType: MEDIA_TYPE },
    });
    mapped.push({ from: 'rules of CERT C, by id, tag or taxon', claim: CERT, items: group.items });
  }
  return { evidence, mapped, withheld };
}

const CARRIED: ReadonlySet<string> = new Set([
  'version',
  ...['name', 'version', 'semanticVersion', 'rules[].id'].map((field) => `runs[].tool.driver.${field}`),
  'runs[].tool.extensions[].rules[].id',
  'runs[].results',
  'runs[].invocations[].executionSuccessful',
  'runs[].invocations[].endTimeUtc',
  'runs[].versionControlProvenance[].repositoryUri',
  ...[
    'ruleId',
    'ruleIndex',
    'rule.id',
    'rule.index',
    'kind',
    'level',
    'message.text',
    'locations[].physicalLocation.artifactLocation.uri',
    'locations[].physicalLocation.region.startLine',
  ].map((field) => `runs[].results[].${field}`),
]);
