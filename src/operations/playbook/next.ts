import type { Instant } from '../../core/index.ts';
import { type Action, callOf, outNames, pairsOf } from './calls.ts';
import { declared } from './check.ts';
import { parseCondition } from './condition.ts';
import { demandOf, ROUNDS } from './demand.ts';
import { evaluate } from './evaluate.ts';
import type { Playbook, Step } from './model.ts';
import { Recorded } from './recorded.ts';
import type { Ending, Fact, Limits, Place, Program, Todo } from './run.ts';
import { isOf, referencesIn, valuesOf } from './variable.ts';

type Values = Map<string, string>;
type End = { readonly kind: 'open' } | { readonly kind: 'done' } | { readonly kind: 'failed'; readonly why: string };
const OPEN: End = { kind: 'open' };
const DONE: End = { kind: 'done' };
const failed = (why: string): End => ({ kind: 'failed', why });
/** Playbooks that call playbooks: deeper is a mistake. */
const DEEPEST = 8;
const HOUR = 3_600_000;

/**
 * What is to be done now in a run, from its facts alone; empty once `run.ended` stands among them. The playbook has been checked. The same facts at the same moment give the same answer, and what
 * is recorded in between only ever adds: docs/design/playbook.md says how each step is read.
 */
export function next({ playbook, library }: Program, facts: readonly Fact[], moment: Instant): readonly Todo[] {
  const recorded = new Recorded(facts);
  const { begun, ended } = recorded;
  if (begun === undefined || ended !== undefined) return [];
  const walk = new Walk(library, recorded, { run: begun.run, limits: begun.limits }, moment);
  const values = new Map([...valuesOf(playbook.playbook_variables), ...Object.entries(begun.values)]);
  const end = walk.whole(playbook, '', values, 0);
  if (end.kind === 'open') return walk.todos;
  const outcome: Ending = end.kind === 'failed' ? 'failed' : walk.failures.length > 0 ? 'done-with-failures' : 'done';
  const why = end.kind === 'failed' ? end.why : walk.failures.join('; ');
  return [...walk.todos, { kind: 'record', fact: { kind: 'run.ended', at: moment, outcome, why: why.slice(0, 2000) } }];
}

class Walk {
  readonly todos: Todo[] = [];
  readonly failures: string[] = [];
  readonly #library: ReadonlyMap<string, Playbook>;
  readonly #recorded: Recorded;
  readonly #run: { readonly run: string; readonly limits: Limits };
  readonly #moment: Instant;

  constructor(library: ReadonlyMap<string, Playbook>, recorded: Recorded, run: { readonly run: string; readonly limits: Limits }, moment: Instant) {
    this.#library = library;
    this.#recorded = recorded;
    this.#run = run;
    this.#moment = moment;
  }

  /** A playbook from its start; where that fails, its exception handler, and it has failed all the same. */
  whole(playbook: Playbook, prefix: string, values: Values, depth: number): End {
    const end = this.#flow(playbook, playbook.workflow_start, prefix, values, depth);
    const handler = playbook.workflow_exception;
    if (end.kind !== 'failed' || handler === undefined || !Object.hasOwn(playbook.workflow, handler)) return end;
    const handled = this.#flow(playbook, handler, `${prefix}exception/`, values, depth);
    return handled.kind === 'failed' ? failed(`${end.why}; its exception handler: ${handled.why}`) : handled.kind === 'open' ? OPEN : end;
  }

