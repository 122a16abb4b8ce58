import { LIMITS } from '../limits.ts';
import type { ControlRow, Report } from '../model.ts';
import { counted, figure, first, LAYER_WORDS, OUTCOME_WORDS, TOP_DOWN, tallyWords } from '../words.ts';
import { type Anchors, entries, once } from './anchor.ts';
import { bar, counts } from './bar.ts';
import { ofVerdict } from './filter.ts';
import { mark } from './mark.ts';
import { type Markup, markup, nothing } from './markup.ts';
import { subjects } from './moves.ts';
import { leftOut } from './table.ts';

type Subject = ControlRow['subjects'][number];

/** Every control, layer by layer, where the map owes it, with what was seen there. */
export function controls(report: Report, anchors: Anchors): Markup {
  if (report.controls.length === 0)
    return markup`<div class="empty"><p>No control was judged. Controls are owed by parts, flows, links and assets: a map with none of them owes none.</p></div>
`;
  const place = once();
  const { shown, left } = first(report.controls, LIMITS.controls);
  const parts = TOP_DOWN.map((layer) => {
    const here = shown.filter((control) => control.layer === layer);
    const position = report.layers.find((one) => one.layer === layer);
    const owed = here.filter((control) => control.verdict !== 'not-owed');
    const other = here.filter((control) => control.verdict === 'not-owed');
    return markup`<h3 id="layer-${layer}">${LAYER_WORDS[layer].name}: ${LAYER_WORDS[layer].about}</h3>
${
  position === undefined
    ? nothing
    : markup`<p>At the elements of the map that owe them: ${tallyWords(position.subjects)}.</p>
${bar(position.controls, 12)}${counts(position.controls)}
`
}${
  here.length === 0
    ? markup`<p>No control in this layer.</p>
`
    : nothing
}${owed.map((control) => one(control, markup`${place(anchors.of('control', control.id))}${ofVerdict(report, control.verdict, [control.id])}`, anchors))}${notOwed(other, place, anchors)}`;
  });
  return markup`<p class="lead-in">A control is proven at an element of the map when all its checks are, by evidence that is fresh and strong enough. The worst element decides for the whole.</p>
${parts}${leftOut(left, 'control')}`;
}

function notOwed(all: readonly ControlRow[], place: (id: string | undefined) => Markup, anchors: Anchors): Markup {
  if (all.length === 0) return nothing;
  return markup`<h4>Not owed: the map has nothing that these are about</h4>
<ul>${all.map((control) => markup`<li${place(anchors.of('control', control.id))}>${control.title} <small><code>${control.id}</code></small></li>`)}</ul>
`;
}

interface Group {
  readonly sample: Subject;
  readonly subjects: string[];
  population: number;
}

// Forty flows of which nothing is known are one line with forty names, not forty lines.
function grouped(all: readonly Subject[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const subject of all) {
    const whole = Object.keys(subject.shares).length <= 1;
    const checks = subject.checks.map((check) => [
      check.subject === subject.subject ? '' : check.subject,
      check.claim,
      check.verdict,
      check.why,
      check.evidence,
    ]);
    const key = whole ? JSON.stringify([subject.verdict, checks]) : JSON.stringify([subject.subject]);
    const group = groups.get(key) ?? { sample: subject, subjects: [], population: 0 };
    group.subjects.push(subject.subject);
    group.population += subject.population;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** `attributes`: its id, and what the filters go by. */
function one(control: ControlRow, attributes: Markup, anchors: Anchors): Markup {
  const groups = grouped(control.subjects);
  const { shown, left } = first(groups, LIMITS.subjectGroups);
  const rows = shown.map((group) => subjectRow(group, anchors));
  const long = groups.length > 6 ? ' long' : '';
  return markup`<article class="control${long}"${attributes}><h4>${control.title}</h4>
<p>${mark(control.verdict)} <span class="quiet"><code>${control.id}</code> · ${control.outcomes.map((outcome) => OUTCOME_WORDS[outcome].toLowerCase()).join(', ')}</span><br>${control.intent}</p>
${
  rows.length === 0
    ? nothing
    : markup`<table class="stack"><thead><tr><th scope="col" class="third">Where</th><th scope="col">Verdict</th><th scope="col">Checks</th></tr></thead><tbody>
${rows}</tbody></table>
`
}${leftOut(left, 'line')}${
  control.verdict === 'proven'
    ? nothing
    : markup`<p class="why">To put it in place: ${control.remedy} (${control.who})</p>
`
}</article>
`;
}

function subjectRow(group: Group, anchors: Anchors): Markup {
  const { sample } = group;
  const counted = group.population > group.subjects.length ? markup` <small>${figure(group.population)} in all</small>` : nothing;
  const split = Object.keys(sample.shares).length > 1 ? markup`<br><small>${tallyWords(sample.shares)}</small>` : nothing;
  const alike = new Map<string, { readonly check: (typeof sample.checks)[number]; readonly at: string[] }>();
  for (const check of sample.checks) {
    const key = JSON.stringify([check.claim, check.verdict, check.why, check.evidence]);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { check, at: [check.subject] });
    else known.at.push(check.subject);
  }
  const checks = [...alike.values()].map(({ check, at }) => {
    const where = at.length === 1 && at[0] === sample.subject ? nothing : markup` of ${subjects(at)}`;
    const verdict = check.verdict === sample.verdict && alike.size === 1 ? nothing : markup`${mark(check.verdict)}: `;
    return markup`<li><code>${check.claim}</code>${where} ${verdict}${check.why}${check.evidence.length === 0 ? nothing : markup` ${entries(anchors, check.evidence)}`}</li>`;
  });
  return markup`<tr><th scope="row">${subjects(group.subjects)}${counted}</th><td data-l="Verdict">${mark(sample.verdict)}${split}</td><td data-l="Checks">${checks.length === 0 ? nothing : markup`<ul class="facts">${checks}</ul>`}</td></tr>
`;
}

/** What was left out on purpose. */
export function exclusions(report: Report, anchors: Anchors): Markup {
  if (report.exclusions.length === 0)
    return markup`<div class="empty"><p>Nothing is excluded. Where a control is left out on purpose, its reason, approver and end date stand here; an exclusion never outweighs evidence that a control fails.</p></div>
`;
  const { shown, left } = first(report.exclusions, LIMITS.exclusions);
  const rows = shown.map(
    (
      one,
    ) => markup`<tr><th scope="row">${linkedControl(one.control, anchors)}</th><td data-l="Where"><code>${one.subject}</code></td><td data-l="Reason">${one.reason}</td><td data-l="Approved by">${one.approver}</td><td data-l="Until">${one.until}</td></tr>
`,
  );
  return markup`<table class="stack"><caption>${counted(report.exclusions.length, 'exclusion')}, each with its end.</caption><thead><tr><th scope="col">Control</th><th scope="col">Where</th><th scope="col">Reason</th><th scope="col">Approved by</th><th scope="col">Until</th></tr></thead><tbody>
${rows}</tbody></table>
${leftOut(left, 'exclusion')}`;
}

function linkedControl(control: string, anchors: Anchors): Markup {
  const id = anchors.of('control', control);
  return id === undefined ? markup`${anchors.titleOf(control)}` : markup`<a href="#${id}">${anchors.titleOf(control)}</a>`;
}
