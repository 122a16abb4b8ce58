import { REACHES } from '../../../attack/model.ts';
import { VERDICTS } from '../../model.ts';
import { LIMITS } from '../limits.ts';
import type { Report } from '../model.ts';
import { counted, day, distance, figure, first, moment, REACH_WORDS, VERDICT_WORDS } from '../words.ts';
import { type Anchors, once, printedEvidence } from './anchor.ts';
import { mark, reachMark } from './mark.ts';
import { type Markup, markup, nothing } from './markup.ts';
import { leftOut, table } from './table.ts';

/** The statements that the report rests on. */
export function evidence(report: Report, anchors: Anchors): Markup {
  if (report.evidence.length === 0)
    return markup`<div class="empty"><p>No evidence stands on the ledger for this service. A piece of evidence says of one element of the map what was seen, when, by what means, and for how long that may be relied on.</p>
<p><code>assay evidence claims</code> lists what can be said; <code>assay evidence add findings.json</code> records it.</p></div>
`;
  const place = once();
  const printed = printedEvidence(report);
  const rows = printed.map((one) => ({
    attributes: place(anchors.of('entry', String(one.seq))),
    cells: [
      markup`#${one.seq}`,
      markup`<code>${one.subject}</code><br>${one.claim}`,
      markup`${one.value}${one.finding === undefined ? nothing : markup`<br><small>${one.finding}</small>`}`,
      markup`${one.method}<br><small>${one.source}</small>`,
      markup`<time datetime="${one.observedAt}">${day(one.observedAt)}</time><br><small>${distance(one.observedAt, report.at)}</small>`,
      expiry(one.expiresAt, report.at),
      markup`<code class="digest">${one.digest}</code>`,
    ],
  }));
  const columns = [
    { label: 'Entry' },
    { label: 'Subject and claim' },
    { label: 'Value' },
    { label: 'Seen by' },
    { label: 'Observed', className: 'narrow' },
    { label: 'Relied on until' },
    { label: 'Digest of the raw input' },
  ];
  return markup`<p class="lead-in">Means of seeing, strongest first: drill, runtime, probe, import, attestation. Days are in UTC; <i>before</i> and <i>after</i> are counted from the moment that is judged.</p>
${table(`Statements on the ledger that this report rests on: ${counted(report.evidence.length, 'entry', 'entries')}.`, columns, rows, 'evidence')}${leftOut(report.evidence.length - printed.length, 'entry', 'entries', 'Those that gaps and attacks rest on are printed first; the JSON form of this report has all.')}`;
}

function expiry(expiresAt: string, at: string): Markup {
  const apart = distance(expiresAt, at);
  const lapsed = apart.endsWith('before');
  return markup`<time datetime="${expiresAt}">${day(expiresAt)}</time><br><small>${lapsed ? markup`<b>lapsed</b> ${apart}` : apart}</small>`;
}

/** How the figures were made. */
export function method(report: Report): Markup {
  const { library, service } = report;
  const { shown, left } = first(report.assumptions, LIMITS.assumptions);
  const notAnalysed = library.notAnalysed.map((part) => markup`<li>${part}</li>`);
  return markup`<h3>Assumptions</h3>
${
  shown.length === 0
    ? markup`<p>None was recorded.</p>
`
    : markup`<ul>${shown.map((one) => markup`<li>${one}</li>`)}</ul>
`
}${leftOut(left, 'assumption')}<h3>What was analysed</h3>
<p>Version ${library.version} of the library of attack steps: ${counted(library.templates, 'template')}, which on this map made ${counted(library.steps, 'step')} between ${counted(library.states, 'state')}.</p>
${
  notAnalysed.length === 0
    ? markup`<p>Every part of the map is of a kind that the library knows.</p>
`
    : markup`<p>Not analysed, and therefore not safe: the library has no step for the kind of ${counted(notAnalysed.length, 'part')}.</p>
<ul>${notAnalysed}</ul>
`
}${
  service.description === undefined
    ? nothing
    : markup`<h3>The service, in its operator’s words</h3>
<p>${service.description}</p>
`
}`;
}

/** How anybody checks the report without trusting it. */
export function check(report: Report): Markup {
  const { head, service } = report;
  return markup`<p class="lead-in">The report follows from three things: the ledger up to its head, the map, and the moment. Whoever has them can make it again, byte for byte.</p>
<dl><dt>Moment judged</dt><dd>${moment(report.at)} (<code>${report.at}</code>)</dd>
<dt>Ledger</dt><dd><code>${head.origin}</code>, ${counted(head.size, 'entry', 'entries')}</dd>
<dt>Root of the ledger’s tree at that size</dt><dd><code>${head.root}</code></dd>
<dt>Service map</dt><dd><code>${service.id}</code>, <code>${service.mapDigest}</code></dd>
<dt>Form of this report</dt><dd><code>${report.format}</code></dd></dl>
<h3>With these commands</h3>
<pre><code>assay ledger verify        # every entry, hash and signature; names the first that is wrong
assay ledger prove 12      # that entry 12 of the annex is in the ledger with this root
assay gap report --at ${report.at} --format html   # the same report again</code></pre>
<p>Give each <code>--data</code> and the data folder, and the report <code>--service</code> and the map, where they are not in the present folder.</p>
<p>Compare the root above with a checkpoint that somebody else has kept. The digest beside each statement is that of the raw input it was drawn from, which stays where it can be erased.</p>
`;
}

/** The words and shapes that the report uses. */
export function words(): Markup {
  return markup`<dl>${VERDICTS.map(
    (verdict) => markup`<dt>${mark(verdict)}</dt><dd>${VERDICT_WORDS[verdict].means}</dd>
`,
  )}<dt>${mark('not-applicable')}</dt><dd>${VERDICT_WORDS['not-applicable'].means}</dd>
${REACHES.map(
  (reach) => markup`<dt>${reachMark(reach)}</dt><dd>${REACH_WORDS[reach].means}</dd>
`,
)}<dt>Control</dt><dd>a capability that the service should have, judged at each element of the map that owes it</dd>
<dt>Gap</dt><dd>a requirement of a standard that is owed and not proven</dd>
<dt>Goal</dt><dd>something that an attacker may do to a critical asset: read it, change it, or take it away</dd>
<dt>Step</dt><dd>one act of an attacker, from what is held to what is gained</dd>
<dt>Person-day</dt><dd>a day’s work of one able person; for attackers and defenders alike it ranks, it does not forecast</dd>
<dt>At most</dt><dd>the cost given is an upper bound: a cheaper way of sharing steps may exist; where it says <i>about</i>, none does by these efforts</dd>
<dt>Members</dt><dd>how many of a kind there are: a fleet of ${figure(250_000)} cameras is one part with as many members</dd></dl>
`;
}
