/**
 * The attack graph of a map that follows its verdicts: which classes its fleets fall into, which steps are open, what can be reached, brought up to
 * date from what has moved instead of made anew. How verdicts come about, and what a report says of an attack, never belong here.
 */
export { type GoalMoved, LiveAttack } from './live-attack.ts';
export type { Bare, Moved, StatesNow } from './states-now.ts';
