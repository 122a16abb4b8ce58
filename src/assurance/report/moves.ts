import { type RankedControl, rankControls } from '../../attack/engine/rank.ts';
import { edgesFrom } from '../crosswalk/index.ts';
import type { Position } from '../position.ts';
import type { AttackView } from './attack-view.ts';
import type { Move, RequirementRow } from './model.ts';

/**
 * Risk on one scale, to compare and add: the goal's weight (1 to 4) times how easy its cheapest attack is, 1 for no work and a half for ten
 * person-days. An assumption, stated in each report. Counted twice: by the cheapest attack that may be, and by the cheapest that is proven, so
 * that closing what was seen open is worth more than settling what nobody has looked at.
 */
export function riskOf(weight: number, days: number | undefined): number {
  return days === undefined ? 0 : weight * (EASE_HALVES_AT / (EASE_HALVES_AT + days));
}

const EASE_HALVES_AT = 10;
/** Efforts are on a coarse scale: what a factor of two in one of them would turn round is not an order. */
const TOO_CLOSE = 2;

/** What each control that is not proven would do if it were, everywhere; best first by risk removed per effort. */
export function movesOf(
  view: AttackView,
  position: Position,
  requirements: readonly { readonly standard: string; readonly row: RequirementRow }[],
): readonly Move[] {
  const weights = view.goals.map((goal) => ({ goal: goal.state.id, weight: goal.weight }));
  const weightOf = new Map(weights.map((goal) => [goal.goal, goal.weight]));
  const totals = new Map(view.goals.map((goal) => [goal.state.id, goal.plan?.total]));
  const ranked = new Map(rankControls(view.compiled, view.closings, weights).map((row) => [row.id, row]));
  const provenTotals = new Map(view.goals.map((goal) => [goal.state.id, goal.provenPlan?.total]));
  const provenRanked = new Map(rankControls(view.proven, view.closings, weights).map((row) => [row.id, row]));
  const owed = new Map(requirements.map(({ standard, row }) => [`${standard} ${row.id}`, row]));
  const moves = position.controls.flatMap(({ control, subjects, verdict }): Omit<Move, 'rank' | 'tooCloseToCall'>[] => {
    if (verdict === 'proven' || verdict === 'not-owed') return [];
    const row = ranked.get(control.id);
    const steps = new Set(view.heldOpenBy.get(control.id) ?? []);
    const cuts = row?.cutMay ?? [];
    const raises = (row?.raised ?? []).map(({ goal, before, after }) => ({ goal, before, after }));
    const gone = (found: RankedControl | undefined, before: ReadonlyMap<string, number | undefined>) =>
      (found?.cutMay ?? []).reduce((sum, goal) => sum + riskOf(weightOf.get(goal) ?? 0, before.get(goal)), 0) +
      (found?.raised ?? []).reduce(
        (sum, rise) => sum + riskOf(weightOf.get(rise.goal) ?? 0, rise.before) - riskOf(weightOf.get(rise.goal) ?? 0, rise.after),
        0,
      );
    const removed = gone(row, totals) + gone(provenRanked.get(control.id), provenTotals);
    const answers = edgesFrom(control.id).flatMap(({ standard, requirement }) => {
      const known = owed.get(`${standard} ${requirement}`);
      if (known === undefined || known.directly !== undefined || known.verdict === 'proven' || known.verdict === 'not-applicable') return [];
      const others = known.answers.filter((answer) => answer.control !== control.id && answer.relation !== 'intersects-with');
      return [
        {
          standard,
          requirement,
          closes: known.remainder === undefined && others.every((answer) => answer.verdict === 'proven' || answer.verdict === 'not-owed'),
        },
      ];
    });
    return [
      {
        control: control.id,
        title: control.title,
        layer: control.layer,
        verdict,
        remedy: control.remedy,
        who: control.who,
        effort: control.effort,
        subjects: subjects.filter((subject) => subject.verdict !== 'proven').map((subject) => subject.subject),
        cuts,
        raises,
        through: view.goals.filter((goal) => [...steps].some((step) => goal.relevant.has(step))).length,
        riskRemoved: round(removed),
        answers,
      },
    ];
  });
  const value = (move: (typeof moves)[number]) => move.riskRemoved / move.effort;
  const potential = (move: (typeof moves)[number]) => (move.through + move.answers.filter((answer) => answer.closes).length) / move.effort;
  moves.sort((a, b) => value(b) - value(a) || potential(b) - potential(a) || (a.control < b.control ? -1 : 1));
  return moves.map((move, i) => {
    const before = moves[i - 1];
    const close =
      before !== undefined &&
      (value(move) > 0 ? value(before) < TOO_CLOSE * value(move) : value(before) === 0 && potential(before) < TOO_CLOSE * potential(move));
    return { rank: i + 1, tooCloseToCall: close, ...move };
  });
}

/** Two decimals: more would claim what the scale cannot hold. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
