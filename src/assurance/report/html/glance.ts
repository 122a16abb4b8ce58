import { REACHES } from '../../../attack/model.ts';
import { cheapestAttack, noAttack, stops } from '../answer.ts';
import { LIMITS } from '../limits.ts';
import type { Report } from '../model.ts';
import { counted, figure, first, LAYER_WORDS, moment, OUTCOME_WORDS, personDays, TOP_DOWN, titled, total } from '../words.ts';
import { type Anchors, linked } from './anchor.ts';
import { bar, counts } from './bar.ts';
import { reachMark } from './mark.ts';
import { joined, type Markup, markup, nothing } from './markup.ts';
import { table } from './table.ts';

/** Page one: what a manager reads. It has to fit one sheet of A4. */
export function glance(report: Report, anchors: Anchors): Markup {
  const { service } = report;
  const operator = service.operator === undefined ? '' : ` ${service.operator}.`;
  const points = first(report.points, LIMITS.points).shown;
  return markup`<section class="glance" id="glance" aria-labelledby="title">
<header><h1 id="title">Gap report: ${service.name}</h1>
<p class="quiet">${operator} Judged as of <time datetime="${report.at}">${moment(report.at)}</time>, on ${counted(report.head.size, 'ledger entry', 'ledger entries')}.</p></header>
<p class="answer" id="answer">${report.answer}</p>
${
  points.length === 0
    ? nothing
    : markup`<ul class="points">${points.map((point) => markup`<li>${point}</li>`)}</ul>
`
}${noEvidence(report)}<div class="halves">
${stack(report)}<div>${cheapest(report, anchors)}${outcomes(report)}</div>
</div>
${standards(report)}${moves(report, anchors)}</section>
`;
}

function noEvidence(report: Report): Markup {
  if (report.evidence.length > 0) return nothing;
  return markup`<div class="empty"><p><b>Nothing has been shown yet.</b> The ledger holds no evidence on this service, so every control is unproven and no attack is ruled out. That says what is not known; it does not say that the service is bad.</p>
<p>Add what has been seen with <code>assay evidence add findings.json</code>. <code>assay evidence claims</code> lists what can be said, and the <a href="#settle">checks that would settle most</a> say where to begin.</p></div>
`;
}

function stack(report: Report): Markup {
  const rows = TOP_DOWN.flatMap((layer) => report.layers.filter((one) => one.layer === layer)).map(
    (
      one,
    ) => markup`<li><span class="name"><b>${LAYER_WORDS[one.layer].name}</b> <small>${counted(total(one.controls), 'control')}</small></span>${bar(one.controls, 18)}${counts(one.controls)}</li>
`,
  );
  return markup`<figure class="stackfig"><h2>The five layers</h2>
<ol>${rows}</ol>
<figcaption>Figure 1. Controls by verdict in each layer; upper layers rest on lower ones. Solid colour is proven by fresh evidence, and nothing else is.</figcaption></figure>
`;
}

function standards(report: Report): Markup {
  if (report.standards.length === 0)
    return markup`<h2>Standards</h2>
<p class="empty">No standard was asked for. Name some with <code>--standard en-303-645,cra,nist-csf,ssdf</code>.</p>
`;
  if (report.standards.length > LIMITS.standardsOnPageOne) return inBrief(report);
  const rows = report.standards.map((one, i) => {
    const unsure = one.applicabilityUndecided === 0 ? '' : `, ${figure(one.applicabilityUndecided)} of them perhaps`;
    return markup`<li><span class="name"><a href="#standard-${i + 1}"><b>${one.title}</b></a> <small>${counted(total(one.tally), 'requirement')} owed${unsure}; ${figure(one.notApplicable)} not applicable</small></span>${bar(one.tally, 12)}${counts(one.tally)}</li>
`;
  });
  return markup`<h2>Standards</h2>
<ul class="list standards">${rows}</ul>
`;
}

