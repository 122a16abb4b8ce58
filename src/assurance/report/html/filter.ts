import { LAYERS, type Layer } from '../../../core/index.ts';
import { VERDICTS } from '../../model.ts';
import type { Report } from '../model.ts';
import { LAYER_WORDS, TOP_DOWN, VERDICT_WORDS } from '../words.ts';
import { type Markup, markup, nothing } from './markup.ts';

// A long report can be narrowed by what somebody is responsible for. Radio buttons and :has() do it (Selectors Level 4), so the file stays without a script
// and one style sheet serves every report: standards go by their place. On paper nothing is hidden.

/** So many standards can be told apart by the style sheet; a report of more has no choice of standard. */
const MOST_STANDARDS = 64;
const SHOWN_VERDICTS = [...VERDICTS, 'not-applicable', 'not-owed'] as const;

const rule = (radio: string, attribute: string, one: string, word = '=') =>
  `body:has(#${radio}:checked) [${attribute}]:not([${attribute}${word}"${one}"]){display:none}`;

/** The rules, for the style sheet. What a link led to is shown, whatever is chosen. */
export const FILTER_RULES = `
.filter{margin-top:1.2rem}
.filter fieldset{border:0;padding:0;margin:0 0 .8rem}
.filter legend{padding:0;font-weight:600}
.filter label{display:inline-flex;gap:.35rem;align-items:baseline;margin-right:.9rem;padding:.1rem 0}
.filter input{accent-color:var(--accent)}
@media print{.filter{display:none}}
@media screen{
${Array.from({ length: MOST_STANDARDS }, (_, i) => rule(`fs-${i}`, 'data-fs', String(i))).join('\n')}
${LAYERS.map((layer) => rule(`fl-${layer}`, 'data-fl', layer, '~=')).join('\n')}
${SHOWN_VERDICTS.map((verdict) => rule(`fv-${verdict}`, 'data-fv', verdict)).join('\n')}
[data-fv]:target,[data-fs]:has(:target){display:revert!important}
}
`;

/** The choices, beside the contents. */
export function filter(report: Report): Markup {
  if (report.gaps.length + report.controls.length + report.standards.length === 0) return nothing;
  const { standards } = report;
  const verdicts = SHOWN_VERDICTS.filter(
    (verdict) =>
      standards.some(({ requirements }) => requirements.some((row) => row.verdict === verdict)) ||
      report.controls.some((control) => control.verdict === verdict),
  );
  return markup`<div class="filter" role="group" aria-labelledby="filter-title"><h2 id="filter-title">Show only</h2>
${
  standards.length < 2 || standards.length > MOST_STANDARDS
    ? nothing
    : choices(
        'fs',
        'Standard',
        standards.map(({ id }, i) => [String(i), id]),
      )
}${choices(
  'fl',
  'Layer',
  TOP_DOWN.map((layer) => [layer, LAYER_WORDS[layer].name]),
)}${choices(
  'fv',
  'Verdict',
  verdicts.map((verdict) => [verdict, VERDICT_WORDS[verdict].word]),
)}<p class="quiet">Narrows gaps, requirements and controls. For words, use the browser’s own search. Printed, everything is shown.</p></div>
`;
}

function choices(name: string, title: string, of: readonly (readonly [value: string, word: string])[]): Markup {
  const one = (id: string, word: string, first: boolean) =>
    markup`<label><input type="radio" name="${name}" id="${id}"${first ? markup` checked=""` : nothing} />${word}</label>`;
  return markup`<fieldset><legend>${title}</legend>${one(`${name}-all`, 'all', true)}${of.map(([value, word]) => one(`${name}-${value}`, word, false))}</fieldset>
`;
}

/** Marks what belongs to one standard. */
export function ofStandard(report: Report, standard: string): Markup {
  return markup` data-fs="${report.standards.findIndex(({ id }) => id === standard)}"`;
}

const layersByControl = new WeakMap<Report, ReadonlyMap<string, Layer>>();

/** Marks a verdict, and the layers of the controls that it rests on. Without a layer it is in none, and a choice of layer hides it. */
export function ofVerdict(report: Report, verdict: (typeof SHOWN_VERDICTS)[number], controls: readonly string[]): Markup {
  const known = layersByControl.get(report) ?? new Map(report.controls.map(({ id, layer }) => [id, layer]));
  layersByControl.set(report, known);
  const layers = new Set(controls.flatMap((control) => known.get(control) ?? []));
  return markup` data-fv="${verdict}" data-fl="${LAYERS.filter((layer) => layers.has(layer)).join(' ')}"`;
}
