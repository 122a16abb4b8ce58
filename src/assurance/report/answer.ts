import type { GoalPosition, Move, Report } from './model.ts';
import { counted, moment } from './words.ts';

// The sentences that both forms of the report say alike.

/** The attack that page one tells: one that is shown to be possible before one that may be, then what matters more, then the cheaper. */
export function cheapestAttack(goals: readonly GoalPosition[]): (GoalPosition & { readonly cheapest: NonNullable<GoalPosition['cheapest']> }) | undefined {
  const ways = goals.flatMap((goal) => (goal.cheapest === undefined ? [] : [{ ...goal, cheapest: goal.cheapest }]));
  const order = { 'proven-reachable': 0, undecided: 1, 'no-way-known': 2, 'proven-closed': 3 } as const;
  return ways.sort(
    (a, b) =>
      order[a.reach] - order[b.reach] || b.weight - a.weight || a.cheapest.days - b.cheapest.days || (a.state < b.state ? -1 : a.state > b.state ? 1 : 0),
  )[0];
}

/** Why there is no attack to tell of. */
export function noAttack(report: Report): string {
  if (report.goals.length === 0)
    return 'Assay looks for attacks on assets that the map calls critical. Give an asset its needs (confidentiality, integrity, availability, privacy, safety) and attacks on it will stand here.';
  const unknown = report.goals.filter((goal) => goal.reach === 'no-way-known').length;
  if (unknown > 0)
    return `The library of attack steps knows no way at all to ${unknown === report.goals.length ? 'any' : unknown} of ${counted(report.goals.length, 'goal')}, whatever evidence says. That is not analysed, and not safe: see whether the map shows how the asset is reached, and from where an attacker starts.`;
  return 'No attack that Assay knows reaches a critical asset at this moment. That holds while the evidence is fresh; the annex says when it lapses.';
}

/** What an empty list of gaps means, and how long it will. */
export function noGaps(report: Report): string {
  if (report.standards.length === 0) return 'No standard was asked for, so nothing is owed and there is no gap to list. Name standards with --standard.';
  const lapses = report.evidence
    .map((one) => one.expiresAt)
    .filter((expiry) => expiry > report.at)
    .sort()[0];
  return `Every requirement that is owed is proven or excluded at this moment.${lapses === undefined ? '' : ` The first evidence under it lapses on ${moment(lapses)}.`}`;
}

/** What a move does, in one line: what it stops, what it makes dearer, what it closes. */
export function stops(move: Move, goalTitle: (state: string) => string): string {
  const closes = move.answers.filter((answer) => answer.closes).length;
  const parts = [
    move.cuts.length === 0 ? '' : `stops ${move.cuts.length === 1 ? `“${goalTitle(move.cuts[0] ?? '')}”` : `attacks on ${counted(move.cuts.length, 'goal')}`}`,
    move.raises.length === 0 ? '' : `makes ${counted(move.raises.length, 'attack')} dearer`,
    closes > 0 ? `closes ${counted(closes, 'requirement')}` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0)
    parts.push(move.answers.length > 0 ? `helps to close ${counted(move.answers.length, 'requirement')}` : `stands in ${counted(move.through, 'attack')}`);
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
