/** A fact as the ledger keeps it: what happened, where it stands in the log, and when it was recorded. */
export interface Recorded<Event> {
  readonly seq: number;
  readonly recordedAt: string;
  readonly event: Event;
}

/**
 * A view folded from the ledger. `on` names the event types it reads; every other type is skipped, so an old binary can fold a newer ledger.
 * Raising `version` rebuilds it. Folding a prefix and then the rest must equal folding the whole.
 */
export interface Projection<View, Event extends { readonly type: string }> {
  readonly name: string;
  readonly version: number;
  initial(): View;
  readonly on: { readonly [Type in Event['type']]?: (view: View, fact: Recorded<Extract<Event, { readonly type: Type }>>) => View };
}

/** Folds facts, in order, into `view`. */
export function fold<View, Event extends { readonly type: string }>(projection: Projection<View, Event>, view: View, facts: Iterable<Recorded<Event>>): View {
  let current = view;
  for (const fact of facts) {
    const handler = projection.on[fact.event.type as Event['type']] as ((view: View, fact: Recorded<Event>) => View) | undefined;
    if (handler !== undefined) current = handler(current, fact);
  }
  return current;
}
