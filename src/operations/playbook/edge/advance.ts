import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../../core/index.ts';
import { next } from '../next.ts';
import type { Actions, Journal, Outcome } from '../ports.ts';
import type { Fact, Program, Todo } from '../run.ts';

export interface Driving {
  readonly journal: Journal;
  readonly actions: Actions;
  readonly now: () => Instant;
  /** Milliseconds that are waited, at most, for a delay or a timeout to pass; beyond, the run is left as it stands. */
  readonly patience: number;
}

/** Longest that a timer of the platform takes. */
const LONGEST_SLEEP = 2 ** 31 - 1;

/**
 * Does what a run orders until it has ended or waits for people or for longer than `patience`; gives what it waits for. Every step of it is in the journal before it counts: an action is intended
 * before it is begun, and what is intended is asked about before it is done again. Throws `Refused` (ASSAY-PLAYBOOK-026, -027).
 */
export async function advance(program: Program, run: string, { journal, actions, now, patience }: Driving): Promise<readonly Todo[]> {
  const release = journal.hold(run);
  const stop = new AbortController();
  const going = new Map<string, Promise<void>>();
  const note = (fact: Fact) => journal.append(run, [fact]);
  /** Begins what takes time; its outcome goes to the journal when it comes, late ones too. */
  const begin = (todo: Extract<Todo, { readonly n: number }>, work: () => Promise<Outcome>) => {
    const { place, n } = todo;
    const key = `${place} ${n}`;
    const settled = (outcome: Outcome) => {
      going.delete(key);
      const at = now();
      if (outcome.kind === 'done') note({ kind: 'action.done', at, place, n, out: outcome.out, said: outcome.said });
      else note({ kind: 'action.failed', at, place, n, why: outcome.kind === 'never-begun' ? 'nothing was done' : outcome.why });
    };
    going.set(
      key,
      work().then(settled, (error: unknown) =>
        settled({ kind: 'failed', why: error instanceof Error ? error.message.slice(0, 500) : 'it failed without a word' }),
      ),
    );
  };
  try {
    const deadline = now() + patience;
    for (;;) {
      const todos = next(program, journal.facts(run), now());
      const facts = todos.flatMap((todo) => (todo.kind === 'record' ? [todo.fact] : []));
      if (facts.length > 0) {
        journal.append(run, facts);
        continue;
      }
      if (todos.length === 0) return [];
      const previews = todos.filter((todo) => todo.kind === 'preview');
      for (const { place, n, call } of previews) note({ kind: 'action.previewed', at: now(), place, n, preview: await actions.preview(call) });
      if (previews.length > 0) continue;
      // One at a time, and asked again after each: what one intends counts towards the limits of the next.
      const perform = todos.find((todo) => todo.kind === 'perform');
      if (perform !== undefined) {
        const { place, n, call, undo } = perform;
        note({ kind: 'action.intended', at: now(), place, n, call, ...(undo === undefined ? {} : { undo }) });
        if (call.type !== 'manual') begin(perform, () => actions.perform(call, stop.signal));
        continue;
      }
      for (const todo of todos) {
        if (todo.kind !== 'ask' || going.has(`${todo.place} ${todo.n}`)) continue;
        begin(todo, async () => {
          const outcome = await actions.outcome(todo.call);
          // The same key: whoever acts would notice, had it been begun after all.
          if (outcome.kind === 'never-begun') return actions.perform(todo.call, stop.signal);
          return outcome.kind === 'unknown' ? { kind: 'failed', why: `it is not known whether it was done: ${outcome.why}` } : outcome;
        });
      }
      const waits = todos.flatMap((todo) => (todo.kind === 'wait' ? [todo.until - now()] : []));
      const left = Math.max(0, Math.min(LONGEST_SLEEP, ...waits));
      const waiting = waits.length > 0 && (going.size > 0 || now() + left <= deadline);
      if (going.size === 0 && !waiting) return todos;
      const timer = new AbortController();
      const woken = waiting ? [sleep(left + 1, undefined, { signal: timer.signal }).catch(() => undefined)] : [];
      await Promise.race([...going.values(), ...woken]);
      timer.abort();
    }
  } finally {
    stop.abort();
    await Promise.allSettled(going.values());
    release();
  }
}

/** One action that was taken back, or why it was not. */
export interface TakenBack {
  readonly says: string;
  readonly undone: boolean;
  readonly why: string;
}

/**
 * Takes back what a run did, the last first. An action whose outcome nobody knows is asked about; what was never done needs no undo. What was taken back once is not again.
 * Throws `Refused` (ASSAY-PLAYBOOK-026, -027).
 */
export async function undoRun(run: string, { journal, actions, now }: Omit<Driving, 'patience'>): Promise<readonly TakenBack[]> {
  const release = journal.hold(run);
  try {
    const facts = journal.facts(run);
    const has = (kind: Fact['kind'], place: string, n: number) =>
      facts.some((fact) => fact.kind === kind && 'n' in fact && fact.place === place && fact.n === n);
    // Whoever takes back does not want it to go on.
    if (!facts.some(({ kind }) => kind === 'run.ended'))
      journal.append(run, [{ kind: 'run.ended', at: now(), outcome: 'failed', why: 'it was taken back before it had ended' }]);
    const taken: TakenBack[] = [];
    for (const intended of [...facts].reverse()) {
      if (intended.kind !== 'action.intended') continue;
      const { place, n, call, undo } = intended;
      const say = (undone: boolean, why: string) => taken.push({ says: call.says, undone, why });
      if (has('undo.done', place, n)) continue;
      if (!has('action.done', place, n)) {
        const { kind } = await actions.outcome(call);
        if (kind === 'never-begun') continue;
      }
      if (undo === undefined) {
        if (has('action.done', place, n)) say(false, 'the playbook says nothing that takes it back');
        continue;
      }
      journal.append(run, [{ kind: 'undo.intended', at: now(), place, n }]);
      const outcome = await actions.undo(call, undo);
      if (outcome.kind === 'done') journal.append(run, [{ kind: 'undo.done', at: now(), place, n, said: outcome.said }]);
      else journal.append(run, [{ kind: 'undo.failed', at: now(), place, n, why: outcome.kind === 'never-begun' ? 'nothing was done' : outcome.why }]);
      say(outcome.kind === 'done', outcome.kind === 'done' ? outcome.said : outcome.kind === 'never-begun' ? 'nothing was done' : outcome.why);
    }
    return taken;
  } finally {
    release();
  }
}
