import { LIMITS } from '../limits.ts';
import type { Move, Report } from '../model.ts';
import { counted, figure, first, LAYER_WORDS, personDays } from '../words.ts';
import { type Anchors, linked } from './anchor.ts';
import { mark } from './mark.ts';
import { joined, type Markup, markup, nothing } from './markup.ts';
import { leftOut, table } from './table.ts';

/** Every move in full, best first. */
export function moves(report: Report, anchors: Anchors): Markup {
  if (report.moves.length === 0)
    return markup`<div class="empty"><p>No control that is missing would stop an attack or close a gap at this moment. What is proven stays so only while its evidence is fresh: see the <a href="#evidence">evidence annex</a>.</p></div>
`;
  const { shown, left } = first(report.moves, LIMITS.moves);
  return markup`<p class="lead-in">Ordered by the risk each removes for its effort. Where two stand close enough that a factor of two in one effort would change their order, that is said.</p>
${shown.map((move) => one(move, anchors))}${leftOut(left, 'move')}`;
}

function one(move: Move, anchors: Anchors): Markup {
  const close = move.tooCloseToCall
    ? markup`<p class="why">Too close to call: with twice or half the effort, this and the move before it would change places.</p>`
    : nothing;
  const rows: (readonly [string, Markup | string] | undefined)[] = [
    ['Do', move.remedy],
    ['Who, effort', `${move.who}, ${personDays(move.effort)} (assumed)`],
    move.subjects.length === 0 ? undefined : ['Where', subjects(move.subjects)],
    move.cuts.length === 0 ? undefined : ['Stops', listed(move.cuts.map((state) => linked(anchors.of('goal', state), anchors.goalTitle(state))))],
    move.raises.length === 0
      ? undefined
      : [
          'Makes dearer',
          listed(
            move.raises.map(
              ({ goal, before, after }) => markup`${linked(anchors.of('goal', goal), anchors.goalTitle(goal))}: from ${figure(before)} to ${personDays(after)}`,
            ),
          ),
        ],
    move.through === 0 ? undefined : ['Attacks', `${counted(move.through, 'goal')} can be reached through it`],
    closing(move, true, anchors),
    closing(move, false, anchors),
    ['Risk removed', figure(move.riskRemoved)],
  ];
  return markup`<article class="gap"><h3>${figure(move.rank)}. ${linked(anchors.of('control', move.control), move.title)}</h3>
<p>${mark(move.verdict)} <span class="quiet">${LAYER_WORDS[move.layer].name} layer</span></p>${close}
<dl>${rows.map((row) =>
    row === undefined
      ? nothing
      : markup`<dt>${row[0]}</dt><dd>${row[1]}</dd>
`,
  )}</dl></article>
`;
}

function closing(move: Move, closes: boolean, anchors: Anchors): readonly [string, Markup] | undefined {
  const answers = move.answers.filter((answer) => answer.closes === closes);
  if (answers.length === 0) return undefined;
  const links = answers.map(({ standard, requirement }) => linked(anchors.of('requirement', standard, requirement), `${standard} ${requirement}`));
  return [closes ? 'Closes' : 'Helps to close', joined(links, ', ')];
}

function listed(all: readonly Markup[]): Markup {
  const { shown, left } = first(all, 8);
  return markup`<ul>${shown.map((item) => markup`<li>${item}</li>`)}${left === 0 ? nothing : markup`<li>${left} more</li>`}</ul>`;
}

/** Elements of the map in one line. */
export function subjects(all: readonly string[]): Markup {
  const { shown, left } = first(all, LIMITS.subjectsInLine);
  return markup`${joined(
    shown.map((subject) => markup`<code>${subject}</code>`),
    ', ',
  )}${left === 0 ? '' : ` and ${left} more`}`;
}

/** The few checks that would settle most of what is undecided. */
export function settle(report: Report, anchors: Anchors): Markup {
  if (report.settle.length === 0)
    return markup`<div class="empty"><p>No goal hangs on a check that nobody has made: what is undecided, if anything, is no matter of evidence alone.</p></div>
`;
  const { shown, left } = first(report.settle, LIMITS.settle);
  const rows = shown.map((check) => ({
    cells: [markup`${linked(anchors.of('control', check.control), check.title)}`, markup`<code>${check.subject}</code>`, figure(check.goals), check.how],
  }));
  return markup`<p class="lead-in">To look is cheaper than to build. Each of these would turn <i>undecided</i> into an answer, for the number of goals given.</p>
${table('Checks, and the goals that would be settled.', [{ label: 'Control' }, { label: 'Where' }, { label: 'Goals', number: true }, { label: 'How to find out' }], rows)}${leftOut(left, 'check')}`;
}

/** Pairs of controls that one failure defeats together. */
export function pairs(report: Report, anchors: Anchors): Markup {
  if (report.oneFailureDeep.length === 0)
    return markup`<div class="empty"><p>No two controls that guard the same goal were found to fall by one failure.</p></div>
`;
  const { shown, left } = first(report.oneFailureDeep, LIMITS.pairs);
  const rows = shown.map((pair) => ({
    cells: [
      joined(
        pair.controls.map((control) => linked(anchors.of('control', control), anchors.titleOf(control))),
        ' and ',
      ),
      linked(anchors.of('goal', pair.goal), anchors.goalTitle(pair.goal)),
      subjects(pair.shared),
    ],
  }));
  return markup`<p class="lead-in">Two controls look like two walls. Where one failure takes both, they are one.</p>
${table('Controls that fall together, the goal they guard, and what they share.', [{ label: 'Controls' }, { label: 'Goal' }, { label: 'What they share' }], rows)}${leftOut(left, 'pair')}`;
}
