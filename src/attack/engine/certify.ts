import type { Certificate } from './certificate.ts';
import { closure } from './closure.ts';
import { type Compiled, nameOf } from './compile.ts';
import { floorOf, type Mode } from './graph.ts';
import { cheapestPlans } from './plan.ts';

/** A certificate for what `mode` says of a goal (a state node): a way to it, or the wall round it. `flawOf` checks either. */
export function certify(compiled: Compiled, goal: number, mode: Mode): Certificate {
  const { graph, states } = compiled;
  const name = nameOf(compiled, goal);
  const [plan] = cheapestPlans(compiled, Int32Array.of(goal), { mode, care: 1 });
  if (plan !== undefined) return { kind: 'way', goal: name, mode, steps: plan.steps, total: plan.total };
  const { held } = closure(graph, mode);
  const inside: string[] = [];
  const blocking: string[] = [];
  for (let n = 0; n < states; n += 1) if (held[n] === 1) inside.push(nameOf(compiled, n));
  for (let n = states; n < graph.nodes; n += 1) {
    if ((graph.status[n] as number) >= floorOf(mode) || held[graph.out[graph.outStart[n] as number] as number] === 1) continue;
    let have = 0;
    for (let e = graph.inStart[n] as number; e < (graph.inStart[n + 1] as number); e += 1) have += held[graph.in[e] as number] as number;
    if (have >= (graph.need[n] as number)) blocking.push(nameOf(compiled, n));
  }
  return { kind: 'wall', goal: name, mode, held: inside, blocking };
}
