import { Digest } from '../../core/index.ts';
import type { Gap, Report } from './model.ts';

// SARIF 2.1.0 (OASIS), so that gaps stand where findings of other tools stand. A rule is a requirement, a result a gap. A result names elements of the
// map as logical locations: a gap is nowhere in a file.

const LEVELS = { failing: 'error', stale: 'warning', unproven: 'warning', excluded: 'note' } as const;

/** The gaps as a SARIF log. What does not apply or is proven is a rule without a result, of kind `notApplicable` or `pass`. */
export function renderSarif(report: Report): string {
  const rules = report.standards.flatMap((standard) => standard.requirements.map((row) => ({ standard, row })));
  const indexOf = new Map(rules.map(({ standard, row }, i) => [`${standard.id}/${row.id}`, i]));
  const gapOf = new Map(report.gaps.map((gap) => [`${gap.standard}/${gap.requirement}`, gap]));
  const results = rules.map(({ standard, row }) => {
    const id = `${standard.id}/${row.id}`;
    const gap = gapOf.get(id);
    // Section 3.27.9: every gap is a `fail`, for what has no fresh evidence is not passed, and viewers hide what is neither.
    const kind = row.verdict === 'not-applicable' ? 'notApplicable' : row.verdict === 'proven' ? 'pass' : 'fail';
    return {
      ruleId: id,
      ruleIndex: indexOf.get(id),
      kind,
      level: kind === 'fail' ? (LEVELS[row.verdict as keyof typeof LEVELS] ?? 'warning') : 'none',
      message: { text: gap === undefined ? `${row.title}: ${row.verdict}.` : said(gap) },
      ...(gap === undefined || gap.why.length === 0
        ? {}
        : {
            locations: [
              { logicalLocations: [...new Set(gap.why.map((why) => why.subject))].map((subject) => ({ fullyQualifiedName: subject, kind: 'element' })) },
            ],
          }),
      partialFingerprints: { 'assayRequirement/v1': Digest.of(`${report.service.id} ${id}`) },
      ...(row.verdict === 'excluded' ? { suppressions: [{ kind: 'external', status: 'accepted', justification: excludedSaid(report, gap) }] } : {}),
      properties: {
        verdict: row.verdict,
        applies: row.applies,
        ...(gap === undefined ? {} : { goals: gap.attacks.goals, riskRemoved: gap.riskRemoved, effort: gap.effort, closes: gap.closes }),
      },
    };
  });
  return `${JSON.stringify(
    {
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Assay',
              semanticVersion: '0.1.0',
              rules: rules.map(({ standard, row }) => ({
                id: `${standard.id}/${row.id}`,
                shortDescription: { text: row.title },
                help: { text: row.answers.map((answer) => `${answer.control}: ${answer.reason}`).join('\n') || 'No control answers this requirement.' },
                defaultConfiguration: { level: LEVELS[row.verdict as keyof typeof LEVELS] ?? 'none' },
                properties: { tags: [standard.id, ...(row.level === undefined ? [] : [row.level])] },
              })),
            },
          },
          invocations: [{ executionSuccessful: true, endTimeUtc: report.at }],
          automationDetails: { id: `assay/${report.service.id}/${report.at}` },
          results,
          properties: { head: report.head, map: report.service.mapDigest, at: report.at },
        },
      ],
    },
    null,
    2,
  )}\n`;
}

function said(gap: Gap): string {
  const why = gap.why.map((one) => `${one.control} at ${one.subject} is ${one.verdict}: ${one.because}`);
  return [
    `${gap.title}: ${gap.verdict}.`,
    ...why.slice(0, 5),
    ...(why.length > 5 ? [`And ${why.length - 5} more.`] : []),
    ...(gap.remainder === undefined ? [] : [`Left over: ${gap.remainder}`]),
  ].join(' ');
}

function excludedSaid(report: Report, gap: Gap | undefined): string {
  const found = report.exclusions.filter((one) => gap?.why.some((why) => why.control === one.control && why.subject === one.subject));
  return found.map((one) => `${one.reason} (${one.approver}, until ${one.until})`).join('; ') || 'Excluded, with a reason on the ledger.';
}
