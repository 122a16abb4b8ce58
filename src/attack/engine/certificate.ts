import type { Problem } from '../model.ts';
import { replay } from './replay.ts';

/**
 * Why a verdict may be believed, for someone who does not trust the solver. `way`: a plan that replays. `wall`: everything an attacker can
 * hold in the mode, and the steps at its edge that are not passable; the goal is outside, and no passable step leads out.
 */
export type Certificate =
  | { readonly kind: 'way'; readonly goal: string; readonly mode: 'may' | 'must'; readonly steps: readonly string[]; readonly total: number }
  | { readonly kind: 'wall'; readonly goal: string; readonly mode: 'may' | 'must'; readonly held: readonly string[]; readonly blocking: readonly string[] };

/** `undefined` where the certificate proves what it says, else what is wrong with it. Reads the problem as written; uses no code of the solver. */
export function flawOf(problem: Problem, certificate: Certificate): string | undefined {
  switch (certificate.kind) {
    case 'way': {
      const played = replay(problem, certificate);
      return played.ok ? undefined : played.why;
    }
    case 'wall':
      return flawOfWall(problem, certificate);
  }
}

function flawOfWall(problem: Problem, wall: Extract<Certificate, { readonly kind: 'wall' }>): string | undefined {
  const states = new Set(problem.states.map((state) => state.id));
  const held = new Set(wall.held);
  if (!states.has(wall.goal)) return `there is no state "${wall.goal}"`;
  for (const id of held) if (!states.has(id)) return `there is no state "${id}"`;
  if (held.size !== wall.held.length) return 'a held state is named twice';
  if (held.has(wall.goal)) return `"${wall.goal}" is inside the wall`;
  const outside = problem.start.find((id) => !held.has(id));
  if (outside !== undefined) return `the start "${outside}" is outside the wall`;
  const edge = new Set<string>();
  for (const step of problem.steps) {
    if (held.has(step.to)) continue;
    const sources = new Set(step.from);
    let have = 0;
    for (const source of sources) if (held.has(source)) have += 1;
    if (have < (step.need ?? sources.size)) continue;
    if (step.status === 'open' || (step.status === 'undecided' && wall.mode === 'may')) return `the step "${step.id}" leads out of the wall`;
    edge.add(step.id);
  }
  const blocking = new Set(wall.blocking);
  if (blocking.size !== wall.blocking.length) return 'a blocking step is named twice';
  for (const id of blocking) if (!edge.has(id)) return `the step "${id}" does not block anything`;
  for (const id of edge) if (!blocking.has(id)) return `the step "${id}" blocks and is not named`;
  return undefined;
}
