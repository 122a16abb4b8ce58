import { indexed, wayOf } from '../../assurance/attacks/ways.ts';
import type { Plan } from '../../attack/engine/plan.ts';
import type { WayFrom } from './model.ts';
import { partOf, type ReachView } from './view.ts';

/** A plan as it is told of what has fallen: with the parts that it goes through between `ends`. */
export function toldWay({ attacked }: ReachView, plan: Plan, ends: ReadonlySet<string>): WayFrom {
  const { map, graph } = attacked;
  const { steps, states } = indexed(graph);
  const at = partOf(map);
  const through = new Set<string>();
  for (const step of plan.steps.flatMap((id) => steps.get(id) ?? [])) {
    for (const id of [...step.from, step.to]) {
      const state = states.get(id);
      const part = state === undefined ? undefined : at(state);
      if (part !== undefined && !ends.has(part)) through.add(part);
    }
  }
  return { ...wayOf(attacked, plan), through: [...through], direct: through.size === 0 };
}

/** Parts that states are of. */
export function partsOfStates({ attacked }: ReachView, ids: readonly string[]): ReadonlySet<string> {
  const { states } = indexed(attacked.graph);
  const at = partOf(attacked.map);
  return new Set(
    ids.flatMap((id) => {
      const state = states.get(id);
      return (state === undefined ? undefined : at(state)) ?? [];
    }),
  );
}
