import { describe, expect, it } from 'vitest';
import type { Instant } from '../../core/index.ts';
import { checkPlaybook } from './check.ts';
import type { Playbook } from './model.ts';
import { next } from './next.ts';
import { action, asking, begun, book, id, later, START } from './playbook.fixture.ts';
import { type Fact, LIMITS, type Limits, type Todo } from './run.ts';

const END = { type: 'end' };
const [S, A, B, C, D, X, E, F, G] = [
  id('start', 1),
  id('action', 2),
  id('action', 3),
  id('action', 4),
  id('action', 5),
  id('action', 6),
  id('end', 7),
  id('end', 8),
  id('end', 9),
];

type Said = 'done' | 'fails' | Readonly<Record<string, string>>;
interface Told {
  readonly answers?: Readonly<Record<string, Said>>;
  readonly values?: Readonly<Record<string, string>>;
  readonly limits?: Limits;
  readonly devices?: number;
  readonly library?: readonly Playbook[];
}

function programOf(made: unknown, library: readonly Playbook[] = []) {
  const { playbook, faults } = checkPlaybook(JSON.stringify(made), 'p.json');
  expect(faults).toEqual([]);
  if (playbook === undefined) throw new Error('the playbook of the test is refused');
  return { playbook, library: new Map(library.map((one) => [one.id, one])) };
}

/** Runs to where nothing goes on by itself; every command answers at once, and time stands still. */
function ran(
  made: unknown,
  { answers = {}, values = {}, limits = LIMITS, devices = 0, library = [] }: Told = {},
  more: readonly Fact[] = [],
  moment: Instant = START,
) {
  const program = programOf(made, library);
  const facts: Fact[] = [begun(values, limits), ...more];
  const commands: string[] = [];
  for (let turn = 0; turn < 500; turn += 1) {
    const todos = next(program, facts, moment);
    const before = facts.length;
    for (const todo of todos) {
      if (todo.kind === 'record') facts.push(todo.fact);
      if (todo.kind === 'preview')
        facts.push({ kind: 'action.previewed', at: moment, place: todo.place, n: todo.n, preview: { devices, of: 1000, said: `${devices} devices` } });
      if (todo.kind !== 'perform') continue;
      const { place, n, call } = todo;
      commands.push(call.command);
      const said = answers[call.command] ?? 'done';
      facts.push({ kind: 'action.intended', at: moment, place, n, call });
      facts.push(
        said === 'fails'
          ? { kind: 'action.failed', at: moment, place, n, why: 'no' }
          : { kind: 'action.done', at: moment, place, n, out: said === 'done' ? {} : said, said: 'ok' },
      );
    }
    if (facts.length === before) return { commands, todos, facts, ended: facts.find((fact) => fact.kind === 'run.ended') };
  }
  throw new Error('the run of the test does not end');
}
const waiting = (todos: readonly Todo[]) => todos.map(({ kind }) => kind);

