import type { Report, RequirementRow, StandardPosition } from '../model.ts';
import { componentsOf, observationsOf, observationUuid } from './observations.ts';
import { line, lines, metadata, prop, seedOf, standardResources, targetId, uuidOf } from './parts.ts';

/** What an export came to, and what its format has no place for. */
export interface Exported {
  readonly document: unknown;
  readonly lost: readonly string[];
}

/**
 * The position as OSCAL assessment results. OSCAL knows two states of a finding: `proven` is satisfied, every other verdict is not-satisfied, with
 * Assay's own word beside it. What does not apply has no finding, and is named. What is undecided counts as owed.
 */
export function assessmentResults(report: Report): Exported {
  const seed = seedOf(report);
  const entriesOf = new Map(
    report.controls.map((control) => [control.id, [...new Set(control.subjects.flatMap((one) => one.checks.flatMap((check) => check.evidence)))]]),
  );
  const cited = new Set(report.evidence.map((one) => one.seq));
  const planUuid = uuidOf('plan', report.library.version);
  const judged = report.standards.flatMap((standard) =>
    standard.requirements.filter((row) => row.verdict !== 'not-applicable').map((row) => ({ standard, row })),
  );
  const findings = judged.map(({ standard, row }) => {
    const entries = [...new Set(row.answers.flatMap((answer) => entriesOf.get(answer.control) ?? []))].filter((seq) => cited.has(seq)).sort((a, b) => a - b);
    return {
      uuid: uuidOf('finding', seed, standard.id, row.id),
      title: line(`${standard.id} ${row.id}: ${row.title}`),
      description: lines(saidOf(row)),
      props: [prop('standard', standard.id), prop('requirement', row.id), prop('verdict', row.verdict), prop('applies', row.applies)],
      target: {
        type: 'objective-id',
        'target-id': targetId(standard.id, row.id),
        title: line(row.title),
        status: {
          state: row.verdict === 'proven' ? 'satisfied' : 'not-satisfied',
          reason: row.verdict === 'proven' ? 'pass' : row.verdict === 'failing' ? 'fail' : 'other',
        },
      },
      ...(entries.length === 0 ? {} : { 'related-observations': entries.map((seq) => ({ 'observation-uuid': observationUuid(report, seq) })) }),
    };
  });
  const observations = observationsOf(report);
  const components = componentsOf(report, [report.service.id, ...report.evidence.map((one) => one.subject)]);
  const excluded = report.exclusions.map((one) => `${one.control} at ${one.subject} until ${one.until}: ${one.reason} (${one.approver})`);
  const result = {
    uuid: uuidOf('result', seed),
    title: line(`Position of ${report.service.name} at ${report.at}`),
    description: lines(report.answer),
    start: report.at,
    end: report.at,
    props: [prop('proven-means', 'fresh evidence of every check')],
    'local-definitions': { components },
    'reviewed-controls': {
      'control-selections':
        report.standards.length === 0 ? [{ description: 'No standard was asked about.', 'include-all': {} }] : report.standards.map(selection),
    },
    ...(observations.length === 0 ? {} : { observations }),
    ...(findings.length === 0 ? {} : { findings }),
    remarks: lines([...report.points, ...(excluded.length === 0 ? [] : ['Excluded, knowingly:', ...excluded])].join('\n\n')),
  };
  return {
    document: {
      'assessment-results': {
        uuid: uuidOf('results', seed),
        metadata: metadata(report, `Assessment results of ${report.service.name}`),
        'import-ap': {
          href: `#${planUuid}`,
          remarks: 'What was assessed is what the controls check by evidence; there is no assessment plan apart from them.',
        },
        results: [result],
        'back-matter': {
          resources: [
            { uuid: planUuid, title: 'The controls of Assay and their checks', description: line(`Library ${report.library.version}.`) },
            ...standardResources(report),
          ],
        },
      },
    },
    lost: [
      `OSCAL has two states of a finding; five verdicts and "does not apply" stand in a property of ${judged.length} findings.`,
      `${report.goals.length} goals of attackers, with their ways and what cuts them, have no place in assessment results.`,
      `${report.moves.length} moves and ${report.settle.length} checks that would settle most have no place; the POA&M carries the gaps.`,
    ],
  };
}

function selection(standard: StandardPosition) {
  const not = standard.requirements.filter((row) => row.verdict === 'not-applicable');
  const owed = standard.requirements.filter((row) => row.verdict !== 'not-applicable');
  return {
    description: lines(`${standard.title}, ${standard.edition}`),
    props: [prop('standard', standard.id), prop('edition', standard.edition)],
    ...(owed.length === 0 ? { 'include-all': {} } : { 'include-controls': owed.map((row) => ({ 'control-id': targetId(standard.id, row.id) })) }),
    ...(not.length === 0 ? {} : { 'exclude-controls': not.map((row) => ({ 'control-id': targetId(standard.id, row.id) })) }),
    ...(not.length === 0
      ? {}
      : {
          remarks: lines(
            not
              .map((row) => `${row.id} does not apply: ${row.because.map((one) => `${one.fact}: ${one.value} (${one.decidedBy.join(', ')})`).join('; ')}`)
              .join('\n\n'),
          ),
        }),
  };
}

function saidOf(row: RequirementRow): string {
  const answers = row.answers.map((answer) => `${answer.control} (${answer.relation}): ${answer.verdict}. ${answer.reason}`);
  return [
    `The verdict is ${row.verdict}${row.partly ? ', and all that is checked is proven' : ''}.`,
    ...(row.applies === 'undecided' ? ['Whether it applies is undecided.'] : []),
    ...(row.remainder === undefined ? [] : [`Left over: ${row.remainder}`]),
    ...(row.directly?.at ?? []).map((one) => `${one.subject}: ${one.verdict}, ${one.because}.`),
    ...answers,
  ].join('\n\n');
}
