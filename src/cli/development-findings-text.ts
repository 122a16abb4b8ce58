import type { CertRow } from '../development/finding/cert-position.ts';
import type { JudgedFinding, JudgedFindings } from '../development/finding/judge.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

const SHOWN = 20;
const VERDICTS = {
  proven: 'Nothing new was found, and each tool ran to its end.',
  broken: 'Something new was found.',
  unknown: 'Whether it is clean cannot be known.',
} as const;

export function findingsText(
  judged: JudgedFindings,
  cert: readonly CertRow[],
  { state, everyGuideline }: { readonly state: keyof typeof VERDICTS; readonly everyGuideline: boolean },
): string {
  const { reports, findings, absent, unknown, baseline } = judged;
  const open = findings.filter(({ finding }) => finding.state === 'open');
  const by = (novelty: JudgedFinding['novelty']) => open.filter((one) => one.novelty === novelty);
  const suppressed = findings.filter(({ finding }) => finding.state === 'suppressed');
  const unjustified = findings.filter(({ finding }) => finding.unjustified).length;
  const shown = [...by('new'), ...suppressed.filter(({ novelty }) => novelty === 'new'), ...by('updated'), ...by('unchanged')];
  const rows = shown
    .slice(0, SHOWN)
    .map(({ finding, novelty }) => [
      finding.state === 'suppressed' ? 'suppressed' : novelty,
      finding.secret ? 'secret' : finding.level,
      finding.rule,
      finding.line === undefined ? finding.path || '-' : `${finding.path}:${finding.line}`,
      finding.said,
    ]);
  return [
    ...reports.flatMap(({ file, runs }) =>
      runs.map(
        ({ tool, results, why }) => `${file}: ${tool}, ${counted(results, 'result')}${why === undefined ? '' : `. ${why[0]?.toUpperCase()}${why.slice(1)}`}`,
      ),
    ),
    ...unknown.filter(({ place }) => reports.some(({ file }) => file === place)).map(({ place, why }) => `${place}: ${why}`),
    '',
    `  ${by('new').length} new, ${by('updated').length} updated, ${by('unchanged').length} unchanged, ${absent} gone${baseline === undefined ? ' (no baseline was named)' : ` since the baseline ${baseline.name}`}`,
    `  ${suppressed.length} suppressed with a reason${suppressed.length === 0 ? '' : `, ${suppressed.filter(({ novelty }) => novelty === 'new').length} of them new, which ${suppressed.length === 1 ? 'counts' : 'count'} as found`}, ${findings.filter(({ finding }) => finding.state === 'undecided').length} undecided`,
    ...(unjustified === 0 ? [] : [`  ${counted(unjustified, 'suppression')} without a reason, which ${unjustified === 1 ? 'counts' : 'count'} for nothing`]),
    '',
    ...(rows.length === 0
      ? []
      : [
          wholeTable(['', 'level', 'rule', 'place', 'says'], rows),
          ...(shown.length > SHOWN ? [`and ${shown.length - SHOWN} more; --json lists them`] : []),
          '',
        ]),
    ...certText(cert, everyGuideline),
    ...wrap(VERDICTS[state], 100),
  ].join('\n');
}

/** Guidelines by level. Nothing is said of CERT C where no tool spoke of it. */
function certText(cert: readonly CertRow[], every: boolean): readonly string[] {
  if (cert.every(({ state }) => state === 'not-looked-for') && !every) return [];
  const groups = (['L1', 'L2', 'L3'] as const).flatMap((level) =>
    (['rule', 'recommendation'] as const).map((kind) => {
      const of = cert.filter((row) => row.level === level && row.kind === kind);
      const count = (state: CertRow['state']) => of.filter((row) => row.state === state).length;
      return [`${kind}s`, level, of.length, count('violated'), count('checked'), count('not-looked-for')] as const;
    }),
  );
  const violated = cert.filter(({ state }) => state === 'violated');
  return [
    wholeTable(['CERT C', 'level', 'all', 'violated', 'checked', 'not looked for'], groups),
    '',
    ...(every || violated.length > 0
      ? [
          wholeTable(
            ['guideline', 'level', 'priority', 'state', 'findings', 'title'],
            (every ? cert : violated).map((row) => [
              row.id,
              row.level ?? '-',
              row.priority ?? 0,
              row.state === 'not-looked-for' ? 'not looked for' : row.state,
              row.findings,
              row.title,
            ]),
          ),
          '',
        ]
      : []),
  ];
}

export function findingsJson(judged: JudgedFindings, cert: readonly CertRow[], state: string): object {
  const { reports, findings, absent, unknown, baseline } = judged;
  return {
    state,
    ...(baseline === undefined ? {} : { baseline: { name: baseline.name, digest: baseline.digest } }),
    reports: reports.map(({ findings: _, ...report }) => report),
    findings: findings.map(({ finding: { marks: _, saying: __, ...finding }, novelty, report }) => ({ ...finding, novelty, report: report.file })),
    absent,
    unknown,
    cert,
  };
}
