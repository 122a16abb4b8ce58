import type { Gap, Report } from '../model.ts';
import { componentsOf, observationsOf, observationUuid } from './observations.ts';
import { line, lines, metadata, prop, seedOf, standardResources, targetId, uuidOf } from './parts.ts';
import type { Exported } from './results.ts';

/** The gaps as an OSCAL plan of action and milestones: an item and a risk for each, best first, with the remedy as a recommendation. */
export function planOfAction(report: Report): Exported {
  const seed = seedOf(report);
  const moves = new Map(report.moves.map((move) => [move.control, move]));
  const cited = new Set(report.evidence.map((one) => one.seq));
  const entriesOf = (gap: Gap) => [...new Set(gap.why.flatMap((why) => why.evidence))].filter((seq) => cited.has(seq)).sort((a, b) => a - b);
  const used = new Set(report.gaps.flatMap(entriesOf));
  const observations = observationsOf(report, used);
  const items = report.gaps.map((gap, i) => ({
    uuid: uuidOf('poam-item', seed, gap.standard, gap.requirement),
    title: line(`${gap.standard} ${gap.requirement}: ${gap.title}`),
    description: lines(whySaid(gap)),
    props: [
      prop('standard', gap.standard),
      prop('requirement', gap.requirement),
      prop('target-id', targetId(gap.standard, gap.requirement)),
      prop('verdict', gap.verdict),
      prop('rank', String(i + 1)),
      ...(gap.level === undefined ? [] : [prop('level', gap.level)]),
    ],
    ...related(
      entriesOf(gap).map((seq) => ({ 'observation-uuid': observationUuid(report, seq) })),
      'related-observations',
    ),
    'related-risks': [{ 'risk-uuid': riskUuid(seed, gap) }],
  }));
  const risks = report.gaps.map((gap) => {
    const story = gap.attacks.cheapest;
    return {
      uuid: riskUuid(seed, gap),
      title: line(`${gap.title} is not proven`),
      description: lines(whySaid(gap)),
      statement: lines(
        story === undefined
          ? 'No attack of the library goes through this gap.'
          : `${gap.attacks.goals} goals of an attacker can be reached through it. The cheapest: ${story.story.summary} (${story.story.days} person-days, ${story.story.bound}).`,
      ),
      status: 'open',
      ...related(
        gap.closes.map((control) => {
          const move = moves.get(control);
          return {
            uuid: uuidOf('response', seed, gap.standard, gap.requirement, control),
            lifecycle: 'recommendation',
            title: line(move?.title ?? control),
            description: lines(move === undefined ? `Prove the control ${control}.` : `${move.remedy} ${move.who}, about ${move.effort} days (an assumption).`),
            props: [prop('control', control)],
          };
        }),
        'remediations',
      ),
    };
  });
  return {
    document: {
      'plan-of-action-and-milestones': {
        uuid: uuidOf('poam', seed),
        metadata: metadata(report, `Plan of action and milestones of ${report.service.name}`),
        'system-id': { id: report.service.id },
        'local-definitions': {
          components: componentsOf(report, [report.service.id, ...report.evidence.filter((one) => used.has(one.seq)).map((one) => one.subject)]),
        },
        ...related(observations, 'observations'),
        ...related(risks, 'risks'),
        // The schema asks for one item at least; a position without a gap says so in it.
        'poam-items':
          items.length > 0
            ? items
            : [
                {
                  uuid: uuidOf('poam-item', seed, 'none'),
                  title: nobodyAsked(report) ? 'Nothing asked' : 'No gap',
                  description: nobodyAsked(report)
                    ? report.standards.length === 0
                      ? 'No standard was asked about, so this says of no requirement that it is proven.'
                      : 'Of the standards asked about no requirement applies, so none is proven.'
                    : 'Every requirement asked about that applies is proven at this moment.',
                },
              ],
        ...(report.standards.length === 0 ? {} : { 'back-matter': { resources: standardResources(report) } }),
      },
    },
    lost: [
      'Dates of milestones are left out: nobody has set any.',
      `${report.gaps.filter((gap) => gap.alsoCloses.length > 0).length} gaps say what else closes with them; a POA&M has no place for it.`,
    ],
  };
}

// Without a standard, or with standards of which nothing applies, there was nothing to prove.
function nobodyAsked({ standards }: Report): boolean {
  return standards.every((one) => one.requirements.length === one.notApplicable);
}

function riskUuid(seed: string, gap: Gap): string {
  return uuidOf('risk', seed, gap.standard, gap.requirement);
}

function whySaid(gap: Gap): string {
  return [
    `The verdict is ${gap.verdict}${gap.applies === 'undecided' ? '; whether the requirement applies is undecided' : ''}.`,
    ...gap.why.map((why) => `${why.control} at ${why.subject} is ${why.verdict}: ${why.because}`),
    ...(gap.remainder === undefined ? [] : [`Left over: ${gap.remainder}`]),
  ].join('\n\n');
}

// OSCAL's arrays may be absent, never empty.
function related<K extends string, T>(list: readonly T[], key: K): Partial<Record<K, readonly T[]>> {
  return list.length === 0 ? {} : ({ [key]: list } as Record<K, readonly T[]>);
}