/** Many standards on one sheet: a line and a bar each. */
function inBrief(report: Report): Markup {
  const { shown, left } = first(report.standards, LIMITS.standardsInBrief);
  const rows = shown.map((one, i) => {
    const owed = total(one.tally);
    const said = owed === 0 ? 'nothing owed' : `${figure(one.tally.proven)} of ${figure(owed)} proven`;
    return markup`<li><span class="name"><a href="#standard-${i + 1}"><b>${one.title.split(/[,:]/)[0] ?? one.title}</b></a> <small>${said}</small></span>${bar(one.tally, 8)}</li>
`;
  });
  const more =
    left === 0
      ? nothing
      : markup`<p class="left-out">${counted(left, 'more standard')}: see <a href="#requirements">the requirements</a>.</p>
`;
  return markup`<h2>Standards</h2>
<ul class="list standards brief">${rows}</ul>
${more}`;
}

function outcomes(report: Report): Markup {
  if (report.outcomes.length === 0) return nothing;
  const rows = report.outcomes.map(
    (
      one,
    ) => markup`<li><b>${OUTCOME_WORDS[one.outcome]}</b> <small>${figure(one.controls.proven)} of ${figure(total(one.controls))} proven</small>${bar(one.controls, 10)}</li>
`,
  );
  return markup`<h2>What the service must do, by controls</h2>
<ul class="list outcomes">${rows}</ul>
`;
}

function cheapest(report: Report, anchors: Anchors): Markup {
  const goal = cheapestAttack(report.goals);
  const reach = markup`<h2>Critical assets</h2>
<p>${reachCounts(report)}</p>
`;
  if (goal === undefined)
    return markup`${reach}<p class="empty">${noAttack(report)}</p>
`;
  const now = goal.reach === 'proven-reachable';
  const story = anchors.story(goal.cheapest);
  const days = `${goal.cheapest.bound === 'upper' ? 'At most' : 'About'} ${personDays(goal.cheapest.days)}`;
  const unsettled = goal.cheapest.hops.filter((hop) => hop.status === 'undecided').length;
  const shown =
    unsettled === 0
      ? 'Every step is shown to be open.'
      : `${counted(unsettled, 'step')} ${unsettled === 1 ? 'has' : 'have'} no fresh evidence against ${unsettled === 1 ? 'it' : 'them'}, so this way is undecided.`;
  return markup`${reach}<h2>The cheapest attack on what matters most</h2>
<div class="cheapest${now ? ' now' : ''}"><p><b>${titled(goal.title)}</b></p>
<p>${goal.cheapest.summary}</p>
<p class="quiet">${days} of work, in ${linked(story?.id, counted(goal.cheapest.hops.length, 'step'))}. ${shown}</p></div>
`;
}

export function reachCounts(report: Report): Markup {
  if (report.goals.length === 0) return markup`The map names no critical asset.`;
  const parts = REACHES.map((reach) => ({
    reach,
    goals: report.goals.filter((goal) => goal.reach === reach),
  }));
  const lines = parts.filter(({ goals }) => goals.length > 0).map(({ reach, goals }) => markup`<b>${goals.length}</b> ${reachMark(reach)}`);
  return markup`Of ${counted(report.goals.length, 'goal')} an attacker may have: ${joined(lines, ', ')}.`;
}

function moves(report: Report, anchors: Anchors): Markup {
  if (report.moves.length === 0)
    return markup`<h2>Next moves</h2>
<p class="empty">No control that is missing would stop an attack or close a gap. The <a href="#evidence">evidence annex</a> says which evidence lapses first.</p>
`;
  const { shown, left } = first(report.moves, LIMITS.movesOnPageOne);
  const rows = shown.map((move) => ({
    cells: [
      markup`${figure(move.rank)}. ${linked(anchors.of('control', move.control), move.title)}`,
      move.who,
      personDays(move.effort),
      stops(move, anchors.goalTitle),
    ],
  }));
  const caption = markup`In this order. Effort is an assumption to rank by.${left === 0 ? '' : markup` ${counted(left, 'more move')} in <a href="#moves">what to do next</a>.`}`;
  return markup`<h2>Next moves</h2>
${table(caption, [{ label: 'Do' }, { label: 'Who', className: 'who' }, { label: 'Effort', number: true, className: 'narrow' }, { label: 'What it does' }], rows)}`;
}
