import { decide } from '../../attack/build/status.ts';
import type { AttackStep, ControlAt, ControlState, StepStatus } from '../../attack/model.ts';

// What is supposed rests on no entry. A control about a share of the members, supposed proven, leaves some member out.
export const SUPPOSED_PROVEN: ControlState = { verdict: 'proven', evidence: [], complete: false };
export const SUPPOSED_FAILING: ControlState = { verdict: 'failing', evidence: [], complete: false };

/**
 * What the step's controls would make of it. A class whose odd members stand apart is judged by the rest alone: which of a control's two states a step goes
 * by is seen from the status that it has.
 */
export function statusUnder(step: AttackStep, stateOf: (at: ControlAt) => ControlState, supposedOf: (at: ControlAt) => ControlState | undefined): StepStatus {
  const own = (at: ControlAt): ControlState => {
    const state = stateOf(at);
    return state.own ?? state;
  };
  const capped = (status: StepStatus): StepStatus => (step.atMostUndecided === true && status === 'open' ? 'undecided' : status);
  const under = (now: (at: ControlAt) => ControlState) => capped(decide(step.closedBy.map(now), (step.narrowedBy ?? []).map(now)).status);
  const now = under(stateOf) === step.status ? stateOf : own;
  return under((at) => supposedOf(at) ?? now(at));
}
