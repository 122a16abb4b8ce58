import type { ControlAt, ControlStates, StepStatus } from '../model.ts';

/** What a step's controls make of it, and the ledger entries that say so. */
export interface Decided {
  readonly status: StepStatus;
  readonly evidence: readonly number[];
}

/**
 * All controls proven: closed. Any failing: open. Else undecided: stale, excluded and unproven show neither. A step that names no control is
 * how the thing works, and is open. Nothing that a map declares comes in here.
 */
export function decide(closedBy: readonly ControlAt[], states: ControlStates): Decided {
  if (closedBy.length === 0) return { status: 'open', evidence: [] };
  const found = closedBy.map(states);
  const failing = found.filter((each) => each.verdict === 'failing');
  if (failing.length > 0) return { status: 'open', evidence: entries(failing) };
  return found.every((each) => each.verdict === 'proven') ? { status: 'closed', evidence: entries(found) } : { status: 'undecided', evidence: entries(found) };
}

function entries(found: readonly { readonly evidence: readonly number[] }[]): number[] {
  return [...new Set(found.flatMap((each) => each.evidence))].sort((a, b) => a - b);
}
