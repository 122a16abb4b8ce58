import { cautionsOf } from '../caution.ts';
import { LIMITS } from '../limits.ts';
import type { Report, RequirementRow, StandardPosition } from '../model.ts';
import { counted, figure, first, moment, tallyWords, total } from '../words.ts';
import { type Anchors, linked, once } from './anchor.ts';
import { bar, counts } from './bar.ts';
import { ofStandard, ofVerdict } from './filter.ts';
import { mark } from './mark.ts';
import { joined, type Markup, markup, nothing } from './markup.ts';
import { leftOut, table } from './table.ts';

const RELATIONS: Readonly<Record<RequirementRow['answers'][number]['relation'], string>> = {
  'equivalent-to': 'says the same as',
  'equal-to': 'is the same as',
  'subset-of': 'is part of',
  'superset-of': 'covers, and asks more than,',
  'intersects-with': 'meets part of',
};

/** Every requirement of every standard, with what answers it and the facts that decided whether it applies. */
export function requirements(report: Report, anchors: Anchors): Markup {
  if (report.standards.length === 0)
    return markup`<div class="empty"><p>No standard was asked for. <code>assay gap report --standard en-303-645,cra,nist-csf,ssdf</code> reads the position against four.</p></div>
`;
  const place = once();
  return markup`<p class="lead-in">Titles are Assay’s own; the standard has the words that bind. Beside each control stands how it relates to the requirement and why Assay judges so.</p>
${report.standards.map((standard, i) => one(report, standard, i + 1, place, anchors))}`;
}

function one(report: Report, standard: StandardPosition, number: number, place: (id: string | undefined) => Markup, anchors: Anchors): Markup {
  const { shown, left } = first(standard.requirements, LIMITS.requirements);
  const here = shown.filter((row) => row.applies !== 'no');
  const away = shown.filter((row) => row.applies === 'no');
  const gapOf = new Set(report.gaps.filter((gap) => gap.standard === standard.id).map((gap) => gap.requirement));
  const attributes = (row: RequirementRow) =>
    markup`${place(anchors.of('requirement', standard.id, row.id))}${ofVerdict(
      report,
      row.verdict,
      row.answers.map(({ control }) => control),
    )}`;
  const rows = here.map((row) => ({
    attributes: attributes(row),
    cells: [
      markup`<b>${row.id}</b> ${row.title}${row.level === undefined ? nothing : markup` <small>${row.level === 'M' ? 'mandatory' : 'recommended'}</small>`}${row.levels?.[0] === undefined ? nothing : markup` <small>${row.levels[0]}</small>`}`,
      markup`${mark(row.verdict)}${row.partly ? markup`<br><small>all that can be checked is proven; a part is left</small>` : nothing}${gapOf.has(row.id) ? gapLink(standard.id, row.id, anchors) : nothing}`,
      markup`${row.directly !== undefined ? findings(row.directly.at) : row.answers.length === 0 ? markup`<p>No control answers it.</p>` : markup`<ul>${row.answers.map((answer) => answered(answer, anchors))}</ul>`}${row.remainder === undefined ? nothing : markup`<p><b>Left over:</b> ${row.remainder}</p>`}${cautionsOf(row.because).map((one) => markup`<p><b>Note:</b> ${one}</p>`)}${row.applies === 'undecided' ? markup`<p class="why">Whether it applies is undecided: ${facts(row)}</p>` : nothing}`,
    ],
  }));
  const others = away.map((row) => ({ attributes: attributes(row), cells: [markup`<b>${row.id}</b> ${row.title}`, mark(row.verdict), facts(row)] }));
  const unanswered = standard.unanswered.map((requirement) => linked(anchors.of('requirement', standard.id, requirement), requirement));
  return markup`<div${ofStandard(report, standard.id)}><h3 id="standard-${number}">${standard.title}, ${standard.edition}</h3>
<p>${counted(total(standard.tally), 'requirement')} owed: ${tallyWords(standard.tally)}. ${figure(standard.notApplicable)} not applicable.${standard.applicabilityUndecided === 0 ? '' : ` Of those owed, the map does not say of ${figure(standard.applicabilityUndecided)} whether they apply.`}${standard.later.map((one) => ` ${figure(one.requirements)} bind from ${moment(one.from)}.`).join('')}</p>
${bar(standard.tally, 12)}${counts(standard.tally)}
${
  unanswered.length === 0
    ? nothing
    : markup`<p>No control of Assay’s answers ${counted(unanswered.length, 'requirement')}: ${joined(unanswered, ', ')}. Show them by other means.</p>
`
}<p class="why">Source: ${standard.source}.</p>
${
  rows.length === 0
    ? markup`<p>None of its requirements applies.</p>
`
    : table(
        `Requirements that are owed: ${standard.title}.`,
        [{ label: 'Requirement', className: 'third' }, { label: 'Verdict' }, { label: 'Answered by' }],
        rows,
        'req',
      )
}${others.length === 0 ? nothing : table(`Requirements that do not apply, and the facts of the map that decided: ${standard.title}.`, [{ label: 'Requirement', className: 'third' }, { label: 'Verdict' }, { label: 'Because' }], others, 'req')}${leftOut(left, 'requirement')}</div>
`;
}

function gapLink(standard: string, requirement: string, anchors: Anchors): Markup {
  const id = anchors.of('gap', standard, requirement);
  return id === undefined ? nothing : markup`<br><a href="#${id}">the gap</a>`;
}

function answered(answer: RequirementRow['answers'][number], anchors: Anchors): Markup {
  return markup`<li>${linked(anchors.of('control', answer.control), anchors.titleOf(answer.control))} ${mark(answer.verdict)}<br><small>${RELATIONS[answer.relation]} it. ${answer.reason}</small></li>`;
}

function findings(at: NonNullable<RequirementRow['directly']>['at']): Markup {
  if (at.length === 0) return markup`<p>The map has nothing in which it could be looked for.</p>`;
  return markup`<ul>${at.map((one) => markup`<li><code>${one.subject}</code> ${mark(one.verdict)}<br><small>${one.because}</small></li>`)}</ul>`;
}

function facts(row: RequirementRow): Markup {
  if (row.because.length === 0) return markup`no fact recorded`;
  return markup`<ul class="facts">${row.because.map(
    ({ fact, value, decidedBy }) =>
      markup`<li>${fact}: <b>${value}</b>${
        decidedBy.length === 0
          ? nothing
          : markup` <small>(${joined(
              decidedBy.map((one) => markup`${one}`),
              ', ',
            )})</small>`
      }</li>`,
  )}</ul>`;
}
