import type { Problem, ProblemStep } from '../model.ts';

/** What of a plan is checked: Plan has these, and so does any file that claims to be one. */
export interface Claimed {
  readonly goal: string;
  readonly mode: 'may' | 'must';
  readonly steps: readonly string[];
  readonly total: number;
}

/** `at` is the index of the first step that cannot be taken, or the number of steps where the end is what fails. */
export type Replayed = { readonly ok: true } | { readonly ok: false; readonly at: number; readonly why: string };

// By the steps alone: what is supposed has other starts, and the same steps.
const index = new WeakMap<Problem['steps'], ReadonlyMap<string, ProblemStep>>();

/**
 * Plays a plan against the problem as it was written, step by step. Shares no code with the solver on purpose: it reads the document, not
 * the compiled graph, so that an error in either shows. `status` (0 closed, 1 undecided, 2 open) stands in for the document's in a what-if.
 */
export function replay(problem: Problem, plan: Claimed, status?: (step: string) => number): Replayed {
  let steps = index.get(problem.steps);
  if (steps === undefined) {
    steps = new Map(problem.steps.map((step) => [step.id, step]));
    index.set(problem.steps, steps);
  }
  const held = new Set(problem.start);
  const taken = new Set<string>();
  let total = 0;
  for (let at = 0; at < plan.steps.length; at += 1) {
    const id = plan.steps[at] as string;
    const step = steps.get(id);
    if (step === undefined) return { ok: false, at, why: `there is no step "${id}"` };
    if (taken.has(id)) return { ok: false, at, why: `"${id}" is taken twice` };
    taken.add(id);
    const passable =
      status === undefined ? step.status === 'open' || (step.status === 'undecided' && plan.mode === 'may') : status(id) >= (plan.mode === 'may' ? 1 : 2);
    if (!passable) return { ok: false, at, why: `"${id}" is ${step.status}, which the ${plan.mode} graph does not pass` };
    const sources = new Set(step.from);
    const needed = step.need ?? sources.size;
    let have = 0;
    for (const source of sources) if (held.has(source)) have += 1;
    if (have < needed) return { ok: false, at, why: `"${id}" needs ${needed} of its states and finds ${have}` };
    held.add(step.to);
    total += step.effort;
  }
  const end = plan.steps.length;
  if (!held.has(plan.goal)) return { ok: false, at: end, why: `"${plan.goal}" is not reached` };
  if (Math.abs(total - plan.total) > 1e-6 * Math.max(1, total)) return { ok: false, at: end, why: `the steps cost ${total}, not ${plan.total}` };
  return { ok: true };
}
