import { figure, type Layer } from '../../core/index.ts';
import type { Part, ServiceMap } from '../model.ts';
import type { Join } from './join.ts';
import type { Grid } from './place.ts';
import { BOX, type Point, type Routed } from './route.ts';

const LEFT = 16;
/** Width of the column in which the bands are named, so that no line runs through a name. */
const NAMES = 128;
const TOP = 64;
const FOOT = 56;

interface Drawing {
  readonly map: ServiceMap;
  readonly title: string;
  readonly description: string;
  readonly grid: Grid;
  readonly wires: readonly Join[];
  readonly routed: Routed;
}

const ABOUT: Readonly<Record<Layer, readonly string[]>> = {
  experience: ['who uses the service,', 'and where'],
  product: ['apps, cloud,', 'gateways, devices'],
  development: ['source, builds,', 'signing'],
  operations: ['updates, monitoring,', 'administration'],
  business: ['office, mail,', 'identity, suppliers'],
};

// Colours hold a contrast of at least 4.5 to 1 for text and 3 to 1 for lines on both grounds; state is told by dash and shape as well.
const STYLE = `
svg{--ground:#fff;--band:#f5f6f8;--band2:#eceff3;--ink:#1b2430;--soft:#55606e;--box:#fff;--edge:#66717f;--flow:#3f5f8a;--link:#8a4b12;--badge:#e3e8ef;background:var(--ground)}
@media (prefers-color-scheme:dark){svg{--ground:#12161c;--band:#1a2028;--band2:#202832;--ink:#e8edf3;--soft:#a8b3c0;--box:#262f3a;--edge:#8793a1;--flow:#8fb4e6;--link:#e0a267;--badge:#3a4655}}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--ink)}
.h{font-size:22px;font-weight:650}.s,.k{fill:var(--soft);font-size:11.5px}.s{font-size:13px}.l{font-size:14px;font-weight:650;text-transform:capitalize}
.n{font-size:13px;font-weight:600}.c{font-size:11px;font-variant-numeric:tabular-nums;font-weight:600}
.b0{fill:var(--band)}.b1{fill:var(--band2)}.p{fill:var(--box);stroke:var(--edge);stroke-width:1.2}.net{stroke-dasharray:2 3}.out{fill:none}.badge{fill:var(--badge)}
.f,.a{fill:none;stroke-width:1.5;stroke:var(--flow)}.a{stroke:var(--link);stroke-dasharray:6 4}
.w{fill:none;stroke-width:5;stroke:var(--ground);opacity:.75}
.e:hover .f,.e:hover .a{stroke-width:3}
.mf{fill:var(--flow)}.ma{fill:var(--link)}
`.trim();

export function render({ map, title, description, grid, wires, routed }: Drawing): string {
  const width = Math.max(860, Math.ceil(routed.width + NAMES + 2 * LEFT));
  const height = Math.ceil(routed.height + TOP + FOOT);
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escaped(title)}: service map</title>`,
    `<desc id="d">${escaped(description)}</desc>`,
    `<style>${STYLE}</style>`,
    '<defs>',
    marker('f', 'mf'),
    marker('a', 'ma'),
    '</defs>',
    `<rect width="${width}" height="${height}" style="fill:var(--ground)"/>`,
    `<text class="h" x="${LEFT}" y="32">${escaped(title)}</text>`,
    `<text class="s" x="${LEFT}" y="52">${escaped(summary(map))}</text>`,
    ...bands(grid, routed, width),
    `<g transform="translate(${LEFT + NAMES} ${TOP})">`,
    ...wires.flatMap((wire) => drawn(wire, routed.paths.get(wire.id))),
    ...[...grid.cells.values()].map(({ part, row, column }) => box(part, map, routed.columnX[column] ?? 0, routed.rowY[row] ?? 0)),
    '</g>',
    ...legend(height),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function summary(map: ServiceMap): string {
  const count = (n: number, word: string): string => `${figure(n)} ${word}${n === 1 ? '' : 's'}`;
  return [count(map.parts.length, 'part'), count(map.flows.length, 'flow'), count(map.links.length, 'link'), count(map.assets.length, 'asset')].join(' · ');
}

function marker(id: string, look: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="7.4" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path class="${look}" d="M0 .6 8 4 0 7.4z"/></marker>`;
}

function bands(grid: Grid, routed: Routed, width: number): string[] {
  const starts = grid.bands.map((band) => gutterTop(band.firstRow, routed));
  return grid.bands.flatMap((band, i) => {
    const top = TOP + (starts[i] ?? 0);
    const bottom = TOP + (starts[i + 1] ?? routed.height);
    return [
      `<rect class="b${i % 2}" x="0" y="${round(top)}" width="${width}" height="${round(bottom - top)}"/>`,
      `<text class="l" x="${LEFT}" y="${round(top + 26)}">${band.layer}</text>`,
      ...ABOUT[band.layer].map((line, at) => `<text class="k" x="${LEFT}" y="${round(top + 44 + at * 15)}">${line}</text>`),
    ];
  });
}

function gutterTop(row: number, routed: Routed): number {
  // The edge between two bands is the middle of the gutter between their rows.
  return row === 0 ? 0 : ((routed.rowY[row - 1] ?? 0) + BOX.height + (routed.rowY[row] ?? 0)) / 2;
}

