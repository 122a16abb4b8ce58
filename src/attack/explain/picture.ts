import { LAYERS, type Layer } from '../../core/index.ts';
import type { Explanation, Hop } from './plan.ts';
import { days } from './plan.ts';

// The route over the five bands, and under it the same as a list, so that nothing is said by the picture alone. Text comes from the map and
// so from whoever wrote it: it is escaped, and cut to what a band can hold.

const NAMES = 128;
const STEP = 92;
const BAND = 64;
const TOP = 92;
const LINE = 22;
const WRAP = 104;
/** The heading's letters are larger and bolder, so fewer stand on a line. */
const HEADING = 84;
const RADIUS = 15;

const STYLE = `
svg{--ground:#fff;--band:#f5f6f8;--band2:#eceff3;--ink:#1b2430;--soft:#55606e;--line:#3f5f8a;--warn:#8a4b12;background:var(--ground)}
@media (prefers-color-scheme:dark){svg{--ground:#12161c;--band:#1a2028;--band2:#202832;--ink:#e8edf3;--soft:#a8b3c0;--line:#8fb4e6;--warn:#e0a267}}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--ink);font-size:13px}
.h{font-size:16px;font-weight:650}.s{fill:var(--soft);font-size:12px}.l{font-size:14px;font-weight:650;text-transform:capitalize}
.b0{fill:var(--band)}.b1{fill:var(--band2)}.way{fill:none;stroke:var(--line);stroke-width:2.5}.dot{fill:var(--ground);stroke:var(--line);stroke-width:2.5}
.open .dot{fill:var(--line)}.open .no{fill:var(--ground)}.undecided .dot{stroke-dasharray:4 3}.closed .dot{stroke:var(--soft)}
.no{font-size:12px;font-weight:700;text-anchor:middle;font-variant-numeric:tabular-nums}
`.trim();

/** A self-contained SVG of a plan: business at the foot, experience on top, one numbered mark a hop; light and dark, readable in grey. */
export function pathSvg(explanation: Explanation): string {
  const bands: readonly Layer[] = LAYERS.toReversed();
  const { hops } = explanation;
  const heading = wrap(explanation.summary, HEADING);
  const top = TOP + (heading.length - 1) * LINE;
  const lines = hops.flatMap((hop) => wrap(`${hop.n}. ${hop.sentence} ${stateOf(hop)}`, WRAP));
  const width = Math.max(860, NAMES + 48 + hops.length * STEP);
  const listTop = top + bands.length * BAND + 40;
  const height = listTop + lines.length * LINE + 24;
  const at = (hop: Hop): { x: number; y: number } => ({ x: NAMES + 48 + (hop.n - 1) * STEP, y: top + bands.indexOf(hop.layer) * BAND + BAND / 2 });
  const points = hops.map((hop) => `${at(hop).x},${at(hop).y}`).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escaped(`Attack path: ${explanation.goal}`)}</title>`,
    `<desc id="d">${escaped([explanation.summary, ...hops.map((hop) => `${hop.n}. ${hop.sentence} ${stateOf(hop)}`)].join(' '))}</desc>`,
    `<style>${STYLE}</style>`,
    ...heading.map((line, i) => `<text class="h" x="16" y="${32 + i * LINE}">${escaped(line)}</text>`),
    `<text class="s" x="16" y="${32 + heading.length * LINE}">Filled: shown to be open. Dashed: not settled by fresh evidence. Step library ${escaped(explanation.libraryVersion)}.</text>`,
    ...bands.flatMap((layer, i) => [
      `<rect class="b${i % 2}" x="0" y="${top + i * BAND}" width="${width}" height="${BAND}"/>`,
      `<text class="l" x="16" y="${top + i * BAND + BAND / 2 + 5}">${layer}</text>`,
    ]),
    ...(hops.length > 1 ? [`<polyline class="way" points="${points}"/>`] : []),
    ...hops.map((hop) => mark(hop, at(hop))),
    ...lines.map((line, i) => `<text x="16" y="${listTop + i * LINE}">${escaped(line)}</text>`),
    '</svg>',
    '',
  ].join('\n');
}

function mark(hop: Hop, { x, y }: { x: number; y: number }): string {
  return `<g class="${hop.status}"><title>${escaped(`${hop.n}. ${hop.sentence}`)}</title><circle class="dot" cx="${x}" cy="${y}" r="${RADIUS}"/><text class="no" x="${x}" y="${y + 4}">${hop.n}</text></g>`;
}

function stateOf(hop: Hop): string {
  const status = hop.status === 'open' ? (hop.closedBy.length === 0 ? 'open by design' : 'shown to be open') : hop.status === 'closed' ? 'closed' : 'undecided';
  const controls = hop.closedBy.map((each) => `${each.control} at ${each.subject}`).join(' and ');
  return `[${status}, ${days(hop.effort)}${controls === '' ? '' : `; closed by ${controls}`}]`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  // A word longer than a line is a name somebody chose: it is broken, so that it cannot push the rest out of the picture.
  for (const word of text.split(' ').flatMap((each) => each.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? [])) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `   ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

// XML 1.0 has no way to write most control characters, so they become a mark that shows that something was there.
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the very characters that XML 1.0 section 2.2 leaves out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
