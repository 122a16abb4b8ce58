import type { ControlId } from '../evidence/model.ts';
import type { Answers } from './crosswalk/index.ts';
import type { Relation, Requirement, Verdict } from './model.ts';
import { worst } from './verdict.ts';

// How the verdicts of controls combine into that of a requirement. A relation limits how far a control can raise a requirement:
//
// 1. Controls that *cover* (equal, equivalent, superset, subset) decide: the requirement is what the worst of them is.
// 2. Controls that only *touch* (intersect) can neither prove nor, where others cover the whole, spoil it: what they fail in may lie outside.
//    Where something remains uncovered they join in the worst, since the little that is known includes them.
// 3. What no control covers has no evidence and counts as one more unproven part, so the requirement is never proven. With all its controls
//    proven it is met `partly`.
// 4. Controls that the map owes nowhere are left out and listed. Where that leaves nobody who covers the whole, or takes one of the parts that add up to
//    it, something is left: a map that draws no log store has not shown that logs are kept. Only what the map denies in so many words takes nothing.
//
// docs/design/crosswalk.md has the reasons, and the ways that were turned down.

/** What a control came to: its verdict, or `not-owed` where the map has nothing that it is about. */
export type ControlVerdict = Verdict | 'not-owed';

export interface AnswerJudged {
  readonly control: ControlId;
  readonly relation: Relation;
  readonly reason: string;
  readonly verdict: ControlVerdict;
}

export interface RequirementJudged {
  readonly requirement: string;
  /** Never `proven` while there is a remainder. Safe to read alone. */
  readonly verdict: Verdict;
  /** All that Assay can check is proven, and something is left that it cannot. */
  readonly partly: boolean;
  /** What is left, in a sentence. */
  readonly remainder?: string;
  /** Every control that answers, in the order of the crosswalk. */
  readonly answers: readonly AnswerJudged[];
  /** The worst of the deciding controls, which hold the verdict down; of a proven requirement, those that prove it. */
  readonly decidedBy: readonly ControlId[];
}

export const UNANSWERED = 'No control answers this requirement.';
export const OWED_NOWHERE = 'The map has nothing on which the controls that cover this requirement are owed.';

const TOUCHES: Relation = 'intersects-with';

/** Judges one requirement by what answers it. `denied`: the controls whose object the map denies (`deniedOn`). Pure. */
export function judgeRequirement(
  requirement: Pick<Requirement, 'id'>,
  { edges, remainder, together }: Answers,
  verdictOf: (control: ControlId) => ControlVerdict,
  denied: ReadonlySet<string>,
): RequirementJudged {
  const answers = edges.map(({ control, relation, reason }): AnswerJudged => ({ control, relation, reason, verdict: verdictOf(control) }));
  const owed = answers.filter((answer) => answer.verdict !== 'not-owed');
  const covering = owed.filter((answer) => answer.relation !== TOUCHES);
  const left = remainder ?? leftBy(answers, covering, together, denied);
  const deciding = left === undefined ? covering : owed;
  const of = worst(deciding.flatMap((answer) => (answer.verdict === 'not-owed' ? [] : [answer.verdict])));
  // What is left has no evidence, so it stands among the others as unproven.
  const known: readonly Verdict[] = of === undefined ? [] : [of];
  const verdict = worst(left === undefined ? known : [...known, 'unproven']) ?? 'unproven';
  return {
    requirement: requirement.id,
    verdict,
    partly: left !== undefined && of === 'proven',
    ...(left === undefined ? {} : { remainder: left }),
    answers,
    decidedBy: deciding.filter((answer) => answer.verdict === of).map((answer) => answer.control),
  };
}

// Parts of a requirement add up to it only where the crosswalk says so. Where it says instead that one control covers the whole, and the map
// owes that control nowhere, the parts beside it are parts and no more.
function leftBy(answers: readonly AnswerJudged[], covering: readonly AnswerJudged[], together: boolean, denied: ReadonlySet<string>): string | undefined {
  if (answers.length === 0) return UNANSWERED;
  if (covering.length === 0) return OWED_NOWHERE;
  const whole = (answer: AnswerJudged) => answer.relation !== TOUCHES && answer.relation !== 'subset-of';
  if (answers.some(whole) && !covering.some(whole)) return OWED_NOWHERE;
  if (!together || covering.some(whole)) return undefined;
  const missing = answers.filter((answer) => answer.relation === 'subset-of' && answer.verdict === 'not-owed' && !denied.has(answer.control));
  return missing.length === 0
    ? undefined
    : `The map has nothing on which ${missing.map((answer) => answer.control).join(' and ')} would be owed, without which the parts do not add up.`;
}
