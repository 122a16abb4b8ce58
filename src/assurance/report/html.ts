import { type Anchors, anchorsOf } from './html/anchor.ts';
import { check, evidence, method, words } from './html/annex.ts';
import { TEXTURES } from './html/bar.ts';
import { controls, exclusions } from './html/controls.ts';
import { filter } from './html/filter.ts';
import { gaps } from './html/gaps.ts';
import { glance } from './html/glance.ts';
import { goals } from './html/goals.ts';
import { type Markup, markup } from './html/markup.ts';
import { moves, pairs, settle } from './html/moves.ts';
import { requirements } from './html/requirements.ts';
import { stories } from './html/story.ts';
import { POLICY, STYLE_ELEMENT } from './html/style.ts';
import type { Report } from './model.ts';
import { figure } from './words.ts';

interface Section {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  /** What the contents say of its size. */
  readonly size?: number;
  readonly body: (report: Report, anchors: Anchors) => Markup;
}

function sections(report: Report): readonly Section[] {
  return [
    { id: 'goals', number: '1', title: 'What is at stake', size: report.goals.length, body: goals },
    { id: 'stories', number: '2', title: 'How an attack gets there', body: stories },
    { id: 'moves', number: '3', title: 'What to do next', size: report.moves.length, body: moves },
    { id: 'settle', number: '4', title: 'The checks that would settle most attacks', size: report.settle.length, body: settle },
    { id: 'pairs', number: '5', title: 'Defences that fall together', size: report.oneFailureDeep.length, body: pairs },
    { id: 'gaps', number: '6', title: 'Gaps', size: report.gaps.length, body: gaps },
    {
      id: 'requirements',
      number: '7',
      title: 'Requirements',
      size: report.standards.reduce((sum, one) => sum + one.requirements.length, 0),
      body: requirements,
    },
    { id: 'controls', number: '8', title: 'Controls by layer', size: report.controls.length, body: controls },
    { id: 'exclusions', number: '9', title: 'Exclusions', size: report.exclusions.length, body: exclusions },
    { id: 'evidence', number: 'A', title: 'Annex: evidence', size: report.evidence.length, body: evidence },
    { id: 'method', number: 'B', title: 'Annex: assumptions', body: method },
    { id: 'verify', number: 'C', title: 'Annex: how to verify this report', body: check },
    { id: 'words', number: 'D', title: 'Annex: words and shapes', body: words },
  ];
}

/** Sections short enough to follow others on a sheet of paper. */
const FOLLOWS = new Set(['settle', 'pairs', 'exclusions', 'verify', 'words']);

/**
 * The gap report as one HTML file: no script, no network, readable on a telephone, on a wide screen and on paper. Pure: equal reports give
 * equal bytes. Every text in the report is escaped; those texts are other people's.
 */
export function renderHtml(report: Report): string {
  const anchors = anchorsOf(report);
  const all = sections(report);
  const contents = all.map(
    ({
      id,
      number,
      title,
      size,
    }) => markup`<li><a href="#${id}"><span>${number}</span><span>${title}</span>${size === undefined ? '' : markup`<span class="quiet">${figure(size)}</span>`}</a></li>
`,
  );
  const parts = all.map(
    ({
      id,
      number,
      title,
      body,
    }) => markup`<section id="${id}"${FOLLOWS.has(id) ? '' : markup` class="new"`} aria-labelledby="${id}-title"><h2 id="${id}-title">${number}. ${title}</h2>
${body(report, anchors)}</section>
`,
  );
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Gap report: ${report.service.name}</title>
${STYLE_ELEMENT}
</head>
<body>
<a class="skip" href="#answer">Skip to the answer</a>
${TEXTURES}<main>
${glance(report, anchors)}<nav aria-labelledby="contents-title" id="contents"><h2 id="contents-title">Contents</h2>
<ol><li><a href="#glance"><span>·</span><span>The position on one page</span></a></li>
${contents}</ol>${filter(report)}</nav>
${parts}</main>
<footer class="foot"><p>Made by Assay from ledger <code>${report.head.origin}</code> at entry ${report.head.size}. Nothing in it is green without fresh evidence.</p></footer>
</body>
</html>
`.html;
}
