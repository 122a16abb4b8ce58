import { type Decider, type Json, Refused } from '../../core/index.ts';
import type { Draft, Entry, LedgerStore, Seq } from '../../ledger/model.ts';
import type { FoldingDecider } from './map-decider.ts';

/** Enters drafts durably, all or none. The frame's enters the fact of the act before them, in the same append. */
export type Enter = (drafts: readonly Draft[]) => Promise<unknown>;

/**
 * A decider whose facts stand on a ledger. Its state is folded from there at the start, and moved on by the same `evolve` as facts are entered: the live path
 * is the recovery path.
 *
 * Commands are taken one after another: between a decision and its facts being durable no other decision is made, so two requests that came at once cannot both agree to one
 * proposal. A decision whose facts could not be entered did not happen.
 */
export interface Kept<Command, State, Event> {
  state(): State;
  /** Throws `Refused` (what the decider refuses; what `enter` refuses). `command` sees the state that it will be decided on. Gives the events that were entered. */
  decide(command: (state: State) => Command | Promise<Command>, enter: Enter): Promise<readonly Event[]>;
  /** The same for what is entered together with other facts: `enter` runs also where this decider has none to add, and nothing else is decided here until it has. */
  decideWith(command: (state: State) => Command | Promise<Command>, enter: Enter): Promise<readonly Event[]>;
}

const AT_ONCE = 1000;

/** `types`: the entries that are this decider's facts. Nobody else may enter entries of these types. */
export function keep<Command, State, Event extends { readonly type: string }>(
  decider: Decider<Command, State, Event> | FoldingDecider<Command, State, Event>,
  types: readonly Event['type'][],
  ledger: Pick<LedgerStore, 'read'>,
): Kept<Command, State, Event> {
  const folded = (from: State, events: Iterable<Event>): State => {
    if ('fold' in decider) return decider.fold(from, events);
    let to = from;
    for (const event of events) to = decider.evolve(to, event);
    return to;
  };
  let state = folded(decider.initial, eventsOf<Event>(ledger, types));
  let last: Promise<unknown> = Promise.resolve();

  async function turn(command: (state: State) => Command | Promise<Command>, enter: Enter, alsoNothing: boolean): Promise<readonly Event[]> {
    const decision = decider.decide(await command(state), state);
    if (!decision.ok) throw new Refused(...decision.faults);
    if (alsoNothing || decision.events.length > 0) await enter(decision.events.map(draftOf));
    if (decision.events.length > 0) state = folded(state, decision.events);
    return decision.events;
  }

  const inTurn = (command: (state: State) => Command | Promise<Command>, enter: Enter, alsoNothing: boolean) => {
    const mine = last.then(() => turn(command, enter, alsoNothing));
    // Who comes next waits for this one's end, not for its success.
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    state: () => state,
    decide: (command, enter) => inTurn(command, enter, false),
    decideWith: (command, enter) => inTurn(command, enter, true),
  };
}

function* eventsOf<Event extends { readonly type: string }>(ledger: Pick<LedgerStore, 'read'>, types: readonly Event['type'][]): Generator<Event> {
  for (const entry of entries(ledger)) {
    // The bodies are this decider's own events, as `draftOf` wrote them.
    if (types.includes(entry.type)) yield { ...(entry.body as object), type: entry.type } as unknown as Event;
  }
}

function* entries(ledger: Pick<LedgerStore, 'read'>): Generator<Entry> {
  for (let from = 0; ; from += AT_ONCE) {
    const some = ledger.read(from as Seq, AT_ONCE);
    yield* some;
    if (some.length < AT_ONCE) return;
  }
}

/** An event as the ledger takes it: its type, and the rest of it as the body. Events are made of JSON alone. */
export function draftOf({ type, ...body }: { readonly type: string }): Draft {
  return { type, body: body as Json };
}