  /** Step after step, until an end, nothing further, a failure that no step takes up, or what is still open. */
  #flow(playbook: Playbook, from: string, prefix: string, values: Values, depth: number): End {
    for (let id: string | undefined = from; id !== undefined; ) {
      const step: Step | undefined = playbook.workflow[id];
      if (step === undefined) return failed(`there is no step ${id}`);
      const place = `${prefix}${id}`;
      const end = this.#step(playbook, step, place, values, depth);
      if (end.kind === 'open' || step.type === 'end') return end;
      if (end.kind === 'failed') {
        if (step.on_failure === undefined) return end;
        this.failures.push(`${step.name ?? id}: ${end.why}`);
        id = step.on_failure;
      } else id = step.on_completion ?? step.on_success;
    }
    return DONE;
  }

  #record(fact: Fact): End {
    this.todos.push({ kind: 'record', fact });
    return OPEN;
  }

  #step(playbook: Playbook, step: Step, place: Place, values: Values, depth: number): End {
    const at = this.#moment;
    if (this.#recorded.of('step.timed-out', place) !== undefined) return failed('it took longer than its timeout');
    const fell = this.#recorded.of('step.failed', place);
    if (fell !== undefined) return failed(fell.why);
    const begun = this.#recorded.of('step.begun', place);
    if (begun === undefined) return this.#record({ kind: 'step.begun', at, place });
    const started = begun.at + (step.delay ?? 0);
    if (at < started) {
      this.todos.push({ kind: 'wait', place, until: started as Instant });
      return OPEN;
    }
    // Who is asked may think: the time of a step runs from the last agreement.
    const agreed = Math.max(started, ...this.#recorded.answers(place).approved.map((fact) => fact.at));
    const until = step.timeout === undefined ? undefined : ((agreed + step.timeout) as Instant);
    const [todos, failures] = [this.todos.length, this.failures.length];
    const end = this.#body(playbook, step, place, values, depth, until);
    const asking = this.todos.slice(todos).some((todo) => todo.kind === 'approve' && todo.place === place);
    if (end.kind !== 'open' || until === undefined || asking) return end;
    if (at >= until) {
      this.todos.length = todos;
      this.failures.length = failures;
      return this.#record({ kind: 'step.timed-out', at, place });
    }
    this.todos.push({ kind: 'wait', place, until });
    return OPEN;
  }

  #body(playbook: Playbook, step: Step, place: Place, values: Values, depth: number, until: Instant | undefined): End {
    switch (step.type) {
      case 'start':
      case 'end':
        return DONE;
      case 'action':
        return this.#action(playbook, step, place, values, until);
      case 'parallel':
        return this.#parallel(playbook, step.next_steps, place, values, depth);
      case 'if-condition': {
        const chosen = this.#chosen(playbook, step, place, place, values);
        if (typeof chosen !== 'boolean') return chosen;
        const branch = chosen ? step.on_true : step.on_false;
        return branch === undefined ? DONE : this.#flow(playbook, branch, `${place}/${chosen}/`, values, depth);
      }
      case 'while-condition':
        return this.#while(playbook, step, place, values, depth);
      case 'switch-condition':
        return this.#switch(playbook, step, place, values, depth);
      case 'playbook-action':
        return this.#call(playbook, step, place, values, depth);
    }
  }

  /** All branches go on, each with the variables as they were at the fork; all have to end before the step does, the failed ones too. */
  #parallel(playbook: Playbook, branches: readonly string[], place: Place, values: Values, depth: number): End {
    const before = new Map(values);
    const ends = branches.map((branch, i) => {
      const own = new Map(before);
      return { own, end: this.#flow(playbook, branch, `${place}/${i}/`, own, depth) };
    });
    if (ends.some(({ end }) => end.kind === 'open')) return OPEN;
    for (const { own } of ends) for (const [name, value] of own) if (before.get(name) !== value) values.set(name, value);
    const why = ends.flatMap(({ end }, i) => (end.kind === 'failed' ? [`branch ${i + 1}: ${end.why}`] : []));
    return why.length > 0 ? failed(why.join('; ')) : DONE;
  }

  #chosen(playbook: Playbook, step: Extract<Step, { readonly condition: string }>, place: Place, owner: Place, values: Values): boolean | End {
    const chose = this.#recorded.of('step.chose', place);
    if (chose !== undefined) return chose.chosen === 'true';
    const truth = evaluate(parseCondition(step.condition), withOwn(step, values), (name) => declared(playbook, step, name));
    if (truth === 'unknown') return this.#fail(owner, `it cannot be told whether ${step.condition.slice(0, 200)}: a value is not known`);
    return this.#record({ kind: 'step.chose', at: this.#moment, place, chosen: String(truth) });
  }

  #fail(place: Place, why: string): End {
    return this.#record({ kind: 'step.failed', at: this.#moment, place, why });
  }

  #while(playbook: Playbook, step: Extract<Step, { readonly type: 'while-condition' }>, place: Place, values: Values, depth: number): End {
    const rounds = demandOf(step).demand.rounds ?? ROUNDS;
    for (let round = 0; ; round += 1) {
      const chosen = this.#chosen(playbook, step, `${place}/${round}`, place, values);
      if (typeof chosen !== 'boolean') return chosen;
      if (!chosen) return DONE;
      if (round >= rounds) return this.#fail(place, `after ${rounds} rounds it still holds that ${step.condition.slice(0, 200)}`);
      const end = this.#flow(playbook, step.on_true, `${place}/${round}/`, values, depth);
      if (end.kind !== 'done') return end;
    }
  }

  #switch(playbook: Playbook, step: Extract<Step, { readonly type: 'switch-condition' }>, place: Place, values: Values, depth: number): End {
    const chose = this.#recorded.of('step.chose', place);
    if (chose !== undefined) {
      const branch = step.cases[chose.chosen];
      return branch === undefined ? failed(`there is no case ${chose.chosen}`) : this.#flow(playbook, branch, `${place}/${chose.chosen}/`, values, depth);
    }
    const value = withOwn(step, values).get(referencesIn(step.switch)[0] ?? '');
    if (value === undefined) return this.#fail(place, `${step.switch.slice(0, 200)} is not known`);
    const chosen = [value, 'default'].find((key) => Object.hasOwn(step.cases, key));
    if (chosen === undefined) return this.#fail(place, `no case is "${value.slice(0, 100)}", and there is no default`);
    return this.#record({ kind: 'step.chose', at: this.#moment, place, chosen });
  }

  #call(playbook: Playbook, step: Extract<Step, { readonly type: 'playbook-action' }>, place: Place, values: Values, depth: number): End {
    const called = this.#library.get(step.playbook_id);
    if (called === undefined || (step.playbook_version !== undefined && step.playbook_version !== called.modified))
      return this.#fail(place, `${step.playbook_id} is not at hand`);
    if (depth >= DEEPEST) return this.#fail(place, `playbooks call each other more than ${DEEPEST} deep`);
    const own = valuesOf(called.playbook_variables);
    const outer = withOwn(step, values);
    for (const name of (step.in_args ?? []).map((text) => text.replace(/:value$/, ''))) {
      const value = outer.get(name);
      if (value === undefined) return this.#fail(place, `${name} is not known`);
      own.set(name, value);
    }
    const missing = Object.entries(called.playbook_variables ?? {}).find(([name, { external }]) => external === true && !own.has(name));
    if (missing !== undefined) return this.#fail(place, `${called.name} needs ${missing[0]}`);
    const end = this.whole(called, `${place}/`, own, depth + 1);
    if (end.kind === 'done') for (const name of outNames(step)) keep(playbook, name, own.get(name), values);
    return end;
  }

  #action(playbook: Playbook, step: Action, place: Place, values: Values, until: Instant | undefined): End {
    const own = withOwn(step, values);
    const count = pairsOf(step).length;
    for (let n = 0; n < count; n += 1) {
      const fell = this.#recorded.of('action.failed', place, n);
      if (fell !== undefined) return failed(fell.why);
      const done = this.#recorded.of('action.done', place, n);
      if (done === undefined) return this.#act(playbook, step, place, own, n, until);
      for (const name of outNames(step)) {
        const value = Object.hasOwn(done.out, name) ? done.out[name] : undefined;
        const type = declared(playbook, step, name)?.type ?? 'string';
        if (value !== undefined && value !== '' && !isOf(type, value)) return this.#fail(place, `${name} was given a value that is no ${type}`);
        if (value !== undefined) own.set(name, value);
        keep(playbook, name, value, values);
      }
    }
    return DONE;
  }

  #act(playbook: Playbook, step: Action, place: Place, own: Values, n: number, until: Instant | undefined): End {
    const intended = this.#recorded.of('action.intended', place, n);
    if (intended !== undefined) {
      const { call } = intended;
      this.todos.push({ kind: call.type === 'manual' ? 'people' : 'ask', place, n, call, ...(until === undefined ? {} : { until }) });
      return OPEN;
    }
    const made = callOf(playbook, step, own, { run: this.#run.run, place, n });
    if ('unknown' in made) return this.#fail(place, `${made.unknown.join(', ')} is not known`);
    const by = { place, n, call: made.call, ...(until === undefined ? {} : { until }) };
    if (this.#recorded.of('action.previewed', place, n) === undefined) {
      this.todos.push({ kind: 'preview', place, n, call: made.call });
      return OPEN;
    }
    const asked = this.#approval(step, place, n);
    if (asked !== undefined) return asked;
    this.todos.push({ kind: 'perform', ...by, ...(made.undo === undefined ? {} : { undo: made.undo }) });
    return OPEN;
  }

  /** What is in the way of acting: too few who agreed, or one who did not. */
  #approval(step: Action, place: Place, n: number): End | undefined {
    const { approved, declined } = this.#recorded.answers(place);
    if (declined !== undefined) return this.#fail(place, `${declined} did not agree`);
    const over = this.#over(place, n);
    const needed = Math.max(demandOf(step).demand.approvals ?? 0, over === undefined ? 0 : this.#run.limits.approvals);
    if (approved.length >= needed) return undefined;
    const said = this.#recorded.of('action.previewed', place, n)?.preview.said ?? '';
    const why = over ?? `"${step.name ?? place}" asks for ${needed}; ${said}`;
    this.todos.push({ kind: 'approve', place, needed, given: approved.map(({ by }) => by), why });
    return OPEN;
  }

  /** The limit that acting would pass, said with its figures. */
  #over(place: Place, n: number): string | undefined {
    const { share, hourly } = this.#run.limits;
    const { facts } = this.#recorded;
    const preview = this.#recorded.of('action.previewed', place, n)?.preview;
    if (preview === undefined || preview.devices === 0) return undefined;
    if (preview.devices > share * preview.of) return `${preview.said}; that is more than ${Math.round(share * 1000) / 10} % of ${preview.of}`;
    const hour = facts.reduce((sum, fact) => {
      const counts = fact.kind === 'action.intended' && fact.at > this.#moment - HOUR;
      return counts ? sum + (this.#recorded.of('action.previewed', fact.place, fact.n)?.preview.devices ?? 0) : sum;
    }, preview.devices);
    return hour > hourly ? `${preview.said}; with what was done within the hour, ${hour} devices, and the limit is ${hourly}` : undefined;
  }
}

/** The values that a step sees: its own variables over those of the playbook. */
function withOwn(step: Step, values: Values): Values {
  const own = new Map(values);
  for (const name of Object.keys(step.step_variables ?? {})) own.delete(name);
  return new Map([...own, ...valuesOf(step.step_variables)]);
}

/** What a step gives is kept where the playbook declares it and it is no constant; a step's own variable ends with the step. */
function keep(playbook: Playbook, name: string, value: string | undefined, values: Values): void {
  const variables = playbook.playbook_variables;
  if (value !== undefined && variables !== undefined && Object.hasOwn(variables, name) && variables[name]?.constant !== true) values.set(name, value);
}
