import type { ControlState, StepStatus } from '../model.ts';

/** What a step's controls make of it, and the ledger entries that say so. */
export interface Decided {
  readonly status: StepStatus;
  readonly evidence: readonly number[];
}

/**
 * All controls proven: closed. Those that narrow a step close it only where they leave no member out, since any share below all leaves some
 * member. Any failing: open. Else undecided: stale, excluded and unproven show neither. A step that names no control is how the thing works, and
 * is open. Nothing that a map declares comes in here.
 */
export function decide(closers: readonly ControlState[], narrowers: readonly ControlState[] = []): Decided {
  const found = [...closers, ...narrowers];
  if (found.length === 0) return { status: 'open', evidence: [] };
  const failing = found.filter((each) => each.verdict === 'failing');
  if (failing.length > 0) return { status: 'open', evidence: entries(failing) };
  const closed = closers.every((each) => each.verdict === 'proven') && narrowers.every((each) => each.verdict === 'proven' && each.complete === true);
  return { status: closed ? 'closed' : 'undecided', evidence: entries(found) };
}

function entries(found: readonly { readonly evidence: readonly number[] }[]): number[] {
  return [...new Set(found.flatMap((each) => each.evidence))].sort((a, b) => a - b);
}
