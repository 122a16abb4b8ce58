import { noGaps } from '../answer.ts';
import { LIMITS } from '../limits.ts';
import type { Gap, Report } from '../model.ts';
import { counted, figure, first, personDays, tallyWords } from '../words.ts';
import { type Anchors, entries, linked, once } from './anchor.ts';
import { ofStandard, ofVerdict } from './filter.ts';
import { mark } from './mark.ts';
import { joined, type Markup, markup, nothing } from './markup.ts';
import { subjects } from './moves.ts';
import { priced } from './story.ts';
import { leftOut } from './table.ts';

export const LEVELS = { M: 'mandatory', R: 'recommended' } as const;

/** Requirements that are owed and not proven, by standard, in the order given: risk removed per effort. */
export function gaps(report: Report, anchors: Anchors): Markup {
  if (report.gaps.length === 0)
    return markup`<div class="empty"><p>${noGaps(report)}</p></div>
`;
  const place = once();
  const { shown, left } = first(report.gaps, LIMITS.gaps);
  const ranks = new Map(report.gaps.map((gap, i) => [gap, i + 1]));
  const known = new Set(report.standards.map((standard) => standard.id));
  const groups = [
    ...report.standards.map(({ id, title }) => ({ id, title })),
    ...[...new Set(shown.map((gap) => gap.standard).filter((id) => !known.has(id)))].map((id) => ({ id, title: id })),
  ];
  const controlsOf = new Map(
    report.standards.flatMap(({ id, requirements }) => requirements.map((row) => [`${id} ${row.id}`, row.answers.map(({ control }) => control)] as const)),
  );
  const filters = (gap: Gap) => ofVerdict(report, gap.verdict, controlsOf.get(`${gap.standard} ${gap.requirement}`) ?? []);
  const parts = groups.map(({ id, title }) => {
    const here = shown.filter((gap) => gap.standard === id);
    if (here.length === 0)
      return markup`<div${ofStandard(report, id)}><h3>${title}</h3>
<p>No gap is listed for this standard.</p></div>
`;
    return markup`<div${ofStandard(report, id)}><h3>${title}: ${counted(here.length, 'gap')}</h3>
${here.map((gap) => one(gap, ranks.get(gap) ?? 0, markup`${place(anchors.of('gap', gap.standard, gap.requirement))}${filters(gap)}`, anchors))}</div>
`;
  });
  return markup`<p class="lead-in">A gap is a requirement that is owed and not proven. Within a standard the first removes most risk for its effort; the number before each is its place over all standards.</p>
${parts}${leftOut(left, 'gap')}`;
}

/** `attributes`: its id, and what the filters go by. */
function one(gap: Gap, rank: number, attributes: Markup, anchors: Anchors): Markup {
  const requirement = linked(anchors.of('requirement', gap.standard, gap.requirement), gap.requirement);
  const { cheapest, goals } = gap.attacks;
  const rows: (readonly [string, Markup | string] | undefined)[] = [
    gap.why.length === 0 ? undefined : ['Why', why(gap, anchors)],
    gap.remainder === undefined
      ? undefined
      : ['Left over', markup`${gap.remainder} <small>No control of Assay’s answers this part: show it by other means.</small>`],
    [
      'Lets through',
      goals === 0
        ? 'no attack that Assay knows'
        : markup`attacks on ${counted(goals, 'goal')}${cheapest === undefined ? nothing : markup`. ${attack(cheapest, anchors)}`}`,
    ],
    gap.closes.length === 0
      ? undefined
      : [
          'Closes it',
          joined(
            gap.closes.map((control) => linked(anchors.of('control', control), anchors.titleOf(control))),
            '; ',
          ),
        ],
    gap.alsoCloses.length === 0 ? undefined : ['Closes with it', alsoCloses(gap, anchors)],
    ['Effort', `${personDays(gap.effort)} (assumed); risk removed ${figure(gap.riskRemoved)}`],
  ];
  return markup`<article class="gap"${attributes}><h4>${rank}. ${requirement} ${gap.title}</h4>
<p>${mark(gap.verdict)}${gap.level === undefined ? nothing : markup` <span class="quiet">${LEVELS[gap.level]}</span>`}${gap.applies === 'undecided' ? markup` <span class="quiet">The map does not say whether it applies.</span>` : nothing}</p>
<dl>${rows.map((row) =>
    row === undefined
      ? nothing
      : markup`<dt>${row[0]}</dt><dd>${row[1]}</dd>
`,
  )}</dl></article>
`;
}

type Why = Gap['why'][number];

function why(gap: Gap, anchors: Anchors): Markup {
  const groups = new Map<string, { first: Why; subjects: string[]; evidence: Set<number>; shares: string[] }>();
  for (const row of gap.why) {
    const key = JSON.stringify([row.control, row.verdict, row.because]);
    const group = groups.get(key) ?? { first: row, subjects: [], evidence: new Set<number>(), shares: [] };
    group.subjects.push(row.subject);
    for (const seq of row.evidence) group.evidence.add(seq);
    if (Object.keys(row.shares).length > 1) group.shares.push(`${row.subject}: ${tallyWords(row.shares)}`);
    groups.set(key, group);
  }
  const { shown, left } = first([...groups.values()], LIMITS.whyGroups);
  const items = shown.map((group) => {
    const { control, verdict, because } = group.first;
    const seqs = [...group.evidence].sort((a, b) => a - b);
    const shares = first(group.shares, 4);
    return markup`<li>${linked(anchors.of('control', control), anchors.titleOf(control))} ${mark(verdict)} at ${subjects(group.subjects)}: ${because}${shares.shown.length === 0 ? nothing : markup` <small>${shares.shown.join('; ')}${shares.left > 0 ? ` and ${shares.left} more` : ''}</small>`}${seqs.length === 0 ? nothing : markup` ${entries(anchors, seqs)}`}</li>`;
  });
  return markup`<ul>${items}${left === 0 ? nothing : markup`<li>${left} more reasons, under the controls named</li>`}</ul>`;
}

function attack(cheapest: NonNullable<Gap['attacks']['cheapest']>, anchors: Anchors): Markup {
  const { goal, story } = cheapest;
  const told = anchors.story(story);
  const reached = linked(anchors.of('goal', goal), anchors.goalTitle(goal));
  if (told !== undefined) return markup`The cheapest is <a href="#${told.id}">story ${told.number}</a> (${reached}): ${story.summary} ${priced(story)}.`;
  return markup`The cheapest reaches ${reached}: ${story.summary} ${priced(story)}.
<details><summary>Its ${counted(story.hops.length, 'step')}</summary><ol>${story.hops.map((hop) => markup`<li>${hop.sentence} <small>${personDays(hop.days)}, ${hop.status === 'open' ? 'shown to be open' : 'undecided'}</small>${hop.evidence.length === 0 ? nothing : markup` ${entries(anchors, hop.evidence)}`}</li>`)}</ol></details>`;
}

function alsoCloses(gap: Gap, anchors: Anchors): Markup {
  const { shown, left } = first(gap.alsoCloses, 20);
  const links = shown.map(({ standard, requirement }) => linked(anchors.of('requirement', standard, requirement), `${standard} ${requirement}`));
  return markup`${joined(links, ', ')}${left === 0 ? '' : ` and ${left} more`}`;
}
