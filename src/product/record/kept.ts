import { type Decider, type Json, Refused } from '../../core/index.ts';
import type { Draft, Entry, LedgerStore, Seq } from '../../ledger/model.ts';

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
}

const AT_ONCE = 1000;

/** `types`: the entries that are this decider's facts. Nobody else may enter entries of these types. */
export function keep<Command, State, Event extends { readonly type: string }>(
  decider: Decider<Command, State, Event>,
  types: readonly Event['type'][],
  ledger: Pick<LedgerStore, 'read'>,
): Kept<Command, State, Event> {
  let state = decider.initial;
  for (const entry of entries(ledger)) {
    // The bodies are this decider's own events, as `draftOf` wrote them.
    if (types.includes(entry.type)) state = decider.evolve(state, { ...(entry.body as object), type: entry.type } as unknown as Event);
  }
  let last: Promise<unknown> = Promise.resolve();

  async function turn(command: (state: State) => Command | Promise<Command>, enter: Enter): Promise<readonly Event[]> {
    const decision = decider.decide(await command(state), state);
    if (!decision.ok) throw new Refused(...decision.faults);
    if (decision.events.length > 0) await enter(decision.events.map(draftOf));
    for (const event of decision.events) state = decider.evolve(state, event);
    return decision.events;
  }

  return {
    state: () => state,
    decide(command, enter) {
      const mine = last.then(() => turn(command, enter));
      // Who comes next waits for this one's end, not for its success.
      last = mine.catch(() => undefined);
      return mine;
    },
  };
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
