import { type Fault, Instant } from '../core/index.ts';
import type { TakenBack } from '../operations/playbook/edge/advance.ts';
import type { Fact, Todo } from '../operations/playbook/run.ts';
import type { SignatureVerdict } from '../operations/playbook/signature.ts';
import { wrap } from './help.ts';
import { counted, table } from './table.ts';

interface Judged {
  readonly file: string;
  readonly name: string | undefined;
  readonly good: boolean;
  readonly faults: readonly Omit<Fault, 'whose'>[];
  readonly remarks: readonly Omit<Fault, 'whose'>[];
  readonly signatures: readonly SignatureVerdict[];
}

export function checkedText(judged: readonly Judged[]): string {
  const told = (word: string, faults: Judged['faults']) =>
    faults.flatMap(({ code, message, expected, found, remedy }) => [
      `  ${word} ${code}: ${message}`,
      ...wrap(`expected: ${expected ?? ''}; found: ${found ?? ''}; ${remedy}`, 90).map((line) => `      ${line}`),
    ]);
  return judged
    .flatMap(({ file, name, good, faults, remarks, signatures }) => [
      `${file}: ${good ? 'good' : 'refused'}${name === undefined ? '' : ` (${name})`}`,
      ...told('fault', faults),
      ...told('remark', remarks),
      ...signatures.map(({ signee, state, why }) => `  signature of ${signee}: ${state}, ${why}`),
      ...(good && signatures.length === 0 ? ['  not signed'] : []),
    ])
    .join('\n');
}

export interface Standing {
  readonly run: string;
  readonly outcome: 'waiting' | 'done' | 'done-with-failures' | 'failed';
  readonly drill: boolean;
  readonly why: string;
  readonly actions: readonly { readonly at: string; readonly says: string; readonly how: string }[];
  readonly waits: readonly { readonly place: string; readonly for: string }[];
}

export function standingOf(run: string, facts: readonly Fact[], todos: readonly Todo[]): Standing {
  const [begun] = facts;
  const ended = facts.find((fact) => fact.kind === 'run.ended');
  const actions = facts.flatMap((fact) => {
    if (fact.kind !== 'action.intended') return [];
    const end = facts.find((other) => (other.kind === 'action.done' || other.kind === 'action.failed') && other.place === fact.place && other.n === fact.n);
    const how = end?.kind === 'action.done' ? end.said : end?.kind === 'action.failed' ? `failed: ${end.why}` : 'not answered yet';
    return [{ at: Instant.format(fact.at), says: fact.call.says, how }];
  });
  const waits = todos.flatMap((todo) => {
    if (todo.kind === 'approve') return [{ place: todo.place, for: `${todo.needed - todo.given.length} more to agree: ${todo.why}` }];
    if (todo.kind === 'people') return [{ place: todo.place, for: `a person: ${todo.call.command}` }];
    return todo.kind === 'wait' ? [{ place: todo.place, for: `until ${Instant.format(todo.until)}` }] : [];
  });
  return { run, outcome: ended?.outcome ?? 'waiting', drill: begun?.kind === 'run.begun' && begun.drill, why: ended?.why ?? '', actions, waits };
}

export function standingText({ run, outcome, drill, why, actions, waits }: Standing): string {
  const lines = [`${run}: ${outcome}${drill ? ', a drill: nothing was done' : ''}`, ...(why === '' ? [] : wrap(why, 90).map((line) => `  ${line}`))];
  for (const { says, how } of actions) lines.push(...wrap(`- ${says}: ${how}`, 90).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`)));
  for (const { place, for: what } of waits) lines.push('', `waits at ${place}`, ...wrap(`for ${what}`, 90).map((line) => `  ${line}`));
  return lines.join('\n');
}

export function listText(runs: readonly Standing[]): string {
  if (runs.length === 0) return 'No playbook was run.';
  return table(
    ['run', 'outcome', 'actions'],
    runs.map(({ run, outcome, actions }) => [run, outcome, actions.length]),
  );
}

export function undoneText(taken: readonly TakenBack[]): string {
  if (taken.length === 0) return 'There is nothing to take back.';
  const lines = taken.map(({ says, undone, why }) => `  ${undone ? 'taken back' : 'stands'}: ${says}: ${why}`);
  return [`${counted(taken.length, 'action')}, the last first:`, ...lines].join('\n');
}
