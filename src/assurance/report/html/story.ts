import { LAYERS } from '../../../core/index.ts';
import { noAttack } from '../answer.ts';
import { LIMITS } from '../limits.ts';
import type { AttackStory, Report } from '../model.ts';
import { counted, first, LAYER_WORDS, personDays, TOP_DOWN } from '../words.ts';
import { type Anchors, entries, linked, toldStories } from './anchor.ts';
import { mark, stepMark } from './mark.ts';
import { joined, type Markup, markup, nothing } from './markup.ts';
import { leftOut } from './table.ts';

type Hop = AttackStory['hops'][number];

/** Fewer hops in common than this are told again: a reference would cost the reader more than the lines. */
const SHARED_FROM = 3;

/** Every different attack once, hop by hop; where one begins as an earlier one does, it says so and goes on from there. */
export function stories(report: Report, anchors: Anchors): Markup {
  const told = [...toldStories(report).values()];
  if (told.length === 0)
    return markup`<div class="empty"><p>${noAttack(report)}</p></div>
`;
  const different = new Set(report.goals.flatMap((goal) => (goal.cheapest === undefined ? [] : [JSON.stringify(goal.cheapest)]))).size;
  const keys = told.map(({ story }) => story.hops.map((hop) => JSON.stringify(hop)));
  const parts = told.map(({ number, story, goals }, i) => {
    const { earlier, shared } = longestBefore(keys, i);
    const from = shared >= SHARED_FROM && shared < story.hops.length ? shared : 0;
    const before =
      from === 0
        ? nothing
        : markup`<li><span class="no">1–${from}</span><p>As steps 1 to ${from} of <a href="#story-${earlier + 1}">story ${earlier + 1}</a>.</p></li>
`;
    const reached = goals.map((state) => linked(anchors.of('goal', state), anchors.goalTitle(state)));
    return markup`<article class="story" id="story-${number}"><h3>Story ${number}. ${story.summary}</h3>
<p class="quiet">${priced(story)}. Reaches: ${joined(reached, '; ')}.</p>
${route(story)}<ol class="hops">${before}${story.hops.slice(from).map((hop, j) => hopItem(hop, from + j + 1, anchors))}</ol></article>
`;
  });
  return markup`<p class="lead-in">The cheapest way to each goal, step by step. Effort is in person-days, on a coarse scale that is an assumption. A step that is <i>undecided</i> has no fresh evidence against it, so it counts as possible.</p>
${parts}${leftOut(different - told.length, 'story', 'stories')}`;
}

function longestBefore(keys: readonly (readonly string[])[], i: number): { earlier: number; shared: number } {
  let best = { earlier: 0, shared: 0 };
  const mine = keys[i] ?? [];
  for (let j = 0; j < i; j += 1) {
    const other = keys[j] ?? [];
    let shared = 0;
    while (shared < mine.length && mine[shared] === other[shared]) shared += 1;
    if (shared > best.shared) best = { earlier: j, shared };
  }
  return best;
}

export function priced(story: AttackStory): string {
  const open = story.hops.filter((hop) => hop.status === 'open').length;
  const known = open === story.hops.length ? 'each shown to be open' : `${open} shown to be open, ${story.hops.length - open} undecided`;
  return `${story.bound === 'exact' ? 'About' : 'At most'} ${personDays(story.days)}, in ${counted(story.hops.length, 'step')}: ${known}`;
}

function hopItem(hop: Hop, number: number, anchors: Anchors): Markup {
  const controls = (all: Hop['closedBy'], none: string) => {
    if (all.length === 0) return markup`${none}`;
    const { shown, left } = first(all, LIMITS.subjectsInLine);
    const list = shown.map(
      (one) =>
        markup`${linked(anchors.of('control', one.control), anchors.titleOf(one.control))} <small>(<code>${one.subject}</code>)</small> ${mark(one.verdict)}`,
    );
    return markup`${joined(list, '; ')}${left > 0 ? ` and ${left} more` : ''}`;
  };
  return markup`<li><span class="no">${number}</span><div><p>${hop.sentence}</p>
<p class="meta"><span>${LAYER_WORDS[hop.layer].name}</span>${stepMark(hop.status)}<span>${personDays(hop.days)}</span>${hop.techniques.length === 0 ? nothing : markup`<span>${hop.techniques.join(', ')}</span>`}${hop.evidence.length === 0 ? nothing : markup`<span>entries ${entries(anchors, hop.evidence)}</span>`}</p>
<p class="why">Would close it: ${controls(hop.closedBy, 'no control that Assay knows')}.${hop.narrowedBy === undefined ? nothing : markup` Would make it rarer: ${controls(hop.narrowedBy, '')}.`}${hop.seenBy.length === 0 ? ' Nothing would notice.' : markup` Would notice: ${controls(hop.seenBy, '')}.`}</p></div></li>
`;
}

const BAND = 24;
const LEFT = 82;

/** The route over the layers: a picture of the list that stands below it, and hidden from those who are read that list. */
function route(story: AttackStory): Markup {
  const step = Math.max(20, Math.min(56, 560 / Math.max(1, story.hops.length)));
  const width = LEFT + step * story.hops.length + 16;
  const y = (hop: Hop) => TOP_DOWN.indexOf(hop.layer) * BAND + BAND / 2;
  const x = (i: number) => LEFT + step * i + step / 2;
  const bands = TOP_DOWN.map(
    (layer, i) =>
      markup`<rect class="band" x="0" y="${i * BAND + 1}" width="${width}" height="${BAND - 2}"/><text x="6" y="${i * BAND + 16}">${LAYER_WORDS[layer].name}</text>`,
  );
  const points = story.hops.map((hop, i) => `${x(i).toFixed(1)},${y(hop)}`).join(' ');
  const dots = story.hops.map((hop, i) => {
    const kind = hop.status === 'open' ? 'o' : 'u';
    return markup`<circle class="${kind}" cx="${x(i).toFixed(1)}" cy="${y(hop)}" r="9"/><text class="n ${kind === 'u' ? 'u' : ''}" x="${x(i).toFixed(1)}" y="${y(hop) + 4}">${i + 1}</text>`;
  });
  return markup`<svg class="route" width="${Math.ceil(width)}" height="${BAND * LAYERS.length}" viewBox="0 0 ${Math.ceil(width)} ${BAND * LAYERS.length}" aria-hidden="true">${bands}<polyline class="way" points="${points}"/>${dots}</svg>
`;
}
