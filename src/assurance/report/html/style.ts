import { Digest } from '../../../core/index.ts';
import { toBase64 } from '../../../ledger/base64.ts';
import { FILTER_RULES } from './filter.ts';
import { type Markup, trusted } from './markup.ts';

// Ink on paper, one accent for what is proven, red for what an attacker can do today and nothing else. State is told by shape and
// texture first: printed in grey, or seen without colour, the page says the same. Contrasts are computed in style.test.ts.

/** Colours by name, for light and for dark. */
export const COLOURS = {
  light: {
    paper: '#ffffff',
    page: '#f5f5f2',
    ink: '#1d2327',
    fail: '#39434a',
    quiet: '#545d63',
    rule: '#d4d6d1',
    edge: '#767f84',
    accent: '#0b6b63',
    act: '#b3261e',
    soft: '#d5d8d4',
    hatch: '#8b9499',
  },
  dark: {
    paper: '#171b1e',
    page: '#101315',
    ink: '#e6e8e6',
    fail: '#b9c0c3',
    quiet: '#a7b0b4',
    rule: '#343b40',
    edge: '#7f898f',
    accent: '#4fb8ab',
    act: '#ff8a80',
    soft: '#3a4247',
    hatch: '#8b9499',
  },
} as const;

function variables(colours: Readonly<Record<string, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

const BASE = `
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;background:var(--page);color:var(--ink);-webkit-text-size-adjust:100%;font-variant-numeric:tabular-nums}
body{margin:0;overflow-wrap:anywhere}
a{color:inherit;text-decoration-color:var(--accent);text-decoration-thickness:1.5px;text-underline-offset:2px}
a:hover{text-decoration-thickness:3px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
:target{background:var(--soft);scroll-margin-top:1rem}
.skip{position:absolute;left:-999rem;top:0;background:var(--paper);padding:.6rem 1rem;z-index:2}
.skip:focus{left:.5rem;top:.5rem}
h1,h2,h3,h4{line-height:1.25;margin:0 0 .5em;text-wrap:balance;break-after:avoid}
h1{font-size:1.05rem;font-weight:600}h2{font-size:1.55rem}h3{font-size:1.15rem;margin-top:1.8em}h4{font-size:1rem;margin-top:1.4em}
p{margin:0 0 .8em;max-width:75ch}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.88em}
pre{background:var(--page);border:1px solid var(--rule);padding:.7rem .9rem;overflow-x:auto;white-space:pre-wrap;margin:0 0 1em}
ul,ol{margin:0 0 .8em;padding-left:1.3em}
dl{margin:0}dt{font-weight:600}dd{margin:0 0 .5em}
figure{margin:0}
small,.quiet{color:var(--quiet);font-size:.875rem}
.num{text-align:right}
.seq{font-size:.85em}
`;

const FRAME = `
main,.foot{max-width:78rem;margin:0 auto;padding:0 1.25rem}
section{background:var(--paper);border:1px solid var(--rule);padding:1.6rem;margin:1.25rem 0}
nav ol{list-style:none;padding:0;margin:0}
nav a{display:flex;gap:.5rem;padding:.3rem 0;text-decoration-color:var(--rule)}
nav a span:nth-child(2){flex:1}
nav{background:var(--paper);border:1px solid var(--rule);padding:1.2rem 1.6rem;margin:1.25rem 0}
nav h2{font-size:1.15rem}
.lead-in{color:var(--quiet)}
.left-out{border-left:4px solid var(--edge);padding-left:.7rem;color:var(--quiet)}
.empty{border:1px dashed var(--edge);padding:1rem 1.2rem;max-width:75ch}
.empty p:last-child{margin:0}
.foot{color:var(--quiet);font-size:.875rem;padding-bottom:2rem}
@media (min-width:75rem){
main{max-width:98rem;display:grid;grid-template-columns:15rem minmax(0,1fr);column-gap:1.5rem;align-items:start}
main>*{grid-column:2}
main>nav{grid-column:1;grid-row:1/span 30;position:sticky;top:0;max-height:100vh;overflow-y:auto;font-size:.9rem;padding:1.2rem;margin-bottom:0}
.foot{max-width:98rem}
}
`;

const MARKS = `
.v{white-space:nowrap}
.v::before{content:"";display:inline-block;width:.72em;height:.72em;margin-right:.4em;border:1.5px solid var(--ink);vertical-align:-.04em;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.v.proven::before,.v.proven-closed::before{background:var(--accent);border-color:var(--accent);border-radius:50%}
.v.failing::before{background:var(--fail);transform:rotate(45deg) scale(.9)}
.v.stale::before{border-radius:50%;background:linear-gradient(90deg,var(--ink) 50%,transparent 50%)}
.v.unproven::before,.v.undecided::before,.v.no-way-known::before{background:repeating-linear-gradient(135deg,var(--ink) 0 1.5px,transparent 1.5px 4px)}
.v.excluded::before{border-style:dashed;border-color:var(--quiet)}
.v.not-applicable::before,.v.not-owed::before{border:0;border-top:2px solid var(--quiet);height:0;vertical-align:.25em}
.v.open::before{border-width:2px;border-radius:50%;background:var(--ink)}
.v.proven-reachable{color:var(--act);font-weight:600}
.v.proven-reachable::before{border:0;background:var(--act);clip-path:polygon(50% 0,100% 100%,0 100%);width:.85em;height:.8em}
.v.failing{font-weight:600}
.bar{display:block;overflow:hidden;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.textures{position:absolute}
.b-proven{fill:var(--accent)}.b-failing{fill:url(#t-failing)}.b-stale{fill:url(#t-stale)}.b-unproven{fill:url(#t-unproven)}
.b-excluded{fill:var(--paper);stroke:var(--edge);stroke-width:2;stroke-dasharray:3 3}
.b-none{fill:none;stroke:var(--rule);stroke-width:2}
.g-ink{fill:var(--fail)}.g-cut{stroke:var(--paper);stroke-width:.9}.g-soft{fill:var(--soft)}.g-dot{fill:var(--ink)}.g-paper{fill:var(--paper)}.g-line{fill:var(--hatch)}
.counts{display:flex;flex-wrap:wrap;gap:.1rem .9rem;font-size:.875rem}
.counts b{font-weight:600}
`;

const GLANCE = `
.glance header{border-bottom:1px solid var(--rule);padding-bottom:.7rem;margin-bottom:1rem}
.glance header p{margin:0}
.answer{font-size:1.5rem;line-height:1.35;font-weight:600;max-width:44ch;margin-bottom:.6rem;text-wrap:pretty}
.points{max-width:75ch}
.halves{display:grid;gap:1.4rem 2rem;margin-top:1.2rem}
.glance h2{font-size:1.05rem;margin-top:1.4rem}
.glance h3{font-size:1.05rem;margin-top:1.4rem}
.halves h2{margin-top:0}
@media (min-width:60rem){.halves{grid-template-columns:minmax(0,7fr) minmax(0,5fr)}}
.stackfig ol{list-style:none;margin:0;padding:0;border:1.5px solid var(--ink)}
.stackfig li{padding:.5rem .7rem;border-top:1px solid var(--edge)}
.stackfig li:first-child{border-top:0}
.stackfig .name{display:flex;justify-content:space-between;gap:.5rem;margin-bottom:.2rem}
.stackfig .bar,.list .bar{margin:.15rem 0 .25rem}
figcaption,caption{color:var(--quiet);font-size:.875rem;text-align:left;padding:.5rem 0;max-width:75ch}
caption{padding:0 0 .5rem}
.list{list-style:none;padding:0;margin:0}
.list li{padding:.45rem 0;border-top:1px solid var(--rule)}
.list li:first-child{border-top:0}
.list .name{display:flex;justify-content:space-between;gap:0 .7rem;flex-wrap:wrap}
.outcomes{display:grid;gap:.4rem 1.4rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,11rem),1fr))}
.outcomes small{display:block}
.brief .name{flex-wrap:nowrap}
.brief .name a{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0}
.brief .name small{flex:none}
@media (min-width:60rem){.standards{display:grid;gap:.4rem 2rem;grid-template-columns:repeat(2,minmax(0,1fr))}.standards li{border-top:0}}
.outcomes li{border-top:0;padding:.2rem 0}
.cheapest{border-left:4px solid var(--edge);padding-left:1rem}
.cheapest.now{border-left-color:var(--act)}
.cheapest p{margin-bottom:.4rem}
.cheapest+h2{margin-top:1.4rem}
`;

const TABLES = `
table{border-collapse:collapse;width:100%;margin:0 0 1.4rem;font-size:.9rem;line-height:1.4}
th,td{text-align:left;vertical-align:top;padding:.4rem .7rem .4rem 0;border-top:1px solid var(--rule);font-weight:400}
th,td{overflow-wrap:break-word}th code,td code,th small,td small{overflow-wrap:anywhere}
th.num,td.num{text-align:right}td.num{white-space:nowrap}
.who{width:11rem}
thead th{border-top:0;border-bottom:1.5px solid var(--ink);font-weight:600;vertical-align:bottom}
tbody th b,.name b{font-weight:600}
td ul,td ol,th ul{margin:0;padding-left:1.1em}
td p,th p{margin:0 0 .25rem}
.why{font-size:.875rem;color:var(--quiet)}
.narrow{white-space:nowrap}
.third{width:34%}.who{min-width:7.5rem}.digest{font-size:.72em}.cost{min-width:8rem}
@media screen and (max-width:44rem){
html{font-size:15px}
section,nav{padding:1rem;margin:.6rem 0}
main{padding:0 .5rem}
h2{font-size:1.3rem}
.answer{font-size:1.25rem}
.stack,.stack caption,.stack tbody,.stack tr,.stack th,.stack td{display:block;width:auto}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack tr{border-top:1.5px solid var(--edge);padding:.6rem 0}
.stack th,.stack td,.stack td.num{border:0;padding:.12rem 0;text-align:left}
.stack td::before{content:attr(data-l) ": ";color:var(--quiet)}
.stack td:empty{display:none}
.narrow,.v{white-space:normal}
}
.story{border-top:1.5px solid var(--ink);padding-top:.9rem;margin-top:1.6rem}
.story h3,.gap h4{margin-top:0}
.route{display:block;max-width:100%;height:auto;margin:.4rem 0 1rem}
.route text{font-size:11px;fill:var(--quiet)}
.route .n{font-size:11px;fill:var(--paper);text-anchor:middle;font-weight:600}
.route .n.u{fill:var(--ink)}
.route .band{fill:var(--page)}
.route .way{fill:none;stroke:var(--edge);stroke-width:2}
.route .o{fill:var(--ink)}
.route .u{fill:var(--paper);stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 2}
.route text.u{stroke:none}
.hops{padding-left:0;list-style:none}
.hops>li{display:grid;grid-template-columns:2rem minmax(0,1fr);padding:.45rem 0;border-top:1px solid var(--rule)}
.hops .no{font-weight:600}
.hops p{margin:0 0 .15rem}
.hops .meta{display:flex;flex-wrap:wrap;gap:.1rem 1rem;font-size:.875rem;color:var(--quiet)}
.hops .meta .v{color:var(--ink)}
.gap{border-top:1px solid var(--edge);padding:.9rem 0 .4rem}
.gap h4{font-size:1rem}
.gap>dl,.control>dl{display:grid;grid-template-columns:9.5rem minmax(0,1fr);gap:.2rem .8rem;font-size:.9rem}
.gap dt,.control dt{color:var(--quiet);font-weight:400}
.gap dd,.control dd{margin:0}
.gap dd ul,.control dd ul{padding-left:1.1em;margin:0}
.control{border-top:1px solid var(--rule);padding:.8rem 0 .3rem}
.control h4{margin:0 0 .2rem}
.control table{margin-top:.4rem;margin-bottom:.4rem}
.facts{list-style:none;padding:0!important;margin:0}
details>summary{cursor:pointer;padding:.2rem 0}
@media screen and (max-width:44rem){.gap>dl,.control>dl{grid-template-columns:minmax(0,1fr);gap:0}.gap dd,.control dd{margin-bottom:.4rem}}
`;

// Paper: A4, one size for the whole world's printers to scale. Margin boxes with page counters are CSS Paged Media Level 3.
const PAPER = `
@page{size:A4;margin:15mm 14mm 17mm;@bottom-left{content:"Assay gap report";font:8pt sans-serif;color:#555}@bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt sans-serif;color:#555}}
@media print{
:root{${variables(COLOURS.light)};color-scheme:light}
html{font-size:9.5pt;line-height:1.4;background:none}
body,.page{background:none}
main,.foot{display:block;max-width:none;padding:0;margin:0}
section,nav{border:0!important;padding:0!important;margin:0 0 8mm!important;background:none!important;max-height:none!important;position:static!important;overflow:visible!important}
nav{font-size:10pt!important}
.skip,.screen{display:none}
.glance,nav{break-after:page}
.glance{font-size:8.6pt;line-height:1.32}
.glance .answer{font-size:13.5pt;line-height:1.25;max-width:none;margin-bottom:1.6mm}
.glance p,.glance ul{max-width:none;margin-bottom:1mm}
.glance header{padding-bottom:1.2mm;margin-bottom:2mm}
.glance h2,.glance h3{font-size:10pt;margin:2.4mm 0 .8mm}
.glance .halves{display:grid;grid-template-columns:minmax(0,7fr) minmax(0,5fr);gap:2mm 7mm;margin-top:2mm}
.glance .halves h2{margin-top:0}
.glance .halves div+h2,.glance .cheapest+h2{margin-top:2mm}
.glance small,.glance .quiet,.glance .counts,.glance figcaption,.glance caption,.glance table{font-size:8pt}
.glance .stackfig li{padding:.8mm 2mm}
.glance .list li{padding:.7mm 0}
.glance .standards{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 7mm}
.glance .standards li{border-top:0}
.glance .brief{grid-template-columns:repeat(3,minmax(0,1fr));gap:0 5mm}
.glance .brief li{padding:.3mm 0}
.glance .outcomes{grid-template-columns:repeat(2,minmax(0,1fr));gap:0 5mm}
.glance figcaption{padding:1mm 0}
.glance caption{padding:0 0 .8mm}
.glance th,.glance td{padding:.7mm 2.5mm .7mm 0}
.glance table{margin-bottom:0}
.glance .who{width:auto;white-space:nowrap}
.glance th:first-child{width:38%}
.glance .counts{gap:0 2mm;font-size:7.4pt}
.glance .counts .v::before{margin-right:.25em}
.glance .stackfig .bar{height:3.4mm}
.glance .stackfig .name{margin-bottom:0}
.glance .stackfig .bar,.glance .list .bar{margin:.3mm 0 .5mm}
h2{font-size:15pt}
section:not(.glance) table,section:not(.glance) dl,section:not(.glance) .why{font-size:8pt!important}
.req,.evidence{line-height:1.3}
.req td,.req th,.evidence td,.evidence th{padding-top:.6mm;padding-bottom:.6mm}
section.new{break-before:page}
thead{display:table-header-group}
tr,.gap,.control,.hops>li,.list li,.empty,figure{break-inside:avoid}
.long{break-inside:auto!important}
a{text-decoration-thickness:.5px}
details::details-content{content-visibility:visible;block-size:auto}
details>summary{list-style:none}
}
`;

const STYLE = `:root{color-scheme:light dark;${variables(COLOURS.light)}}
@media (prefers-color-scheme:dark){:root{${variables(COLOURS.dark)}}}${BASE}${FRAME}${MARKS}${GLANCE}${TABLES}${FILTER_RULES}${PAPER}`;

/** Allows this style sheet by its hash and nothing else whatever: no script, no image, no font, no form, no connection. */
export const POLICY = `default-src 'none'; style-src 'sha256-${base64(Digest.of(STYLE))}'; base-uri 'none'; form-action 'none'`;

export const STYLE_ELEMENT: Markup = trusted(`<style>${STYLE}</style>`);

function base64(digest: Digest): string {
  const hex = digest.slice('sha256:'.length);
  return toBase64(Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)));
}
