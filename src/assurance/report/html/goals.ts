import { REACHES } from '../../../attack/model.ts';
import { noAttack } from '../answer.ts';
import { LIMITS } from '../limits.ts';
import type { GoalPosition, Report } from '../model.ts';
import { counted, figure, first, personDays, REACH_WORDS, titled } from '../words.ts';
import { type Anchors, once } from './anchor.ts';
import { reachCounts } from './glance.ts';
import { reachMark } from './mark.ts';
import { type Markup, markup, nothing } from './markup.ts';
import { leftOut, table } from './table.ts';

const WEIGHTS: Readonly<Record<number, string>> = { 4: 'lives or the company', 3: 'severe', 2: 'noticeable', 1: 'minor' };

/** What an attacker may want, and how far it is out of reach. */
export function goals(report: Report, anchors: Anchors): Markup {
  if (report.goals.length === 0)
    return markup`<div class="empty"><p>${noAttack(report)}</p></div>
`;
  const place = once();
  const { shown, left } = first(report.goals, LIMITS.goals);
  const rows = shown.map((goal) => ({
    attributes: place(anchors.of('goal', goal.state)),
    cells: [
      markup`<b>${titled(goal.title)}</b><br><small><code>${goal.state}</code></small>`,
      markup`${figure(goal.weight)}${WEIGHTS[goal.weight] === undefined ? '' : markup` <small>${WEIGHTS[goal.weight]}</small>`}`,
      goal.members === undefined ? nothing : figure(goal.members),
      reachMark(goal.reach),
      cost(goal, anchors),
      unavoidable(goal),
    ],
  }));
  return markup`<p class="lead-in">${reachCounts(report)} ${meanings(report)}</p>
${table('What an attacker may do to critical assets, how many are touched, and the cheapest way that is known.', [{ label: 'Goal' }, { label: 'Weight' }, { label: 'Members', number: true }, { label: 'Verdict' }, { label: 'Cheapest way', className: 'cost' }, { label: 'No way round' }], rows)}${leftOut(left, 'goal')}`;
}

function meanings(report: Report): Markup {
  const here = REACHES.filter((reach) => report.goals.some((goal) => goal.reach === reach));
  return markup`${here.map((reach) => markup`<i>${REACH_WORDS[reach].word}</i>: ${REACH_WORDS[reach].means}. `)}`;
}

function cost(goal: GoalPosition, anchors: Anchors): Markup {
  if (goal.cheapest === undefined) return markup`none known`;
  const story = anchors.story(goal.cheapest);
  const told = story === undefined ? nothing : markup`, <a href="#${story.id}">story ${story.number}</a>`;
  return markup`${personDays(goal.cheapest.days)}, ${goal.cheapest.bound === 'exact' ? 'the least there is' : 'at most'}; ${counted(goal.cheapest.hops.length, 'step')}${told}`;
}

function unavoidable(goal: GoalPosition): Markup {
  const { shown, left } = first(goal.unavoidable, 4);
  if (shown.length === 0) return nothing;
  return markup`<ul class="why">${shown.map((step) => markup`<li>${step}</li>`)}${left === 0 ? nothing : markup`<li>${left} more such steps</li>`}</ul>`;
}
