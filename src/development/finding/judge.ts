import { type Compared, compareWith, counts, type KnownBaseline } from './baseline.ts';
import type { Finding, Novelty, Report } from './model.ts';

export interface JudgedFinding {
  readonly finding: Finding;
  readonly novelty: Novelty;
  readonly report: Report;
}

/** Reports of one look, held to a baseline. */
export interface JudgedFindings {
  readonly reports: readonly Report[];
  readonly baseline?: KnownBaseline;
  readonly findings: readonly JudgedFinding[];
  /** How many findings of the baseline are gone. */
  readonly absent: number;
  /** Why nothing good can be said: a tool that failed, a report without a run. */
  readonly unknown: readonly { readonly place: string; readonly why: string }[];
}

/** Without a baseline of Assay's own, what the tool says that it knew is believed; with one, its word counts for nothing. */
export function judgeFindings(reports: readonly Report[], baseline?: KnownBaseline): JudgedFindings {
  const all = reports.flatMap((report) => report.findings.map((finding) => ({ finding, report })));
  // What stands open takes its rows first: a suppressed copy beside it makes nothing old.
  const open = all
    .filter(({ finding }) => counts(finding))
    .toSorted((a, b) => Number(a.finding.state === 'suppressed') - Number(b.finding.state === 'suppressed'));
  const compared: Compared | undefined =
    baseline === undefined
      ? undefined
      : compareWith(
          open.map(({ finding }) => finding),
          baseline.rows,
        );
  const noveltyOf = new Map<Finding, Novelty>(open.map(({ finding }, i) => [finding, compared?.novelty[i] ?? (finding.knownToTool ? 'unchanged' : 'new')]));
  return {
    reports,
    ...(baseline === undefined ? {} : { baseline }),
    findings: all.map((one) => ({ ...one, novelty: noveltyOf.get(one.finding) ?? 'new' })),
    absent: compared?.absent.length ?? 0,
    unknown: reports.flatMap((report) => [
      ...(report.runs.length === 0 ? [{ place: report.file, why: 'the log holds no run: nothing was looked at' }] : []),
      ...report.runs.flatMap(({ tool, why }) => (why === undefined ? [] : [{ place: `${tool} in ${report.file}`, why }])),
      ...(report.advisories === 0 ? [] : [{ place: report.file, why: 'its results are known vulnerabilities of components, which are no findings in code' }]),
    ]),
  };
}