describe('a run', () => {
  it('does one step after the other, and ends', () => {
    const { commands, ended } = ran(
      book({ [S]: { type: 'start', on_completion: A }, [A]: action('a', { on_completion: B }), [B]: action('b', { on_success: E }), [E]: END }),
    );
    expect(commands).toEqual(['a', 'b']);
    expect(ended).toMatchObject({ outcome: 'done' });
  });

  it('that meets a failure with a step of its own says so at its end', () => {
    const made = book({
      [A]: action('a', { on_success: B, on_failure: C }),
      [B]: action('b', { on_completion: E }),
      [C]: action('c', { on_completion: E }),
      [E]: END,
    });
    expect(ran(made, { answers: { a: 'fails' } })).toMatchObject({
      commands: ['a', 'c'],
      ended: { outcome: 'done-with-failures', why: expect.stringContaining('no') },
    });
  });

  it('fails where no step meets a failure, and its exception handler does not make it good', () => {
    const made = book(
      { [A]: action('a', { on_completion: B }), [B]: action('b', { on_completion: E }), [X]: action('x', { on_completion: E }), [E]: END },
      { workflow_exception: X },
    );
    expect(ran(made, { answers: { a: 'fails' } })).toMatchObject({ commands: ['a', 'x'], ended: { outcome: 'failed', why: 'no' } });
    expect(ran(made, { answers: { a: 'fails', x: 'fails' } }).ended).toMatchObject({ outcome: 'failed', why: 'no; its exception handler: no' });
  });

  it('does all branches of a parallel step, and goes on when all have ended', () => {
    const made = book({
      [id('parallel', 1)]: { type: 'parallel', next_steps: [A, B], on_success: C, on_failure: D },
      [A]: action('a', { on_completion: E }),
      [B]: action('b', { on_completion: F }),
      [C]: action('c', { on_completion: G }),
      [D]: action('d', { on_completion: G }),
      [E]: END,
      [F]: END,
      [G]: END,
    });
    expect(ran(made)).toMatchObject({ commands: ['a', 'b', 'c'], ended: { outcome: 'done' } });
    expect(ran(made, { answers: { a: 'fails' } })).toMatchObject({
      commands: ['a', 'b', 'd'],
      ended: { outcome: 'done-with-failures', why: expect.stringContaining('branch 1: no') },
    });
  });

  it.each<[string, readonly string[], string]>([
    ['true', ['look', 'b', 'd'], 'done'],
    ['false', ['look', 'c', 'd'], 'done'],
    ['maybe', ['look'], 'failed'],
  ])('goes the way that a condition tells (%s)', (found, commands, outcome) => {
    const made = book(
      {
        [A]: action('look', { on_completion: id('if-condition', 1), out_args: ['__found__'] }),
        [id('if-condition', 1)]: { type: 'if-condition', condition: "__found__:value = 'true'", on_true: B, on_false: C, on_completion: D },
        [B]: action('b', { on_completion: E }),
        [C]: action('c', { on_completion: E }),
        [D]: action('d', { on_completion: E }),
        [E]: END,
      },
      { playbook_variables: { __found__: { type: 'bool' } } },
    );
    const { commands: done, ended } = ran(made, { answers: { look: { __found__: found } } });
    expect(done).toEqual(commands);
    expect(ended).toMatchObject({ outcome });
  });

  it('fails where a condition asks what nobody knows', () => {
    const made = book(
      {
        [id('if-condition', 1)]: { type: 'if-condition', condition: "__found__:value = 'true'", on_true: A, on_completion: E },
        [A]: action('a', { on_completion: E }),
        [E]: END,
      },
      { playbook_variables: { __found__: { type: 'bool' } } },
    );
    expect(ran(made).ended).toMatchObject({ outcome: 'failed', why: expect.stringContaining('not known') });
  });

  it('goes round while a condition holds, and no more often than the loop says', () => {
    const made = (rounds: number) =>
      book(
        {
          [id('while-condition', 1)]: { type: 'while-condition', condition: "__go__:value = 'true'", on_true: A, on_completion: B, ...asking({ rounds }) },
          [A]: action('a', { on_completion: E, out_args: ['__go__'] }),
          [B]: action('b', { on_completion: F }),
          [E]: END,
          [F]: END,
        },
        { playbook_variables: { __go__: { type: 'bool', value: 'true' } } },
      );
    expect(ran(made(3), { answers: { a: { __go__: 'false' } } })).toMatchObject({ commands: ['a', 'b'], ended: { outcome: 'done' } });
    expect(ran(made(3))).toMatchObject({ commands: ['a', 'a', 'a'], ended: { outcome: 'failed', why: expect.stringContaining('after 3 rounds') } });
  });

  it.each<[string, readonly string[], string]>([
    ['camera', ['a'], 'done'],
    ['lock', ['b'], 'done'],
    ['valueOf', ['b'], 'done'],
  ])('takes the case of a value, or the default (%s)', (kind, commands, outcome) => {
    const made = book(
      {
        [id('switch-condition', 1)]: { type: 'switch-condition', switch: '__kind__:value', cases: { camera: A, default: B }, on_completion: E },
        [A]: action('a', { on_completion: E }),
        [B]: action('b', { on_completion: E }),
        [E]: END,
      },
      { playbook_variables: { __kind__: { type: 'string', external: true } } },
    );
    expect(ran(made, { values: { __kind__: kind } })).toMatchObject({ commands, ended: { outcome } });
  });

  it('fails where no case is that of the value, as nobody foresaw it', () => {
    const made = book(
      {
        [id('switch-condition', 1)]: { type: 'switch-condition', switch: '__kind__:value', cases: { camera: A }, on_completion: E },
        [A]: action('a', { on_completion: E }),
        [E]: END,
      },
      { playbook_variables: { __kind__: { type: 'string', value: 'lock' } } },
    );
    expect(ran(made)).toMatchObject({ commands: [], ended: { outcome: 'failed' } });
  });

  it('calls another playbook with what it is given, and takes over what that gives', () => {
    const called = programOf(
      book(
        { [A]: action('inner __who__:value', { on_completion: E, out_args: ['__result__'] }), [E]: END },
        { id: id('playbook', 2), playbook_variables: { __who__: { type: 'string', external: true }, __result__: { type: 'string' } } },
      ),
    ).playbook;
    const made = book(
      {
        [id('playbook-action', 1)]: {
          type: 'playbook-action',
          playbook_id: id('playbook', 2),
          in_args: ['__who__'],
          out_args: ['__result__'],
          on_completion: B,
        },
        [B]: action('outer __result__:value', { on_completion: E }),
        [E]: END,
      },
      { playbook_variables: { __who__: { type: 'string', value: 'cam' }, __result__: { type: 'string' } } },
    );
    const answers = { 'inner cam': { __result__: 'ok' } };
    expect(ran(made, { answers, library: [called] })).toMatchObject({ commands: ['inner cam', 'outer ok'], ended: { outcome: 'done' } });
    expect(ran(made).ended).toMatchObject({ outcome: 'failed', why: expect.stringContaining('not at hand') });
    const again = {
      ...called,
      workflow: { [A]: { ...called.workflow[A], type: 'playbook-action', playbook_id: called.id, in_args: ['__who__'], on_completion: E }, [E]: END },
    } as unknown as Playbook;
    expect(ran(made, { library: [again] }).ended).toMatchObject({ outcome: 'failed', why: expect.stringContaining('8 deep') });
  });

  it('waits out a delay', () => {
    const made = book({ [A]: action('a', { on_completion: E, delay: 1000 }), [E]: END });
    const { todos, facts } = ran(made);
    expect(todos).toEqual([{ kind: 'wait', place: A, until: later(1000) }]);
    expect(ran(made, {}, facts.slice(1), later(1000))).toMatchObject({ commands: ['a'], ended: { outcome: 'done' } });
  });

  it('fails a step at its timeout, and no word that comes later changes it', () => {
    const made = book({ [A]: action('a', { on_success: E, on_failure: B, timeout: 1000 }), [B]: action('b', { on_completion: E }), [E]: END });
    const call = { key: 'k', type: 'assay', command: 'a', headers: {}, party: { type: '', name: '', address: {} }, gives: {}, says: 'a' };
    const going: readonly Fact[] = [
      { kind: 'step.begun', at: START, place: A },
      { kind: 'action.intended', at: START, place: A, n: 0, call },
    ];
    expect(waiting(ran(made, {}, going, later(999)).todos)).toEqual(['ask', 'wait']);
    const late = ran(made, {}, going, later(1000));
    expect(late).toMatchObject({ commands: ['b'], ended: { outcome: 'done-with-failures', why: expect.stringContaining('timeout') } });
    const timedOut: Fact = { kind: 'step.timed-out', at: later(1000), place: A };
    expect(
      ran(made, {}, [...going, timedOut, { kind: 'action.done', at: later(1001), place: A, n: 0, out: {}, said: 'after all' }], later(1001)).ended,
    ).toMatchObject({ outcome: 'done-with-failures' });
  });

  it('asks of an action that was intended how it went, before anything else is done with it', () => {
    const made = book({ [A]: action('a', { on_completion: E }), [E]: END });
    const whole = ran(made).facts;
    const upTo = whole.findIndex(({ kind }) => kind === 'action.intended');
    expect(waiting(ran(made, {}, whole.slice(1, upTo + 1)).todos)).toEqual(['ask']);
  });

  it('waits for two people where a step asks for two, and counts nobody twice', () => {
    const made = book({ [A]: action('a', { on_completion: E, ...asking({ approvals: 2 }) }), [E]: END });
    const yes = (by: string): Fact => ({ kind: 'approved', at: START, place: A, by });
    expect(ran(made, {}, [yes('ada'), yes('ada')]).todos).toMatchObject([{ kind: 'approve', needed: 2, given: ['ada'] }]);
    expect(ran(made, {}, [yes('ada'), yes('bob')])).toMatchObject({ commands: ['a'], ended: { outcome: 'done' } });
    expect(ran(made, {}, [yes('ada'), { kind: 'declined', at: START, place: A, by: 'bob' }])).toMatchObject({
      commands: [],
      ended: { outcome: 'failed', why: 'bob did not agree' },
    });
  });

  it('asks people above a limit of share, and of what is done within an hour', () => {
    const made = book({ [A]: action('a', { on_completion: B }), [B]: action('b', { on_completion: E }), [E]: END });
    expect(ran(made, { devices: 60 }).todos).toMatchObject([{ kind: 'approve', place: A, needed: 2, why: expect.stringContaining('more than 5 % of 1000') }]);
    expect(ran(made, { devices: 40, limits: { ...LIMITS, hourly: 50 } })).toMatchObject({
      commands: ['a'],
      todos: [{ kind: 'approve', place: B, why: expect.stringContaining('80 devices') }],
    });
    expect(ran(made, { devices: 40, limits: { ...LIMITS, hourly: 80 } }).ended).toMatchObject({ outcome: 'done' });
  });

  it('orders nothing before it has begun, and nothing once it has ended', () => {
    const program = programOf(book({ [A]: action('a', { on_completion: E }), [E]: END }));
    expect(next(program, [], START)).toEqual([]);
    expect(next(program, [begun(), { kind: 'run.ended', at: START, outcome: 'done', why: '' }], START)).toEqual([]);
  });

  it('gives each execution of an action a key of its own, and always the same', () => {
    const made = book({ [A]: action('a', { on_completion: B }), [B]: action('a', { on_completion: E }), [E]: END });
    const keys = () => ran(made).facts.flatMap((fact) => (fact.kind === 'action.intended' ? [fact.call.key] : []));
    expect(new Set(keys()).size).toBe(2);
    expect(keys()).toEqual(keys());
  });
});
