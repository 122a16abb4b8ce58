import type { Decider } from '../../core/index.ts';

/** A decider that can take many facts on at once, in work that grows with the facts and with the state once, not with their product. */
export interface FoldingDecider<Command, State, Event> extends Decider<Command, State, Event> {
  fold(state: State, events: Iterable<Event>): State;
}

/**
 * A decider whose state is a map, of which each fact sets one entry. `change` gives that entry, or nothing. Ten thousand facts of an office that is years old are folded
 * on one copy of the map: a copy for each would make its start quadratic.
 */
export function mapDecider<Command, Value, Event>({
  decide,
  change,
}: {
  readonly decide: Decider<Command, ReadonlyMap<string, Value>, Event>['decide'];
  readonly change: (state: ReadonlyMap<string, Value>, event: Event) => readonly [key: string, value: Value] | undefined;
}): FoldingDecider<Command, ReadonlyMap<string, Value>, Event> {
  const fold = (state: ReadonlyMap<string, Value>, events: Iterable<Event>): ReadonlyMap<string, Value> => {
    const next = new Map(state);
    for (const event of events) {
      const entry = change(next, event);
      if (entry !== undefined) next.set(...entry);
    }
    return next;
  };
  return { initial: new Map(), decide, evolve: (state, event) => fold(state, [event]), fold };
}
