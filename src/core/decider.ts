import type { Fault } from './fault.ts';

/** A refusal is a value: expected, part of the language. Exceptions are for faults of ours. */
export type Decision<Event> = { readonly ok: true; readonly events: readonly Event[] } | { readonly ok: false; readonly faults: readonly Fault[] };

/** A process as two pure functions. `evolve` must accept every event that `decide` ever gave, from `initial` on. */
export interface Decider<Command, State, Event> {
  readonly initial: State;
  decide(command: Command, state: State): Decision<Event>;
  evolve(state: State, event: Event): State;
}