function drawn(wire: Join, path: readonly Point[] | undefined): string[] {
  if (path === undefined) return [];
  const look = wire.style === 'flow' ? 'f' : 'a';
  const d = rounded(path);
  const said = [...wire.forth.map((label) => `→ ${label}`), ...wire.back.map((label) => `← ${label}`)].join('\n');
  const ends = `marker-end="url(#${look})"${wire.back.length > 0 ? ` marker-start="url(#${look})"` : ''}`;
  return [`<g class="e"><title>${escaped(said)}</title><path class="w" d="${d}"/><path class="${look}" d="${d}" ${ends}/></g>`];
}

/** A path of straight pieces with its corners rounded. */
function rounded(points: readonly Point[]): string {
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  const clean = points.filter((point, i) => i === 0 || point.x !== points[i - 1]?.x || point.y !== points[i - 1]?.y);
  let d = `M${at(clean[0] as Point)}`;
  for (let i = 1; i < clean.length - 1; i += 1) {
    const [before, corner, after] = [clean[i - 1], clean[i], clean[i + 1]] as [Point, Point, Point];
    const radius = Math.min(6, distance(before, corner) / 2, distance(corner, after) / 2);
    d += `L${at(towards(corner, before, radius))}Q${at(corner)} ${at(towards(corner, after, radius))}`;
  }
  return `${d}L${at(clean.at(-1) as Point)}`;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y); // pieces are level or upright
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length };
}

const ROUND = new Set(['role', 'network', 'place', 'supplier']);

function box(part: Part, map: ServiceMap, x: number, y: number): string {
  const radius = ROUND.has(part.kind) ? BOX.height / 2 : part.kind === 'datastore' ? 12 : 5;
  const inset = ROUND.has(part.kind) ? 20 : 10;
  const badge = part.population > 1 ? `×${figure(part.population)}` : '';
  const pill = badge === '' ? 0 : badge.length * 6.8 + 12;
  const inner = BOX.width - 2 * inset;
  const name = wrap(part.name, inner);
  const zone = map.zones.find((each) => each.id === part.zone)?.name;
  const kind = part.kind.replaceAll('-', ' ');
  const on = [...new Set([...(part.attached ?? []), ...(part.interfaces ?? []).flatMap((face) => face.on)])].map(
    (id) => map.parts.find((each) => each.id === id)?.name ?? id,
  );
  const under = [zone === undefined ? kind : `${kind} · ${zone}`, ...(on.length === 0 ? [] : [`on ${on.join(', ')}`])];
  const full = [part.name, ...under, ...(part.description === undefined ? [] : [part.description])].join('\n');
  // Two lines of name leave room for one more, one line for two.
  const lines = under.slice(0, 3 - name.length);
  const first = (BOX.height - name.length * 16 - lines.length * 15) / 2 + 12;
  return [
    `<g transform="translate(${round(x)} ${round(y)})"><title>${escaped(full)}</title>`,
    `<rect class="p${part.kind === 'network' || part.kind === 'place' ? ' net' : ''}" width="${BOX.width}" height="${BOX.height}" rx="${radius}"/>`,
    ...(part.kind === 'datastore' ? [`<path class="p out" d="M0 10Q${BOX.width / 2} 17 ${BOX.width} 10"/>`] : []),
    ...name.map((line, i) => `<text class="n" x="${inset}" y="${round(first + i * 16)}">${escaped(line)}</text>`),
    ...lines.map(
      (line, i) =>
        `<text class="k" x="${inset}" y="${round(first + name.length * 16 + i * 15)}">${escaped(shortened(line, inner - (i === 0 ? pill : 0), 6.5))}</text>`,
    ),
    ...(badge === ''
      ? []
      : [
          `<rect class="badge" x="${round(BOX.width - inset - pill + 4)}" y="${round(first + name.length * 16 - 12.5)}" width="${round(pill)}" height="17" rx="8.5"/>`,
          `<text class="c" x="${round(BOX.width - inset - 2)}" y="${round(first + name.length * 16)}" text-anchor="end">${badge}</text>`,
        ]),
    '</g>',
  ].join('');
}

const BOLD = 7.7;

/** At most two lines. */
function wrap(name: string, width: number): string[] {
  const words = name.split(/\s+/);
  let line = words.shift() ?? '';
  while (words.length > 0 && (line.length + 1 + (words[0]?.length ?? 0)) * BOLD <= width) line += ` ${words.shift()}`;
  return [shortened(line, width, BOLD), ...(words.length === 0 ? [] : [shortened(words.join(' '), width, BOLD)])];
}

function shortened(text: string, width: number, letter: number): string {
  const most = Math.max(3, Math.floor(width / letter));
  return text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .toWellFormed()
        .trimEnd()}…`;
}

function legend(height: number): string[] {
  const y = height - 24;
  return [
    `<path class="f" d="M${LEFT} ${y}h40" marker-end="url(#f)"/><text class="s" x="${LEFT + 50}" y="${y + 4}">data flows</text>`,
    `<path class="a" d="M${LEFT + 150} ${y}h40" marker-end="url(#a)"/><text class="s" x="${LEFT + 200}" y="${y + 4}">power over another part (builds, signs, updates, administers …)</text>`,
    `<rect class="badge" x="${LEFT + 690}" y="${y - 9}" width="34" height="17" rx="8.5"/><text class="c" x="${LEFT + 716}" y="${y + 3.5}" text-anchor="end">×n</text><text class="s" x="${LEFT + 732}" y="${y + 4}">how many there are</text>`,
  ];
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}

/** Names come from the file: nothing of them may become markup, and XML has no word for most control characters. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
