import type { Fault } from '../../core/index.ts';
import { playbookFaults } from './faults.ts';
import type { Playbook, Step } from './model.ts';
import { shown } from './read.ts';

/** A way from one step to another; `by` is the property that names it. */
interface Way {
  readonly by: string;
  readonly to: string;
}

function waysOf(step: Step): readonly Way[] {
  const ways: Way[] = [];
  const way = (by: string, to: string | undefined) => {
    if (to !== undefined) ways.push({ by, to });
  };
  switch (step.type) {
    case 'parallel':
      for (const [i, to] of step.next_steps.entries()) way(`next_steps[${i}]`, to);
      break;
    case 'if-condition':
      way('on_true', step.on_true);
      way('on_false', step.on_false);
      break;
    case 'while-condition':
      way('on_true', step.on_true);
      break;
    case 'switch-condition':
      for (const [key, to] of Object.entries(step.cases)) way(`cases.${key}`, to);
      break;
    case 'start':
    case 'end':
    case 'action':
    case 'playbook-action':
      break;
  }
  way('on_completion', step.on_completion);
  way('on_success', step.on_success);
  way('on_failure', step.on_failure);
  return ways;
}

/** What a schema cannot say of the steps together: each named step is there, each is reached, each way meets an end, none leads back. */
export function graphFaults(
  { workflow, workflow_start, workflow_exception }: Playbook,
  file: string,
): { readonly faults: readonly Fault[]; readonly remarks: readonly Fault[] } {
  const steps = new Map(Object.entries(workflow));
  const faults: Fault[] = [];
  const remarks: Fault[] = [];
  const missing = (field: string, to: string) =>
    playbookFaults.fault('003', {
      message: `${field} names a step that is not there`,
      file,
      field,
      expected: 'the id of a step of the workflow',
      found: shown(to),
      remedy: 'Write the step, or name one that is there.',
    });
  if (!steps.has(workflow_start)) faults.push(missing('workflow_start', workflow_start));
  else if (steps.get(workflow_start)?.type !== 'start') remarks.push(notAStart(file, workflow_start));
  // Without its handler a run that fails has only itself to say so, and does: no way of the workflow is lost by it.
  if (workflow_exception !== undefined && !steps.has(workflow_exception)) remarks.push(missing('workflow_exception', workflow_exception));
  for (const [id, step] of steps) {
    const ways = waysOf(step);
    for (const { by, to } of ways) if (!steps.has(to)) faults.push(missing(`workflow.${id}.${by}`, to));
    if (ways.length === 0 && step.type !== 'end') {
      faults.push(
        playbookFaults.fault('006', {
          message: `${shown(id)} leads nowhere and is no end`,
          file,
          field: `workflow.${id}`,
          expected: 'on_completion or on_success, or a step of the type end',
          found: 'no successor',
          remedy: 'Name what comes after it; a way ends at a step of the type end.',
        }),
      );
    }
  }
  const roots = [workflow_start, ...(workflow_exception === undefined ? [] : [workflow_exception])];
  const { reached, cycle } = walked(steps, roots);
  if (cycle !== undefined) {
    faults.push(
      playbookFaults.fault('005', {
        message: 'steps lead back to themselves',
        file,
        field: `workflow.${cycle[0]}`,
        expected: 'to come back by while-condition alone, whose rounds are counted',
        found: [...cycle, cycle[0]]
          .map((id) => shown(id))
          .join(' → ')
          .slice(0, 400),
        remedy: 'Let the last of them lead to an end step, and repeat with while-condition.',
      }),
    );
  }
  for (const id of steps.keys()) {
    if (reached.has(id)) continue;
    faults.push(
      playbookFaults.fault('004', {
        message: `nothing leads to ${shown(id)}`,
        file,
        field: `workflow.${id}`,
        expected: 'a way from workflow_start, or from workflow_exception',
        found: 'none',
        remedy: 'Name it as what comes after another step, or take it out.',
      }),
    );
  }
  return { faults, remarks };
}

const notAStart = (file: string, found: string): Fault =>
  playbookFaults.fault('003', {
    message: 'workflow_start names a step that is no start; Assay begins there all the same',
    file,
    field: 'workflow_start',
    expected: 'a step of the type start',
    found: shown(found),
    remedy: 'Put a start step before it.',
  });

/** Everything that is reached from the roots, and one cycle where there is one. Without recursion: a chain may be as long as a playbook. */
function walked(steps: ReadonlyMap<string, Step>, roots: readonly string[]): { readonly reached: ReadonlySet<string>; readonly cycle?: readonly string[] } {
  const done = new Set<string>();
  const open = new Set<string>();
  let cycle: readonly string[] | undefined;
  for (const root of roots) {
    const stack: { id: string; rest: string[] }[] = [];
    const enter = (id: string) => {
      const step = steps.get(id);
      if (step === undefined || done.has(id)) return;
      if (open.has(id)) {
        const path = [...open];
        cycle ??= path.slice(path.indexOf(id));
        return;
      }
      open.add(id);
      stack.push({ id, rest: waysOf(step).map(({ to }) => to) });
    };
    enter(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.shift();
      if (next !== undefined) {
        enter(next);
        continue;
      }
      stack.pop();
      open.delete(top.id);
      done.add(top.id);
    }
  }
  return cycle === undefined ? { reached: done } : { reached: done, cycle };
}
