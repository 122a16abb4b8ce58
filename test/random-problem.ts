import type { Problem, ProblemStep, Reach, StepStatus } from '../src/attack/model.ts';

/** A seeded source of numbers in [0, 1) (mulberry32): tests that fail can be run again with the same seed. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Shape {
  readonly states: number;
  readonly steps: number;
  readonly controls?: number;
  /** Share of steps that are open; the rest are undecided or closed in equal parts. 1 when absent. */
  readonly open?: number;
}

/** A random attack graph: cycles, k of n, dead ends, unreachable goals, free steps and steps that need nothing all occur. */
export function randomProblem(random: () => number, shape: Shape): Problem {
  const pick = (n: number) => Math.floor(random() * n);
  const states = Array.from({ length: shape.states }, (_, i) => ({ id: `s${i}` }));
  const some = (n: number) => [...new Set(Array.from({ length: n }, () => `s${pick(shape.states)}`))];
  const steps = Array.from({ length: shape.steps }, (_, i): ProblemStep => {
    const from = some(random() < 0.03 ? 0 : 1 + pick(random() < 0.5 ? 2 : 4));
    const need = random() < 0.4 && from.length > 0 ? { need: 1 + pick(from.length) } : {};
    const roll = random();
    const open = shape.open ?? 1;
    const status: StepStatus = roll < open ? 'open' : roll < open + (1 - open) / 2 ? 'undecided' : 'closed';
    const closedBy =
      shape.controls === undefined ? {} : { closedBy: [...new Set(Array.from({ length: pick(3) }, () => `c${pick(shape.controls as number)}`))] };
    return { id: `t${i}`, from, ...need, to: `s${pick(shape.states)}`, effort: random() < 0.2 ? 0 : 1 + pick(9), status, ...closedBy };
  });
  return { format: 'assay-attack-graph/1', states, steps, start: some(1 + pick(2)), goals: some(3) };
}

/** Everything that holds, by the definition and nothing else: repeat until nothing changes. */
export function naiveClosure(problem: Problem, mode: 'may' | 'must', without: ReadonlySet<string> = new Set(), also: readonly string[] = []): Set<string> {
  const held = new Set([...problem.start, ...also].filter((id) => !without.has(id)));
  for (let grew = true; grew; ) {
    grew = false;
    for (const step of problem.steps) {
      if (without.has(step.id) || without.has(step.to) || held.has(step.to)) continue;
      if (step.status === 'closed' || (mode === 'must' && step.status === 'undecided')) continue;
      if (new Set(step.from.filter((id) => held.has(id))).size < (step.need ?? new Set(step.from).size)) continue;
      held.add(step.to);
      grew = true;
    }
  }
  return held;
}

/** The answer for a goal, by its definition. */
export function naiveReach(problem: Problem, goal: string, also: readonly string[] = []): Reach {
  if (naiveClosure(problem, 'must', undefined, also).has(goal)) return 'proven-reachable';
  if (naiveClosure(problem, 'may', undefined, also).has(goal)) return 'undecided';
  const open = { ...problem, steps: problem.steps.map((step) => ({ ...step, status: 'open' as const })) };
  return naiveClosure(open, 'must', undefined, also).has(goal) ? 'proven-closed' : 'no-way-known';
}

/** The least total over every set of steps that reaches the goal; Infinity where none does. For a dozen steps at most. */
export function naiveCheapest(problem: Problem, mode: 'may' | 'must', goal: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let set = 0; set < 1 << problem.steps.length; set += 1) {
    const total = problem.steps.reduce((sum, step, i) => sum + ((set & (1 << i)) === 0 ? 0 : step.effort), 0);
    if (total >= best) continue;
    const without = new Set(problem.steps.filter((_, i) => (set & (1 << i)) === 0).map((step) => step.id));
    if (naiveClosure(problem, mode, without).has(goal)) best = total;
  }
  return best;
}
